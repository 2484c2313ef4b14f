# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookups, through Ansible's own loader, against the sandbox."""

from __future__ import annotations

import contextlib
import json
import pathlib
import re
from typing import Any

import pytest
from ansible.errors import AnsibleError

from tests.harness import Bench
from tests.sandbox.__main__ import environment
from tests.sandbox.app import Sandbox
from tests.sandbox.wire import RunningServer
from tests.security.runs import ansible

# Of each lookup and resource: a name in the sandbox, an attribute to ask for beside the id, and the path of the listing.
TABLE = [
    ("te", "user", "ravi.stone@harbor.example", "name", "/users"), ("te", "role", "NOC wallboard", "permissions", "/roles"),
    ("te", "account_group", "EMEA", "users", "/account-groups"), ("te", "permission", "REPORT_READ", "label", "/permissions"),
    ("te", "agent", "osl-dc1-ea01", "hostname", "/account-groups"),
    ("tsna", "user", "rstone", "roles", "/v4.0/users"), ("tsna", "role", "Administrator", "users", "/v4.0/roles"),
    ("contabo", "user", "nada.quist@harbor.example", "roles", "/v1/users"),
    ("contabo", "role", "Network", "permissions", "/v1/roles"),
    ("contabo", "object_storage", "backup-eu", "s3_url", "/v1/object-storages"),
    ("segment", "group", "Analysts", "members", "/groups"), ("segment", "role", "Source Admin", "description", "/roles"),
    ("segment", "workspace", "Harbor Analytics", "slug", "/"),
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
def test_no_name_is_no_question_for_everybody(bench: Bench, look_up: Any, lookup: str, resource: str, name: str, attribute: str, path: str) -> None:
    assert look_up(lookup, all=False, resource=resource, attribute=attribute) == [] == bench.sandbox.journal
    with pytest.raises(AnsibleError, match="mutually exclusive"):
        look_up(lookup, name, all=True, resource=resource)


@pytest.mark.parametrize("term", [["a"], {"a": 1}, None, True], ids=str)
def test_what_is_no_name_is_said(look_up: Any, term: Any) -> None:
    with pytest.raises(AnsibleError, match="must be a text"):
        look_up("te", term)


PLAY = """
- hosts: localhost
  gather_facts: false
  tasks:
    - name: "Roles at first: {{ query('people.access.te', all=true, resource='role') | length }}"
      people.access.te_role: {name: Made since, permissions: [REPORT_READ]}
    - name: "Role {{ lookup('people.access.te', 'Made since', resource='role') }} is there"
      ansible.builtin.debug:
        msg: "{{ query('people.access.te', 'Made since', 'Made since', resource='role', attribute='name') | first }}"
"""


def test_what_a_lookup_in_the_name_of_a_task_has_read_hides_nothing_made_since(tmp_path: pathlib.Path) -> None:
    """Ansible's main process evaluates the names of tasks; whatever it keeps, every later task inherits."""
    (tmp_path / "play.yml").write_text(PLAY)
    with RunningServer(Sandbox()) as url:
        run = ansible("playbook", "play.yml", folder=tmp_path, environment=environment(url))
    assert run.returncode == 0, run.stdout + run.stderr
    assert re.search(r"TASK \[Role \d+ is there\].*\"Made since\"", run.stdout, re.S)


@every
def test_what_is_unknown_is_an_error(look_up: Any, lookup: str, resource: str, name: str, attribute: str, path: str) -> None:
    with pytest.raises(AnsibleError, match=f"has no .* named 'x{name}'"):
        look_up(lookup, f"x{name}", resource=resource)
    with pytest.raises(AnsibleError, match="has no attribute 'shoe_size'; it has: "):
        look_up(lookup, name, resource=resource, attribute="shoe_size")


@pytest.mark.parametrize("term", ["None", "UNSET", ""])
def test_what_has_no_name_is_found_by_none(bench: Bench, look_up: Any, term: str) -> None:
    bench.sandbox.platform("thousandeyes").agents["105"]["agentName"] = None
    for lookup, resource in (("te", "agent"), ("segment", "warehouse")):
        with pytest.raises(AnsibleError, match=f"has no {resource} named '{term}'") as told:
            look_up(lookup, term, resource=resource)
        assert "UNSET" not in str(told.value).replace("'UNSET'", "")


def test_a_name_that_is_a_secret_is_masked_among_those_that_exist(bench: Bench, look_up: Any) -> None:
    bench.sandbox.platform("thousandeyes").agents["105"]["agentName"] = f"a {bench.environment['TE_TOKEN']}"
    with pytest.raises(AnsibleError, match="has no agent named 'nowhere'") as told:
        look_up("te", "nowhere", resource="agent")
    assert bench.environment["TE_TOKEN"] not in str(told.value) and "fra-dc2-ea01" in str(told.value)


@pytest.mark.parametrize("attribute", ["copy_preferences_from", "password"])
def test_what_can_only_be_written_is_no_attribute(look_up: Any, attribute: str) -> None:
    with pytest.raises(AnsibleError, match=f"has no attribute '{attribute}'; it has: ") as told:
        look_up("tsna", "rstone", attribute=attribute)
    assert str(told.value).count(attribute) == 1


def test_details_are_read_for_what_the_listing_lacks(bench: Bench, look_up: Any) -> None:
    (grants,) = look_up("te", "ravi.stone@harbor.example", attribute="account_group_roles")
    assert {"account_group", "account_group_id", "roles", "role_ids"} == set(grants[0])
    assert len(bench.sandbox.journal) == 2


def test_members_and_invites_of_segment(bench: Bench, look_up: Any) -> None:
    assert len(look_up("segment")) == len(bench.sandbox.platform("segment").users) + len(bench.sandbox.platform("segment").invites)
    names = ("ravi.stone@harbor.example", "INVITEE2@harbor.example")
    assert look_up("segment", *names, attribute="status") == ["member", "pending"]
    assert look_up("segment", *names)[1] is None
    assert look_up("segment", *names, attribute="groups") == [["Engineers"], ["Analysts"]]
    assert look_up("segment", names[0], attribute="permissions")[0][0]["role"] == "Source Admin"
    with pytest.raises(AnsibleError, match="has no attribute 'shoe_size'"):
        look_up("segment", names[0], attribute="shoe_size")
    bench.configure("segment", plan="team")
    assert look_up("segment", names[0], attribute="permissions")[0]
    assert look_up("segment", names[0], attribute="groups") == [[]]  # a plan without groups has none


def test_a_refusal_is_one_sentence_without_the_token(look_up: Any) -> None:
    with pytest.raises(AnsibleError) as caught:
        look_up("te", "ravi.stone@harbor.example", te_token="tok-wrong-77f1")
    assert "Check te_token" in str(caught.value) and "tok-wrong-77f1" not in str(caught.value)


def test_options_of_the_call_reach_the_connection(look_up: Any) -> None:
    with pytest.raises(AnsibleError, match="is not a valid URL. Set te_url to"):
        look_up("te", te_url="nowhere")


def test_a_secret_key_is_given_to_whoever_names_it_and_read_anew_each_time(bench: Bench, look_up: Any) -> None:
    contabo, nada = bench.sandbox.platform("contabo"), "nada.quist@harbor.example"

    def present() -> list[str]:
        (user,) = [entry["userId"] for entry in contabo.state()["users"] if entry["email"] == nada]
        return [str(credential["secretKey"]) for credential in contabo.state()["credentials"] if credential["userId"] == user]

    def look(*terms: str, **options: Any) -> list[Any]:
        found: list[Any] = look_up("contabo", *terms, resource="s3_credential", **{"email": nada, **options})
        return found

    (id_,) = look("backup-eu")
    assert id_.isdigit() and look("backup-eu", attribute="email") == [nada]
    assert look(attribute="secret_key") == present()
    for attribute in ("id", "access_key", "object_storage_id", "region"):
        assert not set(look(attribute=attribute)) & set(present())
    with pytest.raises(AnsibleError, match="has no attribute 'shoe_size'") as told:
        look("backup-eu", attribute="shoe_size")
    assert not [key for key in present() if key in str(told.value)]
    before = look("backup-eu", attribute="secret_key")
    bench.run("contabo_s3_credential", email=nada, object_storage="backup-eu", force=True)
    assert look("backup-eu", attribute="secret_key") == present()[:1] != before
    with pytest.raises(AnsibleError, match="named 'backup-eu' "):
        look_up("contabo", "backup-eu", resource="s3_credential")  # everybody has one there


@pytest.mark.parametrize("options", [{}, {"attribute": "shoe_size"}, {"attribute": "dynamic_fields"}], ids=str)
def test_lookups_leave_no_session_behind(bench: Bench, look_up: Any, options: dict[str, str]) -> None:
    bench.configure("tsna", list_items="abbreviated")
    for name in ("HARBOR\\mnasser", "nobody"):
        with contextlib.suppress(AnsibleError):
            look_up("tsna", name, **options)
        tokens = [entry["method"] for entry in bench.sandbox.journal if entry["path"] == "/token"]
        assert tokens == ["POST", "DELETE"] * (len(tokens) // 2) and tokens
    assert [session for session in bench.sandbox.platform("tsna").sessions() if session["api"]] == []


# -- what was sent -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verbosity", [2, 3])
def test_with_vvv_the_requests_are_shown(bench: Bench, look_up: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, verbosity: int) -> None:
    from ansible_collections.people.access.plugins.plugin_utils import connection

    shown: list[str] = []
    monkeypatch.setattr(connection.display, "verbosity", verbosity)
    monkeypatch.setattr(connection.display, "vvv", shown.append)
    look_up("te", "NOC wallboard", resource="role", trace=str(tmp_path / "trace"))
    written = [json.loads(line) for line in (tmp_path / "trace").read_text(encoding="utf-8").splitlines()]
    assert [(line["module"], line["path"], line["status"]) for line in written] == [("lookup thousandeyes", "/roles", 200)]
    assert [json.loads(line) for line in shown if line.startswith("{")] == (written if verbosity == 3 else [])
