# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated Contabo API: every operation, its rules, its refusals, its switches."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.sandbox.app import Sandbox
from tests.sandbox.contabo import Contabo
from tests.sandbox.contabo.data import API_PERMISSIONS
from tests.sandbox.wire import WsgiAdapter
from tests.sandbox.world import CREDENTIALS, World

NEW = {"firstName": "Tess", "lastName": "Ting", "email": "tess.ting@harbor.example", "enabled": True, "totp": False, "locale": "en-US", "roles": [4711]}
ROLE = {"name": "Ops", "admin": False, "accessAllResources": False}
CLIENT = {"client_id": CREDENTIALS["CNTB_OAUTH2_CLIENT_ID"], "client_secret": CREDENTIALS["CNTB_OAUTH2_CLIENT_SECRET"]}
ME = {"username": CREDENTIALS["CNTB_OAUTH2_USER"], "password": CREDENTIALS["CNTB_OAUTH2_PASS"]}
UNREADABLE = str(uuid.UUID(int=7))


class Now:
    """A clock that only moves when told."""

    def __init__(self) -> None:
        self.value = 1790000000.0

    def __call__(self) -> float:
        return self.value


class Api:
    """A caller of the emulator with a token."""

    def __init__(self, sandbox: Sandbox, now: Now) -> None:
        self.emulator: Contabo = sandbox.platform("contabo")
        self.emulator.reset(World())
        self.now = now
        now.value = 1790000000.0
        self.session = requests.Session()
        self.session.mount("http://sandbox", WsgiAdapter(sandbox))
        self.login()

    def token(self, data: dict[str, str], **options: Any) -> requests.Response:
        return self.session.post("http://sandbox/contabo/auth/token", data=data, **options)

    def login(self, **user: str) -> dict[str, Any]:
        granted = self.token({"grant_type": "password", **CLIENT, **(user or ME)})
        assert granted.status_code == 200, granted.text
        self.session.headers["Authorization"] = "Bearer " + granted.json()["access_token"]
        return dict(granted.json())

    def __call__(self, method: str, path: str, body: Any = None, expect: int | None = None, headers: Any = None, **query: Any) -> Any:
        """The answer's JSON; ``expect`` is the status that it has to have (any success by default)."""
        ids = {"x-request-id": str(uuid.uuid4()), "x-trace-id": "tests"}
        found = self.session.request(method, "http://sandbox/contabo/v1" + path, json=body, params=query, headers={**ids, **(headers or {})})
        assert found.status_code == expect if expect else found.ok, (found.status_code, found.text)
        return found.json() if found.content else None

    def refused(self, status: int, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """The refusal's message; nothing may have changed."""
        before = self.emulator.state()
        found = self(method, path, body, status, **query)
        assert self.emulator.state() == before
        assert set(found) == {"statusCode", "message"} and found["statusCode"] == status
        return found["message"]

    def user(self, email: str) -> dict[str, Any]:
        return next(user for user in self.emulator.state()["users"] if user["email"] == email)

    def user_id(self, name: str) -> str:
        return str(self.user(name + "@harbor.example")["userId"])

    def switch(self, **switches: Any) -> None:
        self.emulator.configure(switches)


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Sandbox, Now]]:
    now = Now()
    yield Sandbox(clock=now), now


@pytest.fixture
def api(served: tuple[Sandbox, Now]) -> Api:
    return Api(*served)


def claims(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    return dict(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))))


# -- the token endpoint ------------------------------------------------------------------------------------------------------------

def test_token_answer_and_claims(api: Api) -> None:
    granted = api.login()
    assert granted["expires_in"] == 300 and granted["refresh_expires_in"] == 1800 and granted["token_type"] == "Bearer"
    found = claims(granted["access_token"])
    assert found["sub"] == api.user_id("automation") and found["preferred_username"] == ME["username"]
    assert (found["tenantId"], found["customerId"]) == ("INT", "10051234")
    assert claims(granted["refresh_token"])["exp"] == 1790001800


def test_token_takes_basic_authentication(api: Api) -> None:
    assert api.token({"grant_type": "password", **ME}, auth=(CLIENT["client_id"], CLIENT["client_secret"])).ok
    assert api.token({"grant_type": "password", **ME}, auth=(CLIENT["client_id"], "wrong")).status_code == 401


@pytest.mark.parametrize(("change", "status", "error"), [
    ({"password": "wrong"}, 401, "invalid_grant"),
    ({"username": "nobody@harbor.example"}, 401, "invalid_grant"),
    ({"client_secret": "wrong"}, 401, "unauthorized_client"),
    ({"client_id": "INT-1"}, 401, "unauthorized_client"),
    ({"username": "amira.nasser@harbor.example", "password": "cntb-amira.nasser"}, 400, "invalid_grant"),
    ({"username": "bruno.ferrari@harbor.example", "password": "x"}, 400, "invalid_grant"),
    ({"username": "ada.quist@harbor.example", "password": "cntb-ada.quist"}, 401, "invalid_grant"),
    ({"grant_type": "magic"}, 400, "unsupported_grant_type"),
    ({"grant_type": None}, 400, "invalid_request"),
    ({"grant_type": "refresh_token", "refresh_token": "a.b.c"}, 400, "invalid_grant"),
])
def test_token_refusals(api: Api, change: dict[str, Any], status: int, error: str) -> None:
    found = api.token({"grant_type": "password", **CLIENT, **ME, **change})
    assert (found.status_code, found.json()["error"]) == (status, error) and found.json()["error_description"]


def test_token_of_the_disabled_and_of_the_unfinished(api: Api) -> None:
    desired = {"grant_type": "password", **CLIENT, "username": "amira.nasser@harbor.example", "password": "cntb-amira.nasser"}
    assert api.token(desired).json()["error_description"] == "Account disabled"
    desired["username"] = "bruno.ferrari@harbor.example"
    assert api.token(desired).json()["error_description"] == "Account is not fully set up"


def test_token_switches(api: Api) -> None:
    second_factor = {"grant_type": "password", **CLIENT, "username": "ada.quist@harbor.example", "password": "cntb-ada.quist"}
    assert api.token({**second_factor, "totp": "123456"}).ok
    api.switch(totp_blocks_login=False, old_keycloak=True, token_seconds=60, refresh_seconds=120)
    granted = api.token(second_factor).json()
    assert (granted["expires_in"], granted["refresh_expires_in"]) == (60, 120)
    found = api.token({**second_factor, "client_secret": "wrong"})
    assert (found.status_code, found.json()["error"]) == (400, "invalid_client")


def test_tokens_end(api: Api) -> None:
    granted = api.login()
    api.now.value += 299
    api("GET", "/users")
    api.now.value += 1
    assert api("GET", "/users", expect=401) == {"statusCode": 401, "message": "Unauthorized"}
    again = api.token({"grant_type": "refresh_token", "refresh_token": granted["refresh_token"], **CLIENT})
    api.session.headers["Authorization"] = "Bearer " + again.json()["access_token"]
    api("GET", "/users")
    api.emulator.expire_tokens()
    api("GET", "/users", expect=401)
    assert api.token({"grant_type": "refresh_token", "refresh_token": granted["refresh_token"], **CLIENT}).status_code == 400


def test_a_disabled_caller_is_shut_out(api: Api) -> None:
    api.login(username="paula.silva@harbor.example", password="cntb-paula.silva", totp="000000")
    theirs = api.session.headers["Authorization"]
    api.login()
    api("PATCH", f"/users/{api.user_id('paula.silva')}", {"enabled": False})
    api("GET", "/users", expect=401, headers={"Authorization": theirs})


# -- before any operation ----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("value", [None, "", "a", "018f3c2e-7b1a-7c3d-8e9f-0123456789ab"])
def test_request_id_is_checked(api: Api, value: str | None) -> None:
    found = api("GET", "/users", expect=400, headers={"x-request-id": value})
    assert found["message"] == ["x-request-id must be a UUID"]
    api.switch(check_request_id=False)
    api("GET", "/users", headers={"x-request-id": value})


@pytest.mark.parametrize("value", [None, "Bearer x", "Basic abc"])
def test_bearer_is_checked(api: Api, value: str | None) -> None:
    assert api("GET", "/users", expect=401, headers={"Authorization": value})["message"] == "Unauthorized"


def test_refresh_token_is_no_access_token(api: Api) -> None:
    api("GET", "/users", expect=401, headers={"Authorization": "Bearer " + api.login()["refresh_token"]})


def test_unknown_paths_and_methods(api: Api) -> None:
    assert api("GET", "/nothing", expect=404)["statusCode"] == 404
    assert api("PUT", "/users", {}, expect=405)["statusCode"] == 405


def test_rate_limit(api: Api) -> None:
    api.now.value = 1790000010.0  # half a minute into a minute
    api.switch(rate_limit=2)
    api("GET", "/users")
    api("GET", "/users")
    found = api.session.get("http://sandbox/contabo/v1/users")
    assert (found.status_code, found.headers["Retry-After"]) == (429, "30")
    assert found.json() == {"statusCode": 429, "message": "Too Many Requests"}
    api.now.value += 30
    api("GET", "/users")


def test_delete_with_a_type_but_no_body(api: Api) -> None:
    path, typed = f"/users/{api.user_id('leif.holm')}", {"Content-Type": "application/json"}
    api("DELETE", path, expect=400, headers=typed)
    api.switch(strict_delete=False)
    api("DELETE", path, expect=204, headers=typed)
    api.switch(strict_delete=True)
    api("DELETE", f"/users/{api.user_id('yuki.tanaka')}", {}, expect=204)


def test_weak_callers_see_only_themselves(api: Api) -> None:
    api.login(username="readonly@harbor.example", password="cntb-readonly")
    me, other = api.user_id("readonly"), api.user_id("automation")
    assert api("GET", f"/users/{me}")["data"][0]["roles"][0]["name"] == "Invoice"
    assert api("GET", f"/users/{me}/object-storages/credentials")["data"]
    assert api("GET", "/users/is-password-set")["data"][0]["isPasswordSet"] is True
    for method, path in (
        ("GET", "/users"), ("GET", f"/users/{other}"), ("POST", "/users"), ("PATCH", f"/users/{me}"), ("DELETE", f"/users/{other}"), ("GET", "/roles"),
        ("GET", "/users/client"), ("PUT", "/users/client/secret"), ("GET", f"/users/{other}/object-storages/credentials"),
        ("POST", f"/users/{me}/reset-password"), ("GET", f"/users/audits?userId={me}"), ("GET", f"/users/is-password-set?userId={other}"),
        ("GET", "/object-storages"),
    ):
        assert api.refused(403, method, path).startswith("Forbidden")
    api.switch(client_for_all=True)
    api("GET", "/users/client")
    api("PUT", "/users/client/secret")
    api.switch(weak_credentials=[ME["username"]])
    api("GET", "/users")


# -- users -------------------------------------------------------------------------------------------------------------------------

def test_list_users_in_pages(api: Api) -> None:
    everyone: list[dict[str, Any]] = []
    for page in (1, 2, 3):
        found = api("GET", "/users", page=page, size=100, orderBy="name:asc")
        assert found["_pagination"] == {"size": 10, "totalElements": 30, "totalPages": 3, "page": page}
        everyone += found["data"]
    assert len({user["userId"] for user in everyone}) == 30
    first, last = api("GET", "/users")["_links"], found["_links"]
    assert first == {name: f"/v1/users?page={page}&size=10" for name, page in (("self", 1), ("first", 1), ("last", 3), ("next", 2))}
    assert last["previous"] == "/v1/users?page=2&size=10" and "next" not in last
    assert api("GET", "/users", page=9)["data"] == []


def test_page_switches(api: Api) -> None:
    api.switch(page_cap=1000, default_size=4)
    assert len(api("GET", "/users", size=100)["data"]) == 30 and len(api("GET", "/users")["data"]) == 4
    api.switch(no_pagination=True)
    assert set(api("GET", "/users")) == {"data", "_links"}
    assert api("GET", "/users", email="nobody")["data"] == []
    api.switch(empty_list_status=404)
    api.refused(404, "GET", "/users", email="nobody")


def test_user_fields(api: Api) -> None:
    user = api("GET", f"/users/{api.user_id('owner')}")["data"][0]
    assert set(user) == {
        "tenantId", "customerId", "userId", "firstName", "lastName", "email", "emailVerified", "enabled", "totp", "locale", "roles", "owner",
    }
    assert user["owner"] is True and (user["firstName"], user["lastName"]) == ("Olga", "Owner")
    assert user["roles"] == [{
        "roleId": 101, "tenantId": "INT", "customerId": "10051234", "name": "Owner", "admin": True, "accessAllResources": True,
        "type": "default", "permissions": [],
    }]
    api.switch(generation=2026)
    assert api("GET", f"/users/{api.user_id('owner')}")["data"][0]["sendInvoiceEmail"] is False


def test_filters_of_users(api: Api) -> None:
    def emails(**query: Any) -> list[str]:
        return [user["email"].partition("@")[0] for user in api("GET", "/users", **query)["data"]]

    assert emails(email="ADA.quist@harbor.example") == ["ada.quist", "nada.quist"]
    assert emails(owner="true") == ["owner"]
    assert emails(enabled="false") == ["omar.haddad", "amira.nasser", "zoran.jovic"]
    assert emails(email="quist", enabled="false") == []
    assert len(emails(search="olga own")) == 10  # an unknown parameter in generation 2025
    api.switch(generation=2026)
    assert emails(search="Olga Own") == ["owner"] and emails(search="NADA.q") == ["nada.quist"]
    assert emails(default="false") == [] and len(emails(default="true")) == 10
    assert api.refused(400, "GET", "/users", enabled="maybe") == ["enabled must be a boolean value"]


def test_order_of_users(api: Api) -> None:
    found = [user["email"] for user in api("GET", "/users", orderBy=["locale:asc", "email:DESC"])["data"]]
    wanted = sorted(api.emulator.state()["users"], key=lambda user: user["email"], reverse=True)
    assert found == [user["email"] for user in sorted(wanted, key=lambda user: user["locale"])][:10]
    api("GET", "/users", orderBy="shoe:asc")
    api.switch(unknown_order="refuse")
    api("GET", "/users", orderBy=["name:asc", "tenantId"])
    api.refused(400, "GET", "/users", orderBy="shoe:asc")
    api.refused(400, "GET", "/users", orderBy="email:up")


@pytest.mark.parametrize("query", [{"page": "0"}, {"page": "x"}, {"size": "0"}, {"size": "-1"}])
def test_bad_pages(api: Api, query: dict[str, str]) -> None:
    assert api.refused(400, "GET", "/users", **query)[0].endswith("must not be less than 1")


def test_create_read_update_delete(api: Api) -> None:
    made = api("POST", "/users", {**NEW, "email": "Tess.TING@harbor.example"}, expect=201)
    user_id = made["data"][0]["userId"]
    assert made == {"data": [{"tenantId": "INT", "customerId": "10051234", "userId": user_id}], "_links": {"self": f"/v1/users/{user_id}"}}
    user = api("GET", f"/users/{user_id}")["data"][0]
    assert {key: user[key] for key in NEW if key != "roles"} == {key: value for key, value in NEW.items() if key != "roles"}
    assert [role["roleId"] for role in user["roles"]] == [4711] and not user["emailVerified"] and not user["owner"]
    assert api.emulator.state()["mails"][-1]["kind"] == "invitation"
    assert len(api("GET", f"/users/{user_id}/object-storages/credentials")["data"]) == 2

    assert api("PATCH", f"/users/{user_id}", {"roles": [4712], "firstName": "Tessa"}) == {"_links": {"self": f"/v1/users/{user_id}"}}
    user = api("GET", f"/users/{user_id}")["data"][0]
    assert user["firstName"] == "Tessa" and user["lastName"] == "Ting" and [role["roleId"] for role in user["roles"]] == [4712]
    api("PATCH", f"/users/{user_id}", {"email": "Tess@harbor.example", "roles": []})
    assert api.user("tess@harbor.example")["roles"] == []

    assert api("DELETE", f"/users/{user_id}", expect=204) is None
    assert api.refused(404, "GET", f"/users/{user_id}") == f"Entry User not found by userId {user_id}"
    assert not any(credential["userId"] == user_id for credential in api.emulator.state()["credentials"])


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
@pytest.mark.parametrize("user_id", ["0", UNREADABLE])
def test_unknown_user(api: Api, method: str, user_id: str) -> None:
    assert api.refused(404, method, f"/users/{user_id}", {}) == f"Entry User not found by userId {user_id}"


@pytest.mark.parametrize(("change", "message"), [
    ({"email": None}, "email must be a string"), ({"email": ""}, "email must be longer than or equal to 1 characters"),
    ({"email": "x" * 256}, "email must be shorter than or equal to 255 characters"), ({"enabled": "yes"}, "enabled must be a boolean value"),
    ({"totp": 1}, "totp must be a boolean value"), ({"locale": "fr"}, "locale must be one of the following values"),
    ({"roles": 4711}, "roles must be an array"),
    ({"roles": ["4711"]}, "each value in roles must be an integer number"), ({"roles": [True]}, "each value in roles must be an integer number"),
    ({"firstName": ""}, "firstName must be longer than or equal to 1 characters"), ({"lastName": None}, "lastName must be a string"),
])
def test_bad_fields(api: Api, change: dict[str, Any], message: str) -> None:
    for method, path, body in (("POST", "/users", {**NEW, **change}), ("PATCH", f"/users/{api.user_id('leif.holm')}", change)):
        found = api.refused(400, method, path, body)
        assert isinstance(found, list) and any(text.startswith(message) for text in found)


def test_required_fields_of_a_user(api: Api) -> None:
    names = {text.split()[0] for text in api.refused(400, "POST", "/users", {})}
    assert names == {"email", "enabled", "totp", "locale"}
    api.switch(generation=2026)
    assert {text.split()[0] for text in api.refused(400, "POST", "/users", {})} == names | {"firstName", "lastName"}


def test_bodies_that_are_no_json(api: Api) -> None:
    def post(kind: str, data: str) -> requests.Response:
        return api.session.post("http://sandbox/contabo/v1/users", data=data, headers={"x-request-id": str(uuid.uuid4()), "Content-Type": kind})

    assert post("text/plain", "{}").json() == {"statusCode": 415, "message": "Unsupported Media Type"}
    for text in ("", "{", "[1]"):
        refusal = post("application/json", text)
        assert refusal.status_code == 400 and refusal.json()["message"].startswith("Bad Request")


@pytest.mark.parametrize("status", [409, 400])
def test_address_taken(api: Api, status: int) -> None:
    api.switch(duplicate_status=status)
    taken = {**NEW, "email": "LEIF.holm@harbor.example"}
    assert isinstance(api.refused(status, "POST", "/users", taken), str)
    api.refused(status, "PATCH", f"/users/{api.user_id('yuki.tanaka')}", {"email": taken["email"]})
    api("PATCH", f"/users/{api.user_id('leif.holm')}", {"email": taken["email"]})


def test_addresses_with_case(api: Api) -> None:
    api.switch(lower_case_emails=False)
    api("POST", "/users", {**NEW, "email": "LEIF.holm@harbor.example"}, expect=201)
    assert [user["email"] for user in api("GET", "/users", email="LEIF")["data"]] == ["LEIF.holm@harbor.example"]


@pytest.mark.parametrize("status", [404, 400])
def test_unknown_role_of_a_user(api: Api, status: int) -> None:
    api.switch(unknown_role_status=status)
    assert api.refused(status, "POST", "/users", {**NEW, "roles": [99]}).endswith("Entry Role not found by roleId 99")
    api.refused(status, "PATCH", f"/users/{api.user_id('leif.holm')}", {"roles": [4711, 99]})


def test_role_lists_of_a_user(api: Api) -> None:
    path = f"/users/{api.user_id('leif.holm')}"
    api.switch(one_role_only=True)
    assert api.refused(400, "PATCH", path, {"roles": [4711, 4712]}).startswith("Bad Request")
    api("PATCH", path, {"roles": [4711, 4711]})
    api.switch(one_role_only=False, roles_patch="add")
    api("PATCH", path, {"roles": [4712]})
    assert api.user("leif.holm@harbor.example")["roles"] == [4711, 4712]


@pytest.mark.parametrize("status", [403, 400])
@pytest.mark.parametrize("name", ["owner", "automation"])
def test_owner_and_caller_are_protected(api: Api, status: int, name: str) -> None:
    api.switch(protected_status=status)
    path = f"/users/{api.user_id(name)}"
    api.refused(status, "DELETE", path)
    api.refused(status, "PATCH", path, {"enabled": False})
    api("PATCH", path, {"enabled": True, "firstName": "Other"})


def test_unknown_fields(api: Api) -> None:
    path = f"/users/{api.user_id('leif.holm')}"
    api("PATCH", path, {"admin": True, "sendInvoiceEmail": True})
    api.switch(unknown_fields="refuse")
    assert api.refused(400, "PATCH", path, {"admin": True}) == ["property admin should not exist"]
    assert api.refused(400, "POST", "/roles", {**ROLE, "color": 1}) == ["property color should not exist"]


def test_generation_2026(api: Api) -> None:
    api.switch(generation=2026)
    path = f"/users/{api.user_id('leif.holm')}"
    assert api.refused(400, "PATCH", path, {"email": "x@harbor.example"}) == ["property email should not exist"]
    api.switch(email_patch="ignore")
    api("PATCH", path, {"email": "x@harbor.example", "sendInvoiceEmail": True})
    found = api("GET", path)["data"][0]
    assert found["email"] == "leif.holm@harbor.example" and found["sendInvoiceEmail"] is True
    assert api.refused(400, "PATCH", path, {"sendInvoiceEmail": 1}) == ["sendInvoiceEmail must be a boolean value"]


def test_values_that_read_back_otherwise(api: Api) -> None:
    api.switch(totp_needs_enrolment=True, short_locales=True, invite_on_create=False)
    user_id = api("POST", "/users", {**NEW, "totp": True, "locale": "pt-BR"})["data"][0]["userId"]
    found = api("GET", f"/users/{user_id}")["data"][0]
    assert found["totp"] is False and found["locale"] == "pt" and not api.emulator.state()["mails"]
    api("PATCH", f"/users/{user_id}", {"totp": True})
    assert api("GET", f"/users/{user_id}")["data"][0]["totp"] is False


@pytest.mark.parametrize(("action", "kind"), [("reset-password", "reset-password"), ("resend-email-verification", "email-verification")])
def test_mails(api: Api, action: str, kind: str) -> None:
    user_id = api.user_id("bruno.ferrari")
    assert api("POST", f"/users/{user_id}/{action}", expect=204, redirectUrl="https://x.example/a?b=c&d") is None
    api("POST", f"/users/{user_id}/{action}")
    first, second = api.emulator.state()["mails"]
    assert (first["kind"], first["userId"], first["redirectUrl"]) == (kind, user_id, "https://x.example/a?b=c&d") and second["redirectUrl"] is None
    api.refused(404, "POST", f"/users/0/{action}")


def test_is_password_set(api: Api) -> None:
    def is_set(**query: Any) -> bool:
        return bool(api("GET", "/users/is-password-set", **query)["data"][0]["isPasswordSet"])

    assert is_set() and is_set(userId=api.user_id("leif.holm")) and not is_set(userId=api.user_id("chidi.okafor"))
    api.refused(404, "GET", "/users/is-password-set", userId=UNREADABLE)
    api.switch(password_set_needs_user=True)
    api.refused(400, "GET", "/users/is-password-set")


# -- the client --------------------------------------------------------------------------------------------------------------------

def test_client_and_its_secret(api: Api) -> None:
    client = api("GET", "/users/client")["data"][0]
    assert set(client) == {"tenantId", "customerId", "id", "clientId", "secret"}
    assert (client["clientId"], client["secret"]) == (CLIENT["client_id"], CLIENT["client_secret"])
    made = api("PUT", "/users/client/secret")
    assert made["_links"] == {"self": "/v1/users/client/secret"} and set(made["data"][0]) == {"tenantId", "customerId", "secret"}
    secret = made["data"][0]["secret"]
    assert api("GET", "/users/client")["data"][0]["secret"] == secret != CLIENT["client_secret"]
    assert api.token({"grant_type": "password", **CLIENT, **ME}).json()["error"] == "unauthorized_client"
    assert api.token({"grant_type": "password", **CLIENT, "client_secret": secret, **ME}).ok


def test_client_secret_switches(api: Api) -> None:
    api.switch(old_secret_seconds=60, rotation_ends_tokens=True)
    api("PUT", "/users/client/secret")
    api("GET", "/users/client", expect=401)
    api.login()
    api.now.value += 60
    assert api.token({"grant_type": "password", **CLIENT, **ME}).status_code == 401


# -- S3 credentials and storages ---------------------------------------------------------------------------------------------------

def test_credentials(api: Api) -> None:
    path = f"/users/{api.user_id('leif.holm')}/object-storages/credentials"
    found = api("GET", path)
    assert [(item["displayName"], item["region"]) for item in found["data"]] == [("backup-eu", "European Union"), ("media-us", "United States (Central)")]
    assert set(found["data"][0]) == {"tenantId", "customerId", "credentialId", "objectStorageId", "displayName", "region", "accessKey", "secretKey"}
    backup = found["data"][0]
    query: dict[str, Any]
    for query in ({"objectStorageId": backup["objectStorageId"]}, {"regionName": "European Union"}, {"displayName": "backup"}):
        assert api("GET", path, **query)["data"] == [backup]
    assert api("GET", path, page=2, size=1)["data"] == [found["data"][1]]
    assert api.refused(400, "GET", path, objectStorageId="x") == ["objectStorageId must be a UUID"]
    api.refused(404, "GET", f"/users/{UNREADABLE}/object-storages/credentials")


def test_rotating_a_credential(api: Api) -> None:
    listing = f"/users/{api.user_id('leif.holm')}/object-storages/credentials"
    old = api("GET", listing)["data"][1]
    path = f"/users/{api.user_id('leif.holm')}/object-storages/{old['objectStorageId']}/credentials/{old['credentialId']}"
    assert api("GET", path)["data"] == [old]
    new = api("PATCH", path)["data"][0]
    assert new["secretKey"] != old["secretKey"] and {**new, "secretKey": ""} == {**old, "secretKey": ""}
    assert api("GET", listing)["data"][1] == new
    api.switch(rotate_access_key=True)
    assert api("PATCH", path)["data"][0]["accessKey"] != new["accessKey"]
    api.switch(foreign_credentials=False)
    assert api.refused(403, "PATCH", path).startswith("Forbidden")
    api("GET", f"/users/{api.user_id('automation')}/object-storages/credentials")


def test_unknown_credentials(api: Api) -> None:
    mine, other = (api("GET", f"/users/{api.user_id(name)}/object-storages/credentials")["data"][0] for name in ("leif.holm", "yuki.tanaka"))
    base, storage = f"/users/{api.user_id('leif.holm')}/object-storages", mine["objectStorageId"]
    for method in ("GET", "PATCH"):
        assert "Credential" in api.refused(404, method, f"{base}/{storage}/credentials/{other['credentialId']}")
        assert "ObjectStorage" in api.refused(404, method, f"{base}/{UNREADABLE}/credentials/{mine['credentialId']}")
        assert api.refused(400, method, f"{base}/x/credentials/{mine['credentialId']}") == ["objectStorageId must be a UUID"]
        assert api.refused(400, method, f"{base}/{storage}/credentials/x") == ["credentialId must be an integer number"]


def test_credentials_that_come_late(api: Api) -> None:
    api.switch(credentials_delay=30)
    path = f"/users/{api('POST', '/users', NEW)['data'][0]['userId']}/object-storages/credentials"
    assert api("GET", path)["data"] == []
    api.now.value += 30
    assert len(api("GET", path)["data"]) == 2


def test_storages(api: Api) -> None:
    backup, media = api("GET", "/object-storages")["data"]
    assert set(backup) == {
        "tenantId", "customerId", "objectStorageId", "createdDate", "cancelDate", "autoScaling", "dataCenter", "totalPurchasedSpaceTB", "s3Url", "s3TenantId",
        "status", "region", "displayName",
    }
    assert backup["region"] == "European Union" and backup["cancelDate"] is None
    for query in ({"region": "US-central"}, {"displayName": "media"}, {"dataCenterName": media["dataCenter"]}, {"s3TenantId": media["s3TenantId"]}):
        assert api("GET", "/object-storages", **query)["data"] == [media]
    api.refused(400, "GET", "/object-storages", dataCenterName="")
    api.switch(cancel_date="")
    assert api("GET", "/object-storages")["data"][0]["cancelDate"] == ""
    api.switch(cancel_date="absent")
    assert "cancelDate" not in api("GET", "/object-storages")["data"][0]


# -- roles -------------------------------------------------------------------------------------------------------------------------

def names(found: dict[str, Any]) -> list[str]:
    return [role["name"] for role in found["data"]]


def test_list_roles(api: Api) -> None:
    assert api("GET", "/roles")["_pagination"] == {"size": 10, "totalElements": 11, "totalPages": 2, "page": 1}
    assert names(api("GET", "/roles", type="custom", orderBy="name:asc")) == ["Network", "Support desk", "s3-readers"]
    assert names(api("GET", "/roles", type="default")) == [
        "Owner", "Full Access", "Technician", "Billing Admin", "Invoice", "Abuse & Fraud", "Object Storage", "Object Storage r/w",
    ]
    assert names(api("GET", "/roles", tagName="db")) == ["s3-readers"] and names(api("GET", "/roles", apiName="/v1/users/audits")) == ["Support desk"]


@pytest.mark.parametrize(("mode", "exact", "start", "inside"), [("substring", 2, 2, 2), ("prefix", 2, 2, 0), ("exact", 1, 0, 0)])
def test_name_filter(api: Api, mode: str, exact: int, start: int, inside: int) -> None:
    api.switch(name_filter=mode)
    assert [len(names(api("GET", "/roles", name=name))) for name in ("Object Storage", "object", "storage")] == [exact, start, inside]
    assert len(names(api("GET", "/roles"))) == 10


def test_read_role(api: Api) -> None:
    role = api("GET", "/roles/4712")
    assert role == {"_links": {"self": "/v1/roles/4712"}, "data": [{
        "tenantId": "INT", "customerId": "10051234", "roleId": 4712, "name": "s3-readers", "admin": False, "accessAllResources": False,
        "type": "custom", "permissions": [
            {"apiName": "/v1/object-storages", "actions": ["READ"], "resources": [{"tagId": 11, "tagName": "web"}, {"tagId": 12, "tagName": "db"}]},
        ],
    }]}
    assert api.refused(404, "GET", "/roles/99") == "Entry Role not found by roleId 99"
    assert api.refused(400, "GET", "/roles/x") == ["roleId must be an integer number"]


def test_role_create_update_delete(api: Api) -> None:
    grants = [
        {"apiName": "/v1/users/{userId}", "actions": ["READ", "UPDATE"], "resources": []}, {"apiName": "/v1/tags", "actions": ["READ"], "resources": [11]},
    ]
    made = api("POST", "/roles", {**ROLE, "permissions": grants}, expect=201)
    role_id = made["data"][0]["roleId"]
    assert made["_links"] == {"self": f"/v1/roles/{role_id}"} and set(made["data"][0]) == {"tenantId", "customerId", "roleId"}
    role = api("GET", f"/roles/{role_id}")["data"][0]
    assert role["type"] == "custom" and role["permissions"] == [
        {"apiName": "/v1/users/{userId}", "actions": ["READ", "UPDATE"]},
        {"apiName": "/v1/tags", "actions": ["READ"], "resources": [{"tagId": 11, "tagName": "web"}]},
    ]
    assert api("PUT", f"/roles/{role_id}", {**ROLE, "name": "Ops 2"}) == {"_links": {"self": f"/v1/roles/{role_id}"}}
    role = api("GET", f"/roles/{role_id}")["data"][0]
    assert role["name"] == "Ops 2" and len(role["permissions"]) == 2
    api.switch(put_without_permissions="clear")
    api("PUT", f"/roles/{role_id}", ROLE)
    assert api("GET", f"/roles/{role_id}")["data"][0]["permissions"] == []
    assert api("DELETE", f"/roles/{role_id}", expect=204) is None
    api.refused(404, "DELETE", f"/roles/{role_id}")
    api.refused(404, "PUT", f"/roles/{role_id}", ROLE)


@pytest.mark.parametrize(("permission", "status", "message"), [
    ({"apiName": "/v1/moon", "actions": ["READ"]}, 400, "Bad Request unknown apiName /v1/moon"),
    ({"apiName": "/v1/users", "actions": ["UPDATE"]}, 400, "Bad Request action UPDATE is not offered by /v1/users"),
    ({"apiName": "/v1/users", "actions": ["READ"], "resources": [99]}, 404, "Entry Tag not found by tagId 99"),
    ({"apiName": "/v1/users", "actions": ["PLAY"]}, 400,
     ["each value in permissions.0.actions must be one of the following values: CREATE, READ, UPDATE, DELETE"]),
    ({"apiName": "/v1/users", "actions": "READ"}, 400, ["permissions.0.actions must be an array"]),
    ({"apiName": "", "actions": []}, 400, ["permissions.0.apiName must be longer than or equal to 1 characters"]),
    ("READ", 400, ["permissions must be an array"]),
])
def test_bad_permissions(api: Api, permission: Any, status: int, message: Any) -> None:
    for method, path in (("POST", "/roles"), ("PUT", "/roles/4711")):
        assert api.refused(status, method, path, {**ROLE, "permissions": [permission]}) == message


def test_bad_permission_status(api: Api) -> None:
    api.switch(bad_permission_status=404)
    api.refused(404, "POST", "/roles", {**ROLE, "permissions": [{"apiName": "/v1/moon", "actions": []}]})


def test_required_fields_of_a_role(api: Api) -> None:
    for method, path in (("POST", "/roles"), ("PUT", "/roles/4711")):
        assert {text.split()[0] for text in api.refused(400, method, path, {})} == {"name", "admin", "accessAllResources"}


@pytest.mark.parametrize("status", [403, 400])
def test_default_roles_are_fixed(api: Api, status: int) -> None:
    api.switch(default_role_status=status)
    api.refused(status, "PUT", "/roles/103", ROLE)
    api.refused(status, "DELETE", "/roles/103")


@pytest.mark.parametrize("status", [409, 400])
def test_role_in_use(api: Api, status: int) -> None:
    api.switch(role_in_use_status=status)
    api.refused(status, "DELETE", "/roles/4711")


def test_role_names(api: Api) -> None:
    api("POST", "/roles", {**ROLE, "name": "Network"})
    api.switch(unique_role_names=True)
    api.refused(409, "POST", "/roles", {**ROLE, "name": "Network"})
    api.refused(409, "PUT", "/roles/4712", {**ROLE, "name": "Network"})
    api.switch(default_role_names={"Full Access": "FULL"})
    assert names(api("GET", "/roles", type="default"))[1] == "FULL"


def test_two_roles_of_one_name(api: Api) -> None:
    api.switch(duplicate_role_names=True)
    found = api("GET", "/roles", name="Network")["data"]
    assert [role["roleId"] for role in found] == [4711, 4799]
    api("GET", "/roles/4799")


def test_admin_roles(api: Api) -> None:
    desired = {**ROLE, "admin": True, "permissions": [{"apiName": "/v1/users", "actions": ["READ"]}]}
    for switch, everything, count in ((False, False, 1), (True, True, 0)):
        api.switch(normalise_admin_roles=switch)
        role = api("GET", f"/roles/{api('POST', '/roles', desired)['data'][0]['roleId']}")["data"][0]
        assert (role["accessAllResources"], len(role["permissions"])) == (everything, count)


def test_tags(api: Api) -> None:
    first = api("GET", "/tags", page=1, size=1)
    assert (first["_pagination"]["totalElements"], [item["tagId"] for item in first["data"]]) == (2, [11])
    assert [(item["tagId"], item["name"]) for item in api("GET", "/tags", name="d")["data"]] == [(12, "db")]
    api.emulator.configure({"duplicate_tag_names": True})
    assert [item["tagId"] for item in api("GET", "/tags", name="web")["data"]] == [11, 13]


def test_api_permissions(api: Api) -> None:
    found: list[dict[str, Any]] = []
    for page in range(1, 4):
        part = api("GET", "/roles/api-permissions", page=page, size=100)
        assert set(part) == {"data", "_links"} and ("next" in part["_links"]) == (page < 3)
        found += part["data"]
    assert {entry["apiName"] for entry in found} == set(API_PERMISSIONS)
    assert api("GET", "/roles/api-permissions", apiName="/v1/users")["data"] == [{"apiName": "/v1/users", "actions": ["CREATE", "READ"]}]


def test_api_names_with_colons(api: Api) -> None:
    api.switch(api_name_style="colon")
    assert api("GET", "/roles/api-permissions", apiName="/v1/users/:userId")["data"]
    role_id = api("POST", "/roles", {**ROLE, "permissions": [{"apiName": "/v1/users/:userId", "actions": ["READ"]}]})["data"][0]["roleId"]
    assert api("GET", f"/roles/{role_id}")["data"][0]["permissions"][0]["apiName"] == "/v1/users/:userId"
    api.refused(400, "POST", "/roles", {**ROLE, "permissions": [{"apiName": "/v1/users/{userId}", "actions": ["READ"]}]})


# -- audits ------------------------------------------------------------------------------------------------------------------------

def test_user_audits(api: Api) -> None:
    assert api("GET", "/users/audits")["_pagination"]["totalElements"] == 30
    user_id, request_id = api("POST", "/users", NEW)["data"][0]["userId"], str(uuid.uuid4())
    api("PATCH", f"/users/{user_id}", {"enabled": False, "totp": False}, headers={"x-request-id": request_id, "x-trace-id": "nightly"})
    api("DELETE", f"/users/{user_id}")
    created, updated, deleted = api("GET", "/users/audits", userId=user_id)["data"]
    assert updated == {
        "id": 20032, "action": "UPDATED", "timestamp": "2026-09-21T14:13:20.000Z", "tenantId": "INT", "customerId": "10051234",
        "changedBy": api.user_id("automation"), "username": "automation@harbor.example", "requestId": request_id, "traceId": "nightly", "userId": user_id,
        "changes": {"prev": {"enabled": True}, "new": {"enabled": False}},
    }
    assert (created["action"], created["changes"]["new"]) == ("CREATED", NEW) and (deleted["action"], deleted["changes"]["new"]) == ("DELETED", {})
    assert api("GET", "/users/audits", requestId=request_id)["data"] == [updated]
    assert len(api("GET", "/users/audits", changedBy=api.user_id("automation"))["data"]) == 3
    assert len(api("GET", "/users/audits", startDate="2026-09-21", endDate="2026-09-21")["data"]) == 3
    assert api("GET", "/users/audits", orderBy="timestamp:desc", size=1)["data"][0]["timestamp"].startswith("2026-09-21")
    assert api.refused(400, "GET", "/users/audits", startDate="yesterday") == ["startDate must be a valid ISO 8601 date string"]


def test_role_audits(api: Api) -> None:
    role_id = api("POST", "/roles", ROLE)["data"][0]["roleId"]
    api("PUT", f"/roles/{role_id}", {**ROLE, "name": "Ops 2"})
    found = api("GET", "/roles/audits", roleId=role_id)
    assert set(found) == {"data", "_links"} and [item["action"] for item in found["data"]] == ["CREATED", "UPDATED"]
    assert found["data"][1]["changes"] == {"prev": {"name": "Ops"}, "new": {"name": "Ops 2"}} and found["data"][1]["roleId"] == role_id


# -- state and worlds --------------------------------------------------------------------------------------------------------------

def test_reads_and_logins_leave_no_trace(api: Api) -> None:
    before = api.emulator.state()
    api.login()
    user_id = api.user_id("leif.holm")
    for path in (
        "/users", f"/users/{user_id}", "/users/client", "/users/is-password-set", "/users/audits", "/roles", "/roles/4711", "/roles/api-permissions", "/tags",
        "/roles/audits", "/object-storages", f"/users/{user_id}/object-storages/credentials",
    ):
        api("GET", path)
    assert api.emulator.state() == before
    assert "cntb-leif.holm" not in json.dumps(before) and json.loads(json.dumps(before)) == before


def test_reset_is_complete_and_repeatable(api: Api) -> None:
    first = api.emulator.state()
    api("POST", "/users", NEW)
    api("PUT", "/users/client/secret")
    api("PUT", "/roles/4711", {**ROLE, "permissions": []})
    api.switch(page_cap=3, duplicate_role_names=True)
    written = api.emulator.state()
    assert written != first
    api.emulator.reset(World())
    assert api.emulator.state() == first and api.emulator.config == Contabo.defaults
    with pytest.raises(ValueError, match="no switch nope"):
        api.switch(nope=1)


def test_worlds(api: Api) -> None:
    api.emulator.reset(World(preset="empty"))
    assert [user["email"].partition("@")[0] for user in api.emulator.state()["users"]] == ["owner", "automation", "readonly"]
    assert {user["locale"] for user in api.emulator.state()["users"]} == {"en"}
    api.login()
    assert len(api("GET", "/roles", type="custom")["data"]) == 3
    api.emulator.reset(World(people_count=200))
    assert len(api.emulator.state()["users"]) == 5 + 25 + 160


def test_the_demo_has_something_to_review(api: Api) -> None:
    users = api.emulator.state()["users"]
    for key in ("enabled", "totp", "emailVerified", "passwordSet"):
        assert {user[key] for user in users} == {True, False}
    assert len({user["locale"] for user in users}) >= 6 and {len(user["roles"]) for user in users} == {0, 1, 2}
    assert sum(user["owner"] for user in users) == 1
