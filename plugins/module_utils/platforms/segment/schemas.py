# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The members of Segment's responses that the code relies on (Public API, schemas of IAM Users, Groups and Roles)."""

from __future__ import annotations

from ...engine.schema import Schema, array, both, maybe, obj, only, string

_LABELS = maybe(array(obj(key=string, value=string)))
PERMISSIONS = array(obj(
    roleId=string, roleName=maybe(string), labels=_LABELS, resources=maybe(array(obj(type=string, id=string, labels=_LABELS))),
))
USER = obj(id=string, email=string, permissions=maybe(PERMISSIONS))
GROUP = obj(id=string, name=string, permissions=maybe(PERMISSIONS))  # PERMISSIONS are optional in the schema of the API
NAMED = obj(id=string, name=string)  # a role, a workspace, a group of a user
EVENT = obj(id=string, type=string, timestamp=string)
ADDRESS = string


def answer(**members: Schema) -> Schema:
    """Return the schema of a response that is not a list: its members are under ``data``."""
    return obj(data=obj(**members))


def the_user(id_: str) -> Schema:
    """Return the schema of a response with this user."""
    return answer(user=both(USER, obj(id=only(id_))))


def the_group(id_: str) -> Schema:
    """Return the schema of a response with this group."""
    return answer(userGroup=both(GROUP, obj(id=only(id_))))


REMOVED = answer(status=string)  # the response to every removal
