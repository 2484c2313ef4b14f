# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Generate documentation shared by several modules: ``python -m tests.tools.generate_docs``; ``--check`` only compares.

A module marks a generated part with two comments. The first names its source:

``# Written by make generate from shared_docs.yml: action(none, created) requests``
    return values, by their names in ``tests/tools/shared_docs.yml``, with arguments in parentheses
``# Written by make generate from te_user.py``
    the options of that module as suboptions, without those that the plural module documents itself

The second comment, ``# End of the written part.``, ends it.
"""

from __future__ import annotations

import ast
import functools
import pathlib
import re
import sys
import textwrap
from collections.abc import Mapping
from typing import Any

import yaml

from .common import ROOT, write_or_check

MODULES = ROOT / "plugins" / "modules"
SHARED = ROOT / "tests" / "tools" / "shared_docs.yml"
PART = re.compile(
    r"^(?P<indent> *)# Written by make generate from (?P<source>\w+\.(?:yml|py))(?:: (?P<names>.+))?\n"
    r"(?:.*\n)*?(?P=indent)# End of the written part\.\n", re.MULTILINE,
)
NAME = re.compile(r"(\w+)(?:\((.*?)\))?(?: |$)")
WIDTH = 150


class Flow(list[Any]):
    """A list that is written on one line."""


class Indented(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)


Indented.add_representer(Flow, lambda dumper, value: dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True))


def return_values(names: str, shared: Mapping[str, str]) -> str:
    text = ""
    for name, given in NAME.findall(names):
        arguments = given.split(", ")
        text += shared[name].replace("{args}", given).replace("{second}", arguments[min(1, len(arguments) - 1)])
    return text


def suboptions(single: str, plural: str, width: int = WIDTH) -> str:
    """Return the options of a module as suboptions of the list of its plural module. References to these options get a prefix."""
    listed = next(name for name, option in documentation(plural)["options"].items() if "suboptions" in option)
    elsewhere = {*documentation(plural)["options"], *(name for options_ in fragments(plural) for name in options_)}
    own = {name: option for name, option in documentation(single)["options"].items() if name not in elsewhere}

    def prefixed(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: prefixed(item, name) for name, item in value.items()}
        if isinstance(value, list):
            return (Flow if key in ("choices", "default", "aliases") else list)(prefixed(item) for item in value)
        return re.sub(r"\bO\((\w+)", lambda found: f"O({listed}[].{found[1]}" if found[1] in own else found[0], value) if isinstance(value, str) else value

    return str(yaml.dump(prefixed(own), Dumper=Indented, sort_keys=False, width=width))


def documentation(text: str) -> dict[str, Any]:
    """Return the documentation in the source of a module, without fragments."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "DOCUMENTATION":
            found = yaml.safe_load(PART.sub("", ast.literal_eval(node.value)))
            assert isinstance(found, dict)
            return found
    raise SystemExit("A module has no DOCUMENTATION.")


def fragments(text: str) -> list[dict[str, Any]]:
    """Return the options of the doc fragments that a module uses."""
    return [fragment(name) for name in documentation(text)["extends_documentation_fragment"]]


@functools.cache
def fragment(name: str) -> dict[str, Any]:
    """Return the options of a doc fragment. Nobody may change them."""
    file, dummy, part = name.removeprefix("people.access.").partition(".")
    source = (ROOT / "plugins" / "doc_fragments" / f"{file}.py").read_text(encoding="utf-8")
    (holder,) = (node for node in ast.parse(source).body if isinstance(node, ast.ClassDef))
    texts = {node.targets[0].id: ast.literal_eval(node.value) for node in holder.body
             if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)}
    return yaml.safe_load(texts[part.upper() or "DOCUMENTATION"]).get("options") or {}


def written(text: str, shared: Mapping[str, str]) -> str:
    """Return the source of a module with its generated parts."""

    def fill(found: re.Match[str]) -> str:
        indent, source, names = found["indent"], found["source"], found["names"]
        is_module = source != SHARED.name
        new = suboptions((MODULES / source).read_text(encoding="utf-8"), text, WIDTH - len(indent)) if is_module else return_values(names, shared)
        first, last = found[0].splitlines()[0], f"{indent}# End of the written part."
        return f"{first}\n{textwrap.indent(new, indent)}{last}\n"

    return PART.sub(fill, text)


def files() -> list[tuple[pathlib.Path, str]]:
    """Return the modules whose generated parts are outdated, with their new source."""
    shared = yaml.safe_load(SHARED.read_text(encoding="utf-8"))
    texts = [(path, path.read_text(encoding="utf-8")) for path in sorted(MODULES.glob("*.py"))]
    return [(path, new) for path, old in texts for new in [written(old, shared)] if new != old]


def main() -> int:
    return write_or_check(files(), "tests/tools/shared_docs.yml")


if __name__ == "__main__":
    sys.exit(main())
