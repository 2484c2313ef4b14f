# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Compares members with their own paths: surveys, credentials, labels, notifications, and the nodes of workflows with their links."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

from .changes import Changes
from .kinds import ENCRYPTED, LINKS, NODE_KINDS, NODES, NOTIFIED, PROMPTS, Kind
from .live import Live
from .marker import made_here
from .values import filled, fits, is_made_of, shown

BLANK: tuple[Any, ...] = (None, "", [])


class Parts:
    """The members of one entry that have their own paths.

    ``found`` is the existing object, or None. ``prefix`` is added to every name of the kit. ``types`` are those of the credentials of the entry.
    """

    def __init__(self, live: Live, changes: Changes, prefix: str, kind: Kind, entry: Mapping[str, Any], found: Any, types: Set[int | None]):
        self.live, self.changes, self.prefix, self.kind, self.entry, self.found, self.types = live, changes, prefix, kind, entry, found, types
        self.base = f"{kind.path}/{found['id']}/" if found else ""

    def compare(self) -> None:
        if "survey_spec" in self.kind.apart:
            self._survey()
        if "credentials" in self.kind.apart and "credentials" in self.entry:
            self._credentials()
        if "labels" in self.entry:
            existing = self._labels()
            ids = {name: self.live.id_of("labels", name) for name in self.entry["labels"]}
            self._members(f"{self.base}labels/" if self.base else "", "label", ids, existing)
        for member in NOTIFIED:
            if member in self.entry:
                self._notifications(member)
        if "workflow_nodes" in self.entry:
            self._nodes()

    def _add(self, verb: str, method: str, path: str, body: Mapping[str, Any] | None, before: Any = None, after: Any = None) -> None:
        self.changes.add(self.kind, self.entry, verb, method, path, body, before, after)

    def _members(self, path: str, what: str, ids: Mapping[str, int | None], existing: list[str]) -> None:
        self.changes.add_members(self.kind, self.entry, path, what, ids, existing)

    def _survey(self) -> None:
        desired = self.entry.get("survey_spec") or {}
        current = self.live.read(f"{self.base}survey_spec/") if self.base else {}
        if current is None or fits(current, desired) and bool(current) == bool(desired) and _has_defaults(current, desired):
            return
        verb, method = ("survey set", "POST") if desired else ("survey removed", "DELETE")
        self._add(verb, method, f"{self.base}survey_spec/" if self.base else "", desired or None, current, desired)

    def _credentials(self) -> None:
        """Compare by id, because a template can also have credentials of other organizations, whose names may be the same."""
        path = f"{self.base}credentials/" if self.base else ""
        present = {credential["id"] for credential in self.found["summary_fields"].get("credentials") or []} if self.found else set()
        ids = {name: self.live.id_of("credentials", name) for name in self.entry["credentials"]}
        wrong = self._superseded(path, set(ids.values())) if present - set(ids.values()) else []
        for credential in wrong:
            self._add(f"credential {credential['name']} taken away", "POST", path, {"id": credential["id"], "disassociate": True}, credential["name"])
        attached = [name for name, identity in ids.items() if identity in present]
        self._members("" if wrong else path, "credential", ids, attached)  # AWX refuses a second one of a type until the first is taken away

    def _superseded(self, path: str, desired: set[int | None]) -> list[Any]:
        """Return the credentials to take away: those of an import, and those of the same type as one of the kit. Others were added by users and stay."""
        types = self.types | {row.get("credential_type") for row in self.live.objects["credentials"] if row["id"] in desired}
        listed = self.live.read(f"{path}?page_size=200")
        others = [row for row in listed["results"] if row["id"] not in desired] if listed else []
        return [row for row in others if made_here(row, self.prefix) or row.get("credential_type") in types]

    def _labels(self) -> list[str]:
        """Return the names of the labels. The object itself has the first ten only."""
        summary = self.found["summary_fields"].get("labels") or {} if self.found else {}
        shown = summary.get("results") or []
        if (summary.get("count") or 0) > len(shown):
            listed = self.live.read(f"{self.base}labels/?page_size=200")
            shown = listed["results"] if listed else shown
        return [label["name"] for label in shown]

    def _notifications(self, member: str) -> None:
        path = f"{self.base}{member}/" if self.base else ""
        listed = self.live.read(f"{path}?page_size=200") if path else {"results": []}
        existing = [notification["name"] for notification in listed["results"]] if listed else self.entry[member]
        ids = {name: self.live.id_of("notifications", name) for name in self.entry[member]}
        self._members(path, f"notification on {member.rpartition('_')[2]}", ids, existing)

    # -- workflows ----------------------------------------------------------------------------------------------------------------

    def _nodes(self) -> None:
        live = {row["identifier"]: row for row in self.live.objects[NODES] if self.found and row["workflow_job_template"] == self.found["id"]}
        desired = {row["identifier"]: row for row in self.entry["workflow_nodes"]}
        for name, node in desired.items():
            self._node(node, live.get(name))
        for name, existing in live.items():
            if name not in desired:
                self._add(f"node {name} removed", "DELETE", f"{NODES}/{existing['id']}/", None, name)
        names = {row["id"]: identifier for identifier, row in live.items()}
        for name, node in desired.items():
            present = {link: [names.get(row, "") for row in live[name][link]] if name in live else [] for link in LINKS}
            self._links(node, live, present, set(desired))

    def _links(self, node: Mapping[str, Any], live: Mapping[str, Any], present: Mapping[str, list[str]], desired: set[str]) -> None:
        """Add the changes of the links of a node.

        Wrong links are removed first, because AWX allows only one link between two nodes. Links to a removed node are removed with it.
        """
        name = node["identifier"]
        path = f"{NODES}/{live[name]['id']}/" if name in live else ""
        targets = {link: [target_["identifier"] for target_ in (node.get("related") or {}).get(link) or []] for link in LINKS}
        wrong = [(link, target) for link in LINKS for target in present[link] if target not in targets[link] and target in desired]
        for link, target in wrong:
            body = {"id": int(live[target]["id"]), "disassociate": True}
            self._add(f"{link[:-6]} of {name} to {target} taken away", "POST", f"{path}{link}/", body, target)
        for link in LINKS:
            ids = {target: int(live[target]["id"]) if target in live else None for target in targets[link]}
            self._members(f"{path}{link}/" if path and not wrong else "", f"{link[:-6]} of {name} to", ids, present[link])

    def _node(self, node: Mapping[str, Any], existing: Any) -> None:
        job, name = node["unified_job_template"], node["identifier"]
        approval = job["type"] == "workflow_approval"
        target = None if approval else self.live.id_of(NODE_KINDS[job["type"]], self.prefix + job["name"])
        prompts = {member: node[member] for member in PROMPTS if node.get(member) is not None}
        body = {"identifier": name, "extra_data": node.get("extra_data") or {}, **prompts, **({} if approval else {"unified_job_template": target})}
        if existing is None:  # without a survey, AWX refuses answers
            may_answer = not body["extra_data"] or not approval and self.live.takes_answers(NODE_KINDS[job["type"]], self.prefix + job["name"])
            ready = self.found and may_answer and (approval or target is not None)
            self._add(f"node {name} created", "POST", f"workflow_job_templates/{self.found['id']}/workflow_nodes/" if ready else "", body, None, job)
        else:
            body["extra_data"] = filled(existing.get("extra_data"), body["extra_data"])
            missing = not approval and target is None  # created in this run, or never
            differing = {member: value for member, value in body.items() if not _is_equal(existing.get(member), value)
                         or missing and member == "unified_job_template"}
            if differing:
                before = {member: existing.get(member) for member in differing}
                self._add(f"node {name} changed", "PATCH", "" if missing else f"{NODES}/{existing['id']}/", differing, shown(before), shown(differing))
        if approval:
            self._approval(job, existing)

    def _approval(self, job: Mapping[str, Any], existing: Any) -> None:
        body = {"name": self.prefix + job["name"], "description": job.get("description") or "", "timeout": job.get("timeout") or 0}
        present = (existing["summary_fields"].get("unified_job_template") or {}) if existing else {}
        if present.get("unified_job_type") != "workflow_approval":
            path = f"{NODES}/{existing['id']}/create_approval_template/" if existing else ""
            self._add(f"approval {job['name']} created", "POST", path, body, None, body)
        elif differing := {member: value for member, value in body.items() if present.get(member) != value}:
            before = {member: present.get(member) for member in differing}
            self._add(f"approval {job['name']} changed", "PATCH", f"workflow_approval_templates/{present['id']}/", differing, before, differing)


def _is_equal(current: Any, desired: Any) -> bool:
    """Return whether the values are equal, as far as AWX shows them: it shows no answer to a question for a password."""
    if isinstance(current, Mapping) and isinstance(desired, Mapping):
        return set(current) == set(desired) and all(current[name] in (value, ENCRYPTED) for name, value in desired.items())
    return bool(current == desired) or is_made_of(current, desired)


def _has_defaults(current: Mapping[str, Any], desired: Mapping[str, Any]) -> bool:
    """Return whether the default answers are the same. One that the kit does not have takes effect without anybody noticing; other members that AWX adds
    do not matter."""
    pairs = zip(current.get("spec") or [], desired.get("spec") or [])
    return all(other.get("default") not in BLANK or one.get("default") in BLANK for one, other in pairs)
