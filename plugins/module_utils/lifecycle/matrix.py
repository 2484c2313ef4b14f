# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Analyses of access in the normal form: effective access, access matrix, differences, separation of duties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..engine.errors import BadInput
from ..engine.folding import fold
from ..platforms import registry
from .people import Roster, account_label, by_account, check_form, is_like, login_of, owner
from .values import as_list

WHOLE = ("account", "system")  # resource types that mean the whole platform
GRANT = ("role", "role_id", "resource_type", "resource", "resource_id", "labels")
ACCOUNT_FACTS = ("name", "email", "status", "admin", "protected")  # not last_seen, which changes by itself
PATTERN = ("platform", "role", "resource_type", "resource", "labels", "via", "admin")


def grant_text(entry: Mapping[str, Any]) -> str:
    """Return an entitlement as text, as in ``Source Admin on workspace [env=prod]``."""
    kind, resource = str(entry.get("resource_type") or ""), str(entry.get("resource") or "")
    where = "" if kind in ("", *WHOLE) else f" on {kind.replace('_', ' ').lower()}{' ' + resource if resource else ''}"
    return f"{entry['role']}{where}" + (f" [{entry['labels']}]" if entry.get("labels") else "")


def entitlement_text(entry: Mapping[str, Any]) -> str:
    """Return an entitlement as text, with the group that gives it."""
    via = str(entry.get("via") or "direct")
    return grant_text(entry) + ("" if via == "direct" else f" via {via.replace(':', ' ', 1)}")


def effective_access(access: Mapping[str, Any], roster: Roster | None = None, person: str = "") -> list[dict[str, Any]]:
    """Return the effective access: a row for each person and grant, with the list of all its origins as ``via``.

    Rows are ``{person, platform, account, status, role, resource_type, resource, labels, admin, via}``. ``person`` limits them to one person.
    """
    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    for who, account, entitlements in _owned(access, roster):
        if person and fold(person) != fold(who):
            continue
        for entitlement in entitlements:
            mark = (login_of(account["platform"], account), str(account.get("id") or ""))
            key = (who, account["platform"], *mark, *(str(entitlement.get(member) or "") for member in GRANT))
            row = rows.setdefault(key, {
                "person": who, "platform": account["platform"], "account": account_label(account),
                "status": account["status"], **{member: entitlement.get(member) or "" for member in ("role", "resource_type", "resource", "labels")},
                "admin": False, "via": [],
            })
            row["admin"] = row["admin"] or bool(entitlement.get("admin"))
            row["via"] = sorted({*row["via"], str(entitlement.get("via") or "direct")})
    return [rows[key] for key in sorted(rows)]


def access_matrix(access: Mapping[str, Any], roster: Roster | None = None) -> dict[str, Any]:
    """Return people by entitlements: ``{columns: [text], rows: [{person, access: {column: [via, ...]}}]}``. Includes people without any access."""
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
    """Return the differences between two results: ``{accounts: {added, removed, changed}, entitlements: {added, removed}, not_compared}``.

    Platforms that only one of the results contains are not compared, because a platform that was not read does not mean lost access.
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
    """An account in two results. ``old`` is None if it was added, ``new`` if it was removed. ``changes`` has ``[before, after]`` by attribute."""

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
    """Return the pairs of accounts of two results on their common platforms, those of the second result first.

    Accounts are matched by id, otherwise by address or login name, so that an accepted invite is a changed account.
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
    """Return people who hold conflicting duties, over all platforms: ``{rule, person, held: [{duty, platform, account, access, via}]}``.

    A rule is ``{name, duties: [pattern, pattern, ...], except: [address, ...]}``, a pattern is ``{platform, role, resource, ...}`` in which ``*`` matches
    anything. Pending accounts count, disabled ones do not. With ``strict``, a duty that nobody holds is an error, because it may be misspelled. Raises
    BadInput with all problems of the rules.
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
        exempt = {fold(str(entry)) for entry in as_list(rule.get("except"), "except")}
        for person, rows in held.items():
            sides = [[row for row in rows if _fits(row, duty)] for duty in rule["duties"]]
            if all(sides) and fold(person) not in exempt:
                found.append({"rule": rule["name"], "person": person, "held": [
                    {"duty": number, "platform": row["platform"], "account": row["account"], "access": grant_text(row), "via": row["via"]}
                    for number, side in enumerate(sides, 1) for row in side
                ]})
    return found


# -- parts -------------------------------------------------------------------------------------------------------------------------------


def _owned(access: Mapping[str, Any], roster: Roster | None) -> list[tuple[str, dict[str, Any], list[dict[str, Any]]]]:
    """Return every account with its person and entitlements."""
    rows = []
    for account, entitlements in by_account(access):
        rows.append((owner(account, roster)[0], account, entitlements))
    return rows


def _platforms(access: Mapping[str, Any]) -> set[str]:
    """Return the platforms that were read, including those without accounts."""
    check_form(access)
    return {*(access.get("counts") or {}), *(account["platform"] for account in access["accounts"])}


def _partners(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[int | None]:
    """Return for each new account the position of the matching old one. The id takes precedence over the name, which may have been reused."""
    by_id = {(account["platform"], str(account["id"])): position for position, account in enumerate(old) if account.get("id")}
    by_login = {(account["platform"], login_of(account["platform"], account)): position for position, account in enumerate(old)}
    found = [by_id.get((entry["platform"], str(entry.get("id") or ""))) for entry in new]
    taken = {position for position in found if position is not None}
    for index, account in enumerate(new):
        position = by_login.get((account["platform"], login_of(account["platform"], account)))
        if found[index] is not None or position is None or position in taken or (account.get("id") and old[position].get("id")):
            continue  # both have an id, so it is another account with the same address
        found[index] = position
        taken.add(position)
    return found


def _without(grants: list[dict[str, Any]], others: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = {_grant(other) for other in others}
    return [grant for grant in grants if _grant(grant) not in known]


def _grant(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the identity of an entitlement within an account, by ids if available."""
    marks = [entry.get("role_id") or entry["role"], entry.get("resource_id") or entry.get("resource"), *(
        entry.get(member) for member in ("resource_type", "labels", "via")
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
        problems += [f"{label}: {problem}" for problem in dict.fromkeys(problem for duty in duties for problem in _wrong_values(duty))]
    if problems:
        raise BadInput(f"The rules have {len(problems)} problem(s): {'; '.join(problems)}.")


def _wrong_values(duty: Mapping[str, Any]) -> list[str]:
    """Return the problems of a pattern that would match nobody, so that the rule would never be violated."""
    problems = []
    for member in [member for member in PATTERN if member in duty]:
        value = duty[member]
        if member == "admin":
            problems += [] if isinstance(value, bool) else ["admin must be true or false"]
        elif isinstance(value, bool) or not isinstance(value, (str, int)):
            problems.append(f"{member} must be a text")
        elif member == "platform" and not any(is_like(name, str(value)) for name in registry.names()):
            problems.append(f"platform matches none of {', '.join(registry.names())}")
    return problems


def _check_duties(rules: list[Mapping[str, Any]], rows: list[dict[str, Any]]) -> None:
    idle = [f"{rule['name']}, duty {number}" for rule in rules for number, duty in enumerate(rule["duties"], 1) if not any(_fits(row, duty) for row in rows)]
    if idle:
        raise BadInput(f"Nobody holds: {'; '.join(idle)}.", "Check the spelling, or leave out strict.")
