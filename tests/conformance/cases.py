# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cases of the conformance tests, one per resource. A new resource needs an entry here, and all laws are tested for it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Case:
    """The parameters of the laws for a resource.

    - ``full``: parameters that create an object; ``same`` are equivalent ones
    - ``change``: changes one field, on which the read-only values ``follows`` depend
    - ``clear``: clears a field
    - ``more``: a further grant for the set option ``grants``
    - ``unknown``: parameters with names that do not exist
    - ``exclusive_ids``: the switch that makes a name ambiguous, and the parameters that use it
    - ``creates``: the path of the request that creates an object; ``created`` is the action in the result
    - ``readable``: whether grants can be read
    """

    label: str
    module: str
    noun: str
    platform: str
    key: str
    full: dict[str, Any]
    same: dict[str, Any]
    creates: str
    change: dict[str, Any] = field(default_factory=dict)
    clear: dict[str, Any] = field(default_factory=dict)
    follows: tuple[str, ...] = ()
    grants: str = ""
    more: Any = None
    unknown: tuple[dict[str, Any], ...] = ()
    exclusive_ids: tuple[str, dict[str, Any]] | None = None
    switches: dict[str, Any] = field(default_factory=dict)
    can_disable: bool = False
    has_id: bool = True
    renames: bool = False
    readable: bool = True
    created: str = "created"
    paged: bool = True
    secret: dict[str, Any] = field(default_factory=dict)

    @property
    def who(self) -> dict[str, Any]:
        return {self.key: self.full[self.key]}


SOURCE_ADMIN = {"role": "Source Admin", "resources": [{"type": "WORKSPACE", "labels": [{"key": "env", "value": "prod"}, {"key": "team", "value": "data"}]}]}
READ_WEB = {"role": "Source Read-only", "resources": [{"type": "SOURCE", "id": "src-web"}, {"type": "SOURCE", "id": "src-ios"}]}
SEGMENT_FULL = {"email": "zoe.park@x.example", "permissions": [SOURCE_ADMIN, READ_WEB]}
SEGMENT_SAME = {
    "email": " Zoe.Park@X.example ",
    "permissions": [
        {"role": "Source Read-only", "resources": [{"type": "SOURCE", "id": "src-ios"}]},
        {"role": "Source Read-only", "resources": [{"type": "SOURCE", "id": "src-web"}, {"type": "SOURCE", "id": "src-ios"}]},
        {"role": "source admin", "resources": [{"type": "WORKSPACE", "labels": [{"key": "team", "value": "data"}, {"key": "env", "value": "prod"}]}]},
    ],
}
SEGMENT_UNKNOWN = ({"permissions": [{"role": "Source Amdin", "resources": [{"type": "WORKSPACE"}]}]},)
SEGMENT_TWINS = ("duplicate_role_names", {"permissions": [{"role": "Source Read-only", "resources": [{"type": "WORKSPACE"}]}]})

TSNA_USER = Case(
    "tsna_user", "tsna_user", "user", "tsna", "name", creates="/v4.0/users$", can_disable=True, renames=True,
    full={
        "name": "zpark", "email": "zoe.park@x.example", "roles": ["Planner", "Viewer"], "enabled": True, "password": "Fj4-quiet-harbor",
        "dynamic_fields": {"Department": "NetOps", "Sites": ["Oslo", "Bergen"]}, "extra_attributes": {"accountExpirationDate": 1_830_211_200_000},
    },
    same={"name": "zpark", "roles": ["Viewer", "Planner", "Viewer"], "dynamic_fields": {"Sites": ["Bergen", "Oslo"], "Department": ["NetOps"]}},
    change={"email": "zoe.lind@x.example"}, follows=("attributes",), clear={"email": ""}, grants="roles", more=["Manager"],
    unknown=({"roles": ["Plannner"]}, {"role_ids": ["774120936-999"]}), exclusive_ids=("duplicate_role_names", {"roles": ["Planner"]}),
    secret={"password": "Fj4-quiet-harbor"},
)
# Server variants for details that BMC does not publish. Together they have all alternatives of the sandbox; each alternative is also tested separately
# in tests/unit/platforms/tsna.
TSNA_PROFILES: dict[str, dict[str, Any]] = {
    "terse": {
        "role_attribute": "roles", "nulls": "omitted", "void_success": "200_empty", "created": "nothing", "update_body": "empty", "error_body": "text",
        "patch_media": "json", "past_end": "404", "role_list": "single", "session_names": "upper",
        "list_items": "abbreviated", "page_cap": 50, "put_without_password": "reject", "read_only_change": "reject",
    },
    "talkative": {
        "role_attribute": "roleNames", "role_shape": "string", "time_format": "iso8601", "void_success": "200_string", "created": "location_body",
        "error_body": "html", "patch_media": "json_patch", "extra_members": True, "string_result": "json", "unset_fields": "listed",
        "session_roles": "components", "current_user": "user", "past_end": "400",
    },
    "odd": {
        "role_attribute": "roles", "role_shape": "string", "nulls": "omitted", "time_format": "iso8601", "list_items": "abbreviated", "page_cap": None,
        "extra_members": True, "auth_mode": "external", "external_flag": "of_mode",
        "session_roles": "single", "name_filter": "unknown", "unknown_lists": "kept",
        "string_result": "unquoted", "past_end": "last_page", "case_insensitive_names": True,
        "user_attributes": {"emailAddress": "email", "enabledFlag": "enabled", "lockedFlag": None, "rootFlag": None},
    },
}


def _of_profile(name: str) -> Case:
    """The case on such a server; a member that nothing is known of is given in the form in which the server shows it."""
    switches = TSNA_PROFILES[name]
    expires = {"accountExpirationDate": "2027-12-31T00:00:00.000Z"} if switches.get("time_format") == "iso8601" else TSNA_USER.full["extra_attributes"]
    return replace(TSNA_USER, label=f"tsna_user {name}", switches=switches, full={**TSNA_USER.full, "extra_attributes": expires})


TSNA_CASES = (TSNA_USER, *map(_of_profile, TSNA_PROFILES))

CASES = (
    Case(
        "te_user", "te_user", "user", "thousandeyes", "email", creates="/users$", paged=False, renames=True,
        full={
            "email": "zoe.park@x.example", "name": "Zoe Park", "login_account_group": "EMEA",
            "account_group_roles": [{"account_group": "EMEA", "roles": ["Regular User", "Read only"]}, {"account_group": "AMER", "roles": ["Regular User"]}],
            "all_account_group_roles": ["Incident viewer", "Read only"],
        },
        same={
            "email": "ZOE.Park@x.example", "login_account_group": "emea",
            "account_group_roles": [
                {"account_group": "AMER", "roles": ["Regular User", "Regular User"]}, {"account_group": "EMEA", "roles": ["Read only"]},
                {"account_group": "EMEA", "roles": ["Regular User"]},
            ],
            "all_account_group_roles": ["Read only", "Incident viewer"],
        },
        change={"name": "Zoe Park-Lind"}, clear={"all_account_group_roles": []}, grants="account_group_roles",
        more=[{"account_group": "Harbor Networks", "roles": ["Read only"]}],
        unknown=(
            {"login_account_group": "EMEAA"}, {"all_account_group_roles": ["Regular Usr"]}, {"all_account_group_role_ids": ["999999"]},
            {"account_group_roles": [{"account_group": "EMEAA", "roles": ["Regular User"]}]},
            {"account_group_roles": [{"account_group_id": "424242", "roles": ["Regular User"]}]},
        ),
        exclusive_ids=("duplicate_role_names", {"all_account_group_roles": ["NOC wallboard"]}),
    ),
    Case(
        "te_role", "te_role", "role", "thousandeyes", "name", creates="/roles$", paged=False, renames=True,
        full={"name": "Report reader", "permissions": ["REPORT_READ", "View snapshots", "5"]},
        same={"name": " report READER ", "permissions": ["view reports", "5", "REPORT_SNAPSHOTS_READ", "report_read", "5"]},
        change={"permissions": ["REPORT_READ"]}, clear={"permissions": []}, grants="permissions", more=["EDIT_TESTS"],
        unknown=({"permissions": ["View report"]}, {"permissions": ["REPORT_RAED"]}, {"permission_ids": ["4711"]}),
        exclusive_ids=("duplicate_role_names", {"name": "NOC wallboard"}),
    ),
    Case(
        "te_account_group", "te_account_group", "account_group", "thousandeyes", "name", creates="/account-groups$", paged=False, renames=True,
        full={"name": "Nordic stores", "agents": ["osl-dc1-ea01", "fra-dc2-ea01"]},
        same={"name": "NORDIC stores", "agents": ["FRA-dc2-ea01", "osl-dc1-ea01", "fra-dc2-ea01"]},
        change={"agents": ["nyc-edge-ea01"]}, clear={"agents": []}, grants="agents", more=["sin-retail-cluster"],
        unknown=({"agents": ["osl-dc2-ea01"]},), follows=("agent_details",), exclusive_ids=("duplicate_agent_names", {"agents": ["osl-dc1-ea01"]}),
    ),
    Case(
        "segment_user member", "segment_user", "user", "segment", "email", creates="/invites$", created="invited",
        switches={"segment_accounts": ["zoe.park@x.example", "yan.oh@x.example", "ida.berg@x.example"]},
        full={**SEGMENT_FULL, "groups": ["Analysts", "Privacy"]}, same={**SEGMENT_SAME, "groups": ["Privacy", "Analysts", "Privacy"]},
        change={"permissions": [READ_WEB]}, clear={"groups": []}, grants="permissions",
        more=[{"role": "Source Read-only", "resources": [{"type": "SOURCE", "id": "src-billing"}]}],
        unknown=(*SEGMENT_UNKNOWN, {"groups": ["Analyst"]}, {"group_ids": ["nope"]}), exclusive_ids=SEGMENT_TWINS,
    ),
    Case(
        "segment_user pending", "segment_user", "user", "segment", "email", creates="/invites$", created="invited", readable=False, has_id=False,
        full={**SEGMENT_FULL, "groups": ["Analysts", "Privacy"]}, same={**SEGMENT_SAME, "groups": ["Privacy", "Analysts"]},
        change={"groups": ["Engineers"]}, clear={"groups": []}, grants="groups", more=["Engineers"],
        unknown=({**SEGMENT_UNKNOWN[0]}, {"groups": ["Analyst"]}), exclusive_ids=("duplicate_group_names", {"groups": ["Analysts"]}),
    ),
    Case(
        "segment_invite", "segment_invite", "invite", "segment", "email", creates="/invites$", readable=False, has_id=False,
        full=SEGMENT_FULL, same=SEGMENT_SAME, unknown=SEGMENT_UNKNOWN, exclusive_ids=SEGMENT_TWINS,
    ),
    Case(
        "segment_group", "segment_group", "group", "segment", "name", creates="/groups$", renames=True,
        full={"name": "Night shift", "permissions": SEGMENT_FULL["permissions"], "members": ["ravi.stone@harbor.example", "pat+segment@harbor.example"]},
        same={"name": " night SHIFT ", "permissions": SEGMENT_SAME["permissions"], "members": ["PAT+segment@harbor.example", "Ravi.Stone@harbor.example"]},
        change={"members": ["invitee1@harbor.example"]}, clear={"members": []}, follows=("member_count",), grants="members",
        more=["mona.berg@harbor.example"], unknown=(*SEGMENT_UNKNOWN, {"members": ["nobody@x.example"]}),
        exclusive_ids=("duplicate_group_names", {"name": "Analysts"}),
    ),
    Case(
        "contabo_user", "contabo_user", "user", "contabo", "email", creates="/v1/users$", can_disable=True,
        full={
            "email": "zoe.park@x.example", "first_name": "Zoe", "last_name": "Park", "locale": "en-US", "enabled": True, "totp": True,
            "roles": ["Network", "s3-readers"],
        },
        same={"email": "ZOE.Park@x.example", "roles": ["s3-readers", "network", "Network"], "enabled": True},
        change={"last_name": "Park-Lind"}, clear={"roles": []}, grants="roles", more=["Support desk"],
        unknown=({"roles": ["Netwrok"]}, {"role_ids": ["31337"]}), exclusive_ids=("duplicate_role_names", {"roles": ["Network"]}),
    ),
    Case(
        "contabo_role", "contabo_role", "role", "contabo", "name", creates="/v1/roles$", renames=True,
        full={
            "name": "Access desk", "access_all_resources": True, "permissions": [
                {"api": "/v1/users", "actions": ["CREATE", "READ"]}, {"api": "/v1/object-storages", "actions": ["READ"], "tags": ["web", "db"]}],
        },
        same={
            "name": "Access desk", "admin": False, "permissions": [
                {"api": "/v1/object-storages", "actions": ["READ", "READ"], "tag_ids": ["12", "11"]}, {"api": "/v1/users", "actions": ["READ"]},
                {"api": "/v1/users", "actions": ["CREATE"]}],
        },
        change={"access_all_resources": False}, clear={"permissions": []}, grants="permissions",
        more=[{"api": "/v1/users/{userId}", "actions": ["READ", "UPDATE"], "tags": ["web"]}],
        unknown=(
            {"permissions": [{"api": "/v1/uesrs", "actions": ["READ"]}]}, {"permissions": [{"api": "/v1/users", "actions": ["DELETE"]}]},
            {"permissions": [{"api": "/v1/users", "actions": ["READ"], "tags": ["wbe"]}]},
            {"permissions": [{"api": "/v1/users", "actions": ["READ"], "tag_ids": ["4242"]}]},
        ),
        exclusive_ids=("duplicate_tag_names", {"permissions": [{"api": "/v1/users", "actions": ["READ"], "tags": ["web"]}]}),
    ),
    *TSNA_CASES,
)
