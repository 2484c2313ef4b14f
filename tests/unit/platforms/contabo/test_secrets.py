# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Contabo's secrets: replaced once and never twice, handed over in a file, told nowhere."""

from __future__ import annotations

import hashlib
import json
import os
import pathlib
import signal
import stat
from dataclasses import dataclass
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.files import Draft
from tests.harness import Bench, prediction

NADA = "nada.quist@harbor.example"


@dataclass(frozen=True)
class Kind:
    """One of the two secrets: how it is replaced, which request does that, and what it is now."""

    module: str
    option: str
    where: dict[str, Any]
    method: str
    path: str

    def present(self, bench: Bench) -> str:
        state = bench.sandbox.platform("contabo").state()
        if self.option == "old_secret":
            return str(state["client"]["secret"])
        (user,) = [entry for entry in state["users"] if entry["email"] == NADA]
        (storage,) = [objectStorage for objectStorage in state["objectStorages"] if objectStorage["displayName"] == "backup-eu"]
        (key,) = [credential["secretKey"] for credential in state["credentials"] if (
            credential["userId"], credential["objectStorageId"]
        ) == (user["userId"], storage["objectStorageId"])]
        return str(key)

    def run(self, bench: Bench, old: str | None = None, check: bool = False, **params: Any) -> dict[str, Any]:
        return bench.run(self.module, check=check, **self.where, **({self.option: old} if old is not None else {}), **params)


CLIENT = Kind("contabo_client_secret", "old_secret", {}, "PUT", "/v1/users/client/secret$")
S3 = Kind("contabo_s3_credential", "old_secret_key", {"email": NADA, "object_storage": "backup-eu"}, "PATCH", "/credentials/[0-9]+$")
both = pytest.mark.parametrize("kind", [CLIENT, S3], ids=["client", "s3"])


def untold(bench: Bench, *secrets: str) -> None:
    assert not [secret for secret in secrets if secret in bench.printed]


def login(bench: Bench) -> dict[str, Any]:
    """How to log in after the client secret may have been replaced."""
    return {"contabo_client_secret": CLIENT.present(bench)}


def mode(path: pathlib.Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# -- once and never twice ------------------------------------------------------------------------------------------------------------------


@both
def test_the_old_secret_is_the_guard(bench: Bench, kind: Kind) -> None:
    old = kind.present(bench)
    check = kind.run(bench, old, check=True)
    untold(bench, old)
    assert kind.present(bench) == old and check["writes"] == []
    real = kind.run(bench, old)
    new = kind.present(bench)
    untold(bench, old, new)
    assert prediction(check) == prediction(real) and real["action"] == "rotated" and new != old
    assert real["request_id"] and "request_id" not in check
    again = kind.run(bench, old, **login(bench))  # the old client secret opens nothing any more
    untold(bench, old, new)
    assert (again["changed"], again["action"], again["writes"]) == (False, "none", []) and kind.option in again["notes"][0]
    assert kind.present(bench) == new


@both
def test_by_force_each_run_replaces(bench: Bench, kind: Kind) -> None:
    seen = {kind.present(bench)}
    for _time in range(2):
        result = kind.run(bench, force=True, **login(bench))
        assert result["action"] == "rotated" and len(result["writes"]) == 1
        seen.add(kind.present(bench))
    assert len(seen) == 3
    assert kind.run(bench, force=True, check=True, **login(bench))["changed"] is True
    assert kind.present(bench) in seen


@both
@pytest.mark.parametrize("params", [{}, {"force": True, "OLD": "x"}], ids=["nothing", "both"])
def test_what_is_meant_has_to_be_said(bench: Bench, kind: Kind, params: dict[str, Any]) -> None:
    given = {kind.option if name == "OLD" else name: value for name, value in params.items()}
    result = kind.run(bench, **given)
    assert result["failed"] and kind.option in result["msg"] and result["journal"] == []


@both
def test_an_empty_guard_is_a_mistake(bench: Bench, kind: Kind, tmp_path: pathlib.Path) -> None:
    result = kind.run(bench, "", secret_file=str(tmp_path / "secret"))
    assert result["failed"] and f"{kind.option} is empty" in result["msg"] and result["writes"] == [] and list(tmp_path.iterdir()) == []


@both
@pytest.mark.parametrize("fault", [
    {"kind": "lost_response"}, {"kind": "truncated"}, {"kind": "not_json"},
], ids=lambda fault: fault["kind"])
def test_a_lost_answer_is_recovered_without_a_second_replacement(bench: Bench, kind: Kind, tmp_path: pathlib.Path, fault: dict[str, Any]) -> None:
    old, file = kind.present(bench), tmp_path / "secret"
    bench.fault(platform="contabo", method=kind.method, path=kind.path, times=1, **fault)
    result = kind.run(bench, old, secret_file=str(file))
    assert result.get("msg") is None and result["action"] == "rotated"
    assert [write_request["method"] for write_request in result["writes"]] == [kind.method]
    new = kind.present(bench)
    assert new != old and file.read_text() == new
    untold(bench, old, new)


@both
@pytest.mark.parametrize("fault", [
    {"kind": "reset"}, {"kind": "status", "status": 500}, {"kind": "status", "status": 502}, {"kind": "html", "status": 200},
], ids=str)
def test_a_replacement_that_never_arrived_says_so_and_is_not_repeated(bench: Bench, kind: Kind, tmp_path: pathlib.Path, fault: dict[str, Any]) -> None:
    old, file = kind.present(bench), tmp_path / "secret"
    bench.fault(platform="contabo", method=kind.method, path=kind.path, times=0, **fault)
    result = kind.run(bench, old, secret_file=str(file))
    assert result["failed"] and "still the same" in result["msg"] and kind.option in result["msg"]
    assert [write_request["method"] for write_request in result["writes"]] == [kind.method]
    assert kind.present(bench) == old and list(tmp_path.iterdir()) == []
    untold(bench, old)
    bench.fault(kind="delay")
    assert kind.run(bench, old, secret_file=str(file))["action"] == "rotated"


@both
def test_a_refusal_replaces_nothing(bench: Bench, kind: Kind, tmp_path: pathlib.Path) -> None:
    bench.fault(platform="contabo", method=kind.method, path=kind.path, times=0, kind="status", status=403, text="Forbidden")
    result = kind.run(bench, kind.present(bench), secret_file=str(tmp_path / "secret"))
    assert result["failed"] and "403" in result["msg"] and len(result["writes"]) == 1 and list(tmp_path.iterdir()) == []


@both
def test_too_many_requests_are_waited_out(bench: Bench, kind: Kind) -> None:
    bench.fault(platform="contabo", method=kind.method, path=kind.path, times=1, kind="status", status=429, headers={"Retry-After": "7"})
    result = kind.run(bench, kind.present(bench))
    assert result["action"] == "rotated" and result["waited"] == 7.0


def test_an_answer_lost_with_all_tokens_says_what_to_do(bench: Bench) -> None:
    bench.configure("contabo", rotation_ends_tokens=True)
    bench.fault(platform="contabo", method="PUT", path=CLIENT.path, times=1, kind="lost_response")
    old = CLIENT.present(bench)
    result = CLIENT.run(bench, old)
    assert result["failed"] and "If it was, the new one cannot be had" in result["msg"] and "old_secret" in result["msg"] and len(result["writes"]) == 1
    untold(bench, old, CLIENT.present(bench))


@both
def test_an_answer_with_the_same_secret_is_no_success(bench: Bench, kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    contabo, old = bench.sandbox.platform("contabo"), kind.present(bench)
    monkeypatch.setattr(contabo, "rotate_client_secret", contabo.get_client)
    monkeypatch.setattr(contabo, "rotate_credential", contabo.get_credential)
    result = kind.run(bench, old)
    assert result["failed"] and "it is still the same" in result["msg"]
    untold(bench, old)


# -- the file ------------------------------------------------------------------------------------------------------------------------------


@both
def test_the_file_holds_the_present_secret_and_nothing_else(bench: Bench, kind: Kind, tmp_path: pathlib.Path) -> None:
    file, old = tmp_path / "secret", kind.present(bench)
    check = kind.run(bench, check=True, secret_file=str(file))
    assert list(tmp_path.iterdir()) == []
    real = kind.run(bench, secret_file=str(file))
    assert prediction(check) == prediction(real) and real["action"] == "written" and real["writes"] == []
    assert (file.read_text(), mode(file)) == (old, 0o600)
    assert kind.run(bench, secret_file=str(file))["changed"] is False
    file.chmod(0o644)
    assert kind.run(bench, secret_file=str(file))["action"] == "written" and mode(file) == 0o600
    real = kind.run(bench, file.read_text(), secret_file=str(file))
    assert real["action"] == "rotated" and (file.read_text(), mode(file)) == (kind.present(bench), 0o600) and file.read_text() != old
    assert list(tmp_path.iterdir()) == [file]
    untold(bench, old, file.read_text())


@both
def test_a_run_that_died_before_the_file_was_written_is_made_good(bench: Bench, kind: Kind, tmp_path: pathlib.Path) -> None:
    file, old = tmp_path / "secret", kind.present(bench)
    kind.run(bench, old)
    result = kind.run(bench, old, secret_file=str(file), **login(bench))
    assert result["action"] == "written" and result["writes"] == [] and file.read_text() == kind.present(bench) != old


@both
@pytest.mark.parametrize("where", ["nowhere/secret", "."])
def test_a_file_that_cannot_be_written_is_told_before_anything_is_replaced(bench: Bench, kind: Kind, tmp_path: pathlib.Path, where: str) -> None:
    old = kind.present(bench)
    for check in (True, False):
        result = kind.run(bench, old, check=check, secret_file=str(tmp_path / where))
        assert result["failed"] and "secret_file" in result["msg"] and result["writes"] == []
    assert kind.present(bench) == old


def full_after(monkeypatch: pytest.MonkeyPatch, call: str, times: int, folder: pathlib.Path | None = None) -> None:
    """The disk is full from a call on, everywhere or only for what is in a folder."""
    whole, left = getattr(os, call), [times]

    def failing(*given: Any) -> Any:
        there = folder is None or str(folder) in os.readlink(f"/proc/self/fd/{given[0]}")
        left[0] -= there
        if there and left[0] < 0:
            raise OSError(28, "No space left on device")
        return whole(*given)

    monkeypatch.setattr(os, call, failing)


@both
@pytest.mark.parametrize("call", ["posix_fallocate", "fsync"])
def test_on_a_full_disk_nothing_is_replaced(bench: Bench, kind: Kind, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    old = kind.present(bench)
    full_after(monkeypatch, call, 0)
    result = kind.run(bench, old, secret_file=str(tmp_path / "secret"))
    assert result["failed"] and "No space left on device" in result["msg"] and "Nothing was replaced" in result["msg"]
    assert result["writes"] == [] and kind.present(bench) == old and list(tmp_path.iterdir()) == []


@both
def test_a_disk_that_is_full_after_all_is_told_and_made_good_by_another_run(
    bench: Bench, kind: Kind, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    file, old = tmp_path / "secret", kind.present(bench)
    with monkeypatch.context() as patch:
        full_after(patch, "write", 0)
        result = kind.run(bench, old, secret_file=str(file))
    new = kind.present(bench)
    assert result["failed"] and result["changed"] and "No space left on device" in result["msg"] and kind.option in result["msg"] and new != old
    assert list(tmp_path.iterdir()) == []
    untold(bench, old, new)
    assert kind.run(bench, old, secret_file=str(file), **login(bench))["action"] == "written" and file.read_text() == new


@both
@pytest.mark.parametrize("call", ["write", "fsync", "ftruncate"])
def test_a_secret_whose_file_cannot_be_written_goes_to_the_second_place(
    bench: Bench, kind: Kind, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, call: str,
) -> None:
    first, second, old = tmp_path / "first", tmp_path / "second", kind.present(bench)
    first.mkdir()
    second.mkdir()
    with monkeypatch.context() as patch:
        full_after(patch, call, 2 if call == "fsync" else 0, first)  # file and folder are synced before
        result = kind.run(bench, old, secret_file=str(first / "secret"), secret_fallback_folder=str(second))
    new = kind.present(bench)
    (saved,) = second.iterdir()
    assert (saved.read_text(), mode(saved)) == (new, 0o600) and new != old and list(first.iterdir()) == []
    assert result["failed"] and result["changed"] and str(saved) in result["msg"] and result["error"]["written_to"] == str(saved)
    untold(bench, old, new)
    again = kind.run(bench, old, secret_file=str(first / "secret"), secret_fallback_folder=str(second), **login(bench))
    assert again["action"] == "written" and (first / "secret").read_text() == new and list(second.iterdir()) == [saved]


@both
def test_the_second_place_is_checked_and_left_empty(bench: Bench, kind: Kind, tmp_path: pathlib.Path) -> None:
    old, file = kind.present(bench), tmp_path / "secret"
    result = kind.run(bench, old, secret_file=str(file), secret_fallback_folder=str(tmp_path / "nowhere"))
    assert result["failed"] and "secret_fallback_folder" in result["msg"] and result["writes"] == [] and kind.present(bench) == old
    assert kind.run(bench, old, secret_fallback_folder=str(tmp_path))["failed"]
    (tmp_path / "second").mkdir()
    assert kind.run(bench, old, secret_file=str(file), secret_fallback_folder=str(tmp_path / "second"))["action"] == "rotated"
    assert list((tmp_path / "second").iterdir()) == [] and file.read_text() == kind.present(bench)


@both
def test_who_cancels_between_the_replacement_and_the_file_loses_nothing(
    bench: Bench, kind: Kind, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    file, old, fill = tmp_path / "secret", kind.present(bench), Draft.fill

    def cancelled(draft: Draft, data: bytes) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        fill(draft, data)

    monkeypatch.setattr(Draft, "fill", cancelled)
    with pytest.raises(json.JSONDecodeError):  # the task ends without a result
        kind.run(bench, old, secret_file=str(file))
    assert file.read_text() == kind.present(bench) != old and list(tmp_path.iterdir()) == [file]


@both
@pytest.mark.parametrize("trap", ["link", "pipe", "folder", "device"])
def test_what_is_no_plain_file_is_refused_before_anything_is_replaced(bench: Bench, kind: Kind, tmp_path: pathlib.Path, trap: str) -> None:
    place, old = tmp_path / "place", kind.present(bench)
    if trap == "link":
        place.symlink_to(tmp_path / "secret")
    elif trap == "pipe":
        os.mkfifo(place)
    elif trap == "folder":
        place.mkdir()
    for check in (True, False):
        result = kind.run(bench, old, check=check, secret_file="/dev/null" if trap == "device" else str(place))
        assert result["failed"] and "secret_file" in result["msg"] and result["writes"] == []
    assert kind.present(bench) == old and not (tmp_path / "secret").exists()


# -- the client ----------------------------------------------------------------------------------------------------------------------------


def test_everybody_is_warned(bench: Bench, tmp_path: pathlib.Path) -> None:
    old = CLIENT.present(bench)
    check = CLIENT.run(bench, old, check=True)
    assert "cannot log in again until it has the new one" in check["warnings"][0] and "secret_file is not set" in check["warnings"][1]
    real = CLIENT.run(bench, old, secret_file=str(tmp_path / "secret"))
    assert real["warnings"] == check["warnings"][:1]
    assert CLIENT.run(bench, old, **login(bench))["warnings"] == []


def test_the_play_goes_on_with_the_token_in_hand_and_with_the_new_secret(bench: Bench, tmp_path: pathlib.Path) -> None:
    contabo = bench.sandbox.platform("contabo")
    token = contabo._new_tokens(contabo._by_email("automation@harbor.example")).json["access_token"]
    result = CLIENT.run(bench, CLIENT.present(bench), secret_file=str(tmp_path / "secret"), contabo_token=token)
    assert result["action"] == "rotated"
    assert bench.run("contabo_user_info", email=NADA, contabo_token=token)["users"]
    assert bench.run("contabo_user_info", email=NADA)["failed"]
    assert bench.run("contabo_user_info", email=NADA, contabo_client_secret=(tmp_path / "secret").read_text())["users"]


def test_the_client_is_read_without_its_secret(bench: Bench) -> None:
    secret = CLIENT.present(bench)
    (client,) = bench.run("contabo_client_info")["clients"]
    assert (client["client_id"], client["customer_id"]) == ("INT-10051234", "10051234") and set(client) == {"id", "client_id", "tenant_id", "customer_id"}
    (client,) = bench.run("contabo_client_info", secret_digest=True)["clients"]
    assert client["secret_sha256"] == hashlib.sha256(secret.encode()).hexdigest()
    untold(bench, secret)


# -- S3 ------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", [
    {"object_storage": "backup-eu"}, {"region": "European Union"}, {"region": "european union"}, {"region": "EU"}, {"object_storage_id": "ID"},
    {"object_storage": "backup-eu", "region": "EU"},
], ids=str)
@pytest.mark.parametrize("who", ["email", "user_id"])
def test_the_place_is_named_in_several_ways(bench: Bench, where: dict[str, Any], who: str) -> None:
    state = bench.sandbox.platform("contabo").state()
    (user,) = [entry for entry in state["users"] if entry["email"] == NADA]
    (storage,) = [objectStorage for objectStorage in state["objectStorages"] if objectStorage["displayName"] == "backup-eu"]
    where = {name: storage["objectStorageId"] if value == "ID" else value for name, value in where.items()}
    result = bench.run("contabo_s3_credential", **{who: user["userId"] if who == "user_id" else NADA.upper()}, **where, old_secret_key=S3.present(bench))
    assert result.get("msg") is None and result["action"] == "rotated"
    assert (result["credential"]["email"], result["credential"]["object_storage"], result["credential"]["region"]) == (NADA, "backup-eu", "European Union")


@pytest.mark.parametrize(("where", "said"), [
    ({}, "2 matching S3 credentials: backup-eu (European Union), media-us"),
    ({"object_storage": "backup"}, "existing ones: backup-eu (European Union), media-us"),
    ({"region": "Asia (Singapore)"}, "no matching S3 credential"), ({"object_storage": "backup-eu", "region": "US-central"}, "no matching S3 credential"),
    ({"object_storage_id": "nope"}, "must be a UUID"), ({"email": "nobody@harbor.example"}, "no user with the email"),
    ({"email": None, "user_id": "nobody"}, "no user with the id"),
], ids=str)
def test_a_place_that_is_not_one_is_told(bench: Bench, where: dict[str, Any], said: str) -> None:
    before = bench.sandbox.state()
    result = bench.run("contabo_s3_credential", **{name: value for name, value in {"email": NADA, **where}.items() if value}, force=True)
    assert result["failed"] and said in result["msg"] and result["writes"] == [] and bench.sandbox.state() == before


def test_a_region_by_its_long_name_where_nothing_found_is_a_404(bench: Bench) -> None:
    bench.configure("contabo", empty_list_status=404)
    assert bench.run("contabo_s3_credential", email=NADA, region="European Union", force=True).get("action") == "rotated"


@pytest.mark.parametrize("status", [200, 404])
def test_credentials_that_have_not_appeared_yet(bench: Bench, status: int) -> None:
    bench.configure("contabo", credentials_delay=3600, empty_list_status=status)
    bench.run("contabo_user", email="zoe.park@x.example", first_name="Zoe", last_name="Park")
    result = bench.run("contabo_s3_credential", email="zoe.park@x.example", object_storage="backup-eu", force=True)
    assert result["failed"] and "existing ones: none" in result["msg"] and "can take some time" in result["msg"]


@pytest.mark.parametrize("both_keys", [False, True])
def test_the_access_key_is_told_as_it_is_afterwards(bench: Bench, both_keys: bool) -> None:
    bench.configure("contabo", rotate_access_key=both_keys)
    before = bench.run("contabo_s3_credential_info", **S3.where)["credentials"][0]["access_key"]
    result = S3.run(bench, force=True)
    assert result["credential"]["access_key"] == bench.run("contabo_s3_credential_info", **S3.where)["credentials"][0]["access_key"]
    assert (result["credential"]["access_key"] != before) is both_keys


def test_credentials_are_read_without_their_secrets(bench: Bench) -> None:
    bench.configure("contabo", page_cap=1)
    found = bench.run("contabo_s3_credential_info", email=NADA)["credentials"]
    assert [(entry["email"], entry["object_storage"]) for entry in found] == [(NADA, "backup-eu"), (NADA, "media-us")]
    assert not [entry for entry in found if set(entry) & {"secret_key", "secret_key_sha256", "secretKey"}]
    (one,) = bench.run("contabo_s3_credential_info", **S3.where, secret_digests=True)["credentials"]
    assert one["secret_key_sha256"] == hashlib.sha256(S3.present(bench).encode()).hexdigest()
    untold(bench, *(credential["secretKey"] for credential in bench.sandbox.platform("contabo").state()["credentials"]))
    assert bench.run("contabo_s3_credential_info", email=NADA, id=one["id"])["credentials"][0]["id"] == one["id"]
    assert bench.run("contabo_s3_credential_info", email=NADA, id="1")["credentials"] == []


def test_everybodys_credentials(bench: Bench) -> None:
    state = bench.sandbox.platform("contabo").state()
    found = bench.run("contabo_s3_credential_info", object_storage="backup-eu")["credentials"]
    assert sorted(entry["email"] for entry in found) == sorted(user["email"] for user in state["users"])


def test_a_caller_who_may_not_read_those_of_others(bench: Bench) -> None:
    bench.configure("contabo", foreign_credentials=False)
    result = S3.run(bench, force=True)
    assert result["failed"] and "403" in result["msg"] and "role" in result["msg"] and result["writes"] == []


def test_a_credential_whose_address_is_known_costs_one_request(bench: Bench) -> None:
    (known,) = bench.run("contabo_s3_credential_info", **S3.where)["credentials"]
    where = {name: known[name] for name in ("id", "user_id", "object_storage_id")}
    result = bench.run("contabo_s3_credential_info", **where, secret_digests=True)
    (one,) = result["credentials"]
    assert [entry["path"] for entry in result["journal"] if entry["path"] != "/auth/token"] == [
        f"/v1/users/{known['user_id']}/object-storages/{known['object_storage_id']}/credentials/{known['id']}"]
    assert one["access_key"] == known["access_key"] and one["secret_key_sha256"] == hashlib.sha256(S3.present(bench).encode()).hexdigest()
    untold(bench, S3.present(bench))
    assert bench.run("contabo_s3_credential_info", **{**where, "id": "1"})["credentials"] == []


@pytest.mark.parametrize("centers", ["listed", 403, 404])
@pytest.mark.parametrize("region", ["EU", "eu", "European Union"])
def test_the_short_name_of_a_region_is_looked_up(bench: Bench, centers: Any, region: str) -> None:
    bench.configure("contabo", data_centers=centers)
    found = bench.run("contabo_s3_credential_info", email=NADA, region=region)
    known = centers == "listed" or region != "eu"  # the filter of the storages minds the case
    assert [entry["region"] for entry in found["credentials"]] == ["European Union"] * known
    asked = [entry["query"] for entry in found["journal"] if entry["path"].endswith("/object-storages")]
    assert (asked == []) is (centers == "listed")


@pytest.mark.parametrize("by", ["emails", "user_ids"])
def test_the_keys_of_several_users_are_replaced_in_one_task(bench: Bench, tmp_path: pathlib.Path, by: str) -> None:
    users = {user["email"]: user["id"] for user in bench.run("contabo_user_info", email_contains="quist@")["users"]}
    where = {by: list(users if by == "emails" else users.values()), "object_storage": "backup-eu", "secret_folder": str(tmp_path)}
    before = S3.present(bench)
    check = bench.run("contabo_s3_credential", check=True, **where, force=True)
    assert check["writes"] == [] and S3.present(bench) == before and not list(tmp_path.iterdir())
    real = bench.run("contabo_s3_credential", **where, force=True)
    assert real["diff"] == check["diff"] and [user["action"] for user in real["users"]] == ["rotated"] * len(users) and len(users) == 2
    (mine,) = [user for user in real["users"] if user["email"] == NADA]
    assert pathlib.Path(mine["secret_file"]).read_text(encoding="utf-8") == S3.present(bench) != before
    assert mode(pathlib.Path(mine["secret_file"])) == 0o600
    untold(bench, S3.present(bench), before)
    assert bench.run("contabo_s3_credential", **where)["changed"] is False
    missing = bench.run("contabo_s3_credential", **{**where, "object_storage": "nowhere"}, force=True)
    assert missing["failed"] and "existing ones" in missing["msg"] and missing["writes"] == []


def test_one_secret_and_several_users_do_not_go_together(bench: Bench, tmp_path: pathlib.Path) -> None:
    for more in ({"old_secret_key": "4f1e0b2c9d3a4b5c"}, {"secret_file": str(tmp_path / "one")}):
        assert "mutually exclusive" in bench.run("contabo_s3_credential", emails=[NADA], **more)["msg"]
