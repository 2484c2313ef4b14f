# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a module ends when something is missing around it."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine import runner
from tests.harness import Bench

TASKS: dict[str, dict[str, Any]] = {
    "te_user": {"email": "ada@x.example"}, "segment_user_info": {}, "contabo_users": {"users": [{"email": "ada@x.example"}]}, "tsna_session": {"user": "ada"},
    "roster": {"people": [{"email": "ada@x.example"}]}, "roster_info": {}, "access_info": {}, "access_review": {"dest": "/tmp/review"},
}


@pytest.mark.parametrize("module", TASKS)
def test_a_missing_library_is_named_with_the_interpreter(bench: Bench, monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    missing = "requests"

    def importing(name: str) -> None:
        if name == missing:
            raise ImportError(name)

    monkeypatch.setattr(runner, "import_module", importing)
    result = bench.run(module, **TASKS[module])
    assert result["failed"] is True
    assert missing in result["msg"] and "Python" in result["msg"]
    assert result["journal"] == []


@pytest.mark.parametrize(("module", "variable"), [
    ("te_user", "TE_TOKEN"), ("segment_user_info", "SEGMENT_TOKEN"), ("contabo_users", "CNTB_OAUTH2_PASS"), ("tsna_session", "TSNA_URL"),
])
def test_a_missing_credential_is_named_with_its_variable(bench: Bench, monkeypatch: pytest.MonkeyPatch, module: str, variable: str) -> None:
    monkeypatch.delenv(variable)
    result = bench.run(module, **TASKS[module])
    assert result["failed"] is True
    assert result["msg"].startswith("Missing: ") and variable in result["msg"]
    assert result["journal"] == []


@pytest.mark.parametrize(("module", "options"), [
    ("te_user", {"timeout": "abc"}), ("te_user", {"bogus": 1}), ("te_user", {"te_tokn": "Hunter-2"}), ("roster", {"people": "[{'password': 'Hunter-2'"}),
    ("roster", {"people": [{"email": "ada@x.example", "password": "Hunter-2"}], "bogus": 1}),
    ("te_users", {"users": [{"email": "a@x.example", "pasword": "Hunter-2"}]}),
    ("tsna_users", {"users": [{"name": "a", "password": "Hunter-2", "id": {}}, {"passwrd": "Hunter-2"}]}),
    ("tsna_user", {"state": "Hunter-2", "password": "Hunter-2"}),
])
def test_what_ansible_itself_refuses_tells_no_secret(bench: Bench, module: str, options: dict[str, Any]) -> None:
    result = bench.run(module, **{"proxy": "http://bob:Hunter-2@10.0.0.1:3128", "te_url": "https://Hunter-2@h.example", **options})
    assert result["failed"] is True and result["journal"] == [] and result["invocation"]["module_args"]["proxy"] == "http://********@10.0.0.1:3128"
    assert "Hunter-2" not in bench.printed


@pytest.mark.parametrize(("module", "options", "message"), [
    ("te_user", {"email": "ada@x.example", "account_group_roles": ["EMEA"]},
     "account_group_roles has to be a list of dictionaries, and has a text in it. Each of them can have account_group, account_group_id, role_ids, roles."),
    ("te_user", {"email": "ada@x.example", "account_group_roles": "EMEA"}, "account_group_roles has to be a list of dictionaries, and has a text in it."),
    ("segment_user", {"email": "ada@x.example", "permissions": [{"role": "Source Admin", "resources": ["WORKSPACE"]}]},
     "permissions: resources has to be a list of dictionaries, and has a text in it."),
    ("te_users", {"users": [{"email": "ada@x.example", "account_group_roles": ["EMEA"]}]},
     "users: account_group_roles has to be a list of dictionaries, and has a text in it."),
    ("roster", {"people": ["ada@x.example"]}, "people has to be a list of dictionaries, and has a text in it."),
    ("te_user", {"email": "ada@x.example", "account_group_roles": [7]},
     "account_group_roles has to be a list of dictionaries, and has a number or boolean in it."),
    ("te_user", {"email": "ada@x.example", "account_group_roles": [[]]}, "account_group_roles has to be a list of dictionaries, and has a list in it."),
    ("te_user", {"email": "ada@x.example", "account_group_roles": [None]},
     "account_group_roles has to be a list of dictionaries, and has an empty entry in it."),
])
def test_a_list_of_something_else_than_dictionaries_is_named_with_what_it_takes(bench: Bench, module: str, options: dict[str, Any], message: str) -> None:
    result = bench.run(module, **options)
    assert result["failed"] is True and result["journal"] == []
    assert result["msg"].startswith(message)


@pytest.mark.parametrize(("module", "option", "params"), [
    ("contabo_client_secret", "secret_file", {"force": True}), ("te_user", "ca_path", {"email": "ada@x.example"}),
    ("te_user", "trace", {"email": "ada@x.example"}),
    ("roster", "plan_file", {"people": []}), ("roster", "roster_file", {}), ("roster", "evidence_dir", {"people": []}), ("access_review", "dest", {}),
    ("access_review", "roster_file", {"dest": "/tmp/review"}), ("roster", "new_passwords_file", {"people": []}), ("access_evidence", "evidence_folder", {}),
])
def test_a_path_that_no_file_can_have_is_refused_in_one_sentence(bench: Bench, module: str, option: str, params: dict[str, Any]) -> None:
    result = bench.run(module, **{**params, option: "/tmp/a\0b"})
    assert result["failed"] is True and result["journal"] == []
    assert result["msg"].startswith(f"{option} is no path: it has the character U+0000") and "defect" not in result["msg"], result["msg"]


def test_half_a_surrogate_pair_in_a_path_of_several_is_refused_in_one_sentence(bench: Bench) -> None:  # Ansible itself refuses one in a text
    result = bench.run("roster", roster_file=["/tmp/\ud800.yml"])
    assert result["failed"] is True and result["msg"].startswith("roster_file is no path: it has the character U+D800"), result["msg"]
