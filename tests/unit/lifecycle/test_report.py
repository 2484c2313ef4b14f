# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The review as a document, a spreadsheet and a page; what platforms tell does no harm in any of them."""

from __future__ import annotations

import base64
import csv
import dataclasses
import datetime
import hashlib
import html.parser
import io
import json
import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.people.access.plugins.module_utils.engine.errors import BadInput
from ansible_collections.people.access.plugins.module_utils.engine.text import visible
from ansible_collections.people.access.plugins.module_utils.lifecycle.people import Roster, Rules
from ansible_collections.people.access.plugins.module_utils.lifecycle.report import (
    CSV_COLUMNS,
    as_csv,
    as_json,
    check_document,
    digest,
    neutral,
    plain,
    review,
    row_hash,
)
from ansible_collections.people.access.plugins.module_utils.lifecycle.report_html import as_html

from .access import NOW, OLD, RECENT, access, account, entitlement

ADA = account("thousandeyes", "Ada@x.example", name="Ada Quist", last_seen=OLD, admin=True)
INVITE = account("segment", "ada@x.example", id="", status="pending")
LOGIN = account("tsna", "", name="aquist", last_seen=None, admin=None)
BOB = account("contabo", "bob@x.example", name="Bob", status="disabled", protected="owner")
GRANTS = [
    entitlement(ADA, "Organization Admin", resource_type="account_group", resource="EMEA", admin=True), entitlement(BOB, "Network"),
    entitlement(ADA, "Regular User", resource_type="account_group", resource="APAC"),
]
UNTOLD = {"platform": "segment", "email": "ada@x.example", "name": "", "what": "permissions"}
READING = access(ADA, INVITE, LOGIN, BOB, entitlements=GRANTS, unreadable=[UNTOLD])
RULES = Rules(NOW, Roster.of([{"email": "ada@x.example", "first_name": "Ada", "last_name": "Q", "ends": "2026-10-01"}]))
HOSTILE = [
    '</script><script>alert("1")</script>', "<!--<script>", "</script x ", "<!-- <script ",
    "=1+1", " +cmd|'/C calc'!A0", "-2", "@SUM(A1)", "\t=1", "'=1", "\uff1d1", 'a"b', "{{ 7*7 }}", "\ud800",
    "a;b\nc",
]


def made(reading: Any = None, previous: Any = None, rules: Rules = RULES) -> dict[str, Any]:
    return review(reading or READING, rules, made_by="maria", tenants={"contabo": "api.contabo.com"}, previous=previous)


def spreadsheet(document: dict[str, Any]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(as_csv(document).lstrip("\ufeff"), newline="")))


def test_every_account_is_there_once_with_its_person_and_access() -> None:
    rows = {(entry["platform"], entry["person"]): entry for entry in made()["accounts"]}
    assert len(rows) == len(made()["accounts"]) == 4
    ada = rows["thousandeyes", "ada@x.example"]
    assert ada["access"] == ["Organization Admin on account group EMEA", "Regular User on account group APAC"]
    assert ada["categories"] == ["admin", "dormant", "ended"]
    assert rows["segment", "ada@x.example"]["categories"] == ["pending", "ended"]
    assert rows["tsna", "tsna:aquist"]["categories"] == ["never_used", "unmatched"]
    assert rows["contabo", "bob@x.example"]["categories"] == ["orphan"]


def test_totals_count_accounts_by_platform_and_people() -> None:
    totals = made()["totals"]
    assert totals["people"] == 3 and totals["people_by_category"] == {
        "admin": 1, "dormant": 1, "never_used": 1, "new_account": 0, "orphan": 1, "service": 0, "pending": 1, "ended": 1, "unmatched": 1, "multi_platform": 1}
    assert totals["platforms"]["thousandeyes"] == {
        "accounts": 1, "active": 1, "pending": 0, "disabled": 0, "admin": 1, "dormant": 1, "never_used": 0, "new_account": 0, "orphan": 0, "service": 0,
        "ended": 1, "unmatched": 0,
        "entitlements": 2}
    assert totals["all"]["accounts"] == 4 and totals["all"]["entitlements"] == 3
    assert made({**access(), "counts": {"contabo": {"requests": 2}}})["totals"]["platforms"]["contabo"]["accounts"] == 0


def test_the_document_tells_who_made_it_when_over_what_and_proves_that_it_is_unaltered() -> None:
    document = made()
    assert document["made"] == {"at": "2026-11-25T08:00:00Z", "by": "maria", "tenants": {"contabo": "api.contabo.com"}}
    read = json.loads(as_json(document))
    check_document(read)
    assert read == document and re.fullmatch("[0-9a-f]{64}", document["digest"])
    rest = {name: value for name, value in document.items() if name != "digest"}
    canonical = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert document["digest"] == hashlib.sha256(canonical.encode()).hexdigest()
    read["accounts"][0]["admin"] = not read["accounts"][0]["admin"]
    with pytest.raises(BadInput, match="was altered"):
        made(previous=read)
    with pytest.raises(BadInput, match="not the JSON of an access review"):
        made(previous={"accounts": []})


def test_what_has_changed_since_the_last_review() -> None:
    before = made(access(INVITE, {**BOB, "status": "active"}, LOGIN, account("contabo", "gone@x.example"), entitlements=[GRANTS[1]]))
    member = {**INVITE, "id": "s7", "status": "active"}
    after = made(access(ADA, member, LOGIN, BOB, entitlements=[GRANTS[0]]), previous=before)
    changes = after["changes"]
    assert changes["since"] == {"at": before["made"]["at"], "digest": before["digest"]}
    assert changes["not_compared"] == ["thousandeyes"] and changes["new"] == []
    assert [entry["email"] for entry in changes["gone"]] == ["gone@x.example"]
    assert [(entry["platform"], entry["facts"], entry["removed"]) for entry in changes["changed"]] == [
        ("segment", {"status": ["pending", "active"]}, []), ("contabo", {"status": ["active", "disabled"]}, ["Network"])]
    assert {entry["platform"]: entry["changed"] for entry in after["accounts"]} == {"thousandeyes": "", "segment": "changed", "contabo": "changed", "tsna": ""}
    later = made(access(member, LOGIN, BOB, account("contabo"), entitlements=[GRANTS[1]]), previous=after)
    assert sorted(entry["changed"] for entry in later["accounts"]) == ["", "", "access changed", "new"]
    assert made()["changes"] is None


def test_the_spreadsheet_has_a_row_for_each_account_and_room_for_decisions() -> None:
    rows = spreadsheet(made())
    assert tuple(rows[0]) == CSV_COLUMNS
    assert rows[0] == {
        "review": f"sha256:{made()['digest'][:16]}", "row_hash": row_hash(rows[0]), "tenant": "", "person": "ada@x.example", "name": "Ada Q",
        "platform": "thousandeyes", "account": "Ada@x.example",
        "account_id": ADA["id"], "status": "active", "last_seen": OLD, "admin": "yes", "categories": "admin, dormant, ended",
        "access": "Organization Admin on account group EMEA; Regular User on account group APAC", "changed": "", "decision": "", "decided_by": "", "note": ""}
    assert [(row["account"], row["last_seen"], row["admin"]) for row in rows[1:]] == [
        ("ada@x.example", "not reported", "no"), ("bob@x.example", "not reported", "no"), ("aquist", "never", "unknown")]


# -- hostile input ---------------------------------------------------------------------------------------------------------------------------


def poisoned(text: str) -> dict[str, Any]:
    row = account("contabo", "eve@x.example", name=text)
    login = account("tsna", "", name=text, id=text)
    return made(access(row, login, entitlements=[entitlement(row, text, resource_type="account_group", resource=text)]))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_is_a_formula_and_every_cell_is_true(text: str) -> None:
    rows = spreadsheet(poisoned(text))
    assert not [cell for row in rows for cell in row.values() if cell.lstrip(" ")[:1] in tuple("=+-@\t\r\n|%\uff1d\uff0b\uff0d\uff20")]
    assert {plain(row["name"]) for row in rows} == {text, ""} and plain(rows[1]["account"]) == text


TRICKY = st.text(st.sampled_from("=+-@|%';,\t\r\n \u00a0\u200b\u3000\u202e\x00\ufeff\uff1d\ud83d\\nrtuU0123abcdefx\"") | st.characters(), max_size=40)
FORMULA = tuple("=+-@\uff1d\uff0b\uff0d\uff20\u2212\ufe62\ufe63\ufe66\ufe6b")


@given(TRICKY)
@example("\u00a0=1+1").via("after a blank that is none")
@example("a;=1+1").via("divided by another sign")
@example("C:\\new\\table").via("looks escaped")
@example("|=").via("two in a row")
def test_neutral_texts_are_given_back(text: str) -> None:
    shown = neutral(text)
    assert plain(shown) == text
    assert all(visible(sign) == sign for sign in shown if sign not in "\u200d\ufe0f")
    # As any locale, and any reader that knows nothing of quotes, divides it.
    for cell in re.split("[;,|\t]", shown):
        assert not cell.strip().lstrip("\"").strip().startswith(FORMULA)


@pytest.mark.parametrize("delimiter", list(";\t|,"))
@pytest.mark.parametrize("text", ["=1+1", ";=1+1", "x;=1+1", "x\t=1+1", "x|=1+1", "\u00a0=1+1", "x;\u00a0+1",
                                  "\u200b=1+1", "x\n=1+1", "\u2028@SUM(1)", '";=1+1'])
def test_no_reader_in_any_locale_computes_anything(text: str, delimiter: str) -> None:
    for line in as_csv(poisoned(text)).splitlines():
        for cell in (*next(csv.reader([line], delimiter=delimiter)), *line.split(delimiter)):
            assert not cell.strip().lstrip("\"").strip("\u200b\ufeff \u00a0").startswith(FORMULA)


class Tags(html.parser.HTMLParser):
    """The elements of a page, and the text of its scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, Any]]] = []
        self.texts: dict[str, str] = {}
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside = dict(attrs).get("id") or tag

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        self.texts[self.inside] = self.texts.get(self.inside, "") + data


def parsed(page: str) -> Tags:
    tags = Tags()
    tags.feed(page)
    return tags


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_markup(text: str) -> None:
    document = review(
        poisoned(text) | {"unreadable": [{"platform": "tsna", "email": "", "name": text, "what": text}], "notes": [text]}, RULES, text, text, {"tsna": text},
        poisoned("harmless"))
    harmless = review(
        poisoned("harmless") | {"unreadable": [{"platform": "tsna", "email": "", "name": "x", "what": "x"}], "notes": ["x"]}, RULES, "x", "x", {"tsna": "x"},
        poisoned(text))
    page, other = parsed(as_html(document)), parsed(as_html(harmless))
    assert [tag for tag, dummy in page.tags if tag != "wbr"] == [tag for tag, dummy in other.tags if tag != "wbr"]
    raw = as_html(document).partition('id="data">')[2].rpartition("</script>\n<script>")[0]
    assert set("<>&").isdisjoint(raw) and raw.isascii()  # browsers end a script at more than parsers know
    data = json.loads(raw)
    assert visible(text) in [name for dummy, name, marks in data["people"]] and [row[2] for row in data["rows"]] == ["eve@x.example", visible(text)]


def test_the_page_loads_nothing_and_runs_only_its_own_script() -> None:
    text = as_html(made())
    page = parsed(text)
    assert [tag for tag, attributes in page.tags if "src" in attributes or tag in ("link", "iframe", "img", "object", "base")] == []
    assert [attributes["href"] for tag, attributes in page.tags if not attributes.get("href", "#").startswith("#")] == []
    assert "http://" not in text and "https://" not in text and "url(" not in text
    policy = next(attributes["content"] for tag, attributes in page.tags if attributes.get("http-equiv") == "Content-Security-Policy")
    hashes = [base64.b64encode(hashlib.sha256(page.texts[tag].encode()).digest()).decode() for tag in ("style", "script")]
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'")
    assert [name for dummy, attributes in page.tags for name in attributes if name.startswith("on") or name == "style"] == []


def test_the_page_is_made_for_everybody() -> None:
    page = parsed(as_html(made()))
    elements = {attributes["id"]: (tag, attributes) for tag, attributes in page.tags if "id" in attributes}
    labelled = {attributes["for"] for tag, attributes in page.tags if tag == "label"}
    assert {name for name, (tag, dummy) in elements.items() if tag in ("input", "select")} == labelled == {"search", "platform", "status", "mark"}
    assert [attributes for tag, attributes in page.tags if tag == "th" and "scope" not in attributes] == []
    assert [tag for tag, dummy in page.tags].count("caption") == [tag for tag, dummy in page.tags].count("table") == 2
    referred = [entry for dummy, attributes in page.tags for entry in (attributes.get("aria-labelledby"),) if entry]
    assert [entry for entry in referred if entry not in elements] == []
    assert next(attributes for tag, attributes in page.tags if tag == "html")["lang"] == "en"


def test_long_lists_end_and_say_so() -> None:
    many = [account("contabo", f"p{number}@x.example") for number in range(205)]
    document = made(access(account("contabo"), *many), previous=made(access(account("contabo", "z@x.example"))))
    assert "and 6 more in the JSON file" in as_html(document)
    assert as_html(document).count("</bdi></li>") == 201  # one is gone


def test_the_digest_depends_on_everything() -> None:
    assert digest(made()) == made()["digest"] != digest({**made(), "title": "another"})
    later = Rules(NOW + datetime.timedelta(seconds=1), RULES.roster)
    assert made(rules=later)["digest"] != made()["digest"]
    assert RECENT > OLD


def test_an_account_that_reviews_have_known_for_long_and_nobody_has_used_is_dormant() -> None:
    first = made()
    assert {entry["known_since"] for entry in first["accounts"]} == {"2026-11-25T08:00:00Z"}
    later = dataclasses.replace(RULES, now=NOW + datetime.timedelta(days=80))
    second = made(previous=first, rules=later)
    assert {entry["known_since"] for entry in second["accounts"]} == {"2026-11-25T08:00:00Z"}

    def login(document: Any) -> Any:
        return next(entry for entry in document["accounts"] if entry["platform"] == "tsna")["categories"]

    third = made(previous=second, rules=dataclasses.replace(RULES, now=NOW + datetime.timedelta(days=160)))
    assert (login(first), login(second), login(third)) == (["never_used", "unmatched"], ["never_used", "unmatched"], ["dormant", "unmatched"])
    older = {name: value for name, value in first.items() if name != "digest"}
    older["accounts"] = [{name: value for name, value in entry.items() if name != "known_since"} for entry in older["accounts"]]
    older["digest"] = digest(older)  # of a release that did not keep it
    assert login(made(previous=older, rules=dataclasses.replace(RULES, now=NOW + datetime.timedelta(days=160)))) == ["dormant", "unmatched"]
