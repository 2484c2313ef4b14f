# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Variables of playbooks and roles, and options of filters, brought into types. Pure.

They may arrive as text: from surveys of AWX (a multiple selection as lines or as a list, a text area as lines, a blank answer as an empty
text) and from ``-e name=value``. Every function raises BadInput whose message goes on after the name of what was given.
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
# What a text begins with that is JSON or YAML and no plain list: a bracket, a dash of a block list, or a key of a block mapping.
_STRUCTURE = re.compile(r"\s*([\[{]|-\s|[A-Za-z_]\w*:(\s|$))")

# Several addresses that nothing divides which is known here, an address with a name or a comment.
_NOT_ALONE = re.compile(r"@.*[\s,;>]|,.*@", re.DOTALL)


def is_blank(value: Any) -> bool:
    """Whether nothing was answered. A list or dictionary without entries is an answer."""
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
    if not isinstance(value, (str, int, float)) or not re.fullmatch(r"\s*[+-]?[0-9]{1,9}\s*", digits):  # neither True nor infinity is made of digits
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
    """From a list, JSON or YAML, lines, or a text divided by commas. Each entry once, without the blanks around it; blank entries mean nothing.
    ``names`` of people are looked at more closely than paths."""
    plain = isinstance(value, str) and not _STRUCTURE.match(value)
    entries = as_list(value, "it") if plain else _entries(value, "a list of texts", as_written=True)
    return list(dict.fromkeys(found for found in (_entry(entry, value, names) for entry in entries) if found))


def _entry(value: Any, whole: Any, names: bool) -> str:
    try:
        found = text(value)
    except BadInput:
        raise BadInput(f"has to be a list of texts, not {shown(whole)}.") from None
    if names and _NOT_ALONE.search(found):  # it would be compared as one address, and match nobody
        raise BadInput(f"has an entry that is more than one plain address: {shown(found)}. Give each address as an entry of its own.")
    return found


def choices(value: Any, known: tuple[str, ...]) -> list[str]:
    found = [entry.lower() for entry in texts(value)]
    unknown = [entry for entry in found if entry not in known]
    if unknown:
        raise BadInput(f"has {', '.join(map(shown, unknown))}, which is not one of {', '.join(known)}.")
    return list(dict.fromkeys(found))


def mapping(value: Any, secret: bool = False) -> dict[str, Any]:
    """From a dictionary, or JSON or YAML. What is ``secret`` is not shown in messages, and its values stay the texts that they are."""
    found = _parsed(value, as_written=secret) if isinstance(value, str) else value
    if not isinstance(found, Mapping):
        raise BadInput(f"has to be a dictionary{'' if secret else f', not {shown(value)}'}.")
    return {str(name): member for name, member in found.items()}


def persons(value: Any) -> list[dict[str, Any]]:
    """People as in a roster: from a list, a single one, or JSON or YAML."""
    entries = _entries([value] if isinstance(value, Mapping) else value, "a list of dictionaries")
    if not all(isinstance(entry, Mapping) for entry in entries):
        raise BadInput(f"has to be a list of dictionaries, not {shown(value)}.")
    return [_dated(entry) for entry in entries]


def _dated(person: Any) -> dict[str, Any]:
    """The person with dates as texts: ansible-core 2.18 makes a text of everything around a date."""
    dates = {name: _without_dates(person[name]) for name in ("starts", "ends") if isinstance(person.get(name), datetime.date)}
    return {**person, **dates} if dates else person


def people(value: Any) -> list[Any]:
    """Addresses as for ``texts``, people as for ``persons``, or both in one list."""
    if isinstance(value, Mapping):
        return [_dated(value)]
    if isinstance(value, str) and not _STRUCTURE.match(value):
        return list(texts(value))
    entries = _entries(value, "a list of addresses or of people")
    return [found for entry in entries for found in ([_dated(entry)] if isinstance(entry, Mapping) else texts([entry]))]


def shown(value: Any) -> str:
    """A value within a message."""
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
    """The text as JSON, else as YAML. ``as_written`` keeps every YAML value a text: ``0123`` as a password or a login name is no number."""
    import yaml  # only on the controller, which has it

    value = "".join(value)  # ansible-core marks texts by classes of its own, which str() keeps and YAML's reader in C does not take
    try:
        found = json.loads(value)
        _check_names(nodes.from_json(value))
        return found
    except (ValueError, RecursionError):
        pass
    try:
        reader = yaml.BaseLoader(value) if as_written else yaml.SafeLoader(value)  # both make plain values only
        read = reader.get_single_data()
        _check_names(nodes.from_yaml(value))
        return _without_dates(read)
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        mark = getattr(problem, "problem_mark", None)
        raise BadInput(f"is neither JSON nor YAML{f' (line {mark.line + 1}, column {mark.column + 1})' if mark else ''}.") from None


def _check_names(root: nodes.Node | None) -> None:
    """Raise BadInput for names that are given twice, of which Python's readers keep the last."""
    problems = nodes.checked(root) if root is not None else []
    if problems:
        raise BadInput(f"is ambiguous: {'; '.join(problems)}.")


def _without_dates(value: Any) -> Any:
    """Dates as the texts they were written as, as variables of Ansible have them."""
    if isinstance(value, dict):
        return {name: _without_dates(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_without_dates(item) for item in value]
    return value.isoformat() if isinstance(value, (datetime.date, datetime.datetime)) else value
