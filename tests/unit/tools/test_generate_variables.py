# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of variables in the playbook guide: each variable has an example that its playbook accepts."""

from __future__ import annotations

import pytest

from ansible_collections.people.access.plugins.plugin_utils.variables import SHARED, VARIABLES, Variable, documented
from tests.tools import generate_variables
from tests.tools.generate_variables import EXAMPLES, example, table


@pytest.mark.parametrize("playbook", [*VARIABLES, *SHARED])
def test_every_variable_has_an_example(playbook: str) -> None:
    rows = table(playbook)
    assert all(f"``{variable.in_playbook}``\n" in rows and f"``{example(playbook, variable)}``\n" in rows for variable in documented(playbook))


def test_no_example_is_left_over() -> None:
    pairs = [(playbook, variable.in_playbook) for playbook in (*VARIABLES, *SHARED) for variable in documented(playbook)]
    assert set(EXAMPLES) <= {name for playbook, variable in pairs for name in (variable, f"{playbook} {variable}")}


@pytest.mark.parametrize(("value", "reason"), [
    (None, "has no example"), (5, "one that is its default"), ("many", "is refused: max_removals has to be a whole number"),
])
def test_an_example_that_does_not_work_is_an_error(monkeypatch: pytest.MonkeyPatch, value: object, reason: str) -> None:
    monkeypatch.setitem(generate_variables.EXAMPLES, "max_removals", value)
    found: Variable = next(variable for variable in VARIABLES["reconcile"] if variable.name == "max_removals")
    with pytest.raises(SystemExit, match=reason):
        example("reconcile", found)


def test_the_names_of_the_platforms_are_in_the_table() -> None:
    assert "Choices: ``thousandeyes``, ``segment``, ``contabo``, ``tsna``." in table("export")
