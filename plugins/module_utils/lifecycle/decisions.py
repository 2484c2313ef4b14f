# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Decisions in the CSV of a review: checked row by row against the current access, and turned into removals."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..engine.errors import BadInput
from ..engine.files import read_plain
from ..engine.folding import fold
from ..engine.text import visible
from ..platforms import registry
from . import table
from .calendar import AT_ONCE
from .lookalike import same_person, skeleton
from .people import Roster, account_label, by_account, login_of, owner
from .person import made_up_address
from .report import CSV_COLUMNS, FILLED_IN, access_text, check_document, plain, review_mark, row_hash, unmarked, yes_no
from .values import as_list

DECISIONS = ("keep", "remove", "modify")
NEEDED = tuple(column for column in CSV_COLUMNS if column != "last_seen")
OLDEST = ("review", "person", "platform", "account", *FILLED_IN)  # columns that the CSV of every release has
SHOWN = 200  # how many characters of a cell a message shows
RETURNED = ("person", "platform", "account", "account_id", "review", *FILLED_IN)
Row = Mapping[str, str]


def review_decisions(
    text: Any, access: Mapping[str, Any], roster: Roster | None = None, reviewers: Any = None, complete: bool = False, document: Any = None,
) -> dict[str, Any]:
    """Return ``{removals, modifications, kept, done, undecided, unreviewed, rosters, digest}``.

    - ``removals``: existing accounts to remove
    - ``done``: accounts to remove that no longer exist
    - ``unreviewed``: existing accounts without a row
    - ``rosters``: ``people`` and ``platforms`` for people.access.roster, which then removes exactly these accounts

    With ``complete``, every row and every existing account needs a decision. ``document`` is the JSON of the review that the rows must belong to.
    Raises BadInput with all problems by row and column; ``facts["problems"]`` has them as a list.
    """
    problems: list[str] = []
    live = _Live(access, roster)
    rows = list(_rows(text, problems))
    allowed = None if reviewers is None else {fold(str(entry)) for entry in as_list(reviewers, "reviewers")}
    seen: dict[Any, int] = {}
    result: dict[str, list[dict[str, Any]]] = {"removals": [], "modifications": [], "kept": [], "done": [], "undecided": [], "unreviewed": []}
    for number, row in rows:
        found = live.find(row)
        mark = (row["platform"], row["account_id"], row["account"]) if found is None else found
        if seen.setdefault(mark, number) != number:
            problems.append(f"row {number}, column account: {row['account']} is in row {seen[mark]} already")
            continue
        decision, wrong = _decision(row, allowed, complete, live.names(row))
        wrong += live.objections(row, found, decision) if decision else []
        problems += [f"row {number}, column {problem}" for problem in wrong]
        kind = {"keep": "kept", "modify": "modifications", "remove": "removals" if found is not None else "done"}.get(decision, "undecided")
        result[kind].append({**{column: row[column].strip() for column in RETURNED}, "decision": decision})
    problems += _common_problems(rows, live, seen, complete, document)
    if problems:
        raise BadInput(f"The decisions have {len(problems)} problem(s): {'; '.join(problems)}.", "Correct the file, or make a new review.", problems=problems)
    result["unreviewed"] = [live.shown(index) for index in range(len(live.rows)) if index not in seen]
    removed = [live.rows[index][0] for index in (live.find(removal) for removal in result["removals"]) if index is not None]
    return {**result, "rosters": rosters(removed), "digest": _digest(result)}


def _common_problems(rows: list[tuple[int, Row]], live: _Live, seen: Mapping[Any, int], complete: bool, document: Any) -> list[str]:
    reviews = sorted({row["review"] for dummy, row in rows})
    found = [f"column review: the rows come from {len(reviews)} reviews ({visible(', '.join(reviews)[:SHOWN])})"] if len(reviews) > 1 else []
    if document is not None:
        check_document(document, "The review")
        other = [f"row {number}, column review: it belongs to another review" for number, row in rows if row["review"] != review_mark(document["digest"])]
        found += other[:1] if len(reviews) == 1 else other
    lacking = (live.shown(index) for index in range(len(live.rows)) if complete and index not in seen)
    return found + [f"{entry['platform']} {entry['account']} has no row" for entry in lacking]


def _digest(result: Mapping[str, list[dict[str, Any]]]) -> str:
    """Return the SHA-256 of the decisions, regardless of which have been applied."""
    decided = sorted(
        (row for kind in ("removals", "modifications", "kept", "done") for row in result[kind]), key=lambda row: [row[entry] for entry in RETURNED]
    )
    text = json.dumps(decided, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class _Live:
    """The existing accounts, indexed by id and by login."""

    def __init__(self, access: Mapping[str, Any], roster: Roster | None):
        self.rows = by_account(access)
        self.roster = roster
        accounts = [account for account, dummy in self.rows]
        self.platforms = {*(access.get("counts") or {}), *(entry["platform"] for entry in accounts)}
        self.by_id = {(account["platform"], str(account["id"])): index for index, account in enumerate(accounts) if account.get("id")}
        self.tenants = access.get("tenants") or {}
        self.known: dict[str, set[str]] = {}
        for index, account in enumerate(accounts):
            self.known.setdefault(self.shown(index)["person"], set()).update(filter(None, (account_label(account), str(account.get("email") or ""))))
        self.by_login = {(account["platform"], login_of(account["platform"], account)): index for index, account in enumerate(accounts)}

    def find(self, row: Row) -> int | None:
        """Return the index of the account by id, otherwise by address or login name: an accepted invite or a new account has another id."""
        platform = row["platform"]
        login = login_of(platform, {"email": row["account"], "name": row["account"]}) if platform in registry.names() else ""
        return self.by_id.get((platform, row["account_id"]), self.by_login.get((platform, login)))

    def names(self, row: Row) -> set[str]:
        """Return all names of the person of a row: in the row, and on every platform."""
        return {row["person"], row["account"], row["name"], *self.known.get(row["person"], ())} - {""}

    def shown(self, index: int) -> dict[str, str]:
        account = self.rows[index][0]
        person = owner(account, self.roster)[0]
        return {"person": person, "platform": account["platform"], "account": account_label(account), "account_id": str(account.get("id") or "")}

    def objections(self, row: Row, index: int | None, decision: str) -> list[str]:
        """Return the columns of a row that no longer match the account, and a removal that is forbidden."""
        if row["platform"] not in self.platforms:
            return [f"platform: {_cut(row['platform'])} was not read"]
        tenant = str(self.tenants.get(row["platform"]) or "")
        if tenant and row["tenant"] and row["tenant"] != tenant:
            return [f"tenant: was '{_cut(row['tenant'])}', is '{_cut(tenant)}' now"]
        if index is None:
            return [] if decision == "remove" else ["account: no longer exists"]
        account, grants = self.rows[index]
        now = {**self.shown(index), "status": account["status"], "admin": yes_no(account.get("admin")), "access": access_text(grants)}
        found = [f"{column}: was '{_cut(row[column])}', is '{_cut(value)}' now" for column, value in now.items() if row[column] != value]
        if decision == "remove" and account.get("protected"):
            found.append(f"decision: the account is protected ({account['protected']}) and cannot be removed")
        return found


def rosters(accounts: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return accounts to remove as rosters of people whose access has ended, one per platform: ``{platforms: [name], people: [...]}``.

    The module roster removes every account with the address of a leaver. Accounts with login names may share an address, so their people get a unique
    made-up address.
    """
    parts: dict[str, list[dict[str, Any]]] = {}
    for account in accounts:
        people = parts.setdefault(account["platform"], [])
        key = registry.resource(account["platform"]).key.name
        if key == "email":
            people.append({"email": account["email"], "ends": AT_ONCE})
        else:
            address = made_up_address(account[key], len(people) + 1, account["platform"])
            people.append({"email": address, "ends": AT_ONCE, "accounts": {account["platform"]: {key: account[key]}}})
    return [{"platforms": [platform], "people": people} for platform, people in parts.items()]


def holds_decisions(path: str) -> bool:
    """Return whether the CSV of a review at this path has been filled in, True if uncertain. Raises BadInput if the file is not a review."""
    if not os.path.exists(path):
        return False
    try:
        sheet = _sheet(_decoded(read_plain(path)[0]), OLDEST)
    except (OSError, BadInput):
        raise BadInput(f"{path} exists, but is not a review.", "Choose another dest.") from None
    made = {position for position, name in enumerate(sheet.names) if name in CSV_COLUMNS and name not in FILLED_IN}
    added = (cell for row in sheet.rows for position, cell in enumerate(row.cells) if position not in made)
    return bool(sheet.problems) or any(row.problem for row in sheet.rows) or any(cell.strip() for cell in added)


def _decoded(content: bytes) -> str:
    """Decode a file as saved by a spreadsheet: UTF-8, UTF-16 or a regional code page, in which the column names are the same. Raises BadInput."""
    for encoding in ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "latin-1"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInput("The file is not a text file.")


# -- rows ------------------------------------------------------------------------------------------------------------------------------------


@dataclass
class _Sheet:
    """A table: the names of its columns, its rows, and the problems of the table as a whole."""

    names: list[str]
    rows: list[table.TableRow]
    problems: list[str]


def _sheet(text: Any, needed: Iterable[str] = NEEDED) -> _Sheet:
    """Parse the CSV of a review. Raises BadInput if it is not a review or lacks a needed column."""
    if not isinstance(text, str):
        raise BadInput("The decisions must be the text of a CSV file.", "Pass the content of the file, for example with the lookup ansible.builtin.file.")
    rows = table.read(text).rows
    names = [plain(cell).strip().lower() for cell in rows[0].cells] if rows else []
    missing = [column for column in needed if column not in names]
    if missing:
        raise BadInput(f"This is not the CSV of a review: row 1 has no column {', '.join(missing)}.", "Give the file that access_review wrote.")
    looks = list(map(skeleton, names))  # a reviewer may fill in any of several columns that look the same
    twice = [name for name in CSV_COLUMNS if looks.count(name) > 1]
    problems = [f"row 1, column {name}: appears {looks.count(name)} times" for name in twice] + ([f"row 1 {rows[0].problem}"] if rows[0].problem else [])
    return _Sheet(names, rows[1:], problems)


def _rows(text: Any, problems: list[str]) -> Iterator[tuple[int, Row]]:
    """Yield the valid rows with their numbers as in a spreadsheet. Adds rows that are invalid or were altered to the problems."""
    sheet = _sheet(text)
    problems += sheet.problems
    for entry in sheet.rows if not sheet.problems else ():
        if entry.problem:
            problems.append(f"row {entry.number}: {entry.problem}")
            continue
        if any(cell.strip() for cell in entry.cells[len(sheet.names):]):
            problems.append(f"row {entry.number}: has {len(entry.cells)} cells, but there are {len(sheet.names)} columns")
            continue
        cells = [*entry.cells, *[""] * (len(sheet.names) - len(entry.cells))]  # spreadsheets omit empty cells at the end
        row = {name: unmarked(cell) if name in FILLED_IN else plain(cell) for name, cell in zip(sheet.names, cells)}
        if row["row_hash"].strip() != row_hash(row):
            problems.append(f"row {entry.number}, column row_hash: the row was altered; a cell was changed, or comes from another row")
            continue
        yield entry.number, row


def _decision(row: Row, allowed: set[str] | None, complete: bool, names: Iterable[str]) -> tuple[str, list[str]]:
    """Return the decision of a row, empty if there is none, and the problems of the columns that reviewers fill in."""
    decision, who, note = (row[column].strip() for column in FILLED_IN)
    decision = decision.lower()
    if not decision:
        return "", ["decision: is empty, although decided_by or note is not"] if who or note else ["decision: is empty"] if complete else []
    wrong = []
    if decision not in DECISIONS:
        wrong.append(f"decision: '{_cut(decision)}' is not {', '.join(DECISIONS[:-1])} or {DECISIONS[-1]}")
    if decision == "modify" and not note:
        wrong.append("note: is empty; say what to modify")
    if not who:
        wrong.append("decided_by: is empty")
    elif allowed is not None and fold(who) not in allowed:
        wrong.append(f"decided_by: {_cut(who)} is not among the reviewers")
    elif _is_one_of(who, names):
        wrong.append(f"decided_by: {_cut(who)} decides about their own access")
    return decision if decision in DECISIONS else "", wrong


def _is_one_of(who: str, names: Iterable[str]) -> bool:
    """Return whether a text, or an address in it, matches one of the names. A text without a domain also matches the local part of an address."""
    written = {who, *(entry for entry in re.split(r"[\s<>()\[\],;:'\"|/]+", who) if "@" in skeleton(entry))}
    known = {*names, *(name.partition("@")[0] for name in names if "@" in name and "@" not in skeleton(who))}
    return any(same_person(text, name) for text in written for name in known)


def _cut(text: str) -> str:
    """Return a text shortened for a message, with invisible characters escaped."""
    return visible(text if len(text) <= SHOWN else f"{text[:SHOWN]}...")
