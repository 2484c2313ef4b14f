# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is exported is read back as it was, as a roster and as variables, and hides nothing."""

from __future__ import annotations

import pathlib
from typing import Any

from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

from ansible_collections.people.access.plugins.module_utils.engine.text import transportable, visible
from ansible_collections.people.access.plugins.module_utils.lifecycle.roster_file import load
from ansible_collections.people.access.plugins.plugin_utils.roster_yaml import roster_yaml
from tests.plugins.trust import trust_as_template, variables_of
from tests.security.hostile import texts

TEXTS = [transportable(text) for text in texts("touch /nowhere").values()]


def test_every_text_comes_back_as_a_roster_and_as_variables(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "roster.yml"
    people: list[dict[str, Any]] = [{"email": f"p{number}@x.example", "last_name": text, "accounts": {"tsna": {"n": 1}}} for number, text in enumerate(TEXTS)]
    profiles = {text: {"tsna": {"roles": [text, trust_as_template(text)]}} for text in TEXTS if not text.startswith("x-")}
    written = roster_yaml({"people": people, "profiles": profiles})
    file.write_text(written, encoding="utf-8")
    read = load(str(file))
    assert read["people"] == people and read["profiles"] == profiles
    variables = variables_of(str(file))
    evaluated = Templar(DataLoader(), variables=variables).template(variables)
    assert evaluated["people"] == people and evaluated["profiles"] == profiles
    assert all(visible(line) == line for line in written.splitlines())


def test_an_ordinary_roster_looks_ordinary() -> None:
    roster = {"people": [{"email": "zoe@x.example", "last_name": "\u00c5ngstr\u00f6m", "profiles": ["a"]}], "protect": ["2024", "yes", "-x"]}
    lines = ["---", "people:", "  - email: zoe@x.example", "    last_name: \u00c5ngstr\u00f6m", "    profiles:", "      - a", "protect:"]
    assert roster_yaml(roster).splitlines() == [*lines, "  - '2024'", "  - 'yes'", "  - -x"]
