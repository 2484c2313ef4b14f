# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Compares ``controller_*`` data with responses of AWX. Returns the paths to read and the requests to send, but sends nothing itself.

The playbook awx sends the requests. An object that refers to a missing one is not ready, so the playbook reads and compares again after each round.
"""

from __future__ import annotations

import json
import re
import urllib.parse
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

PAGE = "page_size=200&order_by=id"
PLACEHOLDER = "example.com"
ENCRYPTED = "$encrypted$"
LINKS = ("success_nodes", "failure_nodes", "always_nodes")
NOTIFIED = tuple(f"notification_templates_{event}" for event in ("started", "success", "error", "approvals"))
RUNNING = ("new", "pending", "waiting", "running")


@dataclass(frozen=True)
class Kind:
    """One list of the kit.

    - ``refs``: members that are names of other entries, with the list of these
    - ``texts``: members that the API stores as JSON or YAML
    - ``apart``: members with their own paths
    - ``once``: members that are set on creation only
    - ``stage``: the order of deletion, lowest first
    """

    name: str
    noun: str
    path: str
    where: str
    stage: int
    refs: Mapping[str, str] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    once: tuple[str, ...] = ()


ORGANIZATION = "organization={organization}"
KINDS = {kind.name: kind for kind in (
    Kind("labels", "label", "labels", ORGANIZATION, 9),
    Kind("credential_types", "credential type", "credential_types", "managed=false", 4),
    Kind("execution_environments", "execution environment", "execution_environments", ORGANIZATION, 4, {"credential": "credentials"}),
    Kind("notifications", "notification template", "notification_templates", ORGANIZATION, 4),
    Kind("credentials", "credential", "credentials", ORGANIZATION, 3, {"credential_type": "credential_types"}, apart=("inputs",)),
    Kind("projects", "project", "projects", ORGANIZATION, 3, {"default_environment": "execution_environments", "credential": "credentials"}, apart=NOTIFIED),
    Kind("inventories", "inventory", "inventories", ORGANIZATION, 3, texts=("variables",)),
    Kind("inventory_sources", "inventory source", "inventory_sources", "inventory__organization={organization}", 2, {
        "inventory": "inventories", "source_project": "projects", "credential": "credentials", "execution_environment": "execution_environments",
    }, texts=("source_vars",)),
    Kind("templates", "job template", "job_templates", ORGANIZATION, 2, {
        "inventory": "inventories", "project": "projects", "execution_environment": "execution_environments",
    }, ("extra_vars",), ("credentials", "labels", "survey_spec", *NOTIFIED)),
    Kind("workflows", "workflow", "workflow_job_templates", ORGANIZATION, 1, {"inventory": "inventories"}, ("extra_vars",),
         ("labels", "survey_spec", "workflow_nodes", *NOTIFIED)),
    Kind("schedules", "schedule", "schedules", "unified_job_template__organization={organization}", 0, {"unified_job_template": ""}, once=("enabled",)),
)}
NODES = "workflow_job_template_nodes"
NODE_KINDS = {"job_template": "templates", "workflow_job_template": "workflows", "project": "projects", "inventory_source": "inventory_sources"}
UNORGANIZED = ("credential_types", "inventory_sources", "templates", "schedules")  # without an organization of their own


class Missing(Exception):
    """An object has to be read or created first."""


@dataclass
class Change:
    """One request. ``path`` is empty until everything that it refers to exists."""

    text: str
    method: str
    path: str
    body: Mapping[str, Any] | None = None
    before: Any = None
    after: Any = None
    secret: bool = False
    stage: int = -1  # of deletions

    def shown(self) -> dict[str, Any]:
        return {
            "text": self.text, "method": self.method, "path": self.path, "body": self.body or {}, "before": self.before, "after": self.after,
            "secret": self.secret,
        }


@dataclass
class Settings:
    prefix: str = ""
    organization: str = "Default"
    absent: bool = False
    updated: bool = False  # whether the project has been updated in this run
    secrets: Mapping[str, str] = field(default_factory=dict)
    scm_url: str = ""
    scm_branch: str = ""
    scm_credential: str = ""
    image: str = ""


class Comparison:
    """The comparison of the kit with AWX. ``documents`` are responses of the API by path below its root."""

    def __init__(self, kit: Mapping[str, Any], documents: Mapping[str, Any], settings: Settings):
        self.settings = settings
        self.documents = documents
        self.reads: list[str] = []
        self.problems: list[str] = []
        self.changes: list[Change] = []
        self.update = 0  # the id of the project to update before its playbooks are known
        self.marker = f"Managed by people.access.awx{f' with the prefix {json.dumps(settings.prefix)}' if settings.prefix else ''}."
        self.kit = {name: [self._prefixed(name, entry) for entry in kit.get(f"controller_{name}", [])] for name in KINDS}
        self.live: dict[str, list[Any]] = {}

    def run(self) -> None:
        found = self._read(f"organizations/?name={urllib.parse.quote(self.settings.organization)}")
        if found is None:
            return
        if not found["results"]:
            self.problems.append(f"There is no organization {self.settings.organization}. Create it in AWX, or choose another one with organization.")
            return
        self.organization = int(found["results"][0]["id"])
        for kind in KINDS.values():
            self.live[kind.name] = self._list(kind.path, kind.where.format(organization=self.organization))
        self.live[NODES] = self._list(NODES, f"workflow_job_template__organization={self.organization}")
        if self.reads:
            return
        self._check()
        for kind in KINDS.values():
            wanted = [] if self.settings.absent else self.kit[kind.name]
            for entry in wanted:
                self._entry(kind, entry)
            self._remove(kind, {entry["name"] for entry in wanted})
        first = min((change.stage for change in self.changes if change.stage >= 0), default=-1)
        for change in self.changes:  # objects are deleted after those that depend on them
            if change.stage > first:
                change.path = ""

    # -- responses ----------------------------------------------------------------------------------------------------------------

    def _read(self, path: str) -> Any:
        if path not in self.documents:
            self.reads.append(path)
        return self.documents.get(path)

    def _list(self, path: str, where: str) -> list[Any]:
        found: list[Any] = []
        following: str | None = f"{path}/?{where}&{PAGE}"
        while following:
            page = self._read(following)
            found += page["results"] if page else []
            following = page["next"].partition("/v2/")[2] if page and page["next"] else None
        return found

    def _find(self, kind: str, name: str) -> Any:
        """Return the object with this name, in the organization if objects of this kind have one."""
        return next((one for one in self.live[kind] if one["name"] == name), None)

    def _id(self, kind: str, name: str) -> int | None:
        kinds = ("templates", "workflows", "projects", "inventory_sources") if not kind else (kind,)
        return next((int(found["id"]) for one in kinds if (found := self._find(one, name))), None)

    def _made_here(self, found: Mapping[str, Any]) -> bool:
        return str(found.get("description", "")).endswith(self.marker)

    # -- desired state ------------------------------------------------------------------------------------------------------------

    def _prefixed(self, name: str, entry: Mapping[str, Any]) -> dict[str, Any]:
        """Return the entry with the prefix before every name of the kit, and with the given values instead of placeholders."""
        kind, given = KINDS[name], self.settings
        made = {**entry, "name": given.prefix + entry["name"]}
        for member in (*kind.refs, "credentials", "labels", *NOTIFIED):
            if member in entry:
                value = entry[member]
                made[member] = [given.prefix + one for one in value] if isinstance(value, list) else given.prefix + value
        if name == "projects":
            chosen = {"scm_url": given.scm_url, "scm_branch": given.scm_branch, "credential": given.scm_credential}
            made.update({member: value for member, value in chosen.items() if value})
        if name == "execution_environments" and given.image:
            made["image"] = given.image
        if name in ("templates", "workflows"):  # manual additions are removed
            made = {"extra_vars": {}, "survey_enabled": False, **made}
        if name != "labels":
            made["description"] = f"{entry.get('description', '')} {self.marker}".strip()
        return made

    def _check(self) -> None:
        """Add problems that prevent the import, before anything is changed."""
        if self.settings.absent:
            return
        for kind in KINDS.values():
            for entry in self.kit[kind.name]:
                found = self._find(kind.name, entry["name"])
                if found and kind.name != "labels" and not self._made_here(found):
                    self.problems.append(f"The {kind.noun} {entry['name']} was not made by this playbook. Rename it, or choose a prefix.")
        for entry in self.kit["projects"]:
            if PLACEHOLDER in entry.get("scm_url", "") and not self._find("projects", entry["name"]):
                self.problems.append("scm_url is required: the URL of your repository, begun as a copy of extensions/awx/project.")
        if self.settings.scm_credential and not self._find("credentials", self.settings.scm_credential):
            self.problems.append(f"The organization has no credential {self.settings.scm_credential}, which scm_credential names.")

    def _body(self, kind: Kind, entry: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
        """Return the members of the object with ids instead of names, and whether everything that it refers to exists."""
        body: dict[str, Any] = {}
        ready = True
        for member, value in entry.items():
            if member in kind.apart or member == "organization":
                continue
            if member in kind.refs:
                body[member] = self._id(kind.refs[member], value)
                ready = ready and body[member] is not None
            else:
                body[member] = value
        if kind.name == "schedules":
            ready = ready and self._may_answer(entry.get("extra_data"), entry["unified_job_template"])
        if kind.name not in UNORGANIZED:
            body["organization"] = self.organization
        return body, ready

    # -- changes ------------------------------------------------------------------------------------------------------------------

    def _entry(self, kind: Kind, entry: Mapping[str, Any]) -> None:
        found = self._find(kind.name, entry["name"])
        body, ready = self._body(kind, entry)
        if kind.name == "templates":
            ready = self._has_playbook(entry) and ready
        if kind.name == "credentials":
            inputs = self._inputs(entry, found)
            if found and inputs:
                merged = {**found.get("inputs", {}), **inputs}
                shown = dict.fromkeys(inputs, "VALUE")
                self._add(kind, entry, "secrets set", "PATCH", f"credentials/{found['id']}/", {"inputs": merged}, {}, shown, secret=True)
            body.update({} if found else {"inputs": inputs})
        if not found:
            shown = {name: value for name, value in entry.items() if name not in ("name", "organization", *kind.apart)}
            sent = {name: json.dumps(value) if name in kind.texts else value for name, value in body.items()}
            self._add(kind, entry, "created", "POST", f"{kind.path}/" if ready else "", sent, None, shown, secret=kind.name == "credentials")
        else:
            differing = {name: value for name, value in body.items() if name not in kind.once and not fits(found.get(name), value, name in kind.texts)}
            if differing and ready:
                before = {name: found.get(name) for name in differing}
                sent = {name: json.dumps(value) if name in kind.texts else completed(found.get(name), value) for name, value in differing.items()}
                self._add(kind, entry, "changed", "PATCH", f"{kind.path}/{found['id']}/", sent, before, differing)
        if kind.name in ("templates", "workflows", "projects"):
            self._parts(kind, entry, found)

    def _add(self, kind: Kind, entry: Mapping[str, Any], verb: str, method: str, path: str, body: Mapping[str, Any] | None, before: Any = None,
             after: Any = None, secret: bool = False) -> None:
        self.changes.append(Change(f"{kind.noun} {entry['name']}: {verb}", method, path, body, before, after, secret))

    def _may_answer(self, answers: Any, name: str) -> bool:
        """Return whether the survey exists, without which AWX refuses answers."""
        owners = [(kind, found) for kind in ("templates", "workflows") if (found := self._find(kind, name))]
        return not answers or any(self.documents.get(f"{KINDS[kind].path}/{found['id']}/survey_spec/") for kind, found in owners)

    def _has_playbook(self, entry: Mapping[str, Any]) -> bool:
        """Return whether the project has the playbook, without which AWX refuses the template."""
        project = self._find("projects", entry["project"])
        if project is None:
            return False
        files = self._read(f"projects/{project['id']}/playbooks/")
        if files is None:
            return False
        if entry["playbook"] in files:
            return True
        if not self.settings.updated:
            self.update = int(project["id"])
        elif project["status"] not in RUNNING:
            self.problems.append(f"The project {project['name']} ({project['status']}) has no file {entry['playbook']}. "
                                 "Check scm_url, and copy the file from extensions/awx/project.")
        return False

    def _inputs(self, entry: Mapping[str, Any], found: Any) -> dict[str, str]:
        """Return the values for a credential that has no secret yet."""
        if found and ENCRYPTED in found.get("inputs", {}).values():
            return {}
        return {name: self.settings.secrets[name] for name in self.fields_of(entry) if self.settings.secrets.get(name)}

    def fields_of(self, entry: Mapping[str, Any]) -> list[str]:
        """Return the fields of a credential: those to prompt for, and the others of its type."""
        kind = next((one for one in self.kit["credential_types"] if one["name"] == entry["credential_type"]), None)
        more = [one["id"] for one in kind["inputs"]["fields"]] if kind else []
        return list(dict.fromkeys([*entry.get("inputs", {}), *more]))

    def asks(self) -> list[dict[str, Any]]:
        """Return the fields to prompt for, each once: those of credentials without a secret that are not given."""
        found: dict[str, dict[str, Any]] = {}
        for entry in [] if self.settings.absent else self.kit["credentials"]:
            live = self._find("credentials", entry["name"])
            kind = next((one for one in self.kit["credential_types"] if one["name"] == entry["credential_type"]), None)
            if kind is None or live and ENCRYPTED in live.get("inputs", {}).values():
                continue
            fields = {one["id"]: one for one in kind["inputs"]["fields"]}
            for name in entry.get("inputs", {}):
                if not self.settings.secrets.get(name):
                    secret = bool(fields[name].get("secret"))
                    found.setdefault(name, {"field": name, "label": fields[name]["label"], "secret": secret, "credential": entry["name"]})
        return list(found.values())

    def environment(self) -> dict[str, str]:
        """Return the field of each environment variable that the credential types of the kit inject."""
        return {
            match[1]: name for kind in self.kit["credential_types"] for name, text in kind["injectors"].get("env", {}).items()
            if (match := re.fullmatch(r"\{\{ (\w+) \}\}", text))
        }

    # -- members with their own path ----------------------------------------------------------------------------------------------

    def _parts(self, kind: Kind, entry: Mapping[str, Any], found: Any) -> None:
        base = f"{kind.path}/{found['id']}/" if found else ""
        if "survey_spec" in kind.apart:
            self._survey(kind, entry, base)
        if "credentials" in kind.apart and "credentials" in entry:
            there = [one["name"] for one in found["summary_fields"].get("credentials", [])] if found else []
            ids = {name: self._id("credentials", name) for name in entry["credentials"]}
            self._members(kind, entry, f"{base}credentials/" if base else "", "credential", ids, there)
            for name in set(there) - set(entry["credentials"]):
                body = {"id": self._id("credentials", name), "disassociate": True}
                self._add(kind, entry, f"credential {name} taken away", "POST", f"{base}credentials/", body, name)
        if "labels" in entry:
            there = [one["name"] for one in found["summary_fields"].get("labels", {}).get("results", [])] if found else []
            ids = {name: self._id("labels", name) for name in entry["labels"]}
            self._members(kind, entry, f"{base}labels/" if base else "", "label", ids, there)
        for member in NOTIFIED:
            if member in entry:
                path = f"{base}{member}/" if base else ""
                listed = self._read(path) if path else {"results": []}
                there = [one["name"] for one in listed["results"]] if listed else entry[member]
                ids = {name: self._id("notifications", name) for name in entry[member]}
                self._members(kind, entry, path, f"notification on {member.rpartition('_')[2]}", ids, there)
        if "workflow_nodes" in entry:
            self._nodes(kind, entry, found)

    def _members(self, kind: Kind, entry: Mapping[str, Any], path: str, what: str, wanted: Mapping[str, int | None], there: Iterable[str]) -> None:
        for name, identity in wanted.items():
            if name not in there:
                self._add(kind, entry, f"{what} {name} added", "POST", path if identity is not None else "", {"id": identity}, None, name)

    def _survey(self, kind: Kind, entry: Mapping[str, Any], base: str) -> None:
        wanted = entry.get("survey_spec") or {}
        there = self._read(f"{base}survey_spec/") if base else {}
        if there is None or fits(there, wanted) and bool(there) == bool(wanted):
            return
        verb, method = ("survey set", "POST") if wanted else ("survey removed", "DELETE")
        self._add(kind, entry, verb, method, f"{base}survey_spec/" if base else "", wanted or None, there, wanted)

    def _nodes(self, kind: Kind, entry: Mapping[str, Any], found: Any) -> None:
        live = {one["identifier"]: one for one in self.live[NODES] if found and one["workflow_job_template"] == found["id"]}
        wanted = {one["identifier"]: one for one in entry["workflow_nodes"]}
        for name, node in wanted.items():
            self._node(kind, entry, found, node, live.get(name))
        for name, there in live.items():
            if name not in wanted:
                self._add(kind, entry, f"node {name} removed", "DELETE", f"{NODES}/{there['id']}/", None, name)
        names = {one["id"]: identifier for identifier, one in live.items()}
        for name, node in wanted.items():
            present = {link: [names.get(one, "") for one in live[name][link]] if name in live else [] for link in LINKS}
            self._links(kind, entry, node, live, present, set(wanted))

    def _links(self, kind: Kind, entry: Mapping[str, Any], node: Mapping[str, Any], live: Mapping[str, Any], present: Mapping[str, list[str]],
               wanted: set[str]) -> None:
        """Add the changes of the links of a node.

        Wrong links are removed first, because AWX allows only one link between two nodes. Links to a removed node are removed with it.
        """
        name = node["identifier"]
        path = f"{NODES}/{live[name]['id']}/" if name in live else ""
        targets = {link: [one["identifier"] for one in node.get("related", {}).get(link, [])] for link in LINKS}
        wrong = [(link, target) for link in LINKS for target in present[link] if target not in targets[link] and target in wanted]
        for link, target in wrong:
            body = {"id": int(live[target]["id"]), "disassociate": True}
            self._add(kind, entry, f"{link[:-6]} of {name} to {target} taken away", "POST", f"{path}{link}/", body, target)
        for link in LINKS:
            ids = {target: int(live[target]["id"]) if target in live else None for target in targets[link]}
            self._members(kind, entry, f"{path}{link}/" if path and not wrong else "", f"{link[:-6]} of {name} to", ids, present[link])

    def _node(self, kind: Kind, entry: Mapping[str, Any], found: Any, node: Mapping[str, Any], there: Any) -> None:
        job, name = node["unified_job_template"], node["identifier"]
        approval = job["type"] == "workflow_approval"
        target = None if approval else self._id(NODE_KINDS[job["type"]], self.settings.prefix + job["name"])
        body = {"identifier": name, "extra_data": node.get("extra_data", {}), **({} if approval else {"unified_job_template": target})}
        if there is None:
            may = approval or target is not None and self._may_answer(body["extra_data"], self.settings.prefix + job["name"])
            ready = found and may
            self._add(kind, entry, f"node {name} created", "POST", f"workflow_job_templates/{found['id']}/workflow_nodes/" if ready else "", body, None, job)
            return
        differing = {member: value for member, value in body.items() if there.get(member) != value}
        if differing and (approval or target is not None):
            before = {member: there.get(member) for member in differing}
            self._add(kind, entry, f"node {name} changed", "PATCH", f"{NODES}/{there['id']}/", differing, before, differing)
        if approval:
            self._approval(kind, entry, job, there)

    def _approval(self, kind: Kind, entry: Mapping[str, Any], job: Mapping[str, Any], there: Any) -> None:
        body = {"name": self.settings.prefix + job["name"], "description": job.get("description", ""), "timeout": job.get("timeout", 0)}
        present = there["summary_fields"].get("unified_job_template") or {}
        if present.get("unified_job_type") != "workflow_approval":
            path = f"{NODES}/{there['id']}/create_approval_template/"
            self._add(kind, entry, f"approval {job['name']} created", "POST", path, body, None, body)
        elif differing := {member: value for member, value in body.items() if present.get(member) != value}:
            before = {member: present.get(member) for member in differing}
            self._add(kind, entry, f"approval {job['name']} changed", "PATCH", f"workflow_approval_templates/{present['id']}/", differing, before, differing)

    def _remove(self, kind: Kind, wanted: set[str]) -> None:
        """Add the removal of objects that this playbook created and that are no longer in the kit."""
        for found in self.live[kind.name]:
            if kind.name != "labels" and self._made_here(found) and found["name"] not in wanted:
                path = f"{kind.path}/{found['id']}/"
                self.changes.append(Change(f"{kind.noun} {found['name']}: removed", "DELETE", path, None, found["name"], stage=kind.stage))


def fits(there: Any, wanted: Any, text: bool = False) -> bool:
    """Return whether the current value has everything that is desired. Placeholders and unreadable secrets match any value."""
    if text:
        return bool((yaml.safe_load(there or "") or {}) == wanted)
    if isinstance(wanted, str) and PLACEHOLDER in wanted or there == ENCRYPTED:
        return True
    if isinstance(wanted, Mapping):
        return isinstance(there, Mapping) and all(fits(there.get(name), value) for name, value in wanted.items())
    if isinstance(wanted, (list, tuple)):
        if any(isinstance(one, str) and PLACEHOLDER in one for one in wanted):
            return True
        return isinstance(there, list) and len(there) == len(wanted) and all(map(fits, there, wanted))
    return bool(there == wanted) or there is None and wanted in ("", {}, [])


def completed(there: Any, wanted: Any) -> Any:
    """Return the dictionary to send. AWX replaces the whole dictionary, so other current members are included."""
    if not isinstance(wanted, Mapping) or not isinstance(there, Mapping):
        return wanted
    kept = {name: value for name, value in there.items() if name not in wanted or fits(value, wanted[name])}
    return {**wanted, **kept}


def compare(kit: Mapping[str, Any], documents: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    """Return ``{reads, problems, project, changes, asks, environment}``: paths to read, problems, requests to send, and fields to prompt for."""
    comparison = Comparison(kit, documents, settings)
    comparison.run()
    complete = not comparison.reads and bool(comparison.live)
    return {
        "reads": comparison.reads, "problems": list(dict.fromkeys(comparison.problems)), "project": comparison.update,
        "changes": [change.shown() for change in comparison.changes] if complete else [],
        "asks": comparison.asks() if complete else [], "environment": comparison.environment(),
    }


def described(changes: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield each change as a line, followed by the old and the new value."""
    for change in changes:
        yield change["text"]
        for name, sign in (("before", "-"), ("after", "+")):
            if change[name] not in (None, {}, ""):
                yield f"  {sign} {json.dumps(change[name], sort_keys=True, ensure_ascii=True)}"
