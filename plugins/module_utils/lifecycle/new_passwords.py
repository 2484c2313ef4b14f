# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Generated passwords of new accounts, and the file that hands them over, as plain text or encrypted with Ansible Vault."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from typing import Any, Callable

from ..engine.errors import BadInput
from ..engine.files import check_writable, write_new
from ..engine.folding import fold
from ..engine.masking import Secrets
from ..platforms import registry

OPTIONS: dict[str, dict[str, Any]] = {
    "new_passwords_file": {"type": "path", "no_log": False}, "new_passwords_vault_id": {"type": "str", "no_log": False},
}
Encrypt = Callable[[str, str], str]
_encrypt: list[Encrypt] = []


def encrypt_with(encrypt: Encrypt) -> None:
    """Set the function that encrypts a text for a vault id. Modules cannot do that, so the action plugin does it before it forks."""
    _encrypt[:] = [encrypt]


def requested(params: Mapping[str, Any], known: Secrets) -> NewPasswords | None:
    """Return the generator if the options ask for one. Raises BadInput."""
    if params.get("new_passwords_vault_id") and not params.get("new_passwords_file"):
        raise BadInput("new_passwords_vault_id is set, but new_passwords_file is not.", "Nothing was changed. Set the path of the file.")
    return NewPasswords(params, known) if params.get("new_passwords_file") else None


class NewPasswords:
    """Passwords that were generated for new accounts, by platform and address. They are masked in all output."""

    def __init__(self, params: Mapping[str, Any], known: Secrets):
        self.path = str(params["new_passwords_file"])
        self.vault_id = str(params.get("new_passwords_vault_id") or "")
        self.known = known
        self._made: dict[str, dict[str, str]] = {}

    def make(self, platform: str, email: str, name: str) -> str:
        """Generate the password of a new account."""
        password = registry.platform(platform).new_password(name)
        self.known.add(password)
        self._made.setdefault(platform, {})[email] = password
        return password

    def _of(self, accounts: Iterable[tuple[str, str]]) -> dict[str, dict[str, str]]:
        """Return the passwords of ``accounts``, (platform, address), as values of the options with passwords."""
        new = {(platform, fold(email)) for platform, email in accounts}
        found = {registry.platform(platform).password_option: {email: password for email, password in sorted(made.items()) if (platform, fold(email)) in new}
                 for platform, made in self._made.items()}
        return {option: passwords for option, passwords in found.items() if passwords}

    def hand_over(self, accounts: Iterable[tuple[str, str]], check_mode: bool) -> dict[str, Any]:
        """Write the passwords of the accounts that are about to be created, (platform, address), unless check mode is on.

        Return ``{file, accounts, vault_id}``, empty if there are none. Raises BadInput if they cannot be written.
        """
        found = self._of(accounts)
        if not found:
            return {}
        check_writable(self.path, "new_passwords_file")
        if os.path.lexists(self.path):
            raise BadInput(f"new_passwords_file: {self.path} exists. It may contain passwords that nobody has received yet.",
                           "Nothing was changed. Move the file away, or choose another path.")
        text = json.dumps(found, indent=1, sort_keys=True) + "\n"
        if self.vault_id:
            text = self._encrypted(text)
        if not check_mode:
            write_new(self.path, text)
        return {"file": self.path, "accounts": sum(map(len, found.values())), "vault_id": self.vault_id}

    @staticmethod
    def note(handed_over: Mapping[str, Any], check_mode: bool) -> str:
        how = f", encrypted for the vault ID {handed_over['vault_id']}" if handed_over["vault_id"] else ""
        words = "would be" if check_mode else "are"
        return f"The generated passwords of {handed_over['accounts']} new account(s) {words} in {handed_over['file']}{how}."

    def _encrypted(self, text: str) -> str:
        if not _encrypt:
            raise BadInput("new_passwords_vault_id: this task has no access to the vault secrets.",
                           "Nothing was changed. Run the task on localhost with the interpreter of ansible-playbook, and without async.")
        return _encrypt[0](text, self.vault_id)
