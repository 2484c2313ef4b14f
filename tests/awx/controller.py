# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Launches the job templates of the kit by ansible-runner, as AWX lays a job out: a copy of the project, an inventory script, the fields of credentials as
environment variables with blank ones empty, answers as text that is marked as unsafe, and the artifacts of the job before in a workflow."""

from __future__ import annotations

import itertools
import json
import os
import pathlib
import re
import shutil
import sys
from typing import Any

import yaml

from tests.playbooks.job import PEOPLE, Dumper, Job, Site, Unsafe, run
from tests.sandbox.__main__ import environment
from tests.sandbox.awx import rules
from tests.sandbox.awx.server import TOKEN
from tests.sandbox.world import CREDENTIALS, World

from .kit import KIT, PROJECT, ROOT, questions, setting

TEMPLATES = {entry["name"].removeprefix("People access - "): entry for entry in KIT["templates"]}
NEW, LEAVER, OTHER = "ada@example.com", "ravi.stone@harbor.example", "yuki.tanaka@harbor.example"
PASSWORD = "Harbor,{{7*7}}Light9"
# Answers to the questions that have to be answered, and to some that need not be.
ANSWERS: dict[str, Any] = {
    "person_email": NEW, "person_profiles": "network operations\n", "leavers": f"{LEAVER}\n{OTHER}\n", "emails": LEAVER, "login_names": "ohaddad\n",
    "login_name": "ohaddad", "new_password": PASSWORD, "decisions_file": "reviews/decided.csv", "person_first_name": "Ada", "person_last_name": "Quist",
    "evidence_folder": "evidence/one",
}
MORE = {"person_ends": "2199-06-30", "person_tsna_name": "aquist", "platforms": ["contabo", "tsna"],
        "title": "{{ 7 * 7 }} accounts"}
TIMED = ("offboard at once", "read event logs again")  # they read event logs, from the time of the job on
FIRST_PASSWORDS = {NEW: "First-0123456"}
SECRETS = [CREDENTIALS[name] for name in CREDENTIALS if re.search("TOKEN|SECRET|PASS", name)] + [PASSWORD, *FIRST_PASSWORDS.values()]


def answered(template: dict[str, Any], more: dict[str, Any], exact: bool = False) -> dict[str, Any]:
    """What AWX hands over: a blank text where nothing was answered, the default where there is one, nothing else otherwise. ``more``: by the variable of
    the question or of the playbook. ``exact``: only ``more``."""
    found: dict[str, Any] = dict(more) if exact else {}
    for question in [] if exact else questions(template):
        name, given = question["variable"], {**ANSWERS, **more}
        if name in given or setting(question) in given:
            found[name] = given[name] if name in given else given[setting(question)]
        elif "default" in question:
            found[name] = question["default"]
        elif question["type"] in ("text", "textarea"):
            found[name] = ""
    assert list(rules.answers(template.get("survey_spec") or {}, found)) == [], "AWX would not launch it"
    return {name: unsafe(value) for name, value in found.items()}


def unsafe(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: unsafe(one) for name, one in value.items()}
    return [unsafe(one) for one in value] if isinstance(value, list) else Unsafe(value) if isinstance(value, str) else value


def injected(template: dict[str, Any], url: str) -> dict[str, str]:
    """The environment variables of the credentials of the template."""
    types = {entry["name"]: entry for entry in KIT["credential_types"]}
    credentials = {entry["name"]: types[entry["credential_type"]] for entry in KIT["credentials"]}
    values = {**environment(url), "PEOPLE_ACCESS_AWX_TOKEN": TOKEN}
    return {name: values.get(name, "") for credential in template["credentials"] for name in credentials[credential]["injectors"]["env"]}


class Controller:
    """Launches templates, each job in a folder of its own, against a sandbox that is new unless a workflow goes on. ``commands``: the folder with
    ansible-playbook."""

    def __init__(self, folder: pathlib.Path, site: Site, commands: pathlib.Path = pathlib.Path(sys.executable).parent):
        self.folder, self.site, self.commands = folder, site, commands
        self.numbers = itertools.count(1)

    def launch(self, name: str, more: dict[str, Any] | None = None, artifacts: dict[str, Any] | None = None, files: dict[str, str] | None = None,
               goes_on: bool = False, number: int = 0, hosts: dict[str, Any] | None = None, settings: dict[str, Any] | None = None,
               environ: dict[str, str] | None = None, vault: dict[str, str] | None = None, collections: str = "", exact: bool = False) -> Job:
        """``hosts``: what the inventory gives this job, with their variables; ``settings``: variables of the inventory itself. ``environ``: of credentials
        that somebody has added; ``vault``: passwords of Vault credentials by id, which take the place of the credential with first passwords.
        ``collections``: a path with further collections of the execution environment. ``exact``: ``more`` are all answers."""
        template, number = TEMPLATES[name], number or next(self.numbers)
        folder = self.folder / f"job-{number}"
        for part in ("env", "inventory", "artifacts", "cp", "requirements_collections"):
            (folder / part).mkdir(parents=True)
        shutil.copytree(PROJECT, folder / "project")
        for path, text in (files or {}).items():
            (folder / "project" / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / "project" / path).write_text(text, encoding="utf-8")
        listed = json.dumps({"all": {"hosts": list(hosts or {}), "vars": settings or {}}, "_meta": {"hostvars": hosts or {}}})
        script = folder / "inventory" / "hosts"
        script.write_text(f"#! /bin/sh\ncat <<'END'\n{listed}\nEND\n", encoding="utf-8")
        script.chmod(0o700)
        told = {"job_id": number, "job_template_name": template["name"], "user_name": "maria", "user_email": "maria@x.example"}
        own = {f"{before}_{key}": value for before in ("awx", "tower") for key, value in told.items()}
        variables = {**own, **template.get("extra_vars", {}), **unsafe(artifacts or {}), **answered(template, more or {}, exact)}
        (folder / "env" / "extravars").write_text(yaml.dump(variables, Dumper=Dumper, sort_keys=False), encoding="utf-8")
        passwords = folder / "env" / "passwords.yml"  # what the credential with first passwords injects
        passwords.write_text(yaml.dump({"tsna_passwords": Unsafe(yaml.safe_dump(FIRST_PASSWORDS))}, Dumper=Dumper), encoding="utf-8")
        for label, password in (vault or {}).items():
            (folder / "env" / label).write_text(password, encoding="utf-8")
        if not goes_on:
            self.site.sandbox.reset(World(PEOPLE))
        self.site.sandbox.journal.clear()
        environ = {
            **injected(template, self.site.url), **(environ or {}),
            "ANSIBLE_COLLECTIONS_PATH": f"{folder}/requirements_collections:{ROOT / '.tree'}:{collections}", "HOME": str(folder),
            "PATH": os.pathsep.join([str(self.commands), os.environ["PATH"]]), "LC_ALL": "C.UTF-8", "ANSIBLE_FORCE_COLOR": "True",
            "JOB_ID": str(number), "AWX_HOST": f"{self.site.url}/awx",
            "INVENTORY_ID": "1", "PROJECT_REVISION": "0a1b2c", "MAX_EVENT_RES": "700000", "ANSIBLE_RETRY_FILES_ENABLED": "False",
        }
        secrets = [f"--vault-id {label}@{folder / 'env' / label}" for label in vault or {}]
        given = secrets or [f"-e @{passwords}"]
        flags = [*given, *(["--check"] if template["job_type"] == "check" else []), *(["--diff"] if template.get("diff_mode") else [])]
        return run(self.site, folder, template["playbook"], environ, " ".join(flags))
