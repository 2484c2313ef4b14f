# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roles onboard and offboard with a platform that fails: real runs of ansible-playbook, as the roles themselves decide what is said."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import yaml

from tests.security.runs import ansible

from .cases import PROFILE
from .faults import FAULTS
from .judge import PYTHON, difference, objects
from .matrix import Cell
from .proxy import Place, Step
from .rows import Scene, fresh

LEAVER = "ravi.stone@harbor.example"
NEW = {"email": "zoe.park@x.example", "first_name": "Zoe", "last_name": "Park", "profiles": ["netops"], "accounts": {"tsna": {"name": "zpark"}}}
PASSWORD = "Fj4-quiet-harbor"
# role: (what it is told, {platform: the write that is hit})
ROLES: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "onboard": (
        {"onboard_people": [NEW], "onboard_profiles": {"netops": PROFILE}, "onboard_tsna_passwords": {NEW["email"]: PASSWORD}},
        {"thousandeyes": "POST /users", "segment": "POST /invites", "contabo": "POST /v1/users", "tsna": "POST /v4.0/users"},
    ),
    "offboard": (
        {"offboard_people": [LEAVER]},
        {
            "thousandeyes": "DELETE /users/<key>", "segment": "DELETE /users", "contabo": "DELETE /v1/users/<user_id>",
            "tsna": "DELETE /v4.0/users/<name_or_key>",
        },
    ),
}
TRIED = (
    "500, after the commit", "connection reset, after the commit", "200 with an empty body", "502 as HTML", "403", "stalled", "body cut, after the commit",
)


def roles(number: int = 3) -> Iterator[Cell]:
    """Each role with some faults on the write of each platform, others for each."""
    with Scene() as scene:
        for role, (variables, writes) in ROLES.items():
            fresh(scene)
            before = scene.state()
            code, output = _play(scene, role, variables)
            assert code == 0, output
            goal = objects(scene.state(), before)
            for position, (platform, operation) in enumerate(writes.items()):
                for name in [*TRIED, *TRIED][position:position + number]:
                    yield _tried(scene, role, variables, Place("the write", Step(platform, operation)), name, goal)


def _tried(scene: Scene, role: str, variables: dict[str, Any], place: Place, name: str, goal: dict[str, Any]) -> Cell:
    fresh(scene)
    before = scene.state()
    started = time.monotonic()
    scene.fail(place, FAULTS[name])
    code, output = _play(scene, role, variables)
    hits, secrets = scene.hits, set(scene.credentials)
    now = objects(scene.state(), before)
    problems = [] if hits else ["harness: the fault hit nothing"]
    if code == 0 and now != goal:
        problems.append(f"success and wrong state: {difference(goal, now)}")
    said = [line.strip() for line in output.splitlines() if '"msg"' in line or "FAILED" in line]
    if code and not any(place.step.platform in line for line in said):
        problems.append("failure: no line names the platform")
    found = next((entry.group(0) for entry in PYTHON.finditer(output) if entry.group(0) not in scene.served), None)
    if found:
        problems.append(f"wording: Python's words: {found}")
    problems += [f"leak: {secret[:3]}…" for secret in sorted({*secrets, PASSWORD}) if secret in output]
    scene.calm()
    code_again, output_again = _play(scene, role, variables)
    again = objects(scene.state(), before)
    if code_again:
        problems.append(f"second run: it fails: {' '.join(output_again.split())[-300:]}")
    elif again != goal:
        problems.append(f"second run: it does not converge: {difference(goal, again)}")
    return Cell(
        f"role {role} ({place.step.platform})", place.name, place.step.operation, name, tuple(problems), " ".join(said)[-600:],
        "as wanted" if now == goal else "in between", round(time.monotonic() - started, 2), "failed" if code else "done",
    )


def _play(scene: Scene, role: str, variables: dict[str, Any]) -> tuple[int, str]:
    play = [{"hosts": "localhost", "gather_facts": False, "roles": [{"role": f"people.access.{role}"}], "vars": variables}]
    (scene.folder / "play.yml").write_text(yaml.safe_dump(play), encoding="utf-8")
    transport = {"PEOPLE_ACCESS_TIMEOUT": "5", "PEOPLE_ACCESS_RETRIES": "1", "PEOPLE_ACCESS_RETRY_BUDGET": "10"}
    done = ansible("playbook", "play.yml", folder=scene.folder, environment={**scene.environment, **transport})
    return done.returncode, done.stdout + done.stderr
