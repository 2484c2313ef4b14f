# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Compares ``controller_*`` data with responses of AWX. Returns the paths to read and the requests to send, but sends nothing itself.

An object that refers to a missing one is not ready, so the importer reads and compares again after each round.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from .changes import Change, Changes
from .inputs import fields_of, given_inputs, variables_of
from .kinds import ENCRYPTED, KINDS, LAUNCHABLE, NOTIFIED, SHARED, UNORGANIZED, Kind
from .live import Live
from .marker import made_here, marker
from .parts import Parts
from .references import launched_in, wrong_references
from .values import completed, filled, fits, is_made_of, is_of_user, is_placeholder, parsed, shown


@dataclass(frozen=True)
class Settings:
    """The choices of the user. ``inputs`` are values for fields of credentials by name. ``prefix`` includes the space after it."""

    prefix: str = ""
    organization: str = "Default"
    absent: bool = False
    inputs: Mapping[str, Any] = field(default_factory=dict)
    scm_url: str = ""
    scm_branch: str = ""
    scm_credential: str = ""
    image: str = ""


@dataclass(frozen=True)
class Ask:
    """A field of a credential without a secret. ``environment`` is the variable that its credential type injects, or empty."""

    field: str
    label: str
    secret: bool
    credential: str
    environment: str


@dataclass(frozen=True)
class Compared:
    """The result of a comparison.

    - ``reads``: paths to read first. If there are any, the rest is empty.
    - ``problems``: sentences about what prevents the import
    - ``project``: id of a project to update first, or 0
    - ``changes``: requests to send
    - ``asks``: fields to prompt for
    - ``notes``: sentences about what stays although it was imported
    - ``pending``: objects of the kit that AWX is still removing, whose names are taken until then
    """

    reads: list[str]
    problems: list[str]
    project: int
    changes: list[Change]
    asks: list[Ask]
    notes: list[str] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)


def compare(kit: Mapping[str, Any], documents: Mapping[str, Any], settings: Settings, updated: Set[int] = frozenset()) -> Compared:
    """Compare the kit, with lists such as ``controller_templates``, with responses of the API by path below its root.

    ``updated``: ids of projects that were updated in this run, so that another update would not help.
    """
    live = Live(documents, settings.organization)
    if live.organization == 0:
        missing = f"There is no organization {settings.organization}. Create it in AWX, or choose another one with organization."
        return Compared([], [missing], 0, [], [])
    if live.reads:
        return Compared(live.reads, [], 0, [], [])
    comparison = Comparison(kit, live, settings, updated)
    comparison.run()
    changes = [] if live.reads else comparison.changes.found
    problems = list(dict.fromkeys(comparison.problems))
    return Compared(live.reads, problems, comparison.update, changes, comparison.asks(), comparison.notes, comparison.pending)


class Comparison:
    """The comparison of the kit with AWX. The lists of the kit are stored without ``controller_``."""

    def __init__(self, kit: Mapping[str, Any], live: Live, settings: Settings, updated: Set[int]):
        self.live = live
        self.settings = settings
        self.updated = updated
        self.problems: list[str] = []
        self.changes = Changes()
        self.update = 0
        self.changing: set[int] = set()  # ids of projects that differ: they are updated later, as their URL may be wrong until then
        self.notes: list[str] = []
        self.pending: list[str] = []
        self.kit = {name: [self._prefixed(name, entry) for entry in kit.get(f"controller_{name}") or []] for name in KINDS}

    def run(self) -> None:
        self._leave_out_other_sources()
        self._check()
        self._keep_fields_in_use()
        self._keep_environments_of_others()
        for kind in KINDS.values():
            wanted = [] if self.settings.absent else self.kit[kind.name]
            for entry in wanted:
                self._entry(kind, entry)
            names = {entry["name"] for entry in wanted}
            for found in self.live.objects[kind.name]:  # created by an import and no longer in the kit
                mine = kind.name != "labels" and self._made_here(found) and found["name"] not in names
                if mine and not found.get("pending_deletion") and not self._is_kept(kind, found):
                    self.changes.remove(kind, found)
        first = min((change.stage for change in self.changes.found if change.stage >= 0), default=-1)
        for change in self.changes.found:  # objects are deleted after those that depend on them
            if change.stage > first:
                change.path = ""
        self.changes.found.sort(key=lambda change: change.stage >= 0)  # what refers to a removed object gets another one first

    def _made_here(self, found: Mapping[str, Any]) -> bool:
        return made_here(found, self.settings.prefix)

    def _is_kept(self, kind: Kind, found: Mapping[str, Any]) -> bool:
        """Return whether a shared object stays, because something that is not removed uses it, or because another organization has it.

        AWX refuses to remove a credential type in use. It removes an execution environment, and its templates then run in another one.
        """
        if kind.name not in SHARED:
            return False
        if self._is_of_others(found):
            if self.settings.absent:
                self.notes.append(f"The {kind.noun} {found['name']} is kept, because it belongs to another organization.")
            return True
        nouns, others = [], []
        for user, rows in self._users_of(kind, found):
            own = {row["id"] for row in self.live.objects[user.name] if self._made_here(row)}
            names = [str(row.get("name")) for row in rows if row["id"] not in own]
            others += names
            nouns += [f"{user.noun}s"] if names else []
        if others:
            self.notes.append(f"The {kind.noun} {found['name']} is kept, because other {' and '.join(nouns)} have it: {', '.join(others[:5])}.")
        return bool(others)

    def _leave_out_other_sources(self) -> None:
        """Leave out inventory sources with a name of the kit that are in another inventory, as AWX does not move them.

        They are removed from an inventory of the kit, and stay in one that somebody has renamed.
        """
        places = {} if self.settings.absent else {entry["name"]: entry["inventory"] for entry in self.kit["inventory_sources"]}
        sources = self.live.objects["inventory_sources"]
        others = [row for row in sources if row["name"] in places and row.get("inventory") != self.live.id_of("inventories", places[row["name"]])]
        self.live.objects["inventory_sources"] = [row for row in sources if row not in others]
        inventories = {row["id"] for row in self.live.objects["inventories"] if self._made_here(row)}
        for found in others:
            if self._made_here(found) and found.get("inventory") in inventories:
                self.changes.remove(KINDS["inventory_sources"], found)

    def _keep_fields_in_use(self) -> None:
        """Replace the fields of the kit by those of AWX, which refuses to change the fields of a credential type while a credential has it.

        The injectors stay as well, because they may need the other fields.
        """
        kind = KINDS["credential_types"]
        for entry in [] if self.settings.absent else self.kit[kind.name]:
            found = self.live.find(kind.name, entry["name"])
            if not found or "inputs" not in entry or fits(found.get("inputs"), entry["inputs"]):
                continue
            if names := [str(row.get("name")) for _credentials, rows in self._users_of(kind, found) for row in rows]:
                entry.update({name: found.get(name) or {} for name in ("inputs", "injectors")})
                self.notes.append(f"The credential type {entry['name']} keeps its fields, because AWX changes them only while no credential has it. "
                                  f"Delete its credentials, with their secrets, and run the task again: {', '.join(names[:5])}.")

    def _is_of_others(self, found: Mapping[str, Any]) -> bool:
        """Return whether an object belongs to another organization. A credential type belongs to none, nor does what AWX calls globally available."""
        return found.get("organization") not in (None, self.live.organization)

    def _keep_environments_of_others(self) -> None:
        """Leave the execution environments of another organization as they are: the jobs of that one run in them, with its secrets."""
        kind = KINDS["execution_environments"]
        for entry in [] if self.settings.absent else self.kit[kind.name]:
            found = self.live.find(kind.name, entry["name"])
            if not found or not self._is_of_others(found):
                continue
            given = {name: value for name, value in entry.items() if name not in ("name", "organization", "description", *kind.refs)}
            for name in {*entry} - {"name"}:
                del entry[name]
            if not all(self._fits(kind, name, found.get(name), value) for name, value in given.items()):
                self.notes.append(f"The execution environment {entry['name']} belongs to another organization, so its image stays: {found.get('image')}. "
                                  "Change it by an import into that organization, or choose a prefix.")

    def _users_of(self, kind: Kind, found: Mapping[str, Any]) -> Iterator[tuple[Kind, list[Any]]]:
        """Yield what refers to an object, also in other organizations: kinds and their objects."""
        for user in KINDS.values():
            for member in [member for member, target in user.refs.items() if target == kind.name]:
                yield user, self.live.listed(user.path, f"{member}={found['id']}")

    # -- desired state ------------------------------------------------------------------------------------------------------------

    def _prefixed(self, name: str, entry: Mapping[str, Any]) -> dict[str, Any]:
        """Return the entry with the prefix before every name of the kit, and with the given values instead of placeholders."""
        kind, given = KINDS[name], self.settings
        made = {**entry, "name": given.prefix + entry["name"]}
        for member in (*kind.refs, "credentials", "labels", *NOTIFIED):
            if value := entry.get(member):
                made[member] = [given.prefix + item for item in value] if isinstance(value, list) else given.prefix + value
        if name == "projects":
            chosen = {"scm_url": given.scm_url, "scm_branch": given.scm_branch, "credential": given.scm_credential}
            made.update({member: value for member, value in chosen.items() if value})
        if name == "execution_environments" and given.image:
            made["image"] = given.image
        if name in ("templates", "workflows"):  # manual additions are removed
            made = {"extra_vars": {}, "survey_enabled": False, **made}
        if name != "labels":
            made["description"] = f"{entry.get('description', '')} {marker(made['name'], given.prefix)}".strip()
        return made

    def _check(self) -> None:
        """Add problems that prevent the import, before anything is changed."""
        if self.settings.absent:
            return
        for kind in KINDS.values():
            for entry in self.kit[kind.name]:
                found = self.live.find(kind.name, entry["name"])
                if found and found.get("pending_deletion"):
                    self.pending.append(f"the {kind.noun} {entry['name']}")
                elif found and kind.name != "labels" and not self._made_here(found):
                    self.problems.append(f"The {kind.noun} {entry['name']} was not made by this playbook. Rename it, or choose a prefix.")
                elif found and kind.name == "credentials" and found.get("credential_type") != self.live.id_of("credential_types", entry["credential_type"]):
                    self.problems.append(
                        f"The credential {entry['name']} does not have the type {entry['credential_type']}, and AWX does not change the type of a credential "
                        "that is in use. Rename the types back, or delete the credential, with its secrets, and run the task again.")
        for entry in self.kit["projects"]:
            if is_placeholder(entry.get("scm_url")) and not self.live.find("projects", entry["name"]):
                self.problems.append("scm_url is required: the URL of your repository, begun as a copy of extensions/awx/project.")
        if self.settings.scm_credential and not self.live.find("credentials", self.settings.scm_credential):
            self.problems.append(f"The organization has no credential {self.settings.scm_credential}, which scm_credential names.")
        if not self.problems:
            self.problems += wrong_references(self.kit, self.live, self.settings.prefix)

    def _body(self, kind: Kind, entry: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
        """Return the members of the object with ids instead of names, and whether everything that it refers to exists."""
        body: dict[str, Any] = {}
        ready = True
        for member, value in entry.items():
            if member in kind.apart or member == "organization":
                continue
            if member in kind.refs and not value:
                body[member] = None
            elif member in kind.refs:
                body[member] = self.live.id_of(kind.refs[member] or self._launched(value), value)
                ready = ready and body[member] is not None
            else:
                body[member] = value
        if kind.name == "schedules" and entry.get("extra_data"):  # without a survey, AWX refuses answers
            ready = ready and self.live.takes_answers(self._launched(entry["unified_job_template"]), entry["unified_job_template"])
        if kind.name == "templates":
            ready = self._has_playbook(entry) and ready
        if kind.name not in UNORGANIZED:
            body["organization"] = self.live.organization
        return body, ready

    def _launched(self, name: str) -> str:
        """Return the list of what a schedule launches."""
        return next(iter(launched_in(self.kit, self.live, name, self.settings.prefix)), LAUNCHABLE[0])

    def _answers(self, entry: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answers of the kit, and those of users to questions of the kit. AWX refuses others with every change, also one of a user."""
        name = entry["unified_job_template"]
        launched = next((one for one in self.kit[self._launched(name)] if one["name"] == name), None)
        current: dict[str, Any] = found.get("extra_data") or {}
        if launched is not None and not launched.get("ask_variables_on_launch"):
            asked = {question.get("variable") for question in (launched.get("survey_spec") or {}).get("spec") or []}
            current = {variable: value for variable, value in current.items() if variable in asked}
        answers: dict[str, Any] = completed(current, entry.get("extra_data") or {})
        return answers

    def _has_playbook(self, entry: Mapping[str, Any]) -> bool:
        """Return whether the project has the playbook, without which AWX refuses the template."""
        project = self.live.find("projects", entry["project"])
        if project is None:
            return False
        if project.get("allow_override"):  # AWX takes any playbook, such as one of a collection
            return True
        files = self.live.read(f"projects/{project['id']}/playbooks/")
        if files is None:
            return False
        if entry["playbook"] in files:
            return True
        if project["id"] in self.changing:
            return False
        if project["id"] not in self.updated:
            self.update = int(project["id"])
        else:
            self.problems.append(f"The project {project['name']} ({project['status']}) has no file {entry['playbook']}. "
                                 "Check scm_url, and copy the file from extensions/awx/project.")
        return False

    # -- changes ------------------------------------------------------------------------------------------------------------------

    def _entry(self, kind: Kind, entry: Mapping[str, Any]) -> None:
        found = self.live.find(kind.name, entry["name"])
        body, ready = self._body(kind, entry)
        if kind.name == "credentials":
            body.update(self._credential(kind, entry, found))
        if not found:
            members = {name: value for name, value in entry.items() if name not in ("name", "organization", *kind.apart)}
            sent = {name: json.dumps(value) if name in kind.texts else value for name, value in body.items()}
            self.changes.add(kind, entry, "created", "POST", f"{kind.path}/" if ready else "", sent, None, shown(members))
        else:
            if body.get("notification_type", found.get("notification_type")) != found.get("notification_type"):
                found = {**found, "notification_configuration": None}  # a mail server and a chat have nothing in common
            if kind.name == "schedules":
                body["extra_data"] = self._answers(entry, found)
            unresolved = {name: entry[name] for name in kind.refs if entry.get(name) and body[name] is None}  # created in this run, or never
            settable = {name: value for name, value in body.items() if name not in (*kind.once, *unresolved)}
            differing = {**unresolved, **{name: value for name, value in settable.items() if not self._fits(kind, name, found.get(name), value)}}
            if differing:
                before = {name: found.get(name) for name in differing}
                sent = {name: self._sent(kind, name, found.get(name), value) for name, value in differing.items()}
                self.changes.add(kind, entry, "changed", "PATCH", f"{kind.path}/{found['id']}/" if ready else "", sent, shown(before), shown(differing))
                if kind.name == "projects":
                    self.changing.add(found["id"])
        if kind.name in ("templates", "workflows", "projects"):
            Parts(self.live, self.changes, self.settings.prefix, kind, entry, found, self._types_of(entry)).compare()

    @staticmethod
    def _fits(kind: Kind, name: str, current: Any, desired: Any) -> bool:
        if name == "notification_configuration" and is_of_user(current, desired):
            return True
        if name in kind.texts:
            return bool(parsed(current) == filled(parsed(current), desired))
        return bool((current or {}) == desired) if name in kind.exact else fits(current, desired) or is_made_of(current, desired)

    @staticmethod
    def _sent(kind: Kind, name: str, current: Any, desired: Any) -> Any:
        if name in kind.texts:
            return json.dumps(filled(parsed(current), desired))
        return desired if name in kind.exact else completed(current, desired)

    # -- credentials --------------------------------------------------------------------------------------------------------------

    def _credential(self, kind: Kind, entry: Mapping[str, Any], found: Any) -> dict[str, Any]:
        """Return the inputs of a new credential. Add a change for a credential without a secret, which keeps its other inputs."""
        inputs = given_inputs(entry, self._type_in_kit(entry) or self.live.find("credential_types", entry["credential_type"]), self.settings.inputs)
        if not found:
            return {"inputs": inputs}
        present = found.get("inputs") or {}
        differing = {name: value for name, value in inputs.items() if present.get(name) != value}
        if differing and ENCRYPTED not in present.values():
            linked = self._linked(found)
            differing = {name: value for name, value in differing.items() if name not in linked}
        if differing and ENCRYPTED not in present.values():
            self.changes.add(kind, entry, "inputs set", "PATCH", f"credentials/{found['id']}/", {"inputs": {**present, **differing}}, {},
                             dict.fromkeys(differing, "VALUE"))
        return {}

    def _linked(self, credential: Mapping[str, Any]) -> set[str]:
        """Return the fields that AWX looks up in another system. They have no value here, and are the user's."""
        listed = self.live.read(f"credentials/{credential['id']}/input_sources/?page_size=200")
        return {str(row.get("input_field_name")) for row in listed["results"]} if listed else set()

    def _types_of(self, entry: Mapping[str, Any]) -> set[int | None]:
        """Return the types of the credentials of a template, also of those that do not exist yet."""
        own = [credential for credential in self.kit["credentials"] if credential["name"] in entry.get("credentials", [])]
        return {self.live.id_of("credential_types", credential["credential_type"]) for credential in own}

    def _type_in_kit(self, credential: Mapping[str, Any]) -> Mapping[str, Any] | None:
        return next((type_ for type_ in self.kit["credential_types"] if type_["name"] == credential["credential_type"]), None)

    def asks(self) -> list[Ask]:
        """Return the fields to prompt for, each once: those of credentials without a secret that are not given."""
        found: dict[str, Ask] = {}
        for entry in [] if self.settings.absent else self.kit["credentials"]:
            live = self.live.find("credentials", entry["name"])
            kind = self._type_in_kit(entry)
            if kind is None or live and ENCRYPTED in (live.get("inputs") or {}).values():
                continue
            fields = fields_of(kind)
            variables = variables_of(kind)
            given = given_inputs(entry, kind, self.settings.inputs)
            linked = self._linked(live) if live else set()
            for name in entry.get("inputs") or {}:
                if name in fields and name not in given and name not in linked:
                    secret = bool(fields[name].get("secret"))
                    found.setdefault(name, Ask(name, str(fields[name].get("label") or name), secret, entry["name"], variables.get(name, "")))
        return list(found.values())
