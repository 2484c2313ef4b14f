# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Decrypts rosters that are encrypted with Ansible Vault, in memory on the machine that runs ansible-playbook, and encrypts new passwords."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import match_encrypt_secret
from ansible.plugins.action import ActionBase

from ..module_utils.engine.errors import BadInput
from ..module_utils.lifecycle.roster_file import is_encrypted, paths_of


def decrypted(loader: DataLoader, roster_file: Any, folder: str) -> dict[str, str]:
    """Return the contents of the encrypted files of a roster by real path. Relative paths start at ``folder``.

    Raises AnsibleError if the password is missing or wrong. Invalid paths are reported when the roster is loaded.
    """
    listed = roster_file if isinstance(roster_file, (list, tuple)) else [roster_file]
    try:
        paths = paths_of([os.path.join(folder, os.path.expanduser(os.path.expandvars(str(entry)))) for entry in listed if entry])
    except BadInput:
        return {}
    return {os.path.realpath(path): _text(loader, path) for path in paths if is_encrypted(path)}


def with_decrypted(action: ActionBase, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of a module, with the contents of encrypted rosters if the module runs on this machine."""
    if action._connection.transport != "local" or not arguments.get("roster_file"):
        return arguments
    texts = decrypted(action._loader, arguments["roster_file"], action._loader.get_basedir())
    return {**arguments, "roster_secrets": {**(arguments.get("roster_secrets") or {}), **texts}} if texts else arguments


def decrypted_here(roster_file: Any) -> dict[str, str]:
    """Return the contents of encrypted files for a filter, which has no loader. Uses the vault secrets of the command; empty before ansible-core 2.19."""
    try:
        from ansible.parsing.vault import VaultSecretsContext
    except ImportError:
        return {}
    context = VaultSecretsContext.current(optional=True)
    if context is None:
        return {}
    loader = DataLoader()
    loader.set_vault_secrets(context.secrets)
    return decrypted(loader, roster_file, os.getcwd())


def encrypting(loader: DataLoader) -> Callable[[str, str], str]:
    """Return a function that encrypts a text for a vault id of the command. It raises BadInput if the command has no such secret."""
    def encrypt(text: str, vault_id: str) -> str:
        vault = loader._vault
        try:
            label, secret = match_encrypt_secret(vault.secrets, encrypt_vault_id=vault_id)
        except AnsibleError as problem:
            raise BadInput(f"new_passwords_vault_id: {problem}", "Nothing was changed. Give the vault password, as with --vault-id.") from None
        return str(vault.encrypt(text, secret, label).decode())

    return encrypt


def decrypting(loader: DataLoader) -> Callable[[str], str]:
    """Return a function that decrypts a text with the vault secrets of the command. It raises BadInput if none of them fits."""
    def decrypt(text: str) -> str:
        try:
            return str(loader._vault.decrypt(text).decode())
        except AnsibleError as problem:
            raise BadInput(f"new_passwords_file: {problem}", "Nothing was changed. Give the vault password, as with --vault-id.") from None

    return decrypt


def _text(loader: DataLoader, path: str) -> str:
    content, dummy = loader._get_file_contents(path)  # as in the lookup plugin `file` of ansible-core
    return str(content.decode("utf-8", "replace"))
