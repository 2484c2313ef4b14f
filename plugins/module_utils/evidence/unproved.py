# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""What a document of evidence does not prove, said as such."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def sentences(document: Mapping[str, Any]) -> list[str]:
    """Return what an auditor must not conclude from a document, one sentence for each gap."""
    return [*_about_the_run(document), *_about_who(document), *_about_actions(document), *_about_logs(document)]


def _about_the_run(document: Mapping[str, Any]) -> Iterable[str]:
    if document["status"] == "not finished":
        yield "The run has not ended, or was killed. What happened after the last line of actions.jsonl is unknown."
    if not document["run"]["collection"]:
        yield "The versions of the collection and of ansible-core are not known."
    yield "The times are from the clock of the machine that ran the tasks; times of events are from the platforms."
    for plan in document["plans"]:
        for platform, why in (plan["unreadable"] or {}).items():
            yield f"Task {plan['task']} could not read {platform}, so nothing is known about it: {why}"


def _about_who(document: Mapping[str, Any]) -> Iterable[str]:
    who = document["who"]
    if not who["approver"]:
        yield "Nobody is known who approved the run: " + (
            "AWX does not name an approver of this job." if who["awx"] or who["job"] else "it was not a job of AWX, or AWX was not asked.")
    if who["decisions"]:
        yield "Who decided is what the file of decisions says. It is not proved that these people wrote it."
    for platform, caller in who["callers"].items():
        if not caller["account"] and not caller["id"]:
            yield f"The account of the run on {platform} is not known. {caller['source']}"


def _about_actions(document: Mapping[str, Any]) -> Iterable[str]:
    actions = document["actions"]
    open_ = [action for action in actions if action["status"] in ("unknown", "not finished")]
    if open_:
        yield f"The result of {_accounts(open_)} is not known."
    unread = [action for action in actions if action["status"] == "done" and action["proof"]["result"] == "not proved"]
    if unread:
        yield f"No later reading proves the result of {_accounts(unread)}."
    if any(action["verb"] == "create" for action in actions):
        yield "That a person received an invitation or a password is not known. Passwords cannot be read back and are not in the evidence."
    if document["other_requests"]:
        yield f"{len(document['other_requests'])} write(s) belong to no action of the plan; see other_requests."


def _about_logs(document: Mapping[str, Any]) -> Iterable[str]:
    platforms = document["witness"]["platforms"]
    for platform, log in platforms.items():
        if log["result"] != "read":
            yield f"No log of {platform} confirms anything: {log['words']}"
    missing = [action for action in document["actions"] if action["witness"]["result"] == "not in the log yet"]
    if missing:
        yield f"The log of the platform does not show {_accounts(missing)} yet. Run the playbook people.access.witness later."
    if not platforms and any(action["status"] == "done" for action in document["actions"]):
        yield "The logs of the platforms were not read."
    if any(log["result"] == "read" for log in platforms.values()):
        yield "An event in a log is matched by account, time and actor, or by request ID. What the text of an event means is not documented by every platform."


def _accounts(actions: list[Mapping[str, Any]]) -> str:
    names = [f"{action['account']} on {action['platform']}" for action in actions]
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
