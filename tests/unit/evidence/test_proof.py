# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a second reading proves about an action, and what it does not."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.evidence.document import document

ADA = {"platform": "contabo", "account": "ada@x.example", "id": "7"}


def proved(action: dict[str, Any], again: dict[str, Any] | None = None, readings: tuple[dict[str, Any], ...] = (), status: str = "done") -> str:
    """The proof of an action, after a second plan if there is one, and readings of single accounts."""
    def task(number: int, purpose: str, plan: dict[str, Any]) -> list[dict[str, Any]]:
        facts = {"module": "roster", "check_mode": purpose == "reading", "platforms": ["contabo"], "roster": {}}
        return [
            {"entry": "task", "task": number, "purpose": purpose, **facts},
            {"entry": "plan", "task": number, "plan": {"counts": {"contabo": {}}, **plan}, "expect": "", "approve": "", "limits": {}},
        ]

    planned = {**ADA, "person": "ada@x.example", "before": {}, "after": {}, **action}
    entries = task(1, "change", {"actions": [planned]})
    entries += [{"entry": "action", "task": 1, **ADA, "status": status, "message": "", "changed": status == "done"}, _end(1)]
    entries += [*task(2, "reading", again), _end(2)] if again is not None else []
    entries += [{"entry": "readings", "readings": [{**ADA, "message": "", **reading} for reading in readings]}] if readings else []
    (found,) = document({"time": "2026-11-18T11:06:40.000Z", **entry} for entry in entries)["actions"]
    return f"{found['proof']['result']}: {' '.join(reading['result'] for reading in found['proof']['readings'])}"


def _end(number: int) -> dict[str, Any]:
    return {"entry": "end", "task": number, "result": "done", "message": ""}


@pytest.mark.parametrize(("verb", "result"), [("delete", "proved: gone"), ("disable", "proved: as planned"), ("update", "proved: as planned")])
def test_what_is_not_in_the_second_plan_any_more_is_proved(verb: str, result: str) -> None:
    assert proved({"verb": verb}, {}) == result
    assert proved({"verb": verb}, {"actions": [{**ADA, "verb": verb}]}) == "contradicted: differs"
    assert proved({"verb": verb}, {"counts": {}}) == "not proved: failed"


@pytest.mark.parametrize("status", ["failed", "not tried"])
def test_what_was_not_applied_is_not_proved_by_a_plan_without_it(status: str) -> None:
    """The second plan may leave out the action for another reason: a guard of the platform keeps the account now."""
    assert proved({"verb": "delete"}, {}, status=status) == "not proved: not in the second plan"
    assert proved({"verb": "delete"}, {"actions": [{**ADA, "verb": "delete"}]}, status=status) == "contradicted: differs"


@pytest.mark.parametrize(("kept", "result"), [
    ({"platform": "contabo", "account": "ADA@x.example"}, "not proved: not in the second plan"),
    ({"platform": "contabo", "account": "zoe@x.example"}, "proved: gone"), ({"platform": "segment", "account": "ada@x.example"}, "proved: gone"),
])
def test_an_account_that_the_second_plan_keeps_is_not_gone(kept: dict[str, str], result: str) -> None:
    assert proved({"verb": "delete"}, {"kept": [{"reason": "is in protect (ada*)", "asked": "removal", **kept}]}) == result


@pytest.mark.parametrize(("action", "result"), [
    ({"verb": "delete"}, "contradicted: still logged in"), ({"verb": "disable"}, "contradicted: still logged in"),
    ({"verb": "update", "after": {"enabled": False}}, "contradicted: still logged in"), ({"verb": "update"}, "not proved: "),
    ({"verb": "create"}, "not proved: "),
])
def test_a_session_contradicts_only_that_an_account_was_closed(action: dict[str, Any], result: str) -> None:
    assert proved(action, readings=({"how": "sessions", "result": "still logged in"},)) == result


@pytest.mark.parametrize(("verb", "result", "proof"), [
    ("delete", "gone", "proved: gone"), ("delete", "still there", "contradicted: still there"), ("disable", "still there", "not proved: "),
    ("delete", "failed", "not proved: failed"), ("disable", "failed", "not proved: failed"),
])
def test_that_an_account_exists_contradicts_only_its_removal(verb: str, result: str, proof: str) -> None:
    assert proved({"verb": verb}, readings=({"how": "the account was read by its ID", "result": result},)) == proof
