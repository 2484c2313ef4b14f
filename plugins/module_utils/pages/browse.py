# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The script of pages with a list to search: filters that are kept in the address of the page, sorting, groups, pages of a long list, and print."""

from __future__ import annotations

# browse(list) shows a list of rows in groups, in the elements that ``page.browser`` makes. A list has these members:
#   rows: objects with person, a text or a number that is different for each person
#   words(row): the text to search; filters: for each id of a select element, the value or values of a row
#   sorts: for each key of a column, what its rows are sorted by; order(row): optional, the same as long as no column was selected
#   group(row): the key of a row's group; heading(key, rows): nodes for the heading of the group
#   cells(row): the nodes of each column, as [content, class]; noun: the words for one and for several rows
#   drawn(): optional, called before the rows are drawn; views: optional, the ids of select elements that are no filters
BROWSE = """
"use strict";
const element = (id) => document.getElementById(id);
const data = JSON.parse(element("data").textContent);
const make = (name, content, css) => {
  const node = document.createElement(name);
  node.append(...(content === undefined ? [] : [content].flat()));
  if (css) node.className = css;
  return node;
};
const parts = (text) => text.match(/[^@._\\/:-]*[@._\\/:-]|[^@._\\/:-]+$/g) || [text];
const breakable = (text) => parts(text).flatMap((part, place) => (place ? [make("wbr"), part] : [part]));
const bulleted = (texts, css, watched) => {
  const node = make("ul", undefined, css);
  node.setAttribute("role", "list");
  for (const text of texts) node.append(make("li", breakable(text), watched && watched.has(text) ? "watch" : ""));
  return node;
};
const browse = (list) => {
  const PAGE = 100;
  const form = element("form");
  const controls = [...form.querySelectorAll("input, select")];
  const names = Object.keys(list.filters);
  const links = [...document.querySelectorAll("a[data-filter]")];
  const table = element("table");
  const headings = [...table.querySelectorAll("thead th")];
  const keys = headings.map((heading) => heading.dataset.key).filter(Boolean);
  const first = Object.fromEntries(controls.map((control) => [control.id, control.value]));
  let sorting = "";
  let found = [];
  let starts = [];
  let page = 0;
  list.rows.forEach((row, index) => { row.index = index; });

  const parsed = (hash) => new URLSearchParams(hash.includes("=") ? hash.slice(1) : "");
  const load = () => {
    const wanted = parsed(location.hash);
    for (const control of controls) {
      control.value = wanted.get(control.id) ?? first[control.id];
      if (control.selectedIndex === -1) control.value = first[control.id];
    }
    sorting = keys.includes((wanted.get("sort") || "").replace(/^-/, "")) ? wanted.get("sort") : "";
  };
  const address = () => {
    const kept = new URLSearchParams(controls.filter((control) => control.value !== first[control.id]).map((control) => [control.id, control.value]));
    if (sorting) kept.set("sort", sorting);
    return String(kept);
  };
  const save = () => {
    const kept = address();
    if (kept !== String(parsed(location.hash))) history.replaceState(null, "", location.href.split("#")[0] + (kept ? `#${kept}` : ""));
    const chosen = String(new URLSearchParams([...new URLSearchParams(kept)].filter(([name]) => name !== "sort" && !(name in (list.views || {})))));
    for (const link of links) {
      const same = String(new URLSearchParams([...parsed(link.hash)].filter(([, value]) => value))) === chosen;
      if (same) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    }
  };
  const hay = (row) => {
    if (row.hay === undefined) row.hay = list.words(row).join("\\n").toLowerCase();
    return row.hay;
  };
  const groupOf = (rows) => {
    const groups = new Map();
    for (const row of rows) {
      const key = list.group(row);
      if (groups.has(key)) groups.get(key).push(row); else groups.set(key, [row]);
    }
    return groups;
  };
  const search = () => {
    const words = element("search").value.toLowerCase().split(/\\s+/).filter(Boolean);
    const wanted = names.map((name) => [list.filters[name], element(name).value]).filter(([, value]) => value);
    const fits = (row) => wanted.every(([values, value]) => [values(row)].flat().includes(value)) && words.every((word) => hay(row).includes(word));
    found = list.rows.filter(fits);
    const key = list.sorts[sorting.replace(/^-/, "")] || list.order;
    if (key) {
      const way = sorting.startsWith("-") ? -1 : 1;
      const keyed = found.map((row) => [key(row), row]);
      keyed.sort(([a, one], [b, other]) => (a < b ? -way : a > b ? way : one.index - other.index));
      found = keyed.map((pair) => pair[1]);
    }
    found = [...groupOf(found).values()].flat();
    starts = [0];
    found.forEach((row, place) => {
      const length = place - starts[starts.length - 1];
      if (length >= 2 * PAGE || length >= PAGE && list.group(row) !== list.group(found[place - 1])) starts.push(place);
    });
    page = 0;
    save();
    draw();
  };
  const labelled = (cell, label, role) => {
    cell.dataset.label = label;
    cell.setAttribute("role", role);
    return cell;
  };
  const body = (key, rows, labels) => {
    const node = make("tbody");
    node.setAttribute("role", "rowgroup");
    const heading = make("th", list.heading(key, rows));
    heading.colSpan = headings.length;
    heading.scope = "rowgroup";
    node.append(make("tr", labelled(heading, "", "rowheader"), "group"), ...rows.map((row) => make("tr", list.cells(row).map(
      ([content, css], place) => labelled(make("td", make("div", content), css), labels[place], "cell")
    ))));
    for (const tr of node.children) tr.setAttribute("role", "row");
    return node;
  };
  const draw = (all) => {
    if (list.drawn) list.drawn();
    const labels = headings.map((heading) => heading.textContent);
    const shown = all ? found : found.slice(starts[page], starts[page + 1]);
    table.querySelectorAll("tbody").forEach((node) => node.remove());
    table.append(...[...groupOf(shown)].map(([key, rows]) => body(key, rows, labels)));
    for (const heading of headings) {
      const up = sorting === heading.dataset.key;
      if (heading.dataset.key && (up || sorting === `-${heading.dataset.key}`)) heading.setAttribute("aria-sort", up ? "ascending" : "descending");
      else heading.removeAttribute("aria-sort");
    }
    const people = (rows) => new Set(rows.map((row) => row.person)).size;
    const many = (count, one, several) => `${count} ${count === 1 ? one : several}`;
    const [rows, persons, every] = [found.length, people(found), people(list.rows)];
    const whole = rows === list.rows.length;
    element("count").textContent = whole
      ? `${many(rows, ...list.noun)}, ${many(persons, "person", "people")}`
      : `${rows ? rows : "None"} of ${many(list.rows.length, ...list.noun)}, ${persons} of ${many(every, "person", "people")}`;
    element("page").textContent = `Page ${page + 1} of ${starts.length}`;
    element("back").disabled = page === 0;
    element("next").disabled = page === starts.length - 1;
    element("back").parentElement.hidden = starts.length === 1;
  };
  const turn = (step) => {
    page += step;
    draw();
    form.scrollIntoView();
  };
  for (const heading of headings.filter((entry) => entry.dataset.key)) {
    heading.querySelector("button").addEventListener("click", () => {
      const key = heading.dataset.key;
      sorting = sorting === key ? `-${key}` : key;
      search();
    });
  }
  for (const control of controls) control.addEventListener("input", search);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { sorting = ""; search(); }));
  element("back").addEventListener("click", () => turn(-1));
  element("next").addEventListener("click", () => turn(1));
  window.addEventListener("hashchange", () => {
    if (!location.hash.includes("=") || String(parsed(location.hash)) === address()) return;
    load();
    search();
    if (form.getBoundingClientRect().top < 0 || form.getBoundingClientRect().top > window.innerHeight / 2) form.scrollIntoView();
  });
  const opened = [];
  window.addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("details[data-print]:not([open])")) { part.open = true; opened.push(part); }
    draw(true);
  });
  window.addEventListener("afterprint", () => {
    for (const part of opened.splice(0)) part.open = false;
    draw();
  });
  for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
  load();
  search();
};
"""
