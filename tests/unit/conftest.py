# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from ansible.module_utils.common import warnings

from tests.harness import Bench


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--thorough", action="store_true", help="everything where otherwise a part is tried; make matrix")


@pytest.fixture(scope="session")
def thorough(request: pytest.FixtureRequest) -> bool:
    """Whether everything is tried, of which otherwise each test says the part that it tries."""
    return bool(request.config.getoption("--thorough"))


@pytest.fixture(autouse=True)
def own_warnings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Ansible keeps the warnings of a process, and modules that share one would report each other's. They are given as texts."""
    run = Bench.run

    def separately(self: Bench, *args: Any, **params: Any) -> dict[str, Any]:
        warnings._global_warnings.clear()
        result = run(self, *args, **params)
        told = result.get("warnings") or []
        result["warnings"] = [line["event"]["msg"] if isinstance(line, dict) else line for line in told]
        return result

    monkeypatch.setattr(Bench, "run", separately)
    yield
    warnings._global_warnings.clear()
