# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Twilio Segment: the IAM part of the Public API (users, invites, groups, roles, workspace, audit events)."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import re
import string
from datetime import UTC, datetime
from typing import Any, ClassVar

from werkzeug.wrappers import Request, Response

from ..emulator import Problem
from ..world import DOMAIN, World
from .data import (
    DEMO_GROUPS,
    DEMO_INVITES,
    FUNCTIONS,
    LABELS,
    OWNER,
    ROLES,
    SECOND_OWNER,
    SOURCES,
    SPACES,
    TOKEN_ID,
    WAREHOUSES,
    WORKSPACE,
    Json,
    demo_grants,
    grant,
)
from .wire import Complaints, Surface, encoded

DAY = 86400
KEPT_DAYS = 90
FIRST_EVENT = 145_876_976
ALREADY = "One or more email address was already invited to join workspace."


class Segment(Surface):
    """The workspace of a token. Users are addressed by id, invites and group members by e-mail address."""

    name = "segment"
    prefix = "/segment"
    routes = (
        ("GET", "/", "get_workspace"), ("GET", "/roles", "list_roles"), ("GET", "/audit-events", "list_events"),
        ("GET", "/sources", "list_sources"), ("GET", "/warehouses", "list_warehouses"), ("GET", "/spaces", "list_spaces"),
        ("GET", "/functions", "list_functions"),
        ("GET", "/users", "list_users"), ("DELETE", "/users", "delete_users"), ("GET", "/users/<user_id>", "get_user"),
        ("GET", "/users/<user_id>/groups", "list_groups_of_user"),
        ("POST", "/users/<user_id>/permissions", "add_user_permissions"), ("PUT", "/users/<user_id>/permissions", "replace_user_permissions"),
        ("GET", "/invites", "list_invites"), ("POST", "/invites", "create_invites"), ("DELETE", "/invites", "delete_invites"),
        ("GET", "/groups", "list_groups"), ("POST", "/groups", "create_group"), ("GET", "/groups/<group_id>", "get_group"),
        ("PATCH", "/groups/<group_id>", "rename_group"), ("DELETE", "/groups/<group_id>", "delete_group"),
        ("GET", "/groups/<group_id>/users", "list_member_users"), ("GET", "/groups/<group_id>/invites", "list_member_invites"),
        ("POST", "/groups/<group_id>/users", "add_members"),
        ("PUT", "/group/<group_id>/users", "replace_members"), ("DELETE", "/group/<group_id>/users", "remove_members"),
        ("PUT", "/groups/<group_id>/users", "replace_members"), ("DELETE", "/groups/<group_id>/users", "remove_members"),
        ("POST", "/groups/<group_id>/permissions", "add_group_permissions"), ("PUT", "/groups/<group_id>/permissions", "replace_group_permissions"),
    )
    # Requests of one client instead of these; it is not known whether the API serves them.
    aliases = frozenset(("PUT /groups/<group_id>/users", "DELETE /groups/<group_id>/users"))
    defaults: ClassVar[dict[str, Any]] = {
        # the workspace
        "plan": "business",  # or "team": no user groups
        "plan_error_status": 400,
        "spaces": "alpha",  # 406 in other versions; "any": in every version; "none": the workspace has not bought them
        "spaces_status": 406,  # the response if the version or the workspace has no spaces
        "function_types": "five",  # or "two": the types that were added later are refused
        "segment_accounts": [f"has.account@{DOMAIN}"],  # these join at once when invited
        "duplicate_role_names": False,
        "duplicate_group_names": False,
        "token_access": "owner",  # or "member": may read, may not write
        "denied_status": 401,  # or 403
        # limits and paging
        "page_cap": 5,
        "batch_cap": 200,
        "index_limit": 20,  # a list in a query with a higher index is not parsed as a list
        "rate_limit": None,  # requests in 60 s on one endpoint; the documented number for writes is 60
        "read_rate_limit": None,  # a separate limit for reads
        "rate_scope": "endpoint",  # or "token": one window for all
        "retry_after": True,
        "pagination_required": False,
        "null_cursors": False,  # an absent cursor is null instead of left out
        "newest_first": False,
        "total_entries": "exact",  # or "more": it counts what the list does not have
        # the format of requests and responses
        "lenient_query": False,  # name=a&name=b is a list as well
        "plural_group_users": False,  # PUT and DELETE /groups/{id}/users as aliases
        "content_type": "application/vnd.segment.v1+json; charset=utf-8",
        "error_style": "docs",  # or "spec": the stubs of the specification for 422 and 429
        "email_case": "insensitive",  # or "sensitive"
        "unknown_role_status": 422,  # or 404; for unknown resource ids too
        "unknown_invite_status": 200,  # or 404
        "unknown_member_status": 400,
        # rules
        "delete_known_users": False,  # a deletion with unknown ids among known ones deletes the known ones
        "protect_owners": True,
        "duplicate_grants": "second",  # or "ignore"
        "empty_user_permissions": True,
        "empty_group_permissions": False,
        "unique_group_names": False,
        "invite_default_role": "Minimal Workspace Access",  # "": an invite without permissions gives none
        "carry_groups": True,
        "invites_taken": None,  # or how many of a call are invited; the others are silently ignored
        "invites_answer": "named",  # or "lower": in lower case; "empty": a response without addresses; "nothing": one without a body
        "joins_taken": None,  # or how many of a call are put into the group
        "deletion": "at_once",  # or "ignored": accepted without effect
        "count_invites": True,  # memberCount includes invites
        # the content of responses
        "list_user_permissions": False,
        "user_includes_groups": False,
        "label_descriptions": "echoed",  # of a grant as it was given; or "label": the label's own; or "dropped"
        "role_names": True,  # False: permissions are read without roleName
        "merge_read_roles": False,  # one entry per role instead of one per policy
    }

    users: dict[str, Json]
    invites: list[Json]
    groups: list[Json]
    events: list[Json]

    # -- state -------------------------------------------------------------------------------------------------------------------

    def enter(self, world: World) -> None:
        self.users, self.invites, self.groups, self.events = {}, [], [], []
        self._windows = {}
        self._minted = 0
        for email in (OWNER, SECOND_OWNER):
            self._join(email, [self._policy(grant("Workspace Owner"))])
        if world.preset != "empty":
            self._fill(world)

    def _fill(self, world: World) -> None:
        for person in world.people(self.name):
            self._join(person.email, [self._policy(grant_) for grant_ in demo_grants(person)], person.name)
        for days, (email, grants) in enumerate(DEMO_INVITES.items()):
            self._invite(email, [self._policy(grant_) for grant_ in grants], age=days * DAY, actor=self._by_owner())
        self.expire(f"late.invitee@{DOMAIN}")
        for age, (name, teams, others, grants, twin) in zip((200, 60, 30, 10), DEMO_GROUPS):
            emails = [person.email for person in world.people(self.name) if person.team in teams and person.index % 3 != 2]
            group = self._new_group(name, emails + others, [self._policy(grant_) for grant_ in grants], twin)
            if not twin:
                self._log("User Group Created", "group", group["id"], name, age=age * DAY, actor=self._by_owner())
        self.events.sort(key=lambda event: str(event["timestamp"]))
        for number, event in enumerate(self.events):
            event["id"] = f"events/{FIRST_EVENT + number}"

    def state(self) -> dict[str, Any]:
        return copy.deepcopy({
            "workspace": WORKSPACE, "roles": self._roles(), "users": list(self.users.values()), "invites": self.invites,
            "groups": self._groups(), "events": self.events,
        })

    def accept(self, email: str) -> dict[str, Any]:
        """Accept an invite. Returns the new user like ``GET /users/{id}``."""
        invite = self._invited(email)
        if invite is None:
            raise KeyError(email)
        if invite["expired"]:
            raise ValueError(f"the invitation of {email} has expired")
        if not self.config["carry_groups"]:
            self._leave_groups(invite["email"])
        self.invites.remove(invite)
        return self._user_detail(self._join(invite["email"], invite["policies"]))

    def expire(self, email: str) -> None:
        """Expire the link of an invite. The API still lists the invite."""
        invite = self._invited(email)
        if invite is None:
            raise KeyError(email)
        invite["expired"] = True

    @property
    def operations(self) -> set[str]:
        return super().operations - self.aliases

    # -- workspace, roles, audit events --------------------------------------------------------------------------------------------

    def get_workspace(self, request: Request) -> Response:
        return self._ok({"workspace": WORKSPACE})

    def list_sources(self, request: Request) -> Response:
        return self._page("sources", [{**one, "workspaceId": WORKSPACE["id"], "settings": {}} for one in SOURCES], self._offset(request))

    def list_warehouses(self, request: Request) -> Response:
        return self._page("warehouses", [{**one, "workspaceId": WORKSPACE["id"]} for one in WAREHOUSES], self._offset(request))

    def list_spaces(self, request: Request) -> Response:
        asked = request.headers.get("Accept", "")
        if self.config["spaces"] == "none" or self.config["spaces"] == "alpha" and "v1alpha" not in asked and "application/json" not in asked.split(", "):
            return self.fail(self.config["spaces_status"])
        return self._page("spaces", SPACES, self._offset(request), total=False)

    def list_functions(self, request: Request) -> Response:
        wrong, kind = Complaints(), dict(self._parameters(request)).get("resourceType")
        known = ("SOURCE", "DESTINATION", "INSERT_SOURCE", "INSERT_DESTINATION", "INSERT_TRANSFORMATION")[:5 if self.config["function_types"] == "five" else 2]
        if kind not in known:
            wrong.missing("resourceType", kind, f"must be one of [{', '.join(known)}]")
        self._refuse(wrong)
        count, cursor = self._wanted_page(request)
        return self._numbered("functions", [one for one in FUNCTIONS if one["resourceType"] == kind], count, self._number(cursor) if cursor else 1)

    def list_roles(self, request: Request) -> Response:
        return self._page("roles", self._roles(), self._offset(request), total=False)

    def list_events(self, request: Request) -> Response:
        count, cursor = self._wanted_page(request)
        page, end_text = self._event_cursor(cursor)
        parameters = dict(self._parameters(request))
        wrong = Complaints()
        start = self._moment(parameters.get("startTime", ""), "startTime", wrong, 0.0)
        end = self._moment(parameters.get("endTime", "") or end_text, "endTime", wrong, self.clock())
        self._refuse(wrong)
        start = max(start, self.clock() - KEPT_DAYS * DAY)
        end_text = end_text or iso(end, "milliseconds")
        found = [event for event in reversed(self.events) if start <= datetime.fromisoformat(event["timestamp"]).timestamp() <= end and all(
            parameters.get(name) in (None, "", event[name]) for name in ("resourceId", "resourceType"))]
        pagination: Json = {"current": event_cursor(page, end_text)}
        if page * count < len(found):
            pagination["next"] = event_cursor(page + 1, end_text)
        if page > 1:
            pagination["previous"] = event_cursor(page - 1, end_text)
        return self._ok({"events": found[(page - 1) * count:page * count], "pagination": self._with_nulls(pagination)})

    def _event_cursor(self, cursor: str) -> tuple[int, str]:
        if not cursor:
            return 1, ""
        try:
            content = json.loads(base64.b64decode(cursor, validate=True))
            page, end = self._number(content["pageToken"]), str(content["endTime"])
        except (ValueError, TypeError, KeyError):
            page = 0
        if page < 1:
            self._refuse_cursor()
        return page, end

    @staticmethod
    def _moment(text: str, field: str, wrong: Complaints, otherwise: float) -> float:
        if not text:
            return otherwise
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            wrong.add(field, "must be in ISO 8601 date format")
            return otherwise
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()

    def _log(self, what: str, kind: str, resource: str, name: str, age: float = 0.0, actor: Json | None = None) -> None:
        self.events.append({
            "id": f"events/{FIRST_EVENT + len(self.events)}", "timestamp": iso(self.clock() - age), "type": what,
            **(actor or {"actor": f"public-api-token/{TOKEN_ID}"}), "resourceId": resource, "resourceType": kind, "resourceName": name,
        })

    def _by_owner(self) -> Json:
        return {"actor": f"users/{next(iter(self.users))}", "actorEmail": OWNER}  # assumption: the format of a person

    # -- users -------------------------------------------------------------------------------------------------------------------

    def list_users(self, request: Request) -> Response:
        shown = self._user_detail if self.config["list_user_permissions"] else brief
        page = self._offset(request)
        return self._page("users", map(shown, self.users.values()), page)

    def get_user(self, request: Request, user_id: str) -> Response:
        return self._ok({"user": self._user_detail(self._user(user_id))})

    def delete_users(self, request: Request) -> Response:
        ids = self._query_list(request, "userIds")
        known = [self.users[id_] for id_ in ids if id_ in self.users]
        if len(known) < len(ids) and not self.config["delete_known_users"]:
            return self.fail(404)
        owners = {user["id"] for user in self.users.values() if any(is_owner(policy) for policy in user["policies"])}
        gone = {user["id"] for user in known}
        # assumption: the owner of the sandbox created the token
        if self.config["protect_owners"] and (owners and owners <= gone or any(user["email"] == OWNER for user in known)):
            return self.fail(400, "The last workspace owner and the creator of the token can not be removed.")
        if self.config["deletion"] == "ignored":
            return self._done()
        for user in known:
            self._leave_groups(user["email"])
            del self.users[user["id"]]
            self._log("Group Memberships Deleted", "user", user["id"], user["email"])
        return self._done() if len(known) == len(ids) else self.fail(404)

    def list_groups_of_user(self, request: Request, user_id: str) -> Response:
        page, user = self._offset(request), self._user(user_id)
        return self._page("groups", [{"id": group["id"], "name": group["name"]} for group in self._groups_of(user["email"])], page)

    def add_user_permissions(self, request: Request, user_id: str) -> Response:
        grants = self._granted(request)
        user = self._user(user_id)
        response = self._add(user, "user", grants)
        self._log("User Policy Updated", "user", user_id, user["email"])
        return response

    def replace_user_permissions(self, request: Request, user_id: str) -> Response:
        grants = self._granted(request, self.config["empty_user_permissions"])
        return self._replace(self._user(user_id), "user", grants)

    # -- invites -----------------------------------------------------------------------------------------------------------------

    def list_invites(self, request: Request) -> Response:
        return self._page("invites", [invite["email"] for invite in self.invites], self._offset(request))

    def create_invites(self, request: Request) -> Response:
        body, wrong, wishes = self._body(request), Complaints(), []
        for number, entry in enumerate(self._array(body, "invites", wrong, least=1)):
            field = f"invites.{number}"
            if not isinstance(entry, dict):
                wrong.add(field, "must be of type object")
                continue
            email = self._check_email(entry.get("email"), f"{field}.email", wrong)
            given = entry.get("permissions") is not None
            wishes.append((email, self._permissions(entry, f"{field}.permissions", wrong, invite=True) if given else []))
        self._refuse(wrong)
        keys = {self._key(email) for email, dummy in wishes}
        if len(keys) < len(wishes) or keys & self._addresses().keys():
            return self.fail(400, ALREADY)
        default = self.config["invite_default_role"]
        wishes = wishes[:self.config["invites_taken"]]
        for email, grants in wishes:
            self._invite(email, [self._policy(grant_) for grant_ in grants or ([grant(default)] if default else [])])
        return self._invited_answer([email for email, dummy in wishes])

    def _invited_answer(self, emails: list[str]) -> Response:
        kind = self.config["invites_answer"]
        if kind == "nothing":
            return Response(status=201)
        return self._ok({"emails": [] if kind == "empty" else [email.lower() for email in emails] if kind == "lower" else emails}, 201)

    def delete_invites(self, request: Request) -> Response:
        emails = self._query_list(request, "emails", emails=True)
        found = [invite for invite in map(self._invited, emails) if invite is not None]
        if len(found) < len(emails) and self.config["unknown_invite_status"] != 200:
            return self.fail(self.config["unknown_invite_status"])
        if self.config["deletion"] == "ignored":
            return self._done()
        keys = {self._key(invite["email"]) for invite in found}
        self.invites = [invite for invite in self.invites if self._key(invite["email"]) not in keys]
        for email in keys:
            self._leave_groups(email)
        for invite in found:
            self._log("Invite Deleted", "invite", invite["email"], invite["email"])
            self._log("Group Memberships Deleted", "invite", invite["email"], invite["email"])
        return self._done()

    def _invite(self, email: str, policies: list[Json], age: float = 0.0, actor: Json | None = None) -> None:
        has_account = self._key(email) in map(self._key, self.config["segment_accounts"])
        kind = "New Segment" if has_account else "Non-Segment"
        self._log(f"{kind} User Invited to Workspace", "invite", email, email, age, actor)
        self._log_policies(policies, age, actor)
        if has_account:
            self._join(email, policies)
        else:
            self.invites.append({"email": email, "policies": policies, "createdAt": iso(self.clock() - age), "expired": False})

    # -- groups ------------------------------------------------------------------------------------------------------------------

    def list_groups(self, request: Request) -> Response:
        page = self._offset(request)
        return self._page("userGroups", map(self._group_detail, self._groups()), page, total=False)

    def create_group(self, request: Request) -> Response:
        name = self._name(request)
        self._check_group_name(name)
        group = self._new_group(name, [], [])
        self._log("User Group Created", "group", group["id"], name)
        self._log("Policy Created", "group", group["id"], name)
        return self._ok({"userGroup": self._group_brief(group)})

    def get_group(self, request: Request, group_id: str) -> Response:
        return self._ok({"userGroup": self._group_detail(self._group(group_id))})

    def rename_group(self, request: Request, group_id: str) -> Response:
        name = self._name(request)
        group = self._group(group_id)
        self._check_group_name(name, group)
        group["name"] = name
        self._log("User Group Updated", "group", group_id, name)
        return self._ok({"userGroup": self._group_brief(group)})

    def delete_group(self, request: Request, group_id: str) -> Response:
        group = self._group(group_id)
        if self.config["deletion"] == "ignored":
            return self._done()
        self.groups.remove(group)
        self._log("User Group Deleted", "group", group_id, group["name"])
        return self._done()

    def list_member_users(self, request: Request, group_id: str) -> Response:
        page, group = self._offset(request), self._group(group_id)
        members = {self._key(email) for email in group["emails"]}
        return self._page("users", [brief(user) for user in self.users.values() if self._key(user["email"]) in members], page)

    def list_member_invites(self, request: Request, group_id: str) -> Response:
        page, group = self._offset(request), self._group(group_id)
        members = {self._key(email) for email in group["emails"]}
        return self._page("emails", [invite["email"] for invite in self.invites if self._key(invite["email"]) in members], page)

    def add_members(self, request: Request, group_id: str) -> Response:
        emails, group = self._wanted_members(request, group_id)
        return self._set_members(group, group["emails"] + emails[:self.config["joins_taken"]])

    def replace_members(self, request: Request, group_id: str) -> Response:
        emails, group = self._wanted_members(request, group_id)
        return self._set_members(group, emails)

    def remove_members(self, request: Request, group_id: str) -> Response:
        emails = self._query_list(request, "emails", emails=True)
        group, keys = self._group(group_id), set(map(self._key, emails))
        gone = [email for email in group["emails"] if self._key(email) in keys]
        group["emails"] = [email for email in group["emails"] if email not in gone]
        if gone:
            self._log("Group Memberships Deleted", "group", group_id, group["name"])
        for email in gone:
            self._log("User Removed From User Group", "group", group_id, email)
        return self._done()

    def add_group_permissions(self, request: Request, group_id: str) -> Response:
        grants = self._granted(request)
        group = self._group(group_id)
        response = self._add(group, "group", grants)
        self._log("User Group Policy Updated", "group", group_id, group["name"])
        return response

    def replace_group_permissions(self, request: Request, group_id: str) -> Response:
        grants = self._granted(request, self.config["empty_group_permissions"])
        return self._replace(self._group(group_id), "group", grants)

    def _check_group_name(self, name: str, itself: Json | None = None) -> None:
        if self.config["unique_group_names"] and any(group["name"] == name for group in self._groups() if group is not itself):
            raise Problem(self.fail(409, f"A user group named {name} already exists."))

    def _wanted_members(self, request: Request, group_id: str) -> tuple[list[str], Json]:
        wrong = Complaints()
        emails = self._array(self._body(request), "emails", wrong)
        for number, email in enumerate(emails):
            self._check_email(email, f"emails.{number}", wrong)
        self._refuse(wrong)
        group, known = self._group(group_id), self._addresses()
        if any(self._key(email) not in known for email in emails):
            raise Problem(self.fail(self.config["unknown_member_status"], "One or more emails belong to no user or invite of the workspace."))
        return [known[self._key(email)] for email in emails], group

    def _set_members(self, group: Json, emails: list[str]) -> Response:
        before, after = group["emails"], list(dict.fromkeys(emails))
        group["emails"] = after
        added = [email for email in after if email not in before]
        if added:
            self._log("Subjects Added to Group", "group", group["id"], group["name"])
        for email in added:
            self._log("User Added To User Group", "group", group["id"], email)
        if set(before) - set(after):
            self._log("Group Memberships Deleted", "group", group["id"], group["name"])
        return self._ok({"userGroup": self._group_brief(group)})

    # -- permissions ---------------------------------------------------------------------------------------------------------------

    def _granted(self, request: Request, empty: bool = True) -> list[Json]:
        wrong = Complaints()
        body = self._body(request)
        grants = self._permissions(body, "permissions", wrong)
        if body.get("permissions") == [] and not empty:
            wrong.add("permissions", "must contain at least 1 items")
        self._refuse(wrong)
        return grants

    def _add(self, subject: Json, kind: str, grants: list[Json]) -> Response:
        fresh = [self._policy(grant_) for grant_ in grants if self.config["duplicate_grants"] == "second" or grant_ not in map(bare, subject["policies"])]
        subject["policies"] = subject["policies"] + fresh
        self._log_policies(fresh)
        extra = {"subjectId": subject["id"], "subjectType": kind}
        return self._ok({"permissions": [{"policyId": policy["policyId"], **self._shown(policy), **extra} for policy in fresh]})

    def _replace(self, subject: Json, kind: str, grants: list[Json]) -> Response:
        subject["policies"] = [self._policy(grant_) for grant_ in grants]
        self._log("Policy Deleted", kind, subject["id"], subject.get("email") or subject["name"])
        return self._ok({"permissions": [self._shown(policy) for policy in subject["policies"]]})

    def _log_policies(self, policies: list[Json], age: float = 0.0, actor: Json | None = None) -> None:
        for policy in policies:
            self._log("Policy Created", "policy", policy["policyId"], self._role_name(policy["roleId"]), age, actor)

    def _policy(self, granted: Json) -> Json:
        return {"policyId": self._mint(27), **copy.deepcopy(granted)}

    def _shown(self, policy: Json) -> Json:
        named = {"roleName": self._role_name(policy["roleId"])} if self.config["role_names"] else {}
        resources = [{**one, "labels": [self._shown_label(label) for label in one["labels"]]} for one in policy["resources"]]
        return {"roleId": policy["roleId"], **named, "resources": resources}

    def _shown_label(self, label: Json) -> Json:
        """assumption: what describes a label in a grant is stored with the grant, belongs to the label itself, or is ignored."""
        if self.config["label_descriptions"] == "echoed":
            return label
        bare_label = {part: label[part] for part in ("key", "value")}
        own = next((one["description"] for one in LABELS if bare_label.items() <= one.items()), "")
        return {**bare_label, "description": own} if self.config["label_descriptions"] == "label" else bare_label

    def _read(self, policies: list[Json]) -> list[Json]:
        shown = [self._shown(policy) for policy in policies]
        if not self.config["merge_read_roles"]:
            return shown
        merged: dict[str, Json] = {}
        for one in shown:
            entry = merged.setdefault(one["roleId"], {**one, "resources": []})
            entry["resources"] = entry["resources"] + one["resources"]
        return list(merged.values())

    # -- stored objects --------------------------------------------------------------------------------------------------------------

    def _mint(self, length: int) -> str:
        """Return a new id. The sequence is the same after each reset."""
        self._minted += 1
        number = int.from_bytes(hashlib.sha256(f"segment {self._minted}".encode()).digest(), "big")
        letters = string.digits + string.ascii_letters
        return ("2" if length == 27 else "u") + "".join(letters[number // 62**place % 62] for place in range(length - 1))

    def _key(self, email: str) -> str:
        return email.casefold() if self.config["email_case"] == "insensitive" else email

    def _addresses(self) -> dict[str, str]:
        """Return everyone who can be in a group: users and invites."""
        return {self._key(row["email"]): row["email"] for row in (*self.users.values(), *self.invites)}

    def _join(self, email: str, policies: list[Json], name: str = "") -> Json:
        name = name or " ".join(re.split(r"[._+-]+", email.partition("@")[0])).title()
        user: Json = {"id": self._mint(22), "name": name, "email": email, "policies": policies}
        self.users[user["id"]] = user
        return user

    def _user(self, user_id: str) -> Json:
        if user_id not in self.users:
            raise Problem(self.fail(404))
        return self.users[user_id]

    def _invited(self, email: str) -> Json | None:
        return next((invite for invite in self.invites if self._key(invite["email"]) == self._key(email)), None)

    def _groups(self) -> list[Json]:
        return [group for group in self.groups if not group["twin"] or self.config["duplicate_group_names"]]

    def _group(self, group_id: str) -> Json:
        for group in self._groups():
            if group["id"] == group_id:
                return group
        raise Problem(self.fail(404))

    def _groups_of(self, email: str) -> list[Json]:
        return [group for group in self._groups() if self._key(email) in map(self._key, group["emails"])]

    def _leave_groups(self, email: str) -> None:
        for group in self.groups:
            group["emails"] = [member for member in group["emails"] if self._key(member) != self._key(email)]

    def _new_group(self, name: str, emails: list[str], policies: list[Json], twin: bool = False) -> Json:
        group = {"id": self._mint(27), "name": name, "emails": emails, "policies": policies, "twin": twin}
        self.groups.append(group)
        return group

    def _user_detail(self, user: Json) -> Json:
        policies = user["policies"]
        if self.config["user_includes_groups"]:
            policies = policies + [policy for group in self._groups_of(user["email"]) for policy in group["policies"]]
        return {**brief(user), "permissions": self._read(policies)}

    def _group_brief(self, group: Json) -> Json:
        invited = 0 if self.config["count_invites"] else sum(self._invited(email) is not None for email in group["emails"])
        return {"id": group["id"], "name": group["name"], "memberCount": len(group["emails"]) - invited}

    def _group_detail(self, group: Json) -> Json:
        return {**self._group_brief(group), "permissions": self._read(group["policies"])}


def brief(user: Json) -> Json:
    return {"id": user["id"], "name": user["name"], "email": user["email"]}


def bare(policy: Json) -> Json:
    return {"roleId": policy["roleId"], "resources": policy["resources"]}


def event_cursor(page: int, end: str) -> str:
    return base64.b64encode(json.dumps({"pageToken": encoded(page), "endTime": end}, separators=(",", ":")).encode()).decode()


def iso(moment: float, precision: str = "seconds") -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec=precision).replace("+00:00", "Z")


def is_owner(policy: Json) -> bool:
    return policy["roleId"] == ROLES["Workspace Owner"] and any(resource["type"] == "WORKSPACE" and not resource["labels"] for resource in policy["resources"])
