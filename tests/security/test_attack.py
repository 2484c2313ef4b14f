# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Attacks that once got through, one by one, over the HTTP of a platform that says whatever it likes."""

from __future__ import annotations

import html
import itertools
import json
import os
import pathlib
from typing import Any, Callable

import pytest

from tests.harness import Bench
from tests.sandbox.world import CREDENTIALS

from .proxy import Proxy
from .runs import RAW, ansible

PASSWORD = 'N\u00fc"w\\pw&1<x>%41'
# How a server may show the JSON that it was sent; what of the password must not be left, whatever it is escaped as.
ECHOES: dict[str, Callable[[str], tuple[str, str]]] = {
    "a page": lambda sent: ("text/html", f"<!doctype html><p>Cannot process {html.escape(sent)}</p>"),
    "JSON in JSON": lambda sent: ("application/json", json.dumps({"cause": {"request": json.dumps(sent)}})),
    "JSON as Gson writes it": lambda sent: ("application/json", json.dumps({"cause": sent}).replace("<", "\\u003c").replace("&", "\\u0026")),
}


@pytest.mark.parametrize("how", ECHOES)
def test_a_request_that_is_shown_within_something_else_has_no_password(bench: Bench, how: str) -> None:
    proxy = Proxy.before(bench)
    kind, body = ECHOES[how](json.dumps({"name": "zed", "password": PASSWORD}))
    rule = proxy.rewrite(r"/v4.0/users$", method="POST", status=422, body=body, headers={"Content-Type": kind})
    result = bench.run("tsna_user", name="zed", password=PASSWORD, email="z@x.example", roles=["Viewer"])
    assert rule.hits and result["failed"] is True and "answered 422" in result["msg"]
    assert not any(part in bench.printed for part in ("N\u00fc", "u00fc", "pw&", "x>", "%41", "gt;%41", "x&gt", "x\\u003e"))


def numbered(secret: str) -> Callable[[Any], Any]:
    """A name with the secret in it in place of every other one, the same for the same."""
    numbers, names = itertools.count(), {}
    return lambda old: names.setdefault(old, f"{secret} {next(numbers)}") if isinstance(old, str) else old


def calling_everything_by_its_token(proxy: Proxy) -> None:
    te, segment = numbered(CREDENTIALS["TE_TOKEN"]), numbered(CREDENTIALS["SEGMENT_TOKEN"])
    proxy.rewrite("/thousandeyes/", fields={"**.name": te, "**.accountGroupName": te, "**.agentName": te, "**.location": te})
    proxy.rewrite("/segment/", fields={"**.users.*.name": segment, "**.userGroups.*.name": segment, "**.roleName": segment})


def left(text: str) -> list[str]:
    """Parts of tokens in a text; also as names of groups and profiles are made of them."""
    return [part for part in ("3f8c1b7e", "91d2c4aa") if part in text.lower()]


def test_a_platform_that_uses_its_token_as_a_name_gets_it_into_no_result_and_no_file(bench: Bench, tmp_path: pathlib.Path) -> None:
    calling_everything_by_its_token(Proxy.before(bench))
    platforms = ["thousandeyes", "segment"]
    bench.run("roster_info", platforms=platforms)
    assert "********" in bench.printed and not left(bench.printed)
    bench.run("access_review", platforms=platforms, dest=str(tmp_path / "review"))
    assert not left(bench.printed)
    leaver = {"email": "ravi.stone@harbor.example", "ends": "2020-01-01"}
    bench.run("roster", platforms=platforms, people=[leaver], plan_file=str(tmp_path / "plan"), check=True)
    assert not left(bench.printed)
    written = [file.read_text(encoding="utf-8") for file in tmp_path.iterdir()]
    assert len(written) == 6 and not any(map(left, written)) and all("********" in text.replace("\\*", "*") for text in written)


def test_nor_into_an_inventory_its_cache_or_a_lookup(tmp_path: pathlib.Path) -> None:
    cached = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": "cache"}
    for name in ("people", "te_agents"):
        source = {"plugin": f"people.access.{name}", **cached, **({"platforms": ["thousandeyes", "segment"]} if name == "people" else {})}
        (tmp_path / f"all.{name}.yml").write_text(json.dumps(source), encoding="utf-8")
    looked_up = {"ansible.builtin.debug": {"msg": "{{ query('people.access.te', all=true, attribute='name') }}"}}
    (tmp_path / "play.yml").write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": [looked_up]}]), encoding="utf-8")
    with Proxy() as proxy:
        calling_everything_by_its_token(proxy)
        listed = ansible("inventory", "-i", "all.people.yml", "-i", "all.te_agents.yml", "--list", "-vvvv", folder=tmp_path, environment=proxy.environment)
        shown = ansible("playbook", "play.yml", "-vvvv", folder=tmp_path, environment=proxy.environment)
    for run in (listed, shown):
        assert run.returncode == 0 and "********" in run.stdout and not left(run.stdout + run.stderr)
    kept = list((tmp_path / "cache").iterdir())
    assert len(kept) == 2 and not any(left(file.read_text(encoding="utf-8")) for file in kept)


def test_a_playbook_writes_through_no_link(tmp_path: pathlib.Path) -> None:
    (tmp_path / "theirs").write_text("precious", encoding="utf-8")
    (tmp_path / "link.yml").symlink_to("theirs")
    (tmp_path / "link.md").symlink_to("theirs")
    (tmp_path / "roster.yml").write_text("people: [{email: ada.quist@harbor.example}]", encoding="utf-8")
    mask = os.umask(0)
    try:
        with Proxy() as proxy:
            export = ("people.access.export", "-e", "platforms=contabo", "-e")
            linked = ansible("playbook", *export, "dest=link.yml", folder=tmp_path, environment=proxy.environment)
            fresh = ansible("playbook", *export, "dest=fresh.yml", folder=tmp_path, environment=proxy.environment)
            plan = ("-e", "roster_file=roster.yml", "-e", "plan_file=link.md", "-e", "platforms=contabo", "-e", "apply=false")
            planned = ansible("playbook", "people.access.reconcile", *plan, folder=tmp_path, environment=proxy.environment)
    finally:
        os.umask(mask)
    assert "link.yml is a symbolic link or not a regular file" in linked.stdout + linked.stderr and linked.returncode
    assert "it is a symbolic link" in planned.stdout and planned.returncode
    assert (tmp_path / "theirs").read_text(encoding="utf-8") == "precious"
    assert fresh.returncode == 0 and (tmp_path / "fresh.yml").stat().st_mode & 0o777 == 0o600


def test_what_a_platform_calls_an_account_reaches_no_terminal_as_the_label_of_a_loop(tmp_path: pathlib.Path) -> None:
    def called(user: Any) -> Any:
        return {**user, "name": "\x1b]0;x\x07\u202ergone"} if user.get("name") == "rstone" else user

    with Proxy() as proxy:
        rule = proxy.rewrite(r"/tsna/.*/v4.0/users(/[0-9-]+)?$", change=lambda told: list(map(called, told)) if isinstance(told, list) else called(told))
        leaver = ("-e", "leavers=ravi.stone@harbor.example", "-e", "platforms=tsna")
        run = ansible("playbook", "people.access.offboard", *leaver, folder=tmp_path, environment=proxy.environment)
    assert rule.hits and "ravi.stone@harbor.example" in run.stdout and not RAW.search(run.stdout + run.stderr)


def ids_as_numbers(data: Any) -> Any:
    """The JSON with ids of ThousandEyes as numbers."""
    if isinstance(data, dict):
        return {name: int(one) if name in ("aid", "uid", "roleId") and isinstance(one, str) else ids_as_numbers(one) for name, one in data.items()}
    return [ids_as_numbers(item) for item in data] if isinstance(data, list) else data


@pytest.mark.parametrize("path", ["/users$", "/users/", "/account-groups$", "/account-groups/", "/roles$"])
def test_ids_that_are_numbers_in_some_answers_mean_the_same(bench: Bench, path: str) -> None:
    def read() -> list[Any]:
        told = [bench.run("access_info", platforms=["thousandeyes"], exact=exact) for exact in (False, True)]
        # The last two administrators: the guard has to know them as such.
        people = [{"email": "ada.quist@harbor.example", "ends": "2020-01-01"}]
        told.append(bench.run("roster", True, platforms=["thousandeyes"], people=people, min_admins=6))
        return [[line.get(name) for name in ("msg", "accounts", "entitlements")] for line in told]

    undisturbed = read()
    rule = Proxy.before(bench).rewrite(path, change=ids_as_numbers)
    assert read() == undisturbed and rule.hits and "min_admins" in str(undisturbed[2])
