# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Compares members with their own paths: surveys, credentials, labels, notifications, and the nodes of workflows with their links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .changes import Changes
from .kinds import LINKS, NODE_KINDS, NODES, NOTIFIED, Kind
from .live import Live
from .values import fits


class Parts:
    """The members of one entry that have their own paths. ``found`` is the existing object, or None. ``prefix`` is added to every name of the kit."""

    def __init__(self, live: Live, changes: Changes, prefix: str, kind: Kind, entry: Mapping[str, Any], found: Any):
        self.live, self.changes, self.prefix, self.kind, self.entry, self.found = live, changes, prefix, kind, entry, found
        self.base = f"{kind.path}/{found['id']}/" if found else ""

    def compare(self) -> None:
        if "survey_spec" in self.kind.apart:
            self._survey()
        if "credentials" in self.kind.apart and "credentials" in self.entry:
            self._credentials()
        if "labels" in self.entry:
            there = [one["name"] for one in self.found["summary_fields"].get("labels", {}).get("results", [])] if self.found else []
            ids = {name: self.live.id_of("labels", name) for name in self.entry["labels"]}
            self._members(f"{self.base}labels/" if self.base else "", "label", ids, there)
        for member in NOTIFIED:
            if member in self.entry:
                self._notifications(member)
        if "workflow_nodes" in self.entry:
            self._nodes()

    def _add(self, verb: str, method: str, path: str, body: Mapping[str, Any] | None, before: Any = None, after: Any = None) -> None:
        self.changes.add(self.kind, self.entry, verb, method, path, body, before, after)

    def _members(self, path: str, what: str, wanted: Mapping[str, int | None], there: list[str]) -> None:
        self.changes.add_members(self.kind, self.entry, path, what, wanted, there)

    def _survey(self) -> None:
        wanted = self.entry.get("survey_spec") or {}
        there = self.live.read(f"{self.base}survey_spec/") if self.base else {}
        if there is None or fits(there, wanted) and bool(there) == bool(wanted):
            return
        verb, method = ("survey set", "POST") if wanted else ("survey removed", "DELETE")
        self._add(verb, method, f"{self.base}survey_spec/" if self.base else "", wanted or None, there, wanted)

    def _credentials(self) -> None:
        there = [one["name"] for one in self.found["summary_fields"].get("credentials", [])] if self.found else []
        ids = {name: self.live.id_of("credentials", name) for name in self.entry["credentials"]}
        self._members(f"{self.base}credentials/" if self.base else "", "credential", ids, there)
        for name in sorted(set(there) - set(self.entry["credentials"])):
            body = {"id": self.live.id_of("credentials", name), "disassociate": True}
            self._add(f"credential {name} taken away", "POST", f"{self.base}credentials/", body, name)

    def _notifications(self, member: str) -> None:
        path = f"{self.base}{member}/" if self.base else ""
        listed = self.live.read(path) if path else {"results": []}
        there = [one["name"] for one in listed["results"]] if listed else self.entry[member]
        ids = {name: self.live.id_of("notifications", name) for name in self.entry[member]}
        self._members(path, f"notification on {member.rpartition('_')[2]}", ids, there)

    # -- workflows ----------------------------------------------------------------------------------------------------------------

    def _nodes(self) -> None:
        live = {one["identifier"]: one for one in self.live.objects[NODES] if self.found and one["workflow_job_template"] == self.found["id"]}
        wanted = {one["identifier"]: one for one in self.entry["workflow_nodes"]}
        for name, node in wanted.items():
            self._node(node, live.get(name))
        for name, there in live.items():
            if name not in wanted:
                self._add(f"node {name} removed", "DELETE", f"{NODES}/{there['id']}/", None, name)
        names = {one["id"]: identifier for identifier, one in live.items()}
        for name, node in wanted.items():
            present = {link: [names.get(one, "") for one in live[name][link]] if name in live else [] for link in LINKS}
            self._links(node, live, present, set(wanted))

    def _links(self, node: Mapping[str, Any], live: Mapping[str, Any], present: Mapping[str, list[str]], wanted: set[str]) -> None:
        """Add the changes of the links of a node.

        Wrong links are removed first, because AWX allows only one link between two nodes. Links to a removed node are removed with it.
        """
        name = node["identifier"]
        path = f"{NODES}/{live[name]['id']}/" if name in live else ""
        targets = {link: [one["identifier"] for one in node.get("related", {}).get(link, [])] for link in LINKS}
        wrong = [(link, target) for link in LINKS for target in present[link] if target not in targets[link] and target in wanted]
        for link, target in wrong:
            body = {"id": int(live[target]["id"]), "disassociate": True}
            self._add(f"{link[:-6]} of {name} to {target} taken away", "POST", f"{path}{link}/", body, target)
        for link in LINKS:
            ids = {target: int(live[target]["id"]) if target in live else None for target in targets[link]}
            self._members(f"{path}{link}/" if path and not wrong else "", f"{link[:-6]} of {name} to", ids, present[link])

    def _node(self, node: Mapping[str, Any], there: Any) -> None:
        job, name = node["unified_job_template"], node["identifier"]
        approval = job["type"] == "workflow_approval"
        target = None if approval else self.live.id_of(NODE_KINDS[job["type"]], self.prefix + job["name"])
        body = {"identifier": name, "extra_data": node.get("extra_data", {}), **({} if approval else {"unified_job_template": target})}
        if there is None:  # without a survey, AWX refuses answers
            may_answer = not body["extra_data"] or not approval and self.live.has_survey(self.prefix + job["name"])
            ready = self.found and may_answer and (approval or target is not None)
            self._add(f"node {name} created", "POST", f"workflow_job_templates/{self.found['id']}/workflow_nodes/" if ready else "", body, None, job)
        elif approval or target is not None:
            differing = {member: value for member, value in body.items() if there.get(member) != value}
            if differing:
                before = {member: there.get(member) for member in differing}
                self._add(f"node {name} changed", "PATCH", f"{NODES}/{there['id']}/", differing, before, differing)
        if approval:
            self._approval(job, there)

    def _approval(self, job: Mapping[str, Any], there: Any) -> None:
        body = {"name": self.prefix + job["name"], "description": job.get("description", ""), "timeout": job.get("timeout", 0)}
        present = (there["summary_fields"].get("unified_job_template") or {}) if there else {}
        if present.get("unified_job_type") != "workflow_approval":
            path = f"{NODES}/{there['id']}/create_approval_template/" if there else ""
            self._add(f"approval {job['name']} created", "POST", path, body, None, body)
        elif differing := {member: value for member, value in body.items() if present.get(member) != value}:
            before = {member: present.get(member) for member in differing}
            self._add(f"approval {job['name']} changed", "PATCH", f"workflow_approval_templates/{present['id']}/", differing, before, differing)
