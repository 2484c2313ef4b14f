# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans as in results of the module roster, made by hand."""

from __future__ import annotations

from typing import Any

from ansible_collections.people.access.plugins.module_utils.lifecycle.sentences import account_text, numbers, people_of

NAMES = ("thousandeyes", "segment", "contabo", "tsna")


def action(platform: str = "contabo", person: str = "ada@x.example", name: str = "Ada Quist", action: str = "created", **facts: Any) -> dict[str, Any]:
    verb = {"invited": "create", "created": "create", "deleted": "delete", "disabled": "disable"}.get(action, "update")
    closes = action in ("deleted", "disabled", "revoked")
    usual = {"account": person, "id": "", "verb": verb, "reason": "ended" if closes else "in the roster", "admin": False, "admin_grants": [],
             "before": {}, "after": {}, "requests": 1, "status": "planned"}
    return {"platform": platform, "person": person, "name": name, "action": action, **usual, **facts}


def plan(*actions: dict[str, Any], members: Any = (), **more: Any) -> dict[str, Any]:
    rows = [{**row, "text": account_text(row)} for row in actions]
    people = people_of(rows, frozenset(members))
    zero = {"existing": 10, "desired": 10, "create": 0, "update": 0, "disable": 0, "delete": 0, "unchanged": 0, "requests": 0}
    counts = {
        name: {**zero, **{verb: sum(row["verb"] == verb for row in rows if row["platform"] == name) for verb in ("create", "update", "disable", "delete")}}
        for name in NAMES if any(row["platform"] == name for row in rows)
    }
    return {"digest": "d" * 64, "approval": "a" * 64, "actions": rows, "people": people, "people_counts": numbers(people), "counts": counts, "refusals": [],
            "kept": [], "pending": [], "unreadable": {}, "notes": [], "upcoming": [], "day": "2026-11-25", "timezone": "UTC", "title": "Access plan",
            "made_by": "", "tenants": {}, "files": [], **more}


def roles(*names: str) -> dict[str, Any]:
    return {"email": "ada@x.example", "roles": list(names)}


def many(count: int, *hostile: str) -> dict[str, Any]:
    """A plan for so many people, who join, move and leave on one to four platforms each. The first ones have hostile names."""
    rows = []
    for number in range(count):
        person = f"person.{number:05d}@harbor.example"
        name = hostile[number] if number < len(hostile) else f"Person {number}"
        grants = {
            "thousandeyes": {"account_group_roles": [{"account_group": ("EMEA", "AMER")[number % 2], "roles": ["Regular User"]}]},
            "segment": {"permissions": [{"role": "Source Admin", "resources": [{"type": "WORKSPACE", "id": "w"}]}], "groups": ["Analysts"]},
            "contabo": {"roles": ["Network"]}, "tsna": {"roles": ["Planner"]},
        }
        for platform in NAMES[:1 + number % 4]:
            login = f"person{number}" if platform == "tsna" else person
            kind = number % 3
            if kind == 0:
                rows.append(action(platform, person, name, "invited" if platform == "segment" else "created", account=login, after=grants[platform]))
            elif kind == 1:
                other = {"contabo": {"roles": ["Support desk"]}, "tsna": {"roles": ["Administrator"]}}.get(platform, {})
                rows.append(action(platform, person, name, "updated", account=login, before=other, after=grants[platform], admin=platform == "tsna"))
            else:
                rows.append(action(platform, person, name, "deleted", account=login, before=grants[platform]))
    movers = {row["person"] for row in rows if row["action"] == "updated"}
    more = {"upcoming": [{"platform": "contabo", "person": "eva@x.example", "name": "Eva Stone", "starts": "2199-01-01", "account": ""}],
            "kept": [{"platform": "tsna", "person": "ray@x.example", "account": "rstone", "asked": "removal", "reason": "is in protect (ray@x.example)"}],
            "pending": [{"platform": "segment", "person": "pat@x.example", "account": "pat@x.example"}], "made_by": "maria.lopez@harbor.example",
            "tenants": {"contabo": "api.contabo.com"}, "refusals": [f"contabo: {count} accounts would be removed, more than max_removals (5)."],
            "unreadable": {"tsna": "The server did not answer."}, "notes": ["A note."]}
    return plan(*rows, members=movers, **more)
