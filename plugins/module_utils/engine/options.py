# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Connection options as Ansible argument specs. In the engine, only this file and the runner import Ansible."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from ansible.module_utils.basic import AnsibleFallbackNotFound

from .provider import Provider

TRANSPORT: dict[str, dict[str, Any]] = {
    "validate_certs": {"type": "bool", "default": True, "env": "PEOPLE_ACCESS_VALIDATE_CERTS"},
    "ca_path": {"type": "path", "env": "PEOPLE_ACCESS_CA_PATH"},
    "proxy": {"type": "str", "env": "PEOPLE_ACCESS_PROXY"},
    "timeout": {"type": "float", "default": 30.0, "env": "PEOPLE_ACCESS_TIMEOUT"},
    "retries": {"type": "int", "default": 4, "env": "PEOPLE_ACCESS_RETRIES"},
    "retry_budget": {"type": "float", "default": 120.0, "env": "PEOPLE_ACCESS_RETRY_BUDGET"},
    "trace": {"type": "path", "env": "PEOPLE_ACCESS_TRACE"},
}


def connection_spec(provider: Provider) -> dict[str, dict[str, Any]]:
    """Return the argument spec of the options to connect to a platform."""
    return {name: with_fallback(option) for name, option in {**TRANSPORT, **provider.options}.items()}


def with_fallback(option: Mapping[str, Any]) -> dict[str, Any]:
    """Return an option spec with its environment variable as an Ansible fallback."""
    spec = dict(option)
    variable = spec.pop("env", None)
    return dict(spec, fallback=(from_environment, [variable])) if variable else spec


def from_environment(variable: str) -> str:
    """Return the value of an environment variable. An empty one counts as not set, because AWX sets one for every blank field of a credential."""
    value = os.environ.get(variable)
    if not value:
        raise AnsibleFallbackNotFound
    return value
