# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the files of the kit and of the project skeleton."""

from __future__ import annotations

import pathlib
import re
from typing import Any

import yaml

from ansible_collections.people.access.plugins.plugin_utils.variables import SURVEY, TENANTS, VARIABLES, Variable

ROOT = pathlib.Path(__file__).resolve().parents[2]
AWX = ROOT / "extensions" / "awx"
PROJECT = AWX / "project"


class Loader(yaml.SafeLoader):
    """Takes ``!unsafe`` as the text that it is for AWX."""


Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


def load() -> dict[str, list[dict[str, Any]]]:
    """Everything in the kit by the name of its list, without ``controller_``."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path in sorted((AWX / "kit").glob("*.yml")):
        for name, entries in yaml.load(path.read_text(encoding="utf-8"), Loader).items():
            found.setdefault(name.removeprefix("controller_"), []).extend(entries)
    return found


KIT = load()


def playbook_of(template: dict[str, Any]) -> str:
    """Which playbook of the collection the file of the project imports."""
    imports = yaml.safe_load((PROJECT / template["playbook"]).read_text(encoding="utf-8"))
    return str(imports[0]["ansible.builtin.import_playbook"]).removeprefix("people.access.")


def table(playbook: str) -> dict[str, Variable]:
    return {one.in_playbook: one for one in (*VARIABLES[playbook], TENANTS) if one.in_playbook}


def questions(entry: dict[str, Any]) -> list[dict[str, Any]]:
    return list((entry.get("survey_spec") or {}).get("spec", []))


def names_in(text: str) -> set[str]:
    """The variables that a template of extra_vars may name, and more: every word in it."""
    return set(re.findall(r"[a-z_][a-z0-9_]*", text))


def setting(question: dict[str, Any]) -> str:
    """The variable of the playbook that a question is about."""
    return str(question["variable"]).removeprefix(SURVEY)
