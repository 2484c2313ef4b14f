# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Emulates the part of the AWX API that an import of configuration needs, with state and validation.

It is served under three paths: as AWX and Ascender (``/api/v2/``), and behind a gateway of Automation Platform (``/api/controller/v2/``).
"""

from __future__ import annotations

import copy
import json
import pathlib
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from . import rules, runs

TOKEN = "awx-sandbox-7d2e91c4"
USERNAME, PASSWORD = "admin", "awx-pass&+%5e2a"
ORGANIZATION = 1
PLAYBOOKS = pathlib.Path(__file__).resolve().parents[3] / "extensions" / "awx" / "project"
LINKS = ("success_nodes", "failure_nodes", "always_nodes")
EVENTS = ("notification_templates_started", "notification_templates_success", "notification_templates_error", "notification_templates_approvals")
ENCRYPTED = "$encrypted$"


@dataclass(frozen=True)
class Kind:
    """A type of object: its members (others are ignored, as in AWX), those that refer to other objects, and the required ones."""

    defaults: Mapping[str, Any]
    refs: Mapping[str, str] = field(default_factory=dict)
    required: tuple[str, ...] = ("name",)
    check: Callable[[Mapping[str, Any]], Iterable[str]] | None = None


TEMPLATE = {"extra_vars": "", "survey_enabled": False, "ask_variables_on_launch": False, "allow_simultaneous": False}
KINDS: dict[str, Kind] = {
    "organizations": Kind({}),
    "labels": Kind({}, {"organization": "organizations"}, ("name", "organization")),
    "credential_types": Kind({"kind": "", "inputs": {}, "injectors": {}}, {}, ("name", "kind"), rules.credential_type),
    "execution_environments": Kind({"image": "", "pull": ""}, {"organization": "organizations", "credential": "credentials"}, ("name", "image")),
    "notification_templates": Kind({"notification_type": "", "notification_configuration": {}, "messages": None}, {"organization": "organizations"},
                                   ("name", "organization", "notification_type"), rules.notification),
    "credentials": Kind({"inputs": {}}, {"organization": "organizations", "credential_type": "credential_types"}, ("name", "credential_type")),
    "projects": Kind({
        "scm_type": "", "scm_url": "", "scm_branch": "", "scm_clean": False, "scm_update_on_launch": False, "scm_update_cache_timeout": 0,
        "allow_override": False,
    }, {"organization": "organizations", "default_environment": "execution_environments", "credential": "credentials"}, ("name", "organization")),
    "inventories": Kind({"variables": "", "kind": ""}, {"organization": "organizations"}, ("name", "organization")),
    "inventory_sources": Kind({
        "source": "", "source_path": "", "source_vars": "", "overwrite": False, "overwrite_vars": False, "update_on_launch": False, "update_cache_timeout": 0,
    }, {
        "inventory": "inventories", "source_project": "projects", "credential": "credentials", "execution_environment": "execution_environments",
    }, ("name", "inventory", "source")),
    "job_templates": Kind({**TEMPLATE, "job_type": "run", "playbook": "", "diff_mode": False, "verbosity": 0}, {
        "inventory": "inventories", "project": "projects", "execution_environment": "execution_environments",
    }, ("name", "project", "playbook", "inventory")),
    "workflow_job_templates": Kind(TEMPLATE, {"organization": "organizations", "inventory": "inventories"}),
    "workflow_job_template_nodes": Kind({"identifier": "", "extra_data": {}, "all_parents_must_converge": False, "limit": None, "verbosity": None}, {
        "workflow_job_template": "workflow_job_templates", "unified_job_template": "*",
    }, ("workflow_job_template",)),
    "workflow_approval_templates": Kind({"timeout": 0}),
    "schedules": Kind({"rrule": "", "extra_data": {}, "enabled": True}, {"unified_job_template": "*"}, ("name", "rrule", "unified_job_template"),
                      lambda body: rules.rrule(body["rrule"]) if "rrule" in body else []),
}
UNIFIED = ("job_templates", "workflow_job_templates", "projects", "inventory_sources", "workflow_approval_templates")
JOBS = {"job_templates": "job", "workflow_job_templates": "workflow_job", "projects": "project_update", "inventory_sources": "inventory_update",
        "workflow_approval_templates": "workflow_approval"}


class Refused(Exception):
    """Ends a request with a response in AWX's format."""

    def __init__(self, status: int, body: Any):
        super().__init__(str(body))
        self.status, self.body = status, body


ROUTES = Map([
    Rule("/me/", endpoint="me"), Rule("/<kind>/", endpoint="many"), Rule("/<kind>/<int:number>/", endpoint="one"),
    Rule("/<kind>/<int:number>/<part>/", endpoint="part"),
], strict_slashes=True)


class Awx:
    """One AWX. ``root`` is its path, ``gateway`` is whether it is behind the gateway of Automation Platform."""

    def __init__(self, root: str, gateway: bool = False, clock: Callable[[], float] = time.time):
        self.root, self.gateway, self.clock = root, gateway, clock
        self.api = f"{root}/api/{'controller/' if gateway else ''}v2"
        self.reset()

    def reset(self) -> None:
        self.objects: dict[str, dict[int, dict[str, Any]]] = {kind: {} for kind in KINDS}
        self.members: dict[tuple[str, int, str], list[int]] = {}  # (kind, id, part): ids, in the order of their addition
        self.surveys: dict[tuple[str, int], Any] = {}
        self.last = ORGANIZATION
        self.input_sources: dict[int, list[str]] = {}  # fields of credentials that are looked up in another system, by id
        self.slow_deletion = 0  # for how many listings an inventory is still there after it was deleted, as AWX deletes it in the background
        self.objects["organizations"][ORGANIZATION] = {"id": ORGANIZATION, "name": "Default", "description": ""}
        self.managed = {1: {"id": 1, "name": "Machine", "kind": "ssh", "managed": True}}

    # -- requests -----------------------------------------------------------------------------------------------------------------

    def respond(self, request: Request) -> Response:
        path = request.environ["RAW_URI"].partition("?")[0]
        if path == f"{self.root}/api/":
            return self._answer(self._versions())
        if not path.startswith(f"{self.api}/"):
            return self._answer({"detail": "Not found."}, 404)
        if not self._authenticated(request):
            return self._answer({"detail": "Authentication credentials were not provided. To establish a login session, visit /api/login/."}, 401)
        run = runs.found(path[len(self.api):]) if request.method == "GET" else None
        if run is not None:
            return self._answer(run)
        try:
            endpoint, arguments = ROUTES.bind("").match(path[len(self.api):])
            handler: Callable[..., Response] = getattr(self, f"_{endpoint}")
            return handler(request, **arguments)
        except Refused as refused:
            return self._answer(refused.body, refused.status)
        except HTTPException:
            return self._answer({"detail": "Not found."}, 404)

    def _versions(self) -> Any:
        if self.gateway:
            return {"description": "AAP gateway REST API", "apis": {"gateway": f"{self.root}/api/gateway/", "controller": f"{self.root}/api/controller/"}}
        return {"description": "AWX REST API", "current_version": f"{self.api}/", "available_versions": {"v2": f"{self.api}/"}}

    def _authenticated(self, request: Request) -> bool:
        given = request.authorization
        if given is None:
            return False
        if given.type == "bearer":
            return given.token == TOKEN
        return (given.username, given.password) == (USERNAME, PASSWORD)

    @staticmethod
    def _answer(body: Any, status: int = 200) -> Response:
        return Response("" if body is None else json.dumps(body), status, content_type="application/json")

    def _me(self, request: Request) -> Response:
        return self._answer({"count": 1, "next": None, "previous": None, "results": [{"id": 1, "username": USERNAME}]})

    def _many(self, request: Request, kind: str) -> Response:
        self._known(kind)
        if request.method == "POST":
            return self._answer(self.shown(kind, self._create(kind, request.get_json())), 201)
        if request.method != "GET":
            raise Refused(405, {"detail": f'Method "{request.method}" not allowed.'})
        rows = [self.shown(kind, row) for row in self.objects[kind].values()]
        if kind == "inventories":
            self._delete_in_background()
        return self._page(request, [row for row in rows if self._matches(kind, row, request)])

    def _page(self, request: Request, rows: list[Any]) -> Response:
        size = min(int(request.args.get("page_size", 25)), 200)
        number = int(request.args.get("page", 1))
        following = None
        if number * size < len(rows):
            query = "&".join([f"page={number + 1}", *(f"{name}={value}" for name, value in request.args.items() if name != "page")])
            following = f"{request.environ['RAW_URI'].partition('?')[0][len(self.root):]}?{query}"
        return self._answer({"count": len(rows), "next": following, "previous": None, "results": rows[(number - 1) * size:number * size]})

    def _matches(self, kind: str, row: Mapping[str, Any], request: Request) -> bool:
        for name, value in request.args.items():
            if name in ("page", "page_size", "order_by") or name == "managed" and value == "false":
                continue
            if name == "name":
                found: Any = row["name"]
            elif name in KINDS[kind].refs and name != "organization":
                found = row[name]
            elif name == "organization" or name.endswith("__organization"):
                found = self._organization(kind, row)
            else:
                raise Refused(400, {"detail": f"{kind} has no field {name}"})
            if str(found) != value:
                return False
        return True

    def _organization(self, kind: str, row: Mapping[str, Any]) -> Any:
        """Return the organization of an object. A job template has that of its project, for example."""
        for member in ("project", "inventory", "workflow_job_template", "unified_job_template"):
            if "organization" not in KINDS[kind].refs and row.get(member):
                target, number = self._target(KINDS[kind].refs[member], int(row[member]))
                return self._organization(target, self.objects[target][number])
        return row.get("organization")

    def _one(self, request: Request, kind: str, number: int) -> Response:
        row = self._get(kind, number)
        if request.method == "PATCH":
            changed = {**row, **self._taken(kind, request.get_json(), row)}
            self._validate(kind, changed, row)
            row.update(changed)
            if kind == "projects":
                row["status"] = "pending"
        elif request.method == "DELETE" and kind == "inventories" and self.slow_deletion:
            if row["pending_deletion"]:
                raise Refused(400, {"error": "Inventory is already pending deletion."})
            row.update(pending_deletion=True, left=self.slow_deletion)
            for template in self.objects["job_templates"].values():
                template["inventory"] = None if template["inventory"] == number else template["inventory"]
            return self._answer(None, 202)
        elif request.method == "DELETE":
            self._delete(kind, number)
            return self._answer(None, 202 if kind == "inventories" else 204)
        elif request.method != "GET":
            raise Refused(405, {"detail": f'Method "{request.method}" not allowed.'})
        elif kind == "projects":
            self._progress(row)
        return self._answer(self.shown(kind, row))

    def _part(self, request: Request, kind: str, number: int, part: str) -> Response:
        row = self._get(kind, number)
        if part == "survey_spec" and kind in ("job_templates", "workflow_job_templates"):
            return self._survey(request, kind, number)
        if kind == "credentials" and part == "input_sources":
            return self._page(request, [{"id": place, "input_field_name": name} for place, name in enumerate(self.input_sources.get(number, []))])
        if kind == "projects" and part == "playbooks":
            return self._answer(row.get("playbooks", []))
        if kind == "projects" and part == "update" and request.method == "POST":
            row["status"] = "pending"
            return self._answer({"project_update": number}, 202)
        if kind == "workflow_job_templates" and part == "workflow_nodes" and request.method == "POST":
            body = {**request.get_json(), "workflow_job_template": number}
            return self._answer(self.shown("workflow_job_template_nodes", self._create("workflow_job_template_nodes", body)), 201)
        if kind == "workflow_job_template_nodes" and part == "create_approval_template" and request.method == "POST":
            made = self._create("workflow_approval_templates", request.get_json())
            row["unified_job_template"] = made["id"]
            return self._answer(made, 201)
        return self._association(request, kind, number, part)

    # -- rules --------------------------------------------------------------------------------------------------------------------

    def _known(self, kind: str) -> None:
        if kind not in KINDS:
            raise Refused(404, {"detail": "Not found."})

    def _get(self, kind: str, number: int) -> dict[str, Any]:
        self._known(kind)
        if number not in self.objects[kind]:
            raise Refused(404, {"detail": "Not found."})
        return self.objects[kind][number]

    def _target(self, kind: str, number: int) -> tuple[str, int]:
        """Return kind and id of a referenced object. The kind ``*`` is any template that can be run."""
        for kind_ in UNIFIED if kind == "*" else (kind,):
            if number in self.objects[kind_]:
                return kind_, number
        raise Refused(400, {"detail": f'Invalid pk "{number}" - object does not exist.'})

    def _taken(self, kind: str, body: Mapping[str, Any], before: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the known members of a body. Others are ignored, as in AWX. A secret that is sent back as ``$encrypted$`` is kept."""
        known = {"name", "description", *KINDS[kind].defaults, *KINDS[kind].refs}
        fixed = ("inventory",) if before and kind == "inventory_sources" else ()  # a source stays in its inventory, whatever is sent
        taken = {name: value for name, value in body.items() if name in known and name not in fixed}
        if "\0" in str(taken.get("name")):
            raise Refused(400, {"name": ["Null characters are not allowed."]})
        taken.update({name: taken[name].strip() for name in ("name", "identifier") if isinstance(taken.get(name), str)})
        for name in ("inputs", "notification_configuration"):
            if before and kind != "credential_types" and isinstance(taken.get(name), dict):
                taken[name] = {key: before[name].get(key) if value == ENCRYPTED else value for key, value in taken[name].items()}
        for name, default in KINDS[kind].defaults.items():
            if name in taken:
                try:
                    taken[name] = rules.converted(default, taken[name])
                except ValueError as problem:
                    raise Refused(400, {name: [str(problem)]}) from None
        for name in ("extra_vars", "variables", "source_vars"):
            if name in taken and not isinstance(taken[name], str):
                raise Refused(400, {name: ["Not a valid string."]})
        return taken

    def _create(self, kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
        defaults = copy.deepcopy(dict(KINDS[kind].defaults))
        row = {"name": "", "description": "", **defaults, **dict.fromkeys(KINDS[kind].refs), **self._taken(kind, body)}
        self._validate(kind, row, None)
        self.last += 1
        row["id"] = self.last
        self.objects[kind][self.last] = row
        if kind == "inventories":
            row["pending_deletion"] = False
        if kind == "projects":
            row.update({"status": "pending", "playbooks": []})  # AWX updates a new project by itself
        return row

    def _validate(self, kind: str, row: Mapping[str, Any], before: Mapping[str, Any] | None) -> None:
        description = KINDS[kind]
        for name in description.required:
            if row.get(name) in (None, ""):
                raise Refused(400, {name: ["This field is required."]})
        for name, target in description.refs.items():
            if row.get(name) is not None:
                try:
                    self._target(target, int(row[name]))
                except Refused:
                    raise Refused(400, {name: [f'Invalid pk "{row[name]}" - object does not exist.']}) from None
        problems = list(description.check(row)) if description.check else []
        if problems:
            raise Refused(400, {"__all__": problems})
        if row["description"] is None:
            raise Refused(400, {"description": ["This field may not be null."]})
        if row["name"]:
            self._unique(kind, row, before)
        self._special(kind, row, before)

    def _unique(self, kind: str, row: Mapping[str, Any], before: Mapping[str, Any] | None) -> None:
        if len(row["name"]) > 512:
            raise Refused(400, {"name": ["Ensure this field has no more than 512 characters."]})
        if kind == "execution_environments" and any(other["name"] == row["name"] for other in self.objects[kind].values() if other is not before):
            raise Refused(400, {"name": ["Execution environment with this Name already exists."]})  # in any organization
        scope = ("inventory",) if kind == "inventory_sources" else ("unified_job_template",) if kind == "schedules" else ("organization",)
        if kind == "workflow_approval_templates":
            return
        for other in self.objects[kind].values():
            own = scope != ("organization",) or self._organization(kind, other) == self._organization(kind, row)  # that of its project, for a job template
            if other is not before and other["name"] == row["name"] and own and all(other.get(name) == row.get(name) for name in scope):
                raise Refused(400, {"__all__": [f"{kind} with this name already exists."]})

    def _special(self, kind: str, row: Mapping[str, Any], before: Mapping[str, Any] | None) -> None:
        if kind == "credential_types" and before and before["inputs"] != row["inputs"] and any(
            entry["credential_type"] == before["id"] for entry in self.objects["credentials"].values()
        ):
            raise Refused(403, {"detail": "Modifications to inputs are not allowed for credential types that are in use"})
        if kind == "execution_environments" and before and row["organization"] not in (None, before["organization"]):
            raise Refused(400, {"organization": ["Cannot change the organization of an execution environment"]})
        if kind == "credentials":
            fields = {entry["id"]: entry for entry in self.objects["credential_types"][row["credential_type"]]["inputs"].get("fields", [])}
            for name, value in row["inputs"].items():
                expected = bool if fields.get(name, {}).get("type") == "boolean" else str
                if name not in fields or not isinstance(value, expected):
                    raise Refused(400, {"inputs": {name: ["is not a field of this type, or of another type"]}})
            if before and before["credential_type"] != row["credential_type"]:
                raise Refused(400, {"credential_type": ["You cannot change the credential type of the credential."]})
        if kind == "job_templates":
            project = self.objects["projects"][row["project"]]
            if not project["allow_override"] and row["playbook"] not in project["playbooks"]:
                raise Refused(400, {"playbook": ["Playbook not found for project."]})
        if kind == "inventory_sources" and row["source"] == "scm" and not row["source_project"]:
            raise Refused(400, {"source_project": ["Project required for scm type sources."]})
        if kind == "inventory_sources" and row["credential"]:
            credential = self.objects["credentials"][row["credential"]]
            if self.objects["credential_types"][credential["credential_type"]]["kind"] != "cloud":
                raise Refused(400, {"credential": ["Credentials of type machine, source control, insights and vault are disallowed."]})
        if kind == "workflow_job_template_nodes" and row["identifier"]:
            same = [entry for entry in self.objects[kind].values() if entry is not before and entry["identifier"] == row["identifier"]]
            if any(entry["workflow_job_template"] == row["workflow_job_template"] for entry in same):
                raise Refused(400, {"__all__": ["Workflow job template node with this identifier already exists."]})
        if kind in ("schedules", "workflow_job_template_nodes") and row["unified_job_template"]:
            self._answers(kind, row)

    def _answers(self, kind: str, row: Mapping[str, Any]) -> None:
        """Check the answers to a survey. A schedule has to answer all required questions; a node need not, because the workflow answers too."""
        target = self._target("*", int(row["unified_job_template"]))
        spec = self.surveys.get(target)
        given = row["extra_data"]
        if self.objects[target[0]][target[1]].get("ask_variables_on_launch"):  # any variables
            return
        if not spec:
            if given:
                raise Refused(400, {"extra_data": [f"Variables {', '.join(given)} are not allowed on launch."]})
            return
        filled = {entry["variable"]: entry["default"] for entry in spec["spec"] if "default" in entry}
        problems = [entry for entry in rules.answers(spec, {**filled, **given}) if kind == "schedules" or "missing" not in entry]
        if problems:
            raise Refused(400, {"variables_needed_to_start": problems})

    def _survey(self, request: Request, kind: str, number: int) -> Response:
        if request.method == "POST":
            problems = list(rules.survey(request.get_json()))
            if problems:
                raise Refused(400, {"error": problems[0]})
            self.surveys[kind, number] = request.get_json()
            return self._answer(None)
        if request.method == "DELETE":
            self.surveys.pop((kind, number), None)
            return self._answer(None)
        spec = copy.deepcopy(self.surveys.get((kind, number), {}))
        for question in spec.get("spec", []):
            if question["type"] == "password" and question.get("default"):
                question["default"] = ENCRYPTED
        return self._answer(spec)

    def _association(self, request: Request, kind: str, number: int, part: str) -> Response:
        targets = {"credentials": "credentials", "labels": "labels", **dict.fromkeys(EVENTS, "notification_templates"),
                   **dict.fromkeys(LINKS, "workflow_job_template_nodes")}
        owners = {
            "projects": EVENTS[:3], "job_templates": ("credentials", "labels", *EVENTS[:3]), "workflow_job_templates": ("labels", *EVENTS),
            "workflow_job_template_nodes": LINKS,
        }
        if part not in owners.get(kind, ()):
            raise Refused(404, {"detail": "Not found."})
        members = self.members.setdefault((kind, number, part), [])
        if request.method == "GET":
            return self._page(request, [self.shown(targets[part], self.objects[targets[part]][id_]) for id_ in members])
        body = request.get_json()
        target = body.get("id")
        if target not in self.objects[targets[part]]:
            raise Refused(400, {"msg": f"{targets[part]} with id {target} does not exist."})
        if body.get("disassociate"):
            if target in members:
                members.remove(target)
        elif target not in members:
            self._may_associate(kind, number, part, target, members)
            members.append(target)
        return self._answer(None, 204)

    def _may_associate(self, kind: str, number: int, part: str, target: int, members: list[int]) -> None:
        if part == "credentials":
            types = [self.objects["credentials"][id_]["credential_type"] for id_ in (*members, target)]
            if len(types) != len(set(types)):
                raise Refused(400, {"error": "Cannot assign multiple credentials of one type."})
        if part in LINKS:
            workflow = self.objects[kind][number]["workflow_job_template"]
            if self.objects[kind][target]["workflow_job_template"] != workflow:
                raise Refused(400, {"Error": "Nodes of different workflows cannot be linked."})
            if self._reaches(target, number):
                raise Refused(400, {"Error": "Cycle detected."})
            others = {id_ for link in LINKS if link != part for id_ in self.members.get((kind, number, link), [])}
            if target in others:
                raise Refused(400, {"Error": "Relationship not allowed."})

    def _reaches(self, start: int, goal: int) -> bool:
        following = [node for link in LINKS for node in self.members.get(("workflow_job_template_nodes", start, link), [])]
        return start == goal or any(self._reaches(node, goal) for node in following)

    def _delete(self, kind: str, number: int) -> None:
        if kind == "labels":
            raise Refused(405, {"detail": 'Method "DELETE" not allowed.'})
        if kind == "credential_types" and any(entry["credential_type"] == number for entry in self.objects["credentials"].values()):
            raise Refused(403, {"detail": "Credential types that are in use cannot be deleted"})
        row = self.objects[kind].pop(number)
        if kind == "workflow_job_template_nodes" and row["unified_job_template"] in self.objects["workflow_approval_templates"]:
            self._delete("workflow_approval_templates", row["unified_job_template"])
        for other, description in KINDS.items():
            for member, target in description.refs.items():
                held = target == kind or target == "*" and kind in UNIFIED
                for holder in [entry for entry in self.objects[other].values() if held and entry[member] == number]:
                    if (other, member) in (("workflow_job_template_nodes", "workflow_job_template"), ("schedules", "unified_job_template"),
                                           ("inventory_sources", "inventory")):
                        self._delete(other, holder["id"])
                    else:
                        holder[member] = None
        self.members = {key: [entry for entry in ids if entry in self._all()] for key, ids in self.members.items() if key[:2] != (kind, number)}
        self.surveys.pop((kind, number), None)
        used = {entry for key, ids in self.members.items() if key[2] == "labels" for entry in ids}
        self.objects["labels"] = {entry: row for entry, row in self.objects["labels"].items() if entry in used}  # unused labels vanish

    def _delete_in_background(self) -> None:
        for number, row in list(self.objects["inventories"].items()):
            if row["pending_deletion"] and row["left"] <= 1:
                self._delete("inventories", number)
            row["left"] = row.get("left", 0) - 1

    def _all(self) -> set[int]:
        return {number for rows in self.objects.values() for number in rows}

    def _progress(self, project: dict[str, Any]) -> None:
        """Complete a running update when it is read."""
        if project["status"] == "pending":
            project["status"] = "running"
        elif project["status"] == "running":
            good = project["scm_url"].endswith(".git")
            project["status"] = "successful" if good else "failed"
            project["playbooks"] = sorted(path.name for path in PLAYBOOKS.glob("*.yml")) if good else []

    # -- answers ------------------------------------------------------------------------------------------------------------------

    def shown(self, kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
        found = {**row, "type": kind.rstrip("s"), "summary_fields": self._summary(kind, row)}
        for own in ("playbooks", "left"):
            found.pop(own, None)
        if kind == "credentials":
            secret = {field_["id"] for field_ in self.objects["credential_types"][row["credential_type"]]["inputs"].get("fields", []) if field_.get("secret")}
            found["inputs"] = {name: ENCRYPTED if name in secret and value else value for name, value in row["inputs"].items()}
        if kind == "notification_templates" and row["notification_configuration"].get("password"):
            found["notification_configuration"] = {**row["notification_configuration"], "password": ENCRYPTED}
        if kind in ("schedules", "workflow_job_template_nodes") and row["unified_job_template"]:
            spec = self.surveys.get(self._target("*", int(row["unified_job_template"]))) or {}
            passwords = {question["variable"] for question in spec.get("spec", []) if question["type"] == "password"}
            found["extra_data"] = {name: ENCRYPTED if name in passwords else value for name, value in row["extra_data"].items()}
        if kind == "workflow_job_template_nodes":
            found.update({link: sorted(self.members.get((kind, row["id"], link), [])) for link in LINKS})
        if kind == "job_templates":
            found["organization"] = self.objects["projects"][row["project"]]["organization"] if row["project"] else None
        return found

    def _summary(self, kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
        def names(part: str, target: str) -> list[dict[str, Any]]:
            ids = self.members.get((kind, row["id"], part), [])
            return [{"id": id_, "name": self.objects[target][id_]["name"]} for id_ in ids]

        summary: dict[str, Any] = {}
        if kind == "job_templates":
            summary["credentials"] = names("credentials", "credentials")
        if kind in ("job_templates", "workflow_job_templates"):
            labels = names("labels", "labels")
            summary["labels"] = {"count": len(labels), "results": labels[:10]}
        if kind == "workflow_job_template_nodes" and row["unified_job_template"]:
            target, number = self._target("*", row["unified_job_template"])
            found = self.objects[target][number]
            summary["unified_job_template"] = {"id": number, "name": found["name"], "description": found["description"], "unified_job_type": JOBS[target]}
            if target == "workflow_approval_templates":
                summary["unified_job_template"]["timeout"] = found["timeout"]
        return summary

    def state(self) -> dict[str, Any]:
        """Return the whole state, with surveys and associations."""
        return {
            **{kind: [self.shown(kind, row) for row in rows.values()] for kind, rows in self.objects.items()},
            "surveys": {f"{kind}/{number}": spec for (kind, number), spec in self.surveys.items()},
            "members": {"/".join(map(str, key)): ids for key, ids in self.members.items() if ids},
        }
