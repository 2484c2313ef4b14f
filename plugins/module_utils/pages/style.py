# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The stylesheet of all pages: light and dark, from a phone to a wide screen, and A4 paper."""

from __future__ import annotations

STYLE = """
:root {
  color-scheme: light dark; --back: #fff; --text: #1b1f24; --soft: #57606a; --line: #d0d7de; --panel: #f6f8fa; --accent: #0550ae;
  --warn: #9a3412; --good: #116329; --bad: #a40e26;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #0f1318; --text: #e6e9ec; --soft: #9aa5b1; --line: #343c46; --panel: #181e25; --accent: #8ab4ff;
    --warn: #fdba74; --good: #7ee2a0; --bad: #ffa198;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 84rem; padding: 0.75rem 1.25rem 3rem; font: 0.9375rem/1.5 system-ui, sans-serif; }
body { background: var(--back); color: var(--text); }
h1 { font-size: 1.5rem; line-height: 1.2; margin: 0.25rem 0 0.35rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2rem 0 0.5rem; }
p { margin: 0.5rem 0; overflow-wrap: anywhere; }
.lead { color: var(--soft); margin: 0 0 0.5rem; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 0.5rem; padding: 0.4rem 0.7rem; background: var(--back); z-index: 2; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
a, summary { color: var(--accent); }
summary { cursor: pointer; }
dl { display: grid; grid-template-columns: minmax(11rem, max-content) 1fr; gap: 0.15rem 1rem; margin: 0.25rem 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
li { overflow-wrap: break-word; }
td, th, dd, li, .sub { unicode-bidi: isolate; }
code { font: 0.85em ui-monospace, monospace; overflow-wrap: anywhere; }
.notice { border: 1px solid var(--warn); border-left-width: 0.35rem; border-radius: 0.35rem; padding: 0.4rem 0.75rem; margin: 0.5rem 0; }
.notice ul { margin: 0.15rem 0; }
.notice summary { color: var(--warn); font-weight: 600; }
ul { padding-left: 1.25rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; color: var(--soft); padding: 0.25rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.6rem; border-bottom: 1px solid var(--line); }
thead th { background: var(--panel); white-space: nowrap; }
.totals { width: auto; min-width: 60%; }
.totals td { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.totals thead th { text-align: right; white-space: normal; }
.totals thead th:first-child { text-align: left; }
.totals tr:last-child > * { font-weight: 600; border-bottom: 0; }
#table { table-layout: fixed; }
#table th, #table td { overflow-wrap: break-word; }
#table thead th { position: sticky; top: 0; z-index: 1; white-space: normal; }
#table tbody { border-bottom: 2px solid var(--line); }
#table tbody td { border-bottom-style: dotted; }
#table .group th { font-weight: 400; padding: 0.6rem 0.6rem 0.2rem; border-bottom: 0; }
#table .group strong { font-weight: 650; }
#table .group .flags { display: inline-flex; margin-left: 0.5rem; vertical-align: middle; }
.w10 { width: 10%; } .w15 { width: 15%; } .w20 { width: 20%; } .w25 { width: 25%; } .w30 { width: 30%; } .w40 { width: 40%; }
.sub { color: var(--soft); font-weight: 400; }
.line { display: block; }
.flags { display: flex; flex-wrap: wrap; gap: 0.25rem; margin: 0; padding: 0; list-style: none; }
.flags li { border: 1px solid var(--line); border-radius: 0.3rem; padding: 0 0.4rem; font-size: 0.85em; overflow-wrap: break-word; max-width: 100%; }
.flags .watch { border-color: var(--warn); color: var(--warn); font-weight: 600; }
.plain { margin: 0; padding: 0; list-style: none; }
.plain li { overflow-wrap: break-word; }
.good { color: var(--good); }
.bad { color: var(--bad); }
.open { color: var(--warn); }
.unbroken { white-space: nowrap; }
.action { border: 1px solid var(--line); border-radius: 0.5rem; padding: 0.5rem 0.75rem; margin: 0.6rem 0; break-inside: avoid; }
.action h3 { font-size: 1rem; margin: 0 0 0.25rem; }
.action ul { margin: 0.1rem 0; padding-left: 1.1rem; }
.chips { display: flex; flex-wrap: wrap; gap: 0.35rem; margin: 0.25rem 0; padding: 0; list-style: none; }
.chips a { display: block; border: 1px solid var(--line); border-radius: 1rem; padding: 0.05rem 0.7rem; text-decoration: none; color: var(--text); }
.chips a:hover, .chips a[aria-current] { border-color: var(--accent); background: var(--panel); }
.chips a[aria-current] { box-shadow: inset 0 0 0 1px var(--accent); }
.chips b { font-variant-numeric: tabular-nums; margin-right: 0.25rem; }
.chips .watch b { color: var(--warn); }
form { display: flex; flex-wrap: wrap; gap: 0.5rem 0.75rem; align-items: end; margin: 0.5rem 0; }
label { display: block; color: var(--soft); font-size: 0.85rem; }
input, select, button { font: inherit; color: inherit; background: var(--back); border: 1px solid var(--soft); border-radius: 0.35rem; }
input, select, button { padding: 0.25rem 0.6rem; max-width: 100%; }
input[type=search] { width: 100%; }
.find { flex: 1 1 16rem; }
button { cursor: pointer; background: var(--panel); }
button:disabled { color: var(--soft); border-style: dashed; cursor: default; }
th button { border: 0; background: none; padding: 0; font-weight: 600; text-align: left; }
th button::after { content: " \\2195"; content: " \\2195" / ""; color: var(--soft); }
th[aria-sort=ascending] button::after { content: " \\2191"; content: " \\2191" / ""; color: inherit; }
th[aria-sort=descending] button::after { content: " \\2193"; content: " \\2193" / ""; color: inherit; }
#count { margin: 0.25rem 0; color: var(--soft); }
.pages { display: flex; gap: 0.75rem; align-items: center; margin: 0.75rem 0; }
footer { margin-top: 2.5rem; color: var(--soft); border-top: 1px solid var(--line); padding-top: 0.75rem; }
@media (max-width: 46rem) {
  body { padding: 0.5rem 0.75rem 2rem; }
  dl { grid-template-columns: 1fr; }
  dd { margin-bottom: 0.4rem; }
  form > div { flex: 1 1 9rem; min-width: 0; }
  form .find { flex: 1 0 100%; }
  select { width: 100%; }
  .chips, #table thead tr { display: flex; flex-wrap: nowrap; gap: 0.4rem; overflow-x: auto; padding: 0.2rem; white-space: nowrap; }
  #table thead th { position: static; width: auto; border: 1px solid var(--line); border-radius: 0.35rem; padding: 0.1rem 0.6rem; white-space: nowrap; }
  #table, #table caption, #table thead, #table tbody, #table tbody tr, #table tbody th, #table tbody td { display: block; width: auto; }
  #table thead:not(:has(button)) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  #table thead:not(:has(button)) tr { overflow: visible; }
  #table tbody { border: 1px solid var(--line); border-radius: 0.5rem; margin: 0.6rem 0; padding: 0.3rem 0; }
  #table tbody .group th { padding: 0.2rem 0.75rem; }
  #table .group .flags { display: flex; margin: 0.15rem 0 0; }
  #table tbody tr + tr { border-top: 1px solid var(--line); padding: 0.2rem 0; margin-top: 0.2rem; }
  #table tbody td { border: 0; padding: 0.1rem 0.75rem; display: grid; grid-template-columns: 6.5rem 1fr; gap: 0.5rem; }
  #table tbody td:has(> div:empty) { display: none; }
  #table tbody td::before { content: attr(data-label); color: var(--soft); font-size: 0.85rem; }
}
@page {
  size: A4 portrait; margin: 14mm 12mm 15mm;
  @bottom-right { content: "Page " counter(page) " of " counter(pages); font: 8pt system-ui, sans-serif; color: #444; }
}
@media print {
  :root { color-scheme: light; --back: #fff; --text: #000; --soft: #444; --line: #999; --panel: #eee; --accent: #000; --warn: #000; --good: #000; --bad: #000; }
  body { max-width: none; padding: 0; font-size: 8.5pt; line-height: 1.35; }
  h1 { font-size: 15pt; }
  h2 { font-size: 11pt; margin: 5mm 0 1.5mm; break-after: avoid; }
  th, td { padding: 0.6mm 1.2mm; }
  form, .pages, .skip { display: none; }
  a { color: inherit; text-decoration: none; }
  .scroll { overflow: visible; }
  #table thead { display: table-header-group; }
  #table thead th { position: static; border-bottom: 1pt solid #000; }
  #table .group th { padding-top: 1.5mm; break-after: avoid; }
  #table .group { break-after: avoid; }
  th button { display: contents; }
  th button::after { content: none !important; }
  tbody, tr, li, dt, dd { break-inside: avoid; }
  .totals tbody, .overview tbody { break-inside: auto; }
  details:not([open]) { display: none; }
}
"""
