# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TSNA: the smallest patch, the life of a user on every kind of server, and what this platform has of its own."""

from __future__ import annotations

import copy
import json
import pathlib
from collections.abc import Mapping
from typing import Any

import jsonpatch
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.people.access.plugins.module_utils.engine.schema import matches
from ansible_collections.people.access.plugins.module_utils.platforms.tsna import schemas
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.attributes import ExtraAttributes
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.patch import minimal_patch
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.shape import Shape, dynamic_values, member_names, point_in_time
from tests.harness import Bench, prediction
from tests.sandbox.tsna import Tsna, api
from tests.sandbox.tsna.api import CHOICES
from tests.security.proxy import Proxy
from tests.unit.platforms.conftest import Wire


def shape_of(document: Mapping[str, Any], field_map: Mapping[str, str] | None) -> Shape:
    names = member_names(document, field_map)
    return Shape.of(names, document.get(names["roles"]))


LAWS = settings(max_examples=200, deadline=None, derandomize=True, database=None)

# -- the smallest patch --------------------------------------------------------------------------------------------------------------------

ODD = ["emailAddress", "email", "e/mail", "mail~0", "~1/~", "with space", "a/b~c"]
TEXTS = st.sampled_from(["", "a@x.example", "b@x.example"])
FIELD_NAMES = ["Department", "Sites", "Cost Center", "a/b~c"]
VALUES = st.lists(st.sampled_from(["", "Oslo", "Bergen", "7"]), max_size=3)
ENTRIES = st.fixed_dictionaries({"id": st.just("f-1"), "link": st.just("https://x")})


@st.composite
def documents(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, str]]:
    """A user object with the field map that fits it: members may be absent or null, and have odd names."""
    names = draw(st.lists(st.sampled_from(ODD), min_size=3, max_size=3, unique=True))
    field_map = dict(zip(("email", "enabled", "roles"), names))
    document: dict[str, Any] = {"name": draw(st.sampled_from(["ada", "bob"])), "rootFlag": False, "other": {"kept": [1, None]}, "nothing": None}
    members = {"email": TEXTS | st.none(), "enabled": st.booleans() | st.none(), "roles": st.lists(st.sampled_from(["Planner", "Viewer"])) | st.none()}
    for part, values in members.items():
        if draw(st.booleans()):
            document[field_map[part]] = draw(values)
    fields = draw(st.none() | st.just("absent") | st.lists(st.sampled_from(FIELD_NAMES), unique=True))
    if fields != "absent":
        document["dynamicFields"] = fields and [{"id": f"key-{name}", "name": name, "values": draw(VALUES | st.none())} for name in fields]
    return document, field_map


BODIES = st.fixed_dictionaries({}, optional={
    "name": st.sampled_from(["ada", "bob", "eve"]), "email": TEXTS, "enabled": st.booleans(), "password": st.sampled_from(["Fj4-quiet"]),
    "roles": st.lists(st.sampled_from(["Planner", "Viewer"])),
    "dynamic_fields": st.dictionaries(st.sampled_from(FIELD_NAMES), VALUES.map(lambda values: tuple(sorted(filter(None, values)))), max_size=3),
})


def member_of(part: str, field_map: Mapping[str, str]) -> str:
    return {"name": "name", "password": "password"}.get(part) or field_map.get(part, part)


def patched(document: dict[str, Any], steps: list[dict[str, Any]]) -> dict[str, Any]:
    """Through JSON, as on the wire."""
    result: dict[str, Any] = jsonpatch.JsonPatch.from_string(json.dumps(steps)).apply(copy.deepcopy(document))
    return result


@LAWS
@given(made=documents(), body=BODIES)
def test_the_patch_gives_what_is_wanted_and_leaves_the_rest(made: tuple[dict[str, Any], dict[str, str]], body: dict[str, Any]) -> None:
    document, field_map = made
    kept = copy.deepcopy(document)
    steps = minimal_patch(document, shape_of(document, field_map), body)
    assert document == kept
    after = patched(document, steps)
    touched = {member_of(part, field_map) for part in body if part != "dynamic_fields"}
    for part in set(body) - {"dynamic_fields"}:
        value = after.get(member_of(part, field_map))
        assert value == body[part] or body[part] == "" and value is None
    for name in set(document) | set(after):
        if name not in touched and name != "dynamicFields":
            assert name in after and after[name] == document[name]
    wanted = {**dynamic_values(document), **body.get("dynamic_fields", {})}
    assert dynamic_values(after) == {name: values for name, values in wanted.items() if values}
    # Entries keep what else they have, and those that are not named stay in their place.
    before, now = document.get("dynamicFields") or [], after.get("dynamicFields") or []
    for place, entry in enumerate(before):
        named = entry["name"] in body.get("dynamic_fields", {})
        assert now[place] == (entry if not named else {**entry, "values": now[place]["values"]})


@LAWS
@given(made=documents(), body=BODIES)
def test_nothing_is_sent_when_nothing_differs(made: tuple[dict[str, Any], dict[str, str]], body: dict[str, Any]) -> None:
    document, field_map = made
    body = {part: value for part, value in body.items() if part != "password"}  # which no answer shows
    after = patched(document, minimal_patch(document, shape_of(document, field_map), body))
    assert minimal_patch(after, shape_of(after, field_map), body) == []


@LAWS
@given(made=documents(), body=BODIES)
def test_every_step_is_guarded(made: tuple[dict[str, Any], dict[str, str]], body: dict[str, Any]) -> None:
    """The first step tests the name; whoever writes by a place in the array tests first who is there."""
    document, field_map = made
    steps = minimal_patch(document, shape_of(document, field_map), body)
    if not steps:
        return
    assert steps[0] == {"op": "test", "path": "/name", "value": document["name"]}
    assert {step["op"] for step in steps} <= {"test", "add"}
    assert steps[-1]["op"] == "add"
    for before, step in zip(steps, steps[1:]):
        place = step["path"].split("/")
        if place[1] == "dynamicFields" and place[2:3] not in ([], ["-"]):
            guard = step if step["op"] == "test" else before
            assert guard["op"] == "test" and guard["path"] == f"/dynamicFields/{place[2]}/name"
            assert document["dynamicFields"][int(place[2])]["name"] == guard["value"]


@LAWS
@given(made=documents(), body=BODIES)
def test_no_step_can_be_left_out(made: tuple[dict[str, Any], dict[str, str]], body: dict[str, Any]) -> None:
    """The patch is minimal: without any one of the steps that write, the result is another one; each writes another place."""
    document, field_map = made
    steps = minimal_patch(document, shape_of(document, field_map), body)
    written = [step for step in steps if step["op"] == "add"]
    whole = patched(document, steps)
    for left_out in written:
        array = left_out["path"] == "/dynamicFields"  # later steps add to it
        rest = [step for step in steps if step is not left_out and not (array and step["path"] == "/dynamicFields/-")]
        assert patched(document, rest) != whole
    places = [step["path"] for step in written if step["path"] != "/dynamicFields/-"]
    assert len(set(places)) == len(places)
    assert len(steps) <= 1 + 2 * len(written)


def test_somebody_elses_change_makes_the_patch_fail() -> None:
    document = {"name": "ada", "dynamicFields": [{"name": "Department", "values": ["A"]}, {"name": "Sites", "values": ["Oslo"]}]}
    steps = minimal_patch(document, Shape(), {"dynamic_fields": {"Sites": ("Bergen",)}})
    for moved in ({**document, "name": "eve"}, {**document, "dynamicFields": document["dynamicFields"][::-1]}, {**document, "dynamicFields": []}):
        with pytest.raises((jsonpatch.JsonPatchException, jsonpatch.JsonPointerException)):
            patched(moved, steps)


def test_clearing_what_is_empty_sends_nothing() -> None:
    for document in ({"name": "ada"}, {"name": "ada", "emailAddress": None}, {"name": "ada", "emailAddress": ""}):
        assert minimal_patch(document, Shape(), {"email": "", "dynamic_fields": {"Sites": ()}}) == []


# -- the life of a user on every kind of server --------------------------------------------------------------------------------------------

FULL: dict[str, Any] = {
    "name": "zpark", "email": "zoe.park@x.example", "roles": ["Planner", "Viewer"], "enabled": True, "password": "Fj4-quiet-harbor",
    "dynamic_fields": {"Department": "NetOps", "Sites": ["Oslo", "Bergen"]},
}
LOCKED = "ohaddad"
SERVERS: dict[str, dict[str, Any]] = {
    "usual": {}, **{f"{switch}={value}": {switch: value} for switch, values in CHOICES.items() for value in values[1:] if value != "ignored"},
    "page_cap=None": {"page_cap": None}, "page_cap=1": {"page_cap": 1}, "extra_members": {"extra_members": True},
    "case_insensitive_names": {"case_insensitive_names": True},
    "roles as names": {"role_attribute": "roleNames", "role_shape": "string"}, "plain roles": {"role_attribute": "roles", "role_shape": "string"},
    "short names": {"user_attributes": {"emailAddress": "email", "enabledFlag": "enabled", "lockedFlag": "locked"}},
    "no lock marker": {"user_attributes": {"lockedFlag": None}}, "no root marker": {"user_attributes": {"rootFlag": None}},
    "bare": {"nulls": "omitted", "user_attributes": {"lockedFlag": None, "rootFlag": None, "lastSuccessfulLoginTimestamp": None}, "list_items": "abbreviated"},
    "odd": {
        "role_attribute": "roles", "nulls": "omitted", "time_format": "iso8601", "void_success": "200_string", "created": "nothing", "update_body": "empty",
        "error_body": "html", "patch_media": "json_patch", "list_items": "abbreviated", "page_cap": 3, "extra_members": True, "past_end": "last_page",
        "unset_fields": "listed", "string_result": "unquoted", "session_roles": "components", "current_user": "user",
    },
}


CHANGES: tuple[dict[str, Any], ...] = (
    {"email": "zoe.lind@x.example"}, {"email": ""}, {"email": "zoe@x.example"}, {"roles": ["Manager"]}, {"role_ids": ["774120936-2"]},
    {"enabled": False}, {"enabled": True}, {"dynamic_fields": {"Department": "Data"}}, {"dynamic_fields": {"Sites": []}},
    {"dynamic_fields": {"Sites": "Cairo", "Department": ""}}, {"roles": ["Viewer"], "email": "z@x.example", "dynamic_fields": {"Department": "NetOps"}},
)
CLEARED_AND_GIVEN = ({"email": "", "dynamic_fields": {"Department": ""}, "roles": ["Manager"]}, CHANGES[-1])


def life(bench: Bench, changes: tuple[dict[str, Any], ...] = CHANGES, **common: Any) -> None:
    """Everything that happens to a user, each step predicted, done, and found done."""
    def step(changed: Any = True, **params: Any) -> dict[str, Any]:
        task = {"name": "zpark", **common, **params}
        check = bench.run("tsna_user", check=True, **task)
        real = bench.run("tsna_user", **task)
        assert real.get("failed") is None, (task, real["msg"])
        assert prediction(check) == prediction(real), task
        assert check["writes"] == []
        assert real["action"] == (changed if isinstance(changed, str) else "updated" if changed else "none"), task
        assert bool(real["writes"]) is bool(changed)
        assert real["warnings"] == []
        if changed:
            assert bench.run("tsna_user", **task)["changed"] is False, task
        return real

    step(False, state="absent")
    step(False, state="disabled")
    step("created", **FULL)
    step(False, **FULL)
    for change in changes:
        step(**change)
    assert step(roles=["Manager", "Planner"], membership="add")["diff"]["after"]["roles"] == ["Manager", "Planner", "Viewer"]
    assert step(roles=["Viewer"], membership="remove")["diff"]["after"]["roles"] == ["Manager", "Planner"]
    step(False, roles=["Viewer"], membership="remove")
    step("disabled", state="disabled")
    step(False)
    step(enabled=True)
    step(password="Fj5-quiet-harbor", update_password="on_create", changed=False)
    id_ = step(False)["user"]["id"]
    step(name="zlind", id=id_)
    step(name="zpark", id=id_)
    step("deleted", state="absent")


@pytest.mark.parametrize("server", SERVERS)
def test_life_of_a_user(bench: Bench, server: str, thorough: bool) -> None:
    """Where a single reading differs from the usual server, two changes of everything together stand for all of them."""
    bench.configure("tsna", **SERVERS[server])
    before = bench.sandbox.platform("tsna").state()
    life(bench, CHANGES if thorough or len(SERVERS[server]) != 1 else CLEARED_AND_GIVEN)
    assert bench.sandbox.platform("tsna").state() == before  # nobody else was touched
    (user,) = bench.run("tsna_user_info", name="rstone")["users"]
    assert user["email"] == "ravi.stone@harbor.example" and user["roles"] == ["Administrator", "NOC Operator", "Planner"]
    assert user["dynamic_fields"]["Department"] == "NetOps"


def test_every_switch_of_the_sandbox_is_lived_under() -> None:
    lived = {switch for switches in SERVERS.values() for switch in switches}
    elsewhere = {"duplicate_role_names", "in_use", "ambiguous", "inaccessible", "inaccessible_listed", "kept_sessions", "kept_session_status", "deletion",
                 "session_end", "external_password", "password_change",
                 "session_attributes",
                 "idle_timeout_ms", "lockout_failures", "lockout_seconds", "password_min_length",
                 "password_history", "password_change_ends_session"}
    assert set(Tsna.defaults) == lived | elsewhere


@pytest.mark.parametrize("server", [server for server in SERVERS if server != "auth_mode=external"])
def test_a_new_password_is_sent_when_asked_for(bench: Bench, wire: Wire, server: str) -> None:
    bench.configure("tsna", **SERVERS[server])
    bench.run("tsna_user", **FULL)
    user = bench.sandbox.platform("tsna")._named("zpark")
    old = user.password
    result = bench.run("tsna_user", name="zpark", password="Fj5-quiet-harbor", update_password="always")
    assert (result["action"], result["diff"]["after"]) == ("updated", {"name": "zpark", "password": "********"})
    assert bench.sandbox.platform("tsna")._named("zpark").password != old
    patches = [item.body for item in wire.of("PATCH")]
    assert patches and patches[0] == [{"op": "test", "path": "/name", "value": "zpark"}, {"op": "add", "path": "/password", "value": "Fj5-quiet-harbor"}]
    assert "Fj5-quiet-harbor" not in bench.printed


@pytest.mark.parametrize("server", SERVERS)
def test_unlocking(bench: Bench, server: str) -> None:
    bench.configure("tsna", **SERVERS[server])
    user = bench.sandbox.platform("tsna")._named(LOCKED)
    assert bench.sandbox.platform("tsna")._locked(user)
    bench.run("tsna_user", name=LOCKED)
    assert bench.sandbox.platform("tsna")._locked(user)  # unlocking has to be asked for
    check = bench.run("tsna_user", check=True, name=LOCKED, unlock=True)
    assert check["writes"] == [] and check.get("failed") is None
    result = bench.run("tsna_user", name=LOCKED, unlock=True)
    assert (result["changed"], result["action"]) == (True, "updated")
    assert not bench.sandbox.platform("tsna")._locked(user)
    assert [entry["path"].rpartition("/")[2] for entry in result["writes"]] == ["release"]
    again = bench.run("tsna_user", name=LOCKED, unlock=True)
    assert (again.get("failed"), again["changed"], again["action"]) == (None, False, "none")


def test_unlocking_is_predicted_where_the_lock_is_told(bench: Bench) -> None:
    assert bench.run("tsna_user", check=True, name=LOCKED, unlock=True)["changed"] is True
    assert bench.run("tsna_user", check=True, name="rstone", unlock=True)["changed"] is False
    assert bench.run("tsna_user", name="rstone", unlock=True)["writes"] == []


def test_without_a_lock_marker_a_release_is_tried(bench: Bench) -> None:
    bench.configure("tsna", user_attributes={"lockedFlag": None})
    check = bench.run("tsna_user", check=True, name=LOCKED, unlock=True)
    assert check["changed"] is False and "locked" in check["notes"][0]
    for name, changed in ((LOCKED, True), (LOCKED, False), ("rstone", False)):
        result = bench.run("tsna_user", name=name, unlock=True)
        assert (result["changed"], len(result["writes"])) == (changed, 1)
    result = bench.run("tsna_user", name=LOCKED, unlock=True, email="new@x.example")
    assert result["action"] == "updated" and len(result["writes"]) == 2


def test_unlocking_a_user_who_is_made_does_nothing(bench: Bench) -> None:
    result = bench.run("tsna_user", **FULL, unlock=True)
    assert result["action"] == "created"
    assert [entry["method"] for entry in result["writes"]] == ["POST"]


# -- writes leave alone what they do not name ----------------------------------------------------------------------------------------------


def test_role_entries_that_stay_are_sent_as_they_were_read(bench: Bench, wire: Wire) -> None:
    bench.run("tsna_user", **FULL)
    bench.run("tsna_user", name="zpark", roles=["Manager"], membership="add")
    (step,) = [step for step in wire.of("PATCH")[0].body if step["path"] == "/roleIds"]
    usual = {"componentType": "Role", "qualifiers": None}
    assert [entry for entry in step["value"] if "qualifiers" in entry] == [
        {"id": "774120936-2", "componentName": "Planner", **usual}, {"id": "774120936-4", "componentName": "Viewer", **usual}]
    assert {"id": "774120936-3", "componentName": "Manager", "componentType": "Role"} in step["value"]


@pytest.mark.parametrize("server", ["usual", "nulls=omitted", "roles as names", "short names", "odd"])
def test_members_nobody_knows_survive(bench: Bench, server: str) -> None:
    bench.configure("tsna", **{**SERVERS[server], "extra_members": True})
    before = bench.sandbox.platform("tsna").state()["users"]["rstone"]
    bench.run("tsna_user", name="rstone", email="r@x.example", roles=["Viewer"], dynamic_fields={"Department": "Data"}, enabled=False)
    after = bench.sandbox.platform("tsna").state()["users"]["rstone"]
    differing = {name for name in before if before[name] != after[name]}
    assert differing == {"email", "roles", "role_names", "fields", "enabled"}
    assert {**before["fields"], "Department": ["Data"]} == after["fields"]


def test_a_patch_names_only_what_differs(bench: Bench, wire: Wire) -> None:
    bench.run("tsna_user", **FULL)
    bench.run("tsna_user", name="zpark", email="new@x.example", roles=["Viewer", "Planner"], dynamic_fields={"Department": "NetOps"})
    (sent,) = wire.of("PATCH")
    assert sent.body == [{"op": "test", "path": "/name", "value": "zpark"}, {"op": "add", "path": "/emailAddress", "value": "new@x.example"}]
    assert not wire.of("PUT")


def test_a_patch_that_meets_another_state_is_made_anew(bench: Bench, wire: Wire) -> None:
    bench.run("tsna_user", **FULL)
    bench.fault(kind="status", status=400, platform="tsna", method="PATCH", text="test failed")
    result = bench.run("tsna_user", name="zpark", email="new@x.example")
    assert (result["action"], len(wire.of("PATCH"))) == ("updated", 2)
    bench.fault(kind="status", status=400, platform="tsna", method="PATCH", text="never", times=0)
    result = bench.run("tsna_user", name="zpark", email="newer@x.example")
    assert result["failed"] and "never" in result["msg"] and len(wire.of("PATCH")) == 2


# -- where PATCH is not accepted -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [405, 415])
def test_put_needs_a_password(bench: Bench, wire: Wire, status: int) -> None:
    bench.run("tsna_user", **FULL)
    before = bench.sandbox.state()
    bench.fault(kind="status", status=status, platform="tsna", method="PATCH", times=0)
    result = bench.run("tsna_user", name="zpark", email="new@x.example")
    assert result["failed"] and f"PATCH is not accepted here ({status})" in result["msg"] and "Set password" in result["hint"]
    assert len(wire.of("PATCH")) == 2 and not wire.of("PUT")  # with both media types
    assert [item.headers["Content-Type"] for item in wire.of("PATCH")] == ["application/json", "application/json-patch+json"]
    assert bench.sandbox.state() == before


@pytest.mark.parametrize("server", ["usual", "roles as names", "nulls=omitted", "put_without_password=reject", "short names"])
def test_put_sends_the_whole_document_with_the_password(bench: Bench, wire: Wire, server: str) -> None:
    bench.configure("tsna", **{**SERVERS[server], "extra_members": True, "password_history": 0})  # the same password may be sent again
    before = bench.sandbox.platform("tsna").state()["users"]["rstone"]
    bench.fault(kind="status", status=405, platform="tsna", method="PATCH", times=0)
    result = bench.run("tsna_user", name="rstone", email="new@x.example", password="harbor-rstone")
    assert (result.get("msg"), result.get("action")) == (None, "updated")
    (put,) = wire.of("PUT")
    assert put.body["password"] == "harbor-rstone" and {"consoleProfile", "externalReference", "dynamicFields", "name"} <= set(put.body)
    after = bench.sandbox.platform("tsna").state()["users"]["rstone"]
    assert {name for name in before if before[name] != after[name]} <= {"email", "history"}
    assert after["email"] == "new@x.example" and after["password"] == before["password"]
    assert "harbor-rstone" not in bench.printed


def test_put_has_the_password_of_each_user_of_a_list(bench: Bench, wire: Wire) -> None:
    bench.configure("tsna", password_history=0)
    bench.fault(kind="status", status=415, platform="tsna", method="PATCH", times=0)
    users = [{"name": name, "email": "new@x.example", "password": f"harbor-{name}"} for name in ("rstone", "ohaddad")]
    result = bench.run("tsna_users", users=[*users, {"name": "icosta", "email": "new@x.example"}])
    assert [user["action"] for user in result["users"]] == ["updated", "updated", "failed"]
    passwords = {put.body["name"]: put.body["password"] for put in wire.of("PUT")}  # in any order, because users are written in parallel
    assert passwords == {name: f"harbor-{name}" for name in ("rstone", "ohaddad")}
    assert "Set password" in result["users"][2]["msg"] and "harbor-rstone" not in bench.printed


def test_put_sends_nothing_that_only_the_server_sets(bench: Bench, wire: Wire) -> None:
    bench.configure("tsna", password_history=0)
    bench.fault(kind="status", status=405, platform="tsna", method="PATCH", times=0)
    result = bench.run("tsna_user", name="rstone", dynamic_fields={"Department": "Data"}, password="harbor-rstone")
    assert result.get("msg") is None
    (put,) = wire.of("PUT")
    assert not {"id", "lastSuccessfulLoginTimestamp", "lockedFlag", "rootFlag"} & set(put.body)
    assert put.body["dynamicFields"] and not [entry for entry in put.body["dynamicFields"] if "dynamicFieldDetailsLink" in entry]
    assert {entry["name"]: entry["values"] for entry in put.body["dynamicFields"]}["Department"] == ["Data"]


def test_put_needs_no_password_where_another_system_keeps_it(bench: Bench, wire: Wire) -> None:
    bench.fault(kind="status", status=405, platform="tsna", method="PATCH", times=0)
    result = bench.run("tsna_user", name="HARBOR\\mnasser", email="new@x.example")
    assert (result.get("msg"), result["action"]) == (None, "updated")
    (put,) = wire.of("PUT")
    assert "password" not in put.body and put.body["authenticatedExternallyFlag"] is True


# -- a deliberate replacement --------------------------------------------------------------------------------------------------------------

REPLACED = {
    "name": "ohaddad", "roles": ["Viewer"], "dynamic_fields": {"Cost Center": "4711"}, "password": "harbor-ohaddad", "replace": True,
}


@pytest.mark.parametrize("server", ["usual", "roles as names", "nulls=omitted", "put_without_password=reject", "short names"])
def test_a_user_is_replaced_by_what_is_given(bench: Bench, wire: Wire, server: str) -> None:
    bench.configure("tsna", **{**SERVERS[server], "extra_members": True, "password_history": 0})
    before = bench.sandbox.platform("tsna").state()["users"]["ohaddad"]
    assert before["email"] and before["fields"]["Cost Center"] != ["4711"] and len(before["fields"]) > 1
    check = bench.run("tsna_user", check=True, **REPLACED)
    assert check["writes"] == []
    result = bench.run("tsna_user", **REPLACED)
    assert (result.get("msg"), result["action"], prediction(result)) == (None, "updated", prediction(check))
    (put,) = wire.of("PUT")
    assert not wire.of("PATCH") and not {"id", "lastSuccessfulLoginTimestamp", "lockedFlag", "rootFlag"} & set(put.body)
    after = bench.sandbox.platform("tsna").state()["users"]["ohaddad"]
    assert (after["email"], after["fields"], after["expires"], after["enabled"]) == (None, {"Cost Center": ["4711"]}, None, True)
    assert (after["role_names"], after["key"]) == (["Viewer"], before["key"])
    assert set(after["opaque"].values()) == {None}
    assert bench.run("tsna_user", **REPLACED)["changed"] is False
    assert bench.run("tsna_users", users=[{name: value for name, value in REPLACED.items() if name != "replace"}], replace=True)["changed"] is False


def test_a_required_field_that_is_not_named_returns_to_its_default(bench: Bench) -> None:
    bench.configure("tsna", password_history=0)
    result = bench.run("tsna_user", **{**REPLACED, "dynamic_fields": {}})
    assert (result.get("msg"), result["action"], result["user"]["dynamic_fields"]) == (None, "updated", {"Cost Center": "0000"})


@pytest.mark.parametrize(("left_out", "more", "said"), [
    ("roles", {}, "not all roles"), ("", {"membership": "add"}, "not all roles"), ("password", {}, "replace is set"),
])
def test_a_replacement_needs_all_that_put_would_clear(bench: Bench, left_out: str, more: dict[str, Any], said: str) -> None:
    result = bench.run("tsna_user", **{name: value for name, value in {**REPLACED, **more}.items() if name != left_out})
    assert result["failed"] and said in result["msg"] and result["writes"] == []


# -- members that no option knows ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("server", ["usual", "nulls=omitted"])
def test_a_member_that_no_option_knows_is_set_and_removed(bench: Bench, wire: Wire, server: str) -> None:
    bench.configure("tsna", **{**SERVERS[server], "extra_members": True})
    (before,) = bench.run("tsna_user_info", name="rstone")["users"]
    assert before["extra_attributes"]["externalReference"] == before["attributes"]["externalReference"]
    assert before["attributes"]["dynamicFields"][0]["dynamicFieldDetailsLink"] and "password" not in before["attributes"]
    for value, steps in (
        (1_830_211_200_000, [("add", "/accountExpirationDate")]),
        (1_893_456_000_000, [("test", "/accountExpirationDate"), ("replace", "/accountExpirationDate")]),
        (None, [("test", "/accountExpirationDate"), ("remove", "/accountExpirationDate")]),
    ):
        wanted = {"name": "rstone", "extra_attributes": {"accountExpirationDate": value}}
        check = bench.run("tsna_user", check=True, **wanted)
        result = bench.run("tsna_user", **wanted)
        assert (result.get("msg"), prediction(result)) == (None, prediction(check)) and result["changed"] is True
        patch = wire.of("PATCH")[-1]
        assert [(step["op"], step["path"]) for step in patch.body] == [("test", "/name"), *steps]
        assert bench.run("tsna_user", **wanted)["changed"] is False
        assert bench.sandbox.platform("tsna").state()["users"]["rstone"]["expires"] == value
    (after,) = bench.run("tsna_user_info", name="rstone")["users"]
    assert after["extra_attributes"] == before["extra_attributes"]


@pytest.mark.parametrize(("member", "said"), [("emailAddress", "an option of its own"), ("lockedFlag", "only the server sets it"), ("id", "only the server")])
@pytest.mark.parametrize("name", ["rstone", "zpark"])
def test_a_member_that_is_not_for_this_option_is_refused(bench: Bench, name: str, member: str, said: str) -> None:
    for check in (True, False):
        result = bench.run("tsna_user", check=check, **{**FULL, "name": name, "extra_attributes": {member: "x"}})
        assert result["failed"] and said in result["msg"] and result["writes"] == []


def test_a_member_that_the_server_ignores_is_told(bench: Bench) -> None:
    result = bench.run("tsna_user", name="rstone", extra_attributes={"noSuchMember": "x"})
    assert result["failed"] and "extra_attributes" in result["msg"]


# -- the server selects and sorts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name_filter", CHOICES["name_filter"])
def test_users_by_a_pattern_in_the_order_asked_for(bench: Bench, name_filter: str) -> None:
    bench.configure("tsna", name_filter=name_filter)
    everybody = [user["name"] for user in bench.run("tsna_user_info")["users"]]
    result = bench.run("tsna_user_info", name_pattern="R*", order_by="-name")
    if name_filter == "honoured":  # where case counts
        assert result["users"] == []
    found = [user["name"] for user in bench.run("tsna_user_info", name_pattern="r*", order_by="-name")["users"]]
    assert found == sorted((name for name in everybody if name.lower().startswith("r")), reverse=True) and len(found) > 1
    by_login = bench.run("tsna_user_info", order_by="lastSuccessfulLoginTimestamp")["users"]
    times = [user.get("last_login", "") for user in by_login]
    assert times == sorted(times) and len(by_login) == len(everybody)
    assert bench.run("tsna_user_info", order_by="nothing")["failed"] is True
    assert [role["name"] for role in bench.run("tsna_role_info", name_pattern="Report *", order_by="-name")["roles"]] == [
        "Report Viewer", "Report Designer", "Report Author", "Report Administrator",
    ]
    assert "Administrator" not in [role["name"] for role in bench.run("tsna_role_info", rights_management="editable")["roles"]]


# -- what is written and does not show ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("member", "desired"), [("enabledFlag", {"state": "disabled"}), ("enabledFlag", {"enabled": False}), ("emailAddress", {"email": "n@x.example"})],
)
def test_a_wrong_guess_never_passes_for_success(bench: Bench, member: str, desired: dict[str, Any]) -> None:
    """On a server that has neither of the usual names, the change is accepted and nothing happens."""
    bench.configure("tsna", user_attributes={member: "entirelyOther"})
    result = bench.run("tsna_user", name="rstone", **desired)
    if member == "emailAddress":
        assert result["failed"] and "still read differently" in result["msg"] and "field_map" in result["msg"] and result["changed"] is False
    else:
        assert result["failed"] and "nothing shows that the user is disabled" in result["msg"] and "field_map" in result["msg"]
    part = "email" if member == "emailAddress" else "enabled"
    mapped = bench.run("tsna_user", name="rstone", **desired, field_map={part: "entirelyOther"})
    assert (mapped["changed"], mapped["warnings"]) == (True, [])
    assert bench.run("tsna_user", name="rstone", **desired, field_map={part: "entirelyOther"})["changed"] is False


@pytest.mark.parametrize("desired", [{"state": "disabled"}, {"enabled": False}], ids=str)
@pytest.mark.parametrize("module", ["tsna_user", "tsna_users"])
def test_a_disabling_without_effect_is_a_failure(bench: Bench, module: str, desired: dict[str, Any]) -> None:
    proxy = Proxy.before(bench)
    shown = proxy.rewrite(r"/v4.0/users", fields={"enabledFlag": True, "*.enabledFlag": True})
    entry = {"name": "rstone", **desired}
    result = bench.run(module, **({"users": [entry, {"name": "ohaddad", "email": "o@x.example"}]} if module == "tsna_users" else entry))
    assert shown.hits and result["failed"] and result["changed"] is (module == "tsna_users")  # the other one is; what reads as before is no change
    assert "TSNA accepted the disabling of rstone, but the user still reads as enabled: the access may still be active." in result["msg"]
    if module == "tsna_users":
        assert [(user["name"], user["action"]) for user in result["users"]] == [("ohaddad", "updated"), ("rstone", "failed")]
    assert bench.run("tsna_user", True, **entry).get("failed") is None


@pytest.mark.parametrize("module", ["tsna_user", "tsna_users"])
def test_a_new_user_is_written_as_others_are_read(bench: Bench, module: str) -> None:
    """The first of the list tells nothing of its address, and the own account does."""
    bench.configure("tsna", **SERVERS["short names"], nulls="omitted")
    result = bench.run(module, **({"users": [FULL]} if module == "tsna_users" else FULL))
    assert result.get("failed") is None and result["warnings"] == []
    assert bench.sandbox.platform("tsna")._named("zpark").email == FULL["email"]


# -- what it costs -----------------------------------------------------------------------------------------------------------------------------


def sent(result: dict[str, Any]) -> list[str]:
    """What a run cost beside the login and the logout."""
    assert [entry["path"] for entry in (result["journal"][0], result["journal"][-1])] == ["/token", "/token"]
    return [f"{entry['method']} {entry['path'].removeprefix('/v4.0')}" for entry in result["journal"][1:-1]]


@pytest.mark.parametrize("server", SERVERS)
def test_what_a_changed_user_costs(bench: Bench, server: str) -> None:
    """GET, the pages of roles when names are given that the user does not have, PATCH and the verifying GET; nothing else."""
    bench.configure("tsna", **{**SERVERS[server], "page_cap": None})
    media = ["PATCH"] * (2 if "json_patch" in SERVERS[server].values() else 1)
    roles = ["GET /roles"] * (4 if "past_end=4" in server else 2)  # a page without anything new is the end; one that is refused has to be proved to be
    other = [f"{method} /users/{RAVI}" for method in (*media, "GET")]
    changes: list[tuple[dict[str, Any], list[str]]] = [
        ({"email": "r@x.example", "dynamic_fields": {"Department": "Data"}}, []), ({"enabled": False}, []), ({"roles": ["Planner"]}, []),
        ({"roles": ["Manager", "Planner"], "email": "s@x.example"}, ["roles"]),
    ]
    for change, names in changes:
        result = bench.run("tsna_user", name="rstone", **change)
        whose = ["GET /users/current_logged_in_user"] if "enabled" in change else []  # who locks somebody out is not to lock itself out
        assert (result["changed"], sorted(sent(result))) == (True, sorted(["GET /users/rstone", *whose, *(roles if names else ()), *other])), change
        again = bench.run("tsna_user", name="rstone", **change)
        assert (again["changed"], sent(again)) == (False, ["GET /users/rstone"])


def test_what_a_new_user_costs(bench: Bench) -> None:
    bench.configure("tsna", page_cap=None)
    result = bench.run("tsna_user", **FULL)
    assert sent(result) == ["GET /users/zpark", "GET /users", "GET /users", "GET /roles", "GET /roles", "POST /users", "GET /users/zpark"]


@pytest.mark.parametrize("items", CHOICES["list_items"])
@pytest.mark.parametrize("password", [{}, {"password": "Fj4-quiet-harbor"}], ids=["", "password"])
def test_what_a_list_without_changes_costs(bench: Bench, items: str, password: dict[str, str]) -> None:
    bench.configure("tsna", list_items=items)
    everybody = bench.run("tsna_user_info", details=True)["users"]
    as_they_are = [{**{name: session[name] for name in ("name", "email", "enabled", "roles")}, **password} for session in everybody]
    pages = len(everybody) // 10 + 2 if len(everybody) % 10 else len(everybody) // 10 + 1
    result = bench.run("tsna_users", users=as_they_are)
    roles = sent(result).count("GET /roles")
    assert (result["changed"], sent(result)) == (False, ["GET /users"] * pages + ["GET /roles"] * roles) and roles <= 2
    # What an abbreviated list does not tell is read of those alone of whom it is asked.
    with_fields = [{**one, "dynamic_fields": both["dynamic_fields"]} for one, both in zip(as_they_are[:3], everybody)] + as_they_are[3:]
    result = bench.run("tsna_users", users=with_fields)
    details = 3 if items == "abbreviated" else 0
    assert (result["changed"], len(sent(result))) == (False, pages + roles + details)


def test_what_a_list_with_one_change_costs(bench: Bench) -> None:
    bench.configure("tsna", page_cap=None)
    result = bench.run("tsna_users", users=[{"name": "rstone", "email": "r@x.example"}, {"name": "icosta"}, {"name": "ohaddad"}])
    assert sent(result) == ["GET /users", "GET /users", f"GET /users/{RAVI}", f"PATCH /users/{RAVI}", f"GET /users/{RAVI}"]


# -- names ---------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["HARBOR\\mnasser", "harbor/zpark", "all_logged_in_users", "current_logged_in_user", "login_session"])
def test_names_that_no_url_can_hold(bench: Bench, wire: Wire, name: str) -> None:
    assert bench.run("tsna_user", name=name, roles=["Planner"], email="odd@x.example", password="Fj4-quiet-harbor").get("failed") is None
    life_of = bench.run("tsna_user", name=name, enabled=False)
    assert life_of["action"] == "updated" and life_of["user"]["name"] == name
    assert bench.run("tsna_user", name=name, enabled=False)["changed"] is False
    (user,) = bench.run("tsna_user_info", name=name)["users"]
    assert user["name"] == name and user["enabled"] is False
    assert bench.run("tsna_user", name=name, state="absent")["action"] == "deleted"
    for sent in wire.sent:
        if (sent.method, sent.path) == ("GET", "/v4.0/users/current_logged_in_user"):
            continue  # who is logged in
        assert "%5C" not in sent.path.upper() and "%2F" not in sent.path.upper() and not sent.path.endswith(name)
    assert bench.run("tsna_user_info", name=name)["users"] == []


@pytest.mark.parametrize("name", ["zoe park", "zoé+park%41", "zoe#park", "zoe;park&x=y"])
def test_names_that_have_to_be_encoded(bench: Bench, name: str) -> None:
    assert bench.run("tsna_user", **{**FULL, "name": name})["action"] == "created"
    assert bench.run("tsna_user", **{**FULL, "name": name})["changed"] is False
    assert bench.sandbox.platform("tsna")._named(name).name == name
    assert bench.run("tsna_user", name=name, state="absent")["action"] == "deleted"


def test_a_name_that_is_the_key_of_somebody_else(bench: Bench) -> None:
    before = bench.sandbox.platform("tsna").state()
    task = {**FULL, "name": bench.sandbox.platform("tsna")._named("sysadmin").key}
    assert bench.run("tsna_user", **{**task, "state": "absent"})["changed"] is False
    result = bench.run("tsna_user", **task)
    assert (result.get("msg"), result.get("action")) == (None, "created")
    assert bench.run("tsna_user", **task)["changed"] is False
    assert bench.run("tsna_user", **{**task, "state": "absent"})["action"] == "deleted"
    assert bench.sandbox.platform("tsna").state() == before


def test_case_matters(bench: Bench) -> None:
    assert bench.run("tsna_user", name="RSTONE", state="absent")["changed"] is False
    assert bench.run("tsna_user", **{**FULL, "name": "RSTONE"})["action"] == "created"
    bench.configure("tsna", case_insensitive_names=True)
    assert bench.run("tsna_user", name="CNOVAK", state="absent")["changed"] is False


def test_users_by_email(bench: Bench) -> None:
    (user,) = bench.run("tsna_user_info", email="RAVI.stone@harbor.example")["users"]
    assert user["name"] == "rstone"


# -- field_map -----------------------------------------------------------------------------------------------------------------------------

ODD_NAMES = {"emailAddress": "e/mail~1", "enabledFlag": "is on", "lockedFlag": "~0shut", "roleIds": "grants/all"}
FIELD_MAP = {"email": "e/mail~1", "enabled": "is on", "locked": "~0shut", "roles": "grants/all"}


def test_field_map_names_the_members_of_this_server(bench: Bench) -> None:
    bench.configure("tsna", user_attributes=ODD_NAMES)
    life(bench, field_map=FIELD_MAP)
    assert bench.run("tsna_user", name=LOCKED, unlock=True, field_map=FIELD_MAP)["changed"] is True
    (user,) = bench.run("tsna_user_info", name="rstone", field_map=FIELD_MAP)["users"]
    assert (user["email"], user["enabled"], user["roles"]) == ("ravi.stone@harbor.example", True, ["Administrator", "NOC Operator", "Planner"])


@pytest.mark.parametrize("field_map", [{"mail": "email"}, {"role_entry": "x"}], ids=repr)
def test_a_wrong_field_map_is_refused_in_a_sentence(bench: Bench, field_map: dict[str, str]) -> None:
    result = bench.run("tsna_user", **FULL, field_map=field_map)
    assert result["failed"] and "field_map" in result["msg"]
    assert result["writes"] == []


@pytest.mark.parametrize("field_map", [{"email": "name"}, {"email": "mail", "enabled": "mail"}, {"password": "emailAddress"}, {"last_login": "lockedFlag"}])
def test_two_parts_are_never_the_same_member(bench: Bench, field_map: dict[str, str]) -> None:
    for options in ({"name": "rstone"}, {"name": "zpark", "roles": ["Viewer"], "password": "Fj4-quiet-harbor"}):
        result = bench.run("tsna_user", **options, email="n@x.example", enabled=False, field_map=field_map)
        assert result["failed"] and "field_map" in result["msg"] and result["writes"] == []


def test_an_empty_entry_of_field_map_means_the_usual_member(bench: Bench) -> None:
    field_map = {"email": None, "enabled": ""}
    assert bench.run("tsna_user", **FULL, field_map=field_map)["action"] == "created"
    assert bench.run("tsna_user", **FULL)["changed"] is False


# -- who is never locked out ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["absent", "disabled"])
@pytest.mark.parametrize("name", ["automation", "sysadmin"])
def test_the_own_account_and_root_are_kept(bench: Bench, name: str, state: str) -> None:
    for check in (True, False):
        result = bench.run("tsna_user", check=check, name=name, state=state)
        assert result["failed"] and name in result["msg"]
        assert result["writes"] == []
    assert bench.run("tsna_user", name=name, enabled=False)["failed"]


@pytest.mark.parametrize("current_user", CHOICES["current_user"])
def test_the_own_account_is_known_with_a_token_alone(bench: Bench, monkeypatch: pytest.MonkeyPatch, current_user: str) -> None:
    bench.configure("tsna", current_user=current_user)
    tsna = bench.sandbox.platform("tsna")
    session = tsna.open_session(tsna._named("automation"), "127.0.0.1", "Web Service")
    session.token = "4711"
    for name in ("TSNA_USERNAME", "TSNA_PASSWORD"):
        monkeypatch.delenv(name)
    for option in ("", "rstone", "nobody"):  # whatever an option says, the server knows whose token it is
        for desired in ({"state": "absent"}, {"enabled": False}):
            refused = bench.run("tsna_user", name="automation", tsna_token="4711", tsna_username=option, **desired)
            assert refused["failed"] and "logs in with" in refused["msg"] and refused["writes"] == []
    assert bench.run("tsna_user", name="mkowal", state="disabled", tsna_token="4711", tsna_username="mkowal")["action"] == "disabled"
    result = bench.run("tsna_user", name="automation", state="absent", tsna_token="4711")
    assert result["failed"] and "the account that this task logs in with" in result["msg"]
    assert bench.run("tsna_user", name="rstone", state="absent", tsna_token="4711")["action"] == "deleted"


def test_a_user_in_use_stays_and_the_server_says_why(bench: Bench) -> None:
    result = bench.run("tsna_user", name="cnavarro", state="absent")
    assert result["failed"] and "cnavarro is in use" in result["msg"]
    assert bench.run("tsna_user_info", name="cnavarro")["users"]


# -- creating ------------------------------------------------------------------------------------------------------------------------------


RAVI = "1084738293-5"


@pytest.mark.parametrize("source", ["rstone", RAVI, "HARBOR\\mnasser"])
def test_preferences_are_copied_from_a_name_or_a_key(bench: Bench, wire: Wire, source: str) -> None:
    tsna = bench.sandbox.platform("tsna")
    model = tsna.users.get(source) or tsna._named(source)
    model.views = ["of the model"]
    assert bench.run("tsna_user", **FULL, copy_preferences_from=source)["action"] == "created"
    assert wire.of("POST", "/v4.0/users")[0].query == f"copyPreferencesFromUser={model.key}"  # a name need not fit into a URL
    assert tsna._named("zpark").views == ["of the model"]


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("source", ["rstoone", "HARBOR\\nobody", "login_session"])
def test_preferences_of_nobody_fail_before_anything_is_written(bench: Bench, check: bool, source: str) -> None:
    result = bench.run("tsna_user", check=check, **FULL, copy_preferences_from=source)
    assert result["failed"] and f"has no user '{source}' to copy preferences from" in result["msg"] and result["writes"] == []
    users = [{**FULL, "copy_preferences_from": source}]
    assert source in bench.run("tsna_users", check=check, users=users)["msg"]


def test_preferences_are_copied_on_creation_only(bench: Bench, wire: Wire) -> None:
    assert bench.run("tsna_user", **FULL, copy_preferences_from="rstone")["action"] == "created"
    assert wire.of("POST", "/v4.0/users")[0].query == f"copyPreferencesFromUser={RAVI}"
    assert "copy_preferences_from" not in json.dumps(wire.of("POST", "/v4.0/users")[0].body)
    assert bench.sandbox.platform("tsna")._named("zpark").views == ["netops devices"]
    assert bench.run("tsna_user", **FULL, copy_preferences_from="cnovak")["changed"] is False


def test_a_creation_says_what_is_missing(bench: Bench) -> None:
    result = bench.run("tsna_user", name="zpark", email="zoe@x.example")
    assert result["failed"] and "give password and roles" in result["msg"] and result["writes"] == []


@pytest.mark.parametrize(("roles", "given"), [(["planner", "VIEWER"], "roles"), (["774120936-2", "774120936-4"], "role_ids")])
def test_roles_are_read_back_as_the_server_spells_them(bench: Bench, roles: list[str], given: str) -> None:
    task = {**{name: value for name, value in FULL.items() if name != "roles"}, given: roles}
    assert bench.run("tsna_user", **task)["user"]["roles"] == ["Planner", "Viewer"]
    assert bench.run("tsna_user", **task)["changed"] is False


def test_roles_by_name_where_they_may_not_be_listed(bench: Bench) -> None:
    bench.fault(kind="status", status=403, platform="tsna", path="^/v4.0/roles", times=0)
    assert bench.run("tsna_user", **FULL)["action"] == "created"
    assert bench.run("tsna_user", **FULL)["changed"] is False
    assert bench.run("tsna_user", name="zpark", roles=["Manager"], membership="add")["user"]["roles"] == ["Manager", "Planner", "Viewer"]


def test_a_required_field_keeps_its_value(bench: Bench) -> None:
    bench.run("tsna_user", **FULL)
    (user,) = bench.run("tsna_user_info", name="zpark")["users"]
    assert user["dynamic_fields"] == {"Cost Center": "0000", "Department": "NetOps", "Sites": ["Bergen", "Oslo"]}
    result = bench.run("tsna_user", name="zpark", dynamic_fields={"Cost Center": ""})
    assert result["failed"] and "Cost Center is required" in result["msg"]
    result = bench.run("tsna_user", name="zpark", dynamic_fields={"Sea": "North"})
    assert result["failed"] and "unknown or repeated dynamic field" in result["msg"]


def test_dynamic_fields_of_any_type_are_texts(bench: Bench) -> None:
    bench.run("tsna_user", **FULL)
    assert bench.run("tsna_user", name="zpark", dynamic_fields={"Cost Center": 4100, "Department": None, "Sites": [7]})["changed"] is True
    assert bench.run("tsna_user", name="zpark", dynamic_fields={"Cost Center": "4100", "Department": [], "Sites": ["7"]})["changed"] is False


# -- sessions ------------------------------------------------------------------------------------------------------------------------------

SESSION_SERVERS: dict[str, dict[str, Any]] = {
    "usual": {}, "as key": {"session_attributes": {"sessionId": "sessionKey", "username": "userName"}}, "as id": {"session_attributes": {"sessionId": "id"}},
    "components": {"session_roles": "components"}, "user": {"current_user": "user"}, "pages": {"page_cap": 2}, "iso": {"time_format": "iso8601"},
    "single": {"session_roles": "single"}, "strings": {"string_result": "unquoted", "void_success": "200_string"}, "nulls": {"nulls": "omitted"},
}


def usual_sessions(bench: Bench) -> list[tuple[str, str]]:
    return sorted((session["username"], session["sessionType"]) for session in bench.sandbox.platform("tsna").sessions() if not session["api"])


@pytest.mark.parametrize("server", SESSION_SERVERS)
def test_sessions_are_read_and_ended(bench: Bench, server: str) -> None:
    bench.configure("tsna", **SESSION_SERVERS[server])
    everybody = usual_sessions(bench)
    listed = bench.run("tsna_session_info")["sessions"]
    assert sorted((entry["user"], entry["type"]) for entry in listed if entry["user"] != "automation") == everybody
    assert all("NOC Operator" in entry["roles"] or entry["roles"] == ["Administrator"] for entry in listed if entry["user"] in ("rstone", "automation"))
    assert all(entry["id"] for entry in bench.run("tsna_session_info", session_ids=True)["sessions"])
    assert bench.run("tsna_session", user="rstone", type_prefix="SSH")["changed"] is False
    assert bench.run("tsna_session", user="nobody")["changed"] is False
    check = bench.run("tsna_session", check=True, user="rstone")
    real = bench.run("tsna_session", user="rstone")
    assert check["writes"] == [] and check["changed"] is real["changed"] is True
    assert check["sessions"] == real["sessions"] and len(real["sessions"]) == 2
    assert usual_sessions(bench) == [session for session in everybody if session[0] != "rstone"]
    assert bench.run("tsna_session", user="rstone")["changed"] is False


@pytest.mark.parametrize("server", SESSION_SERVERS)
def test_the_own_session_is_kept_as_predicted(bench: Bench, server: str) -> None:
    bench.configure("tsna", **SESSION_SERVERS[server])
    check = bench.run("tsna_session", check=True, user="automation")
    real = bench.run("tsna_session", user="automation")
    assert real.get("failed") is None and real["changed"] is False
    assert "kept" in real["warnings"][0] or "could not be ended" in real["warnings"][0]
    assert check["changed"] is False


def test_the_own_session_is_kept_where_the_server_does_not_tell_whose_it_is(bench: Bench) -> None:
    untold = Proxy.before(bench).rewrite("/current_logged_in_user$", body={})
    for check in (True, False):
        result = bench.run("tsna_session", check=check, user="automation")
        assert untold.hits and (result.get("msg"), result["changed"], result["writes"]) == (None, False, [])
        assert len(result["warnings"]) == 1 and "is the session of this task and was kept" in result["warnings"][0]


@pytest.mark.parametrize("server", SESSION_SERVERS)
def test_other_sessions_of_the_own_account_can_be_ended(bench: Bench, server: str) -> None:
    """For example those that a killed task has left."""
    tsna = bench.sandbox.platform("tsna")
    left = tsna.open_session(tsna._named("automation"), "192.0.2.99", "Web User", 7200.0, 3600.0)
    bench.configure("tsna", **SESSION_SERVERS[server])
    check = bench.run("tsna_session", check=True, user="automation", idle_minutes=30)
    result = bench.run("tsna_session", user="automation", idle_minutes=30)
    if SESSION_SERVERS[server].get("current_user") == "user":  # which of them is the own one cannot be told here
        assert (check["changed"], result["changed"]) == (False, False)
        return
    assert [session["from_address"] for session in result["sessions"]] == [session["from_address"] for session in check["sessions"]] == ["192.0.2.99"]
    assert left.key not in {session["sessionId"] for session in tsna.sessions()} and result["warnings"] == []


def test_sessions_without_an_id_cannot_be_ended(bench: Bench) -> None:
    bench.configure("tsna", session_attributes={"sessionId": None})
    before = bench.sandbox.platform("tsna").sessions()
    result = bench.run("tsna_session", user="rstone")
    assert result["failed"] and "Traceback" not in bench.printed
    assert result["writes"] == []
    assert bench.sandbox.platform("tsna").sessions() == before


def test_a_session_that_ends_by_itself(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    tsna = bench.sandbox.platform("tsna")
    end = tsna.end_session

    def meanwhile(request: Any, session_id: str) -> Any:
        tsna._sessions = [session for session in tsna._sessions if session.key != session_id]
        return end(request, session_id)

    monkeypatch.setattr(tsna, "end_session", meanwhile)
    result = bench.run("tsna_session", user="rstone")
    assert (result.get("failed"), len(result["sessions"]), result["warnings"]) == (None, 2, [])


@pytest.mark.parametrize("status", [400, 409])
def test_a_session_that_is_refused_fails_in_the_words_of_the_server_and_keeps_no_other(bench: Bench, status: int) -> None:
    first, second = bench.run("tsna_session_info", user="rstone", session_ids=True)["sessions"]
    bench.configure("tsna", kept_sessions=[first["id"]], kept_session_status=status)
    result = bench.run("tsna_session", user="rstone")
    assert result["failed"] and "1 of 2 sessions could not be ended" in result["msg"] and "cannot be terminated while it deploys" in result["msg"]
    assert (result["changed"], [session["from_address"] for session in result["sessions"]]) == (True, [second["from_address"]])
    assert f"These were ended: rstone from {second['from_address']}" in result["msg"] and first["id"] not in bench.printed
    assert "of this task" not in str(result["warnings"]) + result["msg"]
    assert [session["sessionId"] for session in bench.sandbox.platform("tsna").sessions() if session["username"] == "rstone"] == [first["id"]]


@pytest.mark.parametrize("status", [200, 204, 404])
def test_an_end_without_effect_is_no_success(bench: Bench, status: int) -> None:
    if status == 200:
        bench.configure("tsna", session_end="ignored")
    else:
        bench.fault(kind="status", status=status, platform="tsna", method="DELETE", path="login_session", times=0)
    result = bench.run("tsna_session", user="rstone")
    assert result["failed"] and (result["changed"], result["sessions"]) == (False, []) and result["msg"].count("still listed") == 2


def test_a_server_in_trouble_ends_the_task_and_tells_what_was_done(bench: Bench) -> None:
    first, other = bench.run("tsna_session_info", user="rstone", session_ids=True)["sessions"]
    bench.fault(kind="status", status=501, platform="tsna", method="DELETE", path=other["id"], times=0)
    result = bench.run("tsna_session", user="rstone")
    assert result["failed"] and "501" in result["msg"] and f"These were ended: rstone from {first['from_address']}" in result["msg"]
    assert other["id"] not in bench.printed


def test_the_id_of_a_session_is_told_to_those_who_ask(bench: Bench) -> None:
    """It may be the token of whoever is logged in."""
    keys = [session["sessionId"] for session in bench.sandbox.platform("tsna").sessions()]
    for module, params in (("tsna_session_info", {}), ("tsna_session", {"user": "rstone"}), ("tsna_current_user_info", {})):
        bench.run(module, **params)
        assert not [key for key in keys if key in bench.printed]
    chosen = bench.run("tsna_session_info", user="automation", session_ids=True)["sessions"][0]["id"]
    assert bench.run("tsna_session", id=chosen)["changed"] is False and chosen not in bench.printed  # it has ended
    chosen = next(session["sessionId"] for session in bench.sandbox.platform("tsna").sessions() if not session["api"] and session["username"] != "rstone")
    result = bench.run("tsna_session", id=chosen)
    assert result["changed"] is True and chosen not in bench.printed


def test_sessions_are_found_whatever_the_case_of_their_name(bench: Bench) -> None:
    bench.configure("tsna", session_names="upper")
    assert len(bench.run("tsna_session_info", user="rstone")["sessions"]) == 2
    assert [session["user"] for session in bench.run("tsna_session", user="rstone")["sessions"]] == ["RSTONE", "RSTONE"]
    bench.configure("tsna", current_user="user")
    result = bench.run("tsna_session", user="automation")
    assert (result["changed"], "kept" in result["warnings"][0]) == (False, True)


@pytest.mark.parametrize("kind", [None, "Batch Client"])
def test_a_session_of_an_unknown_type_is_ended_too_and_named(bench: Bench, kind: Any) -> None:
    tsna = bench.sandbox.platform("tsna")
    odd = tsna.open_session(tsna._named("rstone"), "192.0.2.44", kind)
    shown = bench.run("tsna_session_info", user="rstone", type_prefix="ssh")
    assert [session["from_address"] for session in shown["sessions"]] == ["192.0.2.44"] and "rstone from 192.0.2.44" in shown["notes"][0]
    assert odd.key not in bench.printed
    for check in (True, False):
        result = bench.run("tsna_session", check=check, user="rstone", type_prefix="ssh")
        assert [session["from_address"] for session in result["sessions"]] == ["192.0.2.44"]
        assert len(result["notes"]) == 1 and "which is unknown" in result["notes"][0] and "192.0.2.44" in result["notes"][0]
    assert "notes" not in bench.run("tsna_session", user="rstone")


def test_idle_sessions(bench: Bench) -> None:
    idle = bench.run("tsna_session_info", idle_minutes=26)["sessions"]
    assert sorted(entry["minutes_idle"] for entry in idle) == [26, 51]
    assert len(bench.run("tsna_session", idle_minutes=26)["sessions"]) == 2
    assert bench.run("tsna_session_info", idle_minutes=26)["sessions"] == []


# -- what a 404 does not prove ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", [True, False])
def test_a_name_that_is_ambiguous_for_the_server_is_not_taken_for_absent(bench: Bench, check: bool) -> None:
    bench.configure("tsna", ambiguous=["rstone"])
    result = bench.run("tsna_user", check=check, name="rstone", state="absent")
    assert (result.get("msg"), result["action"]) == (None, "deleted")
    assert (bench.sandbox.platform("tsna")._named("rstone") is None) is not check


def test_an_ambiguous_name_is_managed_by_its_key(bench: Bench) -> None:
    bench.configure("tsna", ambiguous=["rstone", "zpark"])
    assert bench.run("tsna_user", name="rstone", email="new@x.example")["action"] == "updated"
    assert bench.run("tsna_user", name="rstone", email="new@x.example")["changed"] is False
    assert [user["id"] for user in bench.run("tsna_user_info", name="rstone")["users"]] == [RAVI]
    assert bench.run("tsna_user", **FULL, copy_preferences_from="rstone")["action"] == "created"
    assert bench.run("tsna_user", **FULL)["changed"] is False


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("by", [{"name": "rstone"}, {"id": "1084738293-5"}], ids=str)
@pytest.mark.parametrize("state", ["absent", "disabled", "present"])
def test_a_user_whom_the_caller_may_not_see_alone_is_not_taken_for_absent(bench: Bench, check: bool, by: dict[str, str], state: str) -> None:
    bench.configure("tsna", inaccessible=["rstone"])
    result = bench.run("tsna_user", check=check, **by, state=state)
    assert result["failed"] and "in the list of all users" in result["msg"] and "404" in result["msg"] and "not treated as removed" in result["msg"]
    assert result["writes"] == []
    assert bench.run("tsna_users", check=check, users=[{**by, "state": "absent"}])["failed"]


def test_who_is_neither_shown_nor_listed_cannot_be_told_from_nobody(bench: Bench) -> None:
    """This is all that the API gives; the guide says so. A name that is taken all the same fails in the words of the server."""
    bench.configure("tsna", inaccessible=["rstone"], inaccessible_listed=False)
    assert bench.run("tsna_user", name="rstone", state="absent")["changed"] is False
    assert "a user rstone exists" in bench.run("tsna_user", **{**FULL, "name": "rstone"})["msg"]


@pytest.mark.parametrize("desired", [{"name": "RSTONE"}, {"name": "ravi", "email": "RAVI.stone@harbor.example"}], ids=str)
def test_who_is_there_under_nearly_the_same_name_is_told(bench: Bench, desired: dict[str, str]) -> None:
    for check in (True, False):
        result = bench.run("tsna_user", check=check, **desired, state="absent")
        assert result["changed"] is False and len(result["warnings"]) == 1
        assert "'rstone' with the address 'ravi.stone@harbor.example', who was not changed" in result["warnings"][0]
        for state in ("absent", "disabled"):
            together = bench.run("tsna_users", check=check, users=[{**desired, "state": state}, {"name": "ohaddad"}])
            assert (together["changed"], together["warnings"]) == (False, result["warnings"])
    assert bench.run("tsna_user", name="nobody", email="nobody@x.example", state="absent")["warnings"] == []


def test_a_removal_without_effect_is_no_success(bench: Bench) -> None:
    bench.configure("tsna", deletion="ignored")
    for module, task in (("tsna_user", {"name": "icosta", "state": "absent"}), ("tsna_users", {"users": [{"name": "icosta", "state": "absent"}]})):
        result = bench.run(module, **task)
        assert result["failed"] and "still shows the user" in result["msg"]


@pytest.mark.parametrize("name", [".", ".."])
def test_a_name_of_dots_stands_in_no_url(bench: Bench, wire: Wire, name: str) -> None:
    assert bench.run("tsna_user", name=name, state="absent")["changed"] is False
    assert bench.run("tsna_user", id=name, state="absent")["changed"] is False
    assert not [request for request in wire.sent if request.path.rstrip("/").endswith(("/v4.0", "."))]


# -- passwords, of which nothing can be read ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("switches", [{}, {"auth_mode": "external"}, {"user_attributes": {"password": "secretWord"}}], ids=str)
def test_a_password_that_is_sent_is_not_said_to_be_in_force(bench: Bench, switches: dict[str, Any]) -> None:
    bench.configure("tsna", **switches)
    for check in (True, False):
        result = bench.run("tsna_user", check=check, name="rstone", password="Fj5-quiet-harbor", update_password="always")
        assert result["changed"] is True
        assert result["notes"] == ["password: cannot be read, so nothing proves that the platform takes it"]
    assert "notes" not in bench.run("tsna_user", name="rstone", password="Fj6-quiet-harbor")


def test_the_member_with_the_password_can_be_named(bench: Bench, wire: Wire) -> None:
    bench.configure("tsna", user_attributes={"password": "secretWord"})
    tsna, field_map = bench.sandbox.platform("tsna"), {"password": "secretWord"}
    assert bench.run("tsna_user", **FULL)["failed"]
    assert bench.run("tsna_user", **FULL, field_map=field_map)["action"] == "created"
    old = tsna._named("zpark").password
    bench.run("tsna_user", name="zpark", password="Fj5-quiet-harbor", update_password="always", field_map=field_map)
    assert wire.of("PATCH")[0].body[1]["path"] == "/secretWord" and tsna._named("zpark").password != old
    bench.fault(kind="status", status=405, platform="tsna", method="PATCH", times=0)
    bench.run("tsna_user", name="zpark", email="n@x.example", password="Fj6-quiet-harbor", field_map=field_map)
    assert wire.of("PUT")[0].body["secretWord"] == "Fj6-quiet-harbor"
    assert "quiet-harbor" not in bench.printed


def test_a_password_of_somebody_who_is_authenticated_elsewhere(bench: Bench) -> None:
    bench.configure("tsna", external_password="ignored")
    result = bench.run("tsna_user", name="HARBOR\\mnasser", password="Fj5-quiet-harbor", update_password="always")
    assert "another system authenticates" in result["warnings"][0]
    assert bench.run("tsna_user", name="rstone", password="Fj5-quiet-harbor", update_password="always")["warnings"] == []


NO_PASSWORD = {name: value for name, value in FULL.items() if name != "password"}


@pytest.mark.parametrize("module", ["tsna_user", "tsna_users"])
def test_a_new_user_without_a_password_is_refused_beforehand_where_one_is_needed(bench: Bench, module: str) -> None:
    task: dict[str, Any] = {"users": [NO_PASSWORD]} if module == "tsna_users" else NO_PASSWORD
    for check in (True, False):
        result = bench.run(module, check=check, **task)
        assert result["failed"] and "give password as well" in result["msg"] and result["writes"] == []
    bench.configure("tsna", auth_mode="external", external_flag="of_mode")
    assert bench.run(module, check=True, **task)["changed"] is bench.run(module, **task)["changed"] is True


def test_where_nothing_tells_who_keeps_passwords_that_is_said(bench: Bench) -> None:
    bench.configure("tsna", user_attributes={"authenticatedExternallyFlag": None})
    check = bench.run("tsna_user", check=True, **NO_PASSWORD)
    assert check["changed"] is True and "it is not known whether this one does" in check["warnings"][0]
    result = bench.run("tsna_user", **NO_PASSWORD)
    assert result["failed"] and "a password has 6 to 255 characters" in result["msg"]


# -- other forms of answers ----------------------------------------------------------------------------------------------------------------------


def test_addresses_compare_without_regard_to_case(bench: Bench) -> None:
    assert bench.run("tsna_user", name="rstone", email=" Ravi.STONE@harbor.example ")["changed"] is False
    assert bench.run("tsna_users", users=[{"name": "rstone", "email": "RAVI.stone@harbor.example"}])["changed"] is False
    assert bench.run("tsna_user", name="rstone", email="ravi@harbor.example")["changed"] is True


@pytest.mark.parametrize(("stamp", "told"), [
    (1724860986, "2024-08-28T16:03:06Z"), ("1724860986", "2024-08-28T16:03:06Z"), (1724860986.5, "2024-08-28T16:03:06Z"),
    (0, None), (-1, None), (None, None), (1724860986000, "2024-08-28T16:03:06Z"), ("1724860986000", "2024-08-28T16:03:06Z"), (10**18, None), (-10**18, None),
    (float("inf"), None), ("2024-08-28T16:03:06.000Z", "2024-08-28T16:03:06Z"), ("2024-08-28T18:03:06+02:00", "2024-08-28T16:03:06Z"),
    ("2024-08-28T18:03:06.000+0200", "2024-08-28T16:03:06Z"), ("2024-08-28T16:03:06", "2024-08-28T16:03:06"),
    ("28 Aug 2024", "28 Aug 2024"), ("", None), ("-1", None), (True, None), ([], None), ({}, None),
    ("1970-01-01T00:00:00Z", None), ("1969-12-31T23:59:59.999Z", None), (0.0, None), ("0", None), (-1e300, None),
])
def test_a_time_is_told_in_iso_8601_or_not_at_all(bench: Bench, stamp: Any, told: str | None) -> None:
    assert point_in_time(stamp) == told


def test_last_login_and_login_time_are_told_as_times(bench: Bench) -> None:
    (user,) = bench.run("tsna_user_info", name="rstone")["users"]
    assert user["last_login"].startswith("20") and user["last_login"].endswith("Z")
    session = bench.run("tsna_session_info", user="rstone")["sessions"][0]
    assert session["login_time"].startswith("20") and session["login_time"].endswith("Z")
    bench.sandbox.platform("tsna")._named("rstone").last_login = 0
    (user,) = bench.run("tsna_user_info", name="rstone")["users"]
    assert "last_login" not in user


def test_members_of_any_name_can_be_told(bench: Bench) -> None:
    names = {"rootFlag": "superuser", "lastSuccessfulLoginTimestamp": "seen", "dynamicFields": "extra fields"}
    field_map = {"root": "superuser", "last_login": "seen", "dynamic_fields": "extra fields"}
    bench.configure("tsna", user_attributes=names)
    life(bench, field_map=field_map)
    (user,) = bench.run("tsna_user_info", name="rstone", field_map=field_map)["users"]
    assert user["last_login"].startswith("20") and user["dynamic_fields"]["Department"] == "NetOps"
    result = bench.run("tsna_user", name="sysadmin", state="absent", field_map=field_map)
    assert result["failed"] and "a root user of TSNA" in result["msg"] and result["writes"] == []


@pytest.mark.parametrize("shape", ["component", "string"])
def test_a_single_role_that_is_no_list(bench: Bench, shape: str) -> None:
    bench.configure("tsna", role_list="single", role_shape=shape)
    before = bench.sandbox.platform("tsna").state()
    life(bench)
    assert bench.sandbox.platform("tsna").state() == before
    for entry in ({}, {"document": 1}):
        assert shape_of({"roleIds": entry}, None).role_entry == entry


def test_where_the_server_does_not_tell_who_is_logged_in_nobody_is_removed(bench: Bench) -> None:
    proxy = Proxy.before(bench)
    proxy.rewrite("/current_logged_in_user$", fields={"username": "", "userName": "", "name": "", "userId": {}})
    result = bench.run("tsna_user", name="mkowal", state="absent")
    assert result["failed"] and "does not show who is logged in" in result["msg"] and result["writes"] == []
    assert bench.run("tsna_user", name="mkowal", email="m@x.example")["changed"]


def test_an_address_compares_without_case_and_may_be_cleared(bench: Bench) -> None:
    assert bench.run("tsna_user", name="rstone", email=" RAVI.Stone@harbor.example")["changed"] is False
    assert bench.run("tsna_user", name="rstone", email="")["changed"] and bench.run("tsna_user", name="rstone", email="")["changed"] is False


@pytest.mark.parametrize("odd", [
    {"roleIds": 7}, {"roleIds": [7]}, {"roleIds": [None]}, {"roleIds": [{}]}, {"dynamicFields": "x"}, {"dynamicFields": {"a": 1}},
    {"dynamicFields": [{"values": []}]}, {"dynamicFields": [{"name": "Sites", "values": "x"}]}, {"emailAddress": ["a"]}, {"id": {"x": 1}}, {"name": None},
    {"name": 5},
], ids=str)
def test_members_of_another_form_are_the_servers_and_told_as_such(bench: Bench, monkeypatch: pytest.MonkeyPatch, odd: dict[str, Any]) -> None:
    tsna = bench.sandbox.platform("tsna")
    usual = tsna._dto
    monkeypatch.setattr(tsna, "_dto", lambda user: {**usual(user), **odd})
    for module, task in (("tsna_user_info", {"name": "rstone"}), ("tsna_user_info", {}), ("tsna_user", {"name": "rstone", "state": "absent"})):
        result = bench.run(module, **task)
        assert result["failed"] and ("in an unexpected format" in result["msg"] or "returned an entry without an id" in result["msg"]), result["msg"]
        assert result["writes"] == []


@pytest.mark.parametrize("odd", [
    {"authenticatedExternallyFlag": [1]}, {"lastSuccessfulLoginTimestamp": {"x": 1}}, {"rootFlag": None}, {"lockedFlag": None},
], ids=str)
def test_members_that_nothing_rests_on_may_have_any_form(bench: Bench, monkeypatch: pytest.MonkeyPatch, odd: dict[str, Any]) -> None:
    tsna = bench.sandbox.platform("tsna")
    usual = tsna._dto
    monkeypatch.setattr(tsna, "_dto", lambda user: {**usual(user), **odd})
    assert bench.run("tsna_user_info", name="rstone").get("failed") is None


def test_members_that_are_called_like_credentials_are_masked(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "OPAQUE", (*api.OPAQUE, "radiusSharedSecret"))
    bench.configure("tsna", extra_members=True)
    value = "quiet-harbor-of-radius"
    for user in bench.sandbox.platform("tsna").users.values():
        user.opaque["radiusSharedSecret"] = value
    info = bench.run("tsna_user_info", name="rstone")
    assert value not in str(info["users"]) and "radiusSharedSecret" in info["users"][0]["attributes"]


def test_zero_is_a_value() -> None:
    field = ExtraAttributes("extra_attributes", "extra_attributes")
    assert not field.same({}, {"sessions": 0}) and field.same({}, {"sessions": None}) and field.same({"sessions": False}, {})


# -- members that may be secrets ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["check", "real", "failed", "roster", "roster_file"])
def test_a_member_whose_name_says_that_it_is_secret_is_masked(bench: Bench, tmp_path: pathlib.Path, way: str) -> None:
    """Nothing is published about further members, so that only the name tells."""
    secret = "Hunter22-quiet-harbor"
    extra = {"radiusSecret": secret}
    if way == "failed":
        bench.fault(kind="status", status=403, platform="tsna", method="GET", path="/v4.0/users", times=0)
    if way in ("roster", "roster_file"):
        people = [{"email": "ravi.stone@harbor.example", "accounts": {"tsna": {"name": "rstone", "roles": ["Viewer"], "extra_attributes": extra}}}]
        (tmp_path / "roster.json").write_text(json.dumps({"people": people}), encoding="utf-8")
        given = {"people": people} if way == "roster" else {"roster_file": str(tmp_path / "roster.json")}
        common: dict[str, Any] = {"platforms": ["tsna"], "min_admins": 0, "max_removals": -1, "max_removal_percent": -1, "witness": False}
        files = tmp_path / "files"
        for check in (True, False):
            result = bench.run("roster", check=check, **given, **common, plan_file=str(files / "plan.md"), evidence_dir=str(files / "evidence"))
            assert result["plan"]["actions"] and secret not in bench.printed, result.get("msg")
        written = [path for path in files.rglob("*") if path.is_file()]
        assert len(written) > 5 and not [path.name for path in written if secret in path.read_text(encoding="utf-8")]
        return
    result = bench.run("tsna_user", check=way == "check", name="rstone", extra_attributes=extra)
    assert secret not in bench.printed and "radiusSecret" in bench.printed
    assert way == "check" or result["failed"]  # this server does not keep the member


@pytest.mark.parametrize(("entry", "fits"), [("", False), ({}, False), ({"id": ""}, False), (7, False), ("Viewer", True), ({"id": 7}, True)])
def test_a_role_without_a_name_is_no_role(entry: Any, fits: bool) -> None:
    assert matches([entry], schemas.roles) is fits
    assert matches("", schemas.roles) and matches(None, schemas.roles)
    assert not any(matches(value, schemas.roles) for value in ({}, 0, False, 0.0))  # neither no role nor one
