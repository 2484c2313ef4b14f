# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Imports a kit into AWX: reads, compares and sends in rounds, until nothing differs.

A round sends every change whose references exist. Before the next round, the changed objects and their listings are read again.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from ..engine.errors import Missing, PeopleError, RequestFailed, StateUnknown
from ..engine.parallel import map_parallel
from ..engine.schema import Schema, array, both, maybe, number, obj, string
from .changes import Change
from .client import LISTING, Awx
from .comparison import Compared, Settings, compare
from .inputs import secrets_in_kit, secrets_in_rows, unknown_fields, variables_of
from .kinds import KINDS, LINKS, NODES, NOTIFIED
from .kit import checked, unknown_lists

KIT_OPTIONS: dict[str, dict[str, Any]] = {
    "kit": {"type": "dict", "required": True},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "organization": {"type": "str", "default": "Default"},
    **{name: {"type": "str"} for name in ("prefix", "scm_url", "scm_branch", "scm_credential", "image")},
    "inputs": {"type": "dict"},
    "secrets": {"type": "dict", "no_log": True},
}
MOST_ROUNDS = 20  # the kit of the collection takes six
UPDATE_SECONDS = 600
UPDATING = ("new", "pending", "waiting", "running")
REMOVAL_SECONDS = 60
SHOWN = 5  # changes that a message names
LISTED = {f"{kind.path}/": kind.name for kind in KINDS.values()}
NAMED = obj(name=string)
LABELS = obj(count=maybe(number), results=maybe(array(NAMED)))
WITH_PARTS = obj(name=string, summary_fields=obj(credentials=maybe(array(obj(id=number, name=string))), labels=maybe(LABELS)))
ROWS = {
    **{kind.path: NAMED for kind in KINDS.values()}, "organizations": NAMED, "job_templates": WITH_PARTS, "workflow_job_templates": WITH_PARTS,
    "projects": obj(name=string, status=string), "credentials": obj(name=string, inputs=maybe(obj())),
    NODES: obj(identifier=string, workflow_job_template=number, summary_fields=obj(unified_job_template=maybe(obj(id=number))),
               **dict.fromkeys(LINKS, array(number))),
}
PARTS = {"input_sources": obj(), **dict.fromkeys(("credentials", "labels", *NOTIFIED), NAMED)}
SURVEY = obj(spec=maybe(array(obj())))


def import_kit(connection: Awx, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Return the result of the module awx_kit. Raises PeopleError with ``changes`` if AWX refuses something."""
    prefix, absent = (params.get("prefix") or "").strip(), params["state"] == "absent"
    prefix = f"{prefix} " if prefix else ""
    kit = checked(params["kit"], prefix, absent)
    inputs = _inputs(kit, params)
    connection.http.secrets.update(secrets_in_kit(kit, inputs))
    chosen = {name: params.get(name) or "" for name in ("scm_url", "scm_branch", "scm_credential", "image")}
    importer = Importer(connection, kit, Settings(prefix=prefix, organization=params["organization"], absent=absent, inputs=inputs, **chosen))
    found = importer.compared()
    asks = [vars(ask) for ask in found.asks]
    notes = [*found.notes, *unknown_lists(params["kit"]), *(() if absent else unknown_fields(kit, params))]
    changes = found.changes if check_mode else importer.bring_into_line(found)
    done = "removed" if absent else "updated"
    return {"changed": bool(changes), "action": done if changes else "none", **_told(changes), "asks": asks, "warnings": notes}


def _inputs(kit: Mapping[str, Any], params: Mapping[str, Any]) -> dict[str, Any]:
    """Return values for the fields of credentials: those of the task, or else those of the environment variables of the fields."""
    kinds = kit["controller_credential_types"]
    variables = {field: name for kind in kinds for field, name in variables_of(kind).items()}
    found = {field: os.environ[name] for field, name in variables.items() if os.environ.get(name)}
    given = {name: value for option in ("inputs", "secrets") for name, value in (params.get(option) or {}).items()}
    return {**found, **{name: value for name, value in given.items() if value not in (None, "")}}


def _told(changes: list[Change]) -> dict[str, Any]:
    header = "AWX"
    before, after = ({change.text: getattr(change, side) for change in changes} for side in ("before", "after"))
    return {"changes": [change.text for change in changes],
            "diff": {"before_header": header, "after_header": header, "before": before, "after": after}}


class Importer:
    """One import. ``sent`` contains the changes made so far, ``doubtful`` those of which it is not known yet."""

    def __init__(self, awx: Awx, kit: Mapping[str, Any], settings: Settings):
        self.awx, self.kit, self.settings = awx, kit, settings
        self.documents: dict[str, Any] = {}
        self.updated: set[int] = set()
        self.sent: list[Change] = []
        self.doubtful: list[Change] = []

    def compared(self) -> Compared:
        """Read everything that is needed, and compare. Raises PeopleError if something prevents the import.

        AWX removes inventories in the background, and accepts another one of the same name only afterwards.
        """
        found = self._compared()
        if not found.pending:
            return found
        for _second in range(REMOVAL_SECONDS):
            self.awx.http.sleep(1)
            self.documents = {path: document for path, document in self.documents.items() if not path.startswith("inventories/")}
            found = self._compared()
            if not found.pending:
                self.documents.clear()  # with the inventory, AWX removes its sources and their schedules
                return self._compared()
        raise self._failed(f"AWX is still removing {', '.join(found.pending)}. Run the task again when it is gone.")

    def _compared(self) -> Compared:
        while True:
            found = compare(self.kit, self.documents, self.settings, self.updated)
            if not found.reads:
                break
            self.documents.update(zip(found.reads, map_parallel(self._read, found.reads)))
        if found.problems:
            raise self._failed(" ".join(found.problems))
        return found

    def _read(self, path: str) -> Any:
        found = self.awx.read(path, _schema(path))
        kind = LISTED.get(path.partition("?")[0])
        if kind:
            self.awx.http.secrets.update(secrets_in_rows(kind, found["results"]))
        return found

    def bring_into_line(self, found: Compared) -> list[Change]:
        """Send all changes, and return them. Raises PeopleError with the changes that were made."""
        try:
            return self._rounds(found)
        except PeopleError as problem:
            problem.changed = bool(self.sent) or problem.changed
            problem.rest = {**_told(self.sent), **problem.rest}
            raise

    def _rounds(self, found: Compared) -> list[Change]:
        for _round in range(MOST_ROUNDS):
            while found.project:
                self._update(found.project)
                found = self.compared()
            ready = [change for change in found.changes if change.path]
            if not found.changes:
                return self.sent
            if not ready:
                break
            self._send(ready)
            found = self.compared()
            self._settle({change.text for change in found.changes})
        # AWX does not keep what was sent, or an object refers to one that is never created.
        texts = "; ".join(change.text for change in found.changes[:SHOWN])
        raise self._failed(f"This cannot be brought into line: {texts}. Look at these objects in AWX.")

    def _send(self, ready: list[Change]) -> None:
        refused: list[str] = []
        for change in ready:
            self._forget(change)
            try:
                self.awx.write(change.method, change.path, change.body)
            except StateUnknown as problem:
                if problem.status == 409:  # such as a template with a running job
                    refused.append(f"{change.text}: {problem.message}")
                    continue
                self.documents.clear()  # the next comparison shows whether it was carried out
                if change.text in {earlier.text for earlier in self.doubtful}:
                    problem.message = f"{change.text}: {problem.message}"
                    raise
                self.doubtful.append(change)
                return
            except Missing as problem:
                if change.method != "DELETE":  # otherwise, somebody else has removed it meanwhile
                    refused.append(f"{change.text}: {problem.message}")
            except RequestFailed as problem:
                kept = problem.status == 403 and change.method == "DELETE"  # in use; the others can be removed
                if not kept and (problem.status is None or problem.status in (401, 403) or problem.status >= 500):
                    raise self._failed(f"{change.text}: {problem.message} {problem.hint}") from None
                refused.append(f"{change.text}: {problem.message}")
            else:
                self.sent.append(change)
        if refused:
            more = f" ({len(refused) - SHOWN} more)" if len(refused) > SHOWN else ""
            raise self._failed(f"AWX refused {len(refused)} request(s): {' '.join(refused[:SHOWN])}{more} The others were carried out. "
                               "Run the playbook again after fixing the cause.")

    def _settle(self, texts: set[str]) -> None:
        """Count a doubtful change as made if the comparison no longer finds it among ``texts``."""
        self.sent += [change for change in self.doubtful if change.text not in texts]
        self.doubtful = [change for change in self.doubtful if change.text in texts]

    def _failed(self, message: str) -> PeopleError:
        problem = PeopleError(message)
        problem.changed = bool(self.sent)
        problem.rest = _told(self.sent)
        return problem

    def _forget(self, change: Change) -> None:
        """Drop the responses that a request may have changed. AWX also removes objects that depend on a removed one."""
        if change.method == "DELETE" and change.path.count("/") == 2:
            self.documents.clear()
            return
        kind, _slash, rest = change.path.partition("/")
        if rest.endswith("/workflow_nodes/") or kind == "workflow_approval_templates":
            kind = NODES
        gone = [path for path in self.documents if path.startswith(f"{kind}/?") or path.partition("?")[0] == change.path or path.endswith("/playbooks/")]
        for path in gone:
            del self.documents[path]

    def _update(self, project: int) -> None:
        """Update the project in AWX, so that its playbooks are known."""
        self.awx.write("POST", f"projects/{project}/update/", {})
        for _second in range(UPDATE_SECONDS):
            found = self.awx.read(f"projects/{project}/", obj(name=string, status=string))
            if found["status"] not in UPDATING:
                break
            self.awx.http.sleep(1)
        else:
            raise self._failed(f"AWX is still updating the project {found['name']}. Run the task again when it has finished.")
        self.updated.add(project)
        self.documents = {path: found for path, found in self.documents.items() if not path.startswith("projects/")}


def _schema(path: str) -> Schema:
    kind, *rest = path.partition("?")[0].strip("/").split("/")
    part = rest[-1] if rest else ""
    if part in ("playbooks", "survey_spec"):
        return array(string) if part == "playbooks" else SURVEY
    return both(LISTING, obj(results=array(PARTS[part] if part else ROWS[kind])))
