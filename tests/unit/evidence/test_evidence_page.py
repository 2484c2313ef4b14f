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
