# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module access_review: its three files beside what the sandbox holds, and the way back of decisions."""

from __future__ import annotations

import csv
import datetime
import hashlib
import json
import os
import pathlib
import re
from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.lifecycle import calendar
from ansible_collections.people.access.plugins.module_utils.lifecycle.decisions import review_decisions
from tests.harness import Bench
from tests.sandbox.thousandeyes.data import PERMISSIONS

State = dict[str, Any]


@pytest.fixture
def reviewed(bench: Bench, tmp_path: pathlib.Path) -> Any:
    """Runs the module; the result has the paths by kind and the rows of the CSV too."""

    def run(check: bool = False, dest: str = "r", **options: Any) -> dict[str, Any]:
        result = bench.run("access_review", check, dest=str(tmp_path / dest), **options)
        result["paths"] = {kind: tmp_path / f"{dest}.{kind}" for kind in ("html", "csv", "json")}
        if result["paths"]["csv"].exists():
            with result["paths"]["csv"].open(encoding="utf-8-sig", newline="") as file:
                result["rows"] = list(csv.DictReader(file))
        return result

    return run


# -- what the platforms hold, in the words of the spreadsheet, worked out from the sandbox's state alone ------------------------------------------


def thousandeyes(state: State) -> Iterator[dict[str, str]]:
    names = {role["roleId"]: role["name"] for role in state["roles"]}
    groups = {accountGroup["aid"]: accountGroup["accountGroupName"] for accountGroup in state["accountGroups"]}
    managing = {role["roleId"] for role in state["roles"] if any(PERMISSIONS[permission]["isManagementPermission"] for permission in role["permissions"])}
    for user in state["users"]:
        held = {(aid, role) for aid, roles in user["accountGroupRoles"].items() for role in roles}
        held |= {(aid, role) for aid in groups for role in user["allAccountGroupRoleIds"]}
        yield {
            "platform": "thousandeyes", "account": user["email"], "account_id": user["uid"], "status": "active", "last_seen": user["lastLogin"] or "never",
            "admin": "yes" if managing & {role for dummy, role in held} else "no",
            "access": "; ".join(sorted(f"{names[role]} on account group {groups[aid]}" for aid, role in held)),
        }


def segment(state: State) -> Iterator[dict[str, str]]:
    names, workspace = {role["id"]: role["name"] for role in state["roles"]}, state["workspace"]

    def texts(policies: Any, via: str = "") -> Iterator[str]:
        for policy in policies:
            for resource in policy["resources"]:
                labels = ",".join(sorted(f"{label['key']}={label['value']}" for label in resource["labels"]))
                name = workspace["name"] if resource["id"] == workspace["id"] else resource["id"]
                yield f"{names[policy['roleId']]} on {resource['type'].lower()} {name}{f' [{labels}]' if labels else ''}{via}"

    for user in (*state["users"], *state["invites"]):
        pending = "id" not in user
        held = set() if pending else set(texts(user["policies"]))
        for group in state["groups"]:
            if user["email"] in group["emails"]:
                held |= set(texts(group["policies"], f" via group {group['name']}"))
        yield {
            "platform": "segment", "account": user["email"], "account_id": user.get("id", ""), "status": "pending" if pending else "active",
            "last_seen": "not reported", "admin": "yes" if any(entry.startswith("Workspace Owner") for entry in held) else "no",
            "access": "; ".join(sorted(held)),
        }


def contabo(state: State) -> Iterator[dict[str, str]]:
    roles = {role["roleId"]: role for role in state["roles"]}
    for user in state["users"]:
        held = [roles[entry] for entry in user["roles"]]
        admin = user["owner"] or any(role["admin"] or role["name"] in ("Owner", "Full Access") for role in held)
        yield {
            "platform": "contabo", "account": user["email"], "account_id": user["userId"], "status": "active" if user["enabled"] else "disabled",
            "last_seen": "not reported", "admin": "yes" if admin else "no", "access": "; ".join(sorted(role["name"] for role in held)),
        }


def tsna(state: State) -> Iterator[dict[str, str]]:
    for user in state["users"].values():
        seen = user["last_login"]
        yield {
            "platform": "tsna", "account": user["name"], "account_id": user["key"], "status": "active" if user["enabled"] else "disabled",
            "last_seen": datetime.datetime.fromtimestamp(seen / 1000, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ") if seen else "never",
            "admin": "yes" if user["root"] or "Administrator" in user["role_names"] else "no", "access": "; ".join(sorted(user["role_names"])),
        }


READERS = {"thousandeyes": thousandeyes, "segment": segment, "contabo": contabo, "tsna": tsna}
COMPARED = ("platform", "account", "account_id", "status", "last_seen", "admin", "access")


def held_by(bench: Bench) -> list[dict[str, str]]:
    state = bench.sandbox.state()
    for user in bench.sandbox.platform("tsna").users.values():  # a login does not count as a change of the state
        state["tsna"]["users"][user.name]["last_login"] = user.last_login
    return [row for name, reader in READERS.items() for row in reader(state[name])]


def ordered(rows: Any) -> list[tuple[str, ...]]:
    return sorted(tuple(row[column] for column in COMPARED) for row in rows)


def test_every_account_is_in_the_spreadsheet_once_and_every_cell_is_true(bench: Bench, reviewed: Any) -> None:
    result = reviewed()
    assert result.get("failed") is None and result["writes"] == []
    assert ordered(result["rows"]) == ordered(held_by(bench))


def test_the_page_and_the_json_have_the_same_rows(bench: Bench, reviewed: Any) -> None:
    result = reviewed()
    document = json.loads(result["paths"]["json"].read_text(encoding="utf-8"))
    assert sorted(
        (account["platform"], str(account["id"])) for account in document["accounts"]
    ) == sorted((row["platform"], row["account_id"]) for row in held_by(bench))
    page = result["paths"]["html"].read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    data = json.loads(found.group(1))
    words = {"not accepted yet": "not reported"}
    seen = [row[4] or words.get(data["logins"][row[5]], data["logins"][row[5]]) for row in data["rows"]]
    shown = sorted((data["platforms"][row[1]].lower(), row[2], data["statuses"][row[3]], last, "; ".join(data["grants"][entry] for entry in row[7]))
                   for row, last in zip(data["rows"], seen))
    assert shown == sorted((row["platform"], row["account"], row["status"], row["last_seen"], row["access"]) for row in held_by(bench))
    assert result["digest"] == document["digest"] and document["digest"] in page and document["digest"][:16] in result["rows"][0]["review"]


def test_people_are_joined_and_marked_by_the_roster(bench: Bench, reviewed: Any, tmp_path: pathlib.Path) -> None:
    (tmp_path / "roster.yml").write_text(
        "people:\n- {email: Ravi.Stone@harbor.example, accounts: {tsna: {name: rstone}}}\n- {email: mona.berg@harbor.example, ends: 2026-01-31}\n"
        "protect: [owner@harbor.example]\n", encoding="utf-8")
    result = reviewed(roster_file=str(tmp_path / "roster.yml"), service_accounts=["automation*"], made_by="maria", title="Quarter")
    rows = {(row["platform"], row["account"]): row for row in result["rows"]}
    assert {platform for (platform, dummy), row in rows.items() if row["person"] == "ravi.stone@harbor.example"} == {*READERS}
    assert "ended" in rows["thousandeyes", "mona.berg@harbor.example"]["categories"]
    assert "orphan" in rows["contabo", "ada.quist@harbor.example"]["categories"]
    assert "service" in rows["tsna", "automation"]["categories"] and "orphan" not in rows["contabo", "owner@harbor.example"]["categories"]
    assert result["totals"]["all"]["accounts"] == len(rows) and result["totals"]["people_by_category"]["ended"] == 1
    document = json.loads(result["paths"]["json"].read_text(encoding="utf-8"))
    assert document["made"]["by"] == "maria" and document["title"] == "Quarter" and document["rules"]["roster"] == {"people": 2, "protected": 1}
    assert document["made"]["tenants"] == {
        "thousandeyes": "sandbox.localhost/thousandeyes/v7", "segment": "sandbox.localhost/segment", "contabo": "sandbox.localhost/contabo",
        "tsna": "sandbox.localhost/tsna/bca-networks/api"}


def test_an_account_is_handed_over_when_the_day_ends_in_the_time_zone(reviewed: Any) -> None:
    """These time zones are never on the same day."""
    west, east = "Etc/GMT+12", "Pacific/Kiritimati"
    people = [{"email": f"{who}@x.example", "accounts": {"tsna": {"name": "rstone"}}, **ends}
              for who, ends in (("ada", {"ends": str(calendar.current_day(west))}), ("bob", {}))]
    (row,) = (row for row in reviewed(people=people, timezone=east)["rows"] if (row["platform"], row["account"]) == ("tsna", "rstone"))
    assert row["person"] == "bob@x.example"
    assert "to ada@x.example and to bob@x.example" in reviewed(people=people, timezone=west, dest="west.json")["msg"]


# -- files -----------------------------------------------------------------------------------------------------------------------------------


def test_check_mode_tells_the_same_and_writes_nothing(reviewed: Any, tmp_path: pathlib.Path) -> None:
    predicted = reviewed(check=True)
    assert list(tmp_path.iterdir()) == [] and "files" not in predicted
    result = reviewed()
    told = ("changed", "action", "totals", "changes", "diff", "requests")
    assert {line: result[line] for line in told} == {line: predicted[line] for line in told} and result["action"] == "created" and result["changed"] is True
    for file, path in zip(result["files"], result["paths"].values()):
        assert path.stat().st_mode & 0o777 == 0o600
        assert file == {"path": str(path), "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    assert reviewed(dest="new/folder/r")["paths"]["csv"].exists() and (tmp_path / "new/folder").stat().st_mode & 0o777 == 0o700
    again = reviewed()
    assert again["action"] == "updated" and again["diff"]["before"] == again["diff"]["after"] == result["diff"]["after"]


def test_decisions_and_other_files_are_never_overwritten(bench: Bench, reviewed: Any, tmp_path: pathlib.Path) -> None:
    path = reviewed()["paths"]["csv"]
    path.write_text(path.read_text(encoding="utf-8").replace('"","",""', '"keep","maria",""', 1), encoding="utf-8")
    refused = reviewed()
    assert refused["failed"] and "contains decisions that would be lost" in refused["msg"] and refused["journal"] == []
    (tmp_path / "people.csv").write_text("email\nada@x.example\n", encoding="utf-8")
    assert "people.csv exists, but is not a review" in reviewed(dest="people")["msg"]
    (tmp_path / "people.json").write_text("{}", encoding="utf-8")
    assert "people.csv exists, but is not a review" in reviewed(dest="people")["msg"]
    assert (tmp_path / "people.csv").read_text(encoding="utf-8") == "email\nada@x.example\n"


def test_what_cannot_work_is_told_before_any_request(reviewed: Any, tmp_path: pathlib.Path) -> None:
    (tmp_path / "file").touch()
    os.mkfifo(tmp_path / "pipe.yml")
    for options, told in (
        ({"previous": str(tmp_path / "pipe.yml")}, "pipe.yml cannot be read as JSON: it is not a regular file"),
        ({"roster_file": str(tmp_path / "pipe.yml")}, "pipe.yml cannot be read: it is not a regular file"),
        ({"dest": "file/r"}, "file/r.html cannot be written: Not a directory"), ({"previous": str(tmp_path / "x.json")}, "x.json cannot be read as JSON"),
        ({"dormant_days": 0}, "dormant_days has to be 1 or more"), ({"roster_file": str(tmp_path / "x.yml")}, "x.yml cannot be read"),
        ({"people": [{"email": "a@x.example", "accounts": {"okta": {}}}]}, "Unknown platform 'okta'"),
    ):
        result = reviewed(**options)
        assert result["failed"] and told in result["msg"] and result["requests"] == 0 and sorted(
            path.name for path in tmp_path.iterdir()
        ) == ["file", "pipe.yml"]


def test_the_second_review_tells_what_has_changed(bench: Bench, reviewed: Any) -> None:
    first = reviewed()
    assert bench.run("contabo_user", email="ada.quist@harbor.example", state="disabled")["changed"]
    assert bench.run("te_user", email="mona.berg@harbor.example", state="absent")["changed"]
    second = reviewed(dest="second", previous=str(first["paths"]["json"]))
    changes = second["changes"]
    assert changes["since"]["digest"] == first["digest"] and changes["new"] == [] and changes["not_compared"] == []
    assert [(entry["platform"], entry["email"]) for entry in changes["gone"]] == [("thousandeyes", "mona.berg@harbor.example")]
    assert [(entry["platform"], entry["email"], entry["facts"]) for entry in changes["changed"]] == [
        ("contabo", "ada.quist@harbor.example", {"status": ["active", "disabled"]})]


# -- the way back ----------------------------------------------------------------------------------------------------------------------------


def test_decisions_end_with_exactly_the_decided_removals(bench: Bench, reviewed: Any) -> None:
    before = held_by(bench)
    wanted = {
        ("thousandeyes", "mona.berg@harbor.example"), ("segment", "late.invitee@harbor.example"), ("segment", "yuki.tanaka@harbor.example"),
        ("contabo", "ada.quist@harbor.example"), ("tsna", "icosta"),
    }
    rows = reviewed()["rows"]
    for row in rows:
        row.update({"decision": "remove" if (row["platform"], row["account"]) in wanted else "keep", "decided_by": "auditor@harbor.example"})
    text = "\n".join(";".join(f'"{cell}"' for cell in cells) for cells in ([*rows[0]], *(row.values() for row in rows)))
    decided = review_decisions(text, bench.run("access_info"), complete=True)
    assert {(removal["platform"], removal["account"]) for removal in decided["removals"]} == wanted
    for roster in decided["rosters"]:
        done = bench.run("roster", people=roster["people"], platforms=roster["platforms"], max_removal_percent=-1)
        assert done.get("failed") is None and done["changed"], done.get("msg")
    after = held_by(bench)
    gone = {(row["platform"], row["account"]) for row in before} - {(row["platform"], row["account"]) for row in after}
    assert gone == wanted
    assert {row["account"] for row in after if row not in before} == {"automation"}  # was seen again, by these tasks
    again = review_decisions(text, bench.run("access_info"))
    assert again["rosters"] == again["removals"] == [] and len(again["done"]) == len(wanted) and again["digest"] == decided["digest"]
