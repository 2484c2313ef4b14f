# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hostile texts are many, of each family, the same for a seed and others for another."""

from __future__ import annotations

from .hostile import FAMILIES, texts


def test_there_are_enough_of_each_family_and_a_seed_decides_which() -> None:
    first, again, other = texts("run"), texts("run"), texts("run", seed=1)
    assert first == again and first.keys() == other.keys() and len(set(first.values())) > 300
    assert len(set(other.values()) - set(first.values())) > 100
    for family in FAMILIES:
        assert sum(name.startswith(f"{family}-") for name in first) >= 9
    assert [entry for entry in first.values() if entry.startswith("#jinja2:") and "{" not in entry and "run" in entry]
