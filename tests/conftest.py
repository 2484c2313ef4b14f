# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import gc
from typing import Any

import pytest


def pytest_collection_finish() -> None:
    """Spare the garbage collector thousands of walks through what stays: tests, and what they import."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Any:
    from tests.harness import Bench  # not before tests/plugins has installed Ansible's loader

    return Bench(monkeypatch)
