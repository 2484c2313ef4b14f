# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""A plan as an HTML page: the sentences by person or by platform, with search and filters, guards above and metadata below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..engine.folding import fold
from ..pages.browse import BROWSE
from ..pages.page import (
    Html,
    breakable,
    browser,
    bullets,
    choice,
    facts,
    file_link,
    filter_link,
    joined,
    notice,
    page,
    paragraph,
    section,
    table,
    text,
)
from ..platforms import registry
from .sentences import CLOSES, OPENS, PLURAL, REMARKS, WARNINGS, digests, headline, words_of

COLUMNS = (("", "Platform", 15), ("", "Account", 25), ("", "Action", 10), ("", "What changes", 40))
COUNTS = {
    "existing": "accounts", "create": "create", "update": "change", "disable": "disable", "delete": "remove", "unchanged": "in sync", "requests": "requests",
}
Plan = Mapping[str, Any]


def as_html(plan: Plan, file_names: Mapping[str, str] | None = None) -> str:
    """Return a plan as HTML. ``file_names`` are titles of files in the same directory, by name."""
    return page(
        plan.get("title") or "Access plan", joined((_warnings(plan), _changes(plan), _remarks(plan), _totals(plan), _facts(plan))),
        lead=_lead(plan, file_names or {}), footer=paragraph(text("Written by the Ansible collection people.access before anything was changed.")),
        skip="changes", script=BROWSE + SCRIPT, data=_table(plan),
    )


def _table(plan: Plan) -> dict[str, Any]:
    """Return the actions as rows, with people, platforms and texts by their number, so that each string is written once."""
    people = {fold(str(person["person"])): number for number, person in enumerate(plan["people"])}
    platforms = [name for name in registry.names() if any(action["platform"] == name for action in plan["actions"])]
    texts: dict[str, int] = {}
    effects = {OPENS: "good", CLOSES: "bad"}
    rows = [
        [people[fold(str(action["person"]))], platforms.index(action["platform"]), action["account"], words_of(action).done,
         texts.setdefault(action["text"], len(texts)),
         effects.get(words_of(action).effect, ""), bool(action.get("admin") or action.get("admin_grants"))]
        for action in plan["actions"]
    ]
    rows.sort(key=lambda row: (row[0], row[1]))
    persons = [[person["person"], person["name"], person["change"]] for person in plan["people"]]
    return {"people": persons, "platforms": [registry.title(name) for name in platforms], "texts": list(texts), "rows": rows}


def _changes(plan: Plan) -> Html:
    if not plan["actions"]:
        return Html('<h2 id="changes">No changes</h2>')
    by_change = plan["people_counts"]
    admins = sum(bool(action.get("admin") or action.get("admin_grants")) for action in plan["actions"])
    chips = [_chip({}, len(plan["actions"]), "all changes")]
    chips += [_chip({"change": change}, count, change if count == 1 else PLURAL[change]) for change, count in by_change.items()]
    chips += [_chip({"admin": "admin"}, admins, "concern administrators", watched=True)] if admins else []
    titles = {name: registry.title(name) for name in plan["counts"]}
    counted = {name: sum(action["platform"] == name for action in plan["actions"]) for name in titles}
    choices = joined((
        choice("by", "Group", [("person", "by person", ""), ("platform", "by platform", "")], first=""),
        choice("change", "People who", [(change, change, str(count)) for change, count in by_change.items()], first="any change"),
        choice("platform", "Platform", [(titles[name], titles[name], str(count)) for name, count in counted.items() if count]),
        choice("admin", "Administrators", [("admin", "only", str(admins))]),
    ))
    shown = browser("Changes", "Search people, accounts, roles", choices, "Nothing has been changed yet.", COLUMNS,
                    "The list of changes needs JavaScript. The Markdown file has the same sentences.")
    return Html(f"""<section aria-labelledby="changes">
<h2 id="changes" class="hidden" tabindex="-1">Changes</h2>
<ul class="chips" aria-label="Number of people by change">{''.join(chips)}</ul>
{shown}
</section>""")


def _chip(filters: Mapping[str, str], count: int, title: str, watched: bool = False) -> str:
    return f"<li{' class=watch' if watched else ''}>{filter_link(filters, Html(f'<b>{count}</b>{text(title)}'))}</li>"


def _lead(plan: Plan, file_names: Mapping[str, str]) -> Html:
    made = [text(f"{plan['day']} ({plan['timezone']})")] if plan.get("day") else []
    made += [Html(f"by {breakable(plan['made_by'])}")] if plan.get("made_by") else []
    files = [file_link(name, title) for name, title in file_names.items()]
    return Html(f'<p class="lead">{" · ".join([*made, text(headline(plan)), *files])}</p>')


def _warnings(plan: Plan) -> Html:
    return joined(notice(title, found(plan)) for title, found in WARNINGS)


def _remarks(plan: Plan) -> Html:
    return joined(section(f"part-{number}", title, bullets(found(plan))) for number, (title, found) in enumerate(REMARKS) if found(plan))


def _totals(plan: Plan) -> Html:
    rows = [[text(registry.title(name)), *(text(counted.get(column, 0)) for column in COUNTS)] for name, counted in plan["counts"].items()]
    sums = [sum(counted.get(column, 0) for counted in plan["counts"].values()) for column in COUNTS]
    rows.append([text("all"), *map(text, sums)])
    return section("totals", "Totals", table("Accounts by platform", ["platform", *COUNTS.values()], rows, "by-platform", "totals"))


def _facts(plan: Plan) -> Html:
    found = [("Made at", text(plan["made_at"]))] if plan.get("made_at") else []
    found += [("Made by", breakable(plan["made_by"]))] if plan.get("made_by") else []
    found += [(f"Tenant {registry.title(name)}", breakable(address)) for name, address in sorted((plan.get("tenants") or {}).items())]
    found += [(name, breakable(value)) for name, value in digests(plan)]
    return section("made", "How the plan was made", facts(found))


SCRIPT = """
{
  const people = data.people.map(([id, name, change]) => ({ id, name, change }));
  const rows = data.rows.map(([person, platform, account, done, text, effect, admin]) => ({
    person, account, done, effect, text: data.texts[text], platform: data.platforms[platform], admin: admin ? "admin" : "",
  }));
  const by = element("by");
  const who = (person) => [make("strong", make("bdi", people[person].name || people[person].id)), make("span", people[person].change)];
  browse({
    rows, noun: ["change", "changes"], views: { by: true },
    words: (row) => [people[row.person].id, people[row.person].name, people[row.person].change, row.platform, row.account, row.done, row.text],
    filters: { change: (row) => people[row.person].change, platform: (row) => row.platform, admin: (row) => row.admin },
    sorts: {},
    order: (row) => (by.value === "platform" ? row.platform : ""),
    group: (row) => (by.value === "platform" ? row.platform : row.person),
    drawn: () => { document.querySelector("#table thead th").textContent = by.value === "platform" ? "Person" : "Platform"; },
    heading: (key, shown) => {
      if (by.value === "platform") return [make("strong", key), make("span", ` ${shown.length} ${shown.length === 1 ? "change" : "changes"}`, "sub")];
      const [name, change] = who(key);
      return [name, " ", change, ...(people[key].name ? [" ", make("span", breakable(people[key].id), "sub")] : [])];
    },
    cells: (row) => {
      const [name, change] = who(row.person);
      return [
        [by.value === "platform" ? [name, " ", change] : row.platform, ""], [breakable(row.account), ""], [make("span", row.done, row.effect), ""],
        [row.text, row.admin ? "admin" : ""],
      ];
    },
  });
}
"""
