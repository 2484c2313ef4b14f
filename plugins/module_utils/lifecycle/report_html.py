# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The access review as an HTML page: the accounts of each person first, then totals, changes, and how the review was made.

The accounts are JSON data that a script shows as text, one page of rows at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..engine.text import visible
from ..pages.browse import BROWSE
from ..pages.page import Html, breakable, browser, choice, facts, file_link, filter_link, folded, joined, long_list, page, paragraph, section, table, text
from ..platforms import registry
from .people import CATEGORIES, STATUSES, account_label
from .report import ACCESS_CHANGED, CHANGED, NEW, OF_ACCOUNTS, last_login, last_seen

ADMIN_UNKNOWN = "admin_unknown"
PROTECTED = "protected"
OF_PEOPLE = ("multi_platform", "orphan", "ended", "service", "unmatched")  # the same for all accounts of a person
WATCHED = ("admin", "dormant", "never_used", "orphan", "ended", "unmatched")
LABELS = {"new_account": "new", NEW: "added since last review", CHANGED: "changed since last review", ACCESS_CHANGED: "access changed since last review"}
MARKS = (*WATCHED, "new_account", "pending", PROTECTED, ADMIN_UNKNOWN, "service", "multi_platform", NEW, CHANGED, ACCESS_CHANGED)
COLUMNS = (
    ("platform", "Platform", 15), ("account", "Account", 20), ("status", "Status", 10), ("seen", "Last login", 15), ("access", "Access", 25),
    ("marks", "Marks", 15),
)


def as_html(document: Mapping[str, Any], csv_name: str = "", json_name: str = "") -> str:
    """Return a document of ``report.review`` as HTML, with links to the files beside it."""
    return page(
        document["title"], joined((_accounts(document), _totals(document), _changes(document), _unreadable(document), _facts(document))),
        lead=_lead(document, csv_name, json_name), footer=_verification(document), skip="accounts", script=BROWSE + SCRIPT, data=_table(document),
    )


def label(name: str) -> str:
    return LABELS.get(name, name.replace("_", " "))


def _meanings(document: Mapping[str, Any]) -> dict[str, str]:
    days = document["rules"]["dormant_days"]
    return {
        "admin": "Can manage the access of others, directly or through a role.",
        "dormant": f"Enabled, but no login for more than {days} days.",
        "never_used": "Enabled, but never used, and the platform does not report when it was created.",
        "new_account": f"Created within the last {days} days and not used yet.",
        "pending": "An invite that nobody has accepted.",
        "orphan": "The person is not in the roster.",
        "ended": "The person is in the roster, but the access has ended.",
        "unmatched": "Has no address, and nobody in the roster has this login name.",
        "service": "A service account, not a person.",
        "multi_platform": "The person has accounts on several platforms.",
        PROTECTED: "The account that this review was made with, or one that the platform does not let others remove.",
        ADMIN_UNKNOWN: "It could not be read whether the account can manage the access of others.",
        NEW: "Was not in the last review.", CHANGED: "Its status, name or address has changed.", ACCESS_CHANGED: "Its roles have changed.",
    }


# -- accounts ----------------------------------------------------------------------------------------------------------------------------------


def _marks(account: Mapping[str, Any]) -> list[str]:
    """Return the marks of an account that do not apply to all accounts of the person."""
    found = {*account["categories"], account["changed"], PROTECTED if account.get("protected") else "", ADMIN_UNKNOWN if account.get("admin") is None else ""}
    return [name for name in MARKS if name in found and name not in OF_PEOPLE]


def _marks_of_person(person: Mapping[str, Any]) -> list[str]:
    return [name for name in MARKS if name in OF_PEOPLE and name in person["categories"]]


def _table(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the accounts as rows of indexes into lists of strings, so that each string is written once."""
    people: dict[str, int] = {person["person"]: number for number, person in enumerate(document["people"])}
    lists: dict[str, dict[str, int]] = {"platforms": {}, "statuses": {}, "marks": {}, "grants": {}, "logins": {}}

    def place(kind: str, entry: str) -> int:
        return lists[kind].setdefault(entry, len(lists[kind]))

    at = document["made"]["at"]
    rows = [
        [
            people[account["person"]], place("platforms", registry.title(account["platform"])), account_label(account), place("statuses", account["status"]),
            last_seen(account) if account.get("last_seen") else "", place("logins", last_login(account, at)),
            [place("marks", label(mark)) for mark in _marks(account)], [place("grants", entry) for entry in account["access"]],
            str(account.get("protected") or ""),
        ]
        for account in document["accounts"]
    ]
    persons = [[person["person"], person["name"], [place("marks", label(mark)) for mark in _marks_of_person(person)]] for person in document["people"]]
    return {"people": persons, **{kind: list(texts) for kind, texts in lists.items()}, "watched": [label(mark) for mark in WATCHED], "rows": rows}


def _counted(document: Mapping[str, Any]) -> dict[str, int]:
    """Return the number of accounts by mark, for marks that any account has."""
    shared = {person["person"]: _marks_of_person(person) for person in document["people"]}
    counted = dict.fromkeys(MARKS, 0)
    for account in document["accounts"]:
        for mark in (*_marks(account), *shared[account["person"]]):
            counted[mark] += 1
    return {mark: count for mark, count in counted.items() if count}


def _accounts(document: Mapping[str, Any]) -> Html:
    totals, counted, meanings = document["totals"], _counted(document), _meanings(document)
    chips = [_chip({}, totals["all"]["accounts"], "all")]
    chips += [_chip({"mark": label(mark)}, count, label(mark), mark in WATCHED) for mark, count in counted.items()]
    chips += [_chip({"status": "disabled"}, totals["all"]["disabled"], "disabled")] if totals["all"]["disabled"] else []
    choices = joined((
        choice("platform", "Platform", [(registry.title(name), registry.title(name), str(count["accounts"])) for name, count in totals["platforms"].items()]),
        choice("status", "Status", [(status, status, str(totals["all"][status])) for status in STATUSES]),
        choice("mark", "Mark", [(label(mark), label(mark), str(count)) for mark, count in counted.items()]),
    ))
    legend = folded("What the marks mean", facts((label(mark), text(meanings[mark])) for mark in MARKS if mark in counted), print_open=True)
    shown = browser(
        "Accounts", "Search people, accounts, roles", choices, "Select a heading to sort. Enter decisions in the last columns of the CSV file.", COLUMNS,
        "The list of accounts needs JavaScript. The CSV file has the same rows.",
    )
    return Html(f"""<section aria-labelledby="accounts">
<h2 id="accounts" class="hidden" tabindex="-1">Accounts</h2>
<ul class="chips" aria-label="Number of accounts by mark">{''.join(chips)}</ul>
{shown}
{legend if counted else ''}
</section>""")


def _chip(filters: Mapping[str, str], count: int, title: str, watched: bool = False) -> str:
    return f"<li{' class=watch' if watched else ''}>{filter_link(filters, Html(f'<b>{count}</b>{text(title)}'))}</li>"


# -- other sections ----------------------------------------------------------------------------------------------------------------------------


def _lead(document: Mapping[str, Any], csv_name: str, json_name: str) -> Html:
    made, totals = document["made"], document["totals"]
    parts = [text(f"{made['at'][:10]}{' by ' if made['by'] else ''}"), *([breakable(made["by"])] if made["by"] else [])]
    files = [file_link(name, title) for name, title in ((csv_name, "CSV file for the decisions"), (json_name, "JSON file")) if name]
    numbers = text(f"{totals['people']} people, {totals['all']['accounts']} accounts on {', '.join(map(registry.title, totals['platforms'])) or 'no platform'}")
    return Html(f'<p class="lead">{" · ".join(["".join(parts), numbers, *files])}</p>')


def _facts(document: Mapping[str, Any]) -> Html:
    made, rules, roster = document["made"], document["rules"], document["rules"]["roster"]
    known = f"{roster['people']} people" if roster else "not given; orphans and ended people are not marked"
    return section("made", "How the review was made", facts([
        ("Made at", text(made["at"].replace("T", " ").replace("Z", " UTC"))), ("Made by", breakable(made["by"] or "unknown")),
        *((f"Tenant {registry.title(name)}", breakable(address)) for name, address in sorted(made["tenants"].items())),
        ("Roster", text(known)), ("Dormant after", text(f"{rules['dormant_days']} days")),
        ("Service accounts", breakable(", ".join(rules["service"]) or "none")), ("Digest", breakable(f"sha256:{document['digest']}")),
    ]))


def _totals(document: Mapping[str, Any]) -> Html:
    totals = document["totals"]
    columns = ["accounts", *STATUSES, *(entry for entry in OF_ACCOUNTS if entry not in STATUSES), "entitlements"]
    rows = [[text(registry.title(name)), *(_total(registry.title(name), column, counted[column]) for column in columns)]
            for name, counted in totals["platforms"].items()]
    rows.append([text("all"), *(_total("", column, totals["all"][column]) for column in columns)])
    of_people = ", ".join(f"{totals['people_by_category'][category]} {label(category)}" for category in CATEGORIES)
    sentence = f"{totals['people']} people: {of_people}. A person is dormant only if not seen on any platform."
    head = ["platform", *map(label, columns)]
    shown = table("Accounts by platform. Select a number to list them.", head, rows, "by-platform", "totals")
    return section("totals", "Totals", joined((paragraph(text(sentence)), shown)))


def _total(platform: str, column: str, count: int) -> Html:
    """Return a number that leads to the accounts that it counts."""
    if column == "entitlements" or not count:
        return text(count)
    filters = {} if column == "accounts" else {"status" if column in STATUSES else "mark": label(column)}
    where = {"platform": platform} if platform else {}
    return filter_link({**where, **filters}, text(count), f"{count} {label(column)}" + (f" on {platform}" if platform else ""))


def _changes(document: Mapping[str, Any]) -> Html:
    changes = document["changes"]
    if changes is None:
        return section("changes", "Since the last review", paragraph(text("No earlier review was given.")))
    since = f"since {changes['since']['at'].replace('T', ' ').replace('Z', ' UTC')} (sha256:{changes['since']['digest'][:16]})"
    numbers = f"{len(changes['new'])} new, {len(changes['gone'])} gone and {len(changes['changed'])} changed accounts {since}."
    skipped = f" Not compared, as only one of the reviews has them: {', '.join(changes['not_compared'])}." if changes["not_compared"] else ""
    return section("changes", "Since the last review", joined((
        paragraph(text(numbers + skipped)),
        long_list("New", map(_who, changes["new"]), len(changes["new"])),
        long_list("Gone", (f"{_who(entry)}: {'; '.join(entry['access']) or 'no access'}" for entry in changes["gone"]), len(changes["gone"])),
        long_list("Changed", (f"{_who(entry)}: {_what(entry)}" for entry in changes["changed"]), len(changes["changed"])),
    )))


def _who(entry: Mapping[str, Any]) -> str:
    return f"{registry.title(entry['platform'])} {account_label(entry)}"


def _what(entry: Mapping[str, Any]) -> str:
    changed = [f"{name} was {old}, is {new}" for name, (old, new) in entry["facts"].items()]
    return "; ".join(changed + [f"got {grant}" for grant in entry["added"]] + [f"lost {grant}" for grant in entry["removed"]])


def _unreadable(document: Mapping[str, Any]) -> Html:
    rows, notes = document["unreadable"], document["notes"]
    if not rows and not notes:
        return Html("")
    lines = (f"{_who({**row, 'id': ''})}: {row.get('what')}" for row in rows)
    return section("unreadable", "What could not be read", joined((*(paragraph(text(note)) for note in notes), long_list("Not available", lines, len(rows)))))


def _verification(document: Mapping[str, Any]) -> Html:
    return Html(
        "<p>Written by the Ansible collection people.access from what the platforms returned at that time. The JSON file holds all of "
        "it; its digest is the SHA-256 of the JSON without the member <code>digest</code>, members sorted, without blanks, as UTF-8:</p>"
        f"<p><code>{visible(document['digest'])}</code></p>"
    )


SCRIPT = """
{
  const people = data.people.map(([id, name, marks]) => ({ id, name, marks: marks.map((one) => data.marks[one]) }));
  const accounts = people.map(() => 0);
  for (const [person] of data.rows) accounts[person] += 1;
  const watched = new Set(data.watched);
  const rows = data.rows.map(([person, platform, account, status, seen, login, marks, grants, kept]) => ({
    person, account, seen, kept, platform: data.platforms[platform], status: data.statuses[status], login: data.logins[login],
    marks: marks.map((one) => data.marks[one]), grants: grants.map((one) => data.grants[one]),
  }));
  const all = (row) => [...row.marks, ...people[row.person].marks];
  browse({
    rows, noun: ["account", "accounts"],
    words: (row) => [people[row.person].id, people[row.person].name, row.platform, row.account, row.status, row.kept, ...all(row), ...row.grants],
    filters: { platform: (row) => row.platform, status: (row) => row.status, mark: all },
    sorts: {
      platform: (row) => row.platform, account: (row) => row.account.toLowerCase(), status: (row) => row.status, seen: (row) => row.seen,
      access: (row) => row.grants.length, marks: (row) => row.marks.length,
    },
    group: (row) => row.person,
    heading: (person, shown) => {
      const { id, name, marks } = people[person];
      const address = make("span", breakable(id), name ? "sub" : "");
      const some = shown.length < accounts[person] ? [make("span", `, ${shown.length} of ${accounts[person]} accounts`, "sub")] : [];
      return [...(name ? [make("strong", make("bdi", name)), " "] : []), name ? address : make("strong", address), ...some,
        ...(marks.length ? [bulleted(marks, "flags", watched)] : [])];
    },
    cells: (row) => [
      [row.platform, ""], [breakable(row.account), ""], [row.status, ""],
      [row.seen ? [row.login, make("span", row.seen.slice(0, 10), "sub line")] : row.login, ""],
      [row.grants.length ? bulleted(row.grants, "plain") : "none", ""],
      [[...(row.marks.length ? [bulleted(row.marks, "flags", watched)] : []), ...(row.kept ? [make("span", row.kept, "sub line")] : [])], ""],
    ],
  });
}
"""
