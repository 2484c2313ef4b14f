# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fifth platform needs a package of its own and one line in the registry: a copy of the collection gets both, and people are taken through
rosters, guards, prune, access_info, review, export, inventory and offboard there, by real ansible-playbook."""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from tests.fifth_platform.server import Acme

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ENTRY = "from .acme.access import AcmeAccounts\n\nLOADERS[\"acme\"] = AcmeAccounts\n"
HOSTS = """
import json, sys
from datetime import datetime, timezone
from ansible_collections.people.access.plugins.inventory.people import hosts_of
from ansible_collections.people.access.plugins.module_utils.lifecycle.people import Rules, merge
access = json.load(open(sys.argv[1]))
print(json.dumps([[host.name, sorted(host.groups)] for host in hosts_of(merge(access, Rules(datetime.now(timezone.utc))))]))
"""


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def acme() -> Iterator[tuple[Acme, str]]:
    app = Acme()
    server = make_server("127.0.0.1", 0, app, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield app, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def tree(tmp_path: pathlib.Path) -> pathlib.Path:
    """A folder of collections with a copy that knows the platform."""
    copy = tmp_path / "collections" / "ansible_collections" / "people" / "access"
    for part in ("plugins", "roles", "playbooks", "meta"):
        shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "galaxy.yml", copy)
    platforms = copy / "plugins" / "module_utils" / "platforms"
    shutil.copytree(HERE / "acme", platforms / "acme", ignore=shutil.ignore_patterns("__pycache__"))
    with (platforms / "registry.py").open("a", encoding="utf-8") as registry:
        registry.write(f"\n\n{ENTRY}")
    return tmp_path / "collections"


def test_a_fifth_platform_needs_its_package_and_an_entry(acme: tuple[Acme, str], tree: pathlib.Path, tmp_path: pathlib.Path) -> None:
    server, url = acme
    shutil.copy(HERE / "play.yml", tmp_path)
    environ = {
        **os.environ, "ANSIBLE_COLLECTIONS_PATH": str(tree), "ANSIBLE_HOME": str(tmp_path / "home"), "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false", "ACME_URL": url, "ACME_TOKEN": "token-of-the-fifth",
    }
    playbook = str(pathlib.Path(sys.executable).with_name("ansible-playbook"))

    def run(*arguments: str) -> str:
        done = subprocess.run(arguments, env=environ, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
        assert "token-of-the-fifth" not in done.stdout + done.stderr
        return done.stdout

    run(playbook, "play.yml", "-vvv")
    assert sorted(user["mail"] for user in server.users.values()) == ["ada@x.example", "ben@x.example", "root@x.example"]
    left = run(playbook, "people.access.offboard", "-e", "leavers=ada@x.example", "-e", "platforms=acme")
    assert "ada@x.example: deleted, proved absent" in left
    assert [user["mail"] for user in server.users.values()] == ["root@x.example", "ben@x.example"]
    environ["PYTHONPATH"] = str(tree)
    hosts = json.loads(run(sys.executable, "-c", HOSTS, "access.json"))
    assert [name for name, _groups in hosts] == ["ada@x.example", "ben@x.example", "root@x.example"]
    assert {"platform_acme", "role_acme_Admins", "admin_anywhere"} <= set(hosts[1][1])
