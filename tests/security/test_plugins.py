# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every hostile text through both inventories, the lookups, the filters and the results of modules, in real runs of Ansible: nothing is run,
nothing reaches a terminal raw, and the texts arrive as they are.

``HOSTILE_SEED=7 pytest tests/security`` attacks with other texts of the same families.
"""

from __future__ import annotations

import json
import os
import pathlib
import re
import stat
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.text import transportable

from .hostile import structures, texts
from .proxy import Proxy, in_turn
from .runs import RAW, ansible

Run = subprocess.CompletedProcess[str]
LONG = 5_000  # one field carries longer texts: in all of them they make megabytes
# Ansible compiles each expression anew for each host, which is what these runs take their time for.
CACHED = {"strict": False, "cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": "cache"}
AGENTS = {
    "plugin": "people.access.te_agents", **CACHED, "address": ["hostname", "ip_address"],
    "compose": {"composed": "te_location", "lowered": "te_location | lower", "ansible_ssh_host": "te_network"},
    "keyed_groups": [{"key": "te_location", "prefix": "", "separator": "", "parent_group": "{{ te_country }}"}],
}
PEOPLE = {
    "plugin": "people.access.people", **CACHED, "compose": {"lowered": "person_name | lower"}, "groups": {"named": "person_name != ''"},
    "keyed_groups": [{"key": "person_name", "prefix": "called"}],
}
PLAYBOOK = """
- hosts: localhost
  gather_facts: false
  tasks:
    - name: Show what the agents say
      tags: inventory
      ansible.builtin.debug:
        msg: "{{ [hostvars[item].te_location, hostvars[item].composed, hostvars[item].lowered, hostvars[item].te_errors] }}"
      loop: "{{ groups.te_account_group_AMER[:50] }}"
      loop_control: {label: one}
    - name: Write what the agents say
      tags: inventory
      ansible.builtin.copy: {content: "{{ groups.te_account_group_AMER | map('extract', hostvars, 'te_location') | to_json }}", dest: agents.json, mode: "0600"}
      diff: true
    - name: Write what the people say
      tags: [inventory, people]
      ansible.builtin.copy: {content: "{{ groups.platform_thousandeyes | map('extract', hostvars, 'person_name') | to_json }}", dest: people.json, mode: "0600"}
    - name: Write all of it
      tags: inventory
      ansible.builtin.template: {src: all.j2, dest: all.txt, mode: "0600"}
    - name: Look up
      ansible.builtin.copy:
        content: "{{ query('people.access.te', all=true, attribute=item) | to_json }}"
        dest: "lookup_{{ item }}.json"
        mode: "0600"
      loop: [name, email]
    - name: Look up agents and the users of TSNA
      ansible.builtin.set_fact:
        looked_up: "{{ query('people.access.te', all=true, resource='agent', attribute='location') + query('people.access.tsna', all=true, attribute='name') }}"
    - name: Show what was looked up
      ansible.builtin.debug: {msg: "{{ looked_up }}"}
    - name: Look up one by one
      ansible.builtin.debug: {msg: "{{ item }}"}
      loop: "{{ looked_up[:60] }}"
      loop_control: {label: one}
    - name: Read
      people.access.te_user_info:
      register: info
    - name: Show a result
      ansible.builtin.debug: {var: info.users}
    - name: Write a result
      ansible.builtin.copy: {content: "{{ info.users | map(attribute='name') | to_json }}", dest: module.json, mode: "0600"}
    - name: Read everything
      people.access.access_info:
      register: access
    - name: Show what the filters make of it
      ansible.builtin.debug: {msg: "{{ [access | people.access.access_matrix, access | people.access.effective_access] }}"}
    - name: Write what a filter makes of it
      ansible.builtin.copy:
        content: "{{ access | people.access.effective_access | to_json }}"
        dest: filter.json
        mode: "0600"
    - name: Export
      people.access.roster_info: {platforms: [contabo, segment]}
      register: exported
    - name: Write the export
      ansible.builtin.copy: {content: "{{ exported.roster | people.access.roster_yaml }}", dest: roster.yml, mode: "0600"}
    - name: Read it as variables
      ansible.builtin.include_vars: {file: roster.yml, name: read}
    - name: Show the variables
      ansible.builtin.debug: {var: read}
    - name: See that they are what was exported
      ansible.builtin.assert: {that: read == exported.roster, quiet: true}
    - name: Read what structures do to a result
      people.access.te_account_group_info: {name: AMER}
      register: group
    - name: Show it
      ansible.builtin.debug: {var: group}
"""
TEMPLATE = """{% for host in groups.all %}{{ host }} {{ hostvars[host].te_location | default('') | to_json }}
{% for one in hostvars[host].accounts | default([]) %}{{ one.name | to_json }} {{ one | to_json }} {% endfor %}{% endfor %}
"""


class Attack:
    """The platforms say hostile things; ``run`` runs Ansible against them and looks for harm."""

    def __init__(self, folder: pathlib.Path, proxy: Proxy) -> None:
        self.folder, self.proxy = folder, proxy
        self.canary = folder / "canary"
        self.texts = texts(f"touch {self.canary}", int(os.environ.get("HOSTILE_SEED", "0")))
        self.said = list(self.texts.values())
        self.named = {transportable(text) for number, text in enumerate(self.said) if number % 3}  # of those who have an address of their own
        self.expected = {transportable(text) for text in self.said}  # half of a surrogate pair is replaced, as Ansible refuses it
        self.structures = structures(f"touch {self.canary}")
        proxy.rewrite(r"/thousandeyes/v7/account-groups/\d+$", change=self._account_group)
        proxy.rewrite(r"/thousandeyes/v7/users$", change=self._users)
        proxy.rewrite(r"/tsna/.*/v4.0/users$", change=self._logins)
        proxy.rewrite(r"/contabo/v1/users$", fields={"data.*.firstName": in_turn(self.said), "data.*.roles.*.name": in_turn(self.said * 9)})
        proxy.rewrite(r"/segment/users$", fields={"data.users.*.name": in_turn(self.said)})
        proxy.rewrite(r"/segment/groups$", fields={"data.userGroups.*.name": in_turn(self.said[20:])})
        self._write("harbor.people.yml", json.dumps(PEOPLE))
        self._write("harbor.te_agents.yml", json.dumps(AGENTS))
        self._write("play.yml", PLAYBOOK)
        self._write("all.j2", TEMPLATE)

    def _write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def _account_group(self, group: dict[str, Any]) -> dict[str, Any]:
        if group["accountGroupName"] == "AMER" and group.get("agents"):
            entry = group["agents"][0]
            group["agents"] = [self._agent(entry, number, text) for number, text in enumerate(self.said)]
        if group["accountGroupName"] == "AMER" and "users" in group:
            group["users"] = [{**self._user(number, text), "roles": [{"roleId": "35", "name": text}]} for number, text in enumerate(self.said)]
        return group

    def _agent(self, entry: dict[str, Any], number: int, text: str) -> dict[str, Any]:
        """An agent of which every text is hostile, and what should be a number or a list something else."""
        texts = dict.fromkeys(("agentName", "hostname", "countryId", "network", "prefix", "serialNumber", "agentType", "agentState"), text[:LONG])
        odd = dict.fromkeys(("publicIpAddresses", "errorDetails", "utilization"), self.structures[number % len(self.structures)])
        return {**entry, "agentId": f"8{number}", "location": text, "ipAddresses": [text[:LONG]], **texts, **odd}

    def _user(self, number: int, text: str) -> dict[str, Any]:
        return {"uid": f"9{number}", "name": text, "email": text[:LONG] if number % 3 == 0 else f"h{number}@x.example", "lastLogin": text[:LONG]}

    def _users(self, data: dict[str, Any]) -> dict[str, Any]:
        return {**data, "users": data["users"] + [{**data["users"][1], **self._user(number, text)} for number, text in enumerate(self.said)]}

    def _logins(self, users: Any) -> Any:
        entry = next((user for user in users if user["name"] == "rstone"), None)
        named = [text[:LONG] for text in self.said[::4] if text] if entry else []
        return [*users, *({**entry, "id": f"7{number}", "name": text, "emailAddress": None} for number, text in enumerate(named))]

    def run(self, command: str, *arguments: str, sources: tuple[str, ...] = ("harbor.people.yml", "harbor.te_agents.yml")) -> Run:
        given = [part for source in sources for part in ("-i", source)]
        run = ansible(command, *given, *arguments, folder=self.folder, environment=self.proxy.environment)
        assert not self.canary.exists(), f"{command} {arguments} ran what a platform said"
        assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]
        assert not RAW.search(run.stderr), [line for line in run.stderr.splitlines() if RAW.search(line)][:3]
        return run

    def read(self, name: str) -> Any:
        return json.loads((self.folder / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def attack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attack]:
    with Proxy() as proxy:
        yield Attack(tmp_path_factory.mktemp("attack"), proxy)
        assert all(rule.hits for rule in proxy.rules)


def marked(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The texts of a listing by their path, all of which have to be marked as no templates."""
    if isinstance(value, dict):
        if set(value) == {"__ansible_unsafe"}:
            yield path, value["__ansible_unsafe"]
            return
        assert not [name for name in value if str(name).startswith("__ansible")], path
    assert not isinstance(value, str), f"{path} may be a template: {value[:80]!r}"
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in members:
        yield from marked(one, f"{path}.{name}")


def test_graph(attack: Attack) -> None:
    """The names of hosts and groups are nothing but names."""
    shown = attack.run("inventory", "--graph").stdout
    assert not RAW.search(shown)
    names = re.findall(r"--(@?)(.*?)(:?)$", shown, re.M)
    hosts, groups = {name for at, name, end in names if not at}, {name for at, name, end in names if at}
    assert len(hosts) > 1.5 * len(attack.said) and len(groups) > len(attack.said)
    assert not [name for name in hosts if not re.fullmatch(r"\w[\w@.+-]*", name)] and not [name for name in groups if not re.fullmatch(r"\w+", name)]
    assert not hosts & groups and not hosts & {"all", "ungrouped", "localhost", "127.0.0.1", "127.1", "2130706433"}


def test_list(attack: Attack) -> None:
    """From the cache that the graph has filled. Every text is there, unharmed and marked; nothing else is an address."""
    seen = len(attack.proxy.sandbox.journal)
    shown = attack.run("inventory", "--list", "--export").stdout
    (attack.folder / "kept.json").write_text(shown, encoding="utf-8")
    listed = json.loads(shown)
    assert len(attack.proxy.sandbox.journal) == seen
    variables = listed["_meta"]["hostvars"]
    told: dict[str, set[str]] = {}
    for host, own in variables.items():
        assert {name for name in own if name.startswith("ansible_")} <= {"ansible_host", "ansible_ssh_host"}
        for path, text in marked(own):
            told.setdefault(path.split(".")[1], set()).add(text)
            assert not path.startswith(".ansible_") or re.fullmatch(r"[A-Za-z0-9:][A-Za-z0-9.:-]*", text), (host, text)
    assert told["te_location"] > attack.expected and told["person_name"] > attack.named
    # before 2.19, Ansible makes data of a composed text that looks like it
    assert told["composed"] > {text for text in attack.expected if not text.startswith(("{", "["))}
    assert "ansible_host" in told
    assert not [group for name, group in listed.items() if name != "_meta" and group.get("vars")]
    assert not [path for path in (attack.folder / "cache").iterdir() if any(secret in path.name for secret in attack.proxy.environment.values())]


def test_playbook(attack: Attack) -> None:
    """Everything that is read is shown, written and passed on."""
    attack.run("playbook", "play.yml", "--skip-tags", "people", sources=("harbor.te_agents.yml",))
    for file in ("agents.json", "lookup_name.json", "module.json"):
        assert set(attack.read(file)) >= attack.expected, file
    assert {item["role"] for item in attack.read("filter.json")} >= attack.expected - {""}


def test_what_was_exported_is_an_inventory_again(attack: Attack) -> None:
    """As AWX does it: the listing is kept, and comes back as the output of a script."""
    script = attack.folder / "script"
    script.write_text(f"#!/bin/sh\ncat {attack.folder}/kept.json\n", encoding="utf-8")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    (attack.folder / "agents.json").unlink(missing_ok=True)
    attack.run("playbook", "play.yml", "--tags", "inventory", sources=("script",))
    assert set(attack.read("agents.json")) >= attack.expected and set(attack.read("people.json")) >= attack.named
