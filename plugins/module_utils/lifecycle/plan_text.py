# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""A plan as text: lines for a terminal, Markdown for a file, and a comment on a pull request."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..engine.text import visible
from ..platforms import registry
from .sentences import MOVES, REMARKS, TITLES, WARNINGS, digests, headline, text_of
from .shorten import omitted_actions

WIDTH = 88  # with what Ansible puts around a line of a list, no more than 100 columns
NAMES = 26  # the maximum width of the column of names
PEOPLE = 100  # the number of people that lines show unless told otherwise
REMARKS_SHOWN = 10  # the number of entries of a part beside the people
COMMENT = 65_000  # characters; GitHub accepts 65,536 in a comment
# Forges turn these into links and notify people, even within escaped text. An address is no mention.
_LINK = re.compile(r"(?i)(?<=:)(?=//)|(?<=www)(?=\.)")
_MENTION = re.compile(r"(?<![\w.+-])@")
Plan = Mapping[str, Any]


# -- terminal --------------------------------------------------------------------------------------------------------------------------------


def plan_lines(plan: Plan, limit: int = PEOPLE) -> list[str]:
    """Return a plan as lines of at most ``WIDTH`` columns: numbers, digest, guards, a line for each person, and remarks.

    The first ``limit`` people are shown, the others counted. Only words that are longer than a line are not broken.
    """
    lines = [*_wrapped(f"{headline(plan)}", "", "  "), *(f"{name.lower()} {value}" for name, value in digests(plan))]
    for title, found in WARNINGS:
        lines += _part(title, found(plan), len(found(plan)), 4 if limit >= 0 else 0)  # with what to do about a refusal
    shown = plan["people"] if limit < 0 else plan["people"][:limit]
    counts = plan.get("people_counts") or {}
    lines += _people(shown, counts)
    rest = sum(counts.values()) - len(shown)
    if rest > 0:
        lines += ["", f"and {rest} more {'person' if rest == 1 else 'people'}{_where(plan)}"]
    elif omitted_actions(plan):
        lines += ["", f"{omitted_actions(plan)} changes are not in this result{_where(plan)}"]
    for title, found in REMARKS:
        lines += _part(title, found(plan), *((REMARKS_SHOWN, 3) if limit >= 0 else (len(found(plan)), 0)))
    return [visible(line) for line in lines]


def _where(plan: Plan) -> str:
    """Return where the rest of a plan is."""
    files = plan.get("files") or ()
    return f": see {files[0]}" if files else "; set plan_file to get all of them"


def _people(people: Sequence[Mapping[str, Any]], counts: Mapping[str, int]) -> Iterator[str]:
    """Yield a title for each change, and aligned lines for each person. People of one change with the same text refer to the first one.

    ``counts`` are the numbers of people by change in the whole plan.
    """
    labels = _labels(people)
    width = min(max(map(_columns, labels), default=0), NAMES)
    total = {**Counter(person["change"] for person in people), **counts}
    change = ""
    first: dict[str, str] = {}
    for person, label in zip(people, labels):
        if person["change"] != change:
            change, first = person["change"], {}
            yield from ("", f"{TITLES[change].upper()} ({total[change]})")
        known = first.setdefault(text_of(person), label)
        texts = [f"the same as {known}"] if known is not label else person["details"] if change == MOVES else [text_of(person)]
        indent = " " * (width + 4)
        beginning = f"  {label}{' ' * (width - _columns(label))}  "
        if _columns(label) > width:
            yield f"  {label}"
            beginning = indent
        for text in texts:
            yield from _wrapped(text, beginning, indent)
            beginning = indent


def _columns(text: str) -> int:
    """Return the number of columns of a text on a terminal."""
    return sum(0 if unicodedata.combining(sign) else 1 + (unicodedata.east_asian_width(sign) in "WF") for sign in text)


def _labels(people: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the name of each person, with the address if several have this name."""
    names = [visible(person["name"]) for person in people]
    return [name if name and names.count(name) == 1 else f"{name} {visible(person['person'])}".strip() for name, person in zip(names, people)]


def _part(title: str, found: Sequence[str], limit: int, longest: int) -> list[str]:
    """Return the first entries of a part, each on at most ``longest`` lines unless that is 0."""
    if not found:
        return []
    lines = ["", title.upper()]
    for entry in found[:limit]:
        wrapped = _wrapped(entry, "  ", "    ")
        if 0 < longest < len(wrapped):
            last = wrapped[longest - 1]
            wrapped = [*wrapped[:longest - 1], f"{last if len(last) <= WIDTH - 2 else last[:WIDTH - 1].rpartition(' ')[0]} …"]
        lines += wrapped
    return lines + ([f"  and {len(found) - limit} more"] if len(found) > limit else [])


def _wrapped(text: str, first: str, others: str) -> list[str]:
    return textwrap.wrap(visible(text), WIDTH, initial_indent=first, subsequent_indent=others, break_long_words=False, break_on_hyphens=False) or [first]


# -- Markdown --------------------------------------------------------------------------------------------------------------------------------


def as_markdown(plan: Plan) -> str:
    """Return a whole plan as Markdown. It has all people and no JSON."""
    return "\n".join([*_head(plan), *_warnings(plan), *_numbers(plan), *_sections(plan["people"]), *_remarks(plan)]) + "\n"


def as_comment(plan: Plan, limit: int = COMMENT) -> str:
    """Return a plan as Markdown of at most ``limit`` characters, for a comment on a pull request.

    The people and remarks that fit are shown, the others counted.
    """
    lines = [*_head(plan), *_numbers(plan)]
    total = sum((plan.get("people_counts") or {}).values())
    room = limit - sum(len(line) + 1 for line in lines) - 200  # for the line on the rest
    body: list[str] = []
    shown = 0
    for part, people in ((_warnings(plan), 0), *((entry, 1) for entry in _by_person(plan["people"])), (_remarks(plan), 0)):
        size = sum(len(line) + 1 for line in part)
        if size > room:
            break
        room -= size
        body += part
        shown += people
    else:
        return "\n".join([*lines, *body, *_rest(plan, total - shown)]) + "\n"
    return "\n".join([*lines, *body, *_rest(plan, total - shown), "", "This comment does not show everything."])[:limit - 1] + "\n"


def problem_comment(reason: str) -> str:
    """Return the comment for a plan that could not be made."""
    return f"# Access plan\n\nThe plan could not be made: {_escaped(reason)}\n"


def _rest(plan: Plan, count: int) -> list[str]:
    return ["", f"And {count} more {'person' if count == 1 else 'people'}{_escaped(_where(plan))}"] if count > 0 else []


def _head(plan: Plan) -> list[str]:
    lines = [f"# {_escaped(plan.get('title') or 'Access plan')}", "", f"**{_escaped(headline(plan))}**", ""]
    lines += [f"- {name}: {value}" for name, value in facts(plan)]
    return [*lines, ""]


def facts(plan: Plan) -> list[tuple[str, str]]:
    """Return names and values that identify a plan, as Markdown."""
    found = [("Day", f"{plan['day']} ({_escaped(plan['timezone'])})")] if plan.get("day") else []
    found += [("Made at", _escaped(plan["made_at"]))] if plan.get("made_at") else []
    found += [("Made by", _escaped(plan["made_by"]))] if plan.get("made_by") else []
    found += [(f"Tenant {registry.title(name)}", _escaped(address)) for name, address in sorted((plan.get("tenants") or {}).items())]
    return found + [(name, f"`{value}`") for name, value in digests(plan)]


def _numbers(plan: Plan) -> list[str]:
    columns = {"existing": "accounts", "create": "create", "update": "change", "disable": "disable", "delete": "remove", "unchanged": "in sync"}
    lines = [f"| Platform | {' | '.join(columns.values())} |", f"| --- {'| ---: ' * len(columns)}|"]
    return lines + [f"| {registry.title(name)} | {' | '.join(str(count.get(column, 0)) for column in columns)} |" for name, count in plan["counts"].items()]


def _sections(people: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for lines in _by_person(people):
        yield from lines


def _by_person(people: Iterable[Mapping[str, Any]]) -> Iterator[list[str]]:
    """Yield the lines of each person, those of the first one of a section with its title."""
    change = ""
    for person in people:
        title = [] if person["change"] == change else ["", f"## {TITLES[person['change']]}", ""]
        change = person["change"]
        name = f"**{_escaped(person['name'])}** ({_escaped(person['person'])})" if person["name"] else f"**{_escaped(person['person'])}**"
        yield [*title, f"- {name} {change}: {_escaped(text_of(person))}"]


def _warnings(plan: Plan) -> list[str]:
    return [line for title, found in WARNINGS for line in _list(title, found(plan))]


def _remarks(plan: Plan) -> list[str]:
    return [line for title, found in REMARKS for line in _list(title, found(plan))]


def _list(title: str, found: Sequence[str]) -> list[str]:
    return ["", f"## {title}", "", *(f"- {_escaped(line)}" for line in found), ""] if found else []


def _escaped(text: Any) -> str:
    """Return text for one line of Markdown, with markup, links, mentions and invisible characters escaped."""
    clean = " ".join(visible(str(text)).split())
    for sign in "\\`*_[]<>|~#&":
        clean = clean.replace(sign, f"\\{sign}")
    return _MENTION.sub("@<!-- -->", _LINK.sub(r"\\", clean))
