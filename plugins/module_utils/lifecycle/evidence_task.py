# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Runs the module access_evidence: completes the evidence of a run, or adds a later reading of the logs to complete evidence."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from ..engine.clock import Clock
from ..engine.connections import Connections
from ..engine.errors import PeopleError, Refused
from ..engine.folding import fold
from ..engine.text import visible
from ..evidence import document as evidence
from ..evidence.page import as_html
from ..evidence.run_folder import CHECKSUMS, DOCUMENT, RunFolder, sha256_of
from ..evidence.signature import OPTIONS as SIGNATURE_OPTIONS
from ..evidence.signature import check_seal, check_signer, is_signed, seal, unseal
from ..platforms import registry
from .evidence import write_document
from .summary import each_result, reason
from .witness import OPTIONS as WITNESS_OPTIONS
from .witness import find_witness, read_witness

OPTIONS: dict[str, dict[str, Any]] = {
    "evidence_folder": {"type": "path", "required": True}, "readings": {"type": "list", "elements": "dict"}, **SIGNATURE_OPTIONS, **WITNESS_OPTIONS,
}
MOST_LINES = 200
WITNESS_SCHEMA, WITNESS_VERSION = "people.access/witness", 1
Reading = dict[str, Any]


def access_evidence(connections: Connections, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Run the module. Writes only to the folder. Raises PeopleError."""
    check_signer(params)
    folder = RunFolder.open(params["evidence_folder"], Clock().now, connections.secrets.masked)
    warnings: list[str] = []
    before = _listing(folder)
    unsigned = folder.is_closed and not is_signed(folder)
    if folder.is_closed:
        action = _add_witness(folder, connections, params)
    else:
        unseal(folder)
        readings = readings_of(params.get("readings") or [], evidence.document(folder.entries)["actions"])
        if readings:
            folder.add("readings", readings=readings)
        read_witness(folder, connections, params)
        folder.add("closed")
        write_document(folder)
        action = "completed"
    try:
        if seal(folder, params) and unsigned:
            warnings.append(f"The evidence in {folder.path} was not signed before, so its signature does not show that nobody has changed it since the run. "
                            "Compare it with a copy.")
    except PeopleError as problem:
        warnings.append(f"{problem.message} {problem.hint}".strip())
    found = evidence.document(folder.entries)
    witness = found["witness"]
    return {
        "changed": action != "none", "action": action, "diff": {"before": before, "after": _listing(folder)},
        "evidence": {"folder": folder.path, "files": folder.files()},
        "status": found["status"], "not_proved": found["not_proved"], "lines": lines(found), "witness": witness["platforms"], "others": witness["others"],
        "warnings": warnings,
    }


def _listing(folder: RunFolder) -> dict[str, list[str]]:
    return {"files": [os.path.basename(path) for path in folder.files()]}


def lines(document: Mapping[str, Any]) -> list[str]:
    """Return what is proved and witnessed as lines for a terminal: one for each action, then events by others, then what is not proved."""
    actions = document["actions"]
    found = [f"{action['platform']}  {action['account']}: {action['verb']} {action['status']}, {action['proof']['result']}, log: {action['witness']['result']}"
             for action in actions[:MOST_LINES]]
    found += [f"{len(actions) - MOST_LINES} more action(s) in evidence.json"] if len(actions) > MOST_LINES else []
    found += [f"BY OTHERS  {event['platform']}  {event['time']} {event['actor']}: {event['text']} ({event['object']}), {event['why']}"
              for event in document["witness"]["others"]]
    return [visible(line) for line in (*found, *(f"not proved: {sentence}" for sentence in document["not_proved"]))]


def _add_witness(folder: RunFolder, connections: Connections, params: Mapping[str, Any]) -> str:
    """Add a new reading of the logs next to the files of complete evidence, none of which is changed. Returns what was done.

    Raises Refused if a file has changed since, or if a signature would become invalid.
    """
    if params.get("readings"):
        raise Refused(f"The evidence in {folder.path} is complete, so no readings can be added.", "Nothing was changed.")
    check_seal(folder)
    if is_signed(folder) and not (params.get("evidence_ssh_key") or params.get("evidence_gpg_key")):
        raise Refused(f"The evidence in {folder.path} is signed, and a new file changes {CHECKSUMS}.",
                      "Nothing was changed. Set evidence_ssh_key or evidence_gpg_key to sign it again.")
    found = evidence.document(folder.entries)
    witness = find_witness(found, connections, params) if params["witness"] else None
    if witness is None:
        return "none"
    time = folder.time()
    name = _free_name(folder, f"witness-{time[:19].replace(':', '')}Z")
    folder.write_json(f"{name}.json", {
        "schema": WITNESS_SCHEMA, "version": WITNESS_VERSION, "read": time, "run": found["run"]["name"],
        "evidence_sha256": sha256_of(os.path.join(folder.path, DOCUMENT)), **witness,
    })
    folder.entries.append({"time": time, "entry": "witness", "witness": witness})
    folder.write(f"{name}.html", as_html(evidence.document(folder.entries), registry.title))
    return "added"


def _free_name(folder: RunFolder, name: str) -> str:
    number = 1
    while os.path.lexists(os.path.join(folder.path, f"{name}.json")):
        number += 1
        name = f"{name.partition('-again')[0]}-again{number}"
    return name


# -- readings by other modules -----------------------------------------------------------------------------------------------------------------


def readings_of(results: list[Any], actions: list[dict[str, Any]]) -> list[Reading]:
    """Return what registered results of other modules say about the actions: users read by their id, and lists of sessions.

    A result by id comes from a loop over rows of the filter ``outcomes``; the item of a list of sessions is the name of its platform.
    """
    return [reading for result in each_result(results) for reading in _reading(result, result.get(result.get("ansible_loop_var") or "item"), actions)]


def _reading(result: Mapping[str, Any], item: Any, actions: list[dict[str, Any]]) -> Iterator[Reading]:
    if isinstance(item, Mapping) and {"platform", "account", "id"} <= set(item):
        words, message = ("failed", reason(result)) if "users" not in result else ("still there" if result["users"] else "gone", "")
        yield {"platform": item["platform"], "account": item["account"], "id": str(item["id"] or ""), "how": "the account was read by its ID", "result": words,
               "message": message}
    elif isinstance(item, str):
        for action in actions:
            if action["platform"] == item:
                yield {"platform": item, "account": action["account"], "id": action["id"], "how": "sessions", **_sessions(result, action)}


def _sessions(result: Mapping[str, Any], action: Mapping[str, Any]) -> dict[str, str]:
    if "sessions" not in result:
        return {"result": "failed", "message": reason(result)}
    names = {fold(str(name)) for name in (action["account"], action["person"], *action["names"]) if name}
    found = [session for session in result["sessions"] if {fold(str(session.get(part) or "")) for part in ("user", "email")} & names]
    if found:
        return {"result": "still logged in", "message": f"There are {len(found)} session(s)."}
    return {"result": "no session", "message": "The sessions of the platform were listed."}
