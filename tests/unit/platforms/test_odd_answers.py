# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Good JSON of a shape that nobody expects, as proxies and newer versions send it, ends in a sentence, and is not taken for a mistake of our own."""

from __future__ import annotations

import copy
import itertools
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from ansible_collections.people.access.plugins.module_utils.platforms import registry
from tests.conformance.cases import CASES, TSNA_CASES, Case
from tests.harness import Bench
from tests.sandbox.wire import WsgiAdapter
from tests.sandbox.world import World

ODD: tuple[Any, ...] = ([], {}, [{}], {"data": [None]}, {"data": {}}, 7, "text")
GONE = object()
PARTS: tuple[Any, ...] = (GONE, None, [], {}, 7, "x", [None], True, [[]])
NEST = 2  # entries of a list of which each member is tried: the first has others than the last now and then


class Disturbed:
    """Changes the body of one successful answer, chosen by its number; logins are spared. ``bodies`` are what was answered."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.chosen, self.change = -1, lambda body: body
        self.bodies: list[tuple[str, Any]] = []  # with the operation that each is of
        self.where = ""
        send = WsgiAdapter.send

        def sending(adapter: WsgiAdapter, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
            response = send(adapter, request, *args, **kwargs)
            if not str(request.path_url).endswith("/token"):
                body = told(response)
                if len(self.bodies) == self.chosen and response.ok:
                    self.where = f"{request.method} {request.path_url}"
                    response._content, response.status_code = json.dumps(self.change(copy.deepcopy(body))).encode(), 200
                    response.headers["Content-Type"] = "application/json"
                self.bodies.append((re.sub(r"/[^/?]*[0-9][^/?]*|\?.*", "/*", f"{request.method} {request.path_url}"), body))
            return response

        monkeypatch.setattr(WsgiAdapter, "send", sending)

    def choose(self, number: int, change: Callable[[Any], Any] = lambda body: body) -> None:
        self.chosen, self.change, self.bodies, self.where = number, change, [], ""


def told(response: requests.Response) -> Any:
    try:
        return response.json() if response.ok else None
    except ValueError:  # a text, or nothing
        return None


def places(body: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all members, of a list those of its first entries."""
    entries = body.items() if isinstance(body, dict) else enumerate(body[:NEST]) if isinstance(body, list) else ()
    for name, one in entries:
        if name != "_links":
            yield (*path, name)
            yield from places(one, (*path, name))


def put(body: Any, path: tuple[Any, ...], value: Any) -> Any:
    inner = body
    try:
        for part in path[:-1]:
            inner = inner[part]
        inner[path[-1]]
    except (KeyError, IndexError, TypeError):  # reads side by side come in any order: this is another body
        return body
    if value is GONE:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return body


def tried(disturbed: Disturbed, thorough: bool, prepare: Callable[[], Any], task: Callable[[], dict[str, Any]]) -> list[str]:
    """What goes wrong with whole bodies of another shape, and with members of each body gone or another thing.

    If thorough, each member is everything in PARTS. Otherwise every fourth one is one of them, which is another one for the next member.
    """
    prepare()
    disturbed.choose(-1)
    undisturbed = task()
    assert "msg" not in undisturbed, undisturbed["msg"]
    bodies = disturbed.bodies
    kinds = itertools.cycle(PARTS)
    broken = set()
    operations = [operation for operation, dummy in bodies]
    for number, (operation, body) in enumerate(bodies):
        if operation in operations[:number]:
            continue
        changes: list[tuple[str, Callable[[Any], Any]]] = [(json.dumps(value), lambda dummy, value=value: value) for value in ODD]
        members = {tuple(0 if isinstance(part, int) else part for part in place): place for place in places(body)}
        for path in list(members.values())[::1 if thorough else 4]:
            for value in itertools.islice(kinds, len(PARTS) if thorough else 1):
                changes.append((f"{path}={'gone' if value is GONE else value!r}", lambda whole, path=path, value=value: put(whole, path, value)))
        for label, change in changes:
            prepare()
            disturbed.choose(number, change)
            result = task()
            words = str(result.get("msg", ""))
            if "traceback" in result or any(word in words for word in ("defect", "Error:", "NoneType", "object has no", "Traceback")):
                broken.add(f"{disturbed.where.partition('?')[0]} {label}: {words[:160]}")
    return sorted(broken)


@pytest.mark.parametrize("case", [case for case in CASES if case not in TSNA_CASES[1:]], ids=lambda case: case.label.replace(" ", "-"))
@pytest.mark.parametrize("task", ["create", "change", "absent", "read"])
def test_no_answer_is_taken_for_a_mistake_of_our_own(bench: Bench, monkeypatch: pytest.MonkeyPatch, thorough: bool, case: Case, task: str) -> None:
    desired_accounts = {"create": case.full, "change": {**case.who, **case.change}, "absent": {**case.who, "state": "absent"}, "read": case.who}
    module = f"{case.module}_info" if task == "read" else case.module
    disturbed = Disturbed(monkeypatch)
    platform = bench.sandbox.platform(case.platform)
    platform.reset(World(people_count=2))
    bench.configure(case.platform, **{**case.switches, "page_cap": 1000})
    if task != "create":
        bench.run(case.module, **case.full)
    kept, moment = platform.kept(), bench.clock.time

    def prepare() -> None:
        platform.restore(kept)
        bench.clock.time = moment

    assert tried(disturbed, thorough, prepare, lambda: bench.run(module, **desired_accounts[task])) == []


OTHERS: dict[str, dict[str, Any]] = {
    "contabo_event_info": {"window": "52w"}, "contabo_client_info": {"secret_digest": True}, "contabo_client_secret": {"force": True},
    "contabo_s3_credential_info": {"email": "nada.quist@harbor.example", "secret_digests": True},
    "contabo_s3_credential": {"email": "nada.quist@harbor.example", "object_storage": "backup-eu", "force": True},
    "contabo_user_mail": {"email": "nada.quist@harbor.example", "mail": "password_reset", "only_if_unset": True},
    "contabo_role_info": {"api_permissions": True},
    "contabo_user_info": {"password_set": True}, "te_event_info": {"window": "52w"}, "te_permission_info": {}, "te_account_group_info": {"details": True},
    "te_user_info": {"details": True}, "te_role_info": {"details": True}, "segment_event_info": {"window": "52w"}, "segment_role_info": {},
    "segment_workspace_info": {},
    "segment_user_info": {"effective": True}, "segment_group_info": {"details": True}, "segment_invite_info": {}, "tsna_user_info": {"details": True},
    "tsna_role_info": {}, "tsna_session_info": {}, "tsna_session": {"user": "rstone"}, "tsna_current_user_info": {},
    "tsna_page_size": {"list_name": "users", "size": 50},
}
LIFECYCLE: dict[str, dict[str, Any]] = {
    "access_info": {}, "roster_info": {}, "roster": {"people": [{"email": "ravi.stone@harbor.example", "ends": "2020-01-01"}]},
}
WORLD = 3


@pytest.mark.parametrize("module", OTHERS)
def test_neither_in_any_other_task(bench: Bench, monkeypatch: pytest.MonkeyPatch, thorough: bool, module: str) -> None:
    disturbed = Disturbed(monkeypatch)

    def prepare() -> None:
        bench.sandbox.reset(World(people_count=WORLD))
        disturbed.choose(-1)

    assert tried(disturbed, thorough, prepare, lambda: bench.run(module, **OTHERS[module])) == []


@pytest.mark.parametrize("platform", registry.names())
@pytest.mark.parametrize("module", LIFECYCLE)
def test_neither_in_a_task_for_several_platforms(bench: Bench, monkeypatch: pytest.MonkeyPatch, thorough: bool, module: str, platform: str) -> None:
    disturbed = Disturbed(monkeypatch)

    def prepare() -> None:
        bench.sandbox.reset(World(people_count=WORLD))
        disturbed.choose(-1)

    assert tried(disturbed, thorough, prepare, lambda: bench.run(module, platforms=[platform], **LIFECYCLE[module])) == []
