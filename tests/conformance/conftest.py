# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the laws see only the warnings of their own module, regardless of earlier tests in the process, and runs modules as ``--way`` says."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator

import pytest

from tests.conformance.ways import WAYS, ServedBench, Site
from tests.harness import Bench
from tests.sandbox.wire import RunningServer
from tests.unit.conftest import own_warnings

__all__ = ["own_warnings"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--way", choices=WAYS, help="how modules run; by default in the process of the tests")


@pytest.fixture(scope="session")
def served() -> Iterator[tuple[Site, str]]:
    site = Site()
    with RunningServer(site) as url:
        yield site, url


@pytest.fixture
def bench(request: pytest.FixtureRequest, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    way = request.config.getoption("--way")
    return ServedBench(way, *request.getfixturevalue("served"), tmp_path, monkeypatch) if way else Bench(monkeypatch)
