# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""A roster from a file: YAML, JSON, or CSV with a row for each person. What is wrong is told with its line, or its row and column."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Mapping
from typing import Any

from ..engine.errors import BadInput
from .platforms import RESOURCES

MEMBERS = ("people", "profiles", "protect", "manage")
TEXTS, LISTS = ("email", "first_name", "last_name", "starts", "ends"), ("profiles",)


def load(path: str) -> dict[str, Any]:
    """``{people, profiles, protect, manage, places}``: what the file has, and where each person stands in it. Raises BadInput."""
    text = _text(path)
    kind = os.path.splitext(path)[1].lower()
    if kind not in PARSERS:
        raise BadInput(f"roster_file {path}: the kind of file is not known by its name.", "Call it .yml, .yaml, .json or .csv.")
    try:
        return PARSERS[kind](text)
    except BadInput as problem:
        raise BadInput(f"roster_file {path}: {problem.message}", problem.hint or "Nothing was changed.") from None


def _text(path: str) -> str:
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError as problem:
        raise BadInput(f"roster_file {path} cannot be read: {problem.strerror}.", "Give a path as seen from where the module runs.") from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content[:problem.start].count(b"\n") + 1
        raise BadInput(f"roster_file {path}: line {line} is not in UTF-8.", "Save the file as UTF-8; spreadsheets call this CSV UTF-8.") from None


def _yaml(text: str) -> dict[str, Any]:
    try:
        import yaml
    except ImportError:
        raise BadInput("the Python library PyYAML is missing where the module runs.", "Install it, or give the roster as JSON.") from None
    try:
        return _members(yaml.safe_load(text))
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise BadInput(f"no valid YAML: {where}{getattr(problem, 'problem', None) or problem}.") from None


def _json(text: str) -> dict[str, Any]:
    try:
        return _members(json.loads(text))
    except ValueError as problem:
        raise BadInput(f"no valid JSON: {problem}.") from None


def _members(data: Any) -> dict[str, Any]:
    if data is None:
        return {}
    if not isinstance(data, Mapping):
        raise BadInput("a roster has to be a dictionary with people, and perhaps profiles, protect and manage.")
    unknown = sorted(str(name) for name in data if name not in MEMBERS)
    if unknown:
        raise BadInput(f"a roster has no {', '.join(unknown)} (it has: {', '.join(MEMBERS)}).")
    return dict(data)


# -- CSV -------------------------------------------------------------------------------------------------------------------------------------


def _csv(text: str) -> dict[str, Any]:
    """Columns: email, first_name, last_name, profiles, starts, ends, and PLATFORM.OPTION for options that are a text, a number, yes or no,
    or a list of texts. Lists are divided by ``|`` or ``;``. Empty cells mean that nothing is said."""
    header = text.partition("\n")[0]
    rows = list(csv.reader(io.StringIO(text), delimiter=max(",;\t", key=header.count), strict=False))
    if not rows:
        raise BadInput("the file is empty; its first row has to name the columns, one of them email.")
    names = [name.strip() for name in rows[0]]
    specs, problems = _columns(names)
    people, places = [], []
    for number, row in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in row):
            people.append(_person(number, row, names, specs, problems))
            places.append(f"row {number}")
    if problems:
        raise BadInput(f"{len(problems)} problem(s): {'; '.join(problems)}.", "Nothing was changed.")
    return {"people": people, "places": places}


def _columns(names: list[str]) -> tuple[dict[str, Mapping[str, Any]], list[str]]:
    """The type of each column, and what is wrong with the header."""
    specs: dict[str, Mapping[str, Any]] = {**{name: {"type": "str"} for name in TEXTS}, **{name: {"type": "list"} for name in LISTS}}
    problems = [] if "email" in names else ["row 1 has no column email"]
    problems += [f"row 1 has the column {name} twice" for name in dict.fromkeys(names) if name and names.count(name) > 1]
    for number, name in enumerate(names, 1):
        if not name:
            problems.append(f"row 1, column {number} has no name")
        elif name not in specs:
            spec = _option(name)
            if spec is None:
                problems.append(f"row 1, column {name} is unknown (known: {', '.join((*TEXTS, *LISTS))}, and PLATFORM.OPTION such as tsna.name)")
            elif spec.get("elements") == "dict" or spec.get("type") == "dict":
                problems.append(f"row 1, column {name} does not fit into a cell; put it into a profile")
            else:
                specs[name] = spec
    return specs, problems


def _option(column: str) -> Mapping[str, Any] | None:
    platform, dummy, option = column.partition(".")
    fields = RESOURCES[platform].all_fields if platform in RESOURCES else ()
    return next((one.options()[option] for one in fields if not one.secret and option in one.option_names), None)


def _person(number: int, row: list[str], names: list[str], specs: Mapping[str, Mapping[str, Any]], problems: list[str]) -> dict[str, Any]:
    if any(cell.strip() for cell in row[len(names):]):
        problems.append(f"row {number} has {len(row)} cells, but there are {len(names)} columns")
    person: dict[str, Any] = {}
    for name, cell in zip(names, row):
        value: Any = cell.strip()
        if not value or name not in specs:
            continue
        if specs[name].get("type") == "list":
            value = [part.strip() for part in value.replace(";", "|").split("|") if part.strip()]
        platform, dot, option = name.partition(".")
        (person.setdefault("accounts", {}).setdefault(platform, {}) if dot else person)[option or name] = value
    if "email" in names and not person.get("email"):
        problems.append(f"row {number}, column email is empty")
    return person


PARSERS = {".yml": _yaml, ".yaml": _yaml, ".json": _json, ".csv": _csv}
