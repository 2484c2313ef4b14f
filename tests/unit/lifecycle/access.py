# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access in the normal form, made by hand."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

NOW = datetime.datetime(2026, 11, 25, 8, tzinfo=datetime.timezone.utc)
RECENT, OLD = "2026-11-20T08:00:00Z", "2026-01-20T08:00:00Z"
_numbers = itertools.count(100)


def account(platform: str = "contabo", email: str = "ada@x.example", **facts: Any) -> dict[str, Any]:
    usual = {"id": str(next(_numbers)), "name": "aquist" if platform == "tsna" else "", "status": "active", "last_seen": RECENT if platform == "tsna" else None}
    return {"platform": platform, "email": email, "created": None, "admin": False, "protected": "", **usual, **facts}


def entitlement(owner: dict[str, Any], role: str, **facts: Any) -> dict[str, Any]:
    usual = {"role_id": "", "resource_type": "account", "resource": "", "resource_id": "", "labels": "", "via": "direct", "admin": False}
    return {"platform": owner["platform"], "account_id": owner["id"], "email": owner["email"], "name": owner["name"], "role": role, **usual, **facts}


def access(*accounts: dict[str, Any], entitlements: Any = (), unreadable: Any = ()) -> dict[str, Any]:
    platforms = {entry["platform"] for entry in accounts}
    counts = {name: {"accounts": sum(entry["platform"] == name for entry in accounts), "entitlements": 0, "requests": 1} for name in platforms}
    return {"accounts": list(accounts), "entitlements": list(entitlements), "unreadable": list(unreadable), "counts": counts}
