# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A second reader of the kit: the modules of awx.awx, which take entries of the same shape. They come with Ansible's package on PyPI."""

from __future__ import annotations

import ast
import hashlib
import pathlib
import shutil
import subprocess
import sys
import zipfile
from typing import Any

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from .kit import KIT, PROJECT, ROOT

PIN = ROOT / "tests" / "requirements" / "clients" / "awx.txt"
WORK = ROOT / ".work" / "awx"
MODULES = {
    "credential_types": "credential_type", "credentials": "credential", "execution_environments": "execution_environment", "labels": "label",
    "notifications": "notification_template", "projects": "project", "inventories": "inventory", "inventory_sources": "inventory_source",
    "templates": "job_template", "workflows": "workflow_job_template", "schedules": "schedule",
}
CREDENTIAL_KINDS = ("ssh", "vault", "net", "scm", "cloud", "insights")  # what the name in credential_type.py stands for


S3 = "amazon/aws/plugins/modules/s3_object.py"
FRAGMENTS = "amazon/aws/plugins/doc_fragments/"
AMAZON = ("meta/", "MANIFEST.json", "plugins/action/", "plugins/module_utils/", "plugins/plugin_utils/")
KEPT = ("awx/awx/plugins/modules/", S3, FRAGMENTS, *(f"amazon/aws/{part}" for part in AMAZON))


def collections() -> pathlib.Path:
    """A collections path with the modules of awx.awx, and with the one that uploads to S3, from the pinned wheel. It is 54 MB, so only they are kept."""
    wanted = hashlib.sha256(PIN.read_bytes() + repr(KEPT).encode()).hexdigest()
    folder = WORK / wanted
    if not folder.is_dir():
        shutil.rmtree(WORK, ignore_errors=True)
        WORK.mkdir(parents=True)
        pip = [sys.executable, "-m", "pip", "download", "-qq", "--disable-pip-version-check", "--no-deps", "--no-cache-dir", "-d", str(WORK), "-r", str(PIN)]
        subprocess.run(pip, check=True, stdin=subprocess.DEVNULL)
        wheel = next(WORK.glob("*.whl"))
        fresh = WORK / "fresh"
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(fresh, [name for name in archive.namelist() if name.startswith(tuple(f"ansible_collections/{one}" for one in KEPT))])
        wheel.unlink()
        fresh.rename(folder)
    return folder


def wheel_files() -> pathlib.Path:
    return collections() / "ansible_collections"


@pytest.fixture(scope="module")
def folder() -> pathlib.Path:
    return wheel_files() / "awx" / "awx" / "plugins" / "modules"


def argument_spec(module: pathlib.Path) -> dict[str, Any]:
    """The argument spec as it stands in the source; the module itself would need awxkit."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "argument_spec":
            return plain(node.value)
    raise AssertionError(f"{module.name} has no argument_spec")


def plain(node: ast.expr) -> Any:
    """The value of ``dict(...)`` of literals."""
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "dict":
        return {str(one.arg): plain(one.value) for one in node.keywords}
    return list(CREDENTIAL_KINDS) if isinstance(node, ast.Call) else ast.literal_eval(node)


def workflow_nodes(module: pathlib.Path) -> dict[str, Any]:
    """The options of a node, which only the documentation has."""
    text = next(node.value.value for node in ast.parse(module.read_text(encoding="utf-8")).body
                if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "DOCUMENTATION" and isinstance(node.value, ast.Constant))
    return as_spec(yaml.safe_load(str(text))["options"]["workflow_nodes"])


def as_spec(option: dict[str, Any]) -> dict[str, Any]:
    kept = {name: option[name] for name in ("type", "elements", "choices", "required", "default") if name in option}
    return {**kept, **({"options": {name: as_spec(one) for name, one in option["suboptions"].items()}} if "suboptions" in option else {})}


@pytest.mark.parametrize(("kind", "entry"), [(kind, entry) for kind, entries in KIT.items() for entry in entries],
                         ids=[f"{kind}-{entry['name']}" for kind, entries in KIT.items() for entry in entries])
def test_a_module_of_awx_takes_the_entry(folder: pathlib.Path, kind: str, entry: dict[str, Any]) -> None:
    module = folder / f"{MODULES[kind]}.py"
    spec = argument_spec(module)
    if kind == "workflows":
        spec["workflow_nodes"] = workflow_nodes(module)
    assert ArgumentSpecValidator(spec).validate(entry).error_messages == []


def test_it_does_not_take_everything(folder: pathlib.Path) -> None:
    spec = argument_spec(folder / "job_template.py")
    for wrong in ({"surveys": {}}, {"job_type": "scan"}, {"forks": "many"}):
        assert ArgumentSpecValidator(spec).validate({"name": "x", **wrong}).error_messages


def constant(path: pathlib.Path, name: str) -> Any:
    """The YAML of a documentation, of a module or a fragment, as it stands in the source."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name and isinstance(node.value, ast.Constant):
            return yaml.safe_load(str(node.value.value))
    raise AssertionError(f"{path.name} has no {name}")


def test_the_upload_to_s3_is_as_the_module_of_amazon_aws_wants_it() -> None:
    own = constant(wheel_files() / S3, "DOCUMENTATION")["options"]
    common = [constant(wheel_files() / FRAGMENTS / f"{name}.py", "MODULES")["options"] for name in ("common", "region")]
    options = {**own, **{name: option for part in common for name, option in part.items()}}
    known = {alias: option for name, option in options.items() for alias in (name, *option.get("aliases", ()))}
    task = yaml.safe_load((PROJECT / "publish" / "s3" / "upload.yml").read_text(encoding="utf-8"))[0]["amazon.aws.s3_object"]
    assert set(task) <= set(known) and task["mode"] in own["mode"]["choices"]
    assert {name for name, option in own.items() if option.get("required")} <= set(task)
