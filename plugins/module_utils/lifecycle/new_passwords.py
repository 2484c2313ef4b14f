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
from ..engine.files import check_writable, read_plain, write_new
from ..engine.folding import fold
from ..engine.masking import MASK, Secrets
from ..platforms import registry

# What a task does with the file: everything in one task, or the first or the second half of it, so that the file can be handed over in between.
CREATE, WRITE_ONLY, USE_FILE = "create", "write_only", "use_file"
OPTIONS: dict[str, dict[str, Any]] = {
    "new_passwords_file": {"type": "path", "no_log": False}, "new_passwords_vault_id": {"type": "str", "no_log": False},
    "new_passwords_mode": {"type": "str", "choices": [CREATE, WRITE_ONLY, USE_FILE], "default": CREATE, "no_log": False},
}
VAULT_HEADER = "$ANSIBLE_VAULT;"
Encrypt = Callable[[str, str], str]
Decrypt = Callable[[str], str]
_vault: list[tuple[Encrypt, Decrypt]] = []


def use_vault(encrypt: Encrypt, decrypt: Decrypt) -> None:
    """Set the functions that encrypt a text for a vault id, and decrypt one. Modules cannot do that, so the action plugin does it before it forks."""
    _vault[:] = [(encrypt, decrypt)]


def requested(params: Mapping[str, Any], known: Secrets, check_mode: bool) -> NewPasswords | None:
    """Return the generator if the options ask for one. Raises BadInput."""
    for option in ("new_passwords_vault_id", "new_passwords_mode"):
        if params.get(option, CREATE) not in (None, "", CREATE) and not params.get("new_passwords_file"):
            raise BadInput(f"{option} is set, but new_passwords_file is not.", "Nothing was changed. Set the path of the file.")
    return NewPasswords(params, known, check_mode) if params.get("new_passwords_file") else None


class NewPasswords:
    """Passwords that were generated for new accounts, by platform and address. They are masked in all output."""

    def __init__(self, params: Mapping[str, Any], known: Secrets, check_mode: bool):
        self.path = str(params["new_passwords_file"])
        self.vault_id = str(params.get("new_passwords_vault_id") or "")
        # the file of a predicted task does not exist
        self.from_file = params["new_passwords_mode"] == USE_FILE and (not check_mode or os.path.lexists(self.path))
        self.known = known
        self._made: dict[str, dict[str, str]] = {}
        self._written: dict[str, dict[str, str]] | None = None

    def make(self, platform: str, email: str, name: str, forbidden: list[str]) -> str:
        """Return the password of a new account: generated, or from the file. If the file has none, add to ``forbidden`` why nothing may be done."""
        try:
            password = self._from_file(platform, email) if self.from_file else registry.platform(platform).new_password(name)
        except BadInput as problem:
            forbidden += [] if problem.message in forbidden else [problem.message]
            return MASK  # never written, because the plan is forbidden
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
        if not self.from_file:
            self._write(found, check_mode)
        return {"file": self.path, "accounts": sum(map(len, found.values())), "vault_id": self.vault_id}

    @staticmethod
    def note(handed_over: Mapping[str, Any], check_mode: bool) -> str:
        how = f", encrypted for the vault ID {handed_over['vault_id']}" if handed_over["vault_id"] else ""
        words = "would be" if check_mode else "are"
        return f"The generated passwords of {handed_over['accounts']} new account(s) {words} in {handed_over['file']}{how}."

    def _write(self, found: Mapping[str, Any], check_mode: bool) -> None:
        check_writable(self.path, "new_passwords_file")
        if os.path.lexists(self.path):
            raise BadInput(f"new_passwords_file: {self.path} exists. It may contain passwords that nobody has received yet.",
                           "Nothing was changed. Move the file away, or choose another path.")
        text = json.dumps(found, indent=1, sort_keys=True) + "\n"
        if self.vault_id:
            text = self._vault()[0](text, self.vault_id)
        if not check_mode:
            write_new(self.path, text)

    def _from_file(self, platform: str, email: str) -> str:
        if self._written is None:
            self._written = self._read()
        found = self._written.get(registry.platform(platform).password_option, {})
        password = next((text for address, text in found.items() if fold(address) == fold(email)), None)
        if password is None:
            raise BadInput(f"new_passwords_file: {self.path} has no password for {email}, who needs one. Move the file away, and run again.")
        return password

    def _read(self) -> dict[str, dict[str, str]]:
        """Return the passwords of the file by option and address. Raises BadInput without showing any of it."""
        try:
            text = read_plain(self.path)[0].decode("utf-8")
        except (OSError, UnicodeError) as problem:
            raise BadInput(f"new_passwords_file: {self.path} cannot be read: {getattr(problem, 'strerror', None) or 'not UTF-8'}.",
                           "Nothing was changed.") from None
        if text.startswith(VAULT_HEADER):
            text = self._vault()[1](text)
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        tables = found.values() if isinstance(found, Mapping) else [None]
        if not all(isinstance(table, Mapping) and all(isinstance(password, str) for password in table.values()) for table in tables):
            raise BadInput(f"new_passwords_file: {self.path} was not written by this module.", "Nothing was changed.")
        return dict(found)

    @staticmethod
    def _vault() -> tuple[Encrypt, Decrypt]:
        if not _vault:
            raise BadInput("new_passwords_vault_id: this task has no access to the vault secrets.",
                           "Nothing was changed. Run the task on localhost with the interpreter of ansible-playbook, and without async.")
        return _vault[0]
