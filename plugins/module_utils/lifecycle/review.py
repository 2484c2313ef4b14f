# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Runs access_review: reads the access on all platforms and writes an HTML, a CSV and a JSON file."""

from __future__ import annotations

import datetime
import hashlib
import os
from collections.abc import Mapping
from typing import Any

from ..engine.connections import Connections
from ..engine.errors import BadInput, Refused
from ..engine.files import check_writable, encoded, highest_missing, read_json, write_private
from ..engine.provider import address_of
from . import access, calendar
from .decisions import holds_decisions
from .people import DORMANT_DAYS, Roster, Rules
from .report import as_csv, as_json, check_document, review
from .report_html import as_html
from .roster_file import load_if_given
from .shorten import shortened_changes

OPTIONS: dict[str, dict[str, Any]] = {
    **access.OPTIONS, **calendar.OPTIONS,
    "dest": {"type": "path", "required": True}, "previous": {"type": "path"}, "title": {"type": "str", "default": "Access review"},
    "made_by": {"type": "str"}, "roster_file": {"type": "raw"}, "columns": {"type": "dict"},
    "roster_secrets": {"type": "dict", "no_log": True}, "people": {"type": "list", "elements": "dict"},
    "protect": {"type": "list", "elements": "str"}, "service_accounts": {"type": "list", "elements": "str", "aliases": ["service"]},
    "dormant_days": {"type": "int", "default": DORMANT_DAYS}, "result_limit": {"type": "int", "default": -1},
}
EXCLUSIVE = [("roster_file", "people")]
KINDS = ("html", "csv", "json")


def access_review(connections: Connections, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Run access_review: read all access, and write DEST.html, DEST.csv and DEST.json. Raises BadInput, Refused, PeopleError."""
    paths = {kind: f"{params['dest']}.{kind}" for kind in KINDS}
    for path in paths.values():
        check_writable(highest_missing(path), "dest")
    check_place(paths)
    rules = rules_from(params)
    previous = document_from(params["previous"]) if params.get("previous") else None
    before = document_from(paths["json"]) if os.path.exists(paths["json"]) else None
    reading = access.access_info(connections, params, check_mode)
    tenants = {name: address_of(connection.http.base_url) for name, connection in connections.opened.items()}
    document = review(reading, rules, params["title"], params.get("made_by") or "", tenants, previous)
    names = {kind: os.path.basename(path) for kind, path in paths.items()}
    files = {
        paths["html"]: as_html(document, names["csv"], names["json"]), paths["csv"]: as_csv(document), paths["json"]: as_json(document),
    }
    if not check_mode:
        check_place(paths)  # again, because decisions may have been entered while reading
        for path, text in files.items():
            write_private(path, text)
    return {
        "changed": True, "action": "created" if before is None else "updated", "totals": document["totals"],
        "changes": shortened_changes(document["changes"], params["result_limit"]),
        "diff": {"before_header": params["dest"], "after_header": params["dest"], "before": _summary(before), "after": _summary(document)},
        **({} if check_mode else {
            "digest": document["digest"],
            "files": [{"path": path, "sha256": hashlib.sha256(encoded(text)).hexdigest()} for path, text in files.items()],
        }),
    }


def check_place(paths: Mapping[str, str]) -> None:
    """Raise Refused if a file would be lost: one that is not a review, or one that contains decisions."""
    existing = [path for path in paths.values() if os.path.exists(path)]
    if existing and not os.path.exists(paths["json"]):
        raise Refused(f"{existing[0]} exists, but is not a review.", "Choose another dest.")
    if holds_decisions(paths["csv"]):
        raise Refused(f"{paths['csv']} contains decisions that would be lost.", "Choose another dest, or move the file.")


def rules_from(params: Mapping[str, Any]) -> Rules:
    """Return the rules of the options, including people and protected addresses from the roster file. Raises BadInput."""
    given = load_if_given(params.get("roster_file"), params.get("roster_secrets"), params.get("columns"))
    people = given.get("people") if params.get("roster_file") else params.get("people")
    if params["dormant_days"] < 1:
        raise BadInput("dormant_days has to be 1 or more.")
    now = datetime.datetime.now(datetime.timezone.utc)
    today = calendar.current_day(params["timezone"], now)
    roster = Roster.given(people, [*(given.get("protect") or ()), *(params.get("protect") or ())], today)
    return Rules(now, roster, params["dormant_days"], tuple(params.get("service_accounts") or ()), params["timezone"])


def document_from(path: str) -> dict[str, Any]:
    """Read a review from its JSON file. Raises BadInput if it is invalid."""
    try:
        document: dict[str, Any] = read_json(path)
    except (OSError, ValueError) as problem:
        raise BadInput(f"{path} cannot be read as JSON: {getattr(problem, 'strerror', None) or problem}.", "Give the .json file of a review.") from None
    check_document(document, path)
    return document


def _summary(document: Mapping[str, Any] | None) -> dict[str, Any]:
    return {} if document is None else {"people": document["totals"]["people"], **document["totals"]["all"]}
