# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated TSNA behaves as its page says, with every switch."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
import requests
from werkzeug.test import create_environ

from tests.sandbox.app import Sandbox
from tests.sandbox.tsna import Tsna
from tests.sandbox.wire import WsgiAdapter
from tests.sandbox.world import CREDENTIALS, World

BASE = "http://sandbox/tsna/bca-networks/api"
USERS = "/v4.0/users"
ME = USERS + "/current_logged_in_user"
BACKSLASH = "HARBOR\\mnasser"


class Clock:
    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class Client:
    """One caller of the API."""

    def __init__(self, sandbox: Sandbox, clock: Clock):
        self.sandbox, self.clock = sandbox, clock
        self.tsna: Tsna = sandbox.platform("tsna")
        self.http = requests.Session()
        self.http.mount("http://sandbox", WsgiAdapter(sandbox))

    def call(self, method: str, path: str, **more: Any) -> requests.Response:
        return self.http.request(method, BASE + path, **more)

    def get(self, path: str, **more: Any) -> Any:
        response = self.call("GET", path, **more)
        assert response.status_code == 200, response.text
        return response.json()

    def token(self, user: str, password: str, **more: Any) -> requests.Response:
        return self.call("POST", "/token", data={"grant_type": "password", "username": user, "password": password}, **more)

    def log_in(self, user: str = CREDENTIALS["TSNA_USERNAME"], password: str = CREDENTIALS["TSNA_PASSWORD"]) -> Client:
        response = self.token(user, password)
        assert response.status_code == 200, response.text
        self.http.headers["Authorization"] = f"Bearer {response.json()['access_token']}"
        return self

    def other(self) -> Client:
        return Client(self.sandbox, self.clock)

    def patch(self, user: str, *operations: dict[str, Any], media: str = "application/json") -> requests.Response:
        return self.call("PATCH", f"{USERS}/{quote(user, safe='')}", data=json.dumps(operations), headers={"Content-Type": media})

    def state(self, user: str) -> Any:
        return self.tsna.state()["users"].get(user)


@pytest.fixture(scope="module")
def shared() -> Client:
    clock = Clock()
    return Client(Sandbox(clock=clock), clock)


@pytest.fixture
def anonymous(shared: Client) -> Client:
    shared.clock.now = Clock.now
    shared.tsna.reset(World())
    return shared.other()


@pytest.fixture
def api(anonymous: Client) -> Client:
    return anonymous.log_in()


def new_user(name: str = "jdoe", **more: Any) -> dict[str, Any]:
    user = {
        "name": name, "password": "S3cret-pass", "enabledFlag": True, "emailAddress": f"{name}@example.com",
        "roleIds": [{"componentName": "Viewer", "componentType": "Role"}],
    }
    return user | more


def set_(path: str, value: Any) -> dict[str, Any]:
    return {"op": "add", "path": path, "value": value}


def rejected(response: requests.Response, status: int = 400, text: str = "") -> bool:
    assert (response.status_code, response.json()["status"]) == (status, status), response.text
    assert text in response.json()["message"]
    return True


# -- tokens and sessions ---------------------------------------------------------------------------------------------------------


def test_login_answers_a_token_of_a_session(anonymous: Client) -> None:
    body = anonymous.token("sysadmin", "sysadmin").json()
    assert body == {"access_token": body["access_token"], "token_type": "bearer", "expires_in": 1800}
    assert -2**63 <= int(body["access_token"]) < 2**63


@pytest.mark.parametrize("form", [{}, {"grant_type": "code"}, {"grant_type": "password", "username": "sysadmin"}])
def test_login_without_its_form_is_400(anonymous: Client, form: dict[str, str]) -> None:
    assert rejected(anonymous.call("POST", "/token", data=form))


def test_interactive_login_takes_the_cookie(anonymous: Client) -> None:
    assert rejected(anonymous.token("sysadmin", "sysadmin", params={"interactiveUser": "perhaps"}))
    answer = anonymous.token("sysadmin", "sysadmin", params={"interactiveUser": "true"})
    assert answer.headers["Set-Cookie"].startswith(f"accessToken={answer.json()['access_token']};")
    cookie = {"Cookie": "accessToken=" + anonymous.tsna._sessions[-1].token}
    assert anonymous.get(ME, headers=cookie)["sessionType"].startswith("Web User")
    anonymous.token("sysadmin", "sysadmin")
    assert rejected(anonymous.other().call("GET", ME, headers={"Cookie": "accessToken=" + anonymous.tsna._sessions[-1].token}), 401)


@pytest.mark.parametrize(("user", "password", "status"), [
    ("nobody", "whatever", 401), ("sysadmin", "wrong", 401), ("pdvorak", "harbor-pdvorak", 401), ("ohaddad", "harbor-ohaddad", 401),
    ("mvargas", "harbor-mvargas", 403), (BACKSLASH, "harbor-mnasser", 200), ("readonly", "tsna-readonly", 200),
])
def test_who_may_log_in(anonymous: Client, user: str, password: str, status: int) -> None:
    assert anonymous.token(user, password).status_code == status


def test_the_fifth_failure_locks_until_time_or_release(api: Client) -> None:
    other = api.other()
    for dummy in range(4):
        other.token("readonly", "wrong")
    other.log_in("readonly", "tsna-readonly")
    for dummy in range(5):
        assert not api.state("readonly")["locked"]
        assert rejected(other.token("readonly", "wrong"), 401)
    assert api.get(f"{USERS}/readonly")["lockedFlag"] is True
    assert rejected(other.token("readonly", "tsna-readonly"), 401)
    assert api.call("POST", f"{USERS}/readonly/release").status_code == 204
    assert other.token("readonly", "tsna-readonly").status_code == 200
    api.tsna.configure({"lockout_failures": 1, "lockout_seconds": 60})
    other.token("readonly", "wrong")
    assert other.token("readonly", "tsna-readonly").status_code == 401
    api.clock.now += 60
    assert other.token("readonly", "tsna-readonly").status_code == 200


@pytest.mark.parametrize("header", [None, "", "Bearer", "bearer {}", "Bearer  {}", "Basic {}", "{}", "Bearer {}1"])
def test_an_unusable_authorization_is_401(api: Client, header: str | None) -> None:
    token = api.http.headers["Authorization"].split()[1]
    headers = None if header is None else {"Authorization": header.format(token)}
    client = api.other()
    for method, path in (("GET", USERS), ("GET", f"{USERS}/nobody"), ("DELETE", "/token"), ("GET", ME)):
        assert rejected(client.call(method, path, headers=headers), 401)


def test_a_token_idles_out_and_any_call_keeps_it(api: Client) -> None:
    for dummy in range(3):
        api.clock.now += 1799
        assert api.get("/token") == 1_800_000
    api.clock.now += 1800
    assert rejected(api.call("GET", "/token"), 401)
    assert [session["api"] for session in api.tsna.sessions()] == [False] * 5


def test_logout_and_expiry_end_tokens(api: Client) -> None:
    assert api.tsna.sessions()[-1] == {
        "sessionId": "5500000000000000006", "username": "automation", "sessionType": "Web Service", "loggedInFromAddress": "127.0.0.1", "api": True,
    }
    assert api.http.get("http://sandbox/_sandbox/tsna/sessions").json() == api.tsna.sessions()
    assert api.call("DELETE", "/token").status_code == 204
    assert rejected(api.call("DELETE", "/token"), 401)
    api.log_in()
    api.tsna.expire_tokens()
    assert rejected(api.call("GET", "/token"), 401)
    assert not [session for session in api.tsna.sessions() if session["api"]]


def test_about_is_open_and_has_the_headers_of_the_product(anonymous: Client) -> None:
    response = anonymous.call("GET", "/about")
    assert "v4.0" in response.json()["apiVersions"]
    assert response.headers["Server"] == "TrueSight Network Automation Server"
    assert anonymous.get("/about/login_information") == {"authenticationMode": "local"}


def test_sessions_are_listed_in_pages_and_in_any_order(api: Client) -> None:
    path = USERS + "/all_logged_in_users"
    assert [entry["username"] for entry in api.get(path)] == ["automation", "mkowal", "rstone", "rstone", "sdahl", "ytanaka"]
    for key in ("username", "emailAddress", "loginTimestamp", "loggedInFromAddress", "minutesIdle", "roles", "sessionType", "userName"):
        up, down = (api.get(path, params={"orderBy": sign + key}) for sign in "+-")
        assert [entry.get(key, entry["username"]) for entry in up] == [entry.get(key, entry["username"]) for entry in reversed(down)]
    assert [entry["minutesIdle"] for entry in api.get(path, params={"orderBy": "+minutesIdle", "limit": 2, "offset": 3})] == [26, 51]
    assert api.get(path)[0]["sessionType"] == "Web Service v4.0.getLoggedInUsers"
    assert api.get(path)[2] == {
        "sessionId": "5500000000000000001", "username": "rstone", "emailAddress": "ravi.stone@harbor.example", "loginTimestamp": 1_799_989_200_000,
        "loggedInFromAddress": "192.0.2.11", "minutesIdle": 4, "sessionType": "Web User", "roles": ["Administrator", "NOC Operator", "Planner"],
    }


def test_ending_sessions(api: Client) -> None:
    path = USERS + "/login_session/"
    response = api.call("DELETE", path + "5500000000000000001")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert rejected(api.call("DELETE", path + "5500000000000000001"), 404)
    assert rejected(api.call("DELETE", path + api.get(ME)["sessionId"]))
    other = api.other().log_in("readonly", "tsna-readonly")
    assert api.call("DELETE", path + other.get(ME)["sessionId"]).status_code == 200
    assert rejected(other.call("GET", ME), 401)


# -- the caller ------------------------------------------------------------------------------------------------------------------


def test_rights_of_a_viewer(anonymous: Client) -> None:
    viewer = anonymous.log_in("readonly", "tsna-readonly")
    for method, path in (
        ("GET", USERS), ("POST", USERS), ("GET", f"{USERS}/nobody"), ("PUT", f"{USERS}/rstone"), ("PATCH", f"{USERS}/rstone"), ("DELETE", f"{USERS}/rstone"),
        ("POST", f"{USERS}/ohaddad/release"), ("GET", f"{USERS}/all_logged_in_users"), ("DELETE", f"{USERS}/login_session/1"), ("GET", "/v4.0/roles"),
        ("GET", "/v4.0/roles/Viewer"),
    ):
        assert rejected(viewer.call(method, path), 403)
    assert viewer.get(ME)["username"] == "readonly"
    assert viewer.get(ME + "/granted_rights")["systemRights"] == ["Log in using web services"]
    assert viewer.call("PUT", ME + "/page_sizes/users", params={"size": 30}).status_code == 204


def test_rights_of_an_administrator(api: Client) -> None:
    rights = api.get(ME + "/granted_rights")
    assert "Unlock users" in rights["systemRights"]
    assert rights["networkRights"][0]["realmId"]["componentType"] == "Realm"


def test_page_sizes(api: Client) -> None:
    path = ME + "/page_sizes"
    assert api.get(path)["users"] == 25
    assert api.call("PUT", path + "/users?size=50").status_code == 204
    assert api.get(path)["users"] == 50
    for bad in ("/users", "/users?size=", "/users?size=0", "/users?size=many", "/nothing?size=5"):
        assert rejected(api.call("PUT", path + bad))


def change(client: Client, old: str, new: str) -> requests.Response:
    return client.call("PUT", ME + "/password", data={"oldPassword": old, "newPassword": new})


def test_own_password(anonymous: Client) -> None:
    viewer = anonymous.log_in("readonly", "tsna-readonly")
    for old, new, text in (
        ("wrong", "next-one-1", "old"), ("tsna-readonly", "short", "6 to 255"), ("tsna-readonly", "with space", "space"),
        ("tsna-readonly", "x" * 256, "255"), ("tsna-readonly", "tsna-readonly", "before"),
    ):
        assert rejected(change(viewer, old, new), text=text)
    assert rejected(viewer.call("PUT", ME + "/password", data={"oldPassword": "tsna-readonly"}), text="required")
    assert rejected(viewer.call("PUT", ME + "/password", json={"oldPassword": "a", "newPassword": "b"}), 415)
    before = viewer.state("readonly")
    assert change(viewer, "tsna-readonly", "next+one&1%").status_code == 204
    assert viewer.state("readonly") != before
    assert viewer.get(ME)["username"] == "readonly"
    assert viewer.token("readonly", "tsna-readonly").status_code == 401
    assert viewer.token("readonly", "next+one&1%").status_code == 200


def test_switches_of_the_own_password(anonymous: Client) -> None:
    viewer = anonymous.log_in("readonly", "tsna-readonly")
    viewer.tsna.configure({"password_min_length": 12, "password_history": 1, "password_change_ends_session": True})
    assert rejected(change(viewer, "tsna-readonly", "elevenchars"), text="12 to")
    assert change(viewer, "tsna-readonly", "twelve-chars").status_code == 204
    assert rejected(viewer.call("GET", ME), 401)
    viewer.log_in("readonly", "twelve-chars")
    assert change(viewer, "twelve-chars", "tsna-readonly").status_code == 204
    viewer.log_in("readonly", "tsna-readonly").tsna.configure({"auth_mode": "external"})
    assert rejected(change(viewer, "tsna-readonly", "twelve-chars"), text="external")


# -- reading users and roles -----------------------------------------------------------------------------------------------------


def test_demo_and_empty() -> None:
    tsna = Tsna(Clock())
    tsna.reset(World(preset="empty"))
    assert list(tsna.state()["users"]) == ["sysadmin", "ao_adapter", "automation", "readonly"]
    assert len(tsna.state()["roles"]) == 9
    assert tsna.sessions() == []
    tsna.reset(World())
    state = tsna.state()
    users = state["users"].values()
    assert json.loads(json.dumps(state)) == state
    assert [user["name"] for user in users if not user["enabled"]] == ["pdvorak", "faziz", "rmalik"]
    assert [user["name"] for user in users if user["locked"]] == ["ohaddad"]
    tsna.reset(World())
    assert tsna.state() == state
    tsna.reset(World(people_count=300))
    assert len(tsna.state()["users"]) == len(World(people_count=300).people("tsna")) + 5


def test_reads_and_logins_leave_the_state_alone(api: Client) -> None:
    before = api.tsna.state()
    api.token("sysadmin", "wrong")
    for path in (USERS, f"{USERS}/rstone", ME, "/v4.0/roles", USERS + "/all_logged_in_users", ME + "/page_sizes"):
        api.get(path)
    api.call("DELETE", "/token")
    assert api.tsna.state() == before
    assert "password" not in api.log_in().get(f"{USERS}/rstone")


def test_pages_are_numbered_from_one_and_capped(api: Client) -> None:
    pages = [api.get(USERS, params={"offset": page, "limit": 100}) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [10, 10, 5, 0]
    names = [user["name"] for page in pages for user in page]
    assert names == sorted(api.tsna.state()["users"])
    assert [user["name"] for user in api.get(USERS, params={"offset": 2, "limit": 3})] == names[3:6]
    for bad in ({"offset": "0"}, {"limit": "0"}, {"limit": "-1"}, {"offset": "x"}, {"limit": ""}):
        assert rejected(api.call("GET", USERS, params=bad))
    api.tsna.configure({"page_cap": None, "past_end": "last_page"})
    assert len(api.get(USERS)) == 25
    assert api.get(USERS, params={"limit": 20, "offset": 9}) == api.get(USERS, params={"limit": 20, "offset": 2})
    assert len(api.get(USERS, params={"limit": 100})) == 25


def test_order_of_users(api: Client) -> None:
    api.tsna.configure({"page_cap": None})
    up, down = (api.get(USERS, params={"orderBy": sign + "name"}) for sign in "+-")
    assert up == down[::-1]
    for key in ("enabledFlag", "lastSuccessfulLoginTimestamp", "role", "Department", "Cost Center"):
        ordered = api.get(USERS, params={"orderBy": "-" + key})
        assert sorted(user["name"] for user in ordered) == [user["name"] for user in up]
    assert [user["enabledFlag"] for user in api.get(USERS, params={"orderBy": "+enabledFlag"})][:4] == [False, False, False, True]
    for bad in ("name", "+Sites", "+nothing", ""):
        assert rejected(api.call("GET", USERS, params={"orderBy": bad}), text="orderBy")
    assert rejected(api.call("GET", USERS + "?orderBy=+name"), text="orderBy")


@pytest.mark.parametrize(("pattern", "names"), [
    ("rstone", ["rstone"]), ("*st*n*", ["estrand", "rstone"]), ("RSTONE", []), ("r.tone", []), ("*mnasser", [BACKSLASH]), ("", []),
    ("r*e*", ["readonly", "rstone"]),
])
def test_filter_by_name(api: Client, pattern: str, names: list[str]) -> None:
    assert [user["name"] for user in api.get(USERS, params={"filter.name": pattern})] == names


def test_a_user_by_name_and_by_key(api: Client) -> None:
    user = api.get(f"{USERS}/rstone")
    assert api.get(f"{USERS}/{user['id']}") == user
    assert user["roleIds"][0] == {"id": "774120936-1", "componentName": "Administrator", "componentType": "Role", "qualifiers": None}
    assert user["lastSuccessfulLoginTimestamp"] == 1_760_000_000_000
    assert [field["values"] for field in user["dynamicFields"]] == [["NetOps"], ["4100"]]
    assert rejected(api.call("GET", f"{USERS}/RStone"), 404)
    assert api.get(f"{USERS}/sysadmin")["rootFlag"] is True


@pytest.mark.parametrize("segment", ["HARBOR%5Cmnasser", "HARBOR%5cmnasser", "HARBOR%2Fmnasser", "HARBOR/mnasser", "a%2f"])
@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE", "PUT"])
def test_a_slash_in_the_path_meets_the_web_server(api: Client, method: str, segment: str) -> None:
    response = api.call(method, f"{USERS}/{segment}")
    assert response.status_code == 400
    assert response.headers["Content-Type"].startswith("text/html")


def test_a_bare_backslash_meets_the_web_server(api: Client) -> None:
    path = f"{api.tsna.prefix}{USERS}/HARBOR\\mnasser"
    environ = create_environ(path=path, base_url="http://sandbox/") | {"RAW_URI": path}
    assert next(iter(api.sandbox(environ, lambda status, headers: None))).startswith(b"<!doctype html>")


def test_a_slash_in_the_query_meets_the_web_server(api: Client) -> None:
    for query in ({"filter.name": BACKSLASH}, {"filter.name": "a/b"}):
        assert api.call("GET", USERS, params=query).headers["Content-Type"].startswith("text/html")
    found = next(user for user in api.get(USERS) if user["name"] == BACKSLASH)
    assert api.patch(found["id"], set_("/emailAddress", "m@harbor.example")).json()["name"] == BACKSLASH


def test_an_escaped_percent_is_no_slash(api: Client) -> None:
    assert api.call("POST", USERS, json=new_user("50%2Foff")).status_code == 201
    assert api.get(f"{USERS}/{quote('50%2Foff', safe='')}")["name"] == "50%2Foff"


def test_shadowed_names_and_unknown_paths(api: Client) -> None:
    assert api.call("POST", USERS, json=new_user("all_logged_in_users")).status_code == 201
    assert isinstance(api.get(f"{USERS}/all_logged_in_users"), list)
    assert rejected(api.call("DELETE", f"{USERS}/all_logged_in_users"), 405)
    assert rejected(api.call("PATCH", f"{USERS}/login_session"), 405)
    assert rejected(api.call("PATCH", "/about"), 405)
    assert rejected(api.call("GET", "/v9.0/users"), 404)


def test_roles(api: Client) -> None:
    roles = api.get("/v4.0/roles")
    assert [role["name"] for role in roles] == [
        "Administrator", "Manager", "NOC Operator", "Planner", "Report Administrator", "Report Author", "Report Designer", "Report Viewer", "Viewer",
    ]
    assert roles[0]["associatedUsernames"] == ["automation", "rmalik", "rstone", "sysadmin"]
    assert api.get("/v4.0/roles/Planner") == api.get("/v4.0/roles/774120936-2") == roles[3]
    assert [role["name"] for role in api.get("/v4.0/roles", params={"filter.name": "Re*er"})] == ["Report Designer", "Report Viewer"]
    assert "Administrator" not in [role["name"] for role in api.get("/v4.0/roles", params={"filter.rightsManagement": "editable"})]
    assert rejected(api.call("GET", "/v4.0/roles", params={"filter.rightsManagement": "any"}))
    by_user = api.get("/v4.0/roles", params={"orderBy": "-associatedUsernames"})
    assert by_user == sorted(by_user, key=lambda role: role["associatedUsernames"], reverse=True)
    assert len(api.get("/v4.0/roles", params={"limit": 4, "offset": 3})) == 1
    assert rejected(api.call("GET", "/v4.0/roles/Nobody"), 404)


def test_two_roles_of_one_name(api: Client) -> None:
    api.tsna.configure({"duplicate_role_names": True})
    assert [role["id"] for role in api.get("/v4.0/roles", params={"filter.name": "Planner"})] == ["774120936-2", "774120936-32"]
    assert rejected(api.call("GET", "/v4.0/roles/Planner"), 404)
    assert rejected(api.patch("rstone", set_("/roleIds/-", {"componentName": "Planner"})), text="no single role")
    assert api.patch("sdahl", set_("/roleIds/-", {"id": "774120936-32"})).status_code == 200
    api.tsna.configure({"role_shape": "string"})
    assert api.patch("rstone", set_("/enabledFlag", False)).json()["roleIds"] == ["Administrator", "NOC Operator", "Planner"]


# -- writing users ---------------------------------------------------------------------------------------------------------------


def test_add_a_user(api: Client) -> None:
    response = api.call("POST", USERS, json=new_user(dynamicFields=[{"name": "Sites", "values": ["Oslo", "Cairo"]}]))
    assert (response.status_code, response.content) == (201, b"")
    assert response.headers["Location"] == f"{BASE}{USERS}/1084738293-26"
    user = api.get(f"{USERS}/1084738293-26")
    assert (user["name"], user["lastSuccessfulLoginTimestamp"], user["lockedFlag"], user["rootFlag"]) == ("jdoe", None, False, False)
    assert [(field["name"], field["values"]) for field in user["dynamicFields"]] == [("Cost Center", ["0000"]), ("Sites", ["Oslo", "Cairo"])]
    assert api.token("jdoe", "S3cret-pass").status_code == 200


def test_copied_preferences_are_independent(api: Client) -> None:
    assert rejected(api.call("POST", USERS, params={"copyPreferencesFromUser": "nobody"}, json=new_user()), 404)
    assert api.call("POST", USERS, params={"copyPreferencesFromUser": "ytanaka"}, json=new_user()).status_code == 201
    assert api.state("jdoe")["views"] == ["netops devices"]
    api.log_in("jdoe", "S3cret-pass").call("PUT", ME + "/page_sizes/devices?size=99")
    assert (api.state("jdoe")["page_sizes"]["devices"], api.state("ytanaka")["page_sizes"]["devices"]) == (99, 50)


INVALID: list[tuple[dict[str, Any], str]] = [
    ({"name": None}, "name"), ({"name": "  "}, "name"), ({"name": 5}, "name"), ({"name": "rstone"}, "exists"),
    ({"roleIds": None}, "role"), ({"roleIds": []}, "role"),
    ({"roleIds": [{"componentName": "Nobody"}]}, "no single role"), ({"roleIds": ["Viewer"]}, "reference"), ({"roleIds": [{}]}, "role"),
    ({"roleIds": [{"componentName": "Viewer", "componentType": "User"}]}, "reference"),
    ({"roleIds": [{"id": "774120936-2", "componentName": "Viewer"}]}, "role"),
    ({"enabledFlag": "yes"}, "enabledFlag"), ({"emailAddress": 5}, "emailAddress"), ({"accountExpirationDate": "soon"}, "time"),
    ({"accountExpirationDate": [1]}, "time"), ({"accountExpirationDate": 10**30}, "time"),
    ({"dynamicFields": [{"name": "Nothing", "values": []}]}, "dynamic field"),
    ({"dynamicFields": ["Sites"]}, "dynamic field"),
    ({"dynamicFields": [{"values": ["x"]}]}, "dynamic field"), ({"dynamicFields": {"name": "Nothing"}}, "dynamic field"),
    ({"dynamicFields": [{"name": "Sites", "values": "Oslo"}]}, "strings"), ({"dynamicFields": [{"name": "Cost Center", "values": [7]}]}, "strings"),
    ({"dynamicFields": [{"name": "Department", "values": ["a", "b"]}]}, "one value"), ({"dynamicFields": [{"name": "Sites"}, {"name": "Sites"}]}, "repeated"),
]


@pytest.mark.parametrize(("members", "text"), [*INVALID, *(({"password": bad}, "password") for bad in (None, 5, "", "short", "with space"))])
def test_invalid_new_users(api: Client, members: dict[str, Any], text: str) -> None:
    before = api.tsna.state()
    assert rejected(api.call("POST", USERS, json=new_user() | members), text=text)
    assert api.tsna.state() == before


@pytest.mark.parametrize(("members", "text"), INVALID)
def test_invalid_changes(api: Client, members: dict[str, Any], text: str) -> None:
    before = api.tsna.state()
    assert rejected(api.call("PUT", f"{USERS}/sdahl", json=new_user("sdahl") | members), text=text)
    assert rejected(api.patch("sdahl", set_("/emailAddress", "x"), *(set_(f"/{name}", value) for name, value in members.items())), text=text)
    assert api.tsna.state() == before


def test_bodies_that_are_none(api: Client) -> None:
    for method, path in (("POST", USERS), ("PUT", f"{USERS}/rstone"), ("PATCH", f"{USERS}/rstone")):
        assert rejected(api.call(method, path))
        assert rejected(api.call(method, path, data="{", headers={"Content-Type": "application/json"}))
        assert rejected(api.call(method, path, data="{}", headers={"Content-Type": "text/plain"}), 415)
        assert rejected(api.call(method, path, json="text"))


def test_put_nulls_what_is_left_out(api: Client) -> None:
    before = api.state("ytanaka")
    body = {"name": "ytanaka", "roleIds": [{"id": "774120936-4"}], "id": "1", "rootFlag": True, "lockedFlag": True, "lastSuccessfulLoginTimestamp": 5}
    user = api.call("PUT", f"{USERS}/ytanaka", json=body).json()
    assert user == api.get(f"{USERS}/{before['key']}")
    members = ("enabledFlag", "emailAddress", "rootFlag", "lockedFlag", "lastSuccessfulLoginTimestamp")
    assert [user[member] for member in members] == [False, None, False, False, None]
    assert [(field["name"], field["values"]) for field in user["dynamicFields"]] == [("Cost Center", ["0000"])]
    assert api.state("ytanaka")["password"] == before["password"]
    assert api.state("ytanaka")["page_sizes"] == before["page_sizes"]


def test_put_of_what_was_read_changes_nothing(api: Client) -> None:
    before = api.tsna.state()
    for user in before["users"].values():
        assert api.call("PUT", f"{USERS}/{user['key']}", json=api.get(f"{USERS}/{user['key']}")).status_code == 200
        assert api.patch(user["key"]).status_code == 200
    assert api.tsna.state() == before


def test_put_renames_and_sets_the_password(api: Client) -> None:
    assert api.call("PUT", f"{USERS}/sdahl", json=new_user("sven")).json()["name"] == "sven"
    assert rejected(api.call("GET", f"{USERS}/sdahl"), 404)
    assert api.token("sven", "S3cret-pass").status_code == 200
    assert rejected(api.call("PUT", f"{USERS}/nobody", json=new_user()), 404)


def test_put_without_a_password_can_be_refused(api: Client) -> None:
    api.tsna.configure({"put_without_password": "reject"})
    assert rejected(api.call("PUT", f"{USERS}/sdahl", json=api.get(f"{USERS}/sdahl")), text="password")
    assert api.call("PUT", f"{USERS}/sdahl", json=new_user("sdahl")).status_code == 200
    api.tsna.configure({"auth_mode": "external"})
    assert api.call("PUT", f"{USERS}/sdahl", json=api.get(f"{USERS}/sdahl")).status_code == 200


def test_patch_with_every_operation(api: Client) -> None:
    user = api.patch(
        "ytanaka",
        {"op": "test", "path": "/name", "value": "ytanaka"}, {"op": "replace", "path": "/enabledFlag", "value": False}, {"op": "remove", "path": "/roleIds/0"},
        set_("/roleIds/-", {"componentName": "Viewer", "componentType": "Role"}), {"op": "copy", "from": "/roleIds/0", "path": "/roleIds/1"},
        {"op": "move", "from": "/emailAddress", "path": "/note"}, set_("/dynamicFields/0/values", ["Sales"]), set_("/password", "N3w-secret"),
    ).json()
    assert (user["enabledFlag"], user["emailAddress"]) == (False, None)
    assert [role["componentName"] for role in user["roleIds"]] == ["Planner", "Viewer"]
    assert [field["values"] for field in user["dynamicFields"]] == [["Sales"], ["4100"], ["Cairo", "Osaka"]]
    assert "note" not in user
    assert api.patch("ytanaka", set_("/enabledFlag", True)).status_code == 200
    assert api.token("ytanaka", "N3w-secret").status_code == 200
    assert rejected(api.patch("ytanaka", set_("/password", "N3w-secret")), text="before")


def test_patch_of_dynamic_fields(api: Client) -> None:
    assert api.patch("sysadmin", set_("/dynamicFields/-", {"id": "426945997-3", "values": ["Oslo"]})).status_code == 200
    assert api.state("sysadmin")["fields"] == {"Cost Center": ["0000"], "Sites": ["Oslo"]}
    assert api.patch("sysadmin", set_("/dynamicFields/1/values", [""])).status_code == 200
    assert api.state("sysadmin")["fields"] == {"Cost Center": ["0000"]}
    assert rejected(api.patch("sysadmin", set_("/dynamicFields/0/values", [])), text="required")
    assert api.patch("sysadmin", set_("/dynamicFields", [{"name": "Cost Center", "values": ["1"]}])).status_code == 200


@pytest.mark.parametrize("operation", [
    {"op": "test", "path": "/name", "value": "other"}, {"op": "replace", "path": "/nothing", "value": 1}, {"op": "remove", "path": "/nothing"},
    {"op": "add", "path": "name", "value": "x"}, {"op": "add", "path": "/dynamicFields/9/values", "value": []}, {"op": "add", "path": "/emailAddress"},
    {"op": "sort", "path": "/name"}, {"op": "move", "path": "/name", "from": "/nothing"}, {"op": "replace", "path": "", "value": []},
    {"path": "/name"}, {"op": "add"},
    {"op": "add", "path": 5, "value": 1}, {"op": "add", "path": "/name/x", "value": 1},
])
def test_patch_is_all_or_nothing(api: Client, operation: dict[str, Any]) -> None:
    before = api.tsna.state()
    assert rejected(api.patch("rstone", set_("/enabledFlag", False), operation), text="patch")
    assert api.tsna.state() == before


def test_patch_without_an_array(api: Client) -> None:
    for body in ({"op": "add"}, ["add"], 5):
        assert rejected(api.call("PATCH", f"{USERS}/rstone", json=body), text="array")
    assert rejected(api.patch("nobody"), 404)


def test_patch_of_read_only_members(api: Client) -> None:
    before = api.tsna.state()
    operations = [set_("/id", "1"), set_("/rootFlag", False), set_("/lockedFlag", True), set_("/lastSuccessfulLoginTimestamp", 1)]
    assert api.patch("sysadmin", *operations).status_code == 200
    assert api.tsna.state() == before
    api.tsna.configure({"read_only_change": "reject"})
    for operation in operations:
        assert rejected(api.patch("sysadmin", operation), text="cannot be changed")
    assert api.patch("sysadmin", set_("/emailAddress", None)).json()["emailAddress"] is None


def test_delete_users(api: Client) -> None:
    assert rejected(api.call("DELETE", f"{USERS}/sysadmin"), text="root")
    assert rejected(api.call("DELETE", f"{USERS}/cnavarro"), text="in use")
    response = api.call("DELETE", f"{USERS}/rstone")
    assert (response.status_code, bool(response.text)) == (200, True)
    assert rejected(api.call("DELETE", f"{USERS}/rstone"), 404)
    assert "rstone" not in [session["username"] for session in api.tsna.sessions()]
    api.tsna.configure({"in_use": [api.state("ytanaka")["key"]]})
    assert rejected(api.call("DELETE", f"{USERS}/ytanaka"), text="in use")
    assert api.call("DELETE", f"{USERS}/cnavarro").status_code == 200
    assert api.call("DELETE", f"{USERS}/automation").status_code == 200
    assert rejected(api.call("GET", USERS), 401)


def test_release(api: Client) -> None:
    path = f"{USERS}/ohaddad/release"
    assert api.call("POST", path).status_code == 204
    assert rejected(api.call("POST", path), text="not locked")
    assert rejected(api.call("POST", f"{USERS}/nobody/release"), 404)
    assert api.token("ohaddad", "harbor-ohaddad").status_code == 200


# -- switches --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("attribute", ["roleIds", "roles", "roleNames"])
@pytest.mark.parametrize("shape", ["component", "string"])
def test_roles_in_every_form(api: Client, attribute: str, shape: str) -> None:
    api.tsna.configure({"role_attribute": attribute, "role_shape": shape})
    viewer = "Viewer" if shape == "string" else {"id": "774120936-4"}
    body = new_user()
    del body["roleIds"]
    assert rejected(api.call("POST", USERS, json=body), text="role")
    assert api.call("POST", USERS, json=body | {attribute: [viewer]}).status_code == 201
    user = api.patch("jdoe", set_(f"/{attribute}/-", {"componentName": "Planner"} if shape == "component" else "Planner")).json()
    names = [role if shape == "string" else role["componentName"] for role in user[attribute]]
    assert names == ["Viewer", "Planner"]
    assert len({"roleIds", "roles", "roleNames"} & set(user)) == 1
    wrong = "Viewer" if shape == "component" else {"id": "774120936-4"}
    assert rejected(api.patch("jdoe", set_(f"/{attribute}", [wrong])))


def test_nulls_omitted(api: Client) -> None:
    api.tsna.configure({"nulls": "omitted"})
    assert "emailAddress" not in api.get(f"{USERS}/ao_adapter")
    assert "accountExpirationDate" not in api.get(f"{USERS}/ao_adapter")
    assert rejected(api.patch("ao_adapter", {"op": "replace", "path": "/emailAddress", "value": "a@b"}), text="patch")
    assert api.patch("ao_adapter", set_("/emailAddress", "a@b")).json()["emailAddress"] == "a@b"
    assert api.patch("ao_adapter", {"op": "remove", "path": "/emailAddress"}).status_code == 200
    assert api.state("ao_adapter")["email"] is None


def test_times_as_text(api: Client) -> None:
    api.tsna.configure({"time_format": "iso8601"})
    user = api.get(f"{USERS}/akeller")
    assert (user["lastSuccessfulLoginTimestamp"], user["accountExpirationDate"]) == ("2025-10-31T08:53:41.494Z", "2027-12-31T00:00:00.000Z")
    assert api.get(ME)["loginTimestamp"] == "2027-01-15T08:00:00.000Z"
    assert api.patch("akeller", set_("/accountExpirationDate", "2030-01-01T00:00:00Z")).json()["accountExpirationDate"] == "2030-01-01T00:00:00.000Z"


@pytest.mark.parametrize(("form", "status", "content"), [("204", 204, b""), ("200_empty", 200, b""), ("200_string", 200, b"Done")])
def test_void_success(api: Client, form: str, status: int, content: bytes) -> None:
    api.tsna.configure({"void_success": form})
    calls: list[Callable[[], requests.Response]] = [
        lambda: api.call("PUT", ME + "/page_sizes/users?size=5"), lambda: api.call("POST", f"{USERS}/ohaddad/release"),
        lambda: change(api, CREDENTIALS["TSNA_PASSWORD"], "another-one"), lambda: api.call("DELETE", "/token"),
    ]
    for call in calls:
        response = call()
        assert (response.status_code, response.content) == (status, content)


@pytest.mark.parametrize(("form", "media", "content"), [
    ("text", "text/plain; charset=utf-8", "The user has been deleted."), ("json", "application/json", '"The user has been deleted."'),
    ("unquoted", "application/json", "The user has been deleted."),
])
def test_string_results(api: Client, form: str, media: str, content: str) -> None:
    api.tsna.configure({"string_result": form})
    response = api.call("DELETE", f"{USERS}/rstone")
    assert (response.headers["Content-Type"], response.text) == (media, content)


def test_forms_of_201_and_of_updates(api: Client) -> None:
    api.tsna.configure({"created": "location_body", "update_body": "empty"})
    response = api.call("POST", USERS, json=new_user("one"))
    assert response.headers["Location"].endswith(response.json()["id"])
    api.tsna.configure({"created": "nothing"})
    response = api.call("POST", USERS, json=new_user("two"))
    assert (response.status_code, response.content, "Location" in response.headers) == (201, b"", False)
    for response in (api.patch("one", set_("/enabledFlag", False)), api.call("PUT", f"{USERS}/two", json=new_user("two", password=None))):
        assert (response.status_code, response.content) == (200, b"")
    assert api.state("one")["enabled"] is False


@pytest.mark.parametrize(("form", "media"), [("json", "application/json"), ("text", "text/plain"), ("html", "text/html")])
def test_forms_of_errors(api: Client, form: str, media: str) -> None:
    api.tsna.configure({"error_body": form})
    response = api.call("GET", f"{USERS}/<nobody>")
    assert (response.status_code, response.headers["Content-Type"].split(";")[0]) == (404, media)
    assert ("&lt;nobody&gt;" if form == "html" else "<nobody>") in response.text
    assert api.tsna.fail(503).status_code == 503


@pytest.mark.parametrize(("form", "accepted"), [
    ("both", ["application/json", "application/json-patch+json"]), ("json", ["application/json"]), ("json_patch", ["application/json-patch+json"]),
])
def test_media_of_patch(api: Client, form: str, accepted: list[str]) -> None:
    api.tsna.configure({"patch_media": form})
    for media in ("application/json", "application/json-patch+json", "text/plain"):
        assert api.patch("rstone", set_("/enabledFlag", True), media=media).status_code == (200 if media in accepted else 415)


def test_abbreviated_list(api: Client) -> None:
    api.tsna.configure({"list_items": "abbreviated"})
    assert not [user for user in api.get(USERS) if "dynamicFields" in user]
    assert "dynamicFields" in api.get(f"{USERS}/rstone")


def test_extra_members_survive(api: Client) -> None:
    before = api.tsna.state()
    api.tsna.configure({"extra_members": True})
    user = api.get(f"{USERS}/rstone")
    assert user["externalReference"] == "hr-1084738293-5"
    assert user["consoleProfile"]["columns"] == ["name", "realm"]
    assert api.call("PUT", f"{USERS}/rstone", json=user).json() == user
    assert api.tsna.state() == before
    del user["consoleProfile"]
    assert api.call("PUT", f"{USERS}/rstone", json=user).json()["consoleProfile"] is None
    api.tsna.configure({"extra_members": False})
    api.call("PUT", f"{USERS}/rstone", json=user)
    assert api.state("rstone")["opaque"] == {"consoleProfile": None, "externalReference": "hr-1084738293-5"}


def test_unset_fields_listed(api: Client) -> None:
    api.tsna.configure({"unset_fields": "listed"})
    assert [field["values"] for field in api.get(f"{USERS}/sysadmin")["dynamicFields"]] == [[], ["0000"], []]
    assert api.patch("sysadmin", set_("/dynamicFields/2/values", ["Oslo"])).status_code == 200
    assert api.state("sysadmin")["fields"] == {"Cost Center": ["0000"], "Sites": ["Oslo"]}


def test_external_authentication_ignores_passwords(api: Client) -> None:
    api.tsna.configure({"auth_mode": "external"})
    assert api.call("POST", USERS, json=new_user(password="no")).status_code == 201
    assert api.state("jdoe")["password"] is None
    assert api.patch("sdahl", set_("/password", "no")).status_code == 200
    assert api.other().token("sdahl", "harbor-sdahl").status_code == 200


def test_names_without_case(api: Client) -> None:
    api.tsna.configure({"case_insensitive_names": True})
    assert api.get(f"{USERS}/RStone")["name"] == "rstone"
    assert [user["name"] for user in api.get(USERS, params={"filter.name": "RST*"})] == ["rstone"]
    assert rejected(api.call("POST", USERS, json=new_user("RStone")), text="exists")
    assert api.patch("rstone", set_("/name", "RStone")).json()["name"] == "RStone"


def test_other_names_of_members(api: Client) -> None:
    api.tsna.configure({
        "user_attributes": {"emailAddress": "email", "enabledFlag": "enabled", "lockedFlag": None, "authenticatedExternallyFlag": None, "password": "secret"},
        "session_attributes": {"sessionId": "sessionKey", "username": "userName"}, "session_roles": "components",
    })
    user = api.get(f"{USERS}/rstone")
    assert (user["email"], user["enabled"]) == ("ravi.stone@harbor.example", True)
    assert not {"emailAddress", "enabledFlag", "lockedFlag"} & set(user)
    found = next(entry for entry in api.get(USERS) if entry["name"] == BACKSLASH)
    assert api.patch(found["id"], set_("/email", "x@y"), set_("/secret", "S3cret-pass")).json()["email"] == "x@y"
    assert api.state(BACKSLASH)["external"] is True
    assert api.token(BACKSLASH, "S3cret-pass").status_code == 200
    session = api.get(ME)
    assert (session["userName"], session["roleIds"][0]["componentName"]) == ("automation", "Administrator")
    assert "sessionKey" in session


def test_the_caller_as_a_user(api: Client) -> None:
    api.tsna.configure({"current_user": "user"})
    assert api.get(ME) == api.get(f"{USERS}/automation")


def test_switches_are_checked_and_reset(api: Client) -> None:
    for wrong in ({"nulls": "sometimes"}, {"nonsense": 1}):
        with pytest.raises(ValueError, match="nulls|nonsense"):
            api.tsna.configure(wrong)
    api.tsna.configure({"in_use": []})
    api.sandbox.reset(World())
    assert api.tsna.config == Tsna.defaults
    assert rejected(api.call("GET", ME), 401)
