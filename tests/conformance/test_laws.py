# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The laws that every resource obeys. They check results, the state of the sandbox, and the requests."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest

from tests.conformance.cases import CASES, Case
from tests.harness import Bench, prediction

every = pytest.mark.parametrize("case", CASES, ids=lambda case: case.label.replace(" ", "-"))
readable = pytest.mark.parametrize("case", [case for case in CASES if case.readable], ids=lambda case: case.label.replace(" ", "-"))
granting = pytest.mark.parametrize("case", [case for case in CASES if case.grants], ids=lambda case: case.label.replace(" ", "-"))
identified = pytest.mark.parametrize("case", [case for case in CASES if case.has_id], ids=lambda case: case.label.replace(" ", "-"))


SECRETS = {
    "thousandeyes": ["TE_TOKEN"], "segment": ["SEGMENT_TOKEN"], "contabo": ["CNTB_OAUTH2_CLIENT_SECRET", "CNTB_OAUTH2_PASS"], "tsna": ["TSNA_PASSWORD"],
}


@pytest.fixture
def ready(bench: Bench, case: Case) -> Bench:
    bench.configure(case.platform, **case.switches)
    return bench


def step(bench: Bench, case: Case, changed: bool = True, **params: Any) -> dict[str, Any]:
    """Run a task in check mode, which writes nothing, then for real with the same prediction, and again, which changes nothing."""
    before = bench.sandbox.state()
    check = bench.run(case.module, check=True, **params)
    assert check.get("failed") is None, check
    assert check["writes"] == []
    assert bench.sandbox.state() == before
    real = bench.run(case.module, **params)
    assert prediction(check) == prediction(real)
    assert real["changed"] is changed
    assert (real["diff"]["before"] != real["diff"]["after"]) is changed
    assert (real["action"] == "none") is not changed
    assert bool(real["writes"]) is changed
    assert real.get("warnings", []) == []
    after = bench.sandbox.state()
    again = bench.run(case.module, **params)
    assert (again["changed"], again["action"], again["writes"]) == (False, "none", [])
    assert bench.sandbox.state() == after
    return real


def accounts(bench: Bench, case: Case) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = bench.run(f"{case.module}_info", **case.who)[f"{case.noun}s"]
    return found


def fails_unwritten(bench: Bench, module: str, **params: Any) -> str:
    """Return the message of a task that fails before any write, with the same message in check mode."""
    messages = []
    for check in (True, False):
        before = bench.sandbox.state()
        result = bench.run(module, check=check, **params)
        assert result["failed"] is True
        assert result["writes"] == []
        assert bench.sandbox.state() == before
        assert "Traceback" not in bench.printed
        messages.append(result["msg"])
    assert messages[0] == messages[1]
    return str(messages[0])


@every
def test_absent_of_the_absent_is_ok(ready: Bench, case: Case) -> None:
    step(ready, case, changed=False, **case.who, state="absent")
    if case.can_disable:
        step(ready, case, changed=False, **case.who, state="disabled")


@every
def test_life_of_an_account(ready: Bench, case: Case) -> None:
    step(ready, case, **case.full)
    assert len(accounts(ready, case)) == 1
    step(ready, case, changed=False, **case.same)
    step(ready, case, **case.who, state="absent")
    assert accounts(ready, case) == []


@every
def test_what_is_read_is_accepted(ready: Bench, case: Case) -> None:
    """A result of the info module is no change for its module, with names, ids, and what nobody sets."""
    ready.run(case.module, **case.full)
    (found,) = accounts(ready, case)
    step(ready, case, changed=False, **found)
    only_ids = {name: value for name, value in found.items() if not (f"{name}_id" in found or f"{name[:-1]}_ids" in found)}
    step(ready, case, changed=False, **only_ids)


@readable
def test_check_mode_predicts_the_object(ready: Bench, case: Case) -> None:
    check = ready.run(case.module, check=True, **case.full)[case.noun]
    real = ready.run(case.module, **case.full)[case.noun]
    filled = ("dynamic_fields", "extra_attributes")  # to which a server may add what nobody gave
    assert {name: value for name, value in real.items() if name in check and value is not None and name not in filled} == {
        name: value for name, value in check.items() if value is not None and name not in filled
    }
    assert real["id"]


@every
def test_one_field_changed_leaves_the_others(ready: Bench, case: Case) -> None:
    if not case.change:
        return
    ready.run(case.module, **case.full)
    (before,) = accounts(ready, case)
    real = step(ready, case, **case.who, **case.change)
    (after,) = accounts(ready, case)
    assert set(real["diff"]["after"]) <= {case.key, *case.change}
    differing = {name for name in before if before[name] != after[name]}
    assert differing <= {*case.change, *case.follows, *(f"{name}_id" for name in case.change), *(f"{name[:-1]}_ids" for name in case.change)}


@every
def test_a_list_or_text_is_cleared(ready: Bench, case: Case) -> None:
    if not case.clear:
        return
    ready.run(case.module, **case.full)
    step(ready, case, **case.who, **case.clear)


@granting
def test_membership_adds_and_removes_what_is_named(ready: Bench, case: Case) -> None:
    ready.run(case.module, **case.full)
    start = ready.run(case.module, **case.who, **{case.grants: case.full[case.grants]})["diff"]["after"][case.grants]
    added = step(ready, case, **case.who, **{case.grants: case.more}, membership="add")
    removed = step(ready, case, **case.who, **{case.grants: case.more}, membership="remove")
    assert added["diff"]["before"][case.grants] == start == removed["diff"]["after"][case.grants]
    assert added["diff"]["after"][case.grants] == removed["diff"]["before"][case.grants] != start


@every
def test_disabled_and_enabled_again(ready: Bench, case: Case) -> None:
    if not case.can_disable:
        return
    ready.run(case.module, **case.full)
    assert step(ready, case, **case.who, state="disabled")["action"] == "disabled"
    step(ready, case, changed=False, **case.who)
    assert step(ready, case, **case.who, enabled=True)["action"] == "updated"


@identified
def test_the_id_identifies(ready: Bench, case: Case) -> None:
    id_ = ready.run(case.module, **case.full)[case.noun]["id"]
    step(ready, case, changed=False, id=id_)
    # With the id, a name in other letters is another name.
    step(ready, case, changed=case.key == "name" and case.same[case.key].strip() != case.full[case.key], id=id_, **case.same)
    assert f"no {case.noun} with the id 'nobody'" in fails_unwritten(ready, case.module, id="nobody", **case.who)
    other = "zoe.other@x.example" if case.key == "email" else "zother"
    if not case.renames:
        assert case.full[case.key].lower() in fails_unwritten(ready, case.module, id=id_, **{case.key: other}).lower()
    else:
        step(ready, case, id=id_, **{case.key: other})
        assert accounts(ready, case) == []
    step(ready, case, id=id_, state="absent")


@identified
def test_a_former_key_identifies_what_is_to_be_renamed(ready: Bench, case: Case) -> None:
    """The second run of the same task changes nothing, and a removal finds the object under either key."""
    if not case.renames:
        return
    id_ = ready.run(case.module, **case.full)[case.noun]["id"]
    renamed = {case.key: "zoe.other@x.example" if case.key == "email" else "zother", f"previous_{case.key}": case.full[case.key]}
    assert step(ready, case, **renamed)[case.noun]["id"] == id_
    assert accounts(ready, case) == []
    step(ready, case, **{case.key: "zoe.third@x.example" if case.key == "email" else "zthird"}, **{f"previous_{case.key}": renamed[case.key]}, state="absent")
    assert ready.run(f"{case.module}_info", id=id_)[f"{case.noun}s"] == []


@every
def test_unknown_names_fail_before_any_write(ready: Bench, case: Case) -> None:
    for desired in case.unknown:
        with_wish = {name: value for name, value in {**case.full, **desired}.items() if not _excluded(name, desired)}
        assert "has no" in fails_unwritten(ready, case.module, **with_wish)
    ready.run(case.module, **case.full)
    for desired in case.unknown:
        assert "has no" in fails_unwritten(ready, case.module, **case.who, **desired)


def _excluded(name: str, desired: dict[str, Any]) -> bool:
    """Return whether an option has to be dropped because its id form is given."""
    return any(option in desired for option in (f"{name}_id", f"{name[:-1]}_ids"))


@every
def test_ambiguous_names_fail_before_any_write(ready: Bench, case: Case) -> None:
    assert case.exclusive_ids is not None
    switch, desired = case.exclusive_ids
    ready.configure(case.platform, **{switch: True})
    message = fails_unwritten(ready, case.module, **{**case.full, **desired})
    assert " 2 " in message and "ids " in message


@every
def test_too_many_requests_are_waited_out(ready: Bench, case: Case) -> None:
    ready.fault(kind="status", status=429, platform=case.platform, method="GET", times=1)
    first = ready.run(case.module, check=True, **case.full)
    assert first["changed"] is True
    ready.fault(kind="status", status=429, platform=case.platform, method="POST", path=case.creates, times=2, headers={"Retry-After": "3"})
    result = ready.run(case.module, **case.full)
    assert result["changed"] is True
    assert result["waited"] > 0
    assert len(accounts(ready, case)) == 1


@every
def test_a_lost_answer_to_a_create_makes_no_double(ready: Bench, case: Case) -> None:
    ready.fault(kind="lost_response", platform=case.platform, method="POST", path=case.creates)
    result = ready.run(case.module, **case.full)
    assert result.get("failed") is None, result["msg"]
    assert result["changed"] is True
    assert sum(entry["method"] == "POST" and entry["path"].endswith(case.creates.rstrip("$")) for entry in result["writes"]) == 1
    assert len(accounts(ready, case)) == 1
    ready.fault(kind="delay")
    assert ready.run(case.module, **case.full)["changed"] is False


@every
def test_a_create_that_never_arrived_says_so(ready: Bench, case: Case) -> None:
    ready.fault(kind="reset", platform=case.platform, method="POST", path=case.creates)
    result = ready.run(case.module, **case.full)
    assert result["failed"] is True
    assert "Run the task again" in result["msg"]
    assert accounts(ready, case) == []
    assert ready.run(case.module, **case.full)["changed"] is True


@every
@pytest.mark.parametrize("kind", ["lost_response", "reset"])
def test_disturbed_updates_and_deletes_converge(ready: Bench, case: Case, kind: str) -> None:
    ready.run(case.module, **case.full)
    for params in ({**case.who, **case.change}, {**case.who, "state": "absent"}):
        for method in ("PUT", "PATCH", "DELETE"):
            ready.fault(kind=kind, platform=case.platform, method=method, path="(users|roles|account-groups|invites|permissions)[^/]*(/[^/]*)?$", times=1)
            result = ready.run(case.module, **params)
            assert result.get("failed") is None, result["msg"]
    assert accounts(ready, case) == []


@every
def test_the_page_boundary(ready: Bench, case: Case) -> None:
    if not case.paged:
        return
    ready.run(case.module, **case.full)
    total = len(ready.run(f"{case.module}_info")[f"{case.noun}s"])
    for cap in (total - 1, total, total + 1, 1):
        ready.configure(case.platform, page_cap=cap)
        listed = ready.run(f"{case.module}_info")[f"{case.noun}s"]
        assert len({entry[case.key] for entry in listed}) == len(listed) == total
        assert ready.run(case.module, **case.same)["changed"] is False


@every
def test_html_and_broken_answers_end_in_one_sentence(ready: Bench, case: Case) -> None:
    for kind in ("html", "not_json"):
        ready.fault(kind=kind, platform=case.platform, method="GET", times=0)
        message = fails_unwritten(ready, case.module, **case.full)
        assert "instead of JSON" in message
        assert "Check " in message


@every
def test_credentials_never_show(ready: Bench, case: Case) -> None:
    secrets = {*case.secret.values(), *(ready.environment[name] for name in SECRETS[case.platform])}
    echo = json.dumps(sorted(secrets))
    ready.run(case.module, **case.full)
    outputs = [ready.printed]
    for kind in ("status", "expired_token"):
        ready.fault(kind=kind, platform=case.platform, status=400, text=f"bad request with {echo}", times=0, after=1)
        ready.run(case.module, **{**case.full, **case.change})
        outputs.append(ready.printed)
    for output in outputs:
        assert not [secret for secret in secrets if secret in output]


@every
def test_removing_never_grants(ready: Bench, case: Case) -> None:
    """``membership: remove`` neither creates an account nor adds a grant."""
    grants = case.grants or "permissions"
    step(ready, case, changed=False, **{**case.full, "membership": "remove"})
    ready.run(case.module, **case.full)
    if not case.readable:
        desired = {**case.who, "permissions": case.full["permissions"], "reinvite": "always"}
        for membership in ("add", "remove"):
            assert "cannot be read" in fails_unwritten(ready, case.module, **desired, membership=membership)
    else:
        step(ready, case, changed=False, **case.who, **{grants: case.more}, membership="remove")


URLS = {"thousandeyes": "TE_API_ENDPOINT", "segment": "SEGMENT_URL", "contabo": "CNTB_API", "tsna": "TSNA_URL"}


@every
def test_a_wrong_url_is_no_proof_of_absence(ready: Bench, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = {"contabo": {"contabo_token": "a.b.c"}, "tsna": {"tsna_token": "42"}}.get(case.platform, {})  # a login would fail by itself
    monkeypatch.setenv(URLS[case.platform], f"{ready.environment[URLS[case.platform]]}/nowhere")
    for which in ({"id": "4711"}, case.who) if case.has_id else (case.who,):
        for params in ({"state": "absent"}, {"state": "present"}):
            assert ready.run(case.module, **tokens, **which, **params).get("failed") is True
        assert ready.run(f"{case.module}_info", **tokens, **which).get("failed") is True


def test_every_object_with_an_info_module_is_under_the_laws() -> None:
    modules = {path.stem for path in (pathlib.Path(__file__).parents[2] / "plugins" / "modules").glob("*.py")}
    twins = {name.removesuffix("_info") for name in modules if name.endswith("_info")} & modules
    # A roster is fed back in the tests of its export. The other two carry out something and keep no object in a state.
    assert twins - {"roster", "contabo_s3_credential", "tsna_session"} == {case.module for case in CASES}
