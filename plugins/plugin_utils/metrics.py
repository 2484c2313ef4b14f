# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Metrics of a run in the text format of Prometheus. They contain no names of people."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ..module_utils.engine.errors import BadInput
from ..module_utils.lifecycle import drift, given

PREFIX = "people_access_"
PROOF = f"{PREFIX}last_proof_timestamp_seconds"
# The metrics in the order of the file, with their help.
HELP = {
    "people": "People with an account on any platform.",
    "people_desired": "People who are to have an account on the platform, by the roster.",
    "accounts": "Accounts on the platform, pending invites included.",
    "drift": "Differences between the platform and the roster, by kind.",
    "pending_invites": "Invites that have not been accepted.",
    "orphans": "Accounts of people who are not in the roster.",
    "administrators": "Accounts that administer access.",
    "unreadable": "1 if the platform could not be read, else 0.",
    "last_run_timestamp_seconds": "When the numbers were written.",
    "last_proof_timestamp_seconds": "When everything was last read and found to be as the roster says; for a review, when everything was last read.",
    "last_proof_age_seconds": "Age of that proof when the numbers were written.",
}
ORPHAN = "unmanaged"
NOT_DRIFT = ("pending", "unreadable")
Sample = tuple[str, dict[str, str], float]


def of_plan(plan: Mapping[str, Any], prune: bool) -> Iterator[Sample]:
    """Yield existing and desired accounts and their differences. Only a plan with ``prune`` shows accounts that are not in the roster."""
    found = drift.findings(plan)
    kinds = Counter((entry["platform"], entry["kind"]) for entry in found)
    for platform, counted in plan["counts"].items():
        where = {"platform": platform}
        yield "accounts", where, counted["existing"]
        yield "people_desired", where, counted["desired"]
        for kind in drift.KINDS:
            if kind not in NOT_DRIFT and (prune or kind != ORPHAN):
                yield "drift", {**where, "kind": kind}, kinds[platform, kind]
        yield "pending_invites", where, sum(entry["platform"] == platform for entry in plan.get("pending") or ())
        if prune:
            yield "orphans", where, kinds[platform, ORPHAN]
    for platform in sorted({*plan["counts"], *(plan.get("unreadable") or {})}):
        yield "unreadable", {"platform": platform}, int(platform in (plan.get("unreadable") or {}))


def of_review(totals: Mapping[str, Any], roster: bool) -> Iterator[Sample]:
    """Yield the totals of a review, which fails if any platform cannot be read. Without a roster, nobody is an orphan."""
    yield "people", {}, totals["people"]
    for platform, counted in totals["platforms"].items():
        where = {"platform": platform}
        for name, total in (("accounts", "accounts"), ("pending_invites", "pending"), ("orphans", "orphan"), ("administrators", "admin")):
            if roster or name != "orphans":
                yield name, where, counted[total]
        yield "unreadable", where, 0


def is_proof(plan: Mapping[str, Any]) -> bool:
    """Return whether everything was read and is in sync with the roster. Pending invites do not count as differences."""
    return bool(plan.get("counts")) and not any(finding["kind"] != "pending" for finding in drift.findings(plan))


def exposition(numbers: Mapping[str, Any], playbook: str, tenant: str, now: float, previous: str) -> str:
    """Return the content of the metrics file.

    ``numbers`` is ``{plan, prune}`` or ``{totals, roster}``, empty if nothing could be read. ``previous`` is the content of the previous file, from which the
    time of the last proof is copied.
    """
    plan, totals = numbers.get("plan"), numbers.get("totals")
    is_pruned, has_roster = _is_set(numbers, "prune", True), _is_set(numbers, "roster", False)
    samples = list(of_review(totals, has_roster)) if totals else list(of_plan(plan, is_pruned)) if plan else []
    proof: float | None = now if totals or plan and is_proof(plan) else _last_proof(previous)
    samples.append(("last_run_timestamp_seconds", {}, now))
    if proof is not None:
        samples += [("last_proof_timestamp_seconds", {}, proof), ("last_proof_age_seconds", {}, max(now - proof, 0.0))]
    common = {"playbook": playbook, **({"tenant": tenant} if tenant else {})}
    return "".join(_family(name, [sample for sample in samples if sample[0] == name], common) for name in HELP)


def _is_set(numbers: Mapping[str, Any], name: str, default: bool) -> bool:
    """Return a member as a boolean. A blank one is false, as in the playbooks, so that nothing is counted as none. Raises BadInput."""
    value = numbers.get(name, default)
    try:
        return not given.is_blank(value) and given.boolean(value)
    except BadInput as problem:
        raise BadInput(f"{name} {problem.message}") from None


def _family(name: str, samples: list[Sample], common: Mapping[str, str]) -> str:
    if not samples:
        return ""
    lines = [f"# HELP {PREFIX}{name} {HELP[name]}", f"# TYPE {PREFIX}{name} gauge"]
    for _name, labels, value in samples:
        shown = ",".join(f'{label}="{_escaped(text)}"' for label, text in {**common, **labels}.items())
        lines.append(f"{PREFIX}{name}{{{shown}}} {value:.15g}")
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _last_proof(previous: str) -> float | None:
    found = re.search(rf"^{PROOF}\{{[^\n]*\}} ([0-9.e+]+)$", previous, re.MULTILINE)
    try:
        return float(found[1]) if found else None
    except ValueError:
        return None
