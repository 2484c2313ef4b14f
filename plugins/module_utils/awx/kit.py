# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Checks the data of a kit before anything is read or sent, so that later code can rely on its format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..engine.errors import BadInput
from ..engine.schema import Mismatch, Schema, anything, array, mapping, maybe, number, obj, string
from .kinds import KINDS, LINKS, NODE_KINDS, NOTIFIED, PROMPTS

LONGEST = 512  # characters of a name in AWX
NAMES = maybe(array(string))
VALUES = maybe(mapping(anything))
LABELED = {"labels": NAMES, "survey_spec": maybe(obj(spec=maybe(array(obj())))), **dict.fromkeys(NOTIFIED, NAMES)}
SET_IN_NODES = {"identifier", "unified_job_template", "related", "extra_data", *PROMPTS}
EXPORTED = ("credentials", "create_approval_template", "execution_environment", "instance_groups", "inventory", "labels")  # in nodes of AWX, but not set here
LINKED = maybe(obj(**dict.fromkeys(LINKS, maybe(array(obj(identifier=string))))))
JOB = obj(type=string, name=string, description=maybe(string), timeout=maybe(number))
NODE = obj(identifier=string, unified_job_template=JOB, related=LINKED, extra_data=VALUES)
MEMBERS: dict[str, dict[str, Schema]] = {
    "credential_types": {"inputs": maybe(obj(fields=maybe(array(obj(id=string))))), "injectors": maybe(obj(env=VALUES))},
    "notifications": {"notification_configuration": VALUES},
    "credentials": {"credential_type": string, "inputs": VALUES},
    "projects": {"scm_url": maybe(string), **dict.fromkeys(NOTIFIED, NAMES)},
    "inventory_sources": {"inventory": string},
    "templates": {"project": string, "playbook": string, "credentials": NAMES, **LABELED},
    "workflows": {"workflow_nodes": maybe(array(NODE)), **LABELED},
    "schedules": {"unified_job_template": string, "extra_data": VALUES},
}


def checked(kit: Mapping[str, Any], prefix: str, absent: bool) -> dict[str, Any]:
    """Return the kit without blank members. Raises BadInput if it has another format, or nothing at all, as if the wrong directory had been read."""
    found: dict[str, Any] = {}
    for kind in KINDS.values():
        title = f"controller_{kind.name}"
        texts = {"name": string, "description": maybe(string), **dict.fromkeys(kind.refs, maybe(string)), **dict.fromkeys(kind.texts, VALUES)}
        try:
            maybe(array(obj(**{**texts, **MEMBERS.get(kind.name, {})})))(kit.get(title))
        except Mismatch as problem:
            raise BadInput(f"The kit is not valid: {problem.within(title)}.") from None
        found[title] = [{name: value for name, value in entry.items() if value is not None} for entry in kit.get(title) or []]
        _check_names(title, [entry["name"] for entry in found[title]], prefix)
    for workflow in found["controller_workflows"]:
        _check_nodes(workflow, prefix)
    if not absent and not any(found.values()):
        raise BadInput("The kit is empty, so everything that was imported before would be removed.",
                       "Check the path of the kit, whose files end with .yml. To remove what was imported, set state to absent.")
    return found


def unknown_lists(kit: Mapping[str, Any]) -> list[str]:
    """Return a sentence about lists that are not imported, empty if there are none."""
    names = sorted(str(name) for name in kit if str(name).startswith("controller_") and str(name).removeprefix("controller_") not in KINDS)
    return [f"The kit also has {', '.join(names)}, which this module does not import."] if names else []


def _check_names(title: str, names: list[str], prefix: str) -> None:
    for name in names:
        _check_name(title, name, prefix)
        if names.count(name) > 1:
            raise BadInput(f"The kit is not valid: {title} has the name {name} more than once.")


def _check_name(title: str, name: str, prefix: str) -> None:
    if len(prefix + name) > LONGEST:
        raise BadInput(f"The kit is not valid: {title} has a name of {len(prefix + name)} characters, and AWX allows {LONGEST}: {name[:40]}...")
    if name != name.strip() or not name:
        raise BadInput(f"The kit is not valid: {title} has the name {name!r}. AWX does not keep blanks around a name.")
    if "\0" in name:
        raise BadInput(f"The kit is not valid: {title} has the name {name!r}. AWX takes no character U+0000.")


def _said_in(members: Mapping[str, Any]) -> set[str]:
    """Return the names of members of a node or of its ``related``, without those that an export of AWX has blank."""
    return {name for name, value in members.items() if name not in EXPORTED or value not in (None, "", [], {})}


def _check_nodes(workflow: Mapping[str, Any], prefix: str) -> None:
    nodes = workflow.get("workflow_nodes") or []
    names = [node["identifier"] for node in nodes]
    for node in nodes:
        kind, related = node["unified_job_template"]["type"], node.get("related") or {}
        _check_name(f"a node of {workflow['name']}", node["identifier"], "")
        _check_name(f"a node of {workflow['name']}", node["unified_job_template"]["name"], prefix)
        for unknown in sorted(_said_in(node) - SET_IN_NODES | _said_in(related) - {*LINKS}):
            raise BadInput(f"The kit is not valid: the node {node['identifier']} of {workflow['name']} has {unknown}, which this module does not set.")
        if names.count(node["identifier"]) > 1:
            raise BadInput(f"The kit is not valid: {workflow['name']} has the node {node['identifier']} more than once.")
        if lost := [target["identifier"] for link in LINKS for target in related.get(link) or [] if target["identifier"] not in names]:
            raise BadInput(f"The kit is not valid: the node {node['identifier']} of {workflow['name']} has a link to {lost[0]}, which is no node of it.")
        if kind not in (*NODE_KINDS, "workflow_approval"):
            raise BadInput(f"The kit is not valid: a node of {workflow['name']} has the type {kind}. Known are {', '.join(NODE_KINDS)} and workflow_approval.")
