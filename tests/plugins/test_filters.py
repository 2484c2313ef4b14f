# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filters over access, through Ansible's own loader: their errors are sentences, and nothing that they return is a template."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleFilterError
from ansible.plugins.loader import filter_loader

from tests.plugins.trust import is_trusted_as_template, trust_as_template

HOSTILE = trust_as_template("{{ lookup('ansible.builtin.pipe', 'id') }}")
ACCOUNT = {"platform": "contabo", "id": "1", "name": HOSTILE, "email": "eve@x.example", "status": "active", "admin": False, "protected": ""}
GRANT = {"platform": "contabo", "account_id": "1", "role": HOSTILE, "resource_type": "account", "via": "direct"}
ACCESS = {"accounts": [ACCOUNT], "entitlements": [GRANT]}


def apply(name: str, *args: Any, **options: Any) -> Any:
    return filter_loader.get(f"people.access.{name}").j2_function(*args, **options)


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in texts(part)]
    if isinstance(value, (list, tuple)):
        return [text for item in value for text in texts(item)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize(("name", "args"), [
    ("access_matrix", (ACCESS,)), ("effective_access", (ACCESS,)), ("access_diff", ({"accounts": [], "entitlements": [], "counts": {"contabo": {}}}, ACCESS)),
    ("separation_of_duties", (ACCESS, [{"name": HOSTILE, "duties": [{"platform": "contabo"}, {"role": "*"}]}])),
])
def test_what_a_platform_wrote_is_returned_as_it_is_and_never_a_template(name: str, args: Any) -> None:
    assert is_trusted_as_template(HOSTILE)
    found = [text for text in texts(apply(name, *args)) if "{{" in text]
    assert found and not [text for text in found if is_trusted_as_template(text)]


@pytest.mark.parametrize(("name", "args", "told"), [
    ("access_matrix", ({},), "accounts must be a list of dictionaries"), ("effective_access", ("all",), "accounts must be a list of dictionaries"),
    ("access_diff", (ACCESS, None), "accounts must be a list of dictionaries"), ("separation_of_duties", (ACCESS, [{}]), "1 problem"),
    ("review_decisions", ("a,b", ACCESS), "row 1 has no column review"),
])
def test_bad_input_is_told_in_a_sentence(name: str, args: Any, told: str) -> None:
    with pytest.raises(AnsibleFilterError, match=told):
        apply(name, *args)


def test_the_roster_may_be_a_file(tmp_path: Any) -> None:
    with pytest.raises(AnsibleFilterError, match="roster_file .*nowhere.yml cannot be read"):
        apply("review_decisions", "", ACCESS, roster_file=str(tmp_path / "nowhere.yml"))


@pytest.mark.parametrize("columns", [{"email": "E-Mail-Adresse"}, '{"email": "E-Mail-Adresse"}', "email: E-Mail-Adresse"])
def test_a_roster_with_other_columns(tmp_path: Any, columns: Any) -> None:
    (tmp_path / "staff.csv").write_text("Mail\nada@x.example\n")
    with pytest.raises(AnsibleFilterError, match="has no column E-Mail-Adresse"):
        apply("review_decisions", "", ACCESS, roster_file=str(tmp_path / "staff.csv"), columns=columns)
    with pytest.raises(AnsibleFilterError, match="columns is set, but roster_file is not"):
        apply("review_decisions", "", ACCESS, columns=columns)


PEOPLE = [{"email": "ada@x.example", "accounts": {"contabo": {"roles": ["Network"]}}}, {"email": "hugo@x.example", "accounts": {"segment": {}}}]


@pytest.mark.parametrize("protect", ["hugo@x.example", "ops@x.example, HUGO@x.example", '["hugo@x.example"]', "ops@x.example\nhugo@x.example\n"])
def test_a_text_where_a_list_is_meant_is_never_taken_letter_by_letter(protect: Any) -> None:
    assert [entry["email"] for entry in apply("roster_accounts", PEOPLE, protect=protect)] == ["ada@x.example"]
    assert [entry["platform"] for entry in apply("roster_accounts", PEOPLE, platforms="segment")] == ["segment"]
    with pytest.raises(AnsibleFilterError, match="hugo@x.example is protected"):
        apply("leavers", "hugo@x.example", protect=protect)
    both = {"accounts": [{**ACCOUNT, "email": "hugo@x.example"}], "entitlements": []}
    rows = {**both, "entitlements": [{**GRANT, "role": "A"}, {**GRANT, "role": "B"}]}
    rule = {"name": "r", "duties": [{"role": "A"}, {"role": "B"}]}
    assert len(apply("separation_of_duties", rows, [rule])) == 1
    assert apply("separation_of_duties", rows, [{**rule, "except": protect}]) == []


@pytest.mark.parametrize(("name", "args", "options"), [
    ("roster_accounts", (PEOPLE,), {"protect": {"a": 1}}), ("roster_accounts", (7,), {}), ("leavers", ([],), {"protect": 5}),
    ("separation_of_duties", (ACCESS, [{"name": "r", "duties": [{"role": "A"}, {"role": "B"}], "except": 5}]), {}), ("separation_of_duties", (ACCESS, 5), {}),
    ("access_matrix", (ACCESS, 5), {}), ("effective_access", (ACCESS, {"email": "a"}), {}),
])
def test_what_is_no_list_is_refused(name: str, args: Any, options: Any) -> None:
    with pytest.raises(AnsibleFilterError, match="has to be a"):
        apply(name, *args, **options)


def administrator(**more: Any) -> dict[str, Any]:
    return {**ACCOUNT, "platform": "segment", "email": "eve@x.example", "name": "Eve", "admin": True, **more}


@pytest.mark.parametrize(("account", "found"), [
    ({"name": "owner@x.example"}, True), ({"platform": "thousandeyes", "name": "OWNER@x.example"}, True), ({"email": "Owner@X.example"}, False),
    ({"platform": "tsna", "name": "boss"}, False), ({"platform": "tsna", "name": "eve"}, True), ({"email": "", "name": "boss"}, True),
    ({"email": None, "name": None}, True), ({"admin": False}, False),
])
def test_nobody_is_an_expected_administrator_by_a_display_name(account: dict[str, Any], found: bool) -> None:
    """People choose their display names themselves."""
    results = [{"accounts": [administrator(**account)]}, {"failed": True, "msg": "No"}]
    lines = apply("unexpected_administrators", results, "owner@x.example, boss")
    assert [line.split(" ", 1)[1] for line in lines] == ([f"administers access on {account.get('platform', 'segment')}"] if found else [])


def test_an_administrator_with_a_text_for_an_address_is_called_by_login_name() -> None:
    accounts = [administrator(platform="tsna", name=name, email="n/a") for name in ("boss", "eve")]
    assert apply("unexpected_administrators", [{"accounts": accounts}], "boss, n/a") == ["eve administers access on tsna"]


@pytest.mark.parametrize("omitted", [{"actions": 40}, {"pending": 1}])
@pytest.mark.parametrize(("name", "args", "options"), [("findings", ("plan",), {}), ("metrics", ({"plan": "plan"},), {"playbook": "drift"})])
def test_a_shortened_plan_is_no_proof_and_no_list_of_all_findings(name: str, args: Any, options: Any, omitted: dict[str, int]) -> None:
    plan = {"counts": {"contabo": {"existing": 3, "desired": 3, "unchanged": 3}}, "actions": [], "pending": [], "omitted": omitted, "unreadable": {}}
    (given,) = args
    with pytest.raises(AnsibleFilterError, match="lacks .*Make it with result_limit: -1"):
        apply(name, plan if given == "plan" else {"plan": plan}, **options)
    assert apply(name, *([{**plan, "omitted": {"notes": 3}}] if given == "plan" else [{"plan": {**plan, "omitted": {}}}]), **options) is not None


@pytest.mark.parametrize("spelling", ["false", "no", "n", "0", False, "F", "", " ", None])
def test_numbers_that_were_not_counted_are_left_out_in_every_spelling(spelling: Any) -> None:
    plan = {"counts": {"contabo": {"existing": 3, "desired": 3, "unchanged": 3}}, "actions": [], "unreadable": {}}
    assert "orphans" not in apply("metrics", {"plan": plan, "prune": spelling}, playbook="reconcile")
    totals = {"people": 1, "platforms": {"contabo": {"accounts": 1, "pending": 0, "orphan": 0, "admin": 1}}}
    assert "orphans" not in apply("metrics", {"totals": totals, "roster": spelling}, playbook="review")
    assert "orphans" in apply("metrics", {"plan": plan, "prune": "y"}, playbook="reconcile")
    with pytest.raises(AnsibleFilterError, match="^prune has to be true or false"):
        apply("metrics", {"plan": plan, "prune": "perhaps"}, playbook="reconcile")


LEAVER = [{"email": "eve@x.example"}]
DELETED = {"platform": "contabo", "person": "eve@x.example", "account": "eve@x.example", "status": "done", "action": "deleted", "id": "1"}


def roster_result(*actions: Any, **parts: Any) -> dict[str, Any]:
    return {"plan": {"counts": {"contabo": {"unchanged": 0}}, "actions": list(actions), "unreadable": {}, **parts}, "outcome": {}}


@pytest.mark.parametrize("omitted", ["actions", "kept", "leaving"])
def test_a_shortened_result_proves_nobody_absent(omitted: str) -> None:
    lines = apply("outcomes", roster_result(DELETED), LEAVER, roster_result(omitted={omitted: 2}), lines=True)
    assert lines == ["contabo  eve@x.example: deleted", f"contabo  FAILED: proves nothing, as it lacks 2 {omitted}: make it with result_limit: -1"]
    assert apply("outcomes", roster_result(DELETED), LEAVER, roster_result(omitted={"notes": 2}), lines=True)[0].endswith("deleted, proved absent")


@pytest.mark.parametrize("omitted", ["actions", "kept"])
def test_whoever_may_be_in_what_was_left_out_is_not_called_unknown(omitted: str) -> None:
    assert [row["action"] for row in apply("outcomes", roster_result(), LEAVER, require_found=True)] == ["not found"]
    assert "eve@x.example" not in [row["person"] for row in apply("outcomes", roster_result(omitted={omitted: 3}), LEAVER)]
    (row,) = [row for row in apply("outcomes", roster_result(omitted={omitted: 3}), LEAVER, require_found=True) if row["person"]]
    assert row["failed"] and row["message"] == f"not found in a result that lacks 3 {omitted}: make it with result_limit: -1"
