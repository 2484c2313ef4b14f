# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run ``ansible-test sanity`` or ``integration``, and fail if it would succeed without checking anything.

Usage: ``python -m tests.tools.ansible_test sanity|integration [NAME]``; for integration, ``1/2`` is the first half, and ``processes`` after it means a
process for each module. PEOPLE_ACCESS_DIRECT is passed on. Sanity tests use the Python of the checks; with ``pythons``, all Pythons. ansible-test
requires the collection below a directory named ansible_collections and skips files that git ignores, so it runs in a copy in .work that is its own git
repository.
"""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import hashlib
import importlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import types
import xml.etree.ElementTree
from collections.abc import Callable, Iterator, Mapping

from tests.sandbox.__main__ import environment
from tests.sandbox.app import Sandbox
from tests.sandbox.wire import RunningServer

from .common import (
    COLLECTION,
    HOME,
    PLATFORM_PREFIXES,
    ROOT,
    WORK,
    clean_environ,
    copy_checkout,
    git_files,
    hand_on_pip_settings,
    is_plain,
    run,
    short_folder,
    short_venv,
)

OUTPUT = "tests/output"
NEWEST_MINOR, OLDEST_MINOR = 14, 9
# Tests that always find files to check in this collection. If they do not, the copy is broken.
ESSENTIAL = ("ansible-doc", "changelog", "compile", "import", "no-smart-quotes", "pep8", "pylint", "runtime-metadata", "validate-modules", "yamllint")
CONTROLLER = f"3.{sys.version_info[1]}"


# -- environment of ansible-test -------------------------------------------------------------------------------------------------------


def real_interpreters(newest: int) -> dict[str, pathlib.Path]:
    """Return the other Pythons of this machine, up to 3.``newest``, that modules may run on, by version: from PATH and pyenv, without shims."""
    plain = clean_environ()
    pyenv = pathlib.Path(plain["PYENV_ROOT"]) / "versions"
    found: dict[str, pathlib.Path] = {}
    for version in (f"3.{minor}" for minor in range(OLDEST_MINOR, newest + 1)):
        candidates = [pathlib.Path(folder) / f"python{version}" for folder in plain["PATH"].split(os.pathsep)]
        candidates += sorted(pyenv.glob(f"{version}.*/bin/python{version}"), reverse=True)
        for candidate in candidates:
            works = os.access(candidate, os.X_OK) and subprocess.run([candidate, "-c", "import venv"], env=plain, capture_output=True, check=False)
            if works and works.returncode == 0 and version != CONTROLLER:
                found[version] = candidate
                break
    return found


def link_interpreters(folder: pathlib.Path, newest: int) -> list[str]:
    """Link the other Pythons in a directory. Returns all available versions, including that of the controller."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    found = real_interpreters(newest)
    for version, path in found.items():
        (folder / f"python{version}").symlink_to(path)
    return [*found, CONTROLLER]


def stand_in_for_get_pip(versions: list[str]) -> None:
    """Fill ansible-test's cache with a file that it would download from a host that may not be reachable."""
    requirements = importlib.import_module("ansible_test._internal.python_requirements")
    cache = HOME / ".ansible" / "test" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    for pip in {requirements.get_venv_packages(types.SimpleNamespace(version=version))["pip"] for version in versions}:
        if not (cache / f"pip-{pip}-py3-none-any.whl").is_file():
            run([sys.executable, "-m", "pip", "download", "-qq", "--disable-pip-version-check", "--no-deps", "-d", str(cache), f"pip=={pip}"])
        shutil.copy(ROOT / "tests" / "tools" / "get_pip.py", cache / f"get_pip_{pip.replace('.', '_')}.py")


def key_of_ansible_test() -> None:
    """Create the key in HOME that ansible-test would create, because two simultaneous runs would interfere."""
    folder = HOME / ".ansible" / "test"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "key.lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "id_rsa.pub").is_file():
            (folder / "id_rsa").unlink(missing_ok=True)
            run(["ssh-keygen", "-m", "PEM", "-q", "-t", "rsa", "-N", "", "-f", str(folder / "id_rsa")])


@dataclasses.dataclass
class Bench:
    """A copy of the collection, ready for ansible-test."""

    copy: pathlib.Path
    files: list[str]
    environ: dict[str, str]
    pythons: list[str]

    @property
    def program(self) -> list[str]:
        return [str(short_venv() / "bin" / "python"), str(short_venv() / "bin" / "ansible-test")]

    def ansible_test(self, *arguments: str) -> tuple[int, str]:
        """Run ansible-test and show its output. Returns the exit code and the output."""
        command = [*self.program, *arguments, "--color", "no"]
        said: list[str] = []
        with subprocess.Popen(
            command, cwd=self.copy, env=self.environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            assert process.stdout
            for line in process.stdout:
                print(line, end="", flush=True)
                said.append(line)
        return process.returncode, "".join(said)

    def names(self, *arguments: str) -> list[str]:
        """Return the tests or targets that ansible-test lists."""
        command = [*self.program, *arguments]
        done = subprocess.run(command, cwd=self.copy, env=self.environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
        return done.stdout.split()


@contextlib.contextmanager
def bench(what: str, newest: int = 0) -> Iterator[Bench]:
    """Lock and update the copy of the collection. Sanity tests also find other Pythons up to 3.``newest``.

    It is kept for the next run, because it contains the virtual environments of ansible-test. If ansible-test does not support the path of the checkout,
    the copy is in a temporary directory instead.
    """
    folder = (WORK if is_plain(WORK) else short_folder()) / what
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        pythons = [CONTROLLER]
        if what == "sanity":  # only sanity tests create virtual environments, for several Pythons
            pythons = link_interpreters(folder / "interpreters", newest)
            hand_on_pip_settings()
            stand_in_for_get_pip(pythons)
        key_of_ansible_test()
        environ = clean_environ(*([folder / "interpreters"] if what == "sanity" else []))
        copy = folder / COLLECTION
        names = copy_checkout(copy, keep=OUTPUT)
        run(["git", "init", "-q", str(copy)], env=environ)
        if git_files(copy) != names:
            raise SystemExit("ansible-test would not find all files in the copy")
        yield Bench(copy, names, environ, pythons)


# -- sanity ----------------------------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Result:
    """The output of one sanity test, for one Python if it runs for several."""

    test: str
    python: str
    skipped: str | None


def read_results(folder: pathlib.Path) -> list[Result]:
    results = []
    for path in sorted(folder.glob("*.xml")):
        for case in xml.etree.ElementTree.parse(path).iter("testcase"):
            test, dummy, python = (case.get("name") or "").partition("-python-")
            skipped = case.find("skipped")
            results.append(Result(test, python, None if skipped is None else skipped.text or skipped.get("message") or ""))
    return results


def gaps(results: list[Result], expected: list[str], pythons: list[str], files: list[str]) -> list[str]:
    """Return why a successful run of sanity tests did not check everything that it should."""
    essential = {*ESSENTIAL, *(["shellcheck"] if any(name.endswith(".sh") for name in files) else [])}
    found = [f"{name} lets faults pass" for name in files if name.startswith("tests/sanity/ignore-")]
    for name in expected:
        mine = [result for result in results if result.test == name]
        ran = [result for result in mine if result.skipped is None]
        if not mine or (name in essential and not ran):
            found.append(f"{name} did not run")
        for result in mine:
            excused = result.skipped is None or "No tests applicable" in result.skipped or (
                "could not be found" in result.skipped and result.python not in pythons)
            if not excused:
                found.append(f"{name} was skipped: {result.skipped}")
        if name in ("compile", "import"):
            found += [f"{name} did not run on Python {version}" for version in pythons if version not in {result.python for result in ran}]
    return found


EVERY_PYTHON = "pythons"


def sanity(test: str = "") -> int:
    newest, test = (NEWEST_MINOR, "") if test == EVERY_PYTHON else (0, test)
    only = [] if newest else ["--python", CONTROLLER]
    with bench("sanity", newest) as place:
        expected = [test] if test else place.names("sanity", "--list-tests")
        shutil.rmtree(place.copy / OUTPUT / "junit", ignore_errors=True)
        code, said = place.ansible_test("sanity", *(("--test", test) if test else ()), *only, "--junit", "--local")
        results = read_results(place.copy / OUTPUT / "junit")
    if code:
        return code
    missing = gaps(results, expected, place.pythons, place.files)
    if "All targets skipped" in said or not expected:
        missing.append("ansible-test skipped everything")
    if missing:
        print("\n".join(["ansible-test found no errors, but did not check everything:", *missing]))
        return 1
    ran = {result.test for result in results if result.skipped is None}
    print(f"{len(ran)} sanity tests ran, on Python {', '.join(sorted(place.pythons, key=lambda version: int(version[2:])))}; "
          f"nothing to look at for: {', '.join(sorted(set(expected) - ran)) or '-'}")
    return 0


# -- integration -----------------------------------------------------------------------------------------------------------------------


def platform_variables(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the connection variables of the platforms for the targets, in lower case."""
    return {name.lower(): value for name, value in sorted(environ.items()) if name.startswith(PLATFORM_PREFIXES) and value}


def as_vars_file(variables: Mapping[str, str]) -> str:
    """Return the variables as YAML, in which values with braces are not templates."""
    return "---\n" + "".join(f"{name}: {'!unsafe ' if '{' in value else ''}{json.dumps(value)}\n" for name, value in variables.items())


@contextlib.contextmanager
def platforms() -> Iterator[tuple[dict[str, str], Sandbox | None]]:
    """Yield the platforms from the environment, otherwise start a sandbox in this process, which always ends with it."""
    given = platform_variables(os.environ)
    if any(not name.startswith("people_access_") or name == "people_access_sandbox" for name in given):
        yield given, None
        return
    sandbox = Sandbox()
    with RunningServer(sandbox) as url:
        yield {**given, **platform_variables({**environment(url), "PEOPLE_ACCESS_SANDBOX": url})}, sandbox


# By platform, the path below which all targets together must reach every operation of the sandbox.
COMPLETE = {"thousandeyes": "/", "segment": "/", "contabo": "/", "tsna": "/v4.0/users"}


def unreached(parts: list[dict[str, list[str]]], operations: Mapping[str, set[str]]) -> list[str]:
    """Return the operations that no part of a run has reached."""
    missing = {platform: operations[platform].difference(*(reached[platform] for reached in parts)) for platform in COMPLETE}
    return [
        f"{platform} {operation}" for platform, path in COMPLETE.items() for operation in sorted(missing[platform])
        if operation.partition(" ")[2].startswith(path)
    ]


def reached_by_all(selection: str, sandbox: Sandbox, names: list[str]) -> list[dict[str, list[str]]] | None:
    """Store what this part of a run has reached, and return that of all parts; None if another part of the same checkout is missing."""
    part, parts = map(int, (selection or "1/1").split("/"))
    digest = hashlib.sha256(b"".join(hashlib.sha256((ROOT / name).read_bytes()).digest() for name in names)).hexdigest()
    folder = WORK / "operations" / f"{parts}-{digest[:16]}"
    folder.mkdir(parents=True, exist_ok=True)
    reached = {platform: sorted(operations) for platform, operations in sandbox.reached.items()}
    (folder / f"{part}.json").write_text(json.dumps(reached), encoding="utf-8")
    files = [folder / f"{number}.json" for number in range(1, parts + 1)]
    return [json.loads(file.read_text(encoding="utf-8")) for file in files] if all(file.is_file() for file in files) else None


def chosen(targets: list[str], selection: str) -> list[str]:
    """Return the targets selected by a name, by a part such as 1/2, or all of them."""
    if "/" in selection:
        part, parts = map(int, selection.split("/"))
        return targets[part - 1::parts]
    return [selection] if selection else targets


PROCESSES = "processes"


def integration(selection: str = "", way: str = "") -> int:
    name = selection.replace("/", "-") if "/" in selection else ""
    with bench(f"integration{name}{way}") as place, platforms() as (variables, sandbox):
        if way == PROCESSES:
            variables["people_access_direct"] = "never"
        config = place.copy / "tests" / "integration" / "integration_config.yml"
        config.touch(mode=0o600)
        try:
            config.write_text(as_vars_file(variables), encoding="utf-8")
            expected = chosen(sorted(set(place.names("integration", "--list-targets"))), selection)
            code, said = place.ansible_test("integration", *expected, "--continue-on-error", "--local") if expected else (1, "")
        finally:
            config.unlink()
    if code:
        return code
    ran = re.findall(r"^Running (\S+) integration test (?:role|script)", said, re.MULTILINE)
    missing = sorted(set(expected) - set(ran))
    if missing or "All targets skipped" in said:
        print(f"ansible-test found no errors, but these targets did not run: {', '.join(missing) or 'all'}")
        return 1
    if sandbox and (not selection or "/" in selection):
        parts = reached_by_all(selection, sandbox, place.files)
        lacking = unreached(parts, {platform.name: platform.operations for platform in sandbox.platforms}) if parts else []
        if lacking:
            print(f"No target uses these API operations: {', '.join(lacking)}")
            return 1
    print(f"{len(expected)} targets ran: {', '.join(expected)}")
    return 0


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *dummy: sys.exit(143))
    what: dict[str, Callable[..., int]] = {"sanity": sanity, "integration": integration}
    return what[sys.argv[1]](*sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
