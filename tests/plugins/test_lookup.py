# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookups, through Ansible's own loader, against the sandbox."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleError

from tests.harness import Bench

# Of each lookup and resource: a name in the sandbox, an attribute to ask for beside the id, and the path of the listing.
TABLE = [
    ("te", "user", "ravi.stone@harbor.example", "name", "/users"), ("te", "role", "NOC wallboard", "permissions", "/roles"),
    ("te", "account_group", "EMEA", "users", "/account-groups"), ("te", "permission", "REPORT_READ", "label", "/permissions"),
    ("te", "agent", "osl-dc1-ea01", "hostname", "/account-groups"),
]
every = pytest.mark.parametrize(("lookup", "resource", "name", "attribute", "path"), TABLE, ids=lambda value: str(value).strip("/"))


def listings(bench: Bench, path: str) -> list[Any]:
    return [entry for entry in bench.sandbox.journal if entry["method"] == "GET" and entry["path"].endswith(path)]


@every
def test_names_give_attributes(bench: Bench, look_up: Any, lookup: str, resource: str, name: str, attribute: str, path: str) -> None:
    ids = look_up(lookup, resource=resource)
    assert len(ids) == len(set(ids)) > 0 and all(ids)
    (id_,) = look_up(lookup, name, resource=resource)
    assert id_ in ids
    assert look_up(lookup, f" {name.upper()}", name, resource=resource) == [id_, id_]
    assert look_up(lookup, name, resource=resource, attribute=attribute)[0]
    assert [entry["method"] for entry in bench.sandbox.journal if entry["method"] != "GET" and not entry["path"].endswith("/token")] == []


@every
def test_each_kind_is_listed_once_in_a_process(bench: Bench, look_up: Any, lookup: str, resource: str, name: str, attribute: str, path: str) -> None:
    look_up(lookup, name, resource=resource)
    pages = len(listings(bench, path))
    look_up(lookup, resource=resource)
    look_up(lookup, name, name, resource=resource)
    assert len(listings(bench, path)) == pages > 0


@every
def test_what_is_unknown_is_an_error(look_up: Any, lookup: str, resource: str, name: str, attribute: str, path: str) -> None:
    with pytest.raises(AnsibleError, match=f"has no .* named 'x{name}'"):
        look_up(lookup, f"x{name}", resource=resource)
    with pytest.raises(AnsibleError, match="has no attribute 'shoe_size'; it has: "):
        look_up(lookup, name, resource=resource, attribute="shoe_size")


def test_details_are_read_for_what_the_listing_lacks(bench: Bench, look_up: Any) -> None:
    (grants,) = look_up("te", "ravi.stone@harbor.example", attribute="account_group_roles")
    assert {"account_group", "roles"} == set(grants[0])
    assert len(bench.sandbox.journal) == 2


def test_a_refusal_is_one_sentence_without_the_token(look_up: Any) -> None:
    with pytest.raises(AnsibleError) as caught:
        look_up("te", "ravi.stone@harbor.example", te_token="tok-wrong-77f1")
    assert "Check te_token" in str(caught.value) and "tok-wrong-77f1" not in str(caught.value)


def test_options_of_the_call_reach_the_connection(look_up: Any) -> None:
    with pytest.raises(AnsibleError, match="is no URL. Give te_url as"):
        look_up("te", te_url="nowhere")
