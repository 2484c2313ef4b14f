# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated ThousandEyes: operations, rules, error shapes, switches."""

from __future__ import annotations

import copy
from typing import Any
from urllib.parse import urlsplit

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Request

from tests.sandbox.thousandeyes import ThousandEyes
from tests.sandbox.thousandeyes.data import iso
from tests.sandbox.world import CREDENTIALS, World

NOW = 1_793_000_000.0
PREFIX = ThousandEyes.prefix
HOME, EMEA, AMER, APAC = "11001", "11002", "11003", "11004"
OPS, ADA, WEAK, UNREGISTERED = "244", "245", "246", "2900"
WEAK_TOKEN = "te-sandbox-weak"
NEW_USER = {
    "name": "Nina New", "email": "nina.new@harbor.example", "loginAccountGroupId": EMEA,
    "accountGroupRoles": [{"accountGroupId": EMEA, "roleIds": ["162", "280871"]}], "allAccountGroupRoleIds": [],
}
USERS, GROUPS, ROLES, EVENTS = "/users", "/account-groups", "/roles", "/audit-user-events"


class Api:
    """The emulator behind a test client, with a clock that can be turned."""

    def __init__(self, world: World) -> None:
        self.now = NOW
        self.emulator = ThousandEyes(lambda: self.now)
        self.emulator.reset(world)
        self.client = Client(self._application)

    def _application(self, environ: dict[str, Any], start_response: Any) -> Any:
        environ["RAW_URI"] = environ["REQUEST_URI"]
        return self.emulator(Request(environ))(environ, start_response)

    def __call__(self, method: str, path: str, body: Any = None, status: int = 200, token: str = CREDENTIALS["TE_TOKEN"], **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {token}", **more.pop("headers", {})}
        if body is not None:
            more["json"] = body
        response = self.client.open(PREFIX + path, method=method, headers=headers, **more)
        assert response.status_code == status, response.text
        return response

    def get(self, path: str, **more: Any) -> Any:
        return self("GET", path, **more).json

    def switch(self, **switches: Any) -> None:
        self.emulator.configure(switches)

    def fields(self, method: str, path: str, body: Any = None, status: int = 400) -> list[str]:
        """The fields that the refusal names."""
        problem = self(method, path, body, status).json
        return [error["field"] for error in problem["errors"]]


@pytest.fixture
def api() -> Api:
    return Api(World())


def user(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(NEW_USER), **changes}


def without(body: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key != name}


# -- account groups --------------------------------------------------------------------------------------------------------------


def test_groups_listed_for_the_caller(api: Api) -> None:
    body = api.get(GROUPS)
    assert [(group["aid"], group["accountGroupName"]) for group in body["accountGroups"]] == [
        (HOME, "Harbor Networks"), (EMEA, "EMEA"), (AMER, "AMER"), (APAC, "APAC Retail")]
    assert body["accountGroups"][0] == {
        "aid": HOME, "accountGroupName": "Harbor Networks", "isCurrentAccountGroup": True, "isDefaultAccountGroup": True,
        "organizationName": "Harbor Networks", "orgId": "4021",
    }
    assert body["_links"] == {"self": {"href": "http://localhost/thousandeyes/v7/account-groups"}}
    assert [group["aid"] for group in api.get(GROUPS, token=WEAK_TOKEN)["accountGroups"]] == [HOME]


def test_group_life(api: Api) -> None:
    response = api("POST", GROUPS + "?expand=user,agent", {"accountGroupName": "Nordics", "agents": ["105"]}, 201)
    made = response.json
    assert response.headers["Location"] == made["_links"]["self"]["href"] == f"http://localhost{PREFIX}/account-groups/11005"
    assert made["aid"] == "11005" and "agents" not in made and "accountToken" not in made
    assert {"name", "email", "uid", "lastLogin", "dateRegistered", "roles"} == set(made["users"][0])
    assert made["users"][0]["roles"] == [{"roleId": "159", "name": "Organization Admin", "isBuiltin": True, "hasManagementPermissions": True}]
    read = api.get(f"{GROUPS}/11005?expand=user%2Cagent")
    assert [agent["agentId"] for agent in read["agents"]] == ["105"] and len(read["accountToken"]) == 16
    assert {"aid": "11005", "accountGroupName": "Nordics"} in read["agents"][0]["accountGroups"]
    assert not {"agents", "users"} & set(api.get(f"{GROUPS}/11005"))
    changed = api("PUT", f"{GROUPS}/11005?expand=agent", {"accountGroupName": "North", "agents": ["106", "108"]}).json
    assert changed["accountGroupName"] == "North" and [agent["agentId"] for agent in changed["agents"]] == ["106", "108"]
    assert changed["agents"][1]["agentType"] == "enterprise-cluster" and len(changed["agents"][1]["clusterMembers"]) == 2
    assert len(api("PUT", f"{GROUPS}/11005?expand=agent", {"accountGroupName": "North"}).json["agents"]) == 2
    assert api("PUT", f"{GROUPS}/11005?expand=agent", {"accountGroupName": "North", "agents": []}).json["agents"] == []
    assert api("DELETE", f"{GROUPS}/11005", status=204).data == b""
    assert api("DELETE", f"{GROUPS}/11005", status=404).data == b""
    assert api("POST", GROUPS, {"accountGroupName": "Again"}, 201).json["aid"] == "11006"


@pytest.mark.parametrize("body, field", [
    ({}, "accountGroupName"), ({"accountGroupName": ""}, "accountGroupName"), ({"accountGroupName": "emea"}, "accountGroupName"),
    ({"accountGroupName": 7}, "accountGroupName"), ({"accountGroupName": "X", "agents": ["1"]}, "agents"),
    ({"accountGroupName": "X", "agents": [105]}, "agents"),
])
def test_group_body_refused(api: Api, body: dict[str, Any], field: str) -> None:
    before = api.emulator.state()
    assert api.fields("POST", GROUPS, body) == [field]
    assert api.fields("PUT", f"{GROUPS}/{AMER}", body) == [field]
    assert api.emulator.state() == before


def test_group_delete_protection_and_aftermath(api: Api) -> None:
    assert api.fields("DELETE", f"{GROUPS}/{HOME}") == ["id"]
    assert api.fields("GET", f"{GROUPS}/{EMEA}?expand=unknown") == ["expand"]
    api("DELETE", f"{GROUPS}/{EMEA}", status=204)
    left = api.get(f"{USERS}/{UNREGISTERED}")
    assert left["accountGroupRoles"] == [] and left["loginAccountGroup"]["aid"] == HOME
    api.switch(allow_protected_deletion=True)
    api("DELETE", f"{GROUPS}/{HOME}", status=204)
    assert api.get("/users/current")["loginAccountGroup"]["aid"] == AMER
    api("DELETE", f"{GROUPS}/{APAC}", status=204)
    api("DELETE", f"{GROUPS}/{AMER}", status=400)


# -- users -----------------------------------------------------------------------------------------------------------------------


def test_users_listed_without_roles(api: Api) -> None:
    users = api.get(USERS)["users"]
    assert users[:3] == [
        {
            "name": "Ops Automation", "email": "ops@harbor.example", "uid": OPS, "dateRegistered": "2022-05-02T08:00:00Z",
            "lastLogin": "2026-10-26T00:00:00Z", "loginAccountGroup": {"aid": HOME, "accountGroupName": "Harbor Networks"},
        },
        {
            "name": "Ada Quist", "email": "ada.quist@harbor.example", "uid": ADA, "dateRegistered": "2023-03-01T09:12:44Z",
            "lastLogin": "2026-10-25T07:02:02Z", "loginAccountGroup": {"aid": HOME, "accountGroupName": "Harbor Networks"},
        },
        users[2],
    ]
    assert len(users) == 4 + len(World().people("thousandeyes"))
    assert all(not {"accountGroupRoles", "allAccountGroupRoles"} & set(user) for user in users)
    pending = next(user for user in users if user["uid"] == UNREGISTERED)
    assert not {"lastLogin", "dateRegistered"} & set(pending)
    assert api.get(f"{USERS}?aid={APAC}")["users"] == users


def test_demo_access_differs(api: Api) -> None:
    details = [api.get(f"{USERS}/{user['uid']}") for user in api.get(USERS)["users"]]
    assert len({detail["loginAccountGroup"]["aid"] for detail in details}) == 4
    roles = {role["name"] for detail in details for accountGroupRole in detail["accountGroupRoles"] for role in accountGroupRole["roles"]}
    everywhere = {role["name"] for detail in details for role in detail["allAccountGroupRoles"]}
    assert {"Account Admin", "Regular User", "Read only", "Incident viewer"} <= roles
    assert {"Organization Admin", "NOC wallboard", "Read only"} <= everywhere
    for detail in details:
        groups = [entry["accountGroup"] for entry in detail["accountGroupRoles"]]
        assert detail["loginAccountGroup"] in groups or detail["allAccountGroupRoles"]


def test_current_user(api: Api) -> None:
    body = api.get("/users/current?aid=nonsense")
    assert body["uid"] == OPS and body["accountGroupRoles"] == [] and [role["name"] for role in body["allAccountGroupRoles"]] == ["Organization Admin"]
    assert body["_links"]["self"]["href"].endswith("/v7/users/244")
    assert api.get("/users/current", token=WEAK_TOKEN)["email"] == "wallboard@harbor.example"


def test_user_life(api: Api) -> None:
    response = api("POST", USERS, user(accountGroupRoles=[
        {"accountGroupId": APAC, "roleIds": ["280871"]}, {"accountGroupId": EMEA, "roleIds": ["280871"]}, {"accountGroupId": EMEA, "roleIds": ["162"]}]), 201)
    made = response.json
    path = f"{USERS}/{made['uid']}"
    assert response.headers["Location"] == f"http://localhost{PREFIX}{path}"
    assert made["dateRegistered"] == iso(NOW) and "lastLogin" not in made
    assert made["accountGroupRoles"] == [
        {
            "accountGroup": {"aid": EMEA, "accountGroupName": "EMEA"},
            "roles": [
                {"roleId": "162", "name": "Regular User", "isBuiltin": True, "hasManagementPermissions": False},
                {"roleId": "280871", "name": "NOC wallboard", "isBuiltin": False, "hasManagementPermissions": False},
            ],
        },
        {
            "accountGroup": {"aid": APAC, "accountGroupName": "APAC Retail"},
            "roles": [{"roleId": "280871", "name": "NOC wallboard", "isBuiltin": False, "hasManagementPermissions": False}],
        },
    ]
    assert api.get(path) == made
    assert api("PUT", path, {"name": "Nina Newer"}).json == {**made, "name": "Nina Newer"}
    changed = api("PUT", path, user(accountGroupRoles=[], allAccountGroupRoleIds=["280873"])).json
    assert changed["accountGroupRoles"] == [] and [role["name"] for role in changed["allAccountGroupRoles"]] == ["Read only"]
    assert api("PUT", path, {"email": "nina.now@harbor.example"}).json["email"] == "nina.now@harbor.example"
    assert api("DELETE", path, status=204).data == b""
    assert api("GET", path, status=404).json == {
        "type": "about:blank", "title": "Not Found", "status": 404, "detail": "No such resource.", "instance": f"/v7{path}"}
    assert int(api("POST", USERS, user(), 201).json["uid"]) == int(made["uid"]) + 1


@pytest.mark.parametrize("changes, fields", [
    ({"email": "nobody"}, ["email"]), ({"email": "Ada.Quist@HARBOR.example"}, ["email"]), ({"name": " "}, ["name"]), ({"email": None}, ["email"]),
    ({"loginAccountGroupId": AMER}, ["loginAccountGroupId"]), ({"loginAccountGroupId": "9"}, ["loginAccountGroupId"]),
    ({"loginAccountGroupId": None}, ["loginAccountGroupId"]), ({"accountGroupRoles": []}, ["accountGroupRoles"]),
    ({"accountGroupRoles": [{"accountGroupId": EMEA, "roleIds": []}]}, ["accountGroupRoles"]),
    ({"accountGroupRoles": [{"accountGroupId": EMEA, "roleIds": ["162", "5"]}]}, ["accountGroupRoles.roleIds"]),
    ({"accountGroupRoles": [{"accountGroupId": "5", "roleIds": ["162"]}], "allAccountGroupRoleIds": ["162"]}, ["accountGroupRoles.accountGroupId"]),
    ({"accountGroupRoles": {EMEA: ["162"]}}, ["accountGroupRoles"]), ({"allAccountGroupRoleIds": ["5"]}, ["allAccountGroupRoleIds"]),
    ({"allAccountGroupRoleIds": [162]}, ["allAccountGroupRoleIds"]),
])
def test_user_body_refused(api: Api, changes: dict[str, Any], fields: list[str]) -> None:
    before = api.emulator.state()
    problem = api("POST", USERS, user(**changes), 400).json
    assert [error["field"] for error in problem.pop("errors")] == fields
    assert problem == {
        "type": "about:blank", "title": "Request validation failed", "status": 400, "detail": "One or more fields are invalid.", "instance": "/v7/users"}
    assert api.emulator.state() == before


def test_user_update_refused(api: Api) -> None:
    before = api.emulator.state()
    path = f"{USERS}/{UNREGISTERED}"
    assert api.fields("PUT", path, {"email": "ada.quist@harbor.example"}) == ["email"]
    assert api.fields("PUT", path, {"email": "visitor@other.example"}) == ["email"]
    assert api.fields("PUT", path, {"accountGroupRoles": []}) == ["accountGroupRoles"]
    assert api.fields("PUT", path, {"loginAccountGroupId": AMER}) == ["loginAccountGroupId"]
    assert api.fields("PUT", path, {"accountGroupRoles": [{"accountGroupId": AMER, "roleIds": ["162"]}]}) == ["loginAccountGroupId"]
    assert api.fields("DELETE", f"{USERS}/{OPS}") == ["id"]
    assert api.emulator.state() == before
    api("PUT", path, {"email": "Nadia.Pending@harbor.example"})


def test_foreign_person_is_attached(api: Api) -> None:
    desired = user(email="Visitor@other.example")
    made = api("POST", USERS, desired, 201).json
    assert (made["name"], made["loginAccountGroup"]) == ("Vera Visitor", {"aid": "90417", "accountGroupName": "Other Example"})
    assert made["accountGroupRoles"][0]["accountGroup"]["aid"] == EMEA
    path = f"{USERS}/{made['uid']}"
    changed = api("PUT", path, {**desired, "accountGroupRoles": [], "allAccountGroupRoleIds": ["162"]}).json
    assert changed["name"] == "Vera Visitor" and changed["loginAccountGroup"]["aid"] == "90417" and changed["allAccountGroupRoles"]
    assert api.fields("POST", USERS, desired) == ["email"]
    api("DELETE", path, status=204)
    assert api("POST", USERS, desired, 201).json["uid"] == made["uid"]
    api.switch(foreign_emails=["max.guest@third.example"])
    assert api("POST", USERS, user(email="max.guest@third.example"), 201).json["name"] == "Max Guest"


# -- roles, permissions ----------------------------------------------------------------------------------------------------------


def test_role_life(api: Api) -> None:
    assert [(role["name"], role["isBuiltin"], role["hasManagementPermissions"]) for role in api.get(ROLES)["roles"]] == [
        ("Account Admin", True, False), ("Incident viewer", False, False), ("NOC wallboard", False, False),
        ("Organization Admin", True, True), ("Read only", False, False), ("Regular User", True, False)]
    response = api("POST", ROLES, {"name": "Reports", "permissions": ["11", "8"]}, 201)
    path = f"{ROLES}/{response.json['roleId']}"
    assert response.headers["Location"].endswith(path)
    assert response.json == api.get(path) == {
        "name": "Reports", "roleId": "280874", "isBuiltin": False, "_links": {"self": {"href": f"http://localhost{PREFIX}{path}"}},
        "permissions": [
            {"permissionId": "8", "label": "View reports", "permission": "REPORT_READ", "isManagementPermission": False},
            {"permissionId": "11", "label": "View snapshots", "permission": "REPORT_SNAPSHOTS_READ", "isManagementPermission": False},
        ],
    }
    assert len(api("PUT", path, {"name": "Reporting"}).json["permissions"]) == 2
    assert [permission["permissionId"] for permission in api("PUT", path, {"permissions": ["50"]}).json["permissions"]] == ["50"]
    assert next(role for role in api.get(ROLES)["roles"] if role["name"] == "Reporting")["hasManagementPermissions"] is True
    api("DELETE", path, status=204)
    api("DELETE", path, status=404)


@pytest.mark.parametrize("body, field", [
    ({"permissions": ["8"]}, "name"), ({"name": ""}, "name"), ({"name": "read ONLY"}, "name"), ({"name": "X", "permissions": ["7"]}, "permissions"),
])
def test_role_body_refused(api: Api, body: dict[str, Any], field: str) -> None:
    assert api.fields("POST", ROLES, body) == [field]


def test_roles_protected(api: Api) -> None:
    api("PUT", f"{ROLES}/159", {"name": "Boss"}, 400)
    api("DELETE", f"{ROLES}/159", status=400)
    assert api.fields("DELETE", f"{ROLES}/280873") == ["id"]


def test_permissions(api: Api) -> None:
    found = {permission["label"]: permission for permission in api.get("/permissions")["permissions"]}
    assert len(found) == len({entry["permissionId"] for entry in found.values()}) == len({entry["permission"] for entry in found.values()}) == 29
    assert found["View billing"] == {"permissionId": "50", "label": "View billing", "permission": "VIEW_BILLING", "isManagementPermission": True}
    assert found["Edit security & authentication settings"]["permission"] == "EDIT_SECURITY_AUTHENTICATION_SETTINGS"
    assert found["Edit user email addresses"]["permission"] == "EMAILS_UPDATE"


# -- activity log ----------------------------------------------------------------------------------------------------------------


def follow(api: Api, path: str) -> tuple[list[dict[str, Any]], list[int]]:
    """All events and the sizes of the pages, along the links."""
    found, sizes = [], []
    while path:
        page = api.get(path)
        found += page["auditEvents"]
        sizes.append(len(page["auditEvents"]))
        link = urlsplit(page["_links"].get("next", {}).get("href", ""))
        path = link.path.removeprefix(PREFIX) + "?" + link.query if link.path else ""
    return found, sizes


def test_events_paged_newest_first(api: Api) -> None:
    found, sizes = follow(api, EVENTS)
    assert set(sizes[:-1]) == {10} and len(sizes) > 2 and {event["aid"] for event in found} == {HOME}
    dates = [event["date"] for event in found]
    assert dates == sorted(dates, reverse=True) and len(set(dates)) == len(dates)
    everything, _sizes = follow(api, EVENTS + "?useAllPermittedAids=true&max=500")
    assert len(everything) == 60 and len({event["aid"] for event in everything}) == 4
    assert len(follow(api, EVENTS + "?max=7")[1]) > len(sizes)
    assert {event["aid"] for event in follow(api, f"{EVENTS}?aid={EMEA}")[0]} == {EMEA}


def test_event_links_as_recorded(api: Api) -> None:
    page = api.get(f"{EVENTS}?startDate=2026-10-01T00:00:00Z&max=500")
    assert page["startDate"] == "2026-10-01T00:00:00Z" and page["endDate"].startswith("2026-10-26T")
    assert page["_links"]["self"]["href"] == (
        f"http://localhost{PREFIX}{EVENTS}?startDate=2026-10-01T00:00:00Z&startDate=2026-10-01T00:00:00Z&max=500&max=500")
    href = page["_links"]["next"]["href"]
    assert href.startswith(f"http://localhost{PREFIX}{EVENTS}?aid={HOME}&useAllPermittedAids=false&max=500&cursor=b2Zmc2V0PTU1MDE4")
    assert href.endswith(f"&startDate=2026-10-01T00:00:00Z&endDate={page['endDate']}")
    assert "previous" not in page["_links"]
    plain = api.get(EVENTS)
    assert "startDate" not in plain and "startDate" not in plain["_links"]["next"]["href"]


def test_event_cursor_with_first_parameters_and_back(api: Api) -> None:
    first = api.get(EVENTS + "?window=4w")
    cursor = first["_links"]["next"]["href"].partition("cursor=")[2].partition("&")[0]
    api("POST", ROLES, {"name": "Meanwhile"}, 201)
    second = api.get(EVENTS, query_string={"window": "4w", "cursor": cursor})
    assert not [event for event in second["auditEvents"] if event in first["auditEvents"]]
    back = urlsplit(second["_links"]["previous"]["href"])
    assert api.get(back.path.removeprefix(PREFIX) + "?" + back.query)["auditEvents"] == first["auditEvents"]


def test_event_ranges(api: Api) -> None:
    everything, dummy = follow(api, EVENTS)
    start, end = everything[5]["date"], everything[2]["date"]
    for zone in ("Z", ".000000+0000", ".000000", "%2B00:00"):
        assert api.get(f"{EVENTS}?startDate={start[:-1]}{zone}&endDate={end[:-1]}{zone}")["auditEvents"] == everything[2:6]
    assert follow(api, f"{EVENTS}?startDate={start}")[0] == everything[:6]
    assert follow(api, f"{EVENTS}?endDate={start}")[0] == everything[5:]
    assert follow(api, EVENTS + "?window=604800")[0] == follow(api, EVENTS + "?window=7d")[0] == follow(api, EVENTS + "?window=1w")[0]
    assert api.get(EVENTS + "?window=1s&nonsense=1")["auditEvents"] == []


@pytest.mark.parametrize("query, field", [
    ("window=1y", "window"), ("window=1h&startDate=2026-10-01T00:00:00Z", "window"), ("startDate=yesterday", "startDate"), ("endDate=1", "endDate"),
    ("cursor=b2Zm", "cursor"), ("cursor=%21", "cursor"), ("max=0", "max"), ("max=x", "max"),
])
def test_event_parameters_refused(api: Api, query: str, field: str) -> None:
    assert api.fields("GET", f"{EVENTS}?{query}") == [field]


def test_every_write_is_logged(api: Api) -> None:
    uid = api("POST", f"{USERS}?aid={EMEA}", user(), 201).json["uid"]
    api("PUT", f"{USERS}/{uid}", {"name": "Nina"})
    api("DELETE", f"{USERS}/{uid}", status=204)
    role = api("POST", ROLES, {"name": "R"}, 201).json["roleId"]
    api("PUT", f"{ROLES}/{role}", {"name": "S"})
    api("DELETE", f"{ROLES}/{role}", status=204)
    aid = api("POST", GROUPS, {"accountGroupName": "G"}, 201).json["aid"]
    api("PUT", f"{GROUPS}/{aid}", {"accountGroupName": "H"})
    api("DELETE", f"{GROUPS}/{aid}", status=204)
    texts = [(event["event"], event["resources"][0]["type"], event["resources"][0]["name"]) for event in api.get(EVENTS)["auditEvents"][:8]]
    assert texts[::-1] == [
        ("User updated.", "userDisplayName", "Nina"), ("User deleted.", "userDisplayName", "Nina"), ("Role created.", "roleName", "R"),
        ("Role updated.", "roleName", "S"), ("Role deleted.", "roleName", "S"), ("Account group created.", "accountGroupName", "G"),
        ("Account group updated.", "accountGroupName", "H"), ("Account group deleted.", "accountGroupName", "H"),
    ]
    created = api.get(f"{EVENTS}?aid={EMEA}")["auditEvents"][0]
    assert created == {
        "accountGroupName": "EMEA", "aid": EMEA, "date": created["date"], "event": "User created.", "ipAddress": "203.0.113.20", "uid": OPS,
        "user": "Ops Automation (ops@harbor.example)", "resources": [{"type": "userDisplayName", "name": "Nina New"}],
    }


# -- the checks before an operation -------------------------------------------------------------------------------------------------


def test_unauthorized(api: Api) -> None:
    response = api.client.get(PREFIX + "/nowhere")
    assert response.status_code == 401 and response.json and response.json["errorMessage"].startswith("401 Not Authorized\n")
    assert api("GET", USERS, status=401, token="wrong").json == {"error": "invalid_token", "error_description": "Invalid access token"}
    assert api("GET", USERS, status=401, headers={"Authorization": "Basic b3BzOng="}).content_type == "application/problem+json;charset=UTF-8"


def test_forbidden_for_a_regular_user(api: Api) -> None:
    before = api.emulator.state()
    for method, path in (
        ("GET", USERS), ("GET", f"{USERS}/{ADA}"), ("POST", USERS), ("PUT", f"{USERS}/{ADA}"), ("DELETE", f"{USERS}/1"), ("GET", f"{GROUPS}/{HOME}"),
        ("POST", GROUPS), ("PUT", f"{GROUPS}/{HOME}"), ("DELETE", f"{GROUPS}/{EMEA}"), ("POST", ROLES), ("PUT", f"{ROLES}/1"), ("DELETE", f"{ROLES}/1"),
        ("GET", "/permissions"), ("GET", f"{EVENTS}?useAllPermittedAids=true"),
    ):
        problem = api(method, path, {} if method in ("POST", "PUT") else None, 403, WEAK_TOKEN).json
        assert problem["title"] == "Forbidden" and problem["instance"] == "/v7" + path.partition("?")[0]
    assert api.emulator.state() == before
    assert {event["uid"] for event in api.get(EVENTS, token=WEAK_TOKEN)["auditEvents"]} <= {WEAK}
    api("GET", ROLES, token=WEAK_TOKEN)


def test_account_admin_reaches_own_groups_only(api: Api) -> None:
    api("PUT", f"{USERS}/{WEAK}", {"accountGroupRoles": [{"accountGroupId": EMEA, "roleIds": ["156"]}], "loginAccountGroupId": EMEA})
    api("PUT", f"{USERS}/{UNREGISTERED}", {"name": "Nadia"}, token=WEAK_TOKEN)
    api("PUT", f"{USERS}/{ADA}", {"name": "Ada"}, 403, WEAK_TOKEN)
    elsewhere = api("POST", USERS, user(loginAccountGroupId=AMER, accountGroupRoles=[{"accountGroupId": AMER, "roleIds": ["162"]}]), 201).json["uid"]
    api("DELETE", f"{USERS}/{elsewhere}", None, 403, WEAK_TOKEN)
    api("POST", USERS, user(email="two@harbor.example"), 201, WEAK_TOKEN)
    api("GET", f"{USERS}?aid={HOME}", None, 403, WEAK_TOKEN)


def test_permissions_over_permissions(api: Api) -> None:
    limited = api("POST", ROLES, {"name": "Role desk", "permissions": ["1", "28"]}, 201).json["roleId"]
    api("PUT", f"{USERS}/{WEAK}", {"accountGroupRoles": [{"accountGroupId": HOME, "roleIds": [limited]}]})
    api("POST", ROLES, {"name": "Plain", "permissions": ["8"]}, 201, WEAK_TOKEN)
    api("POST", ROLES, {"name": "Mighty", "permissions": ["50"]}, 403, WEAK_TOKEN)
    api.get("/permissions", token=WEAK_TOKEN)
    api("PUT", f"{USERS}/{WEAK}", {"accountGroupRoles": [{"accountGroupId": HOME, "roleIds": ["280871"]}]})
    api("GET", "/users/current", status=403, token=WEAK_TOKEN)  # the wallboard role has no API access
    mail = api("POST", ROLES, {"name": "User desk", "permissions": ["1", "20"]}, 201).json["roleId"]
    api("PUT", f"{USERS}/{WEAK}", {"accountGroupRoles": [{"accountGroupId": HOME, "roleIds": [mail]}, {"accountGroupId": EMEA, "roleIds": [mail]}]})
    api("PUT", f"{USERS}/{UNREGISTERED}", {"email": "nadia@harbor.example"}, 403, WEAK_TOKEN)


def test_routes_methods_media_types(api: Api) -> None:
    assert api("GET", "/tests", status=404).json["instance"] == "/v7/tests"
    assert api("PATCH", USERS, status=405).json["title"] == "Method Not Allowed"
    api("POST", USERS, status=415, data="x=1", content_type="application/x-www-form-urlencoded")
    assert "errors" not in api("POST", USERS, status=400, data="{", content_type="application/json").json
    api("POST", USERS, status=400, data="[]", content_type="application/json")
    api("GET", USERS, status=406, headers={"Accept": "text/html"})
    for accept in ("*/*", "application/hal+json", "application/hal+json, application/json"):
        assert api("GET", USERS, headers={"Accept": accept}).content_type == "application/hal+json;charset=UTF-8"
    assert api("GET", USERS, headers={"Accept": "application/json"}).content_type == "application/json;charset=UTF-8"
    assert api("GET", USERS).content_type == "application/hal+json;charset=UTF-8"
    api("GET", USERS + "?whatever=1")


def test_context(api: Api) -> None:
    assert api("GET", f"{USERS}?aid=1", status=400).json["title"] == "Invalid aid"
    api("GET", f"{ROLES}?aid=", status=400)
    api("GET", f"{ROLES}?aid={EMEA}", status=403, token=WEAK_TOKEN)
    api("GET", f"{ROLES}?aid={HOME}", token=WEAK_TOKEN)
    api("GET", f"{USERS}/1?aid=1", status=400)
    api("GET", f"{GROUPS}?aid=1")


def test_fail_shapes(api: Api) -> None:
    assert api.emulator.fail(401, "gone").json == {"error": "invalid_token", "error_description": "gone"}
    assert api.emulator.fail(503, "later").json == {"type": "about:blank", "title": "Service Unavailable", "status": 503, "detail": "later"}


def test_rate_limit(api: Api) -> None:
    headers = api("GET", ROLES).headers
    assert (headers["x-organization-rate-limit-limit"], headers["x-organization-rate-limit-remaining"]) == ("240", "239")
    for dummy in range(300):
        headers = api("GET", "/users/current").headers
    assert headers["x-organization-rate-limit-remaining"] == "120"
    api.now += 61
    api.switch(rate_limit=3)
    assert [api("GET", ROLES).headers["x-organization-rate-limit-remaining"] for dummy in range(3)] == ["2", "1", "0"]
    refused = api("POST", USERS, user(), 429, WEAK_TOKEN)
    assert refused.json["title"] == "Too Many Requests" and refused.headers["x-organization-rate-limit-reset"] == str(int(NOW) + 121)
    assert "Retry-After" not in refused.headers
    api.now += 60
    api("GET", ROLES)


# -- state -----------------------------------------------------------------------------------------------------------------------


def test_state_is_stable(api: Api) -> None:
    before = api.emulator.state()
    for path in (GROUPS, f"{GROUPS}/{EMEA}?expand=user,agent", USERS, f"{USERS}/{ADA}", "/users/current", ROLES, f"{ROLES}/159", "/permissions", EVENTS):
        api.get(path)
    assert api.emulator.state() == before == Api(World()).emulator.state()
    api("POST", USERS, user(), 201)
    api("DELETE", f"{USERS}/{ADA}", status=204)
    assert api.emulator.state() != before
    api.emulator.reset(World())
    assert api.emulator.state() == before


def test_empty_preset_and_large_cast() -> None:
    empty = Api(World(preset="empty"))
    assert [entry["email"] for entry in empty.get(USERS)["users"]] == ["ops@harbor.example", "ada.quist@harbor.example", "wallboard@harbor.example"]
    assert [accountGroup["accountGroupName"] for accountGroup in empty.get(GROUPS)["accountGroups"]] == ["Harbor Networks"]
    assert len(empty.get(ROLES)["roles"]) == 3 and empty.get(EVENTS)["auditEvents"] == []
    large = Api(World(people_count=1000))
    uids = [entry["uid"] for entry in large.get(USERS)["users"]]
    assert len(uids) > 900 and large("POST", USERS, user(), 201).json["uid"] not in uids


# -- switches --------------------------------------------------------------------------------------------------------------------


def test_unknown_switch(api: Api) -> None:
    with pytest.raises(ValueError, match="no switch"):
        api.switch(nonsense=1)


@pytest.mark.parametrize("switch, method, path, body, before, after", [
    ({"aid_unknown_status": 403}, "GET", "/users?aid=1", None, 400, 403),
    ({"duplicate_status": 409}, "POST", USERS, user(email="ADA.quist@harbor.example"), 400, 409),
    ({"duplicate_status": 409}, "POST", GROUPS, {"accountGroupName": "EMEA"}, 400, 409),
    ({"duplicate_status": 409}, "POST", ROLES, {"name": "Read only"}, 400, 409),
    ({"accept_incomplete_user": True}, "POST", USERS, {"email": "bare@harbor.example"}, 400, 201),
    ({"accept_incomplete_user": True}, "POST", USERS, {"name": "Nobody"}, 400, 201),
    ({"put_needs_scalars": True}, "PUT", f"{USERS}/{ADA}", {"name": "Ada"}, 200, 400),
    ({"accept_no_roles": True}, "PUT", f"{USERS}/{UNREGISTERED}", {"accountGroupRoles": []}, 400, 200),
    ({"builtin_role_status": 403}, "DELETE", f"{ROLES}/159", None, 400, 403),
    ({"builtin_role_status": 403}, "PUT", f"{ROLES}/159", {"name": "X"}, 400, 403),
    ({"allow_protected_deletion": True}, "DELETE", f"{GROUPS}/{HOME}", None, 400, 204),
    ({"allow_protected_deletion": True}, "DELETE", f"{USERS}/{OPS}", None, 400, 204),
    ({"bad_id_status": 400}, "GET", f"{USERS}/abc", None, 404, 400),
    ({"window_with_start": "window"}, "GET", f"{EVENTS}?window=1h&startDate=2020-01-01T00:00:00Z", None, 400, 200),
    ({"window_needs_unit": True}, "GET", f"{EVENTS}?window=3600", None, 200, 400),
    ({"refuse_unknown_fields": True}, "PUT", f"{USERS}/{ADA}", {"title": "Dr"}, 200, 400),
    ({"name_limit": 255}, "PUT", f"{USERS}/{ADA}", {"name": "x" * 256}, 200, 400),
    ({"attach_foreign": False}, "POST", USERS, user(email="visitor@other.example"), 201, 400),
])
def test_switches_that_change_a_status(switch: dict[str, Any], method: str, path: str, body: Any, before: int, after: int) -> None:
    Api(World())(method, path, body, before)
    api = Api(World())
    api.switch(**switch)
    api(method, path, body, after)
    api.emulator.reset(World())
    api(method, path, body, before)


@pytest.mark.parametrize("method, path, body, after", [
    ("POST", USERS, user(), 201), ("POST", ROLES, {"name": "X", "permissions": ["50"]}, 201), ("PUT", f"{ROLES}/280872", {"name": "X"}, 200),
    ("DELETE", f"{ROLES}/280872", None, 400), ("PUT", f"{GROUPS}/{AMER}", {"accountGroupName": "X"}, 200),
])
def test_switch_unstated_permissions(api: Api, method: str, path: str, body: Any, after: int) -> None:
    api(method, path, body, 403, WEAK_TOKEN)
    api.switch(enforce_unstated_permissions=False)
    api(method, path, body, after, WEAK_TOKEN)


def test_switch_aid(api: Api) -> None:
    api.switch(aid_foreign_status=400, aid_moves_current=True)
    api("GET", f"{ROLES}?aid={EMEA}", status=400, token=WEAK_TOKEN)
    groups = api.get(f"{GROUPS}?aid={EMEA}")["accountGroups"]
    assert [group["aid"] for group in groups if group["isCurrentAccountGroup"]] == [EMEA]
    assert [group["aid"] for group in groups if group["isDefaultAccountGroup"]] == [HOME]
    api("DELETE", f"{GROUPS}/{EMEA}?aid={EMEA}", status=400)


def test_switch_lists_and_agents(api: Api) -> None:
    api.switch(unexpanded_as_empty=True, put_without_agents_empties=True)
    assert api.get(f"{GROUPS}/{HOME}")["users"] == api.get(f"{GROUPS}/{HOME}")["agents"] == []
    assert api("POST", GROUPS, {"accountGroupName": "X"}, 201).json["users"] == []
    assert api("PUT", f"{GROUPS}/{HOME}?expand=agent", {"accountGroupName": "Harbor Networks"}).json["agents"] == []


def test_switch_role_in_use(api: Api) -> None:
    api.switch(role_in_use="drop")
    api("DELETE", f"{ROLES}/280873", status=204)
    assert "280873" not in str(api.emulator.state()["users"])


def test_switch_duplicate_role_names(api: Api) -> None:
    plain = api.get(ROLES)
    api.switch(duplicate_role_names=True)
    exclusive_ids = [role["roleId"] for role in api.get(ROLES)["roles"] if role["name"] == "NOC wallboard"]
    assert len(exclusive_ids) == 2 and all(api.get(f"{ROLES}/{twin}")["name"] == "NOC wallboard" for twin in exclusive_ids)
    api.switch(duplicate_role_names=False)
    assert api.get(ROLES) == plain


def test_switch_not_found_body(api: Api) -> None:
    api.switch(missing_on_delete="problem")
    assert api("DELETE", f"{USERS}/1", status=404).json["title"] == "Not Found"


def test_switch_new_users(api: Api) -> None:
    api.switch(new_user_registered=False, email_change_pending=True)
    made = api("POST", USERS, user(), 201).json
    assert "dateRegistered" not in made
    assert api("PUT", f"{USERS}/{made['uid']}", {"email": "later@harbor.example"}).json["email"] == "nina.new@harbor.example"
    assert api.emulator.state()["users"][-1]["pendingEmail"] == "later@harbor.example"


def test_switch_hidden_groups(api: Api) -> None:
    api.switch(hide_new_group_seconds=5)
    path = f"{GROUPS}/{api('POST', GROUPS, {'accountGroupName': 'Late'}, 201).json['aid']}"
    api("GET", path, status=404)
    assert len(api.get(GROUPS)["accountGroups"]) == 4
    api.now += 5
    api("GET", path)
    api.switch(hide_new_group_seconds=0, hide_new_group_reads=2)
    path = f"{GROUPS}/{api('POST', GROUPS, {'accountGroupName': 'Later'}, 201).json['aid']}"
    state = api.emulator.state()
    assert [api.client.get(PREFIX + path, headers={"Authorization": "Bearer " + CREDENTIALS["TE_TOKEN"]}).status_code for dummy in range(3)] == [404, 404, 200]
    assert api.emulator.state() == state


def test_switch_page_cap(api: Api) -> None:
    api.switch(page_cap=1000)
    assert follow(api, EVENTS + "?useAllPermittedAids=true")[1] == [60]
    assert follow(api, EVENTS + "?useAllPermittedAids=true&max=25")[1] == [25, 25, 10]


def test_switch_error_shape(api: Api) -> None:
    api.switch(error_shape="title")
    problem = api("POST", GROUPS, {}, 400).json
    assert set(problem) == {"type", "title", "status", "instance"} and "Error in field accountGroupName : " in problem["title"]
    assert "errors" not in api("GET", f"{EVENTS}?max=0", status=400).json
    api.switch(error_shape="older")
    problem = api("POST", GROUPS, {}, 400).json
    assert problem["httpStatus"] == 400 and problem["errors"] == ["accountGroupName: accountGroupName is missing"] and problem["path"] == "/v7/account-groups"
    assert api("GET", f"{USERS}?aid=1", status=400).json["errors"] == ["Invalid aid"]


# -- two organizations -----------------------------------------------------------------------------------------------------------


SOUTH, SOUTH_EMEA, DANA = "12001", "12002", "5003"


@pytest.fixture
def two(api: Api) -> Api:
    api.switch(second_organization=True)
    return api


def test_account_groups_of_both_organizations_are_listed_and_tell_theirs(two: Api) -> None:
    groups = two.get(GROUPS)["accountGroups"]
    assert [(group["aid"], group["orgId"], group["organizationName"]) for group in groups if group["accountGroupName"] == "EMEA"] == [
        (EMEA, "4021", "Harbor Networks"), (SOUTH_EMEA, "5077", "Southern Networks")]
    two.switch(organization_told="name")
    assert {"orgId"}.isdisjoint(two.get(GROUPS)["accountGroups"][0]) and two.get(f"{GROUPS}/{SOUTH}")["organizationName"] == "Southern Networks"
    two.switch(organization_told="none")
    assert not [accountGroup for accountGroup in two.get(GROUPS)["accountGroups"] if {"orgId", "organizationName"} & set(accountGroup)]


def test_users_and_roles_are_those_of_the_organization_of_the_account_group(two: Api) -> None:
    assert [entry["uid"] for entry in two.get(f"{USERS}?aid={SOUTH}")["users"]] == [OPS, "5001", "5002", DANA]
    listed = [entry["uid"] for entry in two.get(USERS)["users"]]
    assert DANA in listed and not {"5001", "5002"} & set(listed)
    assert {role["roleId"] for role in two.get(f"{ROLES}?aid={SOUTH_EMEA}")["roles"]} == {"459", "462"}
    two("GET", f"{USERS}/5001", status=404)
    two("GET", f"{ROLES}/459", status=404)
    two("GET", f"{ROLES}/159?aid={SOUTH}", status=404)


def test_roles_are_given_within_one_organization(two: Api) -> None:
    roles = {"accountGroupRoles": [{"accountGroupId": AMER, "roleIds": ["162"]}]}
    dana = two("PUT", f"{USERS}/{DANA}", roles).json
    assert [accountGroupRole["accountGroup"]["aid"] for accountGroupRole in dana["accountGroupRoles"]] == [AMER] and dana["loginAccountGroup"]["aid"] == SOUTH
    assert [accountGroupRole["accountGroup"]["aid"] for accountGroupRole in two.get(f"{USERS}/{DANA}?aid={SOUTH}")["accountGroupRoles"]] == [SOUTH]
    assert two.fields("PUT", f"{USERS}/{DANA}", {"accountGroupRoles": [{"accountGroupId": SOUTH, "roleIds": ["462"]}]}) == [
        "accountGroupRoles.accountGroupId", "accountGroupRoles.roleIds"]
    two.switch(show_all_organizations=True)
    assert len(two.get(f"{USERS}/{DANA}")["accountGroupRoles"]) == 2
    assert [accountGroupRole["accountGroup"]["aid"] for accountGroupRole in two("PUT", f"{USERS}/{DANA}", roles).json["accountGroupRoles"]] == [AMER]


def test_somebody_of_the_other_organization_is_attached_and_detached(two: Api) -> None:
    made = two("POST", USERS, user(email="Carl.South@south.example"), 201).json
    assert (made["uid"], made["name"], made["loginAccountGroup"]["aid"]) == ("5002", "Carl South", SOUTH_EMEA)
    two("DELETE", f"{USERS}/5002", status=204)
    two("GET", f"{USERS}/5002", status=404)
    assert two.get(f"{USERS}/5002?aid={SOUTH}")["accountGroupRoles"]


def test_what_belongs_to_another_organization_is_ignored_or_refused(two: Api) -> None:
    visitor = two("POST", USERS, user(email="visitor@other.example"), 201).json["uid"]
    for uid in (visitor, DANA):
        before = two.get(f"{USERS}/{uid}")
        changes = {"name": "X", "email": "x@y.example", "loginAccountGroupId": EMEA}
        two.switch(foreign_put="ignore")
        assert two("PUT", f"{USERS}/{uid}", changes).json == {**before, "_links": two.get(f"{USERS}/{uid}")["_links"]}
        two.switch(foreign_put="refuse")
        assert two.fields("PUT", f"{USERS}/{uid}", changes) == ["name", "email", "loginAccountGroupId"]
        two("PUT", f"{USERS}/{uid}", {"allAccountGroupRoleIds": ["162"]})


# -- what is not shown -----------------------------------------------------------------------------------------------------------


def test_account_groups_that_the_caller_is_not_in_are_hidden_and_replaced(api: Api) -> None:
    api.switch(hide_groups_in_details=True)
    api.emulator.users[WEAK].explicit = {HOME: {"156"}, EMEA: {"156"}}
    ravi = api.get(f"{USERS}/3001", token=WEAK_TOKEN)
    assert [
        accountGroupRole["accountGroup"]["aid"] for accountGroupRole in ravi["accountGroupRoles"]
    ] == [EMEA] and set(api.emulator.users["3001"].explicit) == {EMEA, AMER}
    api("PUT", f"{USERS}/3001", {"accountGroupRoles": [{"accountGroupId": EMEA, "roleIds": ["162"]}]}, token=WEAK_TOKEN)
    assert set(api.emulator.users["3001"].explicit) == {EMEA}


def test_lists_that_are_left_out_may_be_emptied(api: Api) -> None:
    api.switch(put_without_lists_empties=True)
    assert api.fields("PUT", f"{USERS}/3001", {"name": "Ravi"}) == ["accountGroupRoles"]
    assert api("PUT", f"{USERS}/3001", {"allAccountGroupRoleIds": ["162"]}).json["accountGroupRoles"] == []


@pytest.mark.parametrize("switch, shown", [({"agents_hidden": True}, []), ({"empty_agents_absent": True}, [HOME, EMEA, AMER])])
def test_agents_that_are_not_told(api: Api, switch: dict[str, Any], shown: list[str]) -> None:
    api.emulator.groups[APAC].agents = set()
    api.switch(**switch)
    assert [aid for aid in (HOME, EMEA, AMER, APAC) if "agents" in api.get(f"{GROUPS}/{aid}?expand=agent")] == shown


def test_a_new_address_that_waits(api: Api) -> None:
    api.switch(email_change_pending=True)
    for cancels in (True, False):
        api.switch(old_address_cancels_change=cancels)
        assert api("PUT", f"{USERS}/3001", {"email": "new@harbor.example"}).json["email"] == "ravi.stone@harbor.example"
        api("PUT", f"{USERS}/3001", {"name": "Ravi"})
        assert api.emulator.users["3001"].pending_email == "new@harbor.example"
        api("PUT", f"{USERS}/3001", {"email": "ravi.stone@harbor.example"})
        assert api.emulator.users["3001"].pending_email == (None if cancels else "new@harbor.example")
    api.switch(pending_address_taken=True)
    assert api.fields("POST", USERS, user(email="New@harbor.example")) == ["email"]
    api.switch(pending_address_taken=False)
    api("POST", USERS, user(email="new@harbor.example"), 201)


def test_links_to_the_next_events_may_name_another_host(api: Api) -> None:
    api.switch(next_link="https://gateway.example:8443/te/v7")
    assert api.get(EVENTS)["_links"]["next"]["href"].startswith("https://gateway.example:8443/te/v7/audit-user-events?aid=11001&")
    api.switch(next_link="")
    assert api.get(EVENTS)["_links"]["next"]["href"].startswith("/audit-user-events?aid=11001&")
