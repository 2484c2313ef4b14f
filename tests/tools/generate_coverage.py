# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the page "What is covered": ``python -m tests.tools.generate_coverage``; ``--check`` only compares, ``--gaps`` lists what is missing.

The page lists every request parameter and response field of the four APIs (``tests/contracts/PLATFORM.yml``) with the option that sets it, the return
value that shows it, or the reason why there is none. The source is the resource tables of the code, completed by
``tests/contracts/coverage/PLATFORM.yml``:

``modules``
    the modules that call an operation, or a sentence why none does
``tables``
    the position of the objects of a store's resource table in the operations ``of``: ``at`` in the response, ``body`` in the request
``fields``
    the text for fields, by patterns in which ``*`` is any text; the first match counts. ``of`` names the operations. The text has Ansible markup:
    ``O(te_user:email)`` is an option, ``RV(te_user_info:users[].email)`` a return value; any other text is a reason.
"""

from __future__ import annotations

import ast
import functools
import importlib
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from .common import ROOT, write_or_check
from .generate_docs import MODULES, fragments

sys.path.insert(0, str(ROOT / ".tree"))

from ansible_collections.people.access.plugins.module_utils.engine.fields import Ref, Refs, Resource  # noqa: E402  # where .tree is

CONTRACTS = ROOT / "tests" / "contracts"
PAGE = ROOT / "docs" / "docsite" / "rst" / "coverage.rst"
PLATFORMS = {"thousandeyes": "ThousandEyes", "segment": "Segment", "contabo": "Contabo", "tsna": "TSNA"}
CODE = "ansible_collections.people.access.plugins.module_utils.platforms"
MARKUP = re.compile(r"\b(O|RV)\((\w+):([^)]+)\)")
NOT_YET = "Not covered yet."
HEAD = """.. Copyright (c) 2026 the people.access authors
.. GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
.. SPDX-License-Identifier: GPL-3.0-or-later
.. Written by tests/tools/generate_coverage.py.

.. _ansible_collections.people.access.docsite.coverage:

What is covered
===============

Every operation of the four APIs that this collection uses, with each request parameter and response field: the option that sets it, the return value
that shows it, or the reason why there is none.

"""


@dataclass(frozen=True)
class Operation:
    """One operation of a contract: the modules that call it, or the reason why none does (``unused``). ``fields`` are its parameters and the members
    of its response, such as ``request query page``, each with its text, empty for a gap."""

    name: str
    what: str
    modules: tuple[str, ...]
    unused: str
    fields: Mapping[str, str]


@dataclass
class Rules:
    """The texts for the fields of one platform. ``unused`` are patterns that no field has matched so far."""

    data: Any
    unused: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.unused = {(str(group["of"]), pattern) for group in self.data["fields"] for pattern in group if pattern != "of"}

    def text(self, operation: str, name: str) -> str:
        for group in self.data["fields"]:
            if not any(matches(one, operation) for one in str(group["of"]).split()):
                continue
            for pattern, said in group.items():
                if pattern != "of" and matches(pattern, name):
                    self.unused.discard((str(group["of"]), pattern))
                    return str(said)
        return next(filter(None, (from_table(table, operation, name) for table in self.data.get("tables", ()))), "")


def matches(pattern: str, text: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text) is not None


def from_table(table: Mapping[str, str], operation: str, name: str) -> str:
    """Return the text for a field from a resource table of the code; empty if the table or the documentation does not contain it."""
    if operation not in str(table["of"]).split():
        return ""
    module, _dot, store = table["store"].rpartition(".")
    resource: Resource = getattr(importlib.import_module(f"{CODE}.{module}"), store).resource
    at, body = f"response {table.get('at', '')}", f"request body {table.get('body', '')}"
    if name.startswith(at) and "at" in table:
        shown = result_names(resource).get(name.removeprefix(at))
        mark = f"RV({table['module']}_info:{resource.plural}[].{shown})"
        return mark if shown and not unknown(mark) else ""
    if name.startswith(body) and "body" in table:
        written = name.removeprefix(body).removesuffix("[]")
        options = [option for one in resource.all_fields if one.api == written for option in one.option_names]
        return " ".join(f"O({table['module']}:{option})" for option in options)
    return ""


def result_names(resource: Resource) -> dict[str, str]:
    """Return the return values of an object by their position in a response."""
    found = {resource.id_api: "id", **{one.api: one.name for one in resource.all_fields if one.api}, **{fact.api: fact.name for fact in resource.read_only}}
    for one in resource.fields:
        if isinstance(one, Ref):
            found |= {one.at_id: f"{one.name}_id", one.at_name: one.name}
        elif isinstance(one, Refs):
            found |= {f"{one.at_rows}[].{one.row_id}": one.ids_option, f"{one.at_rows}[].{one.row_name}": one.name}
    return found


# -- what is documented ----------------------------------------------------------------------------------------------------------------


@functools.cache
def documented(module: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the options and the return values of a module at any depth. A list with members ends in ``[]``."""
    text = (MODULES / f"{module}.py").read_text(encoding="utf-8")
    parts = {node.targets[0].id: yaml.safe_load(ast.literal_eval(node.value)) for node in ast.parse(text).body
             if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)}
    options = {**(parts["DOCUMENTATION"].get("options") or {})}
    for one in fragments(text):
        options.update(one)
    return frozenset(paths(options, "suboptions")), frozenset(paths(parts["RETURN"], "contains"))


def paths(members: Mapping[str, Any], below: str, path: str = "") -> Iterator[str]:
    for name, one in members.items():
        yield path + name
        yield from paths(one.get(below) or {}, below, f"{path}{name}{'[]' if one.get('type') == 'list' else ''}.")


def unknown(text: str) -> list[str]:
    """Return the options and return values in a text that no module documents."""
    return [
        mark[0] for mark in MARKUP.finditer(text)
        if not (MODULES / f"{mark[2]}.py").is_file() or mark[3].removesuffix("[]") not in documented(mark[2])[mark[1] == "RV"]
    ]


# -- the page --------------------------------------------------------------------------------------------------------------------------


@functools.cache
def load(name: str) -> Any:
    return yaml.safe_load((CONTRACTS / name).read_text(encoding="utf-8"))


def rules_of(platform: str) -> Rules:
    return Rules(load(f"coverage/{platform}.yml"))


def operations(platform: str, rules: Rules) -> list[Operation]:
    found = []
    for name, facts in load(f"{platform}.yml").items():
        modules = str(rules.data["modules"].get(name) or "")
        unused = modules if modules.endswith(".") else ""
        fields = [] if unused else [f"{part} {one}" for part in ("request", "response") for one in facts[part]]
        names = () if unused else tuple(modules.split())
        found.append(Operation(name, facts["operation"], names, unused, {one: rules.text(name, one) for one in fields}))
    return found


def gaps(platform: str) -> list[str]:
    """Return the operations that no module calls, and the fields without a text."""
    found = []
    for operation in operations(platform, rules_of(platform)):
        found += [] if operation.modules or operation.unused else [operation.name]
        found += [f"{operation.name} {name}" for name, said in operation.fields.items() if not said]
    return found


def rst(text: str) -> str:
    roles = {"O": "ansopt", "RV": "ansretval"}
    marked = MARKUP.sub(lambda mark: f":{roles[mark[1]]}:`people.access.{mark[2]}#module:{mark[3]}`", text)
    return re.sub(r"\bC\(([^)]+)\)", r"``\1``", marked)


def table(operation: Operation) -> str:
    """Return a table with a row for each text and its fields."""
    rows: dict[str, list[str]] = {}
    for name, said in operation.fields.items():
        rows.setdefault(said or NOT_YET, []).append(f"``{name.replace('request ', '', 1) if name.startswith('request ') else name}``")
    lines = "".join(f"   * - {', '.join(names)}\n     - {rst(said)}\n" for said, names in rows.items())
    return f".. list-table::\n   :header-rows: 1\n   :widths: 50 50\n\n   * - In the API\n     - In this collection\n{lines}\n" if lines else ""


def page() -> str:
    text = HEAD
    for platform, title in PLATFORMS.items():
        text += f"{title}\n{'-' * len(title)}\n\n"
        for operation in operations(platform, rules_of(platform)):
            modules = ", ".join(f":ansplugin:`people.access.{name}#module`" for name in operation.modules)
            called = f"Called by {modules}." if modules else operation.unused or NOT_YET
            text += f"{operation.what}\n{'^' * len(operation.what)}\n\nOperation ``{operation.name}``. {called}\n\n{table(operation)}"
    return text.rstrip("\n") + "\n"


def main() -> int:
    if "--gaps" in sys.argv[1:]:
        for platform in PLATFORMS:
            print("\n".join(f"{platform}: {one}" for one in gaps(platform)))
        return 0
    text = page()
    outdated = not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != text
    return write_or_check([(PAGE, text)] if outdated else [], "tests/contracts")


if __name__ == "__main__":
    sys.exit(main())
