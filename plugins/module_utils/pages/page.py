# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The frame of all HTML pages: one self-contained file with the same look, without network access or other files.

Text from platforms, rosters and files is only shown: ``text`` escapes it for HTML, ``page`` does so for the data of a script, and a content security policy
allows only this style and this script. ``Html`` marks what is already HTML, so that a type checker finds text that was not escaped.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import islice
from typing import Any, NewType
from urllib.parse import quote

from ..engine.text import all_visible, visible
from .style import STYLE

Html = NewType("Html", str)
SHOWN = 200  # the maximum number of entries of a list, for long lists that a file for programs has completely
LONG_WORD = 30
_BREAKS = re.compile(r"(?<=[@._/:-])(?=.)", re.DOTALL)  # where a line may break inside an address, a name or a digest


def page(
    title: str, main: Html, lead: Html = Html(""), footer: Html = Html(""), skip: str = "", script: str = "", data: Any = None, day: str = "",
) -> str:
    """Return a complete HTML document.

    - ``lead``: HTML below the heading
    - ``skip``: the id of the element that the first link leads to, for keyboards
    - ``day``: a date after the heading, which does not break at its hyphens
    - ``script``: JavaScript that finds ``data`` as JSON in the element ``data``
    """
    shown = _escaped(title)
    dated = f', <span class="unbroken">{_escaped(day)}</span>' if day else ""
    allowed = _hash(script) if script else "'none'"
    policy = f"default-src 'none'; style-src {_hash(STYLE)}; script-src {allowed}; base-uri 'none'; form-action 'none'"
    scripts = f'<script type="application/json" id="data">{_embedded(data)}</script>\n<script>{script}</script>\n' if script else ""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{shown}{f", {_escaped(day)}" if day else ""}</title>
<style>{STYLE}</style>
</head>
<body>
{f'<a class="skip" href="#{skip}">Skip to the content</a>' if skip else ""}
<header>
<h1>{shown}{dated}</h1>
{lead}
</header>
<main>
{main}
</main>
<footer>{footer}</footer>
{scripts}</body>
</html>
"""


def _hash(code: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


def _embedded(value: Any) -> str:
    """Return JSON for a script element, with all characters escaped that are special in HTML or not in ASCII."""
    code = json.dumps(all_visible(value), separators=(",", ":"))
    return code.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _escaped(value: str) -> str:
    return escape(visible(value))


# -- parts of a page -------------------------------------------------------------------------------------------------------------------------


def text(value: Any) -> Html:
    """Return text as HTML: escaped, with invisible characters made visible, isolated from the direction of the text around it."""
    return Html(f"<bdi>{_escaped(str(value))}</bdi>")


def breakable(value: Any) -> Html:
    """Return an address, a name or a digest as HTML, which breaks only after punctuation."""
    return Html(f"<bdi>{'<wbr>'.join(escape(part) for part in _BREAKS.split(visible(str(value))))}</bdi>")


def prose(value: Any) -> Html:
    """Return a sentence as HTML. Only words that may be too long for a line, as addresses on a phone, break after punctuation."""
    words = visible(str(value)).split(" ")
    return Html(f"<bdi>{' '.join('<wbr>'.join(map(escape, _BREAKS.split(word))) if len(word) > LONG_WORD else escape(word) for word in words)}</bdi>")


def joined(parts: Iterable[Html], between: str = "\n") -> Html:
    return Html(between.join(parts))


def paragraph(content: Html) -> Html:
    return Html(f"<p>{content}</p>")


def section(name: str, title: str, content: Html) -> Html:
    """Return a section with a heading. ``name`` is its id."""
    return Html(f'<section aria-labelledby="{name}">\n<h2 id="{name}">{_escaped(title)}</h2>\n{content}\n</section>')


def facts(pairs: Iterable[tuple[str, Html]]) -> Html:
    """Return names and values as a definition list."""
    return Html("<dl>\n" + "\n".join(f"<dt>{_escaped(name)}</dt><dd>{value}</dd>" for name, value in pairs) + "\n</dl>")


def folded(title: str, content: Html, print_open: bool = False, is_open: bool = False) -> Html:
    """Return content that opens on demand. ``print_open``: whether it is also printed while it is closed, which needs the script of ``browse``."""
    return Html(f"<details{' data-print' if print_open else ''}{' open' if is_open else ''}><summary>{_escaped(title)}</summary>{content}</details>")


def bullets(lines: Iterable[str]) -> Html:
    return Html(f"<ul>{''.join(f'<li>{prose(line)}</li>' for line in lines)}</ul>")


def notice(title: str, lines: Sequence[str], shown: int = 2) -> Html:
    """Return lines that must not be overlooked, open if there are at most ``shown``. Empty if there are none."""
    if not lines:
        return Html("")
    content = folded(title if len(lines) == 1 else f"{title}: {len(lines)} reasons", bullets(lines), print_open=True, is_open=len(lines) <= shown)
    return Html(f'<div class="notice">{content}</div>')


def long_list(title: str, lines: Iterable[str], count: int, rest: str = "in the JSON file") -> Html:
    """Return lines of text that open on demand, the first ``SHOWN`` of them. Empty if there are none."""
    if not count:
        return Html("")
    items = [f"<li>{prose(line)}</li>" for line in islice(lines, SHOWN)]
    more = f"<li>and {count - SHOWN} more {rest}</li>" if count > SHOWN else ""
    return folded(f"{title}: {count}", Html(f"<ul>{''.join(items)}{more}</ul>"))


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[Html]], name: str, css: str = "") -> Html:
    """Return a table whose first column has the headings of the rows. ``name`` is its id."""
    titles = "".join(f'<th scope="col">{_escaped(title)}</th>' for title in head)
    body = "\n".join(f'<tr><th scope="row">{row[0]}</th>{"".join(f"<td>{cell}</td>" for cell in row[1:])}</tr>' for row in rows)
    return Html(f"""<div class="scroll" role="region" aria-labelledby="{name}" tabindex="0"><table class="{css}">
<caption id="{name}">{_escaped(caption)}</caption>
<thead><tr>{titles}</tr></thead>
<tbody>
{body}
</tbody>
</table></div>""")


def file_link(file_name: str, title: str) -> Html:
    """Return a link to a file in the same directory."""
    return Html(f'<a href="./{quote(file_name, safe="", errors="surrogatepass")}">{_escaped(title)}</a>')


# -- lists that a script filters -------------------------------------------------------------------------------------------------------------


def filter_link(filters: Mapping[str, str], content: Html, label: str = "") -> Html:
    """Return a link that filters the list of ``browser``. ``filters`` are values by the name of a choice."""
    target = "&".join(f"{name}={quote(visible(value), safe='')}" for name, value in filters.items()) or "search="
    named = f' aria-label="{_escaped(label)}"' if label else ""
    return Html(f'<a href="#{target}" data-filter{named}>{content}</a>')


def choice(name: str, title: str, choices: Iterable[tuple[str, str, str]], first: str = "all") -> Html:
    """Return a select element. ``choices`` are the value, the title and, if known, the number of each; an empty ``first`` leaves out the choice of all."""
    shown = ((_escaped(value), _escaped(entry) + (f" ({_escaped(count)})" if count else "")) for value, entry, count in choices)
    options = "".join(f'<option value="{value}">{entry}</option>' for value, entry in shown)
    everything = f'<option value="">{_escaped(first)}</option>' if first else ""
    return Html(f'<div><label for="{name}">{_escaped(title)}</label><select id="{name}">{everything}{options}</select></div>')


def browser(noun: str, search: str, choices: Html, caption: str, columns: Sequence[tuple[str, str, int]], without_script: str) -> Html:
    """Return the form, the table and the buttons that the script of ``browse`` fills.

    ``columns`` are the key by which a column is sorted, its title, and its width in percent, of those in the stylesheet. A column without a key cannot be
    sorted.
    """
    cells = "".join(_heading(*column) for column in columns)
    return Html(f"""<noscript><p>{_escaped(without_script)}</p></noscript>
<div data-needs-script hidden>
<form id="form" role="search" aria-label="{_escaped(noun)}">
<div class="find"><label for="search">{_escaped(search)}</label><input type="search" id="search" autocomplete="off" spellcheck="false"></div>
{choices}
<button type="reset">Show all</button>
</form>
<p id="count" role="status"></p>
<table id="table" role="table" aria-describedby="hint">
<caption id="hint">{_escaped(caption)}</caption>
<thead role="rowgroup"><tr role="row">{cells}</tr></thead>
</table>
<nav class="pages" aria-label="Pages of the table">
<button type="button" id="back">Previous</button><span id="page"></span><button type="button" id="next">Next</button>
</nav>
</div>""")


def _heading(key: str, title: str, width: int) -> str:
    if not key:
        return f'<th scope="col" role="columnheader" class="w{width}">{_escaped(title)}</th>'
    return f'<th scope="col" role="columnheader" class="w{width}" data-key="{key}"><button type="button">{_escaped(title)}</button></th>'
