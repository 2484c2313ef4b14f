# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The members of TSNA's responses that the code relies on.

The format of its objects is published only in part. Every known format is accepted, and only unreadable ones are refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...engine.schema import Mismatch, Schema, anything, array, boolean, identifier, mapping, maybe, number, obj, string, whole

FIELDS = maybe(array(obj(name=string, values=maybe(array(anything)))))
ROLE = obj(id=identifier, name=string, dynamicFields=FIELDS)
SESSION_ROLES = ("roles", "roleIds", "roleNames", "role")  # only the name of the sort key is documented
PAGE_SIZES = mapping(whole)
_REFERENCE = obj(componentName=maybe(string), name=maybe(string), id=maybe(identifier))
_SESSION = obj(
    sessionId=maybe(identifier), id=maybe(identifier), sessionKey=maybe(identifier), username=maybe(string), userName=maybe(string), name=maybe(string),
    userId=maybe(obj(componentName=maybe(string))), emailAddress=maybe(string), minutesIdle=maybe(number), sessionType=maybe(string),
    loggedInFromAddress=maybe(string),
)


def role(value: Any) -> None:
    """Check a role of a user: its name, or an object with its name or its id. Raises Mismatch."""
    if isinstance(value, Mapping):
        _REFERENCE(value)
        named = any(value.get(member) for member in ("componentName", "name", "id"))
    else:
        string(value)
        named = bool(value)
    if not named:
        raise Mismatch("a role", value)


def roles(value: Any) -> None:
    """Check the roles of a user or a session: a list, or a single role. Raises Mismatch."""
    array(role)(value) if isinstance(value, list) else maybe(role)(None if value == "" else value)


def session(value: Any) -> None:
    """Check a session. Its roles are under any of the names in ``SESSION_ROLES``, as a list or a single role. Raises Mismatch."""
    _SESSION(value)
    for name in SESSION_ROLES:
        roles(value.get(name))


def stored(id_: str) -> Schema:
    """Return the schema of a user in the response to a change. assumption: it is the changed user, with the id, which is in no request."""
    return obj(**{id_: identifier})


def members(**names: str) -> Schema:
    """Return the schema of a user whose members have these names on the server."""
    forms = {
        "roles": roles, "email": maybe(string), "enabled": maybe(boolean), "locked": maybe(boolean), "root": maybe(boolean),
        "dynamic_fields": FIELDS, "password": maybe(string), "id": maybe(identifier), "name": string,
    }
    return obj(**{name: forms[field] for field, name in names.items()})
