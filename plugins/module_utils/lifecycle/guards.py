# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Guards: what a plan must not do unless exactly this plan is approved with its refusals. Each guard returns refusals that say what to do.

All guards judge by effect: an account that becomes unusable, or is no longer an administrator, counts regardless of the verb or option.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from ..engine.bulk import check_limits
from ..engine.errors import BadInput
from ..engine.fields import UNREADABLE, UNSET, Row
from ..engine.folding import fold
from ..engine.items import Batch
from ..engine.provider import Connection
from ..platforms import registry
from .access import admin_role_names
from .access import read as read_access
from .platform_plan import PRUNED, Action, PlatformPlan, Refusal

OPTIONS: dict[str, dict[str, Any]] = {
    "max_removals": {"type": "int", "default": 5}, "max_removal_percent": {"type": "int", "default": 10}, "removal_floor": {"type": "int", "default": 3},
    "min_admins": {"type": "int", "default": 1}, "max_shrink_percent": {"type": "int", "default": 30},
}


def check_options(params: Mapping[str, Any]) -> None:
    """Raise BadInput for negative numbers, except -1 where it means no limit."""
    check_limits(params, "max_removals", "max_removal_percent", "max_shrink_percent")
    wrong = [f"{name} is {params[name]}" for name in ("removal_floor", "min_admins") if params[name] < 0]
    if wrong:
        raise BadInput(f"{'; '.join(wrong)}.", "Nothing was changed. Give 0 or a larger number.")


def refusals(plan: PlatformPlan, connection: Connection, params: Mapping[str, Any], before: Mapping[str, Any] | None) -> list[Refusal]:
    """Return all refusals of the plan for one platform. ``before`` are the counts of an earlier plan.

    Also marks the actions that add or remove administrators. Never writes.
    """
    check = AdminCheck(plan, connection, params.get("admin_roles") or {})
    for action in plan.actions:
        check.mark(action)
    plan.forbidden += [f"{plan.platform}: {text}" for text in _no_admin(plan, check)]
    found = [*_listing(plan, params, before), *_nobody(plan, params), *_removals(plan, params), *_percent(plan, params), *_privileged(plan)]
    return [*found, *_admins(plan, check, connection, params)]


def refusals_now(plan: PlatformPlan, connection: Connection, params: Mapping[str, Any], before: Mapping[str, Any], rows: list[Row]) -> list[Refusal]:
    """Return all refusals on the current state, just before the first removal. ``rows`` are the accounts as read again.

    The plan is not decided again. Administrators who are expected to stay are read again until there are enough.
    """
    connection.forget()
    store = plan.store
    now = PlatformPlan(plan.platform, Batch(store, plan.batch.items, rows), len(rows), plan.wished, plan.actions, admins=plan.admins)
    now.live = plan.read_again(rows)
    check = AdminCheck(now, connection, params.get("admin_roles") or {})
    found = [*_listing(now, params, before), *_nobody(now, params), *_removals(now, params), *_percent(now, params), *_privileged(now)]
    return [*found, *_admins(now, check, connection, params, anew=True)]


def _no_admin(plan: PlatformPlan, check: AdminCheck) -> Iterable[str]:
    """Yield a message for administrative access that the roster gives to people who must not have any. No approval overrides it."""
    for item, why in plan.no_admin:
        names = check.administrative(plan.store.resource.from_params(item.request.params, plan.store.names))
        if names:
            yield (f"the roster gives {item.label} roles or groups that administer access ({', '.join(names)}), {why}. "
                   "Remove them from the profiles and from the entry of this person.")


def _listing(plan: PlatformPlan, params: Mapping[str, Any], before: Mapping[str, Any] | None) -> Iterable[Refusal]:
    if plan.listed == 0:
        yield Refusal(plan.platform, "listing", "empty", 0, "the platform returned no accounts, although this task itself uses one. "
                      "Check the URL and the permissions of the token.")
    limit, earlier = params["max_shrink_percent"], existing_before(before or {})
    gone = earlier - plan.listed
    if limit >= 0 and gone > params["removal_floor"] and 100 * gone > limit * earlier:
        yield Refusal(plan.platform, "max_shrink_percent", f"{limit} {earlier}", gone, f"the earlier plan had {earlier} accounts and there are "
                      f"{plan.listed} now, which is a decrease of more than max_shrink_percent ({limit}). "
                      "Find out why accounts are missing before you create new ones.")


def existing_before(counts: Mapping[str, Any]) -> int:
    """Return the number of accounts that a plan is compared with: those of the earlier plan, or, if that one was refused because too many were
    missing, those it was compared with. Otherwise, the guard would refuse only once."""
    return int(counts.get("shrunk_from") or counts.get("existing") or 0)


def _nobody(plan: PlatformPlan, params: Mapping[str, Any]) -> Iterable[Refusal]:
    if params["prune"] and not plan.wished and any(action.reason in PRUNED for action in plan.actions):
        yield Refusal(plan.platform, "nobody", "", 0, "the roster gives nobody an account here, and prune would remove every account. "
                      "List the platforms to manage in platforms.")


def _removals(plan: PlatformPlan, params: Mapping[str, Any]) -> Iterable[Refusal]:
    limit, removals = params["max_removals"], plan.removals
    if 0 <= limit < len(removals):
        accounts = f"{len(removals)} account{'' if len(removals) == 1 else 's'}"
        yield Refusal(plan.platform, "max_removals", str(limit), len(removals), f"{accounts} would be removed, disabled or lose their last "
                      f"access or admin rights, more than max_removals ({limit}): {_named(removals)}. Add the accounts that must stay to protect.")


def _percent(plan: PlatformPlan, params: Mapping[str, Any]) -> Iterable[Refusal]:
    limit, count = params["max_removal_percent"], len(plan.removals)
    if limit >= 0 and count > params["removal_floor"] and 100 * count > limit * plan.listed:
        yield Refusal(plan.platform, "max_removal_percent", str(limit), count, f"{count} of {plan.listed} accounts would be removed, disabled or lose "
                      f"their last access or admin rights, more than max_removal_percent ({limit}): {_named(plan.removals)}. "
                      "Add the accounts that must stay to protect.")


def _named(actions: list[Action]) -> str:
    return ", ".join(action.item.label for action in actions[:10]) + (", …" if len(actions) > 10 else "")


def _privileged(plan: PlatformPlan) -> Iterable[Refusal]:
    """Refuse to take access from the caller's own account, owner and root. The policy of the platform refuses to remove or disable them."""
    for action in plan.actions:
        row = plan.row_of(action)
        who = plan.store.policy.protection_message(row)[0] if row is not None and action.item.loses else ""
        if who:
            yield Refusal(plan.platform, "privileged", action.item.label, 0, f"{action.item.label} is {who} and would lose access. Give the account "
                          "its present access in the roster, or add it to protect.")


# -- administrators ------------------------------------------------------------------------------------------------------------------------------


def _admins(plan: PlatformPlan, check: AdminCheck, connection: Connection, params: Mapping[str, Any], anew: bool = False) -> Iterable[Refusal]:
    """Refuse to leave fewer than ``min_admins`` administrators. Sends requests only if one may lose the rights and the others are unknown."""
    minimum = params["min_admins"]
    losing = [action for action in plan.actions if action.item.loses]
    lost = [action for action in losing if check.was(action) is not False and check.will_be(action) is not True] if minimum > 0 else []
    if not lost or check.enough(minimum, anew):
        return
    gone = {plan.store.resource.id_of(action.item.row or {}) for action in lost}
    access = read_access(plan.platform, connection, admin_roles=params.get("admin_roles"))
    plan.admins[:] = [account["id"] for account in access.accounts if account["admin"] and account["status"] == "active" and account["id"] not in gone]
    left = len(plan.admins)
    if left < minimum:
        names = ", ".join(action.item.label for action in lost[:10])
        yield Refusal(plan.platform, "min_admins", str(minimum), minimum - left, f"{left} administrators would be left, fewer than min_admins "
                      f"({minimum}), because {names} would lose admin rights. Make somebody else an administrator first.")


def _is_invite(row: Row | None) -> bool:
    return (row or {}).get("status") == "pending"


class AdminCheck:
    """Checks who administers access on a platform, before and after the plan. Answers are None if unknown."""

    def __init__(self, plan: PlatformPlan, connection: Any, admin_roles: Mapping[str, Any]):
        self.plan = plan
        self.connection = connection
        self.names = plan.store.names
        self.platform = registry.platform(plan.platform)
        self.roles = set(admin_role_names(plan.platform, admin_roles))

    @cached_property
    def ids(self) -> set[str]:
        """The ids of administrative roles, if the platform reports them itself."""
        return self.platform.admin_role_ids(self.connection, self.plan.batch.rows, self.roles)

    @cached_property
    def groups(self) -> set[str]:
        """The ids of the groups that make their members administrators."""
        return self.platform.admin_groups(self.connection, self._administers)

    @cached_property
    def in_groups(self) -> set[str]:
        """The folded addresses in these groups."""
        return self.platform.group_members(self.connection, self.groups)

    def mark(self, action: Action) -> None:
        """Mark whether an action adds or removes an administrator. Looks up nothing if it changes neither grants nor usability."""
        change, row = action.item.change, action.item.row
        if change is None or not (action.item.loses or "enabled" in change.changed or any(map(change.added, change.changed))):
            return
        before, after = self._holds(change.before, row), self._holds(change.after, row)
        action.admin_grants = self.administrative({name: change.added(name) for name in change.changed})
        action.admin, action.stops_admin = before is not True and after is True, before is True and after is not True

    def administrative(self, values: Mapping[str, Any]) -> list[str]:
        """Return the names of administrative roles and groups among the values."""
        grants = [value for value in (values.get(name) for name in self.platform.role_fields) if isinstance(value, frozenset)]
        roles = {self._role_name(self.platform.role_of(grant)) for value in grants for grant in value if self._administers(grant)}
        groups = values.get(self.platform.group_field)
        return sorted(roles | ({f"group {self.names.name('group', group)}" for group in groups & self.groups} if groups else set()))

    def was(self, action: Action) -> bool | None:
        """Return whether the account was an administrator, by the state that the plan was made from, updated by the current row."""
        row = self.plan.row_of(action) or {}
        values = self.plan.store.resource.from_api(row, self.names)
        known = {name: value for name, value in values.items() if value not in (UNSET, UNREADABLE)}
        return self._is({**((action.item.change.before if action.item.change else None) or {}), **known}, row)

    def will_be(self, action: Action) -> bool | None:
        return self._is(action.item.change.after if action.item.change else None, self.plan.row_of(action))

    def enough(self, least: int, anew: bool) -> bool:
        """Return whether at least ``least`` accounts are known to stay administrators. Does not read all accounts."""
        if not anew:
            self.plan.admins[:] = self._staying()
            return len(self.plan.admins) >= least
        found = 0
        store = self.plan.store
        for id_ in self.plan.admins:
            row = store.get(id_)
            found += row is not None and self._is(store.resource.from_api(row, self.names), row) is True
            if found >= least:
                return True
        return False

    def _staying(self) -> list[str]:
        """Return the ids of accounts known to be administrators afterwards. Sends no request. Only invites have no id."""
        store, id_of = self.plan.store, self.plan.store.resource.id_of
        decided = {id_of(item.row): item for item in self.plan.batch.items if item.row is not None}
        found = [id_ for id_, item in decided.items() if self._is(item.change.after if item.change else None, item.row) is True]
        others = {id_of(row): row for row in self.plan.batch.rows if id_of(row) not in decided}
        return found + [id_ for id_, row in others.items() if self._is(store.resource.from_api(row, self.names), row) is True]

    def _is(self, values: Mapping[str, Any] | None, row: Row | None) -> bool | None:
        """Return whether the values make an administrator. An invite does not give access yet."""
        return False if _is_invite(row) else self._holds(values, row)

    def _holds(self, values: Mapping[str, Any] | None, row: Row | None) -> bool | None:
        if values is None or values.get("enabled") is False:
            return False
        if row is not None and self.plan.store.policy.rank(row):
            return True
        grants = [values.get(name, frozenset()) for name in self.platform.role_fields]
        known = [value for value in grants if isinstance(value, frozenset)]
        if any(self._administers(grant) for value in known for grant in value) or self._by_group(values, row):
            return True
        return None if len(known) < len(grants) else False

    def _by_group(self, values: Mapping[str, Any], row: Row | None) -> bool:
        """Return whether groups make somebody an administrator. An invited person is not a member yet."""
        groups = values.get(self.platform.group_field, frozenset())
        if isinstance(groups, frozenset):
            return bool(groups) and not groups.isdisjoint(self.groups)
        return not _is_invite(row) and fold(str((row or {}).get("email") or "")) in self.in_groups

    def _administers(self, grant: Any) -> bool:
        role = self.platform.role_of(grant)
        return role in self.ids or fold(self._role_name(role)) in self.roles

    def _role_name(self, id_: str) -> str:
        return self.names.name(self.platform.role_kind, id_)
