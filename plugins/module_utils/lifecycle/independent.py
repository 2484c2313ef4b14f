# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Runs a roster on each platform independently and in parallel, so that one that is refused or does not respond does not hold back the others.

For urgent leavers: time matters more than one plan for all platforms.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Any, Callable

from ..engine.connections import Connections
from ..engine.errors import BadInput, PeopleError
from .cut_off import with_everywhere

OPTION: dict[str, dict[str, Any]] = {"independent": {"type": "bool", "default": False}}
Run = Callable[[Connections, Mapping[str, Any], bool], dict[str, Any]]


def independently(run: Run, connections: Connections, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Return the results of ``run`` by platform as ``results``, with their changes, warnings and ``cut_off_seconds`` together.

    Raises BadInput, and PeopleError with this result if any platform failed.
    """
    _check(params)
    approvals = params.get("approve") or {}
    seconds: dict[str, float | None] = dict.fromkeys(params["platforms"])

    def on_platform(name: str, own: Connections) -> dict[str, Any]:
        one = {**params, "platforms": [name], "independent": False, "approve": approvals.get(name) or None}
        started = time.monotonic()
        try:
            result = {"platform": name, **run(own, one, check_mode)}
        except PeopleError as problem:
            result = {"platform": name, **problem.result(), "failed": True}
        seconds[name] = _seconds(result, time.monotonic() - started)
        return result

    found, defects = connections.apart(on_platform, list(dict.fromkeys(params["platforms"])))
    broken = [{"platform": name, **defect.result(), "failed": True} for name, defect in defects.items()]
    result = _together([*found.values(), *broken])
    if not check_mode:
        result["cut_off_seconds"] = with_everywhere(seconds)
    failed = [entry for entry in result["results"] if entry.get("failed")]
    if failed:
        platforms: dict[str, list[str]] = {}  # by message, because problems of the roster are the same everywhere
        for entry in failed:
            platforms.setdefault(str(entry["msg"]), []).append(entry["platform"])
        problem = PeopleError(" ".join(f"{', '.join(names)}: {text}" for text, names in platforms.items()))
        problem.rest = result
        raise problem
    return result


def _check(params: Mapping[str, Any]) -> None:
    """Raise BadInput for options that only make sense for one plan of all platforms."""
    if not params.get("platforms"):
        raise BadInput("independent is set, but platforms is not.", "Nothing was changed. List the platforms to work on.")
    if params.get("approve") and not isinstance(params["approve"], Mapping):
        raise BadInput("With independent, approve must be a dictionary by platform.", "Nothing was changed.")
    if params.get("expect"):
        raise BadInput("independent and expect are mutually exclusive.", "Nothing was changed.")


def _together(results: list[dict[str, Any]]) -> dict[str, Any]:
    warnings = [text for result in results for text in result.pop("warnings", ())]
    diffs = [result.pop("diff") for result in results if "diff" in result]
    together: dict[str, Any] = {"changed": any(result.get("changed") for result in results), "results": results, "warnings": warnings}
    if diffs:
        together["diff"] = {**diffs[0], **{side: _merged(diff[side] for diff in diffs) for side in ("before", "after")}}
    return together


def _merged(trees: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {name: accounts for tree in trees for name, accounts in tree.items()}


def _seconds(result: Mapping[str, Any], elapsed: float) -> float | None:
    """Return when everybody was cut off on a platform. If there was nothing to cut off, this is when that was known, the ``elapsed`` time."""
    plan = result.get("plan") or {}
    if "outcome" not in result or plan.get("unreadable") or any(account["asked"] == "removal" for account in plan.get("kept") or ()):
        return None
    known: Mapping[str, float | None] = result.get("cut_off_seconds") or {}
    return known.get(result["platform"]) if known else None if result.get("failed") else round(elapsed, 3)
