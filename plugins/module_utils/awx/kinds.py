# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The kinds of AWX objects in a kit: a table of paths, references, and members with their own paths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

ENCRYPTED = "$encrypted$"  # AWX returns this instead of a secret, and keeps the secret if it is sent back
LINKS = ("success_nodes", "failure_nodes", "always_nodes")
NOTIFIED = tuple(f"notification_templates_{event}" for event in ("started", "success", "error", "approvals"))
NODES = "workflow_job_template_nodes"
# What a node sets for its job, beside the answers to a survey.
PROMPTS = ("all_parents_must_converge", "diff_mode", "forks", "job_slice_count", "job_tags", "job_type", "limit", "scm_branch", "skip_tags", "timeout",
           "verbosity")


@dataclass(frozen=True)
class Kind:
    """One list of the kit.

    - ``where``: the query for the objects of an organization
    - ``stage``: the order of deletion, lowest first
    - ``refs``: members that are names of other entries, with the list of these
    - ``texts``: members that the API stores as JSON or YAML
    - ``apart``: members with their own paths
    - ``once``: members that are set on creation only
    - ``exact``: dictionaries in which nothing else is left
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
    exact: tuple[str, ...] = ()


ORGANIZATION = "organization={organization}"
KINDS = {kind.name: kind for kind in (
    Kind("labels", "label", "labels", ORGANIZATION, 9),
    Kind("credential_types", "credential type", "credential_types", "managed=false", 4, exact=("injectors",)),
    Kind("execution_environments", "execution environment", "execution_environments", "managed=false", 4, {"credential": "credentials"},
         once=("organization",)),
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
    Kind("schedules", "schedule", "schedules", "unified_job_template__organization={organization}", 0, {"unified_job_template": ""}, once=("enabled",),
         exact=("extra_data",)),
)}
NODE_KINDS = {"job_template": "templates", "workflow_job_template": "workflows", "project": "projects", "inventory_source": "inventory_sources"}
LAUNCHABLE = tuple(NODE_KINDS.values())
SHARED = ("credential_types", "execution_environments")  # their names are unique in all organizations
UNORGANIZED = ("credential_types", "inventory_sources", "templates", "schedules")  # without an organization of their own
