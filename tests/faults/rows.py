# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens around a platform rather than to a request: a run that is stopped or killed, two runs at once, a disk that is full.

Each row is a ``Cell`` like those of the matrix. The modules run in processes of their own here, by the real clock.
"""

from __future__ import annotations

import copy
import pathlib
import random
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from werkzeug.wrappers import Request, Response

from ansible_collections.people.access.plugins.module_utils.platforms import registry
from tests.sandbox.app import Sandbox
from tests.sandbox.world import World

from .cases import CASES, EMEA, PROFILE, PROFILES_OF_A_ROSTER, READER, TWO
from .judge import PYTHON, State, difference, objects, words
from .matrix import Cell
from .program import ended, start
from .proxy import FaultProxy, Step
from .station import PEOPLE

LATENCY = 0.02
NUMBER_OF_STOPS = 20
STAFF = 12


class Scene(FaultProxy):
    """A sandbox behind the proxy, for processes. ``stop_at``: the process that is sent ``signal`` when the n-th write comes. ``meet``: so many
    first writes are held until all of them are there."""

    def __init__(self) -> None:
        super().__init__(Sandbox(World(PEOPLE)))
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="faults-"))
        self.calm()

    def calm(self) -> None:
        self.process: subprocess.Popen[str] | None = None
        self.stop_at, self.signal, self.writes = 0, signal.SIGTERM, 0
        self.after_stop: list[Step] = []
        self._stopped = False
        self._meeting: threading.Barrier | None = None
        self._met = 0
        self.begin()

    def meet(self, number: int) -> None:
        self._meeting, self._met = threading.Barrier(number), number

    def clear_away(self) -> None:
        for path in self.folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def respond(self, request: Request) -> Response:
        path = request.environ["RAW_URI"].partition("?")[0]
        platform = next((entry for entry in self.sandbox.platforms if path.startswith(entry.prefix + "/")), None)
        if platform is not None and request.method not in ("GET", "HEAD") and not path.endswith("/token"):
            self._write(Step(platform.name, platform.operation(request)))
        return super().respond(request)

    def _write(self, step: Step) -> None:
        with self._lock:
            self.writes += 1
            if self._stopped:
                self.after_stop.append(step)
            elif self.stop_at and self.writes >= self.stop_at and self.process is not None:
                self._stopped = True
                self.process.send_signal(self.signal)
            meeting = self._meeting if self._met > 0 else None
            self._met -= 1
        if meeting is not None:
            try:
                meeting.wait(20)
            except threading.BrokenBarrierError:
                pass
        threading.Event().wait(LATENCY)

    def state(self) -> State:
        sessions = [session for session in self.sandbox.platform("tsna").sessions() if not session["api"]]
        return {**self.sandbox.state(), "sessions": sessions}

    def __exit__(self, *exception: object) -> None:
        super().__exit__(*exception)
        shutil.rmtree(self.folder, ignore_errors=True)


def fresh(scene: Scene) -> None:
    """Nothing fails, and the sandbox and the folder are new."""
    scene.calm()
    scene.clear_away()
    scene.sandbox.reset(World(PEOPLE))


def _named(name: str, only: tuple[str, ...]) -> bool:
    return not only or any(word in name for word in only)


def staff() -> dict[str, Any]:
    """Options of a roster that gives new people access everywhere, and takes it from some who are there."""
    names = [f"person{number}" for number in range(STAFF)]
    new = [
        {"email": f"{name}@x.example", "first_name": name.title(), "last_name": "Quist", "profiles": ["netops"], "accounts": {"tsna": {"name": name}}}
        for name in names
    ]
    gone = [{"email": email, "ends": "2026-01-31"} for email in TWO]
    passwords = {entry["email"]: "Fj4-quiet-harbor" for entry in new}
    return {
        "people": [*new, *gone], "profiles": copy.deepcopy(PROFILES_OF_A_ROSTER), "tsna_passwords": passwords, "max_removals": -1, "max_removal_percent": -1,
        "min_admins": 0, "timeout": 20, "retries": 1, "retry_budget": 20,
    }


# -- stopped and killed -------------------------------------------------------------------------------------------------------------------------


def stopped(number: int = NUMBER_OF_STOPS) -> Iterator[Cell]:
    """SIGTERM and SIGKILL at random writes of a roster. After SIGTERM, only what is under way may still come, which a platform's table limits."""
    with Scene() as scene:
        params = staff()
        before = scene.state()
        result, printed = ended(start("roster", params, scene.environment, scene.folder))
        assert not result.get("failed"), printed
        goal, total = objects(scene.state(), before), scene.writes
        places = random.Random("stops").sample(range(1, total), number)
        for kind in (signal.SIGTERM, signal.SIGKILL):
            for place in places:
                yield _stop(scene, params, kind, place, before, goal)


def _stop(scene: Scene, params: dict[str, Any], kind: signal.Signals, place: int, before: State, goal: State) -> Cell:
    fresh(scene)
    started = time.monotonic()
    scene.signal = kind
    process = start("roster", params, scene.environment, scene.folder)
    scene.process, scene.stop_at = process, place
    result, printed = ended(process)
    problems = []
    further: dict[str, int] = {}
    for step in scene.after_stop:
        further[step.platform] = further.get(step.platform, 0) + 1
    if kind is signal.SIGTERM:
        under_way = {name: platform.resource.parallel_writes for name, platform in registry.platforms().items()}
        problems += [f"stop: {count} further writes on {name}" for name, count in sorted(further.items()) if count > under_way[name]]
        problems += _told_when_stopped(result, scene, before)
    left = sum(session["api"] for session in scene.sandbox.platform("tsna").sessions())
    if left and kind is signal.SIGTERM:
        problems.append(f"session: {left} of the task itself left behind")
    if PYTHON.search(printed):
        problems.append(f"wording: Python's words: {PYTHON.search(printed).group(0)}")
    scene.calm()
    again, printed = ended(start("roster", params, scene.environment, scene.folder))
    now = objects(scene.state(), before)
    if again.get("failed") or not again:
        problems.append(f"second run: it fails: {again.get('msg', printed)[:300]}")
    elif now != goal:
        problems.append(f"second run: it does not converge: {difference(goal, now)}")
    return Cell("roster, stopped", f"write {place}", ", ".join(f"{n} more on {p}" for p, n in further.items()) or "no further write", kind.name,
                tuple(problems), str(result.get("msg", "")), "", round(time.monotonic() - started, 2), "failed")


def _told_when_stopped(result: dict[str, Any], scene: Scene, before: State) -> Iterator[str]:
    """A result that says what is done and what is not."""
    if not result:
        yield "stop: the task ends without a result"
        return
    wrote = objects(scene.state(), before) != objects(before, before)
    if not result.get("failed"):
        yield "stop: the task does not fail"
    if wrote and not result.get("changed"):
        yield "stop: something was written, and changed is not true"
    if wrote and not (result.get("outcome") or {}).get("done"):
        yield "stop: the result does not say what is done"
    for path, text in words({name: one for name, one in result.items() if name != "invocation"}):
        if PYTHON.search(text):
            yield f"wording: Python's words in {path}"
            return


# -- two at once -----------------------------------------------------------------------------------------------------------------------------------

RAVI = "ravi.stone@harbor.example"
PAIRS: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "te_user add, two roles": (
        "te_user", {"email": RAVI, "account_group_roles": EMEA, "membership": "add"},
        {"email": RAVI, "account_group_roles": [{"account_group": "EMEA", "roles": ["Read only"]}], "membership": "add"}),
    "te_role add, two permissions": (
        "te_role", {"name": "NOC wallboard", "permissions": ["EDIT_TESTS"], "membership": "add"},
        {"name": "NOC wallboard", "permissions": ["View tests"], "membership": "add"}),
    "te_account_group add, two agents": (
        "te_account_group", {"name": "EMEA", "agents": ["nyc-edge-ea01"], "membership": "add"},
        {"name": "EMEA", "agents": ["sin-retail-cluster"], "membership": "add"}),
    "segment_user add, two roles": (
        "segment_user", {"email": RAVI, "permissions": READER, "membership": "add"},
        {"email": RAVI, "permissions": [{"role": "PII Access", "resources": [{"type": "WORKSPACE"}]}], "membership": "add"}),
    "segment_user add, two groups": (
        "segment_user", {"email": RAVI, "groups": ["Analysts"], "membership": "add"}, {"email": RAVI, "groups": ["Privacy"], "membership": "add"}),
    "segment_group add, two members": (
        "segment_group", {"name": "Analysts", "members": [RAVI], "membership": "add"},
        {"name": "Analysts", "members": ["greta.lind@harbor.example"], "membership": "add"}),
    "contabo_user add, two roles": (
        "contabo_user", {"email": RAVI, "roles": ["Support desk"], "membership": "add"}, {"email": RAVI, "roles": ["s3-readers"], "membership": "add"}),
    "contabo_role add, two permissions": (
        "contabo_role", {"name": "Support desk", "permissions": [{"api": "/v1/users", "actions": ["CREATE"]}], "membership": "add"},
        {"name": "Support desk", "permissions": [{"api": "/v1/object-storages", "actions": ["READ"]}], "membership": "add"}),
    "tsna_user add, two roles": (
        "tsna_user", {"name": "icosta", "roles": ["Planner"], "membership": "add"}, {"name": "icosta", "roles": ["Manager"], "membership": "add"}),
}


def _same() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The same task twice: one object is there, or gone, afterwards."""
    for name in (
        "te_user create", "te_user delete", "te_role create", "te_account_group create", "segment_user create", "segment_user delete",
        "segment_user delete of an invite", "segment_group create", "segment_group delete", "contabo_user create", "contabo_user delete", "contabo_role create",
        "tsna_user create", "tsna_user delete", "tsna_session end",
    ):
        yield f"{name}, twice", CASES[name].module, CASES[name].params


def two_at_once(*only: str) -> Iterator[Cell]:
    """Both have read before either writes. With words, only what has one of them in its name."""
    pairs = {**PAIRS, **{name: (module, params, params) for name, module, params in _same()}}
    with Scene() as scene:
        for name, (module, first, second) in pairs.items():
            if _named(name, only):
                yield _two(scene, name, module, first, second)


def _two(scene: Scene, name: str, module: str, first: dict[str, Any], second: dict[str, Any]) -> Cell:
    transport = {"timeout": 30, "retries": 1, "retry_budget": 20}
    fresh(scene)
    before = scene.state()
    for params in (first, second):  # one after the other
        result, printed = ended(start(module, {**params, **transport}, scene.environment, scene.folder))
        assert not result.get("failed"), printed
    goal = objects(scene.state(), before)
    fresh(scene)
    scene.meet(2)
    started = time.monotonic()
    both = [start(module, {**params, **transport}, scene.environment, scene.folder) for params in (first, second)]
    results = [ended(process)[0] for process in both]
    now = objects(scene.state(), before)
    failed = [result for result in results if result.get("failed") or not result]
    problems = []
    for result in results:
        for path, text in words({key: one for key, one in result.items() if key != "invocation"}):
            if PYTHON.search(text):
                problems.append(f"wording: Python's words in {path}: {PYTHON.search(text).group(0)}")
        if not result:
            problems.append("two at once: no result")
        if result.get("warnings") and first.get("state") == "absent":  # that another task was faster is nothing to be warned of
            problems.append(f"two at once: a warning: {result['warnings']}"[:300])
    if now != goal and not failed:
        problems.append(f"two at once: both succeed, and the state is wrong: {difference(goal, now)}")
    if first is second and failed and module != "tsna_session":
        problems.append(f"two at once: one fails: {failed[0].get('msg')}"[:300])
    scene.calm()
    for params in (first, second):
        again, printed = ended(start(module, {**params, **transport}, scene.environment, scene.folder))
        if again.get("failed") or not again:
            problems.append(f"second run: it fails: {again.get('msg', printed)}"[:300])
    if objects(scene.state(), before) != goal:
        problems.append(f"second run: it does not converge: {difference(goal, objects(scene.state(), before))}")
    said = " / ".join(str(result.get("msg") or result.get("action")) for result in results)
    return Cell(name, "both have read", module, "two at once", tuple(problems), said, "as wanted" if now == goal else "in between",
                round(time.monotonic() - started, 2), "failed" if failed else "done")


# -- a full disk -----------------------------------------------------------------------------------------------------------------------------------


BESIDE = ("progress_file", "trace")  # files that tell of the work, which goes on without them


def full_disk(*only: str) -> Iterator[Cell]:
    """Every file that a module writes, on a disk without room from the beginning, and on one that takes the beginning of the file. With words,
    only what has one of them in its name."""
    roster = {"people": [{"email": "zoe.park@x.example", "first_name": "Zoe", "last_name": "Park", "profiles": ["netops"]}],
              "profiles": {"netops": {"contabo": PROFILE["contabo"]}}}
    files: dict[str, tuple[str, dict[str, Any], str]] = {
        "contabo_client_secret secret_file": ("contabo_client_secret", {"old_secret": "cntb-client-5e0a77c1"}, "secret_file"),
        "contabo_s3_credential secret_file": (
            "contabo_s3_credential", {"email": "nada.quist@harbor.example", "object_storage": "backup-eu", "force": True}, "secret_file"),
        "roster plan_file": ("roster", roster, "plan_file"),
        "roster progress_file": ("roster", roster, "progress_file"),
        "access_review dest": ("access_review", {}, "dest"),
        "roster trace": ("roster", roster, "trace"),
    }
    with Scene() as scene:
        for name, (module, params, option) in files.items():
            for room in (0, 40) if _named(name, only) else ():
                yield _full(scene, name, module, params, option, room)


def _full(scene: Scene, name: str, module: str, params: dict[str, Any], option: str, room: int) -> Cell:
    fresh(scene)
    before = scene.state()
    path = scene.folder / "file"
    arguments = {**params, option: str(path), "timeout": 20, "retries": 1, "retry_budget": 20}
    started = time.monotonic()
    result, printed = ended(start(module, arguments, scene.environment, scene.folder, room))
    wrote = objects(scene.state(), before) != objects(before, before)
    left = sorted(entry.name for entry in scene.folder.iterdir())
    problems = []
    if not result:
        problems.append(f"full disk: no result: {printed[-200:]}")
    if option not in BESIDE and not result.get("failed"):
        problems.append("full disk: the task succeeds")
    if option in BESIDE and result.get("failed"):
        problems.append("full disk: a file beside the work ends the task")
    if option == "trace" and not result.get("warnings"):
        problems.append("full disk: nothing says that the trace is incomplete")
    if result.get("failed") and wrote and not result.get("changed"):
        problems.append("full disk: something was written to the platform, and changed is not true")
    if result.get("failed") and not wrote and result.get("changed"):
        problems.append("full disk: nothing was written, and changed is true")
    if left and option not in BESIDE:
        problems.append(f"full disk: files are left: {', '.join(left)}")
    for where, text in words({key: one for key, one in result.items() if key != "invocation"}):
        if PYTHON.search(text):
            problems.append(f"wording: Python's words in {where}: {PYTHON.search(text).group(0)}")
            break
    again_params = dict(arguments)
    if module == "contabo_client_secret":
        again_params["contabo_client_secret"] = scene.sandbox.platform("contabo").state()["client"]["secret"]
    again, printed = ended(start(module, again_params, scene.environment, scene.folder))
    if again.get("failed") or not again:
        problems.append(f"second run: it fails: {again.get('msg', printed)}"[:300])
    return Cell(name, f"{room} bytes of room", option, "full disk", tuple(problems), str(result.get("msg", "")), "written" if wrote else "as before",
                round(time.monotonic() - started, 2), "failed" if result.get("failed") else "done")


ROWS: dict[str, Callable[[], Iterator[Cell]]] = {"stopped": stopped, "two": two_at_once, "disk": full_disk}
