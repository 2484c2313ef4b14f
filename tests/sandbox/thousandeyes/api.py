# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The administrative API v7 of ThousandEyes: account groups, users, roles, permissions, activity log."""

from __future__ import annotations

import base64
import binascii
import datetime
import math
import re
from collections.abc import Iterable
from typing import Any

from werkzeug.wrappers import Response

from ..emulator import Problem
from . import data
from .data import PERMISSIONS, Event, Group, Role, User, iso
from .frame import EDIT_USERS, Call, Errors, Frame, by_number

_USER_FIELDS = {"name": "text", "email": "text", "loginAccountGroupId": "text", "accountGroupRoles": "assignments", "allAccountGroupRoleIds": "ids"}
_PERSONAL = ("name", "email", "loginAccountGroupId")
_GROUP_FIELDS = {"accountGroupName": "text", "agents": "ids"}
_ROLE_FIELDS = {"name": "text", "permissions": "ids"}

_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_EVENT_BASE = 55_018_000


class ThousandEyes(Frame):
    routes = (
        ("GET", "/account-groups", "list_groups"), ("POST", "/account-groups", "create_group"), ("GET", "/account-groups/<key>", "get_group"),
        ("PUT", "/account-groups/<key>", "update_group"), ("DELETE", "/account-groups/<key>", "delete_group"),
        ("GET", "/users", "list_users"), ("POST", "/users", "create_user"), ("GET", "/users/current", "current_user"),
        ("GET", "/users/<key>", "get_user"), ("PUT", "/users/<key>", "update_user"), ("DELETE", "/users/<key>", "delete_user"),
        ("GET", "/roles", "list_roles"), ("POST", "/roles", "create_role"), ("GET", "/roles/<key>", "get_role"),
        ("PUT", "/roles/<key>", "update_role"), ("DELETE", "/roles/<key>", "delete_role"),
        ("GET", "/permissions", "list_permissions"), ("GET", "/agents", "list_agents"), ("GET", "/audit-user-events", "list_events"),
    )

    # -- account groups ----------------------------------------------------------------------------------------------------------

    def _group(self, call: Call, group: Group) -> dict[str, Any]:
        organization = {"organizationName": data.ORGANIZATIONS[group.org]} if self.config["organization_told"] in ("both", "name") else {}
        organization |= {"orgId": group.org} if self.config["organization_told"] in ("both", "id") else {}
        return {
            "aid": group.aid, "accountGroupName": group.name, "isCurrentAccountGroup": group.aid == call.aid,
            "isDefaultAccountGroup": group.aid == call.caller.login, **organization,
        }

    def _group_detail(self, call: Call, group: Group, expand: set[str]) -> dict[str, Any]:
        detail = self._created_group(call, group, expand)
        if "agent" in expand or self.config["unexpanded_as_empty"]:
            shown = group.agents - set(self.config["agents_not_shown"])
            detail["agents"] = [self._agent(number) for number in by_number(shown)] if "agent" in expand else []
        if self.config["agents_hidden"] or self.config["empty_agents_absent"] and not detail.get("agents"):
            detail.pop("agents", None)
        return {**detail, "accountToken": group.token}

    def _created_group(self, call: Call, group: Group, expand: set[str]) -> dict[str, Any]:
        detail = self._group(call, group)
        if "user" in expand or self.config["unexpanded_as_empty"]:
            members = [user for _uid, user in self._sorted(self.users) if self.member_of(user, group.aid)] if "user" in expand else []
            detail["users"] = [self._member(user, group.aid) for user in members]
        return detail

    def _member(self, user: User, aid: str) -> dict[str, Any]:
        item = self._user(user)
        del item["loginAccountGroup"]
        org = self.groups[aid].org
        return {**item, "roles": self._role_refs(user.explicit.get(aid, set()) | {number for number in user.everywhere if self.roles[number].org == org})}

    def _agent(self, number: str) -> dict[str, Any]:
        shared = [{"aid": aid, "accountGroupName": group.name} for aid, group in self._sorted(self.groups) if number in group.agents]
        return {**self.agents[number], "accountGroups": shared}

    def list_agents(self, call: Call) -> Response:
        """List the agents. Not part of the administrative API. assumption: the permission to see agents is required. Cloud agents are not emulated."""
        reading = self.config["agents_list"]
        if reading == "refused" or self.config["agents_hidden"] or "View agents in account group" not in call.permissions:
            self._forbid()
        kinds = [kind for kind in call.request.args.get("agentTypes", "").split(",") if kind]
        self._refuse([("agentTypes", f"{kind} is no type") for kind in kinds if kind not in ("cloud", "enterprise", "enterprise-cluster")])
        seen = self.groups_of(call) if reading == "organization" else {call.aid: self.groups[call.aid]}
        shared = {number for group in seen.values() if group.org == call.org for number in group.agents}
        agents = [self._agent(number) for number in by_number(shared)]
        return self._answer(call, {"agents": [agent for agent in agents if not kinds or agent["agentType"] in kinds]})

    def _expand(self, call: Call) -> set[str]:
        requested = {word for text in call.request.args.getlist("expand") for word in text.split(",") if word}
        # assumption: other values are refused; a client that sent one had to be fixed
        self._refuse([("expand", f"{word} cannot be expanded") for word in sorted(requested - {"user", "agent"})])
        return requested

    def _visible(self, group: Group) -> bool:
        """Return whether a group is visible. A new group may be hidden at first; each read counts."""
        if group.hidden_reads > 0:
            group.hidden_reads -= 1
            return False
        return self.clock() >= group.hidden_until

    def _group_body(self, call: Call, group: Group | None) -> dict[str, Any]:
        body = self._body(call, _GROUP_FIELDS)
        name = body.get("accountGroupName")
        errors = [("accountGroupName", "accountGroupName is missing")] if name is None else self._name_errors("accountGroupName", name)
        errors += [("agents", f"agent {number} does not exist") for number in body.get("agents", []) if number not in self.agents]
        self._refuse(errors)
        org = group.org if group is not None else call.org
        if any(other is not group and other.org == org and other.name.lower() == str(name).lower() for other in self.groups.values()):
            self._refuse([("accountGroupName", "accountGroupName is taken")], self.config["duplicate_status"])
        return body

    def list_groups(self, call: Call) -> Response:
        shown = [self._group(call, group) for aid, group in self._sorted(self.groups) if self.member_of(call.caller, aid) and self._visible(group)]
        return self._answer(call, {"accountGroups": shown})

    def create_group(self, call: Call) -> Response:
        expand = self._expand(call)
        body = self._group_body(call, None)
        group = Group(self._new_id("aid"), body["accountGroupName"], set(body.get("agents", [])), call.org)
        group.hidden_until = self.clock() + self.config["hide_new_group_seconds"]
        group.hidden_reads = self.config["hide_new_group_reads"]
        self.groups[group.aid] = group
        self._log(call, "Account group created.", "accountGroupName", group.name)
        return self._answer(call, self._created_group(call, group, expand), f"/account-groups/{group.aid}", created=True)

    def get_group(self, call: Call, key: str) -> Response:
        group = self._find(self.groups_of(call), call, key)
        expand = self._expand(call)
        if not self._visible(group):
            return self.fail(404)
        return self._answer(call, self._group_detail(call, group, expand))

    def update_group(self, call: Call, key: str) -> Response:
        group = self._find(self.groups_of(call), call, key)
        expand = self._expand(call)
        body = self._group_body(call, group)
        group.name = body["accountGroupName"]
        if "agents" in body or self.config["put_without_agents_empties"]:
            group.agents = set(body.get("agents", []))
        self._log(call, "Account group updated.", "accountGroupName", group.name)
        return self._answer(call, self._group_detail(call, group, expand))

    def delete_group(self, call: Call, key: str) -> Response:
        group = self._find(self.groups_of(call), call, key)
        if key in (call.aid, call.caller.login) and not self.config["allow_protected_deletion"]:
            self._refuse([("id", "the current account group cannot be deleted")])
        if sum(other.org == group.org for other in self.groups.values()) == 1:
            # no request would be possible afterwards, so the switch does not allow this
            self._refuse([("id", "the last account group cannot be deleted")])
        self._log(call, "Account group deleted.", "accountGroupName", group.name)
        del self.groups[key]
        for user in self.users.values():
            user.explicit.pop(key, None)
            if user.login == key:
                # assumption: the login account group becomes another one of the user, otherwise the first one
                user.login = min(self.groups, key=lambda aid: (self.groups[aid].org != group.org, not self.member_of(user, aid), int(aid)))
        return Response(status=204)

    # -- users -------------------------------------------------------------------------------------------------------------------

    def _user(self, user: User, last_login: bool = True) -> dict[str, Any]:
        group = data.FOREIGN_GROUP if user.foreign else {"aid": user.login, "accountGroupName": self.groups[user.login].name}
        item = {"name": user.name, "email": user.email or None, "uid": user.uid, "dateRegistered": user.registered, "loginAccountGroup": group}
        if last_login:
            item["lastLogin"] = user.last_login
        return {name: value for name, value in item.items() if value is not None}

    def _user_detail(self, call: Call, user: User, last_login: bool = True) -> dict[str, Any]:
        explicit = [
            {"accountGroup": {"aid": aid, "accountGroupName": self.groups[aid].name}, "roles": self._role_refs(user.explicit[aid])}
            for aid in by_number(user.explicit) if self._concerns(call, self.groups[aid].org)
            and (not self.config["hide_groups_in_details"] or self.member_of(call.caller, aid))
        ]
        everywhere = [number for number in user.everywhere if self._concerns(call, self.roles[number].org)]
        return {**self._user(user, last_login), "accountGroupRoles": explicit, "allAccountGroupRoles": self._role_refs(everywhere)}

    def _concerns(self, call: Call, org: str) -> bool:
        """Return whether a request includes the roles of an organization."""
        return org == call.org or bool(self.config["show_all_organizations"])

    def _role_refs(self, ids: Iterable[str]) -> list[dict[str, Any]]:
        return [self._role(self.roles[number]) for number in by_number(ids)]

    def _check_reach(self, call: Call, *users: User) -> None:
        """Limit callers with "Edit users" to users of their own account groups (assumption: without roles in all account groups)."""
        if "Edit users" not in call.permissions or EDIT_USERS[0] in call.permissions:
            return
        for user in users:
            if user.everywhere or not any(self.member_of(call.caller, aid) for aid in user.explicit):
                self._forbid()

    def _check_email(self, user: User, email: str) -> None:
        if not _ADDRESS.fullmatch(email):
            self._refuse([("email", "email is not a valid address")])
        taken = any(other.uid != user.uid for other in self.users.like(email))
        if self.config["pending_address_taken"]:
            taken = taken or any(other.uid != user.uid and (other.pending_email or "").lower() == email.lower() for other in self.users.values())
        if taken or not user.foreign and email.lower() in map(str.lower, self.config["foreign_emails"]):
            self._refuse([("email", "email is taken")], self.config["duplicate_status"])

    def _assign(self, call: Call, user: User, body: dict[str, Any]) -> Errors:
        """Set the roles in the body. A list replaces the old one, except for roles in other organizations."""
        errors: Errors = []
        groups = {aid for aid, group in self.groups_of(call).items() if self._concerns(call, group.org)}
        roles = {number for number, role in self.roles.items() if self._concerns(call, role.org)}
        if "accountGroupRoles" in body:
            user.explicit = {aid: held for aid, held in user.explicit.items() if not self._concerns(call, self.groups[aid].org)}
            for entry in body["accountGroupRoles"]:
                if entry["accountGroupId"] not in groups:
                    errors.append(("accountGroupRoles.accountGroupId", f"account group {entry['accountGroupId']} does not exist"))
                errors += [("accountGroupRoles.roleIds", f"role {number} does not exist") for number in entry.get("roleIds", []) if number not in roles]
                if entry.get("roleIds"):  # assumption: an entry without roles is ignored
                    user.explicit.setdefault(entry["accountGroupId"], set()).update(entry["roleIds"])
        if "allAccountGroupRoleIds" in body:
            kept = {number for number in user.everywhere if not self._concerns(call, self.roles[number].org)}
            user.everywhere = kept | set(body["allAccountGroupRoleIds"])
            errors += [("allAccountGroupRoleIds", f"role {number} does not exist") for number in sorted(set(body["allAccountGroupRoleIds"]) - roles)]
        return errors

    def _fill_user(self, call: Call, user: User, body: dict[str, Any]) -> None:
        """Apply the body to a draft. Personal fields of a user from another organization are managed there (assumption for PUT)."""
        errors = self._assign(call, user, body)
        foreign = self.is_foreign(user, call.org)
        own = {} if foreign else body
        touched = not foreign and not {"loginAccountGroupId", "accountGroupRoles", "allAccountGroupRoleIds"}.isdisjoint(body)
        if "name" in own:
            errors += self._name_errors("name", own["name"])
            user.name = own["name"]
        if "loginAccountGroupId" in own:
            user.login = own["loginAccountGroupId"]
        if user.login not in self.groups:
            errors.append(("loginAccountGroupId", f"account group {user.login} does not exist"))
        elif touched and user.has_roles and not self.member_of(user, user.login):
            errors.append(("loginAccountGroupId", "the user has no role in this account group"))
        self._refuse(errors)
        if "email" in own:
            self._check_email(user, own["email"])

    def list_users(self, call: Call) -> Response:
        return self._answer(call, {"users": [self._user(user) for _uid, user in self._sorted(self.users_of(call.org))]})

    def current_user(self, call: Call) -> Response:
        return self._answer(call, self._user_detail(call, call.caller), f"/users/{call.caller.uid}")

    def get_user(self, call: Call, key: str) -> Response:
        return self._answer(call, self._user_detail(call, self._find_user(call, key)))

    def _find_user(self, call: Call, key: str) -> User:
        user: User = self._find(self.users, call, key)
        if not self.belongs(user, call.org):
            raise Problem(self.fail(404))
        return user

    def create_user(self, call: Call) -> Response:
        body = self._body(call, _USER_FIELDS)
        email = body.get("email", "")
        elsewhere = next((user for user in self.users.like(email) if not self.belongs(user, call.org)), None)
        if elsewhere is not None and self.config["attach_foreign"]:
            return self._attach(call, elsewhere, body)
        foreign = self.config["attach_foreign"] and email.lower() in map(str.lower, self.config["foreign_emails"])
        user = User("", email, body.get("name"), body.get("loginAccountGroupId", call.aid), foreign=foreign)
        if not self.config["accept_incomplete_user"]:
            errors = [(name, f"{name} is missing") for name in ("email", "loginAccountGroupId") if not body.get(name)]
            if not body.get("allAccountGroupRoleIds") and not any(entry.get("roleIds") for entry in body.get("accountGroupRoles", [])):
                errors.append(("accountGroupRoles", "the user would have no role"))
            self._refuse(errors)
        if foreign:
            self._lend_identity(user, call.aid)
        self._fill_user(call, user, body)
        if foreign:
            self._check_email(user, email)
        self._check_reach(call, user)
        user.uid = self._foreign_uid(email) if foreign else self._new_id("uid")
        if self.config["new_user_registered"] and not foreign:
            user.registered = iso(self.clock())
        self.users[user.uid] = user
        self._log(call, "User created.", "userDisplayName", user.name or user.email)
        return self._answer(call, self._user_detail(call, user, last_login=False), f"/users/{user.uid}", created=True)

    def _attach(self, call: Call, user: User, body: dict[str, Any]) -> Response:
        """Attach a user of another emulated organization."""
        draft = user.copy()
        self._refuse(self._assign(call, draft, body))
        self.users[user.uid] = draft
        self._log(call, "User created.", "userDisplayName", user.name or user.email)
        return self._answer(call, self._user_detail(call, draft, last_login=False), f"/users/{user.uid}", created=True)

    @staticmethod
    def _lend_identity(user: User, aid: str) -> None:
        """Set the personal fields of a user from another organization. ``login`` is only a placeholder."""
        known = user.email.lower() == "visitor@other.example"
        user.name = "Vera Visitor" if known else user.email.partition("@")[0].replace(".", " ").title()
        user.login, user.registered, user.last_login = aid, "2021-09-14T13:05:00Z", "2026-01-19T08:41:27Z"

    def _foreign_uid(self, email: str) -> str:
        """Return the id of a user from another organization, which is the same each time the user is attached."""
        if email.lower() not in self._foreign_uids:
            self._foreign_uids[email.lower()] = self._new_id("foreign")
        return self._foreign_uids[email.lower()]

    def update_user(self, call: Call, key: str) -> Response:
        user = self._find_user(call, key)
        foreign = self.is_foreign(user, call.org)
        body = self._body(call, _USER_FIELDS)
        if self.config["put_needs_scalars"]:
            self._refuse([(name, f"{name} is missing") for name in _PERSONAL if name not in body])
        if foreign and self.config["foreign_put"] == "refuse":
            self._refuse([(name, f"{name} belongs to another organization") for name in _PERSONAL if name in body])
        if self.config["put_without_lists_empties"]:
            body = {"accountGroupRoles": [], "allAccountGroupRoleIds": [], **body}
        draft = user.copy()
        self._fill_user(call, draft, body)
        if not draft.has_roles and not self.config["accept_no_roles"]:
            self._refuse([("accountGroupRoles", "the user would have no role")])
        self._check_reach(call, user, draft)
        if not foreign and body.get("email", user.email) != user.email:
            if "Edit user email addresses" not in call.permissions:
                self._forbid()
            pending = self.config["email_change_pending"]
            draft.email, draft.pending_email = (user.email, body["email"]) if pending else (body["email"], None)
        elif "email" in body and self.config["old_address_cancels_change"]:
            draft.pending_email = None
        self.users[key] = draft
        self._log(call, "User updated.", "userDisplayName", draft.name or draft.email)
        return self._answer(call, self._user_detail(call, draft))

    def delete_user(self, call: Call, key: str) -> Response:
        user = self._find_user(call, key)
        self._check_reach(call, user)
        if user is call.caller and not self.config["allow_protected_deletion"]:
            self._refuse([("id", "callers cannot delete themselves")])
        self._log(call, "User deleted.", "userDisplayName", user.name or user.email)
        if self.is_foreign(user, call.org) and not user.foreign:  # assumption: only detached
            draft = user.copy()
            self._assign(call, draft, {"accountGroupRoles": [], "allAccountGroupRoleIds": []})
            self.users[key] = draft
        else:
            del self.users[key]
        return Response(status=204)

    # -- roles and permissions ---------------------------------------------------------------------------------------------------

    @staticmethod
    def _role(role: Role) -> dict[str, Any]:
        return {"roleId": role.role_id, "name": role.name, "isBuiltin": role.builtin, "hasManagementPermissions": role.management}

    @staticmethod
    def _role_detail(role: Role) -> dict[str, Any]:
        return {
            "name": role.name, "roleId": role.role_id, "isBuiltin": role.builtin,
            "permissions": [PERMISSIONS[number] for number in by_number(role.permissions)],
        }

    def _role_body(self, call: Call, role: Role | None) -> dict[str, Any]:
        body = self._body(call, _ROLE_FIELDS)
        errors: Errors = [("name", "name is missing")] if role is None and "name" not in body else []
        errors += self._name_errors("name", body["name"]) if "name" in body else []
        requested = body.get("permissions", [])
        errors += [("permissions", f"permission {number} does not exist") for number in requested if number not in PERMISSIONS]
        self._refuse(errors)
        if "name" in body and any(other is not role and other.name.lower() == body["name"].lower() for other in self.roles_of(call.org).values()):
            self._refuse([("name", "name is taken")], self.config["duplicate_status"])
        # assumption: a permission to manage permissions is needed to assign one
        manages = any(PERMISSIONS[number]["isManagementPermission"] for number in requested)
        if manages and self.config["enforce_unstated_permissions"] and "Assign management permissions" not in call.permissions:
            self._forbid()
        return body

    def _own_role(self, call: Call, key: str) -> Role:
        role: Role = self._find(self.roles_of(call.org), call, key)
        if role.builtin:
            raise Problem(self._error(self.config["builtin_role_status"], "", "Built-in roles cannot be changed."))
        return role

    def list_roles(self, call: Call) -> Response:
        shown = sorted(self.roles_of(call.org).values(), key=lambda role: (role.name, role.role_id))
        return self._answer(call, {"roles": [self._role(role) for role in shown]})

    def get_role(self, call: Call, key: str) -> Response:
        return self._answer(call, self._role_detail(self._find(self.roles_of(call.org), call, key)))

    def create_role(self, call: Call) -> Response:
        body = self._role_body(call, None)
        role = Role(self._new_id("roleId"), body["name"], set(body.get("permissions", [])), org=call.org)
        self.roles[role.role_id] = role
        self._log(call, "Role created.", "roleName", role.name)
        return self._answer(call, self._role_detail(role), f"/roles/{role.role_id}", created=True)

    def update_role(self, call: Call, key: str) -> Response:
        role = self._own_role(call, key)
        body = self._role_body(call, role)
        role.name = body.get("name", role.name)
        role.permissions = set(body.get("permissions", role.permissions))
        self._log(call, "Role updated.", "roleName", role.name)
        return self._answer(call, self._role_detail(role))

    def delete_role(self, call: Call, key: str) -> Response:
        role = self._own_role(call, key)
        used = any(key in user.everywhere or any(key in roles for roles in user.explicit.values()) for user in self.users.values())
        if used and self.config["role_in_use"] == "refuse":
            self._refuse([("id", "the role is assigned to users")])
        self._drop_role(key)
        self._log(call, "Role deleted.", "roleName", role.name)
        return Response(status=204)

    def list_permissions(self, call: Call) -> Response:
        held = call.caller.explicit.get(call.aid, set()) | call.caller.everywhere
        if not any(self.roles[number].management for number in held if self.roles[number].org == call.org):
            self._forbid()
        return self._answer(call, {"permissions": list(PERMISSIONS.values())})

    # -- activity log ------------------------------------------------------------------------------------------------------------

    def _moment(self, call: Call, name: str) -> float | None:
        text = call.request.args.get(name)
        if text is None:
            return None
        try:
            moment = datetime.datetime.fromisoformat(text.replace(" ", "+"))  # an unencoded plus arrives as a space
        except ValueError:
            raise Problem(self._error(400, "", "", [(name, f"{name} is not a time")])) from None
        return (moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)).timestamp()

    def _range(self, call: Call) -> tuple[float | None, float | None]:
        """Return start and end, both inclusive, None if open."""
        start, end = self._moment(call, "startDate"), self._moment(call, "endDate")
        window = call.request.args.get("window")
        if window is None:
            return start, math.floor(self.clock()) if end is None and start is not None else end
        if start is not None and self.config["window_with_start"] == "refuse":
            self._refuse([("window", "window cannot be used with startDate")])
        parts = re.fullmatch(r"(\d+)([smhdw]?)", window)
        if not parts or (self.config["window_needs_unit"] and not parts[2]):
            raise Problem(self._error(400, "", "", [("window", "window is not a number with a unit")]))
        now = math.floor(self.clock())
        return now - int(parts[1]) * _SECONDS[parts[2]], now

    def _page_start(self, call: Call) -> int:
        """Return the number of the newest event on the page."""
        cursor = call.request.args.get("cursor")
        if cursor is None:
            return len(self.events)
        try:
            name, dummy, number = base64.b64decode(cursor, validate=True).decode("ascii").partition("=")
            if name != "offset":
                raise ValueError(name)
            return int(number) - _EVENT_BASE
        except (binascii.Error, ValueError):
            raise Problem(self._error(400, "", "", [("cursor", "cursor is not valid")])) from None

    def _page_size(self, call: Call) -> int:
        size = call.request.args.get("max", "100")
        if not size.isdigit() or int(size) == 0:
            self._refuse([("max", "max is not a positive number")])
        return int(size)

    def _readable_events(self, call: Call, everywhere: bool) -> list[Event]:
        """Return the events that the caller may read, newest first."""
        everyone = "View activity log for all users in account group" in call.permissions
        if not everyone and (everywhere or "View own activity log" not in call.permissions):
            self._forbid()
        return [
            event for event in reversed(self.events)
            if (self._sees(call, event) if everywhere else event.aid == call.aid) and (everyone or event.uid == call.caller.uid)
        ]

    def _sees(self, call: Call, event: Event) -> bool:
        return self.member_of(call.caller, event.aid) if event.aid in self.groups else bool(call.caller.everywhere)

    def list_events(self, call: Call) -> Response:
        everywhere = call.request.args.get("useAllPermittedAids", "false").lower() == "true"
        readable = self._readable_events(call, everywhere)
        start, end = self._range(call)
        requested = self._page_size(call)
        size = min(requested, self.config["page_cap"])
        newest = self._page_start(call)
        fitting = [event for event in readable if (start is None or event.at >= start) and (end is None or event.at <= end)]
        first = sum(event.number > newest for event in fitting)
        range_ = {name: iso(moment) for name, moment in (("startDate", start), ("endDate", end)) if moment is not None}
        plain = {"aid": call.aid, "useAllPermittedAids": str(everywhere).lower(), "max": str(requested)}

        def link(place: int) -> dict[str, str]:
            cursor = base64.b64encode(f"offset={_EVENT_BASE + fitting[place].number}".encode()).decode()
            return self._events_link(call, [*plain.items(), ("cursor", cursor), *range_.items()])

        # the live service repeats every parameter here
        links = {"self": self._events_link(call, [pair for pair in call.request.args.items() for dummy in range(2)])}
        if first + size < len(fitting):
            links["next"] = link(first + size)
        if first > 0:
            links["previous"] = link(max(0, first - size))
        return self._answer(call, {"auditEvents": [event.record() for event in fitting[first:first + size]], **range_, "_links": links})

    def _events_link(self, call: Call, pairs: list[tuple[str, str]]) -> dict[str, str]:
        """Return a link, not percent-encoded, as recorded from the live service."""
        query = "&".join(f"{name}={value}" for name, value in pairs)
        base = self.config["next_link"]
        href = self._href(call.request, "/audit-user-events") if base is None else f"{base}/audit-user-events"
        return {"href": href + (f"?{query}" if query else "")}
