# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What playbooks tell: notices by mail and by HTTP, as the guide shows it, and numbers that the parser of Prometheus takes."""

from __future__ import annotations

import ast
import json
import os
import pathlib
import re
import subprocess
import sys
from typing import Any

import yaml

from ansible_collections.people.access.plugins.plugin_utils.metrics import HELP, PREFIX, exposition

from .rulebooks import Mails, Posts, community_general, environment_folder, served
from .site import Site

ROOT = pathlib.Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "docsite" / "rst" / "events_guide.rst"
RAVI, ZOE = "ravi.stone@harbor.example", "zoe.quist@harbor.example"
PARSE = """
import json, sys
from prometheus_client.parser import text_string_to_metric_families
print(json.dumps([[family.name, family.type, family.documentation, [[one.name, one.labels, one.value] for one in family.samples]]
                  for family in text_string_to_metric_families(sys.stdin.read())]))
"""
PLAN = {
    "counts": {"contabo": {"existing": 30, "desired": 2}, "segment": {"existing": 9, "desired": 1}},
    "actions": [
        {"platform": "contabo", "account": "a@x.example", "person": "a@x.example", "verb": "delete", "reason": "not in the roster", "before": {}, "after": {}},
        {"platform": "contabo", "account": "b@x.example", "person": "b@x.example", "verb": "create", "reason": "in the roster", "before": {}, "after": {}},
    ],
    "pending": [{"platform": "segment", "account": "c@x.example", "person": "c@x.example"}], "unreadable": {"tsna": "no answer"},
}
SYNCED = {**PLAN, "actions": [], "unreadable": {}}


def parsed(text: str) -> dict[tuple[str, ...], float]:
    """The samples by name and labels, as the official parser reads them."""
    python = environment_folder() / "venv" / "bin" / "python"
    done = subprocess.run([str(python), "-c", PARSE], input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[tuple[str, ...], float] = {}
    for family, type_, documentation, samples in json.loads(done.stdout):
        assert type_ == "gauge" and documentation == HELP[family.removeprefix(PREFIX)]
        for name, labels, value in samples:
            key = (name.removeprefix(PREFIX), *(f"{label}={labels[label]}" for label in sorted(labels) if label != "playbook"))
            assert key not in found and labels["playbook"]
            found[key] = value
    return found


def test_the_numbers_of_a_plan() -> None:
    found = parsed(exposition({"plan": PLAN}, "drift", "", 1000.0, ""))
    contabo = "platform=contabo"
    assert found["accounts", contabo] == 30 and found["people_desired", contabo] == 2 and found["orphans", contabo] == 1
    assert [found["drift", f"kind={kind}", contabo] for kind in ("missing", "unmanaged", "differs")] == [1, 1, 0]
    assert found["drift", "kind=missing", "platform=segment"] == 0
    assert found["pending_invites", "platform=segment"] == 1
    assert found["unreadable", "platform=tsna"] == 1 and found["unreadable", contabo] == 0
    assert found["last_run_timestamp_seconds",] == 1000.0 and ("last_proof_timestamp_seconds",) not in found


def test_a_plan_that_does_not_look_for_orphans_tells_none() -> None:
    found = parsed(exposition({"plan": SYNCED, "prune": False}, "reconcile", "", 1000.0, ""))
    assert not [key for key in found if key[0] == "orphans" or "kind=unmanaged" in key]


def test_the_last_proof_is_kept() -> None:
    first = exposition({"plan": SYNCED}, "drift", "emea", 1_795_949_240.25, "")
    second = exposition({"plan": PLAN}, "drift", "emea", 1_795_949_340.25, first)
    third = exposition({}, "drift", "emea", 1_795_949_440.25, second)
    assert parsed(first)["last_proof_age_seconds", "tenant=emea"] == 0
    for text, age in ((second, 100), (third, 200)):
        found = parsed(text)
        assert found["last_proof_timestamp_seconds", "tenant=emea"] == 1_795_949_240.25 and found["last_proof_age_seconds", "tenant=emea"] == age


def test_the_numbers_of_a_review() -> None:
    counted = {"accounts": 31, "pending": 2, "orphan": 3, "admin": 4}
    numbers = {"totals": {"people": 47, "platforms": {"contabo": counted}}}
    found = parsed(exposition({**numbers, "roster": True}, "review", "", 5.0, ""))
    assert found["people",] == 47 and found["administrators", "platform=contabo"] == 4 and found["orphans", "platform=contabo"] == 3
    assert found["last_proof_timestamp_seconds",] == 5.0
    assert ("orphans", "platform=contabo") not in parsed(exposition(numbers, "review", "", 5.0, ""))


def test_no_name_of_a_tenant_breaks_the_format() -> None:
    tenant = 'a"b\\c\nd{e}'
    found = parsed(exposition({"plan": SYNCED}, "drift", tenant, 5.0, ""))
    assert found["last_run_timestamp_seconds", f"tenant={tenant}"] == 5.0


# -- the playbook ------------------------------------------------------------------------------------------------------------------------


def example(name: str) -> str:
    """The tasks of the guide with the task of this name."""
    blocks = re.findall(r"\.\. code-block:: yaml\n\n((?:    .*\n|\n)+)", GUIDE.read_text(encoding="utf-8"))
    return "\n".join(line[4:] for line in next(block for block in blocks if name in block).splitlines())


def test_the_example_for_slack_has_options_of_that_module() -> None:
    """Slack itself cannot be reached here."""
    module = community_general() / "ansible_collections" / "community" / "general" / "plugins" / "modules" / "slack.py"
    texts = [node.value for node in ast.parse(module.read_text(encoding="utf-8")).body
             if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "DOCUMENTATION"]
    options = yaml.safe_load(ast.literal_eval(texts[0]))["options"]
    (task,) = yaml.safe_load(example("Tell Slack"))
    assert set(task["community.general.slack"]) <= set(options)


def test_a_notice_is_mailed_and_posted_and_the_numbers_are_written(site: Site, tmp_path: pathlib.Path) -> None:
    (tmp_path / "notify.yml").write_text(example("Mail the notice"), encoding="utf-8")
    people = [{"email": ZOE, "first_name": "Zoe", "last_name": "Quist", "accounts": {"contabo": {"roles": ["Network"], "locale": "en-US"}}}]
    (tmp_path / "roster.yml").write_text(yaml.safe_dump({"people": people}), encoding="utf-8")
    posts, mails = Posts(), Mails()
    with served(posts) as http_port, served(mails) as smtp_port:
        done = play(site, tmp_path, {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(smtp_port), "NOTICE_URL": f"http://127.0.0.1:{http_port}/"}, {
            "roster_file": str(tmp_path / "roster.yml"), "platforms": ["contabo"], "only": [ZOE, RAVI], "notify_tasks": str(tmp_path / "notify.yml"),
            "metrics_file": str(tmp_path / "drift.prom"),
        })
    assert done.returncode == 0, done.stdout
    notice, mail = posts.received.get_nowait(), mails.received.get_nowait()
    text = f"{ZOE} should have an account but has none on contabo\n{RAVI} has an account and is not in the roster on contabo"
    assert notice == {
        "playbook": "drift", "tenant": "", "status": "attention", "subject": "people.access drift: 2 finding(s)", "text": text, "lines": text.split("\n"),
    }
    body = mail.get_body()
    assert mail["Subject"] == notice["subject"] and body is not None and body.get_content().strip() == text
    found = parsed((tmp_path / "drift.prom").read_text(encoding="utf-8"))
    assert found["drift", "kind=missing", "platform=contabo"] == 1 and found["orphans", "platform=contabo"] > 1


def test_the_numbers_of_reconcile_take_every_spelling_of_prune(site: Site, tmp_path: pathlib.Path) -> None:
    people = [{"email": ZOE, "first_name": "Zoe", "last_name": "Quist", "accounts": {"contabo": {"roles": ["Network"], "locale": "en-US"}}}]
    variables = {"people": people, "platforms": ["contabo"], "prune": "y", "apply": "n", "metrics_file": str(tmp_path / "reconcile.prom")}
    play(site, tmp_path, {}, variables, "reconcile")  # which its guards refuse, as it would remove everybody else
    assert parsed((tmp_path / "reconcile.prom").read_text(encoding="utf-8"))["orphans", "platform=contabo"] > 1


def play(
    site: Site, folder: pathlib.Path, environ: dict[str, str], variables: dict[str, Any], playbook: str = "drift",
) -> subprocess.CompletedProcess[str]:
    command = [str(pathlib.Path(sys.executable).parent / "ansible-playbook"), f"people.access.{playbook}", "-e", json.dumps(variables)]
    path = os.pathsep.join([str(ROOT / ".tree"), str(community_general())])
    everything = {**os.environ, **site.environment, **environ, "ANSIBLE_COLLECTIONS_PATH": path, "HOME": str(folder), "NO_PROXY": "127.0.0.1"}
    output: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.run(command, cwd=folder, env=everything, stdin=subprocess.DEVNULL, check=False, **output)
