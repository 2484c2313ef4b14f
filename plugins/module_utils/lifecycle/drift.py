# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Drift: the differences between the current state and the roster, as a list of findings made from a plan with ``prune``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..engine.errors import BadInput
from ..engine.folding import fold
from ..engine.text import visible
from .people import account_label, real_address
from .plan_builder import FURTHER, GONE, MOVED, UNLISTED, UNWANTED

# text by kind of finding
KINDS = {
    "missing": "should have an account but has none", "differs": "has access that differs from the roster",
    "ended": "still has an account after the access has ended",
    "unmanaged": "has an account and is not in the roster", "unwanted": "has an account that no profile of the person gives",
    "previous": "still has a previous address of the person", "further": "is an additional account of a person who has another one in the roster",
    "pending": "has an invite that is not accepted yet", "unreadable": "could not be read",
}
BY_REASON = {GONE: "ended", UNLISTED: "unmanaged", UNWANTED: "unwanted", MOVED: "previous", FURTHER: "further"}


def findings(plan: Mapping[str, Any], only: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Return findings ``{kind, platform, person, account, text, before, after}`` in the order of the plan: ``before`` is the current state, ``after`` the
    desired one.

    ``only`` limits them to people and accounts. Findings about unreadable platforms are always included, because they may concern these. Raises BadInput
    for a plan that ``result_limit`` has shortened.
    """
    lacking = {name: number for name, number in (plan.get("omitted") or {}).items() if name in ("actions", "pending")}
    if lacking:
        raise BadInput(f"The plan lacks {' and '.join(f'{number} {name}' for name, number in lacking.items())}, so findings would be missing.",
                       "Make it with result_limit: -1.")
    chosen = set(map(fold, only))
    found = _all(plan)
    return [
        finding for finding in found
        if not chosen or finding["kind"] == "unreadable" or chosen & {fold(finding["person"]), fold(finding["account"])}
    ]


def _all(plan: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = [_finding(_kind(action), action) for action in plan.get("actions") or ()]
    named = {(entry["platform"], entry["account"]) for entry in found}
    found += [_finding("pending", entry) for entry in plan.get("pending") or () if (entry["platform"], entry["account"]) not in named]
    return found + [
        {"kind": "unreadable", "platform": name, "person": "", "account": "", "text": visible(f"{name} {KINDS['unreadable']}: {text}"),
         "before": {}, "after": {}}
        for name, text in (plan.get("unreadable") or {}).items()
    ]


def _kind(action: Mapping[str, Any]) -> str:
    if action["verb"] == "create":
        return "missing"
    return BY_REASON.get(action["reason"], "differs")


def _finding(kind: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    text = f"{entry['account']} {KINDS[kind]} on {entry['platform']}"
    if kind == "differs":
        text += f": {', '.join(sorted(name for name in entry['after'] if entry['after'][name] != entry['before'].get(name)))}"
    return {"kind": kind, **{name: entry[name] for name in ("platform", "person", "account")}, "text": visible(text),
            "before": entry.get("before") or {}, "after": entry.get("after") or {}}


def unexpected_administrators(accounts: Iterable[Mapping[str, Any]], expected: Iterable[str]) -> list[str]:
    """Return a line for each administrator account that is not expected. ``expected`` has addresses and login names. Display names do not count, because
    people may choose them themselves."""
    known = set(map(fold, expected))
    found = [(real_address(account["email"]), account_label(account), account) for account in accounts if account["admin"]]
    return sorted(
        f"{visible(email or label)} administers access on {account['platform']}{'' if account['status'] == 'active' else ' and is not active'}"
        for email, label, account in found if not known & {fold(email), fold(label)}
    )
