# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The access review: a document made from the access, rendered as JSON, CSV and HTML.

All data from platforms are untrusted: they may contain markup, formulas or templates. JSON is the authoritative format; CSV and HTML are views of it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..engine.errors import BadInput
from ..engine.text import visible
from ..platforms import registry
from ..platforms.contract import NOT_REPORTED
from .matrix import Pair, compare, entitlement_text
from .people import CATEGORIES, STATUSES, Rules, account_label, by_account, check_form, login_of, merge, moment

FORMAT = "people.access review 1"
OF_ACCOUNTS = tuple(category for category in CATEGORIES if category != "multi_platform")
NEW, CHANGED, ACCESS_CHANGED = "new", "changed", "access changed"
CSV_COLUMNS = (
    "review", "person", "name", "platform", "account", "account_id", "status", "last_seen", "admin", "categories", "access", "changed", "tenant", "row_hash",
    "decision", "decided_by", "note",
)
SEPARATOR = "; "
FILLED_IN = ("decision", "decided_by", "note")
# Characters that start a formula in a spreadsheet, in all widths, and the apostrophe, so that escaping is reversible.
_FORMULA = r"=+\-@|%'\u2212\ufe62\ufe63\ufe66\ufe6b\uff05\uff07\uff0b\uff0d\uff1d\uff20\uff5c"
# A formula may also start after another delimiter, which depends on the locale, and after whitespace, which some spreadsheets remove.
_RISKY = re.compile(rf"(^|[;,|])(?=\s*[{_FORMULA}])")
_MARKED = re.compile(rf"(^|[;,|])'(?=\s*[{_FORMULA}])")
_LOOKS_ESCAPED = re.compile(r"\\[\\nrtuU]")
_ESCAPED = re.compile(r"\\(?:(\\)|([nrt])|u([0-9a-f]{4})|U([0-9a-f]{8}))")


def review(
    access: Mapping[str, Any], rules: Rules, title: str = "Access review", made_by: str = "", tenants: Mapping[str, str] | None = None,
    previous: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the document of a review: people with their accounts, access and categories, changes since the previous document, and a digest.

    ``accounts`` and ``entitlements`` are the rows of the access, so that a document can be compared with a later one. Accounts also have ``person``,
    ``categories``, ``access`` (strings) and ``changed``. Raises BadInput if the previous document is invalid or was altered.
    """
    if previous is not None:
        check_document(previous)
    check_form(access)
    pairs = compare(previous, access) if previous is not None else []
    since = {
        _mark(pair.new): pair.old.get("known_since") or previous["made"]["at"] for pair in pairs if previous and pair.new is not None and pair.old is not None
    }
    now = rules.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    access = {**access, "accounts": [{**entry, "known_since": since.get(_mark(entry), now)} for entry in access["accounts"]]}
    people = merge(access, rules)
    texts = _texts(access)
    marks = {_mark(pair.new): _change(pair) for pair in pairs if pair.new is not None}
    accounts = [
        {**account, "person": person["person"], "access": texts.get(_mark(account), []), "changed": marks.get(_mark(account), "")}
        for person in people for account in person["accounts"]
    ]
    document = {
        "format": FORMAT, "title": title,
        "made": {"at": now, "by": made_by, "tenants": dict(tenants or {})},
        "rules": {
            "dormant_days": rules.dormant_days, "service": list(rules.service),
            "roster": None if rules.roster is None else {"people": len(rules.roster.persons), "protected": len(rules.roster.protection.entries)},
        },
        "totals": totals(people, accounts, access), "changes": changes(previous, access, pairs),
        "people": [{name: value for name, value in entry.items() if name not in ("accounts", "entitlements")} for entry in people],
        "accounts": accounts, "entitlements": [dict(entitlement) for entitlement in access["entitlements"]],
        "unreadable": [dict(entry) for entry in access.get("unreadable") or ()], "notes": list(access.get("notes") or ()),
        "counts": dict(access.get("counts") or {}), "tenants": dict(access.get("tenants") or {}),
    }
    return {**document, "digest": digest(document)}


def digest(document: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a document without its digest: JSON with sorted members and without whitespace, in UTF-8."""
    rest = {name: value for name, value in document.items() if name != "digest"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def check_document(document: Any, what: str = "The previous review") -> None:
    """Raise BadInput if a document is not a review or was altered."""
    if not isinstance(document, Mapping) or document.get("format") != FORMAT:
        raise BadInput(f"{what} is not the JSON of an access review.", "Give the .json file of a review.")
    if document.get("digest") != digest(document):
        raise BadInput(f"{what} was altered after it was written: its digest does not match.", "Give the original file.")


def totals(people: list[dict[str, Any]], accounts: list[dict[str, Any]], access: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``{people, platforms: {name: {accounts, STATUS..., CATEGORY..., entitlements}}, all: {...}, people_by_category}``."""
    platforms = sorted({*(access.get("counts") or {}), *(account["platform"] for account in accounts)})
    by_platform = {name: _counted(*([row for row in rows if row["platform"] == name] for rows in (accounts, access["entitlements"]))) for name in platforms}
    return {
        "people": len(people), "people_by_category": {name: sum(name in person["categories"] for person in people) for name in CATEGORIES},
        "platforms": by_platform, "all": _counted(accounts, access["entitlements"]),
    }


def _counted(accounts: list[dict[str, Any]], entitlements: Any) -> dict[str, int]:
    return {
        "accounts": len(accounts), **{name: sum(account["status"] == name for account in accounts) for name in STATUSES},
        **{name: sum(name in account["categories"] for account in accounts) for name in OF_ACCOUNTS if name not in STATUSES}, "entitlements": len(entitlements),
    }


def changes(previous: Mapping[str, Any] | None, access: Mapping[str, Any], pairs: list[Pair]) -> dict[str, Any] | None:
    """Return the changes since the previous review, with its time and digest; None if there is none."""
    if previous is None:
        return None
    before, after = ({*entry.get("counts", {}), *(row["platform"] for row in entry["accounts"])} for entry in (previous, access))
    return {
        "since": {"at": previous["made"]["at"], "digest": previous["digest"]},
        "new": [_named(pair.new) for pair in pairs if pair.new is not None and pair.old is None],
        "gone": [{**_named(pair.old), "access": sorted(map(entitlement_text, pair.removed))} for pair in pairs if pair.old is not None and pair.new is None],
        "changed": [
            {**_named(pair.new), "facts": pair.changes, "added": sorted(
                map(entitlement_text, pair.added)
            ), "removed": sorted(map(entitlement_text, pair.removed))}
            for pair in pairs if pair.new is not None and pair.old is not None and (pair.changes or pair.added or pair.removed)
        ],
        "not_compared": sorted(before ^ after),
    }


def _named(account: Mapping[str, Any]) -> dict[str, Any]:
    return {member: account.get(member) for member in ("platform", "id", "name", "email")}


def _change(pair: Pair) -> str:
    if pair.old is None:
        return NEW
    return CHANGED if pair.changes else ACCESS_CHANGED if pair.added or pair.removed else ""


def _mark(account: Mapping[str, Any]) -> tuple[str, str, str]:
    return account["platform"], str(account.get("id") or ""), login_of(account["platform"], account)


def _texts(access: Mapping[str, Any]) -> dict[tuple[str, str, str], list[str]]:
    return {_mark(account): sorted(map(entitlement_text, entitlements)) for account, entitlements in by_account(access)}


# -- JSON and CSV ----------------------------------------------------------------------------------------------------------------------------


def as_json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=True) + "\n"


def as_csv(document: Mapping[str, Any]) -> str:
    """Return the document as CSV with a row per account and empty columns for the reviewer. Has a byte order mark, so that Excel reads it as UTF-8."""
    output = io.StringIO()
    writer = csv.writer(output, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    names = {person["person"]: person["name"] for person in document["people"]}
    for account in document["accounts"]:
        row = csv_row(account, names.get(account["person"], ""), document)
        writer.writerow([neutral(row[column]) for column in CSV_COLUMNS])
    return "\ufeff" + output.getvalue()


def csv_row(account: Mapping[str, Any], name: str, document: Mapping[str, Any]) -> dict[str, str]:
    """Return the columns of an account as strings."""
    row = {
        "review": review_mark(document["digest"]), "tenant": str((document.get("tenants") or {}).get(account["platform"]) or ""), "person": account["person"],
        "name": name, "platform": account["platform"],
        "account": account_label(account), "account_id": str(account.get("id") or ""), "status": account["status"], "last_seen": last_seen(account),
        "admin": yes_no(account.get("admin")), "categories": ", ".join(account["categories"]), "access": SEPARATOR.join(account["access"]),
        "changed": account["changed"], **dict.fromkeys(FILLED_IN, ""),
    }
    return {**row, "row_hash": row_hash(row)}


def review_mark(review_digest: str) -> str:
    """Return the column ``review``, the beginning of the document's digest."""
    return f"sha256:{review_digest[:16]}"


def row_hash(row: Mapping[str, str]) -> str:
    """Return the beginning of the SHA-256 of a row, to find cells that were altered, or sorted without their row.

    Ignores the last login, which spreadsheets often reformat, and whitespace.
    """
    shown = [" ".join(row[column].split()) for column in CSV_COLUMNS if column not in (*FILLED_IN, "row_hash", "last_seen")]
    return hashlib.sha256(json.dumps(shown, separators=(",", ":")).encode()).hexdigest()[:16]


def access_text(entitlements: Iterable[Mapping[str, Any]]) -> str:
    """Return the column ``access`` for the entitlements of an account."""
    return SEPARATOR.join(sorted(map(entitlement_text, entitlements)))


def neutral(text: str) -> str:
    """Return a text with possible formulas and invisible characters escaped for spreadsheets. ``plain`` reverses it.

    An apostrophe is inserted before anything that could be a formula with any delimiter. Backslashes are doubled if anything is escaped.
    """
    if visible(text) != text or _LOOKS_ESCAPED.search(text):
        text = visible(text.replace("\\", "\\\\"))
    return _RISKY.sub(r"\1'", text)


def plain(text: str) -> str:
    return _ESCAPED.sub(_unescaped, unmarked(text))


def unmarked(text: str) -> str:
    """Return a cell that a reviewer filled in without the apostrophes before possible formulas. Backslashes are not escapes there."""
    return _MARKED.sub(r"\1", text)


def _unescaped(match: re.Match[str]) -> str:
    backslash, letter, short, long = match.groups()
    return backslash or {"n": "\n", "r": "\r", "t": "\t"}.get(letter) or chr(min(int(short or long, 16), 0x10FFFF))


def last_seen(account: Mapping[str, Any]) -> str:
    if account.get("last_seen"):
        return str(account["last_seen"])
    return "never" if registry.platform(account["platform"]).tells_last_login and account["status"] != "pending" else NOT_REPORTED


def last_login(account: Mapping[str, Any], now: str) -> str:
    """Return the last login of an account in words, as seen at a time, as in ``3 months ago``."""
    if not account.get("last_seen"):
        return "not accepted yet" if account["status"] == "pending" else last_seen(account)
    seen, then = moment(account["last_seen"]), moment(now)
    if seen is None or then is None:
        return str(account["last_seen"])
    days = (then.date() - seen.date()).days
    if days < 2:
        return "yesterday" if days == 1 else "today"
    count, unit = (days, "day") if days < 60 else (days // 30, "month") if days < 730 else (days // 365, "year")
    return f"{count} {unit}s ago"


def yes_no(value: Any) -> str:
    return "unknown" if value is None else "yes" if value else "no"
