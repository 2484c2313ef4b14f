# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The options of a task, and the object that they select."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .errors import BadInput
from .fields import Resource, Row, require_email
from .store import Store


@dataclass(frozen=True)
class Task:
    """The request of the user for one object. ``params`` are the options of the module."""

    params: Mapping[str, Any]
    check_mode: bool = False

    @property
    def state(self) -> str:
        return self.params.get("state") or "present"


def check_input(resource: Resource, params: Mapping[str, Any]) -> None:
    """Validate the options without sending a request. Raises BadInput."""
    key = params.get(resource.key.name)
    if key is not None and not str(key).strip():
        raise BadInput(f"{resource.key.name} is empty.", "Set it to the object to manage.")
    if key is not None and resource.key_is_email:
        require_email(key)
    if resource.previous_key and params.get(resource.previous_key) and key is None:
        raise BadInput(f"{resource.previous_key} is set without {resource.key.name}.", f"Set {resource.key.name} to the present one.")


def check_identity(resource: Resource, params: Mapping[str, Any], known: Any) -> None:
    """Raise BadInput if id and key select different objects, unless the resource can be renamed, in which case the key is the new name."""
    id_, key = params.get("id"), params.get(resource.key.name)
    renames = resource.renames or bool(resource.renames_by and params.get(resource.renames_by))
    former = params.get(resource.previous_key) if resource.previous_key and params.get("state") == "absent" else None
    if former and resource.key.same(known, former):
        return  # nothing is renamed, and whoever leaves may be meant by either key
    if id_ is not None and key is not None and not renames and not resource.key.same(known, key):
        more = f", or set {resource.renames_by} to change it" if resource.renames_by else ""
        raise BadInput(
            f"The {resource.noun} with the id '{id_}' has the {resource.key.name} '{known}', not '{key}'.",
            f"Correct the id, or set only {resource.key.name}{more}.",
        )


def keys_of(resource: Resource, params: Mapping[str, Any]) -> list[str]:
    """Return the keys by which the object may be found: the present one and, if it is yet to be renamed, the former one."""
    keys = [params.get(resource.key.name), params.get(resource.previous_key) if resource.previous_key else None]
    return [str(key) for key in keys if key]


def find(store: Store, params: Mapping[str, Any], needed: tuple[str, ...]) -> Row | None:
    """Return the object that id or key selects, with the ``needed`` fields; None if there is none. Raises BadInput if several match."""
    resource, key, id_ = store.resource, params.get(store.resource.key.name), params.get("id")
    if id_ is not None:
        row = store.get(id_)
        if row is None:
            store.prove_reachable()
        if row is None and (params.get("state") or "present") != "absent":
            raise BadInput(f"{store.http.conventions.title} has no {resource.noun} with the id '{id_}'.", "Correct the id, or omit it to create an object.")
        known = resource.key.from_api(row, store.names) if row is not None else None
        if row is not None:
            check_identity(resource, params, known)
        return None if row is None else store.whole(row, needed)
    found: list[Row] = []
    for key in keys_of(resource, params):
        found = store.matches(key)
        if found:
            break
    if len(found) > 1:
        ids = ", ".join(sorted(resource.id_of(row) for row in found))
        title = store.http.conventions.title
        raise BadInput(f"{title} has {len(found)} {resource.plural} with the {resource.key.name} '{key}' (ids {ids}).", "Select one with id.")
    if not found:
        return None
    check_identity(resource, {**params, "id": resource.id_of(found[0])}, resource.key.from_api(found[0], store.names))
    return store.whole(found[0], needed)
