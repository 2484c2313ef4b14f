# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a module writes of its progress is shown while it works, where somebody looks."""

from __future__ import annotations

import pathlib
import threading

import pytest
from ansible.utils import color

from ansible_collections.people.access.plugins.plugin_utils import progress


@pytest.mark.parametrize(("verbosity", "terminal", "watched"), [(0, False, False), (1, False, True), (0, True, True)])
def test_somebody_looks_at_a_terminal_or_with_v(monkeypatch: pytest.MonkeyPatch, verbosity: int, terminal: bool, watched: bool) -> None:
    monkeypatch.setattr(progress.display, "verbosity", verbosity)
    monkeypatch.setattr(color, "ANSIBLE_COLOR", terminal)
    assert progress.is_watched() is watched


def test_lines_are_shown_once_and_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[str] = []
    seen = threading.Event()

    def display(line: str) -> None:
        lines.append(line)
        seen.set()

    monkeypatch.setattr(progress, "INTERVAL", 0.001)
    monkeypatch.setattr(progress.display, "display", display)
    with progress.shown("localhost") as variables:
        path = pathlib.Path(variables[progress.VARIABLE])
        for line in ("contabo: 1 of 2 actions done", "contabo: 2 of 2 actions done"):
            with path.open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")
            assert seen.wait(30)
            seen.clear()
    assert lines == ["  localhost  contabo: 1 of 2 actions done", "  localhost  contabo: 2 of 2 actions done"] and not path.exists()
