# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that a hostile platform, roster or decision file may contain, by family.

``texts(run)`` gives ``{name: text}``, where ``run`` is a shell command that must never run (``touch CANARY``). Another ``seed`` gives other
texts of the same families: other words, spacing, delimiters and code points. ``structures(run)`` gives values that are no texts.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, Callable

Family = Callable[[random.Random, str], Iterator[str]]


def texts(run: str, seed: int = 0) -> dict[str, str]:
    """Every hostile text by the name of its family and its number. The same seed gives the same texts."""
    found = {}
    for name, family in FAMILIES.items():
        for number, text in enumerate(family(random.Random(f"{name}{seed}"), run)):
            found[f"{name}-{number}"] = text
    return found


def word(rng: random.Random) -> str:
    return "".join(rng.choice("abcdefghijklmnopqrstuvwxyz") for dummy in range(rng.randint(3, 8)))


def templates(rng: random.Random, run: str) -> Iterator[str]:
    blank = rng.choice((" ", "  ", "\t"))
    pipe = f"lookup('ansible.builtin.pipe',{blank}'{run}')"
    expressions = (
        pipe, f"query('pipe', '{run}')", f"cycler.__init__.__globals__.os.system('{run}')", f"lipsum.__globals__['os'].popen('{run}').read()",
        f"{rng.randint(3, 99)} * {rng.randint(3, 99)}", "().__class__.__base__.__subclasses__()", "lookup('file', '/etc/passwd')", "hostvars", word(rng),
        f"lookup('template', '/{word(rng)}')", "lookup('env', 'TE_TOKEN')",
    )
    for expression in expressions:
        yield f"{{{{{blank}{expression}{blank}}}}}"
    statements = (
        f"set x = {pipe}", f"if {pipe}", f"for x in {pipe}", f"include '/etc/{word(rng)}'", f"macro m() %}}{{{{ {pipe} }}}}{{% endmacro", "raw", "endraw",
    )
    for statement in statements:
        yield f"{{%{rng.choice(('', '-', '+'))} {statement} {rng.choice(('', '-'))}%}}"
    yield f"{{# {word(rng)} #}}{{{{ {pipe} }}}}"
    yield f"{word(rng)} {{{{ {pipe} "  # never closed
    yield f"{{{{'{word(rng)}'}}}}"
    yield "{%"


def template_headers(rng: random.Random, run: str) -> Iterator[str]:
    """Ansible lets the first line of a template choose other delimiters, so that no brace is needed."""
    pipe = f"lookup('pipe', '{run}')"
    for begin, end in (("[%", "%]"), ("<%", "%>"), ("((", "))"), ("$(", ")"), ("@@", "@@"), (rng.choice("ab") + "!", "!z")):
        yield f"#jinja2: variable_start_string:'{begin}', variable_end_string:'{end}'\n{begin} {pipe} {end}"
    yield f"#jinja2:block_start_string:'[%',block_end_string:'%]'\n[% if {pipe} %]{word(rng)}[% endif %]"
    yield f"#jinja2:variable_start_string: '[%' , variable_end_string: '%]'\r\n[% {pipe} %]"
    yield f"#jinja2: line_statement_prefix:'%'\n% set x = {pipe}\n"
    yield f"\ufeff#jinja2:variable_start_string:'[%',variable_end_string:'%]'\n[% {pipe} %]"
    yield f"#jinja2: trim_blocks:True, lstrip_blocks:True\n{{{{ {pipe} }}}}"
    yield f"#jinja2: {word(rng)}:'x'\nx"
    yield "#jinja2:"
    yield "#jinja2"


def yaml(rng: random.Random, run: str) -> Iterator[str]:
    yield from (
        "!unsafe 'x'", f"!!python/object/apply:os.system ['{run}']", f"!<tag:yaml.org,2002:python/object/apply:os.system> ['{run}']",
        f"!vault |\n  {word(rng)}",
        "&a [*a]", f"- {word(rng)}: [", f"{word(rng)}: {word(rng)}", f"---\n{word(rng)}\n...", "? x", "%YAML 1.1", "yes", "No", "null", "~", "1e3", "0o17",
        "0x1F", ".inf",
        "2026-01-01", "12:30:45", "=", "<<", "@x", "`x`", "'", '"', f"# {word(rng)}", "|\n x", ">-", "[1, 2", "{a: b", "\t x", f"x #{word(rng)}", "x:",
    )


def shell(rng: random.Random, run: str) -> Iterator[str]:
    end = rng.choice((";", "\n", " ; "))
    yield from (
        f"$({run})", f"`{run}`", f"{end}{run}{end}", f"| {run}", f"&& {run}", f"|| {run}", f"'{end}{run}{end}'", f'"{end}{run}{end}"', f"\n{run}\n",
        f"x\r\n{run}\r\n",
        f"${{IFS}}{run}", f">/tmp/{word(rng)}", f"<({run})", "\\", "!!", f"x=$({run})", "*", "~", f"{run} #",
    )


def options(rng: random.Random, run: str) -> Iterator[str]:
    yield from (
        f"-oProxyCommand={run}", f"-o ProxyCommand={run}", f"x -oProxyCommand={run}", f"-F/tmp/{word(rng)}", "--limit=all", "-", "--", f"-{word(rng)}",
        f"fe80::1%-oProxyCommand={run}", f"root@{word(rng)}", f"ssh://-oProxyCommand={run}/x", f"[{word(rng)}]:22", f"{word(rng)}:22", "127.1", "0x7f000001",
        "2130706433", "127.0.0.1", "::1", "0.0.0.0", "::ffff:127.0.0.1", "localhost", f"{word(rng)}.localhost", "localhost.", f"{word(rng)}..{word(rng)}",
        f"-{word(rng)}.example", f"{word(rng)}-.example", "a" * 64 + ".example", f"{word(rng)}_x.example", "\uff4cocalhost", "\uff11\uff12\uff17.0.0.1",
    )


def paths(rng: random.Random, run: str) -> Iterator[str]:
    yield from (
        f"../../../../tmp/{word(rng)}", "..", ".", "/etc/passwd", f"..\\..\\{word(rng)}", "%2e%2e%2f", "file:///etc/passwd", f"\\\\{word(rng)}\\c$", "CON",
        "NUL.txt",
        f"{word(rng)}\x00.yml", "~root/.ssh/id_rsa", f"{word(rng)}/", "//", f"C:\\{word(rng)}", "/dev/stdout", "/proc/self/environ",
        f"{word(rng)}/../{word(rng)}",
    )


def patterns(rng: random.Random, run: str) -> Iterator[str]:
    """What Ansible reads as more than one name, or as a name with a meaning."""
    yield from (
        "all", "ungrouped", "localhost", "127.0.0.1", "*", f"all:!{word(rng)}", f"&{word(rng)}", "~.*", "!all", "web[01:50]", "[a:z]",
        f"{word(rng)},{word(rng)}",
        f"{word(rng)}:&{word(rng)}", f"@/tmp/{word(rng)}", "omit", "inventory_hostname", "group_names", "hostvars", "_meta", f"{word(rng)}?",
        f"{word(rng)};{word(rng)}",
        f" {word(rng)} ", f"{word(rng)} {word(rng)}",
    )


def formulas(rng: random.Random, run: str) -> Iterator[str]:
    call = rng.choice((f"cmd|' /C {word(rng)}'!A0", f"HYPERLINK(\"http://{word(rng)}.example\",\"x\")", "1+1", f"WEBSERVICE(\"http://{word(rng)}.example\")"))
    leads = (
        "=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "\u00a0=", "\u200b=", "\ufeff=", "\u3000=", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\ufe66",
        ";=", ",=", "|=", "\";=", "',=", "x;=", "x\t=", "x,@",
    )
    for lead in leads:
        yield f"{lead}{call}"
    yield f"=-+{call}"
    yield '"=1+1","=1+1"'


def markup(rng: random.Random, run: str) -> Iterator[str]:
    js = f"window.harmed={rng.randint(1, 99)}"
    yield from (
        f"<script>{js}</script>", f"<img src=x onerror='{js}'>", f"</script><script>{js}</script>", f"<svg/onload={js}>", f"\"><b onclick=\"{js}\">",
        f"' onmouseover='{js}",
        f"javascript:{js}", "<!--", "-->", "]]>", "&lt;script&gt;", f"</style><style>*{{background:url(//{word(rng)}.example)}}",
        f"<iframe srcdoc='<script>{js}</script>'>",
        f"<base href=//{word(rng)}.example>", "<meta http-equiv=refresh content=0>", "</title><title>", "\u2028",
        f"<a href='data:text/html,<script>{js}</script>'>x</a>",
        f"<SCRIPT SRC=//{word(rng)}.example>", f"<math><mi xlink:href=javascript:{js}>", "&#106;avascript:x", f"${{{js}}}", "<plaintext>", "</textarea>",
        f"`;{js};`",
    )


def markdown(rng: random.Random, run: str) -> Iterator[str]:
    yield from (
        f"[x](javascript:{word(rng)})", f"![x](http://{word(rng)}.example/x.png)", "| a | b |\n|---|---|", "```", "~~~", "# approved", "<details>",
        "- [x] done",
        "\n\n| approved | yes |", "> x", f"[^1]: {word(rng)}", "**", "_", "\\|", f"<http://{word(rng)}.example>", "x\n---", "***\n", "    code",
    )


def terminal(rng: random.Random, run: str) -> Iterator[str]:
    n = rng.randint(1, 7)
    yield from (
        "\x1b[2J\x1b[H", f"\x1b]0;{word(rng)}\x07", f"\x1b]8;;http://{word(rng)}.example\x1b\\x\x1b]8;;\x1b\\", "\x1b[8m hidden", "\x1bc", f"\x9b3{n}m",
        f"\x9d0;{word(rng)}\x9c",
        "\x07", "x\x08\x08y", f"bad\rgood {word(rng)}", "\x00", "\x7f", f"\x1bP{word(rng)}\x1b\\", f"\x1b[{n}A\x1b[2K", "\x1b]52;c;cm0=\x07", "\x0e", "\x85",
        "\x0b\x0c", "\x1b[?1049h", "\x05",
    )


def unicode(rng: random.Random, run: str) -> Iterator[str]:
    a, b = word(rng), word(rng)
    signs = ("\u202e", "\u2066", "\u2069", "\u200b", "\u200d", "\u200f", "\ufeff", "\u00ad", "\u2028", "\u2029", "\U000e0041", "\ufe0f", "\u3164", "\u061c",
             "\u00a0", "\u3000", "\ufff9")
    for sign in signs:
        yield f"{a}{sign}{b}"
    high, low = chr(rng.randint(0xD800, 0xDBFF)), chr(rng.randint(0xDC00, 0xDFFF))
    yield from (high, low, f"{a}{low}{high}", f"{a}\uffff", "e\u0301" + a, "\u00e9" + a, "\u0130stanbul", "stra\u00dfe", "p\u0430ypal", "z" + "\u0301" * 60,
                "\ufb01x", "\u212a", "👩\u200d👩\u200d👧")


def sizes(rng: random.Random, run: str) -> Iterator[str]:
    sign = rng.choice("AÄ本")
    yield from ("", " ", "\t", sign * 300, sign * 20_000, f"{word(rng)}\n" * 500, "{" * 3000, "((" * 2000, sign * 140_000)


def ansible(rng: random.Random, run: str) -> Iterator[str]:
    pipe = f"{{{{ lookup('pipe', '{run}') }}}}"
    yield from (
        "__ansible_unsafe", f'{{"__ansible_unsafe": "{pipe}"}}', '{"__ansible_vault": "x"}', "$ANSIBLE_VAULT;1.1;AES256\n6135", "_ansible_no_log",
        '{"__ansible_type": "TrustedAsTemplate"}',
        f"__omit_place_holder__{word(rng)}", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER", "ansible_connection=local", f'{{"ansible_facts": {{"x": "{pipe}"}}}}',
        '{"changed": true}', '\n{"changed": true, "rc": 0}\n', "ansible_python_interpreter", "!unsafe", f"!unsafe {pipe}", "{{ omit }}", "AnsibleUnsafe",
        "******",
    )


def formats(rng: random.Random, run: str) -> Iterator[str]:
    yield from (
        "%s%n%x", "{0}", "{x.__class__.__init__.__globals__}", "%(name)s", "{:>999999}", "$x", f"${{{word(rng)}}}", "\\N{BULLET}", "\\x41\\u0041",
        "\\1\\g<0>", "(?P<x>", "(a+)+$", ".*", "[",
        f"%{rng.randint(100, 999)}d", "{{", "}}", "{", "}", "{}", "%", "%%",
    )


def protocols(rng: random.Random, run: str) -> Iterator[str]:
    yield from (
        '"}', f"x\r\nX-{word(rng)}: 1", "\\u0000", f"&{word(rng)}=1", "?x#y", "%00", "%0d%0a", "__proto__", "constructor", "' OR '1'='1", "*)(uid=*",
        "'; DROP TABLE users; --",
        "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>", f"http://user:pass@{word(rng)}.example", "[]", "true", "0", "-1",
        "NaN",
    )


FAMILIES: dict[str, Family] = {
    entry.__name__: entry
    for entry in (
        templates, template_headers, yaml, shell, options, paths, patterns, formulas, markup, markdown, terminal, unicode, sizes, ansible, formats, protocols,
    )
}


def structures(run: str) -> list[Any]:
    """Values where a text is expected, some of which Ansible's own serialization takes for marks."""
    pipe = f"{{{{ lookup('pipe', '{run}') }}}}"
    trusted = {"__ansible_type": "_AnsibleTaggedStr", "value": pipe, "tags": [{"__ansible_type": "TrustedAsTemplate"}]}
    return [
        {"__ansible_unsafe": pipe}, {"__ansible_unsafe": 5}, {"__ansible_vault": "x"}, {"__ansible_type": "TrustedAsTemplate"}, trusted, {"a": trusted},
        [trusted],
        {"__ansible_type": "x"}, {pipe: pipe}, [pipe], [[[pipe]]], {}, [], None, True, 3.5, 10 ** 40, -1,
    ]
