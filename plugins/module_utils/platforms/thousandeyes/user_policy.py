# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""ThousandEyes: refused changes of users, comparison by account groups, and users of other organizations."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Any

from ...engine.change import Change
from ...engine.errors import Refused, RequestFailed
from ...engine.fields import UNSET, Row, get_path
from ...engine.folding import fold
from ...engine.mode import Mode
from .group_view import managing_roles
from .policy import Listing, OrganizationPolicy

GRANTS = ("account_group_roles", "all_account_group_roles")
# The fields of a user that the user's own organization manages (createUser; assumption for updates).
PERSONAL = ("email", "name", "login_account_group")
SHOWN_NAMESAKES = 3
SHOWN_BLIND = 10
SEE_ALL = (
    "Use the token of a user with a role in all account groups. With membership exact, the roles that are not given are removed, also those that this token "
    "does not show."
)


class UserPolicy(OrganizationPolicy):
    """Protects the last user with management permissions and the user of te_token."""

    protection_messages = {"caller": ("the user of te_token", "Use the token of another administrator.")}
    mismatch_hint = (
        "A new address takes effect when the person confirms it by mail. Until then, refer to the user by id, and do not send the address again. "
        "A user of another organization keeps the name and login account group set there."
    )
    unconfirmed = "ThousandEyes does not show unconfirmed addresses, so each run sends the address, and perhaps another mail, until it is confirmed"

    def __init__(self, store: Listing):
        super().__init__(store)
        self.by_account_group = self.params.get("compare") == "account_groups"
        self._agreeing: set[str] = set()  # users whose roles are in sync according to the account groups
        self._losing: set[str] = set()  # users who lose their management permissions in this run
        self._set_blindly: list[str] = []  # users whose roles are set exactly, although some may be hidden
        self._indexed: list[Row] | None = None
        self._namesakes: dict[tuple[str, str], list[Row]] = {}

    def slow_fields(self, row: Row | None) -> frozenset[str]:
        """Return the fields that may not change at once: a new address until it is confirmed, and what another organization manages."""
        return frozenset(PERSONAL if row is not None and self.belongs_elsewhere(row) else ("email",))

    def protected_as(self, row: Row) -> str:
        return "caller" if str(self.connection.me["uid"]) == str(row["uid"]) else ""

    def needed_on_create(self, after: Mapping[str, Any]) -> Iterable[str]:
        """Require a role: without one, a user can do nothing. The contract requires neither a role nor a login account group (UserRequest), but API
        v6 did. A roster requires both, because it plans many users before it writes the first."""
        if self.store.mode is Mode.ROSTER and after["login_account_group"] is UNSET:
            yield "login_account_group"
        if not any(after[name] for name in GRANTS):
            yield "a role (account_group_roles or all_account_group_roles)"

    def guard(self, row: Row | None, change: Change) -> None:
        super().guard(row, change)
        for text in self.connection.doubts:
            self.warn(text)
        self.connection.doubts.clear()
        if row is None and change.verb == "create":
            if (change.after or {})["login_account_group"] is UNSET:
                self.warn(f"{(change.after or {})['email']} gets no login account group, which ThousandEyes may refuse. If so, set login_account_group.")
            self._note_namesakes(change)
        if row is not None and change.verb == "update" and self.resource.detail_only_field in row:
            self._refuse_to_guess(row, change)
            self._note_no_role(row, change)
            self._note_login(row, change)
        if row is not None and change.verb in ("update", "delete") and self._may_lose_management(row, change):
            self._require_another_manager(row)

    def _note_namesakes(self, change: Change) -> None:
        """Warn if a user with the same name and domain exists, who may be the same person: an unconfirmed new address is not shown anywhere."""
        after = change.after or {}
        found = self._by_name.get(_name_and_domain(after["name"], after["email"]), [])
        if found:
            who = ", ".join(f"{row['email']} (id {row['uid']})" for row in found[:SHOWN_NAMESAKES])
            more = f" and {len(found) - SHOWN_NAMESAKES} more" if len(found) > SHOWN_NAMESAKES else ""
            self.warn(
                f"A user named {found[0]['name']} already exists: {who}{more}. If this is the same person with a new address that is "
                "not confirmed yet, refer to the user by id."
            )

    @property
    def _by_name(self) -> Mapping[tuple[str, str], list[Row]]:
        if self._indexed is not self.store.listed:
            self._indexed, self._namesakes = self.store.listed, {}
            for row in self.store.listed or ():
                if row.get("name") and row.get("email"):
                    self._namesakes.setdefault(_name_and_domain(row["name"], row["email"]), []).append(row)
        return self._namesakes

    # -- roles that the details may not show -------------------------------------------------------------------------------------
    # Roles in account groups that the caller cannot see may be missing in the details, and a written list replaces them too. Whether an update without
    # the list keeps them is not documented either (UserRequest); it is assumed until a response shows otherwise.

    @property
    def sees_all_roles(self) -> bool:
        """Return whether no role can be hidden from the caller, who has a role in all account groups."""
        return self.connection.sees_all_roles

    def refuse_incomplete_roles(self, row: Row, change: Change, sent: Container[str]) -> None:
        """Raise Refused if the server requires the unchanged roles of a user, and the details may lack some of them."""
        if "account_group_roles" not in sent or "account_group_roles" in change.changed or self.sees_all_roles:
            return
        raise Refused(
            f"ThousandEyes requires all roles of {row.get('email')} with this change, or else removes them. The user of te_token may not see all of them, "
            "and sending only the visible ones would remove the others.",
            "This change was not made. " + SEE_ALL,
        )

    def tell_lost_roles(self, row: Row, change: Change) -> None:
        """Raise RequestFailed if the server removed unsent roles of a user, of which only the visible ones could be restored."""
        if "account_group_roles" in change.changed or self.sees_all_roles:
            return
        raise RequestFailed(
            f"ThousandEyes accepted the change of {row.get('email')}, but removed the roles, which were not sent with it. Those that the user of te_token "
            "sees are restored. Any others are lost.",
            "Check the roles of this user with the token of a user who has a role in all account groups, and use it for further changes.",
        )

    def _refuse_to_guess(self, row: Row, change: Change) -> None:
        """Raise Refused if an update might remove roles that the caller cannot see: no role of the user is shown, or some roles are added or removed, so
        that the whole list is sent. A desired list that is exact is sent as it is."""
        login = _login(row)
        if "account_group_roles" not in change.changed:
            if not _groups(row) and not row["allAccountGroupRoles"] and not self.sees_all_roles and not self.connection.is_elsewhere(login):
                raise Refused(
                    f"The user of te_token sees no role of {row.get('email')}, who may have roles in other account groups. It is not documented whether "
                    "ThousandEyes keeps these if they are not sent.",
                    "Nothing was changed. " + SEE_ALL,
                )
            return
        if change.membership == "exact":
            if self.store.mode is Mode.ROSTER and not self.sees_all_roles:  # other tasks do not read who the caller is
                self._set_blindly.append(str(row.get("email")))
            return
        if self.sees_all_roles:
            return
        raise Refused(
            f"The user of te_token may not see all roles of {row.get('email')}, and a list of roles replaces all of them. Adding or removing some would "
            "remove any roles in account groups that this user does not see.",
            "Nothing was changed. " + SEE_ALL,
        )

    def _note_login(self, row: Row, change: Change) -> None:
        """Warn if a user would have no role in the login account group. assumption: ThousandEyes may refuse that; the contract does not say so."""
        after = change.after or {}
        if "account_group_roles" not in change.changed or after["all_account_group_roles"]:
            return
        login, groups = str(after["login_account_group"]), {group for group, _role in after["account_group_roles"]}
        if groups and login not in groups and not self.connection.is_elsewhere(login):
            self.warn(
                f"{row.get('email')} would have no role in the login account group, which ThousandEyes may refuse. Set login_account_group as well."
            )

    def _note_no_role(self, row: Row, change: Change) -> None:
        if any(name in change.changed for name in GRANTS) and not any((change.after or {})[name] for name in GRANTS):
            self.warn(f"{row.get('email')} would have no role, which ThousandEyes may refuse.")

    def _may_lose_management(self, row: Row, change: Change) -> bool:
        """Return whether the user may lose management permissions. Rows of the list do not show that; updates read the details before."""
        held = managing_roles(row, self.connection.manages)
        if self.resource.detail_only_field not in row or not held:
            return self.resource.detail_only_field not in row and change.verb == "delete"
        if change.after is None:
            return True
        kept = {role for _group, role in change.after["account_group_roles"]} | change.after["all_account_group_roles"]
        return held.isdisjoint(kept) and kept.isdisjoint(self.connection.managing)

    def _require_another_manager(self, row: Row) -> None:
        """Raise Refused if this user and those before in this run are the last with management permissions."""
        uid = str(row["uid"])
        self._losing.add(uid)
        if self.connection.is_managed(but_for_users=self._losing):
            return
        if uid in self.connection.view.managing or managing_roles(row, self.connection.manages):
            raise Refused(
                f"{row['email']} is the last user with management permissions; without this user, nobody could manage access.",
                "Give them to somebody else first."
            )

    # -- comparison by account groups --------------------------------------------------------------------------------------------

    def remarks(self) -> list[str]:
        found = [self._blind()] if self._set_blindly else []
        if self._agreeing:
            found.append(
                f"The roles of {len(self._agreeing)} {'user was' if len(self._agreeing) == 1 else 'users were'} compared by account group. This cannot show "
                "whether a role applies to single account groups or to all, nor which roles users "
                "have in account groups that the user of te_token cannot see. compare=exact reads each user, which shows the former."
            )
        return found

    def _blind(self) -> str:
        who = ", ".join(self._set_blindly[:SHOWN_BLIND]) + (f" and {len(self._set_blindly) - SHOWN_BLIND} more" if len(self._set_blindly) > SHOWN_BLIND else "")
        return (
            f"The user of te_token has no role in all account groups, so roles of {who} may be hidden. Their lists of roles are replaced, which also removes "
            "hidden ones. The token of a user with a role in all account groups shows them."
        )

    def beyond(self, row: Row, desired: Mapping[str, Any]) -> dict[str, Any]:
        if self.resource.detail_only_field in row or not self.by_account_group:
            return super().beyond(row, desired)
        self.names.listed("role")
        over = self.connection.view.beyond(str(row["uid"]), *(desired.get(name) or frozenset() for name in GRANTS))
        return self.resource.to_user({"account_group_roles": over}, self.names) if over else {}

    def _but_for_agreeing_roles(self, row: Row, desired: dict[str, Any]) -> dict[str, Any]:
        """Return the desired values without roles that the account groups already show. Other roles require the user details."""
        explicit, everywhere = (desired.get(name) for name in GRANTS)
        if self.resource.detail_only_field in row or explicit is everywhere is None:
            return desired
        if not self.connection.view.agrees(str(row["uid"]), explicit, everywhere, self._membership):
            return desired
        self._agreeing.add(str(row["uid"]))
        return {name: value for name, value in desired.items() if name not in GRANTS}

    @property
    def _membership(self) -> str:
        return self.params.get("membership") or "exact"

    # -- other organizations -----------------------------------------------------------------------------------------------------

    def filter_desired(self, row: Row, desired: dict[str, Any]) -> dict[str, Any]:
        if self.by_account_group:
            desired = self._but_for_agreeing_roles(row, desired)
        if self._membership == "exact" and self.resource.detail_only_field in row:
            desired = {**desired, **self._with_roles_of_others(row, desired)}
        return self._but_for_what_others_own(row, desired)

    def _with_roles_of_others(self, row: Row, desired: Mapping[str, Any]) -> dict[str, Any]:
        """Return exact roles plus the existing ones in other organizations, which details may show (not documented) and which must be kept."""
        kept: dict[str, Any] = {}
        explicit, everywhere = (desired.get(name) for name in GRANTS)
        if explicit is not None:
            spared = self._read(row, "account_group_roles") - explicit
            elsewhere = {group for group in {group for group, _role in spared} if self.connection.is_shown_elsewhere(group)}
            kept["account_group_roles"] = explicit | {grant for grant in spared if grant[0] in elsewhere}
        if everywhere is not None:
            spared = self._read(row, "all_account_group_roles") - everywhere
            unknown = {role for role in spared if role not in self.names.listed("role")}
            kept["all_account_group_roles"] = everywhere | (unknown if unknown and self.connection.has_further_organizations() else frozenset())
        return kept

    def _but_for_what_others_own(self, row: Row, desired: dict[str, Any]) -> dict[str, Any]:
        """Return the desired values without personal fields that another organization manages, and warn about them."""
        personal = [field for field in self.resource.all_fields if field.name in PERSONAL and field.name in desired]
        owned = [entry.name for entry in personal if not entry.same(entry.from_api(row, self.names), desired[entry.name])]
        if not owned or not self.belongs_elsewhere(row):
            return desired
        self.warn(f"{row.get('email')} belongs to another organization, which manages {' and '.join(owned)}, so these were not changed.")
        return {name: value for name, value in desired.items() if name not in owned}

    def belongs_elsewhere(self, row: Row) -> bool:
        """Return whether a user belongs to another organization, which is that of the login account group. Details may show roles there too."""
        login = _login(row)
        if not login or login in _groups(row) and not self.connection.is_shown_elsewhere(login):
            return False
        return self.connection.is_elsewhere(login)

    def _read(self, row: Row, name: str) -> Any:
        return next(field.from_api(row, self.names) for field in self.resource.fields if field.name == name)


def _name_and_domain(name: Any, email: Any) -> tuple[str, str]:
    return fold(str(name)), fold(str(email)).rpartition("@")[2]


def _login(row: Row) -> str:
    return str(get_path(row, "loginAccountGroup.aid", ""))


def _groups(row: Row) -> set[str]:
    """Return the ids of the account groups in which the details show roles."""
    return {str(entry["accountGroup"]["aid"]) for entry in row.get("accountGroupRoles") or ()}
