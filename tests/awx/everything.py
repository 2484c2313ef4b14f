# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every job template of the kit with every answer to its survey, by ansible-runner, on each release of ansible-core.

``python -m tests.awx.everything [WORD...]``: words select templates by a part of their names. Each answer of each question, also a blank one, is in at least
one job; with ``--pairs``, each pair of answers to two questions. A job has to do the same on each release, to succeed or to end with a sentence, and to show
no secret. Prints a line for each set of answers.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import sys
import tempfile
import time
from typing import Any

from tests.playbooks.job import OPTIONS, Job, Site
from tests.sandbox.__main__ import environment

from . import cores
from .answers import LEAVER, TENANT, Row, rows
from .controller import SECRETS, TEMPLATES, TIMED, Controller

BROKEN = re.compile(r"Traceback|This is a defect|is undefined|has no attribute|Unexpected templating|recursive loop|Unable to ", re.IGNORECASE)


class Release:
    """One release of ansible-core, with a sandbox of its own."""

    def __init__(self, name: str, commands: pathlib.Path, folder: pathlib.Path):
        self.name, self.folder = name, folder / name
        self.site = Site()
        self.controller = Controller(self.folder, self.site, commands)
        self.table = ""

    def launch(self, template: str, row: Row) -> Job:
        """One job, with what the jobs before it in its workflow leave behind."""
        hosts = {TENANT: {"people_access_connection": {OPTIONS[name]: value for name, value in environment(self.site.url).items()}}}
        given: dict[str, Any] = {"hosts": hosts if row.get("tenants") else None}
        if template == "apply":
            given |= {"artifacts": self.controller.launch("plan").artifacts, "goes_on": True}
        if template == "decide":
            given["files"] = {"reviews/decided.csv": self._decisions()}
        if template == "read event logs again":
            given["files"] = self._evidence()
        try:
            return self.controller.launch(template, row, exact=True, **given)
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _decisions(self) -> str:
        if not self.table:
            text = next(text for name, text in self.controller.launch("review").files.items() if name.endswith(".csv"))
            lines = text.splitlines()
            at = [number for number, line in enumerate(lines) if LEAVER in line]
            for number in at:
                lines[number] = re.sub(r",,,(?=\"?\r?$)|,,$", ",remove,maria@x.example,", lines[number], count=1)
            self.table = "\r\n".join(lines) + "\r\n"
        return self.table

    def _evidence(self) -> dict[str, str]:
        job = self.controller.launch("offboard", settings={"evidence_dir": "evidence", "witness": False})
        return {re.sub("^evidence/[^/]+/", "evidence/one/", name): text for name, text in job.files.items() if name.startswith("evidence/")}


def problems(template: str, jobs: dict[str, Job]) -> list[str]:
    """What is wrong with the same job on several releases."""
    varying = ("journal", "lines", "artifacts") if template in TIMED else ()
    found = []
    first = next(iter(jobs.values()))
    for name, job in jobs.items():
        found += [f"{name}: {part} differs: {value!r}, not {first.outcome()[part]!r}"[:2000] for part, value in job.outcome().items()
                  if value != first.outcome()[part] and part not in varying]
        found += [f"{name}: a secret is shown"] if [one for one in SECRETS if one in job.output] else []
        found += [f"{name}: {text}" for text in job.failures if BROKEN.search(text)]
        found += [f"{name}: failed without a sentence: {job.output[-1000:]}"] if job.rc and not job.failures else []
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", action="store_true")
    parser.add_argument("words", nargs="*")
    options = parser.parse_args()
    chosen = [name for name in TEMPLATES if not options.words or any(word in name for word in options.words)]
    failed = done = 0
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="awx-jobs-") as folder:
        known = cores.every()
        releases = [Release(name, commands, pathlib.Path(folder)) for name, commands in known.items() if commands is not None]
        missing = [name for name, commands in known.items() if commands is None]
        with concurrent.futures.ThreadPoolExecutor(int(os.environ.get("JOBS") or min(2, os.cpu_count() or 1))) as pool:
            for template in chosen:
                for row in rows(TEMPLATES[template], 2 if options.pairs else 1):
                    futures = {release.name: pool.submit(release.launch, template, row) for release in releases}
                    jobs = {name: future.result() for name, future in futures.items()}
                    wrong = problems(template, jobs)
                    done, failed = done + len(jobs), failed + bool(wrong)
                    code = next(iter(jobs.values())).rc
                    print(f"{'FAILED' if wrong else 'ok    '} {template}: {json.dumps(row)} ended with {code}", *wrong, sep="\n    ", flush=True)
        for release in releases:
            release.site.close()
    print(f"{done} jobs on {', '.join(release.name for release in releases)} in {time.monotonic() - began:.0f} s, {failed} set(s) of answers with a problem"
          + (f"; no Python here runs {', '.join(missing)}" if missing else ""))
    return 1 if failed or missing else 0


if __name__ == "__main__":
    sys.exit(main())
