# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that leave a job for an S3-compatible store, by the module of amazon.aws and a real server of S3 (moto) on loopback."""

from __future__ import annotations

import hashlib
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree
from collections.abc import Iterator

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret

from tests.playbooks.job import Site

from .controller import LEAVER, NEW, Controller
from .kit import ROOT
from .test_awx_modules import collections

PIN = ROOT / "tests" / "requirements" / "clients" / "s3.txt"
WORK = ROOT / ".work" / "s3"
KEYS = {"PEOPLE_ACCESS_FILES_USERNAME": "AKIAEXAMPLE", "PEOPLE_ACCESS_FILES_PASSWORD": "s3-very-secret"}
SERVER = "import sys; from moto.server import main; main(['-p', sys.argv[1]])"


def libraries() -> pathlib.Path:
    """A folder for PYTHONPATH with moto, boto3 and what they need beyond the tools of the checks."""
    folder = WORK / hashlib.sha256(PIN.read_bytes() + sys.version.encode()).hexdigest()
    if not folder.is_dir():
        shutil.rmtree(WORK, ignore_errors=True)
        fresh = WORK / "fresh"
        pip = [sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-deps", "--no-compile"]
        subprocess.run([*pip, "--target", str(fresh), "-r", str(PIN)], check=True, stdin=subprocess.DEVNULL)
        fresh.rename(folder)
    return folder


def get(url: str, method: str = "GET") -> bytes:
    """``url`` begins with that of the server on loopback, which refuses to show objects to strangers and checks no signature."""
    signed = {"Authorization": f"AWS4-HMAC-SHA256 Credential={KEYS['PEOPLE_ACCESS_FILES_USERNAME']}/20260101/us-east-1/s3/aws4_request"}
    with urllib.request.urlopen(urllib.request.Request(url, method=method, headers=signed), timeout=30) as response:
        return bytes(response.read())


def is_up(url: str) -> bool:
    try:
        get(url)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """The URL of an empty bucket."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {**os.environ, "PYTHONPATH": str(libraries())}
    command = [sys.executable, "-c", SERVER, str(port)]
    server = subprocess.Popen(command, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    url = f"http://127.0.0.1:{port}"
    assert server.stdout is not None
    while not is_up(url) and server.poll() is None:  # a line of its log comes when it listens
        server.stdout.readline()
    get(f"{url}/access", "PUT")
    yield f"{url}/access"
    server.kill()
    server.wait()
    server.stdout.close()


def objects(bucket: str) -> dict[str, bytes]:
    listing = xml.etree.ElementTree.fromstring(get(bucket))
    keys = [entry.text or "" for entry in listing.iter() if entry.tag.endswith("Key")]
    return {key: get(f"{bucket}/{urllib.parse.quote(key)}") for key in keys}


@pytest.fixture(scope="module")
def controller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Controller]:
    site = Site()
    yield Controller(tmp_path_factory.mktemp("controller"), site)
    site.close()


def settings(bucket: str) -> dict[str, str]:
    endpoint, _slash, name = bucket.rpartition("/")
    return {"publish_tasks": "publish/s3.yml", "publish_bucket": name, "publish_endpoint": endpoint, "publish_region": "us-east-1"}


def test_new_passwords_leave_encrypted_with_the_plan(controller: Controller, bucket: str) -> None:
    """Plan and apply, without the credential with first passwords: the passwords are generated, and only who has the vault password can read them."""
    given = {**settings(bucket), "new_passwords_file": "new_passwords.json", "new_passwords_vault_id": "access", "evidence_dir": "evidence"}
    environ, vault = {**KEYS, "PYTHONPATH": str(libraries())}, {"access": "vault-very-secret"}
    plan = controller.launch("plan", settings=given, environ=environ, vault=vault, collections=str(collections()))
    assert plan.rc == 0, plan.output
    evidence = {"SHA256SUMS", "actions.jsonl", "evidence.html", "evidence.json"}
    assert {key.rpartition("/")[2] for key in objects(bucket)} == {"plan.html", "plan.json", "plan.md", *evidence}, "a plan has no passwords yet"
    apply = controller.launch("apply", artifacts=plan.artifacts, settings=given, environ=environ, vault=vault, collections=str(collections()), goes_on=True)
    assert apply.rc == 0 and "aquist" in apply.accounts["tsna"], apply.output
    kept = {key: body for key, body in objects(bucket).items() if key.endswith("new_passwords.json")}
    assert len(kept) == 1 and next(iter(kept)).startswith("reconcile-")
    folder, encrypted = next(iter(kept)).rpartition("/")[0], next(iter(kept.values()))
    assert {key.rpartition("/")[2] for key in objects(bucket) if key.startswith(f"{folder}/")} == {"new_passwords.json", *evidence}
    plain = VaultLib([("access", VaultSecret(b"vault-very-secret"))]).decrypt(encrypted).decode()
    password = plain.partition(f'"{NEW}": "')[2].partition('"')[0]
    assert encrypted.startswith(b"$ANSIBLE_VAULT;1.2;AES256;access\n") and len(password) == 24
    shown = plan.output + apply.output + str(apply.files) + str(apply.artifacts)
    uploaded = "".join(body.decode() for body in objects(bucket).values())
    assert not [one for one in (password, *vault.values(), KEYS["PEOPLE_ACCESS_FILES_PASSWORD"]) if one in shown + uploaded]


def test_a_missing_collection_is_one_sentence(controller: Controller, bucket: str) -> None:
    job = controller.launch("export", settings=settings(bucket), environ=KEYS)
    assert job.rc == 2 and "because the collection amazon.aws is not installed. Add amazon.aws and the Python library boto3" in job.failures[-1], job.output
    assert LEAVER in next(text for name, text in job.files.items() if name == "exported.yml")
