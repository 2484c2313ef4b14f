# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Seals a folder of evidence: checksums, signed with a program of the user, ssh-keygen or gpg, which is run without a shell."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from typing import Any

from ..engine.errors import BadInput, PeopleError, Refused
from ..engine.files import read_plain
from .run_folder import CHECKSUMS, DOCUMENT, RunFolder, sha256_of

SSH, GPG = ".sig", ".asc"  # the endings of signatures
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
    """Write the checksums, and their signature if a key is given. Returns the path of the signature, empty without one. Raises PeopleError.

    Earlier signatures, which do not match any more, are removed, also if signing fails.
    """
    text = folder.checksums()
    if not os.path.lexists(os.path.join(folder.path, CHECKSUMS)):  # first, as the task may be killed while somebody is asked to sign
        folder.write(CHECKSUMS, text)
    command, ending = _signing(params)
    try:
        signature = _output(command, text.encode(), "sign the evidence", "The evidence is complete, but not signed.") if command else ""
    finally:
        folder.reopen()
        folder.write(CHECKSUMS, text)
    if not signature:
        return ""
    folder.write(CHECKSUMS + ending, signature)
    return os.path.join(folder.path, CHECKSUMS + ending)


def _signing(params: Mapping[str, Any]) -> tuple[list[str], str]:
    """Return the command that signs its input, and the ending of the signature. Both are empty without a key."""
    if params.get("evidence_ssh_key"):
        # An operand would be signed into a file, after a question if that exists. Standard input is signed to standard output.
        return ["ssh-keygen", "-Y", "sign", "-n", NAMESPACE, "-f", os.path.abspath(params["evidence_ssh_key"])], SSH
    if params.get("evidence_gpg_key"):
        return ["gpg", "--batch", "--no-tty", "--armor", "--detach-sign", f"--local-user={params['evidence_gpg_key']}"], GPG
    return [], ""


def unseal(folder: RunFolder) -> None:
    """Remove the checksums before the folder changes again. Raises BadInput, and Refused if they do not match: new ones would."""
    if os.path.lexists(os.path.join(folder.path, CHECKSUMS)):
        check_seal(folder, further=True)
    folder.reopen()


def check_seal(folder: RunFolder, further: bool = False) -> None:
    """Raise Refused unless all files are as they were when the checksums were written and signed.

    ``further``: whether there may be further files, which a play adds between its tasks.
    """
    try:
        text = read_plain(os.path.join(folder.path, CHECKSUMS))[0]
    except OSError as problem:
        raise Refused(f"{folder.path}/{CHECKSUMS} cannot be read: {problem.strerror}.", "Nothing was changed.") from None
    parts = [line.partition("  ") for line in text.decode("ascii", "replace").splitlines()]
    known = {name: sum_ for sum_, dummy, name in parts if name}
    wrong = [name for name, sum_ in known.items() if _sum(os.path.join(folder.path, name)) != sum_]
    if wrong or DOCUMENT not in known:
        raise Refused(f"The evidence in {folder.path} does not match {CHECKSUMS} any more: {', '.join(wrong) or DOCUMENT}.",
                      "Nothing was changed. Restore the files from a copy.")
    added = [name for name in folder.content() if name not in known]
    if added and not further:
        raise Refused(f"The evidence in {folder.path} has files that are not in {CHECKSUMS}: {', '.join(added)}.",
                      "Nothing was changed. They are of a reading of the logs that was interrupted, or of somebody else: move them away.")
    for ending, command in ((SSH, ["ssh-keygen", "-Y", "check-novalidate", "-n", NAMESPACE, "-s"]), (GPG, ["gpg", "--batch", "--no-tty", "--verify"])):
        path = os.path.join(folder.path, CHECKSUMS + ending)
        if os.path.lexists(path):
            try:
                _output([*command, path, *(["-"] if ending == GPG else [])], text, f"confirm {CHECKSUMS}{ending}", "", said=False)
            except PeopleError as problem:
                raise Refused(f"The evidence in {folder.path} is not what was signed, or that cannot be checked. {problem.message}",
                              "Nothing was changed. Restore the files from a copy, or install the program and the public key.") from None


def _sum(path: str) -> str:
    try:
        return sha256_of(path)
    except BadInput:
        return ""


def is_signed(folder: RunFolder) -> bool:
    return any(os.path.lexists(os.path.join(folder.path, CHECKSUMS + ending)) for ending in (SSH, GPG))


def _output(command: list[str], given: bytes, what: str, hint: str, said: bool = True) -> str:
    """Return what a program writes for an input. ``said``: whether it has to write anything. Raises PeopleError if it fails."""
    try:
        # In a session of its own, the program has no terminal to ask for a passphrase, and fails instead of waiting.
        environment = {**os.environ, "SSH_ASKPASS_REQUIRE": "never"}
        # run_command of AnsibleModule knows neither a session of its own nor a limit of time.
        done = subprocess.run(  # pylint: disable=ansible-bad-function
            command, input=given, capture_output=True, check=False, timeout=PATIENCE, start_new_session=True, env=environment,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise PeopleError(f"{command[0]} did not {what}: {problem}.", hint) from None
    if done.returncode or said and not done.stdout:
        words = " ".join(done.stderr.decode("utf-8", "replace").split())[:300]
        raise PeopleError(f"{command[0]} did not {what}: {words}.", hint)
    return done.stdout.decode("ascii", "replace")
