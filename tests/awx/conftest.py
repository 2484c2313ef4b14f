# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulated AWX, and an importer for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.app import Sandbox
from tests.sandbox.wire import RunningServer

from .importer import Importer


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox()


@pytest.fixture
def url(sandbox: Sandbox) -> Iterator[str]:
    with RunningServer(sandbox) as served:
        yield served


@pytest.fixture
def awx(url: str) -> Importer:
    return Importer(f"{url}/awx/api/v2")
