# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The size of the events of every job template in a large tenant: ``python -m tests.awx.large [PEOPLE [WORD...]]``, 10,000 people by default.

AWX drops a result that is longer than 700,000 bytes. Every answer is the default of its survey, or the one of the tests where it has to be answered.
Prints the largest event of each job, and fails if one is too large or shows a secret. A job may fail, for example where a review has no decisions.
"""

from __future__ import annotations

import pathlib
import shutil
import sys
import tempfile
import time
from typing import Any

import yaml

from tests.bench.roster import PROFILES, people
from tests.playbooks.job import Job, Site
from tests.sandbox.world import World

from .controller import SECRETS, TEMPLATES, Controller

LIMIT = 700_000  # MAX_EVENT_RES of AWX
ROSTER = "roster/people.yml"


class Large:
    def __init__(self, folder: pathlib.Path, people: int):
        self.folder, self.people, self.site, self.fits = folder, people, Site(), True
        self.controller = Controller(folder, self.site)

    def launch(self, name: str, anew: bool = True, **given: Any) -> Job:
        if anew:
            self.site.sandbox.reset(World(self.people))
        began = time.monotonic()
        job = self.controller.launch(name, goes_on=True, **given)
        shutil.rmtree(self.folder, ignore_errors=True)
        leaks = [secret for secret in SECRETS if secret in job.output]
        fits = job.largest < LIMIT and not leaks
        print(f"{'ok    ' if fits else 'FAILED'} {name:<24}{job.largest:9,} bytes at most, ended with {job.rc} after {time.monotonic() - began:.0f} s"
              f"{' and shows a secret' if leaks else ''}  {' '.join(job.failures)[:150]}", flush=True)
        self.fits = self.fits and fits
        return job

    def jobs(self, words: list[str]) -> None:
        """All templates, those of a workflow one after the other."""
        chosen = [name for name in TEMPLATES if not words or any(word in name for word in words)]
        if "plan" in chosen or "apply" in chosen:
            files = {ROSTER: yaml.safe_dump({"people": people(self.people), "profiles": PROFILES})}
            settings = {"new_passwords_file": "new_passwords.yml"}
            plan = self.launch("plan", files=files, settings=settings)
            self.launch("apply", anew=False, files=files, settings=settings, artifacts=plan.artifacts)
        if "review" in chosen or "decide" in chosen:
            review = self.launch("review")
            table = next(text for name, text in review.files.items() if name.endswith(".csv"))
            self.launch("decide", files={"reviews/decided.csv": table})
        for name in chosen:
            if name == "read event logs again":
                evidence = {path: text for path, text in self.launch("offboard", settings={"evidence_dir": "evidence", "witness": False}).files.items()
                            if path.startswith("evidence/")}
                folder = next(iter(evidence)).split("/")[1]
                self.launch(name, anew=False, files={path.replace(folder, "one", 1): text for path, text in evidence.items()})
            elif name not in ("plan", "apply", "review", "decide"):
                self.launch(name)


def main() -> int:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory(prefix="awx-large-") as folder:
        large = Large(pathlib.Path(folder) / "jobs", people)
        large.jobs(sys.argv[2:])
        large.site.close()
    return 0 if large.fits else 1


if __name__ == "__main__":
    sys.exit(main())
