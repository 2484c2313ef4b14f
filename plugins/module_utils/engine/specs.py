# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The options of modules, built from the resource table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .change import MEMBERSHIPS
from .fields import Resource, Secret
from .parallel import PARALLEL_WRITES


def resource_spec(resource: Resource) -> dict[str, dict[str, Any]]:
    """Return the options of a module that manages one object."""
    spec: dict[str, dict[str, Any]] = {"state": {"type": "str", "choices": list(resource.states), "default": "present"}}
    for field in resource.all_fields:
        spec.update({name: dict(option) for name, option in field.options().items()})
    if resource.id_api:
        spec["id"] = {"type": "str"}
    else:
        spec[resource.key.name]["required"] = True
    if resource.previous_key:
        spec[resource.previous_key] = {"type": "str"}
    if any(field.is_set for field in resource.fields):
        spec["membership"] = {"type": "str", "choices": list(MEMBERSHIPS), "default": "exact"}
    if any(isinstance(field, Secret) for field in resource.fields):
        spec["update_password"] = {"type": "str", "choices": ["on_create", "always"], "default": "on_create", "no_log": False}
    return {**spec, **{name: dict(option) for name, option in resource.extras.items()}}


def identities(resource: Resource) -> tuple[str, ...]:
    """Return the options that select an object: the key and, except for invites, the id."""
    return (resource.key.name, "id") if resource.id_api else (resource.key.name,)


def info_spec(resource: Resource) -> dict[str, dict[str, Any]]:
    """Return the options of an info module."""
    spec: dict[str, dict[str, Any]] = {name: {"type": "str"} for name in identities(resource)}
    if resource.detail_only_field:
        spec["details"] = {"type": "bool", "default": False}
    return {**spec, **{name: dict(option) for name, option in resource.info_extras.items()}}


def many_spec(resource: Resource) -> dict[str, dict[str, Any]]:
    """Return the options of a module that manages a list of objects: suboptions of an entry, and options that apply to all entries."""
    single = resource_spec(resource)
    shared = {name: single.pop(name) for name in ("membership", "update_password", *resource.extras) if name in single}
    entry = {
        "type": "list", "elements": "dict", "required": True, "options": single,
        "required_one_of": [identities(resource)] if resource.id_api else [],
    }
    guards: dict[str, dict[str, Any]] = {
        "prune": {"type": "bool", "default": False}, "protect": {"type": "list", "elements": "str"}, "max_removals": {"type": "int", "default": 5},
    }
    if resource.parallel_writes > 1:
        guards["parallel_writes"] = {**PARALLEL_WRITES, "default": resource.parallel_writes}
    return {resource.plural: entry, **shared, **guards, **{name: dict(option) for name, option in resource.bulk_extras.items()}}


def wrong_entries(spec: Mapping[str, Mapping[str, Any]], params: Mapping[str, Any], within: str = "") -> list[str]:
    """Return a sentence for each list of dictionaries that has something else in it. Ansible tells neither the name of such an option nor what it takes.
    Values are not told: they may be secrets."""
    found: list[str] = []
    for name, option in spec.items():
        value, members = params.get(name), option.get("options") or {}
        if value is None or option.get("type") != "list" or option.get("elements") != "dict":
            continue
        kinds = {_kind(entry) for entry in (value if isinstance(value, (list, tuple)) else [value])} - {""}
        if kinds:
            takes = f" Each of them can have {', '.join(sorted(members))}." if members else ""
            found.append(f"{within}{name} has to be a list of dictionaries, and has {' and '.join(sorted(kinds))} in it.{takes}")
        elif isinstance(value, (list, tuple)):
            for entry in value:
                found += wrong_entries(members, entry, f"{within}{name}: ") if isinstance(entry, Mapping) else []
    return list(dict.fromkeys(found))


def _kind(entry: Any) -> str:
    """Return what an entry is, or an empty string if it is a dictionary or a text that Ansible takes for one."""
    if isinstance(entry, Mapping):
        return ""
    if isinstance(entry, str):
        return "" if entry.lstrip().startswith("{") or "=" in entry else "a text"
    return "a list" if isinstance(entry, (list, tuple)) else "a number or boolean" if isinstance(entry, (int, float)) else "an empty entry"
