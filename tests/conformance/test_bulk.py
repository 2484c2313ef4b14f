# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The laws of the modules that manage a list in one run."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.conformance.cases import CASES, Case
from tests.conformance.test_laws import fails_unwritten
from tests.harness import Bench
from tests.sandbox.app import Sandbox
from tests.sandbox.world import World

PLURALS = [case for case in CASES if case.module in ("te_user", "te_role", "te_account_group", "segment_group", "contabo_user", "tsna_user")]
BATCHED = [case for case in CASES if case.module == "segment_user"]  # several objects in one request
every = pytest.mark.parametrize("case", PLURALS, ids=lambda case: case.label.replace(" ", "-"))
batched_too = pytest.mark.parametrize("case", [*PLURALS, *BATCHED], ids=lambda case: case.label.replace(" ", "-"))


@pytest.fixture(autouse=True)
def configured(bench: Bench, case: Case) -> None:
    bench.configure(case.platform, **case.switches)


def plural(case: Case) -> Case:
    return Case(**{**case.__dict__, "module": f"{case.module}s"})


def several(case: Case, entries: list[dict[str, Any]]) -> dict[str, Any]:
    """The option of a plural module with its list."""
    return {f"{case.noun}s": entries}


def rows(result: dict[str, Any], case: Case) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = result[f"{case.noun}s"]
    return found


def three(case: Case) -> list[dict[str, Any]]:
    keys = ("zoe.park@x.example", "yan.oh@x.example", "ida.berg@x.example") if case.key == "email" else ("zpark", "yoh", "iberg")
    own = [{"email": f"{key}@x.example"} if case.platform == "tsna" else {} for key in keys]  # accounts with the same address are protected together
    return [{**case.full, **more, case.key: key} for key, more in zip(keys, own)]


@batched_too
def test_a_list_is_created_changed_and_removed(bench: Bench, case: Case) -> None:
    bench.configure(case.platform, **case.switches)
    many = plural(case)
    real = many_step(bench, many, **several(case, three(case)))
    assert [user["action"] for user in rows(real, case)] == [case.created] * 3
    read = [entry for row in rows(real, case) for entry in rows(bench.run(f"{case.module}_info", **{case.key: row[case.key]}), case)]
    many_step(bench, many, changed=False, **several(case, read))  # as they were read
    assert set(real["diff"]["after"]) == {entry[case.key] for entry in three(case)}
    many_step(bench, many, changed=False, **several(case, three(case)[::-1]))
    second = three(case)[1]
    real = many_step(bench, many, **several(case, [three(case)[0], {**second, **case.change}]))
    assert [user["action"] for user in rows(real, case)] == ["none", "updated"]
    assert set(real["diff"]["after"]) == {second[case.key]}
    real = many_step(bench, many, **several(case, [{case.key: entry[case.key], "state": "absent"} for entry in three(case)]))
    assert [user["action"] for user in rows(real, case)] == ["deleted"] * 3


def many_step(bench: Bench, case: Case, changed: bool = True, **params: Any) -> dict[str, Any]:
    """Run one task like ``step`` for a single object, except that each row has its own action."""
    before = bench.sandbox.state()
    check = bench.run(case.module, check=True, **params)
    assert check.get("failed") is None, check
    assert (check["writes"], bench.sandbox.state()) == ([], before)
    real = bench.run(case.module, **params)
    assert (check["changed"], check["diff"]) == (real["changed"], real["diff"])
    assert [user["action"] for user in rows(check, case)] == [user["action"] for user in rows(real, case)]
    assert (real["changed"], bool(real["writes"])) == (changed, changed)
    again = bench.run(case.module, **params)
    assert (again["changed"], again["writes"]) == (False, [])
    return real


@every
def test_each_list_is_read_once(bench: Bench, case: Case) -> None:
    bench.configure(case.platform, **({"page_cap": 1000} if case.paged else {}))
    bench.run(f"{case.module}s", **several(case, three(case)))
    result = bench.run(f"{case.module}s", **several(case, three(case)))
    paths = [entry["path"] for entry in result["journal"] if entry["method"] == "GET"]
    listing = case.creates.rstrip("$")
    refused = case.switches.get("past_end") in ("400", "404")  # two further requests have to prove the end
    pages = (4 if refused else 2) if case.platform == "tsna" else 1  # lists end with an empty page
    assert sum(path.endswith(listing) for path in paths) == pages
    assert len(paths) == len([path for path in paths if listing in path and not path.endswith(listing)]) + pages * len({
        path for path in paths if listing not in path or path.endswith(listing)
    })


@batched_too
def test_all_problems_are_told_before_anything_is_written(bench: Bench, case: Case) -> None:
    bench.configure(case.platform, **case.switches)
    first, second, third = three(case)
    message = fails_unwritten(bench, f"{case.module}s", **several(case, [first, {**second, **case.unknown[0]}, {**third, **case.unknown[0]}]))
    assert message.startswith("2 problem(s)")
    assert second[case.key] in message and third[case.key] in message and first[case.key] not in message
    assert "twice" in fails_unwritten(bench, f"{case.module}s", **several(case, [first, first]))


@batched_too
def test_pruning_is_guarded(bench: Bench, case: Case) -> None:
    bench.configure(case.platform, **case.switches)
    many = plural(case)
    bench.run(many.module, **several(case, three(case)))
    everybody = {user[case.key] for user in rows(bench.run(f"{case.module}_info"), case)}
    keep = [{case.key: three(case)[0][case.key]}]
    assert "max_removals" in fails_unwritten(bench, many.module, **several(case, keep), prune=True, max_removals=1)
    assert "empty" in fails_unwritten(bench, many.module, **several(case, []), prune=True)
    named = [{case.key: keep[0][case.key], "state": "absent"}]
    assert "is in protect" in fails_unwritten(bench, many.module, **several(case, named), protect=[keep[0][case.key]])
    gone = {entry[case.key] for entry in three(case)[1:]}
    real = bench.run(many.module, **several(case, keep), prune=True, protect=sorted(everybody - gone), max_removals=2)
    assert {user[case.key] for user in rows(real, case) if user["action"] == "deleted"} == gone
    assert {user[case.key] for user in rows(bench.run(f"{case.module}_info"), case)} == everybody - gone


@every
def test_one_failure_does_not_stop_the_rest(bench: Bench, case: Case) -> None:
    bench.fault(kind="status", status=403, platform=case.platform, method="POST", path=case.creates, times=1, after=1)
    result = bench.run(f"{case.module}s", **several(case, three(case)))
    assert result["failed"] is True and result["changed"] is True
    assert result["msg"].startswith(f"1 of 3 {case.noun}s failed")
    assert sorted(user["action"] for user in rows(result, case)) == ["created", "created", "failed"]
    bench.fault(kind="delay")
    again = bench.run(f"{case.module}s", **several(case, three(case)))
    assert sorted(user["action"] for user in rows(again, case)) == ["created", "none", "none"]


@every
def test_who_is_meant_is_never_ambiguous(bench: Bench, case: Case) -> None:
    """An id with the key of another user, or a user listed by id and by key, writes nothing."""
    module = f"{case.module}s"
    created = rows(bench.run(module, **several(case, three(case))), case)
    first, second = ({name: entry[name] for name in ("id", case.key)} for entry in created[:2])
    if not case.renames:
        for state in ("absent", "present"):
            assert "not '" in fails_unwritten(bench, module, **several(case, [{"id": first["id"], case.key: second[case.key], "state": state}]))
    assert f"same {case.noun}" in fails_unwritten(bench, module, **several(case, [{"id": first["id"], "state": "absent"}, {case.key: first[case.key]}]))
    real = bench.run(module, **several(case, [{"id": first["id"], "state": "absent"}]))
    assert [user[case.key] for user in rows(real, case)] == [first[case.key]]


PARALLEL = [case for case in PLURALS if case.module in ("te_user", "contabo_user", "tsna_user")]


@pytest.mark.parametrize("refused", [0, 2], ids=["", "refused"])
@pytest.mark.parametrize("case", PARALLEL, ids=lambda case: case.label.replace(" ", "-"))
def test_parallel_writes_lead_to_the_same_state_and_the_same_result(bench: Bench, case: Case, refused: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """New, changed and removed users, of which the platform refuses two in the second run; the third makes up for it."""
    runs: dict[int, list[Any]] = {}
    for number in (1, 4):
        bench.sandbox.reset(World())
        bench.configure(case.platform, **case.switches)
        runs[number], ids = [], dict[str, str]()
        lists = [crowd(case, "p"), changes(case), changes(case)]
        for step, entries in enumerate(lists):
            refuse(bench, monkeypatch, [f"n{name}" for name in range(refused)] if step == 1 else [])
            result = bench.run(f"{case.module}s", **several(case, entries), parallel_writes=number, max_removals=-1)
            assert ("failed" in result) == (bool(refused) and step == 1), result
            runs[number].append(by_name(bench, case, result, ids))
        check = bench.run(f"{case.module}s", check=True, **several(case, crowd(case, "q")), parallel_writes=number)
        assert check["writes"] == []
        runs[number].append(by_name(bench, case, check, ids))
    assert runs[4] == runs[1]


def crowd(case: Case, letter: str) -> list[dict[str, Any]]:
    names = [f"{letter}{number}" for number in range(8)]
    if case.key == "email":
        own = [{"name": f"Zoe {name}"} if case.platform == "thousandeyes" else {} for name in names]  # or there are warnings of namesakes
        return [{**case.full, "email": f"{name}@x.example", **more} for name, more in zip(names, own)]
    return [{**case.full, case.key: name, "email": f"{name}@x.example"} for name in names]


def changes(case: Case) -> list[dict[str, Any]]:
    """Of eight, three are changed, three removed and two stay; three more are new."""
    old = crowd(case, "p")
    gone = [{case.key: entry[case.key], "state": "absent"} for entry in old[3:6]]
    return [*gone, *crowd(case, "n")[:3], *({**entry, **case.change} for entry in old[:3]), *old[6:]]


def refuse(bench: Bench, monkeypatch: pytest.MonkeyPatch, names: list[str]) -> None:
    """The platform refuses to create these, whatever comes beside them."""
    respond = Sandbox._respond_with_fault

    def answered(platform: Any, request: Any, *arguments: Any) -> Any:
        new = request.method == "POST" and any(f'"{name}' in request.get_data(as_text=True) for name in names)
        return platform.fail(403) if new else respond(bench.sandbox, platform, request, *arguments)

    monkeypatch.setattr(bench.sandbox, "_respond_with_fault", answered)


def by_name(bench: Bench, case: Case, result: dict[str, Any], ids: dict[str, str]) -> Any:
    """What the task returned and the users of the platform, with names in place of the ids, which depend on the order. ``ids`` are those seen."""
    users = bench.sandbox.state()[case.platform]["users"]
    ids.update((str(user["id"]), user[case.key]) for user in rows(result, case) if user.get("id"))
    told = {name: value for name, value in result.items() if name not in ("journal", "writes", "last_requests", "request_id", "invocation")}
    text = json.dumps([told, sorted(users.values() if isinstance(users, dict) else users, key=lambda user: str(user[case.key]))])
    for id_, name in ids.items():
        text = text.replace(id_, name)
    return json.loads(re.sub(r'"request_id": "[^"]+"', '"request_id": "one"', text))


@batched_too
def test_everything_that_is_read_is_accepted(bench: Bench, case: Case) -> None:
    """All existing objects, among them those that no module has made: as they are read, with and without their details."""
    for options in ({}, {"details": True}) if case.platform != "contabo" else ({},):
        read = bench.run(f"{case.module}_info", **options)
        assert read.get("failed") is None, read["msg"]
        found = rows(read, case)
        assert len(found) > 2
        result = bench.run(f"{case.module}s", **several(case, found))
        assert (result.get("msg"), result.get("changed"), result["writes"]) == (None, False, []), result
