# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""What a plan must not do unless somebody approves this very plan. Each guard returns refusals that say what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..engine.fields import OMITTED, UNKNOWN, Row, fold
from ..engine.provider import Connection
from .access import read as read_access
from .plan import Action, Part
from .platforms import ADMIN_ROLES

OPTIONS: dict[str, dict[str, Any]] = {
    "max_removals": {"type": "int", "default": 5}, "max_removal_percent": {"type": "int", "default": 10}, "removal_floor": {"type": "int", "default": 3},
    "min_admins": {"type": "int", "default": 1}, "max_shrink_percent": {"type": "int", "default": 30},
}


def refusals(part: Part, connection: Connection, params: Mapping[str, Any], before: Mapping[str, Any] | None) -> list[str]:
    """Everything that the guards have against the plan for one platform; ``before`` are the counts of an earlier plan. Reads at most."""
    found = [*_listing(part, params, before), *_removals(part, params), *_percent(part, params)]
    found += [*_privileged(part), *_admins(part, connection, params)]
    return [f"{part.platform}: {one}" for one in found]


def _listing(part: Part, params: Mapping[str, Any], before: Mapping[str, Any] | None) -> Iterable[str]:
    if part.listed == 0:
        yield "the list of accounts is empty, which cannot be, as this task has an account there itself. Check the URL and the rights of the token."
    limit, earlier = params["max_shrink_percent"], int((before or {}).get("listed") or 0)
    if limit >= 0 and earlier - part.listed > params["removal_floor"] and 100 * (earlier - part.listed) > limit * earlier:
        yield (f"there were {earlier} accounts in the earlier plan and are {part.listed} now, a loss of more than max_shrink_percent ({limit}). "
               "Find out where they went before anything is created anew.")


def _removals(part: Part, params: Mapping[str, Any]) -> Iterable[str]:
    limit, removals = params["max_removals"], part.removals
    if 0 <= limit < len(removals):
        yield f"{len(removals)} accounts would be removed or disabled, more than max_removals ({limit}): {_named(removals)}. Protect who has to stay."


def _percent(part: Part, params: Mapping[str, Any]) -> Iterable[str]:
    limit, count = params["max_removal_percent"], len(part.removals)
    if limit >= 0 and count > params["removal_floor"] and 100 * count > limit * part.listed:
        yield (f"{count} of {part.listed} accounts would be removed or disabled, more than max_removal_percent ({limit}): {_named(part.removals)}. "
               "Protect who has to stay.")


def _named(actions: list[Action]) -> str:
    return ", ".join(action.item.label for action in actions[:10]) + (", …" if len(actions) > 10 else "")


def _privileged(part: Part) -> Iterable[str]:
    """The caller's own account, owner and root lose nothing; that they are removed or disabled the platform's store refuses by itself."""
    for action in part.actions:
        who = part.store.stands_as(action.item.row)[0] if action.item.row is not None and loses(part, action) else ""
        if who:
            yield f"{action.item.label} is {who} and would lose access. Leave it to somebody else, or take the account out of the roster."


def loses(part: Part, action: Action) -> bool:
    """Whether an action takes anything away."""
    intent = action.item.intent
    if intent is None or intent.locks_out:
        return True
    sets = [one.name for one in part.store.resource.fields if one.is_set]
    return any(intent.lost(name) for name in sets if name in intent.changed)


# -- administrators ------------------------------------------------------------------------------------------------------------------------------


def _admins(part: Part, connection: Connection, params: Mapping[str, Any]) -> Iterable[str]:
    """Enough administrators on the resulting state. Costs requests only where one may lose the rights and the others are not known yet."""
    least = params["min_admins"]
    losing = [action for action in part.actions if action.item.row is not None and loses(part, action)]
    if least <= 0 or not losing:
        return
    judge = _Judge(part, connection, params.get("admin_roles") or {})
    lost = [action for action in losing if judge.was(action) is not False and judge.will_be(action) is not True]
    if not lost or judge.known_to_stay() >= least:
        return
    gone = {judge.identity(action.item.row or {}) for action in lost}
    access = read_access(part.platform, connection, False, params.get("admin_roles"))
    staying = [one for one in access.accounts if one["admin"] and one["status"] == "active" and (one["id"] or fold(one["email"])) not in gone]
    if len(staying) < least:
        names = ", ".join(action.item.label for action in lost[:10])
        yield f"{len(staying)} administrators would be left, fewer than min_admins ({least}), as {names} would lose the rights. Make somebody else one first."


class _Judge:
    """Who administers access on a platform, before and after the plan; None where it is not known."""

    def __init__(self, part: Part, connection: Any, admin_roles: Mapping[str, Any]):
        self.part = part
        self.names = part.store.names
        wished = admin_roles.get(part.platform)
        self.roles = {fold(name) for name in (ADMIN_ROLES[part.platform] if wished is None else wished)}
        self.ids: set[str] = set()
        if part.platform == "thousandeyes":
            self.ids = {row["roleId"] for row in connection.known("roles") if row.get("hasManagementPermissions") or fold(row["name"]) in self.roles}
        if part.platform == "contabo":
            self.ids = {str(role["roleId"]) for row in part.batch.rows for role in row.get("roles") or () if role.get("admin")}

    def identity(self, row: Row) -> str:
        resource = self.part.store.resource
        return resource.id_of(row) or str(resource.key.index(resource.key.read(row, self.names)))

    def was(self, action: Action) -> bool | None:
        return self._is(action.item.intent.before if action.item.intent else None, action.item.row)

    def will_be(self, action: Action) -> bool | None:
        return self._is(action.item.intent.after if action.item.intent else None, action.item.row)

    def known_to_stay(self) -> int:
        """How many are known to be administrators afterwards, without asking anything more."""
        decided = {self.identity(item.row): item for item in self.part.batch.items if item.row is not None}
        count = sum(self._is(item.intent.after if item.intent else None, item.row) is True for item in decided.values())
        others = [row for row in self.part.batch.rows if self.identity(row) not in decided]
        return count + sum(self._is(self.part.store.resource.read(row, self.names), row) is True for row in others)

    def _is(self, values: Mapping[str, Any] | None, row: Row | None) -> bool | None:
        if values is None or values.get("enabled") is False or (row or {}).get("status") == "pending":
            return False  # whatever an invite offers, nobody has it yet
        if row is not None and self.part.store.standing(row) in ("owner", "root"):
            return True
        held: set[str] = set()
        for name in ("account_group_roles", "all_account_group_roles", "permissions", "roles"):
            value = values.get(name, frozenset())
            if value in (OMITTED, UNKNOWN):
                return None
            held |= {self._role(atom) for atom in value}
        return any(role in self.ids or fold(self.names.name("role", role)) in self.roles for role in held)

    def _role(self, atom: Any) -> str:
        """The role in an atom: (account group, role) on ThousandEyes, (role, type, resource, labels) on Segment, else the atom itself."""
        if not isinstance(atom, tuple):
            return str(atom)
        return str(atom[1] if self.part.platform == "thousandeyes" else atom[0])
