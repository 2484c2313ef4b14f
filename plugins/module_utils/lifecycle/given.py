# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Converts variables of playbooks and roles, and options of filters, to their types.

They may be strings: from AWX surveys (a multiple selection as lines or as a list, a text area as lines, a blank answer as an empty string) and from
``-e name=value``. All functions raise BadInput with a message that starts after the name of the variable.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from typing import Any

from ..engine.errors import BadInput
from . import nodes
from .values import FALSE, TRUE, as_list

_SHOWN = 60
# The beginning of a string that is JSON or YAML instead of a plain list: a bracket, the dash of a block list, or the key of a block mapping.
_STRUCTURE = re.compile(r"\s*([\[{]|-\s|[A-Za-z_]\w*:(\s|$))")

# Several addresses with an unknown separator, or an address with a name or a comment.
_NOT_ALONE = re.compile(r"@.*[\s,;>]|,.*@", re.DOTALL)


def is_blank(value: Any) -> bool:
    """Return whether a value is null or blank. An empty list or dictionary is not blank."""
    return value is None or isinstance(value, str) and not value.strip()


def boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower() if isinstance(value, (str, int, float)) else ""
    if text in (*TRUE, *FALSE):
        return text in TRUE
    raise BadInput(f"has to be true or false, not {shown(value)}.")


def number(value: Any, minimum: int | None = None) -> int:
    digits = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    if not isinstance(value, (str, int, float)) or not re.fullmatch(r"\s*[+-]?[0-9]{1,9}\s*", digits):  # also refuses True and infinity
        raise BadInput(f"has to be a whole number, not {shown(value)}.")
    found = int(digits)
    if minimum is not None and found < minimum:
        raise BadInput(f"has to be {minimum} or more, not {found}.")
    return found


def text(value: Any) -> str:
    value = value.isoformat() if isinstance(value, datetime.date) else value
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise BadInput(f"has to be a text, not {shown(value)}.")
    found = str(value).strip()
    if "\n" in found or "\r" in found:
        raise BadInput(f"has to be a single line, not {shown(value)}.")
    return found


def texts(value: Any, names: bool = True) -> list[str]:
    """Return strings from a list, JSON, YAML, lines, or a string separated by commas.

    Entries are stripped, blank ones and duplicates are dropped. ``names``: whether entries are names of people, which are checked more strictly than
    paths.
    """
    plain = isinstance(value, str) and not _STRUCTURE.match(value)
    entries = as_list(value, "it") if plain else _entries(value, "a list of texts", as_written=True)
    return list(dict.fromkeys(found for found in (_entry(entry, value, names) for entry in entries) if found))


def _entry(value: Any, whole: Any, names: bool) -> str:
    try:
        found = text(value)
    except BadInput:
        raise BadInput(f"has to be a list of texts, not {shown(whole)}.") from None
    if names and _NOT_ALONE.search(found):  # it would be compared as a single address and match nobody
        raise BadInput(f"has an entry that is more than one plain address: {shown(found)}. Give each address as an entry of its own.")
    return found


def choices(value: Any, known: tuple[str, ...]) -> list[str]:
    found = [entry.lower() for entry in texts(value)]
    unknown = [entry for entry in found if entry not in known]
    if unknown:
        raise BadInput(f"has {', '.join(map(shown, unknown))}, which is not one of {', '.join(known)}.")
    return list(dict.fromkeys(found))


def mapping(value: Any, secret: bool = False) -> dict[str, Any]:
    """Return a dictionary from a dictionary, JSON or YAML. A ``secret`` one is not shown in messages, and its values remain strings."""
    found = _parsed(value, as_written=secret) if isinstance(value, str) else value
    if not isinstance(found, Mapping):
        raise BadInput(f"has to be a dictionary{'' if secret else f', not {shown(value)}'}.")
    return {str(name): member for name, member in found.items()}


def persons(value: Any) -> list[dict[str, Any]]:
    """Return people as in a roster, from a list, a single person, JSON or YAML."""
    entries = _entries([value] if isinstance(value, Mapping) else value, "a list of dictionaries")
    if not all(isinstance(entry, Mapping) for entry in entries):
        raise BadInput(f"has to be a list of dictionaries, not {shown(value)}.")
    return [_dated(entry) for entry in entries]


def _dated(person: Any) -> dict[str, Any]:
    """Return the person with dates as strings, because ansible-core 2.18 converts everything around a date to a string."""
    dates = {name: _without_dates(person[name]) for name in ("starts", "ends") if isinstance(person.get(name), datetime.date)}
    return {**person, **dates} if dates else person


def people(value: Any) -> list[Any]:
    """Return addresses as from ``texts``, people as from ``persons``, or both in one list."""
    if isinstance(value, Mapping):
        return [_dated(value)]
    if isinstance(value, str) and not _STRUCTURE.match(value):
        return list(texts(value))
    entries = _entries(value, "a list of addresses or of people")
    return [found for entry in entries for found in ([_dated(entry)] if isinstance(entry, Mapping) else texts([entry]))]


def shown(value: Any) -> str:
    """Return a value for a message, shortened."""
    found = repr(str(value) if isinstance(value, str) else value)
    return found if len(found) <= _SHOWN else f"{found[:_SHOWN - 3]}..."


# -- parts -------------------------------------------------------------------------------------------------------------------------------


def _entries(value: Any, what: str, as_written: bool = False) -> list[Any]:
    found = _parsed(value, as_written) if isinstance(value, str) else value
    found = [found] if isinstance(value, str) and isinstance(found, Mapping) else found
    if not isinstance(found, (list, tuple)):
        raise BadInput(f"has to be {what}, not {shown(value)}.")
    return list(found)


def _parsed(value: str, as_written: bool = False) -> Any:
    """Parse a string as JSON, otherwise as YAML. ``as_written`` keeps all YAML values strings, because a password or login name like ``0123`` is not a
    number."""
    import yaml  # only on the controller, where it is always installed

    value = "".join(value)  # ansible-core uses subclasses of str, which str() keeps and the YAML parser in C does not accept
    try:
        found = json.loads(value)
        _check_names(nodes.from_json(value))
        return found
    except (ValueError, RecursionError):
        pass
    try:
        reader = yaml.BaseLoader(value) if as_written else yaml.SafeLoader(value)  # both are safe loaders
        read = reader.get_single_data()
        _check_names(nodes.from_yaml(value))
        return _without_dates(read)
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        mark = getattr(problem, "problem_mark", None)
        raise BadInput(f"is neither JSON nor YAML{f' (line {mark.line + 1}, column {mark.column + 1})' if mark else ''}.") from None


def _check_names(root: nodes.Node | None) -> None:
    """Raise BadInput for duplicate keys, of which Python's parsers keep the last."""
    problems = nodes.checked(root) if root is not None else []
    if problems:
        raise BadInput(f"is ambiguous: {'; '.join(problems)}.")


def _without_dates(value: Any) -> Any:
    """Return a copy of a value with dates as strings in ISO format, as in Ansible variables."""
    if isinstance(value, dict):
        return {name: _without_dates(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_without_dates(item) for item in value]
    return value.isoformat() if isinstance(value, (datetime.date, datetime.datetime)) else value
