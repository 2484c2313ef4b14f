# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated Segment: every operation, the rules, the shapes of errors, the switches."""

from __future__ import annotations

import base64
import json
from email.utils import parsedate_to_datetime
from typing import Any, ClassVar

import pytest
import requests

from tests.sandbox.app import Sandbox
from tests.sandbox.segment.data import OWNER, ROLES, SECOND_OWNER, TWIN_ROLE, WORKSPACE
from tests.sandbox.wire import WsgiAdapter
from tests.sandbox.world import CREDENTIALS, World

NOW = 1_790_000_000.0
WHOLE = {"id": WORKSPACE["id"], "type": "WORKSPACE"}
WEB = {"id": "src-web", "type": "SOURCE"}
PROD = [{"key": "env", "value": "prod"}]
ALREADY = {"errors": [{"type": "bad-request", "message": "One or more email address was already invited to join workspace."}]}
NOT_FOUND = {"errors": [{"type": "NotFound", "message": "Resource not found"}]}
UNAUTHORIZED = {"errors": [{"type": "unauthorized", "message": "Unauthorized"}]}
SUCCESS = {"data": {"status": "SUCCESS"}}


class Client:
    """A session on a fresh workspace, whose clock stands still until it is moved."""

    _shared: ClassVar[Sandbox | None] = None  # to fill the other three platforms anew for every test takes longer than the tests

    def __init__(self, world: World | None = None) -> None:
        self.now = NOW
        Client._shared = Client._shared or Sandbox(World(preset="empty"))
        self.sandbox = Client._shared
        self.segment = self.sandbox.platform("segment")
        self.segment.clock = lambda: self.now
        self.segment.reset(world or World())
        self.session = requests.Session()
        self.session.mount("http://sandbox", WsgiAdapter(self.sandbox))
        self.session.headers["Authorization"] = "Bearer " + CREDENTIALS["SEGMENT_TOKEN"]

    def __call__(self, method: str, path: str, body: Any = None, **kwargs: Any) -> requests.Response:
        return self.session.request(method, "http://sandbox/segment" + path, json=body, **kwargs)

    def data(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        response = self(method, path, body)
        assert response.status_code == status, response.text
        return response.json()["data"]

    def all(self, path: str, key: str) -> list[Any]:
        found, query = [], "pagination.count=200"
        while True:
            page = self.data("GET", f"{path}?{query}")
            found += page[key]
            if not page["pagination"].get("next"):
                return found
            query = "pagination.count=200&pagination.cursor=" + page["pagination"]["next"].replace("=", "%3D")

    def user(self, email: str) -> str:
        return next(str(user["id"]) for user in self.all("/users", "users") if user["email"] == email)

    def group(self, name: str) -> str:
        return next(str(group["id"]) for group in self.all("/groups", "userGroups") if group["name"] == name)

    def new_events(self, since: int) -> list[str]:
        return [event["type"] for event in self.segment.events[since:]]


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.fixture
def empty() -> Client:
    return Client(World(preset="empty"))


def permission(role: str, *resources: Any, **more: Any) -> dict[str, Any]:
    return {"roleId": ROLES[role], "resources": list(resources) or [WHOLE], **more}


def invite(client: Client, email: str, *permissions: Any, status: int = 201) -> Any:
    response = client("POST", "/invites", {"invites": [{"email": email, **({"permissions": list(permissions)} if permissions else {})}]})
    assert response.status_code == status, response.text
    return response.json()


def items(response: requests.Response, status: int = 422) -> list[tuple[str, str]]:
    assert response.status_code == status, response.text
    assert {error["type"] for error in response.json()["errors"]} == {"input-validation"}
    return [(error["field"], error["message"]) for error in response.json()["errors"]]


# -- the frame of every answer ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", [None, "Bearer wrong", CREDENTIALS["SEGMENT_TOKEN"]])
@pytest.mark.parametrize("path", ["/users", "/no/such/path"])
def test_auth_comes_before_routing(client: Client, header: str | None, path: str) -> None:
    response = client("GET", path, headers={"Authorization": header})
    assert (response.status_code, response.json()) == (401, UNAUTHORIZED)
    assert "X-RateLimit-Remaining" not in response.headers


@pytest.mark.parametrize(("method", "path"), [("GET", "/no/such/path"), ("POST", "/users"), ("GET", "/invites/foo@example.com"), ("PATCH", "/roles")])
def test_unknown_route(client: Client, method: str, path: str) -> None:
    response = client(method, path)
    assert (response.status_code, response.json()) == (404, NOT_FOUND)


def test_headers_of_a_success(client: Client) -> None:
    response = client("GET", "/roles")
    assert response.headers["Content-Type"] == "application/vnd.segment.v1+json; charset=utf-8"
    assert (response.headers["X-RateLimit-Consumed"], response.headers["X-RateLimit-Remaining"]) == ("1", "199")
    assert parsedate_to_datetime(response.headers["X-RateLimit-Reset"]).timestamp() == NOW + 60
    assert "X-RateLimit-Limit" not in response.headers


def test_bad_bodies(client: Client) -> None:
    response = client("POST", "/groups", data=b"{nonsense")
    assert (response.status_code, response.json()) == (400, {"errors": [{"type": "bad-request", "message": "Invalid JSON"}]})
    assert items(client("POST", "/groups", ["x"])) == [("name", '"name" is required')]
    assert items(client("POST", "/groups", {"name": " "})) == [("name", '"name" is not allowed to be empty')]
    assert items(client("POST", "/groups", {"name": 3})) == [("name", '"name" must be a string')]
    assert items(client("GET", "/users/" + "x" * 256))[0][0] == "userId"


def test_payload_limit(client: Client) -> None:
    response = client("POST", "/groups", data=b" " * 26_214_401)
    assert response.status_code == 413
    assert response.json() == {"errors": [{"type": "PayloadLimitError", "message": "The payload limit size of 25mb has been reached"}]}


def test_reads_change_nothing(client: Client) -> None:
    before = client.sandbox.state()["segment"]
    user, group = client.user(OWNER), client.group("Analysts")
    for path in ("/", "/users", f"/users/{user}", f"/users/{user}/groups", "/invites", "/groups", f"/groups/{group}", f"/groups/{group}/users",
                 f"/groups/{group}/invites", "/roles", "/audit-events"):
        client.data("GET", path)
    assert client.sandbox.state()["segment"] == before
    assert Client().sandbox.state()["segment"] == before  # a reset gives the same ids
    json.dumps(before)


# -- paging -----------------------------------------------------------------------------------------------------------------------------


def test_pages(client: Client) -> None:
    first = client.data("GET", "/users?pagination.count=200")
    assert len(first["users"]) == 5
    assert first["pagination"] == {"current": "MA==", "next": "NQ==", "totalEntries": 27}
    second = client.data("GET", "/users?pagination[count]=4&pagination%5Bcursor%5D=NQ%3D%3D")
    assert second["pagination"] == {"current": "NQ==", "next": "OQ==", "previous": "MQ==", "totalEntries": 27}
    assert client.data("GET", "/users?pagination.count=5&pagination.cursor=MjU%3D")["pagination"] == {"current": "MjU=", "previous": "MjA=", "totalEntries": 27}
    assert client.data("GET", "/users") == first
    assert len({user["id"] for user in client.all("/users", "users")}) == 27


@pytest.mark.parametrize(("query", "field"), [
    ("pagination.count=0", "pagination.count"), ("pagination.count=-1", "pagination.count"), ("pagination.count=1001", "pagination.count"),
    ("pagination.count=ten", "pagination.count"), ("pagination.cursor=MA%3D%3D", "pagination.count"), ("pagination=%7B%22count%22%3A%2010%7D", "pagination"),
    ("pagination.count=2&pagination.cursor=%21", "pagination.cursor"), ("pagination.count=2&pagination.cursor=LTE%3D", "pagination.cursor"),
])
@pytest.mark.parametrize("path", ["/users", "/audit-events"])
def test_bad_pagination(client: Client, path: str, query: str, field: str) -> None:
    assert [one for one, dummy in items(client("GET", f"{path}?{query}"))] == [field]


@pytest.mark.parametrize(("path", "total"), [("/users", True), ("/invites", True), ("/groups", False), ("/roles", False), ("/audit-events", False),
                                             ("/groups/{g}/users", True), ("/groups/{g}/invites", True), ("/users/{u}/groups", True)])
def test_total_entries(client: Client, path: str, total: bool) -> None:
    page = client.data("GET", path.format(g=client.group("Analysts"), u=client.user(OWNER)))["pagination"]
    assert ("totalEntries" in page) is total


def test_paging_switches(client: Client) -> None:
    names = [user["id"] for user in client.all("/users", "users")]
    client.segment.configure({"page_cap": 1000, "newest_first": True, "null_cursors": True, "pagination_required": True})
    data = client.data("GET", "/users?pagination.count=1000")
    assert [user["id"] for user in data["users"]] == names[::-1]
    assert data["pagination"] == {"current": "MA==", "next": None, "previous": None, "totalEntries": 27}
    assert items(client("GET", "/users")) == [("pagination", '"pagination" is required')]


# -- workspace, roles, audit events -------------------------------------------------------------------------------------------------------


def test_workspace(client: Client) -> None:
    assert client.data("GET", "/") == {"workspace": WORKSPACE}
    assert client.data("GET", "") == {"workspace": WORKSPACE}
    assert (WORKSPACE["name"], WORKSPACE["slug"], len(WORKSPACE["id"])) == ("Harbor Analytics", "harbor-analytics", 22)


def test_roles(client: Client) -> None:
    roles = client.all("/roles", "roles")
    assert {role["name"]: role["id"] for role in roles} == ROLES
    assert all(len(role["id"]) == 27 and role["description"] for role in roles)
    client.segment.configure({"duplicate_role_names": True})
    assert [role["id"] for role in client.all("/roles", "roles") if role["name"] == "Source Read-only"] == [ROLES["Source Read-only"], TWIN_ROLE[1]]
    user = client.user(OWNER)
    client.data("POST", f"/users/{user}/permissions", {"permissions": [{"roleId": TWIN_ROLE[1], "resources": [WHOLE]}]})


def test_audit_events(client: Client) -> None:
    events = client.all("/audit-events", "events")
    assert [event["timestamp"] for event in events] == sorted((event["timestamp"] for event in events), reverse=True)
    assert "Analysts" not in [event["resourceName"] for event in events]  # made before what is kept
    assert {event["resourceName"] for event in events if event["type"] == "User Group Created"} == {"Engineers", "Privacy"}
    assert events[0].keys() == {"id", "timestamp", "type", "actor", "actorEmail", "resourceId", "resourceType", "resourceName"}
    group = client.data("POST", "/groups", {"name": "Late"})["userGroup"]["id"]
    newest = client.data("GET", "/audit-events?pagination.count=2")["events"]
    assert {event["type"] for event in newest} == {"User Group Created", "Policy Created"}
    assert newest[0]["actor"].startswith("public-api-token/")
    assert len(client.data("GET", f"/audit-events?resourceId={group}")["events"]) == 2
    assert all(event["resourceType"] == "invite" for event in client.data("GET", "/audit-events?resourceType=invite")["events"])


def test_audit_cursor_keeps_its_end(client: Client) -> None:
    before = [event["id"] for event in client.all("/audit-events", "events")]
    first = client.data("GET", "/audit-events?pagination.count=3")
    told = json.loads(base64.b64decode(first["pagination"]["next"]))
    assert told == {"pageToken": "Mg==", "endTime": "2026-09-21T14:13:20.000Z"}
    client.now += 5
    client.data("POST", "/groups", {"name": "Late"})
    second = client.data("GET", "/audit-events?pagination.count=3&pagination.cursor=" + first["pagination"]["next"].replace("=", "%3D"))
    assert [event["id"] for event in second["events"]] == before[3:6]
    assert json.loads(base64.b64decode(second["pagination"]["previous"]))["pageToken"] == "MQ=="


def test_audit_times(client: Client) -> None:
    assert [one for one, dummy in items(client("GET", "/audit-events?startTime=soon&endTime=later"))] == ["startTime", "endTime"]
    old = client.data("GET", "/audit-events?endTime=2026-08-01T00:00:00Z")["events"]
    assert [event["resourceName"] for event in old] == ["Engineers"]
    assert client.data("GET", "/audit-events?startTime=2026-09-22T00:00:00")["events"] == []


# -- users --------------------------------------------------------------------------------------------------------------------------------


def test_list_and_get_user(client: Client) -> None:
    listed = client.all("/users", "users")
    assert all(user.keys() == {"id", "name", "email"} and len(user["id"]) == 22 for user in listed)
    owner = client.data("GET", "/users/" + client.user(OWNER))["user"]
    assert owner["permissions"] == [{"roleId": ROLES["Workspace Owner"], "roleName": "Workspace Owner", "resources": [{**WHOLE, "labels": []}]}]
    assert client("GET", f"/users/{OWNER}").json() == NOT_FOUND
    assert client("GET", "/users/nope").status_code == client("GET", "/users/nope/groups").status_code == 404


def test_demo_people_differ(client: Client) -> None:
    shapes = {json.dumps(client.data("GET", f"/users/{user['id']}")["user"]["permissions"]) for user in client.all("/users", "users")}
    assert len(shapes) >= 8
    assert "[]" in shapes and any('"env"' in shape for shape in shapes) and any("src-billing" in shape for shape in shapes)


def test_empty_preset(empty: Client) -> None:
    assert [user["email"] for user in empty.all("/users", "users")] == [OWNER, SECOND_OWNER]
    assert empty.all("/invites", "invites") == empty.all("/groups", "userGroups") == empty.segment.events == []


def test_many_people() -> None:
    client = Client(World(people_count=300))
    client.segment.configure({"page_cap": 1000})
    assert len({user["email"] for user in client.all("/users", "users")}) == len(client.all("/users", "users")) > 280


@pytest.mark.parametrize("form", [
    "userIds.0={}&userIds.1={}", "userIds[0]={}&userIds[1]={}", "userIds%5B1%5D={}&userIds%5B0%5D={}", "userIds[]={}&userIds[]={}"])
def test_delete_users(client: Client, form: str) -> None:
    group = client.group("Engineers")
    gone = client.data("GET", f"/groups/{group}/users")["users"][:2]
    since = len(client.segment.events)
    assert client("DELETE", "/users?" + form.format(gone[0]["id"], gone[1]["id"])).json() == SUCCESS
    assert client("GET", f"/users/{gone[0]['id']}").status_code == 404
    assert client.data("GET", f"/groups/{group}")["userGroup"]["memberCount"] == 5
    assert client.new_events(since) == ["Group Memberships Deleted"] * 2


@pytest.mark.parametrize("query", ["", "userIds={id}", "userIds=%5B%22{id}%22%5D", "userIds.0=", "userIds.21={id}", "userIds.x={id}"])
def test_delete_users_refuses_other_forms(client: Client, query: str) -> None:
    assert items(client("DELETE", "/users?" + query.format(id=client.user("mona.berg@harbor.example"))))


def test_lenient_query(client: Client) -> None:
    client.segment.configure({"lenient_query": True})
    mona, ravi = client.user("mona.berg@harbor.example"), client.user("ravi.stone@harbor.example")
    assert items(client("DELETE", f'/users?userIds=["{mona}"]')) == [("userIds", '"userIds" must be an array')]
    assert client("DELETE", f"/users?userIds={mona}&userIds={ravi}").json() == SUCCESS


@pytest.mark.parametrize("partial", [False, True])
def test_delete_unknown_users(client: Client, partial: bool) -> None:
    client.segment.configure({"delete_known_users": partial})
    mona = client.user("mona.berg@harbor.example")
    assert client("DELETE", f"/users?userIds.0={mona}&userIds.1=nope").json() == NOT_FOUND
    assert client("GET", f"/users/{mona}").status_code == (404 if partial else 200)


def test_owners_are_protected(empty: Client) -> None:
    owner, ada = empty.user(OWNER), empty.user(SECOND_OWNER)
    assert empty("DELETE", f"/users?userIds.0={owner}").status_code == 400  # it made the token
    empty.data("PUT", f"/users/{owner}/permissions", {"permissions": [permission("Source Admin")]})
    assert empty("DELETE", f"/users?userIds.0={ada}").json()["errors"][0]["type"] == "bad-request"
    empty.segment.configure({"protect_owners": False})
    assert empty("DELETE", f"/users?userIds.0={ada}&userIds.1={owner}").json() == SUCCESS


def test_groups_of_a_user(client: Client) -> None:
    user, group = client.user(OWNER), client.group("Privacy")
    assert client.data("GET", f"/users/{user}/groups") == {"groups": [{"id": group, "name": "Privacy"}], "pagination": {"current": "MA==", "totalEntries": 1}}


# -- permissions --------------------------------------------------------------------------------------------------------------------------


def test_add_user_permissions(client: Client) -> None:
    user, since = client.user("ravi.stone@harbor.example"), len(client.segment.events)
    before = client.data("GET", f"/users/{user}")["user"]["permissions"]
    answer = client.data("POST", f"/users/{user}/permissions", {"permissions": [permission("Identity Admin", {**WHOLE, "labels": PROD})], "userId": user})
    (entry,) = answer["permissions"]
    shown = {"roleId": ROLES["Identity Admin"], "roleName": "Identity Admin", "resources": [{**WHOLE, "labels": PROD}]}
    assert len(entry.pop("policyId")) == 27
    assert entry == {**shown, "subjectId": user, "subjectType": "user"}
    assert client.data("GET", f"/users/{user}")["user"]["permissions"] == [*before, shown]
    assert client.new_events(since) == ["Policy Created", "User Policy Updated"]


def test_replace_user_permissions(client: Client) -> None:
    user, since = client.user("ravi.stone@harbor.example"), len(client.segment.events)
    answer = client.data("PUT", f"/users/{user}/permissions", {"permissions": [permission("Source Admin", WEB)]})
    shown = [{"roleId": ROLES["Source Admin"], "roleName": "Source Admin", "resources": [{**WEB, "labels": []}]}]
    assert answer == {"permissions": shown}
    assert client.data("GET", f"/users/{user}")["user"]["permissions"] == shown
    assert client.data("PUT", f"/users/{user}/permissions", {"permissions": []}) == {"permissions": []}
    assert client.new_events(since) == ["Policy Deleted"] * 2
    client.segment.configure({"empty_user_permissions": False})
    assert items(client("PUT", f"/users/{user}/permissions", {"permissions": []})) == [("permissions", '"permissions" must contain at least 1 items')]


@pytest.mark.parametrize(("body", "fields"), [
    ({}, ["permissions"]), ({"permissions": "x"}, ["permissions"]), ({"permissions": ["x"]}, ["permissions.0"]),
    ({"permissions": [{}]}, ["permissions.0.roleId", "permissions.0.resources"]),
    ({"permissions": [permission("Source Admin"), {"roleId": "nope", "resources": []}]}, ["permissions.1.roleId", "permissions.1.resources"]),
    ({"permissions": [permission("Source Admin", {"type": "PLANET"})]}, ["permissions.0.resources.0.id", "permissions.0.resources.0.type"]),
    ({"permissions": [permission("Source Admin", "x")]}, ["permissions.0.resources.0"]),
    ({"permissions": [permission("Source Admin", {"id": "src-nope", "type": "SOURCE"})]}, ["permissions.0.resources.0.id"]),
    ({"permissions": [permission("Source Admin", {**WEB, "labels": PROD})]}, ["permissions.0.resources.0.labels"]),
    ({"permissions": [permission("Source Admin", {**WHOLE, "labels": [{"key": "env"}, 3]})]},
     [f"permissions.0.resources.0.labels.{entry}" for entry in ("0.value", "1.key", "1.value")]),
    ({"permissions": [permission("Source Admin")] * 201}, ["permissions"]),
])
def test_bad_permissions(client: Client, body: Any, fields: list[str]) -> None:
    user, group = client.user(OWNER), client.group("Privacy")
    for method in ("POST", "PUT"):
        for subject in (f"users/{user}", f"groups/{group}"):
            assert [field for field, dummy in items(client(method, f"/{subject}/permissions", body))] == fields


def test_validation_comes_before_lookup(client: Client) -> None:
    assert items(client("PUT", "/users/nope/permissions", {}))
    assert client("PUT", "/users/nope/permissions", {"permissions": []}).json() == NOT_FOUND
    client.segment.configure({"unknown_role_status": 404})
    body = {"permissions": [{"roleId": "nope", "resources": [WHOLE]}]}
    assert client("PUT", f"/users/{client.user(OWNER)}/permissions", body).json() == NOT_FOUND


@pytest.mark.parametrize(("rule", "made", "kept"), [("second", 2, 3), ("ignore", 1, 2)])
def test_duplicate_grants(client: Client, rule: str, made: int, kept: int) -> None:
    client.segment.configure({"duplicate_grants": rule})
    user = client.user(OWNER)
    answer = client.data("POST", f"/users/{user}/permissions", {"permissions": [permission("Workspace Owner"), permission("PII Access")]})
    assert len(answer["permissions"]) == made
    assert len(client.data("GET", f"/users/{user}")["user"]["permissions"]) == kept


def test_what_reads_show(client: Client) -> None:
    user = client.user(OWNER)
    client.data("PUT", f"/users/{user}/permissions", {"permissions": [permission("Source Admin", WEB), permission("Source Admin")]})
    client.segment.configure({"merge_read_roles": True, "list_user_permissions": True, "user_includes_groups": True})
    read = client.data("GET", f"/users/{user}")["user"]["permissions"]
    assert [(item["roleName"], len(item["resources"])) for item in read] == [("Source Admin", 2), ("End User Privacy Admin", 1), ("PII Access", 1)]
    assert client.all("/users", "users")[0]["permissions"] == read


# -- invites ------------------------------------------------------------------------------------------------------------------------------


def test_list_invites(client: Client) -> None:
    assert client.all("/invites", "invites") == [f"{name}@harbor.example" for name in (
        "invitee1", "invitee2", "invitee3", "invitee4", "pat+segment", "late.invitee")]


def test_invite_and_accept(client: Client) -> None:
    since = len(client.segment.events)
    wanted = permission("Source Admin", labels=PROD), permission("PII Access", WEB)
    assert invite(client, "Zoe@Harbor.example", *wanted) == {"data": {"emails": ["Zoe@Harbor.example"]}}
    assert client.new_events(since) == ["Non-Segment User Invited to Workspace", "Policy Created", "Policy Created"]
    assert "Zoe@Harbor.example" in client.all("/invites", "invites")
    group = client.group("Analysts")
    client.data("POST", f"/groups/{group}/users", {"emails": ["zoe@harbor.example"]})
    accepted = client.segment.accept("zoe@harbor.example")
    assert client.data("GET", f"/users/{accepted['id']}")["user"] == accepted
    assert [entry["resources"] for entry in accepted["permissions"]] == [[{**WHOLE, "labels": PROD}], [{**WEB, "labels": []}]]
    assert "Zoe@Harbor.example" not in client.all("/invites", "invites")
    assert [entry["name"] for entry in client.data("GET", f"/users/{accepted['id']}/groups")["groups"]] == ["Analysts"]
    with pytest.raises(KeyError):
        client.segment.accept("zoe@harbor.example")


def test_control_path_of_accept(client: Client) -> None:
    url = "http://sandbox/_sandbox/segment/accept"
    assert client.session.post(url, json={"email": "pat+segment@harbor.example"}).json()["email"] == "pat+segment@harbor.example"
    assert client.session.post(url, json={"email": "nobody@harbor.example"}).status_code == 400


def test_expired_invites_stay_listed(client: Client) -> None:
    client.segment.expire("invitee1@harbor.example")
    assert "invitee1@harbor.example" in client.all("/invites", "invites")
    with pytest.raises(ValueError, match="expired"):
        client.segment.accept("invitee1@harbor.example")
    assert invite(client, "invitee1@harbor.example", status=400) == ALREADY
    with pytest.raises(KeyError):
        client.segment.expire("nobody@harbor.example")


@pytest.mark.parametrize(("role", "given"), [("Minimal Workspace Access", ["Minimal Workspace Access"]), ("", [])])
def test_invite_without_permissions(client: Client, role: str, given: list[str]) -> None:
    client.segment.configure({"invite_default_role": role})
    invite(client, "zoe@harbor.example")
    assert [entry["roleName"] for entry in client.segment.accept("zoe@harbor.example")["permissions"]] == given


def test_invite_with_labels_alone_and_with_misplaced_ones(client: Client) -> None:
    invite(client, "a@harbor.example", {"roleId": ROLES["Source Admin"], "labels": PROD})
    invite(client, "b@harbor.example", permission("Source Admin", {**WHOLE, "labels": PROD}))
    assert client.segment.accept("a@harbor.example")["permissions"][0]["resources"] == [{**WHOLE, "labels": PROD}]
    assert client.segment.accept("b@harbor.example")["permissions"][0]["resources"] == [{**WHOLE, "labels": []}]


@pytest.mark.parametrize("email", ["invitee1@harbor.example", "INVITEE1@harbor.example", OWNER, "Owner@Harbor.Example"])
def test_already_invited_or_member(client: Client, email: str) -> None:
    before = client.sandbox.state()
    response = client("POST", "/invites", {"invites": [{"email": "new@harbor.example"}, {"email": email}]})
    assert (response.status_code, response.json()) == (400, ALREADY)
    assert client.sandbox.state() == before  # nothing of the batch


def test_email_case(client: Client) -> None:
    client.segment.configure({"email_case": "sensitive"})
    invite(client, "INVITEE1@harbor.example")
    assert client("POST", "/invites", {"invites": [{"email": "x@y.example"}] * 2}).status_code == 400


@pytest.mark.parametrize(("invites", "fields"), [
    (None, ["invites"]), ([], ["invites"]), (["x"], ["invites.0"]), ([{}], ["invites.0.email"]), ([{"email": "a b@c.d"}], ["invites.0.email"]),
    ([{"email": "a@b.c"}, {"email": "nobody", "permissions": [{"roleId": "nope"}]}], ["invites.1.email", "invites.1.permissions.0.roleId"]),
    ([{"email": "a@b.c", "permissions": [permission("Source Admin", WEB, labels=PROD)]}], ["invites.0.permissions.0.labels"]),
    ([{"email": f"a{number}@b.c"} for number in range(201)], ["invites"]),
])
def test_bad_invites(client: Client, invites: Any, fields: list[str]) -> None:
    assert [field for field, dummy in items(client("POST", "/invites", {"invites": invites} if invites is not None else {}))] == fields


def test_segment_accounts_join_at_once(client: Client) -> None:
    since = len(client.segment.events)
    assert invite(client, "Has.Account@harbor.example", permission("PII Access")) == {"data": {"emails": ["Has.Account@harbor.example"]}}
    assert "Has.Account@harbor.example" not in client.all("/invites", "invites")
    user = client.data("GET", "/users/" + client.user("Has.Account@harbor.example"))["user"]
    assert (user["name"], user["permissions"][0]["roleName"]) == ("Has Account", "PII Access")
    assert client.new_events(since)[0] == "New Segment User Invited to Workspace"
    client.segment.configure({"segment_accounts": ["other@harbor.example"]})
    invite(client, "other@harbor.example")
    assert client.user("other@harbor.example")


def test_delete_invites(client: Client) -> None:
    group, since = client.group("Analysts"), len(client.segment.events)
    path = "/invites?emails.0=INVITEE2%40harbor.example&emails.1=pat%2Bsegment%40harbor.example"
    assert client("DELETE", path).json() == SUCCESS
    assert client.data("GET", f"/groups/{group}/invites")["emails"] == []
    assert client.new_events(since) == ["Invite Deleted", "Group Memberships Deleted"] * 2
    assert client("DELETE", path).json() == SUCCESS
    assert items(client("DELETE", "/invites?emails.0=pat+segment@harbor.example")) == [("emails.0", '"0" must be a valid email')]
    assert client("DELETE", f"/invites?emails.0={OWNER}").json() == SUCCESS
    assert client.user(OWNER)
    client.segment.configure({"unknown_invite_status": 404})
    assert client("DELETE", path).json() == NOT_FOUND


# -- groups -------------------------------------------------------------------------------------------------------------------------------


def test_list_and_get_group(client: Client) -> None:
    groups = client.all("/groups", "userGroups")
    assert [(group["name"], group["memberCount"]) for group in groups] == [("Analysts", 5), ("Engineers", 7), ("Privacy", 4)]
    assert client.data("GET", f"/groups/{groups[0]['id']}") == {"userGroup": groups[0]}
    assert groups[0]["permissions"][1]["resources"][0]["labels"] == [{"key": "env", "value": "dev"}]
    assert client.data("GET", f"/groups/{groups[0]['id']}/invites")["emails"] == ["invitee2@harbor.example"]
    client.segment.configure({"count_invites": False, "duplicate_group_names": True})
    again = client.all("/groups", "userGroups")
    assert [(group["name"], group["memberCount"]) for group in again] == [("Analysts", 4), ("Engineers", 7), ("Privacy", 4), ("Analysts", 0)]
    assert client.data("GET", f"/groups/{again[3]['id']}")["userGroup"] == again[3]


def test_group_life(client: Client) -> None:
    since = len(client.segment.events)
    group = client.data("POST", "/groups", {"name": "Crew"})["userGroup"]
    assert group == {"id": group["id"], "name": "Crew", "memberCount": 0}
    assert client.data("GET", f"/groups/{group['id']}")["userGroup"]["permissions"] == []
    assert client.data("PATCH", f"/groups/{group['id']}", {"name": "Team"}) == {"userGroup": {**group, "name": "Team"}}
    assert client("DELETE", f"/groups/{group['id']}").json() == SUCCESS
    assert client.new_events(since) == ["User Group Created", "Policy Created", "User Group Updated", "User Group Deleted"]


@pytest.mark.parametrize(("method", "path", "body"), [
    ("GET", "/groups/nope", None), ("PATCH", "/groups/nope", {"name": "x"}), ("DELETE", "/groups/nope", None), ("GET", "/groups/nope/users", None),
    ("GET", "/groups/nope/invites", None), ("POST", "/groups/nope/users", {"emails": []}), ("PUT", "/group/nope/users", {"emails": []}),
    ("DELETE", "/group/nope/users?emails.0=a@b.c", None), ("POST", "/groups/nope/permissions", {"permissions": []}),
    ("PUT", "/groups/nope/permissions", {"permissions": [permission("PII Access")]}),
])
def test_unknown_group(client: Client, method: str, path: str, body: Any) -> None:
    response = client(method, path, body)
    assert (response.status_code, response.json()) == (404, NOT_FOUND)


def test_group_names(client: Client) -> None:
    client.data("POST", "/groups", {"name": "Analysts"})
    client.segment.configure({"unique_group_names": True})
    response = client("POST", "/groups", {"name": "Analysts"})
    assert (response.status_code, response.json()["errors"][0]["type"]) == (409, "conflict")
    privacy = client.group("Privacy")
    assert client("PATCH", f"/groups/{privacy}", {"name": "Analysts"}).status_code == 409
    client.data("PATCH", f"/groups/{privacy}", {"name": "Privacy"})


def test_group_members(client: Client) -> None:
    group, since = client.data("POST", "/groups", {"name": "Crew"})["userGroup"]["id"], len(client.segment.events)
    added = client.data("POST", f"/groups/{group}/users", {"emails": [OWNER, "PAT+segment@harbor.example", OWNER]})
    assert added == {"userGroup": {"id": group, "name": "Crew", "memberCount": 2}}
    assert client.data("GET", f"/groups/{group}/users")["users"] == [{"id": client.user(OWNER), "name": "Owner", "email": OWNER}]
    assert client.data("GET", f"/groups/{group}/invites")["emails"] == ["pat+segment@harbor.example"]
    client.data("POST", f"/groups/{group}/users", {"emails": [OWNER]})
    replaced = client.data("PUT", f"/group/{group}/users", {"emails": [SECOND_OWNER, OWNER]})
    assert replaced["userGroup"]["memberCount"] == 2
    assert client("DELETE", f"/group/{group}/users?emails.0=OWNER%40harbor.example&emails.1=absent%40harbor.example").json() == SUCCESS
    assert client.data("PUT", f"/group/{group}/users", {"emails": []})["userGroup"]["memberCount"] == 0
    assert client.new_events(since) == [
        "Subjects Added to Group", "User Added To User Group", "User Added To User Group", "Subjects Added to Group", "User Added To User Group",
        "Group Memberships Deleted", "Group Memberships Deleted", "User Removed From User Group", "Group Memberships Deleted"]


@pytest.mark.parametrize("status", [400, 404])
def test_unknown_members(client: Client, status: int) -> None:
    client.segment.configure({"unknown_member_status": status})
    group = client.group("Privacy")
    for method, path in (("POST", f"/groups/{group}/users"), ("PUT", f"/group/{group}/users")):
        assert client(method, path, {"emails": [OWNER, "nobody@harbor.example"]}).status_code == status
        assert items(client(method, path, {})) == [("emails", '"emails" is required')]
        assert [field for field, dummy in items(client(method, path, {"emails": ["x", 3]}))] == ["emails.0", "emails.1"]
    assert client.data("GET", f"/groups/{group}")["userGroup"]["memberCount"] == 4
    assert items(client("DELETE", f"/group/{group}/users")) == [("emails", '"emails" is required')]


@pytest.mark.parametrize("alias", [False, True])
def test_plural_paths(client: Client, alias: bool) -> None:
    client.segment.configure({"plural_group_users": alias})
    group = client.group("Privacy")
    expected = 200 if alias else 404
    assert client("DELETE", f"/groups/{group}/users?emails.0={OWNER}").status_code == expected
    assert client("PUT", f"/groups/{group}/users", {"emails": [OWNER]}).status_code == expected
    assert client("POST", f"/groups/{group}/users", {"emails": [OWNER]}).status_code == 200


def test_group_permissions(client: Client) -> None:
    group, since = client.group("Privacy"), len(client.segment.events)
    (entry,) = client.data("POST", f"/groups/{group}/permissions", {"permissions": [permission("Identity Admin", WEB)]})["permissions"]
    assert (entry["subjectId"], entry["subjectType"], entry["roleName"]) == (group, "group", "Identity Admin")
    replaced = client.data("PUT", f"/groups/{group}/permissions", {"permissions": [permission("PII Access")]})
    assert replaced["permissions"] == client.data("GET", f"/groups/{group}")["userGroup"]["permissions"]
    assert client.new_events(since) == ["Policy Created", "User Group Policy Updated", "Policy Deleted"]
    assert items(client("PUT", f"/groups/{group}/permissions", {"permissions": []})) == [("permissions", '"permissions" must contain at least 1 items')]
    client.segment.configure({"empty_group_permissions": True})
    assert client.data("PUT", f"/groups/{group}/permissions", {"permissions": []}) == {"permissions": []}


@pytest.mark.parametrize("carry", [True, False])
def test_groups_after_acceptance(client: Client, carry: bool) -> None:
    client.segment.configure({"carry_groups": carry})
    user = client.segment.accept("invitee2@harbor.example")
    assert bool(client.data("GET", f"/users/{user['id']}/groups")["groups"]) is carry


# -- plan, token, limits, shapes --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [400, 402])
def test_team_plan(client: Client, status: int) -> None:
    group = client.group("Privacy")
    client.segment.configure({"plan": "team", "plan_error_status": status})
    for method, path in (("GET", "/groups"), ("POST", "/groups"), ("GET", f"/groups/{group}"), ("PUT", f"/group/{group}/users")):
        response = client(method, path)
        assert (response.status_code, response.json()) == (status, {"errors": [{
            "type": "bad-request", "message": "Your plan does not include User Groups. Contact sales to upgrade to business tier."}]})
    assert client.data("GET", "/users")


@pytest.mark.parametrize(("status", "kind"), [(401, "unauthorized"), (403, "forbidden")])
def test_member_token(client: Client, status: int, kind: str) -> None:
    client.segment.configure({"token_access": "member", "denied_status": status})
    assert client.data("GET", "/users")
    response = client("POST", "/groups", {"name": "Crew"})
    assert (response.status_code, response.json()["errors"][0]["type"]) == (status, kind)


def test_rate_limit(client: Client) -> None:
    client.segment.configure({"rate_limit": 2, "read_rate_limit": 3})
    assert [client("POST", "/groups", {"name": "Crew"}).status_code for dummy in range(2)] == [200, 200]
    client.now += 20.5
    response = client("POST", "/groups", {"name": "Crew"})
    assert (response.status_code, response.headers["Retry-After"]) == (429, "40")
    assert response.json() == {"errors": [{
        "type": "RequestError", "message": "Too many requests", "data": {"remainingPoints": 0, "msBeforeNext": 39500, "consumedPoints": 3}}]}
    assert client("PATCH", "/groups/nope", {"name": "x"}).status_code == 404  # another endpoint, another window
    assert [client("GET", "/roles").status_code for dummy in range(4)] == [200, 200, 200, 429]
    client.now += 39.5
    again = client("POST", "/groups", {"name": "Crew"})
    assert (again.status_code, again.headers["X-RateLimit-Consumed"], again.headers["X-RateLimit-Remaining"]) == (200, "1", "1")


def test_shared_window_without_retry_after(client: Client) -> None:
    client.segment.configure({"rate_limit": 1, "rate_scope": "token", "retry_after": False, "error_style": "spec"})
    assert client("GET", "/").status_code == 200
    response = client("GET", "/roles")
    assert (response.status_code, response.json()) == (429, {"errors": [{"type": "RateLimited", "message": "Rate limit exceeded"}]})
    assert "Retry-After" not in response.headers


def test_other_shapes(client: Client) -> None:
    client.segment.configure({"error_style": "spec", "content_type": "application/json", "index_limit": 99, "batch_cap": 1})
    response = client("DELETE", "/invites?emails.0=a@b.c&emails.98=c@d.e")
    assert (response.status_code, response.json()) == (422, {"errors": [{"type": "ValidationFailure", "message": "Validation failure"}]})
    assert response.headers["Content-Type"] == "application/json"
    assert client("DELETE", "/invites?emails.98=c@d.e").status_code == 200


@pytest.mark.parametrize(("status", "kind"), [(400, "bad-request"), (409, "conflict"), (429, "RequestError"), (503, "internal-server-error")])
def test_failures_from_outside(client: Client, status: int, kind: str) -> None:
    response = client.segment.fail(status, "as told")
    assert response.status_code == status
    (error,) = response.get_json()["errors"]
    assert (error["type"], error["message"]) == (kind, "as told")


def test_reset_forgets(client: Client) -> None:
    client.segment.configure({"page_cap": 7})
    invite(client, "zoe@harbor.example")
    client.sandbox.reset(World())
    assert client.segment.config["page_cap"] == 5
    assert client.sandbox.state()["segment"] == Client().sandbox.state()["segment"]
    with pytest.raises(ValueError, match="no switch page_cup"):
        client.segment.configure({"page_cup": 7})
