# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results of jobs do not grow with the number of people: counts and the beginning of each list, and everything in the files."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import yaml

from tests.playbooks import job as jobs
from tests.playbooks.job import Site
from tests.sandbox.world import World

from .controller import ANSWERS, LEAVER, Controller

PEOPLE, LIMIT = 40, 3
LARGEST = 12_000  # characters: without a limit, the results of these jobs are between 20,000 and 100,000


@pytest.fixture(scope="module")
def controller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Controller]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs, "PEOPLE", PEOPLE)
        patch.setattr("tests.awx.controller.PEOPLE", PEOPLE)
        site = Site()
        yield Controller(tmp_path_factory.mktemp("controller"), site)
        site.close()


@pytest.mark.parametrize(("name", "shown"), [("drift", "more finding(s). They are in"), ("export", "more people, all profiles and protected accounts are in")])
def test_the_output_has_the_beginning_and_the_file_has_everything(controller: Controller, name: str, shown: str) -> None:
    job = controller.launch(name, artifacts={"result_limit": LIMIT})
    assert "skipping:" not in job.output, "only what was done is shown"
    assert job.largest < LARGEST and shown in " ".join(map(str, job.lines)), job.output
    if name == "export":
        assert job.rc == 0 and len(yaml.safe_load(job.files["exported.yml"])["people"]) > LIMIT
    else:
        plan = json.loads(job.files["drift.json"])
        assert job.rc == 2 and job.artifacts["people_access_drift_found"] >= len(plan["actions"]) > LIMIT
        assert len(job.lines[-1]) == LIMIT + 1 and "drift.md" in job.files


def test_a_review_tells_how_many_changed_since_the_last_one_and_its_decisions_are_carried_out(controller: Controller) -> None:
    controller.site.sandbox.reset(World(PEOPLE // 2))
    before = controller.launch("review", goes_on=True)
    earlier = {"reviews/review-2020-01-01.json": next(text for path, text in before.files.items() if path.endswith(".json"))}
    job = controller.launch("review", artifacts={"result_limit": LIMIT}, files=earlier)
    assert job.rc == 0 and job.largest < LARGEST, job.output
    changes = json.loads(next(text for path, text in job.files.items() if path.endswith(".json") and "2020" not in path))["changes"]
    assert f"{len(changes['new'])} new, {len(changes['gone'])} gone" in str(job.lines) and len(changes["new"]) > LIMIT

    table = next(text for path, text in job.files.items() if path.endswith(".csv"))
    decided = controller.launch("decide", artifacts={"result_limit": LIMIT}, files={str(ANSWERS["decisions_file"]): table}, goes_on=True)
    assert decided.rc == 0 and decided.largest < LARGEST and LEAVER in decided.accounts["contabo"], decided.output
