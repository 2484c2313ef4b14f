# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""What reviewers wrote into the CSV of a review: checked row by row against the access of now, and turned into removals. Pure but for one look."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..engine.errors import BadInput
from ..engine.fields import fold
from .people import Roster, account_label, by_account, login_of, owner
from .platforms import RESOURCES
from .report import CSV_COLUMNS, FILLED_IN, access_text, plain, unmarked, yes_no
from .roster import LONG_AGO
from .values import as_list

DECISIONS = ("keep", "remove", "modify")
TOLD = ("name", "last_seen", "categories", "changed")  # for the reader; the other columns have to be there and to be true
NEEDED = tuple(column for column in CSV_COLUMNS if column not in TOLD)
RETURNED = ("person", "platform", "account", "account_id", "review", *FILLED_IN)
Row = Mapping[str, str]


def review_decisions(
    text: str, access: Mapping[str, Any], roster: Roster | None = None, reviewers: Any = None, complete: bool = False,
) -> dict[str, Any]:
    """``{removals, modifications, kept, done, undecided, unreviewed, rosters, digest}``.

    ``removals`` are the live accounts to remove, ``done`` those to remove that are already gone, ``unreviewed`` live accounts without a row.
    ``rosters`` have ``people`` and ``platforms`` for people.access.roster, which then removes exactly these. With ``complete`` every row and
    every live account has to be decided about. Raises BadInput with every problem, by row and column.
    """
    problems: list[str] = []
    live = _Live(access, roster)
    rows = list(_rows(text, problems))
    allowed = None if reviewers is None else {fold(str(one)) for one in as_list(reviewers, "reviewers")}
    seen: dict[Any, int] = {}
    result: dict[str, list[dict[str, Any]]] = {"removals": [], "modifications": [], "kept": [], "done": [], "undecided": [], "unreviewed": []}
    for number, row in rows:
        found = live.find(row)
        mark = (row["platform"], row["account_id"], row["account"]) if found is None else found
        if seen.setdefault(mark, number) != number:
            problems.append(f"row {number}, column account: {row['account']} is in row {seen[mark]} already")
            continue
        decision, wrong = _decision(row, allowed, complete)
        wrong += live.objections(row, found, decision) if decision else []
        problems += [f"row {number}, column {one}" for one in wrong]
        kind = {"keep": "kept", "modify": "modifications", "remove": "removals" if found is not None else "done"}.get(decision, "undecided")
        result[kind].append({**{column: row[column].strip() for column in RETURNED}, "decision": decision})
    problems += _on_the_whole(rows, live, seen, complete)
    if problems:
        raise BadInput(f"The decisions have {len(problems)} problem(s): {'; '.join(problems)}.", "Correct the file, or make a new review.", problems=problems)
    result["unreviewed"] = [live.shown(index) for index in range(len(live.rows)) if index not in seen]
    removed = [live.rows[index][0] for index in (live.find(one) for one in result["removals"]) if index is not None]
    return {**result, "rosters": rosters(removed), "digest": _digest(result)}


def _on_the_whole(rows: list[tuple[int, Row]], live: _Live, seen: Mapping[Any, int], complete: bool) -> list[str]:
    reviews = sorted({row["review"] for dummy, row in rows})
    found = [f"column review: the rows are of {len(reviews)} reviews ({', '.join(reviews)})"] if len(reviews) > 1 else []
    lacking = (live.shown(index) for index in range(len(live.rows)) if complete and index not in seen)
    return found + [f"{one['platform']} {one['account']} has no row" for one in lacking]


def _digest(result: Mapping[str, list[dict[str, Any]]]) -> str:
    """SHA-256 over the decisions, whatever has been carried out of them already."""
    decided = sorted((row for kind in ("removals", "modifications", "kept", "done") for row in result[kind]), key=lambda row: [row[one] for one in RETURNED])
    text = json.dumps(decided, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class _Live:
    """The accounts of now, to be found by their id or by what they are called."""

    def __init__(self, access: Mapping[str, Any], roster: Roster | None):
        self.rows = by_account(access)
        self.roster = roster
        accounts = [account for account, dummy in self.rows]
        self.platforms = {*(access.get("counts") or {}), *(one["platform"] for one in accounts)}
        self.by_id = {(one["platform"], str(one["id"])): index for index, one in enumerate(accounts) if one.get("id")}
        self.by_login = {(one["platform"], login_of(one["platform"], one)): index for index, one in enumerate(accounts)}

    def find(self, row: Row) -> int | None:
        """By the id, else by address or login name: somebody may have accepted the invite, or come back with another id."""
        platform = row["platform"]
        login = login_of(platform, {"email": row["account"], "name": row["account"]}) if platform in RESOURCES else ""
        return self.by_id.get((platform, row["account_id"]), self.by_login.get((platform, login)))

    def shown(self, index: int) -> dict[str, str]:
        account = self.rows[index][0]
        person = owner(account, self.roster)[0]
        return {"person": person, "platform": account["platform"], "account": account_label(account), "account_id": str(account.get("id") or "")}

    def objections(self, row: Row, index: int | None, decision: str) -> list[str]:
        """The columns of a row that are not true any more, or never were; a removal that is forbidden."""
        if row["platform"] not in self.platforms:
            return [f"platform: {row['platform']} was not read"]
        if index is None:
            return [] if decision == "remove" else ["account: is not there any more"]
        account, grants = self.rows[index]
        now = {**self.shown(index), "status": account["status"], "admin": yes_no(account.get("admin")), "access": access_text(grants)}
        found = [f"{column}: was '{row[column]}', is '{value}' now" for column, value in now.items() if row[column] != value]
        if decision == "remove" and account.get("protected"):
            found.append(f"decision: the account is protected ({account['protected']}) and is not removed")
        return found


def rosters(accounts: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Accounts to remove as rosters of people whose time is over, one for each platform: ``{platforms: [name], people: [...]}``.

    Of a leaver, roster removes every account with the address. On TSNA several may share one, so the people there have made-up addresses.
    """
    parts: dict[str, list[dict[str, Any]]] = {}
    for account in accounts:
        people = parts.setdefault(account["platform"], [])
        if RESOURCES[account["platform"]].key_is_email:
            people.append({"email": account["email"], "ends": LONG_AGO})
        else:
            address = f"{re.sub(r'[^A-Za-z0-9._-]+', '-', account['name'])}.{len(people) + 1}@{account['platform']}.invalid"
            people.append({"email": address, "ends": LONG_AGO, "accounts": {account["platform"]: {"name": account["name"]}}})
    return [{"platforms": [platform], "people": people} for platform, people in parts.items()]


def holds_decisions(path: str) -> bool:
    """Whether the CSV of a review at this place has been filled in. Raises BadInput where there is a file that is none."""
    if not os.path.exists(path):
        return False
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            rows = list(_rows(file.read(), []))
    except (OSError, ValueError, BadInput):
        raise BadInput(f"{path} is there, but is no review.", "Give another dest.") from None
    return any(row[column].strip() for dummy, row in rows for column in FILLED_IN)


# -- rows ------------------------------------------------------------------------------------------------------------------------------------


def _rows(text: str, problems: list[str]) -> Iterator[tuple[int, Row]]:
    """The rows with their numbers as a spreadsheet counts them. Divided by commas, semicolons or tabs, whatever it was saved with."""
    text = text.lstrip("\ufeff")
    header = text.partition("\n")[0]
    table = list(csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=header.count)))
    names = [plain(cell).strip() for cell in table[0]] if table else []
    missing = [column for column in NEEDED if column not in names]
    if missing:
        raise BadInput(f"This is not the CSV of a review: row 1 has no column {', '.join(missing)}.", "Give the file that access_review wrote.")
    for number, cells in enumerate(table[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) < len(names):
            problems.append(f"row {number}: has {len(cells)} cells, but there are {len(names)} columns")
            continue
        yield number, {name: unmarked(cell) if name in FILLED_IN else plain(cell) for name, cell in zip(names, cells)}


def _decision(row: Row, allowed: set[str] | None, complete: bool) -> tuple[str, list[str]]:
    """The decision of a row, empty where there is none, and what is wrong with its last columns."""
    decision, who, note = (row[column].strip() for column in FILLED_IN)
    decision = decision.lower()
    if not decision:
        return "", ["decision: is empty, though decided_by or note is not"] if who or note else ["decision: is empty"] if complete else []
    wrong = []
    if decision not in DECISIONS:
        wrong.append(f"decision: '{decision}' is not {', '.join(DECISIONS[:-1])} or {DECISIONS[-1]}")
    if decision == "modify" and not note:
        wrong.append("note: is empty; what is to be modified?")
    if not who:
        wrong.append("decided_by: is empty")
    elif allowed is not None and fold(who) not in allowed:
        wrong.append(f"decided_by: {who} is not among the reviewers")
    elif fold(who) in (fold(row["person"]), fold(row["account"])):
        wrong.append(f"decided_by: {who} decides about the own access")
    return decision if decision in DECISIONS else "", wrong
