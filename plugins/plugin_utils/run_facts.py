# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The facts of a run for evidence, which only Ansible on the controller knows: versions, user, and what AWX says about the job."""

from __future__ import annotations

import functools
import getpass
import json
import os
import platform
import socket
from collections.abc import Mapping
from typing import Any

import yaml
from ansible.release import __version__ as ansible_version

from ..module_utils.engine.files import read_json, read_plain

PREFIXES = ("awx_", "tower_")
# What AWX and Automation Platform tell a job about itself, without the prefix.
AWX_FACTS = (
    "job_id", "job_launch_type", "job_template_id", "job_template_name", "user_id", "user_name", "user_email", "user_first_name", "user_last_name",
    "schedule_id", "schedule_name", "workflow_job_id", "workflow_job_name", "workflow_job_launch_type", "workflow_job_user_id", "workflow_job_user_name",
    "project_revision", "project_scm_branch", "inventory_name", "execution_node",
)
APPROVAL = "people_access_run"  # set by the playbooks, from people.access.awx_approval_info


def with_run_facts(arguments: dict[str, Any], task_vars: Any) -> dict[str, Any]:
    """Return the arguments of a module, with the facts of the run if there is to be evidence. Facts that the task gives take precedence."""
    if not arguments.get("evidence_dir"):
        return arguments
    given = arguments.get("evidence_run")
    if isinstance(given, str):  # options of a module may be given as JSON
        try:
            given = json.loads(given)
        except ValueError:
            return arguments  # the module reports it
    return {**arguments, "evidence_run": {**run_facts(task_vars), **(given or {})}}


def run_facts(task_vars: Mapping[str, Any]) -> dict[str, Any]:
    approval = task_vars.get(APPROVAL)
    return {
        "collection": collection_version(), "ansible_core": ansible_version, "python": platform.python_version(), "controller": socket.gethostname(),
        "user": _user(), "awx": _awx(task_vars), "approval": dict(approval) if isinstance(approval, Mapping) else {},
    }


def _awx(task_vars: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for name in AWX_FACTS:
        value = next((task_vars[prefix + name] for prefix in PREFIXES if task_vars.get(prefix + name) not in (None, "")), None)
        if isinstance(value, (str, int)):
            found[name] = str(value)
    return found


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run with a user ID that has no name
        return str(os.getuid())


@functools.cache
def collection_version() -> str:
    """Return the version of this collection: of an installed one from MANIFEST.json, of a checkout from galaxy.yml. Empty if neither can be read."""
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    try:
        return str(read_json(os.path.join(root, "MANIFEST.json"))["collection_info"]["version"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    try:
        return str(yaml.safe_load(read_plain(os.path.join(root, "galaxy.yml"))[0])["version"])
    except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError):
        return ""
