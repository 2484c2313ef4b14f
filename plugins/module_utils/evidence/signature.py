# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Signs the checksums with a program of the user: ssh-keygen or gpg, run without a shell."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from typing import Any

from ..engine.errors import BadInput, PeopleError
from .run_folder import CHECKSUMS, RunFolder

NAMESPACE = "people.access"
PATIENCE = 60  # seconds for a signature; an agent may ask somebody to touch a key
OPTIONS: dict[str, dict[str, Any]] = {"evidence_ssh_key": {"type": "path", "no_log": False}, "evidence_gpg_key": {"type": "str", "no_log": False}}


def check_signer(params: Mapping[str, Any]) -> None:
    """Raise BadInput if the folder could not be signed in the end: the program or the key is missing."""
    if params.get("evidence_ssh_key") and params.get("evidence_gpg_key"):
        raise BadInput("evidence_ssh_key and evidence_gpg_key are mutually exclusive.", "Nothing was changed.")
    for option, program in (("evidence_ssh_key", "ssh-keygen"), ("evidence_gpg_key", "gpg")):
        if params.get(option) and shutil.which(program) is None:
            raise BadInput(f"{option}: the program {program} is not installed.", "Nothing was changed. Install it, or leave the option out.")
    key = params.get("evidence_ssh_key")
    if key and not os.path.isfile(key):
        raise BadInput(f"evidence_ssh_key: there is no file {key}.", "Nothing was changed.")


def seal(folder: RunFolder, params: Mapping[str, Any]) -> str:
    """Write the checksums, and their signature if a key is given. Returns the path of the signature, empty without one. Raises PeopleError."""
    text = folder.checksums()
    folder.write(CHECKSUMS, text)
    if params.get("evidence_ssh_key"):
        # An operand would be signed into a file, after a question if that exists. Standard input is signed to standard output.
        command, ending = ["ssh-keygen", "-Y", "sign", "-n", NAMESPACE, "-f", os.path.abspath(params["evidence_ssh_key"])], ".sig"
    elif params.get("evidence_gpg_key"):
        command, ending = ["gpg", "--batch", "--no-tty", "--armor", "--detach-sign", f"--local-user={params['evidence_gpg_key']}"], ".asc"
    else:
        return ""
    folder.write(CHECKSUMS + ending, _signed(command, text))
    return os.path.join(folder.path, CHECKSUMS + ending)


def is_signed(folder: RunFolder) -> bool:
    return any(os.path.lexists(os.path.join(folder.path, CHECKSUMS + ending)) for ending in (".sig", ".asc"))


def _signed(command: list[str], text: str) -> str:
    try:
        # In a session of its own, the program has no terminal to ask for a passphrase, and fails instead of waiting.
        environment = {**os.environ, "SSH_ASKPASS_REQUIRE": "never"}
        # run_command of AnsibleModule knows neither a session of its own nor a limit of time.
        done = subprocess.run(  # pylint: disable=ansible-bad-function
            command, input=text.encode(), capture_output=True, check=False, timeout=PATIENCE, start_new_session=True, env=environment,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise PeopleError(f"{command[0]} did not sign the evidence: {problem}.", "The evidence is complete, but not signed.") from None
    if done.returncode or not done.stdout:
        words = " ".join(done.stderr.decode("utf-8", "replace").split())[:300]
        raise PeopleError(f"{command[0]} did not sign the evidence: {words}.", "The evidence is complete, but not signed.")
    return done.stdout.decode("ascii", "replace")
