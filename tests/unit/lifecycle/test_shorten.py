# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results of large plans: below the size of an event of AWX, with every number right."""

from __future__ import annotations

import json
from typing import Any

from ansible_collections.people.access.plugins.module_utils.lifecycle.plan_text import plan_lines
from ansible_collections.people.access.plugins.module_utils.lifecycle.sentences import numbers, people_of
from ansible_collections.people.access.plugins.module_utils.lifecycle.shorten import shortened
from ansible_collections.people.access.plugins.module_utils.lifecycle.summary import outcomes, summary

EVENT = 700_000  # bytes of a result that AWX keeps


def action(number: int, status: str) -> dict[str, Any]:
    account = f"person.{number}@x.example"
    after = {"email": account, "first_name": "P" * 20, "last_name": "Q" * 20, "roles": ["Network", "Storage"], "permissions": [{"role": "r" * 40}] * 3}
    return {"platform": "contabo", "person": account, "account": account, "id": str(number), "verb": "create", "action": "created", "reason": "in the roster",
            "admin": False, "admin_grants": [], "before": {}, "after": after, "requests": 1, "status": status, **({"msg": "no"} if status == "failed" else {})}


def result(size: int, failed: int = 0) -> dict[str, Any]:
    """What the module returns for a plan of that many actions, of which the last ones failed."""
    actions = [action(number, "failed" if number >= size - failed else "done") for number in range(size)]
    counts = {"contabo": {"existing": 0, "desired": size, "create": size, "update": 0, "disable": 0, "delete": 0, "unchanged": 0, "requests": size}}
    tree = {"contabo": {one["account"]: one["after"] for one in actions}}
    people = people_of(actions)
    plan = {"digest": "d", "approval": "a", "actions": actions, "people": people, "people_counts": numbers(people), "counts": counts,
            "pending": [], "upcoming": [], "kept": [], "refusals": [], "unreadable": {}, "notes": [f"Note {number}." for number in range(size)]}
    return {"changed": True, "action": "applied", "plan": plan, "digest": "d", "diff": {"before_header": "access", "before": {}, "after": tree},
            "outcome": {"done": [one["account"] for one in actions], "failed": [], "not_tried": []}, "warnings": ["w"] * size}


def test_a_result_about_10000_people_fits_into_an_event_and_says_what_it_lacks() -> None:
    whole = result(10_000)
    assert len(json.dumps(whole)) > 5 * EVENT
    short = shortened(whole, 100)
    assert len(json.dumps(short)) < EVENT / 2
    assert short["plan"]["omitted"] == {"actions": 9_900, "people": 9_900, "notes": 9_900} and short["plan"]["counts"] == whole["plan"]["counts"]
    assert list(short["diff"]["after"]["contabo"]) == [one["account"] for one in short["plan"]["actions"]]
    assert short["warnings"][-1] == "There are 9900 more warnings." and len(short["outcome"]["done"]) == 100
    assert len(whole["plan"]["actions"]) == 10_000, "the whole one is untouched"


def test_what_failed_is_shown_first() -> None:
    short = shortened(result(50, failed=3), 5)
    assert [one["status"] for one in short["plan"]["actions"]] == ["failed"] * 3 + ["done"] * 2
    assert [row["account"] for row in outcomes(short) if row["failed"]] == [one["account"] for one in short["plan"]["actions"][:3]]


def test_lines_for_people_tell_the_whole_number() -> None:
    short = shortened(result(50), 5)
    lines = plan_lines(short["plan"])
    assert lines[0] == "50 people: 50 join. 50 changes: 50 on Contabo." and sum("person." in line for line in lines) == 5
    assert "and 45 more people; set plan_file to get all of them" in lines
    assert "45 more action(s) that are not shown; the file of plan_file has all of them" in summary(outcomes(short))


def test_nothing_is_left_out_without_a_limit_or_where_everything_fits() -> None:
    whole = result(50)
    assert shortened(whole, -1) == whole
    fits = shortened(whole, 50)
    assert fits["plan"].pop("omitted") == {} and fits == whole
    assert shortened({"changed": False}, 5) == {"changed": False}
