# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module in a process of its own stops by itself when the time of its task is over: Ansible ends only its own worker."""

from __future__ import annotations

import signal
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.signals import TIME_LIMIT

from .program import ended, start
from .rows import Scene

LIMIT = 2  # seconds; all writes take about ten
MANY = 500
NEW = [f"person{number}@x.example" for number in range(MANY)]
USERS = [{"email": email, "first_name": "Ada", "last_name": "Quist", "locale": "en-US", "roles": []} for email in NEW]


@pytest.mark.parametrize(
    ("module", "params", "code"),
    [
        ("contabo_users", {"users": USERS, "parallel_writes": 1}, 128 + signal.SIGALRM),
        ("roster", {"people": [{"email": email, "first_name": "Ada", "last_name": "Quist", "accounts": {"contabo": {"roles": []}}} for email in NEW],
                    "platforms": ["contabo"], "parallel_writes": 1, "timezone": "UTC"}, 1),
    ],
)
def test_it_writes_no_more_when_its_time_is_over(module: str, params: dict[str, Any], code: int) -> None:
    with Scene() as scene:
        process = start(module, params, {**scene.environment, TIME_LIMIT: str(LIMIT)}, scene.folder)
        result, printed = ended(process)
        assert process.returncode == code, printed
        assert 0 < scene.writes < MANY
        assert (result.get("changed"), len(result.get("plan", {}).get("actions", []))) in ((None, 0), (True, MANY))
