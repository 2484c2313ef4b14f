# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy or a cache that answers the read of one object with another one: nobody loses access in the place of somebody else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from tests.harness import Bench

RAVI, MONA, YUKI, NADA = "ravi.stone@harbor.example", "mona.berg@harbor.example", "yuki.tanaka@harbor.example", "nada.quist@harbor.example"
READER = [{"role": "Source Read-only", "resources": [{"type": "WORKSPACE"}]}]
EMEA = [{"account_group": "EMEA", "roles": ["Regular User"]}]
ONE_OBJECT = re.compile(r"/(?:users|groups|roles)/(?!all_logged_in_users|current_logged_in_user|permissions|client)[^/?]+$")
TASKS: dict[str, tuple[str, dict[str, Any]]] = {
    "te_users": ("thousandeyes", {"users": [{"email": RAVI, "account_group_roles": EMEA}, {"email": MONA, "state": "absent"}]}),
    "segment_users": ("segment", {"users": [{"email": RAVI, "permissions": READER}, {"email": MONA, "state": "absent"}]}),
    "segment_groups": ("segment", {"groups": [{"name": "Analysts", "members": [RAVI]}, {"name": "Privacy", "state": "absent"}]}),
    "contabo_users": ("contabo", {"users": [{"email": RAVI, "roles": ["Support desk"]}, {"email": YUKI, "state": "absent"}]}),
    "tsna_users": ("tsna", {"users": [{"name": "rstone", "roles": ["Planner"]}, {"name": "icosta", "state": "absent"}]}),
}


class MixedUp:
    """Answers every read of one object with the first one that was read."""

    def __init__(self, bench: Any) -> None:
        self.inner, self.first, self.hits = bench.sandbox.respond, ("", b""), 0
        bench.sandbox.respond = self.respond

    def respond(self, request: Request) -> Response:
        answer: Response = self.inner(request)
        path = str(request.environ["RAW_URI"]).partition("?")[0]
        if request.method != "GET" or answer.status_code != 200 or not ONE_OBJECT.search(path):
            return answer
        self.first = self.first if self.first[0] else (path, answer.get_data())
        self.hits += path != self.first[0]
        answer.set_data(self.first[1])
        return answer


def names(bench: Bench, platform: str) -> set[str]:
    state = bench.sandbox.platform(platform).state()
    kinds = [state.get(kind) or () for kind in ("users", "groups")]
    rows = [row for kind in kinds for row in (kind.values() if isinstance(kind, dict) else kind)]
    return {str(row["name"] if platform == "tsna" else row.get("email") or row["name"]) for row in rows}


@pytest.mark.parametrize("module", TASKS)
def test_nobody_is_removed_in_the_place_of_somebody_else(bench: Bench, module: str) -> None:
    platform, params = TASKS[module]
    there = names(bench, platform)
    proxy = MixedUp(bench)
    result = bench.run(module, **params, retries=0)
    gone = there - names(bench, platform)
    (asked,) = (str(row.get("email") or row["name"]) for row in next(iter(params.values())) if row.get("state") == "absent")
    assert gone <= {asked}, result
    assert not proxy.hits or result["failed"] and re.search("requested|different", result["msg"]), result


def test_the_proxy_of_these_tests_mixes_up(bench: Bench) -> None:
    proxy = MixedUp(bench)
    for email in (RAVI, MONA):
        bench.run("segment_user_info", email=email, details=True)
    assert proxy.hits
