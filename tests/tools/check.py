# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run checks, one more at a time than there are processors, up to four: ``python -m tests.tools.check [GROUP...]``. A failed one does not stop the others.

Prints a line with the duration and the processor time of each, the output of failed ones, and "N passed, N failed" at the end. A single check shows its
output while it runs. The complete output is in .work/logs. The environment variable JOBS is the number of parallel checks.
"""

from __future__ import annotations

import concurrent.futures
import os
import re
import subprocess
import sys
import time

from .common import ROOT, VENV, WORK, clean_environ, hand_on_pip_settings, short_venv

PYTHON = [str(VENV / "bin" / "python"), "-m"]
PEOPLE, KILLED = "tests/unit/lifecycle", "tests/unit/lifecycle/test_killed.py"
ODD_ANSWERS, DIRECT = "tests/unit/platforms/test_odd_answers.py", "tests/plugins/test_direct.py"
# Commands are searched in .venv and run in the checkout. Of `make test`, by group: what the collection does, and how its code is written.
CHECKS = {
    "unit": {
        "unit": ["pytest", "tests/unit", f"--ignore={PEOPLE}", f"--ignore={ODD_ANSWERS}"],
        "people": ["pytest", PEOPLE, f"--ignore={KILLED}"],
        "conformance": ["pytest", "tests/conformance"],
        "plugins": ["pytest", "tests/plugins", f"--ignore={DIRECT}"],  # in a separate process, see tests/plugins/conftest.py
    },
    "integration": {f"integration {half}": [*PYTHON, "tests.tools.ansible_test", "integration", half] for half in ("1/2", "2/2")},
    "lint": {
        "ruff": ["ruff", "check", "--no-cache", "."],
        "shellcheck": ["shellcheck", ".ci/run"],  # sanity looks at *.sh only
        "types": [
            "mypy", "-p", "ansible_collections.people.access.plugins.module_utils", "-p", "ansible_collections.people.access.plugins.plugin_utils",
            "-p", "tests.sandbox", "-p", "tests.tools",
        ],
        "action groups": [*PYTHON, "tests.tools.generate_runtime", "--check"],
        "shared documentation": [*PYTHON, "tests.tools.generate_docs", "--check"],
        "variables": [*PYTHON, "tests.tools.generate_variables", "--check"],
        "coverage": [*PYTHON, "tests.tools.generate_coverage", "--check"],
        "readme": [*PYTHON, "tests.tools.generate_readme", "--check"],
        "AWX drawing": [*PYTHON, "tests.tools.generate_awx_drawing", "--check"],
        # findings of low severity are guesses by name, such as every key named password
        "bandit": ["bandit", "-q", "-r", "plugins", "--severity-level", "medium"],
        "known vulnerabilities": [*PYTHON, "tests.tools.audit"],
        "changelog": ["antsibull-changelog", "lint"],
        "changelog of releases": ["antsibull-changelog", "lint-changelog-yaml", "changelogs/changelog.yaml"],
        "duplicates": [*PYTHON, "tests.tools.duplicates"],
        "workflows": [*PYTHON, "tests.tools.workflows"],
    },
}
# Of `make more`: what the ecosystem's own programs say, output against hostile platforms, modules both directly and in processes, every example, AWX,
# events, browsers, a sample of the failures that `make faults` tries, and the vendors' clients, which test the sandbox and not the collection.
MORE = {
    "sanity": {"sanity": [*PYTHON, "tests.tools.ansible_test", "sanity"]},
    "ecosystem": {
        "ansible-lint": ["ansible-lint", "--nocolor"],
        "plugin documentation": [
            "antsibull-docs", "lint-collection-docs", "--plugin-docs", "--validate-collection-refs=self", "--disallow-unknown-collection-refs", ".",
        ],
        "docs": [*PYTHON, "tests.tools.docs"],
        "package": [*PYTHON, "tests.tools.package", "check"],
    },
    "security": {"security": ["pytest", "tests/security"]},
    "direct": {"direct": ["pytest", DIRECT]},
    "examples": {f"examples {half}": [*PYTHON, "tests.tools.examples", "--direct", half] for half in ("1/2", "2/2")},
    "playbooks": {"playbooks": ["pytest", "tests/playbooks", "tests/fifth_platform"]},
    "awx": {
        "awx import": ["pytest", "tests/awx/test_import.py"],
        "awx": ["pytest", "tests/awx", *(f"--ignore=tests/awx/test_{name}.py" for name in ("import", "jobs", "files", "s3"))],
        "awx jobs": ["pytest", "tests/awx/test_jobs.py", "tests/awx/test_files.py", "tests/awx/test_s3.py", "-m", "not releases"],
    },
    "events": {"events": ["pytest", "-rs", "tests/events"]},
    "browser": {"browser": ["pytest", "tests/browser"]},
    "commands": {"commands": ["pytest", "tests/commands"]},
    "clients": {"clients": ["pytest", "-rs", "tests/clients/test_clients.py", "tests/clients/test_seen.py"]},
    "faults-sample": {"faults": ["pytest", "tests/faults"], "odd answers": ["pytest", ODD_ANSWERS, KILLED]},
}
# The unit tests that try a part of the cases, unless they are to be thorough.
THOROUGH = ("lifecycle/test_evidence", "lifecycle/test_exact_laws", "lifecycle/test_killed", "platforms/test_odd_answers", "platforms/tsna/test_users")
# What repeats checks in another way: every module directly and in a process, on all Pythons, on other releases of ansible-core.
# Not for every change, as it takes as long as everything else.
MATRIX = {
    **{f"conformance {way}": ["pytest", "tests/conformance", "--way", way] for way in ("directly", "processes")},
    "thorough": ["pytest", *(f"tests/unit/{name}.py" for name in THOROUGH), "--thorough"],
    **{f"integration in processes {half}": [*PYTHON, "tests.tools.ansible_test", "integration", half, "processes"] for half in ("1/2", "2/2")},
    **{f"examples both ways {half}": [*PYTHON, "tests.tools.examples", half] for half in ("1/2", "2/2")},
    "sanity on all Pythons": [*PYTHON, "tests.tools.ansible_test", "sanity", "pythons"],
    "awx jobs on releases": ["pytest", "tests/awx/test_jobs.py", "-m", "releases"],
}
GROUPS = {**CHECKS, **MORE, "more": {name: command for group in MORE.values() for name, command in group.items()}, "matrix": MATRIX}
SHOWN_LINES = 80
# The checks that take more than a minute, the slowest first, so that all processors are busy until the end.
SLOWEST = (
    "integration 1/2", "integration 2/2", "unit", "people", "sanity", "awx jobs", "playbooks", "awx", "events", "ansible-lint", "examples 1/2",
    "examples 2/2", "security", "faults", "direct", "plugins", "conformance", "odd answers", "browser", "docs", "plugin documentation",
)


def check(name: str, command: list[str], live: bool) -> bool:
    log = WORK / "logs" / f"{re.sub(r'[ /]', '-', name)}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    with log.open("w", encoding="utf-8") as output:
        target = None if live else output
        program = [str(VENV / "bin" / command[0]), *command[1:]] if "/" not in command[0] else command
        with subprocess.Popen(program, cwd=ROOT, env=clean_environ(), stdin=subprocess.DEVNULL, stdout=target, stderr=target) as process:
            dummy, status, used = os.wait4(process.pid, 0)
            code = process.returncode = os.waitstatus_to_exitcode(status)
    said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    faults = [f"    {line}" for line in said[-SHOWN_LINES:]] if code else []
    note = f"  {said[-1]}" if said and not code else ""
    took = f"{time.monotonic() - started:4.0f} s, CPU{used.ru_utime + used.ru_stime:4.0f} s"
    print("\n".join([*faults, f"{'FAILED' if code else 'ok    '} {name:<22}{took}{note}"]), flush=True)
    return code == 0


def in_order(checks: dict[str, list[str]]) -> list[tuple[str, list[str]]]:
    """Return the checks, the slowest first."""
    return sorted(checks.items(), key=lambda entry: SLOWEST.index(entry[0]) if entry[0] in SLOWEST else len(SLOWEST))


def main() -> int:
    hand_on_pip_settings()
    short_venv()  # before the threads, of which each would make it
    groups = sys.argv[1:] or list(CHECKS)
    checks = in_order({name: command for group in groups for name, command in GROUPS[group].items()})
    jobs = int(os.environ.get("JOBS") or min(4, (os.cpu_count() or 1) + 1))  # each waits for a browser, a server or a file some of the time
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        passed = list(pool.map(lambda entry: check(entry[0], entry[1], len(checks) == 1), checks))
    print(f"{sum(passed)} passed, {len(passed) - sum(passed)} failed")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
