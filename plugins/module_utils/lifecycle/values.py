# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Converts values of a roster to the types of the options of the user modules. Problems are collected instead of raised.

Also has ``as_list`` for other lists.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..engine.errors import BadInput

# All spellings that Ansible's filter ``bool`` and module options accept (ansible.module_utils.parsing.convert_bool), in any case.
TRUE, FALSE = ("y", "yes", "on", "1", "true", "t", "1.0"), ("n", "no", "off", "0", "false", "f", "0.0")


def as_list(value: Any, name: str) -> list[Any]:
    """Return a value as a list. A string is never split into characters.

    None is an empty list. A string is a JSON list, or entries separated by commas or line breaks, as from surveys and ``-e``. Raises BadInput for
    anything else; ``name`` is the name of the value in the message.
    """
    if value is None:
        return []
    if isinstance(value, str):
        return _entries(value, name)
    if isinstance(value, (list, tuple, set, frozenset)):
        return list(value)
    raise BadInput(f"{name} has to be a list, not {_shown(value)}.")


def _entries(text: str, name: str) -> list[Any]:
    if text.strip().startswith("["):
        try:
            found = json.loads(text)
        except ValueError:
            raise BadInput(f"{name} begins like a JSON list but is not valid JSON: {_shown(text)}.",
                           "Give a list, or entries with commas between them.") from None
        if isinstance(found, list):
            return found
    return [entry.strip() for entry in re.split(r"[,\r\n]", text) if entry.strip()]


def closest(name: Any, known: Iterable[str]) -> str:
    """Return `` (did you mean KNOWN?)`` if a name is similar to a known one, otherwise an empty string."""
    found = difflib.get_close_matches(str(name).lower(), list(known), 1, 0.7)
    return f" (did you mean {found[0]}?)" if found else ""


def options(given: Mapping[str, Any], spec: Mapping[str, Mapping[str, Any]], where: str, problems: list[str], **rules: Any) -> dict[str, Any]:
    """Return the given options, converted to their types. ``rules`` are ``mutually_exclusive`` and ``required_one_of`` as in an argument spec."""
    unknown = sorted(str(name) for name in given if name not in spec)
    if unknown:
        names = ", ".join(f"{name}{closest(name, spec)}" for name in unknown)
        problems.append(f"{where} has no option {names} (it has: {', '.join(sorted(spec))})")
    present = {name: value for name, value in given.items() if name in spec and value is not None}
    problems += [f"{where} needs {name}" for name in spec if spec[name].get("required") and name not in present]
    for names in rules.get("mutually_exclusive") or ():
        both = [name for name in names if name in present]
        if len(both) > 1:
            problems.append(f"{where}: give only one of {' and '.join(both)}")
    for names in rules.get("required_one_of") or ():
        if not any(name in present for name in names):
            problems.append(f"{where} needs {' or '.join(names)}")
    return {name: value_of(value, spec[name], f"{where}.{name}", problems) for name, value in present.items()}


def value_of(value: Any, spec: Mapping[str, Any], where: str, problems: list[str]) -> Any:
    """Return a value converted to the type of an option. If that is not possible, returns it unchanged and adds a problem."""
    type_ = spec.get("type", "str")
    if type_ == "list":
        if not isinstance(value, (list, tuple)):
            problems.append(f"{where} has to be a list, not {_shown(value)}")
            return value
        element = {"type": spec.get("elements", "str"), **{name: spec[name] for name in ("options", "mutually_exclusive", "required_one_of") if name in spec}}
        return [value_of(item, element, f"{where}[{number}]", problems) for number, item in enumerate(value)]
    if type_ == "dict":
        if not isinstance(value, Mapping):
            problems.append(f"{where} has to be a dictionary, not {_shown(value)}")
            return value
        rules = {name: spec[name] for name in ("mutually_exclusive", "required_one_of") if name in spec}
        return options(value, spec["options"], where, problems, **rules) if spec.get("options") else dict(value)
    found = _scalar(value, type_, where, problems)
    if spec.get("choices") and found not in spec["choices"]:
        problems.append(f"{where} is {_shown(value)}; it has to be one of {', '.join(map(str, spec['choices']))}")
    return found


def _scalar(value: Any, type_: str, where: str, problems: list[str]) -> Any:
    text = str(value).strip()
    if type_ == "bool":
        if isinstance(value, bool) or text.lower() in (*TRUE, *FALSE):
            return value if isinstance(value, bool) else text.lower() in TRUE
        problems.append(f"{where} has to be yes or no, not {_shown(value)}")
    elif type_ == "int":
        if re.fullmatch(r"-?[0-9]+", text) and not isinstance(value, bool):
            return int(text)
        problems.append(f"{where} has to be a number, not {_shown(value)}")
    elif isinstance(value, (list, tuple, Mapping, bool)):
        problems.append(f"{where} has to be a text, not {_shown(value)}")
    else:
        return str(value)
    return value


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
