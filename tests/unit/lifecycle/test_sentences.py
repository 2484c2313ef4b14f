# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan in sentences: who joins, moves and leaves, and what each account loses and gets."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.lifecycle.sentences import (
    account_text,
    headline,
    pending,
    people_of,
    protected,
    text_of,
    upcoming,
)
from tests.harness import Bench

from .plans import action, plan, roles

EMEA = {"account_group_roles": [{"account_group": "EMEA", "roles": ["Regular User"]}], "all_account_group_roles": ["Read only"]}
PROD = {"type": "SOURCE", "id": "web", "labels": [{"key": "env", "value": "prod"}]}
WEB = {"permissions": [{"role": "Source Admin", "resources": [PROD]}], "groups": ["Web"]}


def told(*actions: dict[str, Any], members: Any = ()) -> list[str]:
    return [f"{person['name'] or person['person']} {person['change']}: {text_of(person)}" for person in people_of(actions, frozenset(members))]


def test_access_is_told_in_the_words_of_each_platform() -> None:
    assert told(action("thousandeyes", after=EMEA), action("segment", action="invited", after=WEB), action(after=roles("Network"))) == [
        "Ada Quist joins: ThousandEyes EMEA as Regular User, all account groups as Read only; "
        "Segment Source Admin on source web [env=prod], group Web (by invite); Contabo Network",
    ]


@pytest.mark.parametrize(("actions", "members", "text"), [
    ([action(after=roles("Network"))], ["ada@x.example"], "gets: Contabo Network"),
    ([action(after=roles())], [], "joins: Contabo no role"),
    ([action(action="updated", before=roles("Invoice", "Network"), after=roles("Network", "Storage"))], [],
     "moves: loses Contabo Invoice; gets Contabo Storage"),
    ([action(action="updated", before=roles("Invoice"), after=roles())], [], "loses: Contabo Invoice"),
    ([action(action="updated", before=roles(), after=roles("Invoice"))], [], "gets: Contabo Invoice"),
    ([action(action="updated", before={"locale": "de", "totp": None}, after={"locale": "en-US", "totp": True})], [],
     "changes: Contabo locale de → en-US; totp none → yes"),
    ([action(action="updated", before={"enabled": False}, after={"enabled": True})], [], "changes: Contabo account enabled"),
    ([action(action="updated", before={"enabled": True}, after={"enabled": False})], [], "loses: Contabo account (disabled)"),
    ([action(action="updated", before={"enabled": True, "locale": "de"}, after={"enabled": False, "locale": "en-US"}, admin=True)], [],
     "loses: loses Contabo account (disabled) [ADMIN: no longer]; changes Contabo locale de → en-US"),
    ([action(action="updated", before={"enabled": False, **roles("Owner", "Network")}, after={"enabled": True, **roles("Owner")}, admin=True,
             reason="more than the roster gives")], [], "loses: loses Contabo Network [ADMIN: again]; changes Contabo account enabled"),
    ([action(action="updated", before=roles("Owner", "Network"), after=roles("Network"), admin=True)], [], "loses: Contabo Owner [ADMIN: no longer]"),
    ([action(action="reinvited", platform="segment", before={}, after=WEB)], [],
     "gets: Segment Source Admin on source web [env=prod], group Web (by a new invite)"),
    ([action(action="deleted", before=roles("Invoice"))], [], "leaves: 1 account removed (Contabo)"),
    ([action("contabo", action="disabled", reason="ended"), action("tsna", action="deleted")], [],
     "leaves: 1 account disabled (Contabo), 1 account removed (TSNA)"),
    ([action(action="disabled", remove_on="2027-07-31"), action("segment", action="revoked", remove_on="2027-07-31", before={"groups": ["Web"]})], [],
     "leaves: 1 account stripped of all access, to be removed on 2027-07-31 (Segment), 1 account disabled, to be removed on 2027-07-31 (Contabo)"),
    ([action(action="deleted", reason="not in the roster")], [], "leaves: 1 account removed (Contabo), not in the roster"),
    ([action(action="deleted", reason="no profile for this platform")], [], "loses: Contabo account (removed, no profile for this platform)"),
    ([action("segment", action="deleted", reason="moved to another address"),
      action("segment", action="invited", after={"groups": ["Web"]}, account="n@x.example")], ["ada@x.example"],
     "moves: loses Segment account (removed, moved to another address); gets Segment group Web (by invite)"),
    ([action(after=roles("Owner"), admin=True, admin_grants=["Owner"])], [], "joins: Contabo Owner [ADMIN: Owner]"),
    ([action(action="deleted", admin=True)], [], "leaves: 1 account removed (Contabo) [ADMIN: no longer]"),
])
def test_what_happens_to_a_person_is_one_sentence(actions: list[dict[str, Any]], members: list[str], text: str) -> None:
    assert told(*actions, members=members) == [f"Ada Quist {text}"]


def test_an_action_that_is_not_known_is_told_by_its_own_word() -> None:
    assert told(action(action="parked")) == ["Ada Quist changes: Contabo parked"] and account_text(action(action="parked")) == "parked"


def test_an_account_tells_what_it_loses() -> None:
    assert account_text(action(action="deleted", before=roles("Invoice"))) == "account removed, loses Invoice"
    assert account_text(action(action="updated", before=roles("A"), after=roles("B"))) == "loses A; gets B"
    disabled = action(action="updated", before={"enabled": True, "locale": "de", **roles("A")}, after={"enabled": False, "locale": "en-US", **roles()},
                      reason="more than the roster gives")
    assert account_text(disabled) == "account disabled, loses A; locale de → en-US"


def test_people_are_in_the_order_of_their_change_and_name_and_addresses_are_compared_without_case() -> None:
    rows = [
        action(person="z@x.example", name="", action="deleted"), action(person="B@x.example", name="Ben Ode"), action("tsna", person="b@x.example", name=""),
        action(person="a@x.example", name="Zoe Park"),
    ]
    assert [(person["person"], person["name"], person["change"]) for person in people_of(rows)] == [
        ("B@x.example", "Ben Ode", "joins"), ("a@x.example", "Zoe Park", "joins"), ("z@x.example", "", "leaves"),
    ]


def test_the_headline_counts_people_and_changes() -> None:
    assert headline(plan()) == "No changes."
    rows = [action(), action("tsna"), action(person="b@x.example", action="deleted")]
    assert headline(plan(*rows)) == "2 people: 1 joins, 1 leaves. 3 changes: 2 on Contabo, 1 on TSNA."
    assert headline(plan(rows[0])) == "1 person: 1 joins. 1 change: 1 on Contabo."


def test_joiners_to_come_protected_people_and_invites_have_their_own_lines() -> None:
    later = [{"platform": name, "person": "e@x.example", "name": "Eva Stone", "starts": "2199-01-01", "account": ""} for name in ("contabo", "tsna")]
    assert upcoming({"upcoming": later}) == ["Eva Stone joins on 2199-01-01: Contabo, TSNA"]
    assert pending({"pending": [{"platform": "segment", "person": who, "account": who} for who in ("a@x.example", "b@x.example")]}) == [
        "Segment: a@x.example, b@x.example",
    ]
    assert protected({"kept": [{"platform": "tsna", "person": "r@x.example", "account": "rstone", "asked": "prune", "reason": "is in protect (r*)"}]}) == [
        "in protect (r*), not removed, although not in the roster: r@x.example",
    ]


def test_who_has_accounts_already_does_not_join(bench: Bench) -> None:
    known = {"email": "ravi.stone@harbor.example", "accounts": {"contabo": {"first_name": "Ravi", "last_name": "Stone"}, "thousandeyes": {}}}
    accounts = {"contabo": {"roles": ["Network"]}}
    new = {"email": "ada@x.example", "first_name": "Ada", "last_name": "Quist", "accounts": accounts}
    bench.run("contabo_user", email=known["email"], state="absent")
    result = bench.run("roster", people=[known, new], check=True, platforms=["contabo", "thousandeyes"], manage={"thousandeyes": ["name"]})
    people = {person["person"]: (person["name"], person["change"]) for person in result["plan"]["people"]}
    assert people["ada@x.example"] == ("Ada Quist", "joins") and people[known["email"]][1] == "gets"
    assert [row["text"] for row in result["plan"]["actions"] if row["person"] == "ada@x.example"] == ["Network"]
