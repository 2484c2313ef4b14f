# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Records a run of the module roster as evidence: what is planned, what is sent, what comes of it, and what the platforms' logs say about it."""

from __future__ import annotations

import datetime
import os
import secrets
import threading
from collections.abc import Callable, Mapping
from typing import Any

from ..engine.connections import Connections
from ..engine.errors import BadInput, Defect, PeopleError, Refused
from ..engine.fields import UNREADABLE, UNSET
from ..engine.recording import Write
from ..evidence import document as evidence
from ..evidence.page import as_html
from ..evidence.run_folder import DOCUMENT, PAGE, RunFolder, sha256_of, sha256_of_value
from ..evidence.signature import OPTIONS as SIGNATURE_OPTIONS
from ..evidence.signature import check_signer, seal, unseal
from ..platforms import registry
from .guards import OPTIONS as GUARD_OPTIONS
from .plan import RosterPlan
from .platform_plan import Action
from .roster_file import paths_of
from .witness import OPTIONS as WITNESS_OPTIONS
from .witness import read_witness

OPTIONS: dict[str, dict[str, Any]] = {
    "evidence_dir": {"type": "path"}, "evidence_name": {"type": "str"}, "evidence_run": {"type": "dict"}, **SIGNATURE_OPTIONS, **WITNESS_OPTIONS,
}


class Evidence:
    """The evidence of one run of the module. Its tasks are one for all platforms, or one for each platform at the same time.

    With ``evidence_name``, later tasks continue it, and ``access_evidence`` completes it. Otherwise, this run completes it. Without ``evidence_dir``,
    nothing is written. ``problem`` is why it could not be written at the end.
    """

    def __init__(self, connections: Connections, params: Mapping[str, Any]) -> None:
        self.connections = connections
        self.params = params
        self.folder: RunFolder | None = None
        self.warnings: list[str] = []
        self.problem: PeopleError | None = None
        self._lock = threading.Lock()

    def task(self, connections: Connections, check_mode: bool, given: Mapping[str, Any]) -> Recorder:
        """Begin a task. The first one creates the folder. Raises BadInput, and Refused if somebody has changed the folder."""
        if not self.params.get("evidence_dir"):
            return Recorder(None, connections, self.params, 0)
        with self._lock:
            if self.folder is None:
                check_signer(self.params)
                name = self.params.get("evidence_name") or unique_name()
                folder = RunFolder.begin(self.params["evidence_dir"], name, clock_of(connections), connections.secrets.masked)
                unseal(folder)
                self.folder = folder  # only now, as ``finish`` would seal again what does not match its checksums
                if not self.folder.entries:
                    self.folder.add("run", version=evidence.VERSION, run=run_facts(self.params, name))
            earlier = [entry for entry in self.folder.entries if entry["entry"] == "task"]
            changed = any(entry["purpose"] == evidence.CHANGE for entry in earlier)
            purpose = evidence.CHANGE if not check_mode else evidence.READING if changed else evidence.PLAN
            self.folder.add("task", task=len(earlier) + 1, module="roster", purpose=purpose, check_mode=check_mode, platforms=list(connections.opened),
                            roster=_roster_facts(given, self.params))
        write_document(self.folder)
        return Recorder(self.folder, connections, self.params, len(earlier) + 1)

    def finish(self) -> None:
        """Write the evidence after all tasks have ended. Sets ``problem`` if that fails."""
        if self.folder is None:
            return
        try:
            if not self.params.get("evidence_name"):
                read_witness(self.folder, self.connections, self.params)
                self.folder.add("closed")
            write_document(self.folder)
        except PeopleError as problem:
            self.problem = problem
            return
        try:
            seal(self.folder, self.params)
        except PeopleError as problem:
            self.warnings.append(f"{problem.message} {problem.hint}".strip())

    def result(self) -> dict[str, Any]:
        """Return the members of the result of the module."""
        return {} if self.folder is None else {"evidence": {"folder": self.folder.path, "files": self.folder.files()}}


class Recorder:
    """The record of one task. Does nothing without a folder."""

    def __init__(self, folder: RunFolder | None, connections: Connections, params: Mapping[str, Any], task: int) -> None:
        self.folder = folder
        self.connections = connections
        self.params = params
        self.task = task
        self._plan: RosterPlan | None = None
        self._written: set[int] = set()
        self._problem: PeopleError | None = None  # why the answer to a write could not be recorded

    # -- the stages of the task ----------------------------------------------------------------------------------------------------------------

    def planned(self, plan: RosterPlan) -> None:
        """Record the plan, before anything of it is carried out. From here on, each write is recorded before it is sent."""
        if self.folder is None:
            return
        self._plan = plan
        shown = plan.shown()
        shown["actions"] = [{**row, "names": _names(plan, action)} for row, action in zip(shown["actions"], plan.actions)]
        self.folder.add("callers", task=self.task, callers=self._callers(plan))
        self.folder.add("plan", task=self.task, plan=shown, expect=self.params.get("expect") or "", approve=self.params.get("approve") or "",
                        limits={name: self.params.get(name) for name in GUARD_OPTIONS})
        for name, connection in self.connections.opened.items():
            connection.http.recorder = self._recorder(name)
        plan.on_result = self._result
        write_document(self.folder)

    def finished(self, problem: BaseException | None) -> PeopleError | None:
        """Record how the task ended. Returns why the evidence is incomplete, None if it is complete."""
        try:
            self._finish(problem)
        except PeopleError as unwritten:
            return unwritten
        return self._problem

    def _finish(self, problem: BaseException | None) -> None:
        if self.folder is None:
            return
        for connection in self.connections.opened.values():
            connection.http.recorder = None
        plan = self._plan
        if plan is not None:
            if plan.asked_again:
                self.folder.add("guards", task=self.task, refusals=[refusal.text for refusal in plan.held])
            for action in plan.actions:
                if action.status != "planned":
                    self._result(action)
        result, message = _end_of(problem)
        self.folder.add("end", task=self.task, result=result, message=message)
        write_document(self.folder)

    # -- details -------------------------------------------------------------------------------------------------------------------------------

    def _recorder(self, platform: str) -> Callable[[Write], None]:
        def record(write: Write) -> None:
            if self.folder is None:
                return
            accounts = [{"id": target.id, "account": target.key} for target in write.targets]
            base = {"task": self.task, "platform": platform, "number": write.number}
            if write.answered:
                try:
                    self.folder.add("request", **base, state="answered", status=write.status, error=write.error)
                except PeopleError as problem:  # what the write has done still has to be told; no further one is sent
                    self._problem = problem
            elif self._problem is not None:
                raise BadInput(self._problem.message, self._problem.hint)
            else:
                self.folder.add("request", **base, state="sending", method=write.method, path=write.path, request_id=write.request_id or "",
                                accounts=accounts, status=None, error="")
        return record

    def _result(self, action: Action) -> None:
        """Record the result of an action, once."""
        if self.folder is None or id(action) in self._written:
            return
        self._written.add(id(action))
        row = action.row()
        changed = action.status == "done" or bool(row.get("changed"))
        self.folder.add("action", task=self.task, platform=action.platform, account=action.item.label, id=row["id"], status=action.status,
                        message=action.message, changed=changed)

    def _callers(self, plan: RosterPlan) -> dict[str, dict[str, str]]:
        found, failures = self.connections.each(lambda name, connection: registry.platform(name).caller(connection), plan.platform_plans)
        return {**found, **{name: {"account": "", "id": "", "source": problem.message} for name, problem in failures.items()}}


def write_document(folder: RunFolder) -> None:
    """Write the document and the page as of the last line of the journal. Each replaces its predecessor at once."""
    with folder.writing:  # platforms may be processed in parallel, and an older document must not replace a newer one
        found = evidence.document(list(folder.entries))
        folder.write_json(DOCUMENT, found)
        folder.write(PAGE, as_html(found, registry.title))


def run_facts(params: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the facts of a run: those that the action plugin knows, and the name of the folder."""
    given = params.get("evidence_run") or {}
    return {**evidence.RUN, **{member: given[member] for member in evidence.RUN if member in given}, "name": name}


def clock_of(connections: Connections) -> Callable[[], float]:
    """Return the clock of the connections."""
    return next(iter(connections.opened.values())).http.clock.now


def unique_name() -> str:
    return f"{datetime.datetime.now(datetime.timezone.utc):%Y-%m-%dT%H%M%SZ}-{secrets.token_hex(4)}"


def _roster_facts(given: Mapping[str, Any], params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the SHA-256 of the roster, and of each of its files as it is on the disk, encrypted or not."""
    content = {name: given.get(name) for name in ("people", "profiles", "protect", "manage")}
    files = []
    for path in paths_of(params["roster_file"]) if params.get("roster_file") else ():
        try:
            files.append({"path": os.path.abspath(path), "sha256": sha256_of(path)})
        except BadInput:  # a file that is not regular was read once, and cannot be read again
            files.append({"path": os.path.abspath(path), "sha256": ""})
    return {"sha256": sha256_of_value(content), "people": len(given["people"]), "files": files}


def _names(plan: RosterPlan, action: Action) -> list[str]:
    """Return further names of an account by which a log may call it: its addresses, login and display name."""
    store = plan.platform_plans[action.platform].store
    found = [action.after.get("name"), action.before.get("name")]
    if action.item.row is not None:
        found += store.policy.known_as(action.item.row)
        field = next((field for field in store.resource.all_fields if field.name == "name"), None)
        value = field.from_api(action.item.row, store.names) if field is not None else None
        found.append(None if value is UNREADABLE or value is UNSET else value)
    return list(dict.fromkeys(str(name) for name in found if name))


def _end_of(problem: BaseException | None) -> tuple[str, str]:
    if problem is None:
        return "done", ""
    message = problem.message if isinstance(problem, PeopleError) else Defect(problem).message if isinstance(problem, Exception) else "The task was stopped."
    return "refused" if isinstance(problem, Refused) else "failed", message
