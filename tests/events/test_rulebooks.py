# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rulebooks end to end: a real ansible-rulebook, real playbooks, a served sandbox. Each reaction starts within the interval and two seconds."""

from __future__ import annotations

import os
import pathlib
import queue
import re
import socket
import subprocess
import textwrap
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import yaml

from ansible_collections.people.access.plugins.module_utils.platforms import registry
from ansible_collections.people.access.plugins.plugin_utils.event_stream import connection_options

from .rulebooks import PATIENCE, Posts, Running, environment_folder, no_java, running, served
from .site import Site
from .test_source import read

ROOT = pathlib.Path(__file__).resolve().parents[2]
RULEBOOKS = ROOT / "extensions" / "eda" / "rulebooks"
GUIDE = ROOT / "docs" / "docsite" / "rst" / "events_guide.rst"
REASON = no_java()
pytestmark = pytest.mark.skipif(bool(REASON), reason=REASON)
INTERVAL, GRACE = 3.0, 2.0
RAVI = "ravi.stone@harbor.example"
WEBHOOK = """
- name: Post the notice
  ansible.builtin.uri:
    url: URL
    method: POST
    body_format: json
    body: "{{ people_access_notice }}"
    status_code: [200, 201, 202, 204]
"""


class Place:
    """Where a rulebook runs: its folder, the sandbox, the receiver of notices."""

    def __init__(self, folder: pathlib.Path, site: Site, posts: Posts, port: int):
        self.folder, self.site, self.posts = folder, site, posts
        (folder / "notify.yml").write_text(WEBHOOK.replace("URL", f"http://127.0.0.1:{port}/"), encoding="utf-8")
        self.variables: dict[str, Any] = {"interval": INTERVAL, "notify_tasks": str(folder / "notify.yml"), "cursor_file": str(folder / "cursor")}

    def follow(self, *platforms: str) -> None:
        """Begin with the logs as they are: the rulebook goes on from here. What the sandbox logged in this second is read as well."""
        self.variables["platforms"] = list(platforms)
        read(self.site, {"cursor_file": str(self.folder / "cursor"), "interval": 0.001, "window": "1h", "platforms": list(platforms)})

    def notice(self, rulebook: Running) -> dict[str, Any]:
        try:
            found: dict[str, Any] = self.posts.received.get(timeout=PATIENCE)
        except queue.Empty:
            raise AssertionError(f"No notice came:\n{rulebook.output}") from None
        return found


@pytest.fixture
def place(tmp_path: pathlib.Path, site: Site) -> Iterator[Place]:
    posts = Posts()
    with served(posts) as port:
        yield Place(tmp_path, site, posts, port)


def in_time(rulebook: Running, moment: float, interval: float = INTERVAL) -> float:
    """How long after that moment the first playbook was started."""
    took = rulebook.starts[0] - moment
    print(f"the playbook was started after {took:.2f} s")  # pytest -rP shows it
    assert took <= interval + GRACE, f"{took:.1f} s\n{rulebook.output}"
    return took


def new_contabo_user(place: Place, email: str, role: int) -> float:
    """Make a user as somebody would by hand, and tell when it was."""
    provider = registry.platform("contabo").provider
    body = {"firstName": "Zoe", "lastName": "Quist", "email": email, "enabled": True, "totp": False, "locale": "en-US", "roles": [role]}
    with provider.connect(connection_options(provider, {}, place.site.environment)) as connection:
        moment = time.time()
        connection.http.post("/v1/users", body)
    return moment


ROSTERS = {
    "yaml": ({"roster.yml": yaml.safe_dump({"people": [{"email": RAVI, "accounts": {"contabo": {"roles": ["Network"]}}}]})}, {}),
    "columns of another system": (
        {"staff.csv": f"Mail,Gruppe\n{RAVI},network\n", "profiles.yml": yaml.safe_dump({"profiles": {"network": {"contabo": {"roles": ["Network"]}}}})},
        {"columns": {"email": "Mail", "profiles": "Gruppe"}},
    ),
}


@pytest.mark.parametrize("roster", list(ROSTERS))
def test_access_outside_the_roster_is_compared_for_the_person(place: Place, roster: str) -> None:
    files, variables = ROSTERS[roster]
    for name, text in files.items():
        (place.folder / name).write_text(text, encoding="utf-8")
    place.variables.update(variables, roster_file=[str(place.folder / name) for name in files])
    place.follow("contabo", "segment")
    with running("people.access.access_outside_roster", place.folder / "run", place.site.environment, place.variables) as rulebook:
        moment = new_contabo_user(place, "zoe.quist@harbor.example", 4711)
        notice = place.notice(rulebook)
        in_time(rulebook, moment)
    assert notice["playbook"] == "drift" and notice["status"] == "attention"
    assert notice["lines"] == ["zoe.quist@harbor.example has an account and is not in the roster on contabo"]


def test_a_reader_of_the_guide_gets_to_the_first_reaction(tmp_path: pathlib.Path, site: Site) -> None:
    """The commands of the guide as they are written, but for the installation, and for the sandbox, which is this one."""
    section = GUIDE.read_text(encoding="utf-8").partition("The first reaction in ten minutes")[2].partition("The event source\n")[0]
    commands = re.findall(r"^ +\$ (.*)$", section, re.MULTILINE)
    files = [one for one in commands if one.startswith(("mkdir", "printf"))]
    launch = next(one for one in commands if one.startswith("ansible-rulebook"))
    change = next(one for one in commands if one.startswith("ansible localhost"))
    environ = {
        **os.environ, **site.environment, "HOME": str(tmp_path), "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".tree"),
        "PATH": os.pathsep.join([str(environment_folder() / "venv" / "bin"), os.environ["PATH"]]),
    }
    subprocess.run(["bash", "-ec", "\n".join(files)], cwd=ROOT, env=environ, check=True)
    made = {name: yaml.safe_load((tmp_path / "try" / f"{name}.yml").read_text(encoding="utf-8")) for name in ("vars", "inventory")}
    assert launch == "ansible-rulebook -r people.access.access_outside_roster -i ~/try/inventory.yml --vars ~/try/vars.yml -v"
    assert made["inventory"] == {"all": {"hosts": {"localhost": {"ansible_connection": "local"}}}}, "what running() gives a rulebook"
    with running("people.access.access_outside_roster", tmp_path / "run", site.environment, made["vars"]) as rulebook:
        done = subprocess.run(["bash", "-ec", change], cwd=ROOT, env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        moment = time.time()
        assert done.returncode == 0, done.stdout + done.stderr
        rulebook.wait_for("zoe@harbor.example has an account and is not in the roster on contabo")
        in_time(rulebook, moment, made["vars"]["interval"])
    told = " ".join(section.split())
    assert "``zoe@harbor.example has an account and is not in the roster on contabo``" in told, "what the guide promises"


def test_a_new_administrator_is_told_at_once(place: Place) -> None:
    admin = next(key for key, role in place.site.contabo._roles.items() if role["admin"] and role["name"] == "Full Access")
    place.variables["administrators"] = ["owner@harbor.example", "automation@harbor.example"]
    place.follow("contabo")
    with running("people.access.new_administrator", place.folder / "run", place.site.environment, place.variables) as rulebook:
        moment = new_contabo_user(place, "mallory@harbor.example", int(admin))
        notice = place.notice(rulebook)
        in_time(rulebook, moment)
    assert "mallory@harbor.example administers access on contabo" in notice["lines"]
    assert not [line for line in notice["lines"] if line.startswith(("owner@", "automation@"))]


SIGNED = {"Authorization": "Bearer t0ken-of-the-webhook"}


def webhook(place: Place) -> tuple[dict[str, str], str]:
    """The environment of the rulebook for leavers, and the URL that it is going to listen on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place.variables["webhook_port"] = free.getsockname()[1]
    return {**place.site.environment, "PEOPLE_ACCESS_WEBHOOK_TOKEN": "t0ken-of-the-webhook"}, f"http://127.0.0.1:{place.variables['webhook_port']}/personnel"


def test_a_leaver_of_the_personnel_system_loses_all_access(place: Place) -> None:
    environ, url = webhook(place)
    leaver = {"event": "leaver", "email": RAVI}
    assert RAVI in accounts(place.site)
    with running("people.access.leaver", place.folder / "run", environ, place.variables, "PEOPLE_ACCESS_WEBHOOK_TOKEN") as rulebook:
        for headers in ({}, {"Authorization": "Bearer wrong"}):
            assert requests.post(url, json=leaver, headers=headers, timeout=30).status_code == 401
        moment = time.time()
        assert requests.post(url, json=leaver, headers=SIGNED, timeout=30).ok
        notice = place.notice(rulebook)
        in_time(rulebook, moment, 0)
        assert len(rulebook.starts) == 1
    assert RAVI not in accounts(place.site) and "t0ken" not in rulebook.output
    assert notice["playbook"] == "offboard" and notice["status"] == "attention" and "nothing is left" in notice["subject"]


def test_who_has_an_unusual_address_leaves_and_a_message_that_is_not_understood_is_told(place: Place) -> None:
    environ, url = webhook(place)
    unusual = ["o'neil@harbor.example", "zo\u00eb@harbor.example"]
    for email in unusual:
        new_contabo_user(place, email, 4711)
    with running("people.access.leaver", place.folder / "run", environ, place.variables, "PEOPLE_ACCESS_WEBHOOK_TOKEN") as rulebook:
        for email in (unusual[0], f" {unusual[1]} "):
            assert requests.post(url, json={"event": "leaver", "email": email}, headers=SIGNED, timeout=30).ok
            assert "nothing is left" in place.notice(rulebook)["subject"]
        for _twice in range(2):  # notified of once
            assert requests.post(url, json={"event": "leaver", "email": f"{RAVI}, owner@harbor.example"}, headers=SIGNED, timeout=30).ok
        notice = place.notice(rulebook)
        assert len(rulebook.starts) == 3
    assert notice["status"] == "failed" and "somebody may still have access" in notice["subject"] and "Nothing was done" in notice["text"]
    assert "a message to the webhook that was not understood" in rulebook.output
    assert RAVI in accounts(place.site) and not set(unusual) & accounts(place.site)


def test_every_message_is_a_leaver_or_told(place: Place) -> None:
    """By the conditions of the rulebook, with actions that only say so. Each message has an endpoint of its own, as one is told of once in a while."""
    environ, url = webhook(place)
    book = yaml.safe_load((RULEBOOKS / "leaver.yml").read_text(encoding="utf-8"))
    for name, rule in zip(("LEAVES", "TOLD"), book[0]["rules"]):
        rule["action"] = {"debug": {"msg": f"{name} {{{{ event.meta.endpoint }}}}."}}
    (place.folder / "leaver.yml").write_text(yaml.safe_dump(book, width=1000), encoding="utf-8")
    good = [RAVI, f" {RAVI}\n", "o'neil@harbor.example", "zo\u00eb@harbor.example", "a+b%c!d#e@x-y.example"]
    texts = [f"{RAVI}, owner@harbor.example", f"{RAVI}\nb@x.example", f"{RAVI};b", "{{ lookup('pipe', 'id') }}", f"{{{{a@{RAVI}", f"{{%a@{RAVI}",
             "a@b@c", "a b@x.example", "[a@x.example]", '"a@x.example"', "", None, 7, True, [RAVI], {"a": 1}]
    others: list[Any] = [{"event": "leaver"}, {"email": RAVI}, {"event": "joiner", "email": RAVI}, {}, [RAVI], "x"]
    messages: list[Any] = [*({"event": "leaver", "email": text} for text in (*good, *texts)), *others]
    with running(str(place.folder / "leaver.yml"), place.folder / "run", environ, place.variables, "PEOPLE_ACCESS_WEBHOOK_TOKEN") as rulebook:
        for number, message in enumerate(messages):
            assert requests.post(f"{url}{number}", json=message, headers=SIGNED, timeout=30).ok
        assert requests.post(f"{url}-end", json={}, headers=SIGNED, timeout=30).ok
        rulebook.wait_for("TOLD personnel-end.")
        said = [[name for name in ("LEAVES", "TOLD") if f"{name} personnel{number}." in rulebook.output] for number in range(len(messages))]
    assert said == [["LEAVES"]] * len(good) + [["TOLD"]] * len([*texts, *others])


def accounts(site: Site) -> set[str]:
    state = site.sandbox.state()
    return {str(row["email"]) for platform in ("thousandeyes", "contabo") for row in (
        state[platform]["users"].values() if isinstance(state[platform]["users"], dict) else state[platform]["users"])}


@pytest.mark.parametrize("address", [RAVI, "o'neil_é@harbor.example"])
def test_failed_logins_end_the_sessions_of_the_owner(place: Place, address: str) -> None:
    user = next(one for one in place.site.tsna.users.values() if one.name == "rstone")
    held = [one for one in place.site.tsna.sessions() if one["username"] == "rstone"]
    assert held and user.email == RAVI
    user.email = address
    place.follow("thousandeyes")
    with running("people.access.failed_logins", place.folder / "run", place.site.environment, place.variables) as rulebook:
        place.site.log(time.time(), email="nobody@elsewhere.example")
        place.site.log(time.time(), time.time(), email=address)
        moment = time.time()
        place.site.log(moment, email=address)
        notice = place.notice(rulebook)
        in_time(rulebook, moment)
    assert not [one for one in place.site.tsna.sessions() if one["username"] == "rstone"]
    assert notice["playbook"] == "tsna_end_sessions" and f"{address}: 1 user(s) on TSNA" in notice["text"]


HOSTILE = """
- name: Hostile text
  hosts: localhost
  sources:
    - people.access.access_events: {cursor_file: CURSOR, interval: 1, platforms: [thousandeyes]}
  rules:
    - name: Whatever happens
      condition: event.what is defined
      action:
        run_playbook:
          name: PLAYBOOK
          extra_vars: {account: "{{ event.account }}", resources: "{{ event.raw.resources }}"}
"""
SHOWS = """
- hosts: localhost
  gather_facts: false
  vars: {ansible_python_interpreter: "{{ ansible_playbook_python }}"}
  tasks:
    - ansible.builtin.uri:
        url: URL
        method: POST
        body_format: json
        status_code: [204]
        body: {account: "{{ account }}", resources: "{{ resources }}", event: "{{ ansible_eda.event }}"}
"""


def test_no_name_on_a_platform_is_run_by_a_playbook(place: Place) -> None:
    """As ansible-rulebook hands events on as extra variables, in which every text is a template."""
    made = place.folder / "made"
    text = f"{{{{ lookup('ansible.builtin.pipe', 'touch {made}') }}}}"
    folder = place.folder / "own"
    folder.mkdir()
    url = (place.folder / "notify.yml").read_text(encoding="utf-8").split("url: ")[1].split()[0]
    (folder / "shows.yml").write_text(SHOWS.replace("URL", url), encoding="utf-8")
    rulebook_file = folder / "hostile.yml"
    rulebook_file.write_text(HOSTILE.replace("CURSOR", str(place.folder / "cursor")).replace("PLAYBOOK", str(folder / "shows.yml")), encoding="utf-8")
    place.follow("thousandeyes")
    with running(str(rulebook_file), place.folder / "run", place.site.environment, {}) as rulebook:
        place.site.log(time.time(), text="User updated.", resources=[{"type": "userDisplayName", "name": text}])
        found = place.notice(rulebook)
    assert not made.exists()
    assert "touch" in str(found["account"]) and "{ {" in str(found["event"])


def test_the_rulebook_of_the_guide_shows_what_happens(place: Place) -> None:
    """As it stands, but for the file of the cursor and the time between two readings."""
    blocks = re.findall(r"\.\. code-block:: yaml\n\n((?:    .*\n|\n)+)", GUIDE.read_text(encoding="utf-8"))
    (rulebook_file,) = [textwrap.dedent(block) for block in blocks if "sources:" in block]
    source = yaml.safe_load(rulebook_file)[0]["sources"][0]["people.access.access_events"]
    for shown, tried in ((str(source["cursor_file"]), str(place.folder / "cursor")), (f"interval: {source['interval']}", "interval: 1")):
        assert rulebook_file.count(shown) == 1
        rulebook_file = rulebook_file.replace(shown, tried)
    (place.folder / "guide.yml").write_text(rulebook_file, encoding="utf-8")
    place.follow(*source["platforms"])
    with running(str(place.folder / "guide.yml"), place.folder / "run", place.site.environment, {}) as rulebook:
        new_contabo_user(place, "zoe.quist@harbor.example", 4711)
        rulebook.wait_for("zoe.quist@harbor.example")


def test_every_rulebook_has_a_test() -> None:
    text = pathlib.Path(__file__).read_text(encoding="utf-8")
    assert [path.stem for path in RULEBOOKS.iterdir() if f'"people.access.{path.stem}"' not in text] == []
