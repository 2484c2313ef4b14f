# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where things are: imports point one way, modules are small, named everywhere, documented completely, and decide about secrets."""

from __future__ import annotations

import ast
import functools
import importlib
import json
import os
import pathlib
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from ansible_collections.people.access.plugins.module_utils.engine import runner
from ansible_collections.people.access.plugins.module_utils.engine.options import TRANSPORT
from ansible_collections.people.access.plugins.module_utils.platforms import registry
from tests.conformance.cases import CASES
from tests.sandbox.app import Sandbox
from tests.tools.ansible_test import COMPLETE
from tests.tools.common import PLATFORM_PREFIXES

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLUGINS = ROOT / "plugins"
PACKAGE = "ansible_collections.people.access.plugins."
MODULES = sorted(path.stem for path in (PLUGINS / "modules").glob("*.py") if path.stem != "__init__")
PREFIXES = {name: one.prefix for name, one in registry.platforms().items()}
UTILS = sorted(path.relative_to(PLUGINS).as_posix() for path in (PLUGINS / "module_utils").rglob("*.py"))
AWX = "awx_"  # what modules are called that have nothing to do with a platform, and take no options of any
every_module = pytest.mark.parametrize("module", MODULES)


@functools.cache
def tree_of(path: str) -> ast.Module:
    return ast.parse((PLUGINS / path).read_text(encoding="utf-8"))


# -- imports -------------------------------------------------------------------------------------------------------------------------

# Third-party libraries, and which part of the collection a part may import (by the beginning of its path).
OURS = {
    "module_utils/engine/": {"module_utils/engine/"},
    "module_utils/platforms/": {"module_utils/engine/"},
    "module_utils/pages/": {"module_utils/pages/", "module_utils/engine/"},
    "module_utils/evidence/": {"module_utils/evidence/", "module_utils/pages/", "module_utils/engine/"},
    "module_utils/lifecycle/": {
        "module_utils/lifecycle/", "module_utils/evidence/", "module_utils/pages/", "module_utils/platforms/registry/", "module_utils/platforms/contract/",
        "module_utils/engine/",
    },
    "module_utils/awx/": {"module_utils/awx/", "module_utils/engine/"},
    "modules/": {"module_utils/engine/runner", "module_utils/platforms/", "module_utils/lifecycle/", "module_utils/awx/"},
    "plugin_utils/": {"plugin_utils/", "module_utils/"},
}
KNOWS_ANSIBLE = ("module_utils/engine/runner.py", "module_utils/engine/options.py", "plugin_utils/")


def imports(path: str) -> Iterator[str]:
    """What a file imports, also within functions: paths below plugins/ for the collection's own, dotted names for everything else."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                folder = pathlib.PurePosixPath(path).parents[node.level - 1]
                base = PACKAGE + ".".join((*folder.parts, *filter(None, [base])))
            if base.startswith(PACKAGE):
                inside = base[len(PACKAGE):].replace(".", "/")
                for alias in node.names:
                    named = f"{inside}/{alias.name}"
                    yield named if (PLUGINS / f"{named}.py").exists() else inside
            else:
                yield base


CHECKED = [*UTILS, *(f"modules/{name}.py" for name in MODULES), *(path.relative_to(PLUGINS).as_posix() for path in (PLUGINS / "plugin_utils").glob("*.py"))]


@pytest.mark.parametrize("path", CHECKED)
def test_imports_point_one_way(path: str) -> None:
    part = next((part for part in OURS if path.startswith(part)), None)
    assert part, f"{path} lies in no known part"
    own = [name for name in imports(path) if "/" in name]
    allowed = OURS[part]
    if path == "module_utils/platforms/registry.py":
        allowed = allowed | {"module_utils/platforms/"}
    elif part == "module_utils/platforms/":  # no platform knows another one
        allowed = allowed | {f"{pathlib.PurePosixPath(path).parent}/", "module_utils/platforms/contract/"}
    assert [name for name in own if not any(f"{name}/".startswith(entry) for entry in allowed)] == []
    if not path.startswith(KNOWS_ANSIBLE):
        assert [name for name in imports(path) if name.split(".")[0] in ("ansible", "ansible_collections")] == []
    if path.startswith(("module_utils/platforms/", "module_utils/lifecycle/")):
        assert [name for name in own if name in ("module_utils/engine/runner", "module_utils/engine/options")] == []


@pytest.mark.parametrize("path", UTILS)
def test_a_file_can_be_read_at_a_sitting(path: str) -> None:
    assert len((PLUGINS / path).read_text(encoding="utf-8").splitlines()) <= 400


def test_the_ones_that_know_ansible_are_there() -> None:
    """The rule above would hold of nothing if the files were called otherwise."""
    for path in KNOWS_ANSIBLE[:2]:
        assert [name for name in imports(path) if name.startswith("ansible.")]
    assert [name for name in imports("plugin_utils/lookup.py") if name.startswith("ansible.")]
    assert [name for name in imports("module_utils/platforms/tsna/client.py") if name == "module_utils/engine/http"]
    assert set(imports("modules/te_user.py")) == {
        "__future__", "module_utils/engine/runner", "module_utils/platforms/thousandeyes/client", "module_utils/platforms/thousandeyes/users",
    }


def docstrings(tree: ast.Module) -> set[int]:
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef)
    bodies = (node.body[0] for node in ast.walk(tree) if isinstance(node, holders) and node.body)
    return {id(first.value) for first in bodies if isinstance(first, ast.Expr)}


NEUTRAL = ("module_utils/engine/", "module_utils/pages/", "module_utils/evidence/", "module_utils/lifecycle/")


@pytest.mark.parametrize("path", [path for path in UTILS if path.startswith(NEUTRAL)])
def test_neither_the_engine_nor_the_lifecycle_names_a_platform(path: str) -> None:
    """In code; a docstring may say whose style it serves."""
    tree = tree_of(path)
    spared, words = docstrings(tree), []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in spared:
            words.append(node.value)
        for part in ("id", "attr", "name", "arg", "module"):
            if isinstance(getattr(node, part, None), str):
                words.append(getattr(node, part))
    assert [word for word in words if re.search(r"thousandeyes|segment|contabo|tsna|\bte_", word, re.IGNORECASE)] == []


def circle_from(path: str, way: tuple[str, ...] = (), known: set[str] | None = None) -> tuple[str, ...]:
    """The first circle of imports that is found on the ways from a file; ``known`` lead into none."""
    known = set() if known is None else known
    if path in way:
        return (*way[way.index(path):], path)
    for name in imports(path) if path not in known else ():
        found = circle_from(f"{name}.py", (*way, path), known) if f"{name}.py" in UTILS else ()
        if found:
            return found
    known.add(path)
    return ()


def test_no_imports_go_in_circles() -> None:
    """Not even those within functions, nor those for types alone."""
    known: set[str] = set()
    assert [circle for circle in (circle_from(path, (), known) for path in UTILS) if circle] == []


def test_filters_do_without_the_library_that_takes_longest_to_import() -> None:
    names = [f"{PACKAGE}filter.{path.stem}" for path in sorted((PLUGINS / "filter").glob("*.py"))]
    program = f"import importlib, sys\nfor name in {names}: importlib.import_module(name)\nprint('requests' in sys.modules)"
    environ = {**os.environ, "PYTHONPATH": str(ROOT / ".tree")}
    assert subprocess.run([sys.executable, "-c", program], env=environ, capture_output=True, text=True, check=True).stdout == "False\n"


def test_actions_import_the_client_only_with_the_bytecode_cache() -> None:
    """Ansible's own loader compiles all its files again in each run."""
    program = f"import sys, {PACKAGE}plugin_utils.direct\nprint([name for name in sys.modules if name.startswith('{PACKAGE}module_utils.engine.http')])"
    environ = {**os.environ, "PYTHONPATH": str(ROOT / ".tree")}
    assert subprocess.run([sys.executable, "-c", program], env=environ, capture_output=True, text=True, check=True).stdout == "[]\n"


WRITING = {"create", "update", "delete", "apply_bulk", "end_sessions", "replace_keys", "attempt"}


def test_one_file_writes() -> None:
    """Of the engine and of what knows people: ``write`` of engine/execute.py calls the writing methods of a store, and three that no plan can
    express are called beside it."""
    found: dict[str, set[str]] = {}
    for path in UTILS:
        if not path.startswith(("module_utils/engine/", "module_utils/lifecycle/")):
            continue
        for function in (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef)):
            called = {node.func for node in ast.walk(function) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)}
            names = {entry.attr for entry in called if entry.attr in WRITING and getattr(entry.value, "id", getattr(entry.value, "attr", "")) == "store"}
            if names:
                found[f"{path}:{function.name}"] = names
    execute = "module_utils/engine/execute.py"
    assert found == {
        f"{execute}:write": {"create", "update", "delete", "apply_bulk"}, f"{execute}:_end_use": {"end_sessions", "replace_keys"},
        f"{execute}:attempt": {"attempt"},
    }


# -- module files ------------------------------------------------------------------------------------------------------------------------

TEXTS = ("DOCUMENTATION", "EXAMPLES", "RETURN")


def text_of(module: str, name: str) -> str:
    for node in tree_of(f"modules/{module}.py").body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name:
            value = ast.literal_eval(node.value)
            assert isinstance(value, str)
            return value
    raise AssertionError(f"{module} has no {name}")


def code_of(module: str) -> list[ast.stmt]:
    """The statements that are no documentation."""
    return [node for node in tree_of(f"modules/{module}.py").body
            if not (isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in TEXTS)]


@every_module
def test_a_module_is_documentation_and_a_call(module: str) -> None:
    code = code_of(module)
    assert sum((node.end_lineno or 0) - node.lineno + 1 for node in code) <= 40
    source = "\n".join(ast.unparse(node) for node in code)
    assert [word for word in ("check_mode", "fail_json", "exit_json", "AnsibleModule") if word in source.replace("supports_check_mode", "")] == []
    assert re.search(r"\brun_(resource|info|task|bulk|people)\(", source)


def calls_of(module: str) -> list[tuple[str, list[str]]]:
    """The runner's functions that a module calls, with their arguments as written."""
    found = [node for statement in code_of(module) for node in ast.walk(statement) if isinstance(node, ast.Call)]
    return [(node.func.id, [ast.unparse(arg) for arg in node.args]) for node in found if isinstance(node.func, ast.Name) and node.func.id.startswith("run_")]


def seen_also(module: str) -> set[str]:
    """The modules of the collection that the documentation of a module points to in the end."""
    return {str(entry["module"]).rpartition(".")[2] for entry in documentation_of(module)["seealso"] if "module" in entry}


@every_module
def test_what_manages_objects_has_a_twin_that_reads_them(module: str) -> None:
    """The rule: whatever calls ``run_resource`` has an ``_info`` module with the same provider and store; a reading module calls nothing else.
    Whatever calls ``run_bulk`` is called like such a module with an s, and does the same with a list. They all point to each other."""
    for function, arguments in calls_of(module):
        if function == "run_resource":
            assert f"{module}_info" in MODULES
            assert calls_of(f"{module}_info") == [("run_info", arguments)]
        if function == "run_bulk":
            single = module[:-1]
            family = {single, module, f"{single}_info"}
            assert module == f"{single}s" and calls_of(single) == [("run_resource", arguments)]
            assert [name for name in family if not family - {name} <= seen_also(name)] == []
        if module.endswith("_info"):
            assert function in ("run_info", "run_task", "run_people")
    if "run_info" in [call[0] for call in calls_of(module)]:
        assert module.endswith("_info")


def groups_of(module: str) -> list[str]:
    """The action groups of a module, beside the one for all."""
    mine = [group for group, prefix in PREFIXES.items() if module.startswith(prefix)]
    return mine or ([] if module.startswith(AWX) else list(PREFIXES))


@every_module
def test_every_module_is_in_its_action_groups(module: str) -> None:
    groups = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))["action_groups"]
    extended = [name for entry in groups["all"] if isinstance(entry, dict) for name in entry["metadata"]["extend_group"]]
    assert set(PREFIXES) <= set(extended)
    assert [group for group in groups if module in groups[group]] == groups_of(module)


def test_action_groups_name_modules_only() -> None:
    groups = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))["action_groups"]
    assert set(groups) == {*PREFIXES, "all"}
    assert [name for names in groups.values() for name in names if isinstance(name, str) and name not in MODULES] == []


@every_module
def test_every_module_is_used_in_an_integration_target(module: str) -> None:
    """The rule: the tasks of some target call the module by its full name, literally. A target of that name alone proves nothing."""
    files = [path for path in (ROOT / "tests" / "integration" / "targets").rglob("*.yml") if "tasks" in path.parts or "playbooks" in path.parts]
    assert any(re.search(rf"people\.access\.{module}\b(?!_)", path.read_text(encoding="utf-8")) for path in files)


# -- documentation --------------------------------------------------------------------------------------------------------------------------


class Captured(Exception):
    """Ends a module as soon as its arguments are known."""


@functools.cache
def spec_of(module: str) -> dict[str, Any]:
    """The keyword arguments with which a module makes its AnsibleModule."""
    caught: dict[str, Any] = {}

    def capture(**arguments: Any) -> None:
        caught.update(arguments)
        raise Captured

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runner, "Module", capture)
        with pytest.raises(Captured):
            importlib.import_module(f"{PACKAGE}modules.{module}").main()
    return caught


@functools.cache
def fragment(name: str) -> dict[str, Any]:
    """A documentation fragment: people.access.FILE or people.access.FILE.PART."""
    file, *part = name.split(".")[2:]
    found = importlib.import_module(f"{PACKAGE}doc_fragments.{file}").ModuleDocFragment
    text = yaml.safe_load(getattr(found, part[0].upper() if part else "DOCUMENTATION"))
    assert isinstance(text, dict)
    return text


@functools.cache
def documentation_of(module: str) -> dict[str, Any]:
    text = yaml.safe_load(text_of(module, "DOCUMENTATION"))
    fragments = [fragment(name) for name in text.get("extends_documentation_fragment", [])]
    named = [name for entry in fragments for name in entry.get("options") or {}]
    assert len(named) == len(set(named)), "two fragments document the same option"
    return {**text, "options": {name: option for entry in (*fragments, text) for name, option in (entry.get("options") or {}).items()}}


def differences(spec: dict[str, Any], documented: dict[str, Any], where: str = "") -> Iterator[str]:
    for name in sorted(set(spec) | set(documented)):
        path = f"{where}{name}"
        if name not in documented or name not in spec:
            yield f"{path} is {'not documented' if name in spec else 'documented and does not exist'}"
            continue
        real, told = spec[name], documented[name]
        if not told.get("description"):
            yield f"{path} has no description"
        for part, usual in (("type", "str"), ("elements", None), ("required", False), ("default", None), ("choices", None), ("aliases", None)):
            if real.get(part, usual) != told.get(part, usual):
                yield f"{path}: {part} is {real.get(part, usual)!r}, and {told.get(part, usual)!r} in the documentation"
        if real.get("fallback"):
            variable = real["fallback"][1][0]
            if f"E({variable})" not in json.dumps(told["description"]):
                yield f"{path} does not tell of its environment variable {variable}"
        yield from differences(real.get("options") or {}, told.get("suboptions") or {}, f"{path}.")


@every_module
def test_the_documentation_tells_every_option_and_no_other(module: str) -> None:
    documentation = documentation_of(module)
    assert documentation["module"] == module
    assert list(differences(spec_of(module)["argument_spec"], documentation["options"])) == []


@every_module
def test_check_mode_is_supported_and_said(module: str) -> None:
    assert spec_of(module)["supports_check_mode"] is True
    attributes: dict[str, Any] = {}
    texts = [*map(fragment, documentation_of(module)["extends_documentation_fragment"]), documentation_of(module)]
    for text in texts:
        for name, attribute in (text.get("attributes") or {}).items():
            attributes.setdefault(name, {}).update(attribute)
    # partial: it writes files in check mode, or cannot predict whether a user is locked
    is_partial = module in ("roster", "access_evidence", "tsna_user", "tsna_users")
    assert attributes["check_mode"]["support"] == ("partial" if is_partial else "full") and attributes["check_mode"]["details"]
    mine = [f"people.access.{group}" for group in groups_of(module)]
    assert {"diff_mode", "idempotent"} <= set(attributes) and all("support" in entry for entry in attributes.values())
    assert set(attributes.get("action_group", {}).get("membership", [])) == {*mine, *(["people.access.all"] if mine else [])}


@every_module
def test_every_rule_between_options_names_real_ones(module: str) -> None:
    spec = spec_of(module)
    levels = [(spec, spec["argument_spec"]), *((option, option["options"]) for _name, option in nested(spec["argument_spec"]) if option.get("options"))]
    for rules, options in levels:
        for rule in ("mutually_exclusive", "required_one_of", "required_together"):
            for names in rules.get(rule) or []:
                assert set(names) <= set(options) and len(names) > 1


def tasks_in(value: Any) -> Iterator[dict[str, Any]]:
    """Tasks, also those within blocks and plays."""
    for entry in value if isinstance(value, list) else []:
        if isinstance(entry, dict):
            yield entry
            for part in ("block", "rescue", "always", "tasks", "pre_tasks", "post_tasks", "handlers"):
                yield from tasks_in(entry.get(part))


def wrong_options(given: Any, spec: dict[str, Any], where: str) -> Iterator[str]:
    """Options of a task that the module has not; what a template gives is not known."""
    if not isinstance(given, dict):
        return
    for name, value in given.items():
        if name not in spec:
            yield f"{where}.{name}"
            continue
        for entry in value if isinstance(value, list) else [value]:
            if spec[name].get("options"):
                yield from wrong_options(entry, spec[name]["options"], f"{where}.{name}")
            elif spec[name].get("choices") and isinstance(entry, str) and "{{" not in entry and entry not in spec[name]["choices"]:
                yield f"{where}.{name} = {entry}"


@every_module
def test_examples_are_tasks_of_real_modules(module: str) -> None:
    tasks = list(tasks_in(yaml.safe_load(text_of(module, "EXAMPLES"))))
    wrong, used = [], set()
    for task in tasks:
        assert task.get("name"), "an example has no name"
        for name in task:
            if name.startswith("people.access."):
                short = name.rpartition(".")[2]
                used.add(short)
                wrong += list(wrong_options(task[name], spec_of(short)["argument_spec"], short)) if short in MODULES else [f"there is no {name}"]
    assert wrong == []
    assert module in used


@every_module
def test_examples_hold_no_secret(module: str) -> None:
    for task in tasks_in(yaml.safe_load(text_of(module, "EXAMPLES"))):
        for short, options in ((name.rpartition(".")[2], given) for name, given in task.items() if name.startswith("people.access.")):
            assert list(secrets_in(options, spec_of(short)["argument_spec"])) == []


def secrets_in(given: Any, spec: dict[str, Any]) -> Iterator[str]:
    """Secret options that are given as they are and not by a template, also within lists."""
    for entry in given if isinstance(given, list) else [given]:
        for name, value in entry.items() if isinstance(entry, dict) else ():
            if spec[name].get("no_log") and "{{" not in str(value):
                yield name
            if spec[name].get("options"):
                yield from secrets_in(value, spec[name]["options"])


def nested(spec: dict[str, Any], where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for name, option in spec.items():
        yield f"{where}{name}", option
        yield from nested(option.get("options") or {}, f"{where}{name}.")


SECRET = re.compile(r"pass|token|secret|key", re.IGNORECASE)
SECRET_IDS = {("tsna_session", "id"), ("tsna_session_info", "id")}  # the id of a session may be a token
NOT_SECRET = {
    "update_password", "contabo_token_url", "permissions.resources.labels.key", "users.permissions.resources.labels.key", "secret_file",
    "groups.permissions.resources.labels.key", "permissions.labels.key", "new_passwords_file", "new_passwords_vault_id",
    "new_passwords_mode",
    "secret_fallback_folder", "secret_folder", "secret_digest", "secret_digests", "password_set", "field_map.password", "replace_keys",
    "evidence_ssh_key", "evidence_gpg_key",  # a path, and what names a key
}


@every_module
def test_options_that_sound_secret_are_decided_about(module: str) -> None:
    options = dict(nested(spec_of(module)["argument_spec"]))
    sounding = {name for name in options if SECRET.search(name.rpartition(".")[2])}
    assert [name for name in sounding if not isinstance(options[name].get("no_log"), bool)] == []
    assert {name for name in sounding if not options[name]["no_log"]} <= NOT_SECRET
    assert {name for name, option in options.items() if option.get("no_log")} == sounding - NOT_SECRET | {one for where, one in SECRET_IDS if where == module}


@every_module
def test_every_module_has_the_connection_options_of_its_platform(module: str) -> None:
    options = set(spec_of(module)["argument_spec"])
    assert {"validate_certs", "ca_path", "proxy", "timeout", "retries", "retry_budget"} <= options
    for group, prefix in PREFIXES.items():
        credentials = set(registry.providers()[group].options)
        everywhere = "run_people" in [function for function, _arguments in calls_of(module)]
        assert credentials <= options if everywhere or module.startswith(prefix) else not credentials & options


@every_module
def test_return_values_are_documented(module: str) -> None:
    text = yaml.safe_load(text_of(module, "RETURN"))
    assert {"requests"} <= set(text)
    assert all(entry.get("description") and entry.get("returned") and entry.get("type") for entry in text.values())
    many = [function for function, _arguments in calls_of(module)] == ["run_bulk"]  # it has an action for each object
    acts = text[next(name for name in text if text[name].get("elements") == "dict")]["contains"] if many else text
    if not module.endswith("_info"):
        assert "diff" in text and "action" in acts


PLATFORM_FRAGMENTS = {"connection": TRANSPORT, **{name: one.options for name, one in registry.providers().items()}}


@pytest.mark.parametrize("name", PLATFORM_FRAGMENTS)
def test_plugins_read_the_environment_that_modules_read(name: str) -> None:
    told = {option: [item["name"] for item in entry["env"]] for option, entry in fragment(f"people.access.{name}.plugin")["options"].items()}
    assert told == {option: [spec["env"]] for option, spec in PLATFORM_FRAGMENTS[name].items()}


# -- a field everywhere ---------------------------------------------------------------------------------------------------------------------


def resource_of(module: str) -> Any:
    """The table of the objects that a module manages or reads; None where it has none."""
    names = [arguments[1] for function, arguments in calls_of(module) if function in ("run_resource", "run_info")]
    return getattr(importlib.import_module(f"{PACKAGE}modules.{module}"), names[0]).resource if names else None


def readable(resource: Any) -> list[Any]:
    """The fields that an existing object has, and shows."""
    return [one for one in resource.all_fields if not (one.secret or one.create_only)]


@every_module
def test_an_info_module_documents_every_field_that_it_returns(module: str) -> None:
    resource = resource_of(module)
    if resource is None or not module.endswith("_info"):
        return
    told = set(yaml.safe_load(text_of(module, "RETURN"))[resource.plural]["contains"])
    assert {one.name for one in (*readable(resource), *resource.read_only)} - told == set()
    assert ("id" in told) == bool(resource.id_api)


@every_module
def test_every_option_of_a_field_is_tried(module: str) -> None:
    """In the laws (tests/conformance/cases.py) or in the tests of the platform."""
    resource = resource_of(module)
    if resource is None or module.endswith("_info"):
        return
    cases = [case for case in CASES if case.module == module]
    assert cases, f"{module} has no case in tests/conformance/cases.py"
    tried = {name for case in cases for wish in (case.full, case.same, case.change, case.clear, case.secret, *case.unknown) for name in wish}
    tests = (ROOT / "tests" / "unit" / "platforms" / cases[0].platform).glob("test_*.py")
    words = set(re.findall(r"\w+", "\n".join(path.read_text(encoding="utf-8") for path in tests)))
    assert {name for one in resource.all_fields for name in one.option_names} - tried - words == set()


@pytest.mark.parametrize("platform", PREFIXES)
def test_the_module_roster_documents_the_fields_that_it_can_be_limited_to(platform: str) -> None:
    told = re.findall(r"V\((\w+)\)", str(documentation_of("roster")["options"]["manage"]["suboptions"][platform]["description"]))
    assert set(told) == {"accounts", *(one.name for one in readable(registry.resource(platform)) if one is not registry.resource(platform).key)}


# -- a platform everywhere -------------------------------------------------------------------------------------------------------------------


def places_of(platform: str) -> dict[str, bool]:
    """What a platform needs beside its entry in the registry, and whether it is there. CONTRIBUTING.md lists the same."""
    prefix, env = PREFIXES[platform], [one["env"] for one in registry.providers()[platform].options.values()]
    secrets = [one["env"] for one in registry.providers()[platform].options.values() if one.get("no_log")]
    readme, sections = (ROOT / "README.md").read_text(encoding="utf-8"), (ROOT / "docs" / "docsite" / "extra-docs.yml").read_text(encoding="utf-8")
    files = [
        *(f"plugins/module_utils/platforms/{platform}/{name}.py" for name in ("client", "users", "access")),
        *(f"plugins/modules/{prefix}{name}.py" for name in ("user", "users", "user_info")),
        f"plugins/lookup/{prefix.rstrip('_')}.py", f"plugins/doc_fragments/{platform}.py", f"docs/docsite/rst/{platform}_guide.rst",
        f"tests/sandbox/{platform}/__init__.py", f"tests/unit/platforms/{platform}/__init__.py", f"tests/unit/sandbox/test_{platform}.py",
    ]
    return {
        **{name: (ROOT / name).is_file() for name in files},
        "docs/docsite/extra-docs.yml": f"- {platform}_guide" in sections,
        "README.md": all(name in readme for name in (registry.title(platform), f"`{prefix}user`", *secrets)),
        "tests/sandbox/app.py": platform in [one.name for one in Sandbox().platforms],
        "tests/conformance/cases.py": f"{prefix}user" in [case.module for case in CASES if case.platform == platform],
        "tests/tools/common.py": all(name.startswith(PLATFORM_PREFIXES) for name in env),
        "tests/tools/ansible_test.py": platform in COMPLETE,
    }


@pytest.mark.parametrize("platform", PREFIXES)
def test_a_platform_is_complete(platform: str) -> None:
    assert [name for name, there in places_of(platform).items() if not there] == []


def test_the_guide_for_contributors_names_what_is_enforced() -> None:
    """Every place of a platform, and every file and directory that CONTRIBUTING.md names is there."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    lacking = [name for name in places_of("contabo") if name.replace("contabo", "acme") not in text]
    named = set(re.findall(r"`((?:plugins|tests|docs|meta|changelogs|roles|playbooks|extensions)/[\w./-]+)`", text))
    named = {name for name in named if not re.search(r"acme|NAME", name)}
    assert lacking == [] and [name for name in sorted(named) if not (ROOT / name).exists()] == []


# -- files -----------------------------------------------------------------------------------------------------------------------------------

PARTS = (".github", "plugins", "tests", "roles", "playbooks", "meta", "docs", ".ci", "changelogs", "inventories", "extensions")
KINDS = {".py", ".yml", ".yaml", ".toml", ".sh", ".mjs", ".cfg", ".ini"}
MADE = {"__pycache__", "node_modules", "output", "_build"}


def own_files() -> Iterator[pathlib.Path]:
    yield from (path for path in ROOT.iterdir() if path.is_file())
    for part in PARTS:
        yield from (path for path in (ROOT / part).rglob("*") if path.is_file() and not MADE & set(path.relative_to(ROOT).parts))


def test_files_tell_their_license() -> None:
    lacking = []
    for path in own_files():
        name = path.relative_to(ROOT).as_posix()
        if (path.suffix in KINDS or path.name in ("Makefile", "run")) and name != "changelogs/changelog.yaml" and path.stat().st_size:
            head = path.read_text(encoding="utf-8")[:600]
            if "SPDX-License-Identifier: GPL-3.0-or-later" not in head or "Copyright (c) 2026 the people.access authors" not in head:
                lacking.append(name)
    assert sorted(lacking) == []


@pytest.mark.parametrize("path", UTILS)
def test_module_utils_say_that_they_are_private_and_what_they_are(path: str) -> None:
    text = (PLUGINS / path).read_text(encoding="utf-8")
    if text:
        assert "Private to the collection people.access" in text[:500]
        assert ast.get_docstring(ast.parse(text))
