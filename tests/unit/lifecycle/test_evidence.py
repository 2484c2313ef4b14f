# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The evidence of a run: complete, true after any interruption, without secrets, and checked by the tools that the guide names."""

from __future__ import annotations

import json
import os
import pathlib
import re
import stat
import subprocess
from typing import Any

import jsonschema
import pytest

from ansible_collections.people.access.plugins.module_utils.engine.errors import BadInput
from ansible_collections.people.access.plugins.module_utils.evidence import document, signature
from ansible_collections.people.access.plugins.module_utils.evidence.run_folder import RunFolder
from ansible_collections.people.access.plugins.module_utils.platforms import registry
from tests.harness import Bench, is_write
from tests.unit.lifecycle.killed import RECORDED, UNRECORDED, each_write, run_killed
from tests.unit.lifecycle.test_roster_module import ADA, CHANGE, MEANS, PASSWORDS, PLATFORMS, ROSTER

ROOT = pathlib.Path(__file__).resolve().parents[3]
SCHEMA = json.loads((ROOT / "docs" / "schemas" / "evidence-1.schema.json").read_text(encoding="utf-8"))
FACTS: dict[str, Any] = {
    "tenant": "harbor", "playbook": "reconcile", "collection": "1.0.0", "ansible_core": "2.21.5", "python": "3.12.1", "controller": "node", "user": "ops",
    "awx": {"job_id": "77"}, "approval": {"approver": "grace", "launcher": "linus", "approvals": [], "job": {"id": 77, "name": "x"}, "workflow": {}},
}


def folder_of(result: dict[str, Any]) -> pathlib.Path:
    assert result.get("failed") is None, result["msg"]
    return pathlib.Path(result["evidence"]["folder"])


def evidence_in(folder: pathlib.Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "evidence.json").read_text(encoding="utf-8"))
    jsonschema.validate(found, SCHEMA)
    return found


def checked(folder: pathlib.Path) -> None:
    """The command of the guide finds every file, unchanged."""
    done = subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    listed = {line.partition("  ")[2] for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()}
    assert listed == {path.name for path in folder.iterdir() if not path.name.startswith("SHA256SUMS")}


def sent(run: dict[str, Any]) -> set[tuple[str, str, int]]:
    """The writes of a run as the sandbox saw them, without the beginning of the path."""
    return {(entry["method"], re.sub(r"^/(thousandeyes/v7|segment|contabo|tsna/bca-networks/api)", "", entry["path"]), entry["status"])
            for entry in run["writes"]}


def recorded(found: dict[str, Any]) -> set[tuple[str, str, int]]:
    """The same as the evidence has it."""
    return {(request["method"], request["path"], request["status"]) for action in found["actions"] for request in action["requests"]}


def answers(folder: pathlib.Path) -> int:
    """The number of answered writes in the journal."""
    lines = [json.loads(line) for line in (folder / "actions.jsonl").read_text(encoding="utf-8").splitlines()]
    return len([line for line in lines if line["entry"] == "request" and line["state"] == "answered"])


def test_a_run_is_recorded_completely(bench: Bench, tmp_path: pathlib.Path) -> None:
    bench.run("roster", **ROSTER)
    bench.clock.time += 3600
    result = bench.run("roster", evidence_dir=str(tmp_path), evidence_run=FACTS, **CHANGE)
    folder = folder_of(result)
    found = evidence_in(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == dict.fromkeys(
        ("SHA256SUMS", "actions.jsonl", "evidence.html", "evidence.json"), 0o600)
    checked(folder)
    assert (found["status"], found["run"]["collection"], found["who"]["approver"], found["who"]["awx"]) == ("complete", "1.0.0", "grace", {"job_id": "77"})
    assert {name: caller["account"] for name, caller in found["who"]["callers"].items()} == {
        "thousandeyes": "ops@harbor.example", "segment": "", "contabo": "automation@harbor.example", "tsna": "automation"}
    assert [plan["digest"] for plan in found["plans"]] == [result["digest"]] and found["guards"][0]["answer"] == "passed"
    assert [guard["when"] for guard in found["guards"]] == ["before the first change", "before the first removal"]
    planned = {(action["platform"], action["account"]): action for action in result["plan"]["actions"]}
    assert {(action["platform"], action["account"]) for action in found["actions"]} == set(planned)
    for action in found["actions"]:
        row = planned[action["platform"], action["account"]]
        assert (action["before"], action["after"], action["status"]) == (row["before"], row["after"], "done")
        assert action["requests"] and all(request["answered"] for request in action["requests"]) and action["started"] and action["ended"]
        assert all(request["request_id"] for request in action["requests"]) == (action["platform"] == "contabo")
    assert found["other_requests"] == [] and found["failures"] == []
    assert (recorded(found), answers(folder)) == (sent(result), len(result["writes"])), "no write is missing, and none is made up"


def test_the_second_reading_is_the_proof(bench: Bench, tmp_path: pathlib.Path) -> None:
    here = {"evidence_dir": str(tmp_path), "evidence_name": "run"}
    bench.run("roster", check=True, **here, **ROSTER)
    bench.run("roster", **here, **ROSTER)
    first = evidence_in(tmp_path / "run")
    assert {action["proof"]["result"] for action in first["actions"]} == {"not proved"}
    assert any("No later reading proves" in sentence for sentence in first["not_proved"])
    bench.run("roster", check=True, **here, **ROSTER)
    bench.run("access_evidence", evidence_folder=str(tmp_path / "run"))
    found = evidence_in(tmp_path / "run")
    assert [task["purpose"] for task in found["tasks"]] == ["plan", "change", "reading"]
    assert {action["proof"]["result"] for action in found["actions"]} == {"proved"} and {action["task"] for action in found["actions"]} == {2}
    checked(tmp_path / "run")


def test_a_reading_that_differs_contradicts(bench: Bench, tmp_path: pathlib.Path) -> None:
    here = {"evidence_dir": str(tmp_path), "evidence_name": "run"}
    bench.run("roster", **here, **ROSTER)
    bench.run("contabo_user", email=ADA["email"], state="absent")
    bench.run("roster", check=True, **here, **ROSTER)
    found = {(action["platform"], action["account"]): action["proof"]["result"] for action in evidence_in(tmp_path / "run")["actions"]}
    assert found.pop(("contabo", ADA["email"])) == "contradicted"
    assert set(found.values()) == {"proved"}


def test_complete_evidence_is_not_continued(bench: Bench, tmp_path: pathlib.Path) -> None:
    folder = folder_of(bench.run("roster", evidence_dir=str(tmp_path), **ROSTER))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    result = bench.run("roster", evidence_dir=str(tmp_path), evidence_name=folder.name, **CHANGE)
    assert "is complete" in result["msg"] and result["writes"] == []
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("name", ["../x", "", ".hidden", "a/b", "a\nb", "-x" * 200])
def test_the_name_of_a_folder_leads_nowhere_else(bench: Bench, tmp_path: pathlib.Path, name: str) -> None:
    result = bench.run("roster", evidence_dir=str(tmp_path / "in"), evidence_name=name, **ROSTER)
    if name:
        assert "is not a valid name" in result["msg"] and result["writes"] == []
    assert {path.name for path in tmp_path.iterdir()} <= {"in"}


def test_no_link_is_followed(bench: Bench, tmp_path: pathlib.Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "run").symlink_to(tmp_path / "elsewhere")
    result = bench.run("roster", evidence_dir=str(tmp_path), evidence_name="run", **ROSTER)
    assert "symbolic link" in result["msg"] and result["writes"] == [] and not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize("state,before", [("sending", 1), ("answered", 0)])
def test_nothing_is_changed_without_evidence(bench: Bench, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, state: str, before: int) -> None:
    """As on a full disk: the journal cannot be written before the second write, or after the first one. What was changed until then is told."""
    add, left = RunFolder.add, [before]

    def until_full(self: RunFolder, entry: str, **members: Any) -> None:
        if entry == "request" and members["state"] == state:
            left[0] -= 1
            if left[0] < 0:
                monkeypatch.setattr("os.write", lambda handle, data: 0)
        add(self, entry, **members)

    monkeypatch.setattr(RunFolder, "add", until_full)
    result = bench.run("roster", evidence_dir=str(tmp_path), platforms=["contabo"], parallel_writes=1, **ROSTER)
    assert result["failed"] and "cannot be written" in result["msg"]
    assert len(result["writes"]) == 1 and result["changed"] is True and len(result["outcome"]["done"]) == 1


def test_a_refused_plan_is_recorded(bench: Bench, tmp_path: pathlib.Path) -> None:
    bench.run("roster", **ROSTER)
    result = bench.run("roster", evidence_dir=str(tmp_path), max_removals=0, **{**ROSTER, "people": [{**ADA, "ends": "2020-01-01"}]})
    assert result["failed"]
    found = evidence_in(pathlib.Path(result["evidence"]["folder"]))
    assert (found["status"], found["tasks"][0]["result"], found["guards"][0]["answer"]) == ("failed", "refused", "refused")
    assert found["guards"][0]["refusals"] == result["plan"]["refusals"] and found["guards"][0]["limits"]["max_removals"] == 0
    assert {action["status"] for action in found["actions"]} == {"not tried"}


def test_a_plan_that_is_not_the_approved_one_is_recorded_as_refused(bench: Bench, tmp_path: pathlib.Path) -> None:
    result = bench.run("roster", evidence_dir=str(tmp_path), expect="0" * 64, **ROSTER)
    assert evidence_in(pathlib.Path(result["evidence"]["folder"]))["tasks"][0]["result"] == "refused"


def test_an_approved_plan_whose_platform_does_not_answer_has_failed(bench: Bench, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add = RunFolder.add

    def then_down(self: RunFolder, entry: str, **members: Any) -> None:
        add(self, entry, **members)
        if entry == "plan":
            bench.fault(kind="status", status=401, platform="segment", method="GET", path="/users", times=0)

    bench.run("roster", **ROSTER)
    leaver = {**ROSTER, "people": [{**ADA, "ends": "2020-01-01"}], "platforms": ["segment"], "max_removals": 0}
    planned = bench.run("roster", check=True, **leaver)
    monkeypatch.setattr(RunFolder, "add", then_down)
    result = bench.run("roster", evidence_dir=str(tmp_path), approve=planned["approval"], **leaver)
    found = evidence_in(pathlib.Path(result["evidence"]["folder"]))
    assert [action["status"] for action in found["actions"]] == ["not tried"], result["msg"]
    assert (found["tasks"][0]["result"], found["guards"][0]["answer"]) == ("failed", "approved")


def without_times(value: Any) -> Any:
    """Without what may differ between two runs over the same things: times, and ids that platforms and this run chose."""
    text = json.dumps(value)
    text = re.sub(r"\d{4}-\d\d-\d\d[T ][\d:.]+Z?", "TIME", text)
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UUID", text)
    return json.loads(re.sub(r"TIME-[0-9a-f]{8}", "NAME", re.sub(r"\d{4}-\d\d-\d\dT\d{6}Z-[0-9a-f]{8}", "NAME", text)))


def test_two_runs_over_the_same_things_differ_in_times_and_ids_only(tmp_path: pathlib.Path) -> None:
    found = []
    for _turn in range(2):
        with pytest.MonkeyPatch.context() as patch:
            bench = Bench(patch)
            bench.run("roster", parallel_writes=1, **ROSTER)
            bench.clock.time += 3600 + 60 * len(found)
            arguments = {**CHANGE, "parallel_writes": 1}  # otherwise the sandbox numbers new users as they come
            found.append(without_times(evidence_in(folder_of(bench.run("roster", evidence_dir=str(tmp_path), evidence_run=FACTS, **arguments)))))
    assert found[0] == found[1]


# -- secrets -------------------------------------------------------------------------------------------------------------------------------------


def test_no_secret_is_in_any_file(bench: Bench, tmp_path: pathlib.Path) -> None:
    """In every field that a roster has, also as part of a text, and in the facts of the run."""
    secret = "Tr1cky-pass-77"
    roster = {**ROSTER, "people": [{**ADA, "last_name": f"Q {secret}", "accounts": {"tsna": {"name": "aquist", "dynamic_fields": {"Department": secret}}}}]}
    given = {**FACTS, "tenant": secret, "awx": {"job_template_name": f"x {secret}"}, "approval": {"approver": secret}}
    result = bench.run("roster", evidence_dir=str(tmp_path), evidence_run=given, **roster)
    folder = folder_of(result)
    credentials = [bench.environment[name] for name in bench.environment if re.search("TOKEN$|PASS|SECRET", name)]
    for path in folder.iterdir():
        text = path.read_text(encoding="utf-8")
        assert [entry for entry in (secret, *PASSWORDS.values(), *credentials) if entry in text] == [], path.name
    assert "********" in (folder / "evidence.json").read_text(encoding="utf-8")


def test_hostile_names_are_harmless_in_the_page(bench: Bench, tmp_path: pathlib.Path) -> None:
    hostile = "</script><img src=x onerror=alert(1)>\u202e\u2028&quot;'\""
    result = bench.run("roster", evidence_dir=str(tmp_path), evidence_run={**FACTS, "tenant": hostile, "user": hostile},
                       **{**ROSTER, "people": [{**ADA, "first_name": "<b>Ada", "last_name": "<script>x"}]})
    folder = folder_of(result)
    page = (folder / "evidence.html").read_text(encoding="utf-8")
    assert "<img" not in page and "<b>" not in page and "<script>" not in page and "\u202e" not in page and "\u2028" not in page
    assert "&lt;img src=x" in page and "\\u202e" in page
    assert (folder / "evidence.json").read_bytes().isascii() and (folder / "actions.jsonl").read_bytes().isascii()


# -- killed runs ---------------------------------------------------------------------------------------------------------------------------------

# As the playbooks onboard and reconcile, and offboard and decide run the module.
LEAVE: dict[str, Any] = {"people": [{"email": ADA["email"], "ends": "2020-01-01"}], "platforms": list(PLATFORMS), "independent": True,
                         "max_removal_percent": -1}


@pytest.mark.parametrize("moment", [UNRECORDED, RECORDED])
@pytest.mark.parametrize("change", [CHANGE, LEAVE], ids=["change", "leave"])
def test_the_evidence_of_a_killed_run_is_true(tmp_path: pathlib.Path, moment: str, change: dict[str, Any], thorough: bool) -> None:
    """After each write."""
    for bench, environ, number in each_write(change, moment, thorough):
        parent = tmp_path / str(number)
        run_killed({**change, "evidence_dir": str(parent), "evidence_name": "run"}, environ, number, moment)
        _compare(bench, parent / "run", number, moment)


def _compare(bench: Bench, folder: pathlib.Path, after: int, moment: str) -> None:
    """The journal says what the sandbox saw: all that it answered, and nothing else; what was under way is unknown."""
    seen = [entry for entry in bench.sandbox.journal if is_write(entry)]
    assert not (folder / "SHA256SUMS").exists(), "nobody takes it for complete"
    assert json.loads((folder / "evidence.json").read_text(encoding="utf-8"))["status"] == "not finished"
    found = document.document(RunFolder.open(str(folder), lambda: 0.0, lambda value: value).entries)
    jsonschema.validate(found, SCHEMA)
    answered = [request for action in found["actions"] for request in action["requests"] if request["answered"]]
    lines = [json.loads(line) for line in (folder / "actions.jsonl").read_text(encoding="utf-8").splitlines()]
    states = [line["state"] for line in lines if line["entry"] == "request"]
    assert (len(seen), states.count("answered")) == (after, after - (moment == UNRECORDED))
    assert all(request["status"] in (200, 201, 204) for request in answered)
    unknown = [action for action in found["actions"] if action["status"] == "unknown"]
    assert bool(unknown) or moment == RECORDED
    done = [action for action in found["actions"] if action["status"] == "done"]
    accounts = bench.run("access_info", platforms=sorted({action["platform"] for action in done}))["accounts"] if done else []
    names = {(account["platform"], name.casefold()) for account in accounts for name in (account["email"], account["name"])}
    for action in done:  # what it calls done is in the state of the sandbox
        assert ((action["platform"], action["account"].casefold()) in names) == (action["verb"] != "delete"), action
    never = [action for action in found["actions"] if action["status"] == "not started"]
    assert all(not action["requests"] for action in never)
    assert any("The run has not ended, or was killed" in sentence for sentence in found["not_proved"])
    assert found["other_requests"] == []


def test_the_evidence_of_a_killed_run_can_be_completed(bench: Bench, tmp_path: pathlib.Path) -> None:
    bench.run("roster", evidence_dir=str(tmp_path), evidence_name="run", **ROSTER)
    journal = tmp_path / "run" / "actions.jsonl"
    lines = journal.read_bytes().split(b"\n")
    cut = next(number for number, line in enumerate(lines) if b'"entry": "end"' in line)
    journal.write_bytes(b"\n".join(lines[:cut]) + b"\n" + lines[cut][:10])  # the last line is incomplete
    (tmp_path / "run" / "SHA256SUMS").unlink()  # which no task has that was killed
    result = bench.run("access_evidence", evidence_folder=str(tmp_path / "run"))
    assert (result["action"], result["status"]) == ("completed", "not finished")
    found = evidence_in(tmp_path / "run")
    assert found["status"] == "not finished" and found["tasks"][0]["result"] == "not finished" and found["witness"]["platforms"]["contabo"]["result"] == "read"
    checked(tmp_path / "run")
    later = bench.run("access_evidence", evidence_folder=str(tmp_path / "run"))
    assert later["action"] == "added" and answers(tmp_path / "run") > 0, later.get("msg")
    checked(tmp_path / "run")


def test_a_line_that_was_written_in_part_spoils_no_other(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a disk that is full for a moment. What is not in the journal is not in the document either."""
    folder = RunFolder.begin(str(tmp_path), "run", lambda: 0.0, lambda value: value)
    folder.add("run", number=1)
    write = os.write
    monkeypatch.setattr("os.write", lambda handle, data: write(handle, data[:9]))
    with pytest.raises(BadInput, match="only a part of a line"):
        folder.add("lost", number=2)
    monkeypatch.setattr("os.write", write)
    assert [entry["entry"] for entry in folder.entries] == ["run"]
    folder.add("task", number=3)
    folder.add("end", number=4)
    assert [entry["entry"] for entry in RunFolder.open(folder.path, lambda: 0.0, lambda value: value).entries] == ["run", "task", "end"]


# -- signatures ----------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def ssh_key(tmp_path: pathlib.Path) -> pathlib.Path:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    (tmp_path / "allowed_signers").write_text(f"auditor@x.example {key.with_suffix('.pub').read_text(encoding='utf-8')}", encoding="utf-8")
    return key


def is_signed_by_ssh(folder: pathlib.Path, trusted: pathlib.Path) -> bool:
    command = ["ssh-keygen", "-Y", "verify", "-f", str(trusted), "-I", "auditor@x.example", "-n", "people.access", "-s", "SHA256SUMS.sig"]
    return subprocess.run(command, cwd=folder, input=(folder / "SHA256SUMS").read_bytes(), capture_output=True, check=False).returncode == 0


def test_a_signature_by_ssh_is_verified_by_ssh(bench: Bench, tmp_path: pathlib.Path, ssh_key: pathlib.Path) -> None:
    folder = folder_of(bench.run("roster", evidence_dir=str(tmp_path / "all"), evidence_ssh_key=str(ssh_key), **ROSTER))
    assert is_signed_by_ssh(folder, tmp_path / "allowed_signers")
    text = (folder / "SHA256SUMS").read_text(encoding="utf-8")
    (folder / "SHA256SUMS").write_text(text.replace("a", "b"), encoding="utf-8")
    assert not is_signed_by_ssh(folder, tmp_path / "allowed_signers")


def test_a_later_reading_signs_again_and_changes_no_file(bench: Bench, tmp_path: pathlib.Path, ssh_key: pathlib.Path) -> None:
    folder = folder_of(bench.run("roster", evidence_dir=str(tmp_path / "all"), evidence_ssh_key=str(ssh_key), **ROSTER))
    before = {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith("SHA256SUMS")}
    unsigned = bench.run("access_evidence", evidence_folder=str(folder))
    assert "is signed" in unsigned["msg"]
    for turn in (1, 2):
        result = bench.run("access_evidence", evidence_folder=str(folder), evidence_ssh_key=str(ssh_key))
        assert result["action"] == "added" and len(list(folder.glob("witness-*.json"))) == turn, result
        assert {name: (folder / name).read_bytes() for name in before} == before
        assert is_signed_by_ssh(folder, tmp_path / "allowed_signers")
        checked(folder)
    (folder / "evidence.json").write_text("{}", encoding="utf-8")
    assert "does not match SHA256SUMS" in bench.run("access_evidence", evidence_folder=str(folder), evidence_ssh_key=str(ssh_key))["msg"]


@pytest.mark.parametrize(("tamper", "words"), [
    ("add", "has files that are not in SHA256SUMS: witness-2026-11-24T000000Z.json"),
    ("sums", "is not what was signed"), ("reopen", "is not what was signed"), ("unsigned", "does not match SHA256SUMS any more: actions.jsonl"),
])
def test_a_later_reading_does_not_seal_what_somebody_else_has_changed(
    bench: Bench, tmp_path: pathlib.Path, ssh_key: pathlib.Path, tamper: str, words: str,
) -> None:
    """Otherwise, the checksums, or even the signature, would vouch for it."""
    key = {"evidence_ssh_key": str(ssh_key)} if tamper != "unsigned" else {}
    folder = folder_of(bench.run("roster", evidence_dir=str(tmp_path / "all"), **key, **ROSTER))
    sums = (folder / "SHA256SUMS").read_text(encoding="utf-8")
    if tamper == "add":
        (folder / "witness-2026-11-24T000000Z.json").write_text("{}", encoding="utf-8")
    elif tamper == "sums":
        (folder / "evidence.json").write_text((folder / "evidence.json").read_text(encoding="utf-8").replace(ADA["email"], "eve@x.example"), encoding="utf-8")
    else:  # so that the run is not complete any more
        lines = (folder / "actions.jsonl").read_text(encoding="utf-8").splitlines()
        assert json.loads(lines[-1])["entry"] == "closed"
        (folder / "actions.jsonl").write_text("\n".join(lines[:-1]).replace(ADA["email"], "eve@x.example") + "\n", encoding="utf-8")
    if tamper in ("sums", "reopen"):
        done = subprocess.run(["sha256sum", "actions.jsonl", "evidence.html", "evidence.json"], cwd=folder, capture_output=True, text=True, check=True)
        (folder / "SHA256SUMS").write_text(done.stdout, encoding="utf-8")
        assert done.stdout != sums
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    result = bench.run("access_evidence", evidence_folder=str(folder), **key)
    assert words in result["msg"] and {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("file", ["evidence.json", "actions.jsonl"])
@pytest.mark.parametrize("independent", [False, True])
def test_a_further_task_does_not_seal_what_somebody_else_has_changed(
    bench: Bench, tmp_path: pathlib.Path, ssh_key: pathlib.Path, file: str, independent: bool,
) -> None:
    """The task is refused, and what it does at its end must not sign the changed files either."""
    means: dict[str, Any] = {"evidence_dir": str(tmp_path / "all"), "evidence_name": "run", "evidence_ssh_key": str(ssh_key), **ROSTER}
    folder = folder_of(bench.run("roster", **means))
    (folder / file).write_text((folder / file).read_text(encoding="utf-8").replace(ADA["email"], "eve@x.example"), encoding="utf-8")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    result = bench.run("roster", independent=independent, platforms=["contabo"], **means)
    assert f"does not match SHA256SUMS any more: {file}" in result["msg"] and result["writes"] == []
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_play_may_add_files_between_its_tasks(bench: Bench, tmp_path: pathlib.Path) -> None:
    folder = folder_of(bench.run("roster", evidence_dir=str(tmp_path), evidence_name="run", **ROSTER))
    (folder / "ticket.txt").write_text("4711", encoding="utf-8")
    assert bench.run("roster", evidence_dir=str(tmp_path), evidence_name="run", check=True, **ROSTER).get("failed") is None
    assert bench.run("access_evidence", evidence_folder=str(folder))["action"] == "completed"
    checked(folder)


def test_evidence_has_its_checksums_while_somebody_is_asked_to_sign(bench: Bench, tmp_path: pathlib.Path, ssh_key: pathlib.Path,
                                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever kills the task meanwhile leaves complete evidence without a signature, of which the logs can still be read. What was signed stays so."""
    found: list[set[str]] = []

    def look(*args: Any, **options: Any) -> str:
        found.append({path.name for path in next((tmp_path / "all").iterdir()).iterdir()})
        return output(*args, **options)

    output = signature._output
    monkeypatch.setattr(signature, "_output", look)
    folder = folder_of(bench.run("roster", evidence_dir=str(tmp_path / "all"), evidence_ssh_key=str(ssh_key), **ROSTER))
    assert "SHA256SUMS" in found[-1] and "SHA256SUMS.sig" not in found[-1]
    assert bench.run("access_evidence", evidence_folder=str(folder), evidence_ssh_key=str(ssh_key))["action"] == "added"
    assert {"SHA256SUMS", "SHA256SUMS.sig"} <= found[-1]
    checked(folder)


def test_the_first_signature_of_complete_evidence_is_told(bench: Bench, tmp_path: pathlib.Path, ssh_key: pathlib.Path) -> None:
    """Somebody may have removed the earlier one, and written new checksums for changed files."""
    folder = folder_of(bench.run("roster", evidence_dir=str(tmp_path / "all"), evidence_ssh_key=str(ssh_key), **ROSTER))
    (folder / "evidence.json").write_text((folder / "evidence.json").read_text(encoding="utf-8").replace(ADA["email"], "eve@x.example"), encoding="utf-8")
    done = subprocess.run(["sha256sum", "actions.jsonl", "evidence.html", "evidence.json"], cwd=folder, capture_output=True, text=True, check=True)
    (folder / "SHA256SUMS").write_text(done.stdout, encoding="utf-8")
    (folder / "SHA256SUMS.sig").unlink()
    first = bench.run("access_evidence", evidence_folder=str(folder), evidence_ssh_key=str(ssh_key))
    assert first["action"] == "added" and any("was not signed before" in text for text in first["warnings"]), first["warnings"]
    assert bench.run("access_evidence", evidence_folder=str(folder), evidence_ssh_key=str(ssh_key))["warnings"] == []


def test_signatures_that_do_not_match_any_more_are_removed(bench: Bench, tmp_path: pathlib.Path, ssh_key: pathlib.Path) -> None:
    folder = folder_of(bench.run("roster", evidence_dir=str(tmp_path / "all"), evidence_ssh_key=str(ssh_key), **ROSTER))
    (tmp_path / "broken").write_text("no key", encoding="utf-8")
    result = bench.run("access_evidence", evidence_folder=str(folder), evidence_ssh_key=str(tmp_path / "broken"))
    assert result["action"] == "added" and any("ssh-keygen did not sign" in text for text in result["warnings"])
    assert not (folder / "SHA256SUMS.sig").exists()
    checked(folder)


def test_a_signature_by_gnupg_is_verified_by_gnupg(bench: Bench, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "gpg"
    home.mkdir(0o700)
    monkeypatch.setenv("GNUPGHOME", str(home))
    try:
        subprocess.run(["gpg", "--batch", "--quiet", "--passphrase", "", "--quick-generate-key", "auditor@x.example", "ed25519", "sign"], check=True)
        folder = folder_of(bench.run("roster", evidence_dir=str(tmp_path / "all"), evidence_gpg_key="auditor@x.example", **ROSTER))
        assert subprocess.run(["gpg", "--batch", "--verify", "SHA256SUMS.asc", "SHA256SUMS"], cwd=folder, capture_output=True, check=False).returncode == 0
        later = bench.run("access_evidence", evidence_folder=str(folder), evidence_gpg_key="auditor@x.example")
        assert later["action"] == "added" and later["warnings"] == [], later.get("msg")
        (folder / "SHA256SUMS.asc").write_text((folder / "SHA256SUMS").read_text(encoding="utf-8"), encoding="utf-8")
        assert "is not what was signed" in bench.run("access_evidence", evidence_folder=str(folder), evidence_gpg_key="auditor@x.example")["msg"]
    finally:
        subprocess.run(["gpgconf", "--kill", "all"], check=False)


@pytest.mark.parametrize("given", [{"evidence_ssh_key": "/nowhere/key"}, {"evidence_ssh_key": "/etc/hostname", "evidence_gpg_key": "x"}])
def test_a_key_that_cannot_sign_is_refused_before_anything_is_changed(bench: Bench, tmp_path: pathlib.Path, given: dict[str, str]) -> None:
    result = bench.run("roster", evidence_dir=str(tmp_path), **given, **ROSTER)
    assert result["failed"] and "evidence_ssh_key" in result["msg"] and result["writes"] == []


def test_a_failed_signature_is_a_warning(bench: Bench, tmp_path: pathlib.Path) -> None:
    (tmp_path / "key").write_text("no key", encoding="utf-8")
    result = bench.run("roster", evidence_dir=str(tmp_path / "all"), evidence_ssh_key=str(tmp_path / "key"), **ROSTER)
    checked(folder_of(result))
    assert any("ssh-keygen did not sign" in text for text in result["warnings"])
    assert set(PLATFORMS) == {action["platform"] for action in result["plan"]["actions"]} and MEANS


# -- independent platforms -------------------------------------------------------------------------------------------------------------------------


def test_platforms_that_work_independently_have_one_evidence(bench: Bench, tmp_path: pathlib.Path) -> None:
    bench.run("roster", **ROSTER)
    leavers = {"people": [{"email": ADA["email"], "ends": "2020-01-01"}], "platforms": list(PLATFORMS), "independent": True, "max_removal_percent": -1}
    result = bench.run("roster", evidence_dir=str(tmp_path), **leavers)
    folder = folder_of(result)
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]
    checked(folder)
    found = evidence_in(folder)
    assert found["status"] == "complete" and sorted(task["platforms"][0] for task in found["tasks"]) == sorted(PLATFORMS)
    assert {(action["platform"], action["status"]) for action in found["actions"]} == {(name, "done") for name in PLATFORMS}
    assert (recorded(found), answers(folder), found["other_requests"]) == (sent(result), len(result["writes"]), [])


# -- the platforms' own logs -----------------------------------------------------------------------------------------------------------------------


def witnessed(found: dict[str, Any]) -> dict[str, set[str]]:
    return {name: {action["witness"]["result"] for action in found["actions"] if action["platform"] == name} for name in PLATFORMS}


def test_the_logs_are_matched_with_the_actions(bench: Bench, tmp_path: pathlib.Path) -> None:
    bench.run("roster", **ROSTER)
    bench.clock.time += 3600
    found = evidence_in(folder_of(bench.run("roster", evidence_dir=str(tmp_path), **CHANGE)))
    assert witnessed(found) == {"thousandeyes": {"seen"}, "segment": {"seen"}, "contabo": {"confirmed"}, "tsna": {"no log"}}
    assert found["witness"]["others"] == []
    assert any(sentence.startswith("No log of tsna confirms anything") for sentence in found["not_proved"])


def test_events_by_others_are_reported(bench: Bench, tmp_path: pathlib.Path) -> None:
    bench.run("roster", evidence_dir=str(tmp_path), evidence_name="run", **ROSTER)
    segment, contabo = bench.sandbox.platform("segment"), bench.sandbox.platform("contabo")
    segment._log("Something Else", "invite", ADA["email"], ADA["email"], actor=segment._by_owner())
    user = next(user for user in contabo._users.values() if user["email"] == ADA["email"])
    owner = next(user for user in contabo._users.values() if user["owner"])
    contabo._audit("userId", user["userId"], "UPDATED", {}, {}, (owner, bench.clock.now(), "portal"))
    result = bench.run("access_evidence", evidence_folder=str(tmp_path / "run"))
    assert sorted((event["platform"], event["text"]) for event in result["others"]) == [("contabo", "user updated"), ("segment", "Something Else")]
    assert any("BY OTHERS" in line for line in result["lines"])


def test_a_late_log_is_waited_for(bench: Bench, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    platform = type(registry.platform("contabo"))
    read, written = platform.read_log, bench.clock.now() + 12
    monkeypatch.setattr(platform, "read_log", lambda self, *given: read(self, *given) if bench.clock.now() >= written else ([], ""))
    few = {**ROSTER, "platforms": ["contabo"]}
    bench.clock.slept.clear()
    assert witnessed(evidence_in(folder_of(bench.run("roster", evidence_dir=str(tmp_path), witness_wait=20, **few))))["contabo"] == {"confirmed"}
    assert sum(bench.clock.slept) == 15, "no longer than needed"
    written = bench.clock.now() + 3600
    found = folder_of(bench.run("roster", evidence_dir=str(tmp_path), witness_wait=20, **{**few, "people": [{**ADA, "ends": "2020-01-01"}]}))
    assert witnessed(evidence_in(found))["contabo"] == {"not in the log yet"}
    assert any("Run the playbook people.access.witness later" in sentence for sentence in evidence_in(found)["not_proved"])
    bench.clock.time += 3600
    result = bench.run("access_evidence", evidence_folder=str(found))
    later = json.loads(next(found.glob("witness-*.json")).read_text(encoding="utf-8"))
    assert result["action"] == "added" and {entry["result"] for entry in later["actions"]} == {"confirmed"}
    assert witnessed(evidence_in(found))["contabo"] == {"not in the log yet"}, "the first evidence stays as it was"
    checked(found)


def test_a_log_that_cannot_be_read_does_not_fail_the_run(bench: Bench, tmp_path: pathlib.Path) -> None:
    bench.fault(platform="thousandeyes", method="GET", path="/audit-user-events", kind="status", status=403, times=0)
    found = evidence_in(folder_of(bench.run("roster", evidence_dir=str(tmp_path), **ROSTER)))
    assert witnessed(found)["thousandeyes"] == {"failed"} and found["status"] == "complete"
    assert any(sentence.startswith("No log of thousandeyes confirms anything: The log could not be read") for sentence in found["not_proved"])


def test_without_witness_no_log_is_read(bench: Bench, tmp_path: pathlib.Path) -> None:
    result = bench.run("roster", evidence_dir=str(tmp_path), witness=False, **ROSTER)
    assert not [entry for entry in result["journal"] if "audit" in entry["path"]]
    assert "The logs of the platforms were not read." in evidence_in(folder_of(result))["not_proved"]


def test_evidence_of_fifty_leavers_costs_less_than_a_request_for_each(tmp_path: pathlib.Path) -> None:
    """The promise is two for each person and platform. Logs are read as lists, so it is less than one for each person in all."""
    people = [{"email": f"p{number}@x.example", "first_name": "P", "last_name": f"N{number}", "profiles": ["netops"],
               "accounts": {"tsna": {"name": f"pn{number}"}}} for number in range(50)]
    passwords = {person["email"]: "Tr1cky-pass-77" for person in people}
    leave: dict[str, Any] = {"people": [{**person, "profiles": [], "ends": "2020-01-01"} for person in people], "platforms": list(PLATFORMS),
                             "independent": True, "max_removals": -1, "max_removal_percent": -1}
    spent = []
    for evidence in ({}, {"evidence_dir": str(tmp_path), "evidence_name": "run"}):
        with pytest.MonkeyPatch.context() as patch:
            bench = Bench(patch)
            joined = bench.run("roster", people=people, profiles=MEANS["profiles"], tsna_passwords=passwords)
            assert joined.get("failed") is None, joined["msg"]
            bench.clock.time += 3600
            runs = [bench.run("roster", **leave, **evidence), bench.run("roster", check=True, **leave, **evidence)]
            runs += [bench.run("access_evidence", evidence_folder=str(tmp_path / "run"))] if evidence else []
            assert [run.get("msg") for run in runs if run.get("failed")] == []
            spent.append(sum(len(run["journal"]) for run in runs))
    found = evidence_in(tmp_path / "run")
    assert len(found["actions"]) == 200 and {action["proof"]["result"] for action in found["actions"]} == {"proved"}
    assert witnessed(found) == {"thousandeyes": {"seen"}, "segment": {"seen"}, "contabo": {"confirmed"}, "tsna": {"no log"}}
    assert spent[1] - spent[0] <= len(people), "although the pages of the sandbox are small"
