# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The answers to the surveys of the kit as data, and rows of them: each answer of each question, or each pair of answers, in at least one row."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from .kit import questions, setting

LEFT_OUT = "left out"  # AWX sends nothing for a blank integer or selection, but a blank text as ""
TENANT = "emea"
NEW, LEAVER, OTHER, GUEST = "ada@example.com", "ravi.stone@harbor.example", "yuki.tanaka@harbor.example", "nobody@x.example"
# Answers to questions for text, beside a blank one where it may be blank. Every one of them has to be understood; some are refused with a sentence.
TEXTS: dict[str, list[str]] = {
    "tenants": [TENANT, "all"],
    "today": ["2199-12-01"],
    "person_email": [NEW, f" {NEW.upper()} "], "person_first_name": ["Ada", "D'Arcy {{ 7 * 7 }}"], "person_last_name": ["Quist", "O\u2019Neill"],
    "person_profiles": ["network operations\n", " network operations \n\n"], "person_starts": ["2020-01-01", "2199-01-01"], "person_ends": ["2199-06-30"],
    "person_tsna_name": ["aquist"],
    "leavers": [f"{LEAVER}\n{OTHER}\n", LEAVER, f"{LEAVER}, {GUEST}"],
    "protect": [f"{OTHER}\nsysadmin\n"], "approve": ["contabo: 3f8c1b7e"],
    "title": ["{{ 7 * 7 }} accounts"], "service": ["automation*\n"], "reviewers": ["maria@x.example\njo@x.example\n"],
    "decisions_file": ["reviews/decided.csv", " reviews/decided.csv "],
    "emails": [LEAVER, f"{LEAVER}\n{OTHER}\n"], "object_storage": ["backup-eu"], "region": ["EU"],
    "login_names": ["ohaddad\n", "ohaddad, ytanaka"], "login_name": ["ohaddad", " ohaddad "], "new_password": ["Harbor,{{7*7}}Light9"],
    "evidence_folder": ["evidence/one", " evidence/one "], "columns": ["email: Mail\nlast_name: Nachname\n"],
}
WAITS = {"witness_wait": [0, 1]}  # seconds to wait for events, which never come here
Row = dict[str, Any]


def answers(question: Mapping[str, Any]) -> list[Any]:
    """Everything that a person may answer: the default first, blank where that is allowed, each choice and all of them, the limits."""
    kind, default = question["type"], [question["default"]] if "default" in question else []
    blank = [] if question["required"] else [""] if kind in ("text", "textarea", "password") else [LEFT_OUT]
    if kind == "multiselect":
        found: list[Any] = [*blank, [], list(question["choices"]), *([choice] for choice in question["choices"])]
    elif setting(question) in WAITS:
        found = [*default, *blank, *WAITS[setting(question)]]
    elif kind == "integer":
        found = [*default, *blank, *(question[limit] for limit in ("min", "max") if limit in question), question.get("max", 100000)]
    else:
        found = [*default, *blank, *(question.get("choices") or TEXTS[setting(question)])]
    return [answer for number, answer in enumerate(found) if answer not in found[:number]]


def rows(template: Mapping[str, Any], size: int) -> list[Row]:
    """Return rows in which each answer (``size`` 1), or each pair of answers to two questions (2), occurs. The first row has the first answers."""
    given = {question["variable"]: answers(question) for question in questions(dict(template))}
    size = min(size, len(given))
    missing = set(_combinations({name: range(len(found)) for name, found in given.items()}, size))
    found: list[dict[str, int]] = [dict.fromkeys(given, 0)]
    missing -= set(_of_row(found[0], size))
    while missing:
        row = dict(min(missing))
        for name in given:
            if name not in row:
                row[name] = max(range(len(given[name])), key=lambda number: (len(missing & set(_of_row({**row, name: number}, size))), -number))
        missing -= set(_of_row(row, size))
        found.append(row)
    return [{name: given[name][number] for name, number in row.items() if given[name][number] != LEFT_OUT} for row in found]


def _combinations(given: Mapping[str, range], size: int) -> Iterator[tuple[tuple[str, int], ...]]:
    for names in itertools.combinations(sorted(given), size):
        for numbers in itertools.product(*(given[name] for name in names)):
            yield tuple(zip(names, numbers))


def _of_row(row: Mapping[str, int], size: int) -> Iterator[tuple[tuple[str, int], ...]]:
    return itertools.combinations(sorted(row.items()), size)
