# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Good JSON of a shape that nobody expects, as proxies and newer versions send it, ends in a sentence and not in a traceback."""

from __future__ import annotations

import json
import traceback
from typing import Any

import pytest
import requests

from tests.conformance.cases import CASES, TSNA_CASES, Case
from tests.harness import Bench
from tests.sandbox.wire import WsgiAdapter
from tests.sandbox.world import World

ODD: tuple[Any, ...] = ([], {}, [{}], {"data": [None]}, {"data": {}})


class Disturbed:
    """Puts another body into one successful answer, chosen by its number; logins are spared."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.number, self.chosen, self.value, self.where = 0, -1, None, ""
        send = WsgiAdapter.send

        def sending(adapter: WsgiAdapter, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
            response = send(adapter, request, *args, **kwargs)
            if not str(request.path_url).endswith("/token"):
                if self.number == self.chosen and response.ok:
                    self.where = f"{request.method} {request.path_url}"
                    response._content, response.status_code = json.dumps(self.value).encode(), 200
                    response.headers["Content-Type"] = "application/json"
                self.number += 1
            return response

        monkeypatch.setattr(WsgiAdapter, "send", sending)

    def choose(self, number: int, value: Any) -> None:
        self.number, self.chosen, self.value, self.where = 0, number, value, ""


@pytest.mark.parametrize("case", [case for case in CASES if case not in TSNA_CASES[1:]], ids=lambda case: case.label.replace(" ", "-"))
@pytest.mark.parametrize("task", ["create", "change", "absent", "read"])
def test_no_answer_ends_in_a_traceback(bench: Bench, monkeypatch: pytest.MonkeyPatch, case: Case, task: str) -> None:
    wishes = {"create": case.full, "change": {**case.who, **case.change}, "absent": {**case.who, "state": "absent"}, "read": case.who}
    module = f"{case.module}_info" if task == "read" else case.module
    disturbed = Disturbed(monkeypatch)
    broken = set()
    for value in ODD:
        for number in range(20):
            bench.sandbox.platform(case.platform).reset(World(people_count=2))
            bench.configure(case.platform, **{**case.switches, "page_cap": 1000})
            disturbed.choose(-1, None)
            if task != "create":
                bench.run(case.module, **case.full)
            disturbed.choose(number, value)
            try:
                bench.run(module, **wishes[task])
            except Exception as problem:
                place = traceback.extract_tb(problem.__traceback__)[-1]
                broken.add(f"{disturbed.where.partition('?')[0]}: {type(problem).__name__} in {place.name}")
            if disturbed.number <= number:
                break
    assert sorted(broken) == []
