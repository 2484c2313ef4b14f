# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Encrypted rosters are decrypted in memory, by those who have the password."""

from __future__ import annotations

import os
import pathlib
from types import SimpleNamespace
from typing import Any

import pytest
from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultLib, VaultSecret

from ansible_collections.people.access.plugins.module_utils.engine.errors import BadInput
from ansible_collections.people.access.plugins.module_utils.lifecycle.roster_file import load
from ansible_collections.people.access.plugins.plugin_utils.vault import decrypted, decrypting, encrypting, with_decrypted

SECRETS = [("default", VaultSecret(b"Tr1cky-5e"))]


@pytest.fixture
def teams(tmp_path: pathlib.Path) -> pathlib.Path:
    (tmp_path / "a.yml").write_bytes(VaultLib(SECRETS).encrypt("people: [{email: r\u00e9n@x.example}]"))
    (tmp_path / "b.csv").write_text("email\nben@x.example\n", encoding="utf-8")
    return tmp_path


def loader(secrets: Any = None) -> DataLoader:
    found = DataLoader()
    found.set_vault_secrets(SECRETS if secrets is None else secrets)
    return found


def test_only_what_is_encrypted_is_decrypted_and_nothing_is_written(teams: pathlib.Path) -> None:
    before = {path: path.read_bytes() for path in teams.iterdir()}
    texts = decrypted(loader(), teams.name, str(teams.parent))
    assert list(texts) == [os.path.realpath(teams / "a.yml")]
    assert [person["email"] for person in load(str(teams), texts)["people"]] == ["r\u00e9n@x.example", "ben@x.example"]
    assert {path: path.read_bytes() for path in teams.iterdir()} == before


@pytest.mark.parametrize("secrets", [[], [("default", VaultSecret(b"other"))]])
def test_without_the_password_it_is_told(teams: pathlib.Path, secrets: Any) -> None:
    with pytest.raises(AnsibleError):
        decrypted(loader(secrets), "a.yml", str(teams))


def test_what_is_wrong_with_a_path_is_left_to_the_module(tmp_path: pathlib.Path) -> None:
    assert decrypted(loader(), ["nowhere", ""], str(tmp_path)) == decrypted(loader(), 5, str(tmp_path)) == {}


def test_the_module_is_given_the_texts_only_on_this_machine(teams: pathlib.Path) -> None:
    own = loader()
    own.set_basedir(str(teams))
    for transport, expected in (("local", {os.path.realpath(teams / "a.yml"): "people: [{email: r\u00e9n@x.example}]"}), ("ssh", None)):
        action: Any = SimpleNamespace(_loader=own, _connection=SimpleNamespace(transport=transport))
        assert with_decrypted(action, {"roster_file": ["a.yml", "b.csv"]}).get("roster_secrets") == expected
        assert with_decrypted(action, {"roster_file": "b.csv"}) == {"roster_file": "b.csv"} and with_decrypted(action, {}) == {}


def test_new_passwords_are_encrypted_for_the_vault_id_that_was_named() -> None:
    secrets = [*SECRETS, ("access", VaultSecret(b"An0ther-5e"))]
    text = encrypting(loader(secrets))("the text", "access")
    assert text.startswith("$ANSIBLE_VAULT;1.2;AES256;access\n") and VaultLib(secrets[1:]).decrypt(text) == b"the text"
    assert decrypting(loader(secrets))(text) == "the text"
    for wrong in (loader(), loader([])):
        with pytest.raises(BadInput, match="new_passwords_file: "):
            decrypting(wrong)(text)
    with pytest.raises(BadInput, match="new_passwords_vault_id: Did not find a match"):
        encrypting(loader())("the text", "access")
    with pytest.raises(BadInput, match="new_passwords_vault_id"):
        encrypting(loader([]))("the text", "access")
