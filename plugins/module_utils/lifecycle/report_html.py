# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The access review as a self-contained HTML file, without network access or other files.

The header and the totals are escaped HTML. The table of accounts is JSON data that a script shows as text, one page of rows at a time. A content security
policy allows only this style and this script, so that no data from platforms can run or load anything.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from html import escape
from itertools import islice
from typing import Any

from ..engine.text import all_visible
from ..platforms import registry
from .people import CATEGORIES, STATUSES, account_label
from .report import ACCESS_CHANGED, CHANGED, NEW, OF_ACCOUNTS, last_seen
from .report_assets import SCRIPT, STYLE

SHOWN = 200  # the maximum number of rows of a list; the JSON has all
ADMIN_UNKNOWN = "admin unknown"
FLAGS = (*OF_ACCOUNTS, "multi_platform", NEW, CHANGED, ACCESS_CHANGED, ADMIN_UNKNOWN)


def as_html(document: Mapping[str, Any]) -> str:
    """Return a document of ``report.review`` as HTML."""
    document = all_visible(document)  # the JSON has the original strings
    policy = f"default-src 'none'; style-src {_hash(STYLE)}; script-src {_hash(SCRIPT)}; base-uri 'none'; form-action 'none'"
    title = f"{document['title']}, {document['made']['at'][:10]}"
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{escape(title)}</title>
<style>{STYLE}</style>
</head>
<body>
<a class="skip" href="#accounts">Skip to the accounts</a>
<header>
<h1>{escape(document["title"])}</h1>
{_facts(document)}
</header>
<main>
{_totals(document)}
{_changes(document)}
{_accounts(document)}
{_unreadable(document)}
</main>
<footer>{_verification(document)}</footer>
<script type="application/json" id="data">{_embedded(_table(document))}</script>
<script>{SCRIPT}</script>
</body>
</html>
"""


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _embedded(value: Any) -> str:
    """Return JSON for a script element, with all characters escaped that are special in HTML or not in ASCII."""
    return json.dumps(value, separators=(",", ":")).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _table(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the accounts as rows of indexes into lists of strings, so that each string is written once."""
    people: dict[str, int] = {person["person"]: number for number, person in enumerate(document["people"])}
    several = {person["person"] for person in document["people"] if "multi_platform" in person["categories"]}
    lists: dict[str, dict[str, int]] = {"platforms": {}, "statuses": {}, "flags": {}, "grants": {}}

    def place(kind: str, text: str) -> int:
        return lists[kind].setdefault(text, len(lists[kind]))

    rows = [
        [
            people[account["person"]], place("platforms", registry.title(account["platform"])), account_label(account),
            place("statuses", account["status"]), last_seen(account), [place("flags", label(flag)) for flag in _flags(account, several)],
            [place("grants", text) for text in account["access"]],
        ]
        for account in document["accounts"]
    ]
    watched = [label(entry) for entry in ("admin", "dormant", "never_used", "orphan", "ended", "unmatched")]
    return {"people": [[person["person"], person["name"]] for person in document["people"]], **{kind: list(texts) for kind, texts in lists.items()},
            "watched": watched, "rows": rows}


def _flags(account: Mapping[str, Any], several: set[str]) -> list[str]:
    more = [account["changed"]] if account["changed"] else []
    more += [f"protected: {account['protected']}"] if account.get("protected") else []
    more += [ADMIN_UNKNOWN] if account.get("admin") is None else []
    return [*account["categories"], *(["multi_platform"] if account["person"] in several else []), *more]


def label(name: str) -> str:
    return name.replace("_", " ")


# -- sections ----------------------------------------------------------------------------------------------------------------------------------


def _facts(document: Mapping[str, Any]) -> str:
    made, rules, roster = document["made"], document["rules"], document["rules"]["roster"]
    known = f"{roster['people']} people" if roster else "not given; orphans and ended people are not marked"
    pairs = [
        ("Made at", made["at"].replace("T", " ").replace("Z", " UTC")), ("Made by", made["by"] or "unknown"),
        *((f"Tenant {registry.title(name)}", text) for name, text in sorted(made["tenants"].items())),
        ("Roster", known), ("Dormant after", f"{rules['dormant_days']} days"),
        ("Service accounts", ", ".join(rules["service"]) or "none"), ("Digest", f"sha256:{document['digest']}"),
    ]
    return "<dl>\n" + "\n".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in pairs) + "\n</dl>"


def _totals(document: Mapping[str, Any]) -> str:
    totals = document["totals"]
    columns = ["accounts", *STATUSES, *(entry for entry in OF_ACCOUNTS if entry not in STATUSES), "entitlements"]
    head = "".join(f'<th scope="col">{escape(label(entry))}</th>' for entry in ["platform", *columns])
    rows = [(registry.title(name), counted) for name, counted in totals["platforms"].items()] + [("all", totals["all"])]
    body = "\n".join(f'<tr><th scope="row">{escape(name)}</th>{"".join(f"<td>{counted[column]}</td>" for column in columns)}</tr>' for name, counted in rows)
    of_people = ", ".join(f"{totals['people_by_category'][category]} {label(category)}" for category in CATEGORIES)
    return f"""<section aria-labelledby="totals">
<h2 id="totals">Totals</h2>
<p>{totals["people"]} people: {escape(of_people)}. A person is dormant only if not seen on any platform.</p>
<div class="scroll" role="region" aria-labelledby="totals" tabindex="0"><table class="totals">
<caption>Accounts by platform</caption>
<thead><tr>{head}</tr></thead>
<tbody>
{body}
</tbody>
</table></div>
</section>"""


def _changes(document: Mapping[str, Any]) -> str:
    changes = document["changes"]
    if changes is None:
        return _section("changes", "Since the last review", "<p>No earlier review was given.</p>")
    since = f"since {changes['since']['at'].replace('T', ' ').replace('Z', ' UTC')} (sha256:{changes['since']['digest'][:16]})"
    numbers = f"{len(changes['new'])} new, {len(changes['gone'])} gone and {len(changes['changed'])} changed accounts {since}."
    skipped = f" Not compared, as only one of the reviews has them: {', '.join(changes['not_compared'])}." if changes["not_compared"] else ""
    parts = [
        _list("New", (_who(entry) for entry in changes["new"]), len(changes["new"])),
        _list("Gone", (f"{_who(entry)}: {'; '.join(entry['access']) or 'no access'}" for entry in changes["gone"]), len(changes["gone"])),
        _list("Changed", (f"{_who(entry)}: {_what(entry)}" for entry in changes["changed"]), len(changes["changed"])),
    ]
    return _section("changes", "Since the last review", f"<p>{escape(numbers + skipped)}</p>" + "".join(parts))


def _who(entry: Mapping[str, Any]) -> str:
    return f"{registry.title(entry['platform'])} {account_label(entry)}"


def _what(entry: Mapping[str, Any]) -> str:
    facts = [f"{name} was {old}, is {new}" for name, (old, new) in entry["facts"].items()]
    return "; ".join(facts + [f"got {text}" for text in entry["added"]] + [f"lost {text}" for text in entry["removed"]])


def _unreadable(document: Mapping[str, Any]) -> str:
    rows, notes = document["unreadable"], document["notes"]
    if not rows and not notes:
        return ""
    lines = (f"{_who({**row, 'id': ''})}: {row.get('what')}" for row in rows)
    said = "".join(f"<p>{escape(note)}</p>" for note in notes)
    return _section("untold", "What could not be read", said + _list("Not available", lines, len(rows)))


def _section(name: str, title: str, content: str) -> str:
    return f'<section aria-labelledby="{name}">\n<h2 id="{name}">{title}</h2>\n{content}\n</section>'


def _list(title: str, lines: Iterable[str], count: int) -> str:
    if not count:
        return ""
    items = [f"<li>{escape(line)}</li>" for line in islice(lines, SHOWN)]
    more = f"<li>and {count - SHOWN} more in the JSON file</li>" if count > SHOWN else ""
    return f"<details><summary>{title}: {count}</summary><ul>{''.join(items)}{more}</ul></details>"


def _accounts(document: Mapping[str, Any]) -> str:
    columns = {
        "person": "Person", "platform": "Platform", "account": "Account", "status": "Status", "seen": "Last seen", "access": "Access", "flags": "Marks",
    }
    sorts = {"person": ' aria-sort="ascending"'}
    heading = '<th scope="col" role="columnheader" data-key="{0}"{1}><button type="button">{2}</button></th>'
    head = "".join(heading.format(key, sorts.get(key, ""), title) for key, title in columns.items())
    accounts, totals = document["accounts"], document["totals"]
    several = {person["person"] for person in document["people"] if "multi_platform" in person["categories"]}
    counted: dict[str, int] = {}
    for account in accounts:
        for flag in _flags(account, several):
            counted[flag] = counted.get(flag, 0) + 1
    flags = sorted(counted, key=lambda entry: (FLAGS.index(entry) if entry in FLAGS else len(FLAGS), entry))
    choices = {
        "platform": [(registry.title(name), counted["accounts"]) for name, counted in totals["platforms"].items()],
        "status": [(status, totals["all"][status]) for status in STATUSES], "flag": [(label(flag), counted[flag]) for flag in flags],
    }
    selects = "".join(_select(name, title, choices[name]) for name, title in (("platform", "Platform"), ("status", "Status"), ("flag", "Mark")))
    return f"""<section aria-labelledby="accounts">
<h2 id="accounts">Accounts</h2>
<noscript><p>The table needs JavaScript. The CSV beside this file has the same rows.</p></noscript>
<div data-needs-script hidden>
<form id="form" role="search" aria-label="Accounts">
<div class="find"><label for="search">Search people, accounts, roles</label><input type="search" id="search" autocomplete="off" spellcheck="false"></div>
{selects}
<button type="reset">Show all</button>
</form>
<p id="count" role="status"></p>
<div class="scroll" role="region" aria-labelledby="caption" tabindex="0"><table id="table" role="table">
<caption id="caption">Each account is listed once. Select a heading to sort. Enter decisions in the last columns of the CSV file.</caption>
<thead role="rowgroup"><tr role="row">{head}</tr></thead>
<tbody id="rows" role="rowgroup"></tbody>
</table></div>
<nav class="pages" aria-label="Pages of the table">
<button type="button" id="back">Previous</button><span id="page"></span><button type="button" id="on">Next</button>
</nav>
</div>
</section>"""


def _select(name: str, title: str, choices: list[tuple[str, int]]) -> str:
    options = "".join(f'<option value="{escape(text)}">{escape(text)} ({count})</option>' for text, count in choices)
    return f'<div><label for="{name}">{title}</label><select id="{name}"><option value="">all</option>{options}</select></div>\n'


def _verification(document: Mapping[str, Any]) -> str:
    return (
        "<p>Written by the Ansible collection people.access from what the platforms returned at that time. The JSON beside this file holds all of "
        "it; its digest is the SHA-256 of the JSON without the member <code>digest</code>, members sorted, without blanks, as UTF-8:</p>"
        f"<p><code>{document['digest']}</code></p>"
    )
