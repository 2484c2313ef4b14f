# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Style and script of the page of a review."""

from __future__ import annotations

STYLE = """
:root { color-scheme: light dark; --back: #fff; --text: #1b1f24; --soft: #57606a; --line: #d0d7de; --panel: #f6f8fa; --accent: #0550ae; --warn: #9a3412; }
@media (prefers-color-scheme: dark) {
  :root { --back: #0f1318; --text: #e6e9ec; --soft: #9aa5b1; --line: #343c46; --panel: #181e25; --accent: #8ab4ff; --warn: #fdba74; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 90rem; padding: 1rem 1.25rem 3rem; background: var(--back); color: var(--text); font: 0.9375rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0.5rem 0 0.75rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 0.5rem; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 0.5rem; padding: 0.4rem 0.7rem; background: var(--back); z-index: 1; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
a, summary { color: var(--accent); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.15rem 1rem; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
code { font: 0.85em ui-monospace, monospace; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; color: var(--soft); padding: 0.25rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.6rem; border-bottom: 1px solid var(--line); }
thead th { background: var(--panel); white-space: nowrap; }
#table thead th { position: sticky; top: 0; }
#table th[scope=row] { font-weight: 600; }
#table td, #table th { overflow-wrap: anywhere; }
#table tbody th, #table .account { min-width: 13rem; }
#table .short { white-space: nowrap; overflow-wrap: normal; }
.number, .totals td { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.totals { width: auto; min-width: 60%; }
.totals thead th { text-align: right; }
.totals thead th:first-child { text-align: left; }
.totals tr:last-child > * { font-weight: 600; border-bottom: 0; }
.sub { display: block; color: var(--soft); font-weight: 400; }
.flags { display: flex; flex-wrap: wrap; gap: 0.25rem; margin: 0; padding: 0; list-style: none; }
.flags li { border: 1px solid var(--line); border-radius: 0.3rem; padding: 0 0.4rem; font-size: 0.85em; white-space: nowrap; }
.flags .watch { border-color: var(--warn); color: var(--warn); font-weight: 600; }
.grants { margin: 0; padding: 0; list-style: none; }
form { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: end; margin: 0.75rem 0; }
label { display: block; color: var(--soft); font-size: 0.85rem; }
input, select, button { font: inherit; color: inherit; background: var(--back); border: 1px solid var(--soft); border-radius: 0.35rem; }
input, select, button { padding: 0.35rem 0.6rem; }
input[type=search] { width: min(24rem, 100%); }
.find { flex: 1 1 16rem; }
button { cursor: pointer; background: var(--panel); }
button:disabled { opacity: 0.5; cursor: default; }
th button { border: 0; background: none; padding: 0; font-weight: 600; }
th button::after { content: " \\2195"; content: " \\2195" / ""; color: var(--soft); }
th[aria-sort=ascending] button::after { content: " \\2191"; content: " \\2191" / ""; color: inherit; }
th[aria-sort=descending] button::after { content: " \\2193"; content: " \\2193" / ""; color: inherit; }
.pages { display: flex; gap: 0.75rem; align-items: center; margin: 0.75rem 0; }
footer { margin-top: 2.5rem; color: var(--soft); border-top: 1px solid var(--line); padding-top: 0.75rem; }
@media (max-width: 46rem) {
  dl { grid-template-columns: 1fr; }
  dd { margin-bottom: 0.4rem; }
  #table thead tr { display: flex; flex-wrap: wrap; gap: 0.4rem; }
  #table thead th { position: static; border: 1px solid var(--line); border-radius: 0.35rem; padding: 0.2rem 0.6rem; }
  #table, #table caption, #table thead, #table tbody, #table tbody tr, #table tbody th, #table tbody td { display: block; }
  #table tbody tr { border: 1px solid var(--line); border-radius: 0.5rem; margin: 0.6rem 0; padding: 0.3rem 0; }
  #table tbody th, #table tbody td { border: 0; padding: 0.2rem 0.75rem; }
  #table tbody td::before { content: attr(data-label); display: block; color: var(--soft); font-size: 0.8rem; }
}
@media print {
  :root { color-scheme: light; --back: #fff; --text: #000; --soft: #444; --line: #999; --panel: #eee; --accent: #000; --warn: #000; }
  body { max-width: none; padding: 0; font-size: 8.5pt; }
  form, .pages, .skip { display: none; }
  .scroll { overflow: visible; }
  #table thead { display: table-header-group; }
  #table thead th { position: static; }
  th button::after { content: none !important; }
  tr { break-inside: avoid; }
}
"""

SCRIPT = """
"use strict";
(() => {
  const PAGE = 100;
  const element = (id) => document.getElementById(id);
  const data = JSON.parse(element("data").textContent);
  const make = (name, text, css) => {
    const node = document.createElement(name);
    if (text !== undefined) node.textContent = text;
    if (css) node.className = css;
    return node;
  };
  const rows = data.rows.map(([person, platform, account, status, seen, flags, grants], index) => ({
    index, account, seen, person: data.people[person][0], name: data.people[person][1], platform: data.platforms[platform],
    status: data.statuses[status], flags: flags.map((one) => data.flags[one]), grants: grants.map((one) => data.grants[one]),
  }));
  const KEYS = {
    person: (row) => row.index, platform: (row) => row.platform, account: (row) => row.account.toLowerCase(), status: (row) => row.status,
    seen: (row) => (/^[0-9]/.test(row.seen) ? row.seen : ""), access: (row) => row.grants.length, flags: (row) => row.flags.length,
  };
  const hay = (row) => {
    if (row.hay === undefined) {
      row.hay = [row.person, row.name, row.platform, row.account, row.status, ...row.flags, ...row.grants].join("\\n").toLowerCase();
    }
    return row.hay;
  };
  const body = element("rows");
  const headings = [...document.querySelectorAll("#table thead th")];
  const labels = headings.map((one) => one.textContent);
  let sorting = { key: "person", up: true };
  let found = rows;
  let page = 0;

  const list = (texts, css, watched) => {
    const node = make("ul", undefined, css);
    node.setAttribute("role", "list");
    for (const text of texts) node.append(make("li", text, watched && watched.has(text) ? "watch" : ""));
    return node;
  };
  const watched = new Set(data.watched);
  const line = (row) => {
    const tr = make("tr");
    const person = make("th", row.person);
    person.scope = "row";
    if (row.name) person.append(make("span", row.name, "sub"));
    const seen = row.seen.replace("T", " ").replace(/:\\d\\d(\\.\\d+)?Z$/, " UTC");
    const access = make("td");
    access.append(row.grants.length ? list(row.grants, "grants") : "none");
    const flags = make("td");
    flags.append(row.flags.length ? list(row.flags, "flags", watched) : "none");
    const account = make("td", undefined, "account");
    row.account.split("@").forEach((part, place) => account.append(...(place ? ["@", make("wbr"), part] : [part])));
    const [platform, status, date] = [row.platform, row.status, seen].map((text) => make("td", text, "short"));
    tr.append(person, platform, account, status, date, access, flags);
    [...tr.children].forEach((cell, place) => {
      cell.setAttribute("role", place ? "cell" : "rowheader");
      cell.dataset.label = labels[place];
    });
    tr.setAttribute("role", "row");
    return tr;
  };
  const draw = (all) => {
    const last = Math.max(0, Math.ceil(found.length / PAGE) - 1);
    page = Math.min(page, last);
    const first = page * PAGE;
    const shown = all ? found : found.slice(first, first + PAGE);
    body.replaceChildren(...shown.map(line));
    const whole = found.length === rows.length ? "" : " of " + rows.length;
    element("count").textContent = found.length
      ? `${first + 1} to ${first + Math.min(PAGE, found.length - first)} of ${found.length} accounts` + (whole && ` found${whole}`)
      : `No account found${whole}`;
    element("page").textContent = `Page ${page + 1} of ${last + 1}`;
    element("back").disabled = page === 0;
    element("on").disabled = page === last;
  };
  const search = () => {
    const words = element("search").value.toLowerCase().split(/\\s+/).filter(Boolean);
    const [platform, status, flag] = ["platform", "status", "flag"].map((id) => element(id).value);
    found = rows.filter((row) => (!platform || row.platform === platform) && (!status || row.status === status)
      && (!flag || row.flags.includes(flag)) && words.every((word) => hay(row).includes(word)));
    const key = KEYS[sorting.key];
    const way = sorting.up ? 1 : -1;
    const keyed = found.map((row) => [key(row), row]);
    keyed.sort(([a, one], [b, other]) => (a < b ? -way : a > b ? way : one.index - other.index));
    found = keyed.map((pair) => pair[1]);
    page = 0;
    draw();
  };
  const turn = (step) => {
    page += step;
    draw();
    element("accounts").scrollIntoView();
  };
  for (const heading of headings) {
    heading.querySelector("button").addEventListener("click", () => {
      sorting = { key: heading.dataset.key, up: sorting.key === heading.dataset.key ? !sorting.up : true };
      for (const other of headings) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", sorting.up ? "ascending" : "descending");
      search();
    });
  }
  for (const id of ["search", "platform", "status", "flag"]) element(id).addEventListener("input", search);
  element("form").addEventListener("submit", (event) => event.preventDefault());
  element("form").addEventListener("reset", () => setTimeout(search));
  element("back").addEventListener("click", () => turn(-1));
  element("on").addEventListener("click", () => turn(1));
  window.addEventListener("beforeprint", () => draw(true));
  window.addEventListener("afterprint", () => draw());
  for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
  draw();
})();
"""
