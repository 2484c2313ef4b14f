# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Generated passwords: handed over in a file before any account exists, never shown, never written over."""

from __future__ import annotations

import json
import pathlib
import stat
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.passwords import LENGTH, SIGNS, generate
from ansible_collections.people.access.plugins.module_utils.lifecycle import new_passwords
from tests.harness import Bench
from tests.sandbox.tsna.api import digest
from tests.unit.lifecycle.test_roster_module import ADA, PASSWORDS, PROFILES, ZOE, held

ROSTER: dict[str, Any] = {"people": [ADA, ZOE], "profiles": PROFILES}
GIVEN = {"tsna_passwords": {ZOE["email"]: PASSWORDS[ZOE["email"]]}}


def test_a_new_account_gets_a_random_password_that_only_the_file_shows(bench: Bench, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "new.json"
    wanted = {**ROSTER, **GIVEN, "new_passwords_file": str(path)}
    planned = bench.run("roster", check=True, **wanted)
    assert planned.get("failed") is None and not path.exists() and planned["new_passwords"]["accounts"] == 1, planned.get("msg")
    assert f"The generated passwords of 1 new account(s) would be in {path}." in planned["plan"]["notes"]
    done = bench.run("roster", plan_file=str(tmp_path / "plan"), expect=planned["digest"], **wanted)
    assert done.get("failed") is None, done["msg"]
    assert done["new_passwords"] == {"file": str(path), "accounts": 1, "vault_id": ""}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    found = json.loads(path.read_text(encoding="utf-8"))
    password = found["tsna_passwords"].pop(ADA["email"])
    assert found == {"tsna_passwords": {}} and len(password) == LENGTH
    assert next(user for user in bench.sandbox.platform("tsna").users.values() if user.name == "aquist").password == digest(password)
    everything = json.dumps([planned, done]) + "".join((tmp_path / f"plan.{ending}").read_text(encoding="utf-8") for ending in ("json", "md"))
    assert password not in everything and PASSWORDS[ZOE["email"]] not in everything
    again = bench.run("roster", **wanted)
    assert again["changed"] is False and "new_passwords" not in again, "nobody is new, so the file that exists is no problem"


def test_the_plan_is_the_same_whoever_chooses_the_passwords(bench: Bench, tmp_path: pathlib.Path) -> None:
    given = bench.run("roster", check=True, tsna_passwords=PASSWORDS, **ROSTER)
    assert bench.run("roster", check=True, new_passwords_file=str(tmp_path / "new.json"), **ROSTER)["digest"] == given["digest"]


def test_a_file_is_never_replaced_and_nothing_is_changed_without_it(bench: Bench, tmp_path: pathlib.Path) -> None:
    before = held(bench)
    (tmp_path / "there").write_text("others", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name, words in (("there", "exists. It may contain passwords"), ("link", "it is a symbolic link"), ("no/folder", "not a writable directory")):
        for check in (True, False):
            result = bench.run("roster", check=check, new_passwords_file=str(tmp_path / name), **ROSTER)
            assert result["failed"] and words in result["msg"] and result["writes"] == [], result["msg"]
    assert (tmp_path / "there").read_text(encoding="utf-8") == "others" and not (tmp_path / "nowhere").exists() and held(bench) == before


def test_the_file_is_there_before_the_first_account(bench: Bench, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "new.json"
    bench.fault(platform="tsna", method="POST", path="/v4.0/users", kind="status", status=400, times=99)
    result = bench.run("roster", new_passwords_file=str(path), **ROSTER)
    assert result["failed"] and path.exists() and result["new_passwords"]["accounts"] == 2
    assert not set(json.loads(path.read_text(encoding="utf-8"))["tsna_passwords"].values()) & set(json.dumps(result).split('"'))


def test_encrypted_means_that_no_plain_text_is_written(bench: Bench, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "new.json"
    wanted = {**ROSTER, "new_passwords_file": str(path), "new_passwords_vault_id": "access"}
    monkeypatch.setattr(new_passwords, "_vault", [])
    assert "no access to the vault secrets" in bench.run("roster", **wanted)["msg"] and not path.exists()
    new_passwords.use_vault(lambda text, vault_id: f"{vault_id}: {len(json.loads(text)['tsna_passwords'])}", str)
    done = bench.run("roster", **wanted)
    assert done.get("failed") is None and path.read_text(encoding="utf-8") == "access: 2", done.get("msg")
    alone = bench.run("roster", new_passwords_vault_id="access", **ROSTER)
    assert alone["failed"] and "new_passwords_file is not" in alone["msg"]


def test_a_file_that_is_handed_over_in_between_is_used_as_it_is(bench: Bench, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Written without a change to any platform, then used for exactly these accounts, also if it is encrypted."""
    monkeypatch.setattr(new_passwords, "_vault", [])
    header = new_passwords.VAULT_HEADER
    new_passwords.use_vault(lambda text, vault_id: f"{header}{text[::-1]}", lambda text: text.removeprefix(header)[::-1])
    path, before = tmp_path / "new.json", held(bench)
    wanted = {**ROSTER, "new_passwords_file": str(path), "new_passwords_vault_id": "access"}
    assert bench.run("roster", check=True, new_passwords_mode="use_file", **wanted)["new_passwords"]["accounts"] == 2, "as it would be written before"
    missing = bench.run("roster", new_passwords_mode="use_file", **wanted)
    assert missing["failed"] and "cannot be read: No such file" in missing["msg"] and missing["writes"] == []
    predicted = bench.run("roster", check=True, new_passwords_mode="write_only", **wanted)
    assert predicted["changed"] is True and not path.exists()
    written = bench.run("roster", new_passwords_mode="write_only", evidence_dir=str(tmp_path / "evidence"), **wanted)
    assert written["changed"] is True and written["writes"] == [] and "evidence" not in written and held(bench) == before, written.get("msg")
    text = path.read_text(encoding="utf-8")
    passwords = json.loads(text.removeprefix(header)[::-1])["tsna_passwords"]
    done = bench.run("roster", new_passwords_mode="use_file", expect=written["digest"], **wanted)
    assert done.get("failed") is None and path.read_text(encoding="utf-8") == text, done.get("msg")
    user = next(user for user in bench.sandbox.platform("tsna").users.values() if user.name == "aquist")
    assert user.password == digest(passwords[ADA["email"]]) and not [one for one in passwords.values() if one in json.dumps([written, done])]
    for mode in ("write_only", "use_file"):
        again = bench.run("roster", new_passwords_mode=mode, **wanted)
        assert again["changed"] is False and "new_passwords" not in again, "nobody is new"


@pytest.mark.parametrize(("content", "reason"), [
    (b'{"tsna_passwords": {"zoe.park@x.example": "Unheard-of-77"}}', "has no password for ada.quist@x.example"), (b"[1", "was not written by this module"),
    (b'{"tsna_passwords": {"ada.quist@x.example": 5}}', "was not written by this module"), (b'["Unheard-of-77"]', "was not written by this module"),
    (b"\xff", "cannot be read: not UTF-8"),
])
def test_a_file_without_the_password_changes_nothing(bench: Bench, tmp_path: pathlib.Path, content: bytes, reason: str) -> None:
    (tmp_path / "new.json").write_bytes(content)
    result = bench.run("roster", new_passwords_file=str(tmp_path / "new.json"), new_passwords_mode="use_file", **ROSTER)
    assert result["failed"] and reason in result["msg"] and result["writes"] == [] and "Unheard-of" not in json.dumps(result), result["msg"]


def test_guards_and_the_digest_come_before_the_passwords(bench: Bench, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "new.json"
    result = bench.run("roster", new_passwords_file=str(path), new_passwords_mode="write_only", expect="0" * 64, **ROSTER)
    assert result["failed"] and not path.exists()
    alone = bench.run("roster", new_passwords_mode="write_only", tsna_passwords=PASSWORDS, **ROSTER)
    assert alone["failed"] and "new_passwords_mode is set, but new_passwords_file is not." in alone["msg"]


def test_without_it_a_missing_password_is_refused_as_before(bench: Bench) -> None:
    assert "set new_passwords_file to generate it" in bench.run("roster", check=True, **ROSTER)["msg"]


@pytest.mark.parametrize("name", ["", "a1", "Q.R", "verylongname"])
def test_the_rules_of_tsna(name: str) -> None:
    found = {generate(name) for _number in range(50)}
    assert len(found) == 50
    for password in found:
        assert len(password) == LENGTH and password[0].isalpha() and set(SIGNS) & set(password) and " " not in password
        assert not name or name.lower() not in password.lower()


def test_a_refusal_about_many_accounts_stays_below_the_event_size_of_awx(bench: Bench) -> None:
    """A sentence for each of 10,000 accounts would be 1.5 MB; AWX drops results above 700,000 bytes."""
    people = [{"email": f"a{number}@x.example", "first_name": "A", "last_name": "Q", "profiles": ["a"], "accounts": {"tsna": {"name": f"a{number}"}}}
              for number in range(400)]
    wanted = {"people": people, "profiles": {"a": {"tsna": PROFILES["netops"]["tsna"]}}, "platforms": ["tsna"]}
    limited = bench.run("roster", check=True, result_limit=5, **wanted)
    whole = bench.run("roster", check=True, **wanted)
    assert len(whole["msg"]) > 50_000 > 21_000 > len(limited["msg"]) and "more characters; result_limit is set." in limited["msg"]
    assert limited["msg"].startswith("Refused: tsna: the new account a0 of a0@x.example needs a password") and len(limited["plan"]["refusals"]) == 5
