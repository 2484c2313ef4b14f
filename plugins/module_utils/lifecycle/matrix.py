# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Questions to the access of all people: who has what, what has changed, who has too much. Pure; the input is the normal form of access."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..engine.errors import BadInput
from ..engine.folding import fold
from .people import Roster, account_label, by_account, check_form, is_like, login_of, owner
from .values import as_list

WHOLE = ("account", "system")  # resource types that stand for everything on a platform
GRANT = ("role", "role_id", "resource_type", "resource", "resource_id", "labels")
ACCOUNT_FACTS = ("name", "email", "status", "admin", "protected")  # last_seen changes without anybody's decision
PATTERN = ("platform", "role", "resource_type", "resource", "labels", "via", "admin")


def grant_text(entry: Mapping[str, Any]) -> str:
    """An entitlement in words: ``Source Admin on workspace [env=prod]``."""
    kind, resource = str(entry.get("resource_type") or ""), str(entry.get("resource") or "")
    where = "" if kind in ("", *WHOLE) else f" on {kind.replace('_', ' ').lower()}{' ' + resource if resource else ''}"
    return f"{entry['role']}{where}" + (f" [{entry['labels']}]" if entry.get("labels") else "")


def entitlement_text(entry: Mapping[str, Any]) -> str:
    """The same, with the group that it comes from."""
    via = str(entry.get("via") or "direct")
    return grant_text(entry) + ("" if via == "direct" else f" via {via.replace(':', ' ', 1)}")


def effective_access(access: Mapping[str, Any], roster: Roster | None = None, person: str = "") -> list[dict[str, Any]]:
    """What people can do in the end: a row for each person and grant, ``via`` being the list of all ways they come by it.

    Rows are ``{person, platform, account, status, role, resource_type, resource, labels, admin, via}``; ``person`` restricts them to one.
    """
    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    for who, account, entitlements in _owned(access, roster):
        if person and fold(person) != fold(who):
            continue
        for entitlement in entitlements:
            key = (who, account["platform"], login_of(account["platform"], account), *(str(entitlement.get(member) or "") for member in GRANT))
            row = rows.setdefault(key, {
                "person": who, "platform": account["platform"], "account": account_label(account),
                "status": account["status"], **{member: entitlement.get(member) or "" for member in ("role", "resource_type", "resource", "labels")},
                "admin": False, "via": [],
            })
            row["admin"] = row["admin"] or bool(entitlement.get("admin"))
            row["via"] = sorted({*row["via"], str(entitlement.get("via") or "direct")})
    return [rows[key] for key in sorted(rows)]


def access_matrix(access: Mapping[str, Any], roster: Roster | None = None) -> dict[str, Any]:
    """People against entitlements: ``{columns: [text], rows: [{person, access: {column: [via, ...]}}]}``; people without any access too."""
    cells: dict[str, dict[str, Any]] = {}
    for who, dummy, _entitlements in _owned(access, roster):
        cells.setdefault(who, {"person": who, "access": {}})
    for row in effective_access(access, roster):
        column = f"{row['platform']}: {grant_text(row)}"
        held = cells[row["person"]]["access"]
        held[column] = sorted({*held.get(column, ()), *row["via"]})
    rows = [cells[key] for key in sorted(cells)]
    return {"columns": sorted({column for row in rows for column in row["access"]}), "rows": rows}


def access_diff(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What has changed between two readings: ``{accounts: {added, removed, changed}, entitlements: {added, removed}, not_compared}``.

    Platforms that only one of the readings has are not compared: nobody has lost access because a platform was not asked.
    """
    pairs = compare(before, after)
    shown = ("platform", "id", "name", "email")
    changed = [{**{member: pair.new.get(member) for member in shown}, "changes": pair.changes} for pair in pairs if pair.new is not None and pair.changes]
    return {
        "accounts": {
            "added": [pair.new for pair in pairs if pair.old is None], "removed": [pair.old for pair in pairs if pair.new is None], "changed": changed,
        },
        "entitlements": {"added": [grant for pair in pairs for grant in pair.added], "removed": [grant for pair in pairs for grant in pair.removed]},
        "not_compared": sorted(_platforms(before) ^ _platforms(after)),
    }


@dataclass(frozen=True)
class Pair:
    """An account in two readings. ``old`` is None for a new one, ``new`` for one that is gone; ``changes`` has facts as ``[before, after]``."""

    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None
    added: list[dict[str, Any]]
    removed: list[dict[str, Any]]

    @property
    def changes(self) -> dict[str, list[Any]]:
        if self.old is None or self.new is None:
            return {}
        facts = ((member, self.old.get(member), self.new.get(member)) for member in ACCOUNT_FACTS)
        return {member: [old, new] for member, old, new in facts if (old or "") != (new or "")}


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Pair]:
    """The accounts of two readings, those of the second first, on the platforms that both have read.

    An account is the same by its id, or by its address or login name: an invite that was accepted is one that changed.
    """
    common = _platforms(before) & _platforms(after)
    old, new = ([row for row in by_account(entry) if row[0]["platform"] in common] for entry in (before, after))
    partners = _partners([account for account, dummy in old], [account for account, dummy in new])
    pairs = []
    for (account, grants), position in zip(new, partners):
        known, had = old[position] if position is not None else (None, [])
        pairs.append(Pair(known, account, _without(grants, had), _without(had, grants)))
    gone = sorted(set(range(len(old))) - {position for position in partners if position is not None})
    return pairs + [Pair(old[position][0], None, [], old[position][1]) for position in gone]


def separation_of_duties(
    access: Mapping[str, Any], rules: Any, roster: Roster | None = None, strict: bool = False,
) -> list[dict[str, Any]]:
    """Who holds duties that one person must not hold together, over all platforms: ``{rule, person, held: [{duty, platform, account, access}]}``.

    A rule is ``{name, duties: [pattern, pattern, ...], except: [address, ...]}``, a pattern ``{platform, role, resource, ...}`` in which
    ``*`` stands for anything. Disabled accounts do not count, pending ones do. With ``strict``, a duty that nobody holds is an error, as it
    may be a misspelt one. Raises BadInput that lists every fault of the rules.
    """
    checked = as_list(rules, "rules")
    _check_rules(checked)
    held: dict[str, list[dict[str, Any]]] = {}
    for row in effective_access(access, roster):
        if row["status"] != "disabled":
            held.setdefault(row["person"], []).append(row)
    if strict:
        _check_duties(checked, [row for rows in held.values() for row in rows])
    found = []
    for rule in checked:
        spared = {fold(str(entry)) for entry in as_list(rule.get("except"), "except")}
        for person, rows in held.items():
            sides = [[row for row in rows if _fits(row, duty)] for duty in rule["duties"]]
            if all(sides) and fold(person) not in spared:
                found.append({"rule": rule["name"], "person": person, "held": [
                    {"duty": number, "platform": row["platform"], "account": row["account"], "access": grant_text(row), "via": row["via"]}
                    for number, side in enumerate(sides, 1) for row in side
                ]})
    return found


# -- parts -------------------------------------------------------------------------------------------------------------------------------


def _owned(access: Mapping[str, Any], roster: Roster | None) -> list[tuple[str, dict[str, Any], list[dict[str, Any]]]]:
    """Every account with the person it belongs to and its entitlements."""
    rows = []
    for account, entitlements in by_account(access):
        rows.append((owner(account, roster)[0], account, entitlements))
    return rows


def _platforms(access: Mapping[str, Any]) -> set[str]:
    """The platforms that were read, also those on which there is nobody."""
    check_form(access)
    return {*(access.get("counts") or {}), *(account["platform"] for account in access["accounts"])}


def _partners(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[int | None]:
    """For each new account the position of the old one that it was; the id counts more than the name, which may have been reused."""
    by_id = {(account["platform"], str(account["id"])): position for position, account in enumerate(old) if account.get("id")}
    by_login = {(account["platform"], login_of(account["platform"], account)): position for position, account in enumerate(old)}
    found = [by_id.get((entry["platform"], str(entry.get("id") or ""))) for entry in new]
    taken = {position for position in found if position is not None}
    for index, account in enumerate(new):
        position = by_login.get((account["platform"], login_of(account["platform"], account)))
        if found[index] is not None or position is None or position in taken or (account.get("id") and old[position].get("id")):
            continue  # two ids: somebody else with the same address
        found[index] = position
        taken.add(position)
    return found


def _without(grants: list[dict[str, Any]], others: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = {_grant(other) for other in others}
    return [grant for grant in grants if _grant(grant) not in known]


def _grant(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """What makes an entitlement the same one for the same account; ids count where there are any."""
    marks = [entry.get("role_id") or entry["role"], entry.get("resource_id") or entry.get("resource"), *(
        entry.get(part) for part in ("resource_type", "labels", "via")
    )]
    return tuple(str(mark or "") for mark in marks)


def _fits(row: Mapping[str, Any], duty: Mapping[str, Any]) -> bool:
    for member, pattern in duty.items():
        values = row["via"] if member == "via" else [row[member]]
        if member == "admin":
            if bool(row["admin"]) != pattern:
                return False
        elif not any(is_like(str(value), str(pattern)) for value in values):
            return False
    return True


def _check_rules(rules: list[Mapping[str, Any]]) -> None:
    problems = []
    for number, rule in enumerate(rules, 1):
        label = f"rule {number} ({rule.get('name') or 'no name'})" if isinstance(rule, Mapping) else f"rule {number}"
        if not isinstance(rule, Mapping) or not rule.get("name") or set(rule) - {"name", "duties", "except"}:
            problems.append(f"{label} must be a dictionary with name, duties and, optionally, except")
            continue
        duties = rule.get("duties")
        if not isinstance(duties, list) or len(duties) < 2 or not all(isinstance(duty, Mapping) and duty for duty in duties):
            problems.append(f"{label}: duties has to be a list of at least two dictionaries")
            continue
        if rule.get("except") is not None and not isinstance(rule["except"], (str, list, tuple)):
            problems.append(f"{label}: except has to be a list of addresses")
        for unknown in sorted({str(member) for duty in duties for member in set(duty) - set(PATTERN)}):
            problems.append(f"{label}: a duty has no {unknown} (it has: {', '.join(PATTERN)})")
        if any(not isinstance(duty.get("admin", True), bool) for duty in duties):
            problems.append(f"{label}: admin must be true or false")
    if problems:
        raise BadInput(f"The rules have {len(problems)} problem(s): {'; '.join(problems)}.")


def _check_duties(rules: list[Mapping[str, Any]], rows: list[dict[str, Any]]) -> None:
    idle = [f"{rule['name']}, duty {number}" for rule in rules for number, duty in enumerate(rule["duties"], 1) if not any(_fits(row, duty) for row in rows)]
    if idle:
        raise BadInput(f"Nobody holds: {'; '.join(idle)}.", "Check the spelling, or leave out strict.")
