# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names become ids, each kind listed at most once and only when it is needed; what is unknown or ambiguous is said."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.errors import BadInput
from ansible_collections.people.access.plugins.module_utils.engine.names import Names

ROLES = [("1", "Regular User"), ("2", "Read only"), ("3", "read ONLY"), ("4", "Twin"), ("5", "Twin"), ("6", "Straße")]


class Directory(Names):
    """Counts the listings."""

    def __init__(self) -> None:
        self.listings: list[str] = []
        super().__init__("Example", {"role": lambda: self._load("role", ROLES), "account_group": lambda: self._load("account_group", [])})

    def _load(self, kind: str, rows: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        self.listings.append(kind)
        yield from rows


@pytest.fixture
def names() -> Directory:
    return Directory()


def test_a_kind_is_listed_once_and_not_before_a_name_is_asked_for(names: Directory) -> None:
    assert (names.name("role", "1"), names.listings) == ("1", [])
    for dummy in range(3):
        assert names.id("role", "Regular User") == "1"
        names.require("role", "2")
    assert names.listings == ["role"]
    assert names.name("role", "1") == "Regular User"


def test_an_exact_name_goes_before_one_that_differs_in_case(names: Directory) -> None:
    assert names.id("role", "Read only") == "2"
    assert names.id("role", "read ONLY") == "3"
    assert names.id("role", "REGULAR user") == "1"
    assert names.id("role", " straße ") == "6"


def test_names_are_compared_as_addresses_and_administrative_roles_are() -> None:
    """A name that only some comparison takes for another one would pass a guard that uses another comparison."""
    names = Names("Example", {"role": lambda: [("1", "Strasse"), ("2", "Bru\u0308cke")]})
    assert names.id("role", "br\u00dcCKE") == "2"
    with pytest.raises(BadInput, match="no role named 'Straße'"):
        names.id("role", "Straße")


@pytest.mark.parametrize(("name", "ids"), [("READ ONLY", "2, 3"), ("Twin", "4, 5"), ("twin", "4, 5")])
def test_an_ambiguous_name_tells_the_ids(names: Directory, name: str, ids: str) -> None:
    with pytest.raises(BadInput, match=f"2 roles named '{name}' [(]ids {ids}[)]") as caught:
        names.id("role", name)
    assert "*_id" in caught.value.hint


def test_an_unknown_name_suggests_near_ones(names: Directory) -> None:
    with pytest.raises(BadInput, match="no role named 'Regular Usr'") as caught:
        names.id("role", "Regular Usr")
    assert "Did you mean 'Regular User'?" in caught.value.hint


def test_an_unknown_name_without_near_ones_tells_what_there_is(names: Directory) -> None:
    with pytest.raises(BadInput) as caught:
        names.id("role", "zzz")
    assert caught.value.hint == "It has: Read only, Regular User, Straße, Twin, Twin, read ONLY."
    with pytest.raises(BadInput, match="no account group named 'zzz'") as caught:
        names.id("account_group", "zzz")
    assert caught.value.hint == "It has: none."


def test_what_a_read_taught_spares_the_listing(names: Directory) -> None:
    assert names.learn("role", "77", "Learned") == "77"
    names.require("role", "77")
    assert names.name("role", "77") == "Learned"
    assert names.learn("role", "78", None) == "78"
    assert names.name("role", "78") == "78"
    assert names.listings == []


def test_what_a_read_taught_is_no_listing(names: Directory) -> None:
    """A name seen in passing may have a twin that was not seen."""
    names.learn("role", "4", "Twin")
    with pytest.raises(BadInput, match="2 roles"):
        names.id("role", "Twin")


def test_an_unknown_id_is_refused(names: Directory) -> None:
    with pytest.raises(BadInput, match="no role with the id '9'"):
        names.require("role", "9")
    assert names.listings == ["role"]
