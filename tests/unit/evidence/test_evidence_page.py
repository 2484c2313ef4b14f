# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of evidence with more of everything than a reader can look at: it shows the first of each, says how many more there are, and where."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.evidence.document import document
from ansible_collections.people.access.plugins.module_utils.evidence.page import SHOWN, as_html
from ansible_collections.people.access.plugins.module_utils.pages.page import SHOWN as LISTED

T = "2026-11-18T11:06:40.000Z"


def found(count: int) -> dict[str, Any]:
    """The evidence of so many failed removals, each with an event by somebody else, and as many refusals by guards."""
    names = [f"person.{number:05d}@x.example" for number in range(count)]
    planned = [{"platform": "contabo", "person": name, "account": name, "id": str(number), "verb": "delete", "before": {}, "after": {}, "names": []}
               for number, name in enumerate(names)]
    task = {"task": 1, "module": "roster", "purpose": "change", "check_mode": False, "platforms": ["contabo"], "roster": {}}
    others = [{"platform": "contabo", "time": T, "actor": "eve", "text": f"event {number:05d}", "object": name, "request_id": "", "why": "by another actor"}
              for number, name in enumerate(names)]
    refusals = [f"refusal {number:05d}" for number in range(count)]
    log = {"result": "read", "words": "", "events": count}
    entries: list[dict[str, Any]] = [
        {"entry": "task", **task},
        {"entry": "plan", "task": 1, "plan": {"actions": planned, "counts": {"contabo": {}}, "refusals": refusals, "digest": ""}, "expect": "", "approve": "",
         "limits": {}},
        *({"entry": "action", "task": 1, "platform": "contabo", "account": name, "id": str(number), "status": "failed", "message": f"message {number:05d}",
           "changed": False} for number, name in enumerate(names)),
        {"entry": "end", "task": 1, "result": "failed", "message": f"{count} of {count} actions failed."},
        {"entry": "witness", "witness": {"window": {}, "platforms": {"contabo": log}, "actions": [], "others": others}},
    ]
    return document([{"time": T, **entry} for entry in entries])


def part(page: str, name: str) -> str:
    return page.partition(f'<section aria-labelledby="{name}">')[2].partition("\n</section>")[0]


@pytest.mark.parametrize("count", [3, 10_000])
def test_long_lists_end_and_say_where_the_rest_is(count: int) -> None:
    evidence = found(count)
    assert len(evidence["failures"]) == count + 1 and len(evidence["witness"]["others"]) == count
    page = as_html(evidence)
    failures, logs, plans, actions = (part(page, name) for name in ("failures", "logs", "plans", "actions"))
    assert failures.count("<li>") == min(count + 1, 20) + (count > 20) and ("<li>and 9981 more in the actions below and in evidence.json</li>" in failures) == (
        count > 20)
    assert failures.index("actions failed.") < failures.index("message 00000"), "what failed as a whole comes first"
    assert logs.count("event 0") == min(count, LISTED) and ("and 9800 more in evidence.json" in logs) == (count > LISTED)
    assert plans.count("refusal 0") == min(count, LISTED) and ("and 9800 more in evidence.json" in plans) == (count > LISTED)
    assert actions.count("<tr>") == min(count, SHOWN) + 1 and f"{count} failed" in actions
    assert actions.count('class="action"') == min(count, SHOWN) and len(page) < 3_000_000


def refused(requests: bool = False) -> dict[str, Any]:
    """The evidence of a plan that the guards refused; with ``requests``, of one that was carried out and then killed."""
    before, after = {"group_roles": [{"group": "EMEA", "roles": ["Viewer"]}]}, {"group_roles": []}
    planned = {"platform": "contabo", "person": "ada", "account": "ada", "id": "1", "verb": "update", "before": before, "after": after, "names": []}
    task = {"task": 1, "module": "roster", "purpose": "change" if requests else "plan", "check_mode": not requests, "platforms": ["contabo"], "roster": {}}
    sent = [{"entry": "request", "task": 1, "platform": "contabo", "number": 1, "method": "PATCH", "path": "/users/1", "request_id": "", "state": "sending",
             "accounts": [{"id": "1", "account": "ada"}], "status": None, "error": ""}]
    entries: list[dict[str, Any]] = [
        {"entry": "task", **task}, {"entry": "callers", "task": 1, "callers": {"contabo": {"account": "", "id": "", "source": "Not told."}}},
        {"entry": "plan", "task": 1, "expect": "", "approve": "", "limits": {},
         "plan": {"actions": [planned], "counts": {"contabo": {}}, "refusals": [] if requests else ["contabo: too many"], "digest": "d1", "approval": "a1"}},
        *(sent if requests else [{"entry": "end", "task": 1, "result": "refused", "message": "Refused."}, {"entry": "closed"}]),
    ]
    return document([{"time": T, **entry} for entry in entries])


def test_a_refused_run_says_that_nothing_was_changed_and_what_it_needs() -> None:
    page = as_html(refused(), str.title)
    assert "<dt>Changes</dt><dd><bdi>none: no request was sent that changes anything</bdi></dd>" in page
    assert "<dt>Approval it needs</dt><dd><bdi>a1</bdi></dd>" in page
    assert f"plan, nothing is written, {T} to {T}:" in part(page, "plans") and "<dt>Guards of task 1</dt>" in part(page, "plans")


def test_a_killed_run_says_which_task_did_not_end() -> None:
    page = as_html(refused(requests=True))
    assert "<dt>Changes</dt><dd><bdi>1 action: 1 unknown</bdi></dd>" in page and "Approval it needs" not in page
    assert f"carry out the plan, {T} to an unknown time:" in part(page, "plans") and ">not finished</bdi></strong>" in part(page, "plans")
    assert "The account was not read again after the run. Only a reading or the event log can tell" in page and "the answer to each write" not in page
    assert f"<dt>Time</dt><dd><bdi>{T} to an unknown time</bdi></dd>" in page


def test_platforms_have_their_titles_and_values_are_words() -> None:
    page = as_html(refused(), str.title)
    assert "contabo" not in page and "The account of the run on Contabo is not known." in page and "update ada on Contabo" in page
    assert "<dt>group roles</dt><dd><bdi>group EMEA, roles Viewer → none</bdi></dd>" in page
