# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prepare a release: ``python -m tests.tools.release VERSION REPOSITORY``.

Everything is done and tried in a copy: version, changelog, package, Galaxy's importer, and the demo from the installed package on the oldest and the
newest ansible-core. Only if all of it works are the version and the changelog written to the checkout, and the package to dist/.
"""

from __future__ import annotations

import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import urllib.parse
from typing import Any

import yaml

from .ansible_test import CONTROLLER, NEWEST_MINOR, real_interpreters
from .common import COLLECTION, ROOT, VENV, WORK, clean_environ, copy_checkout, git_files, run
from .package import ask_importer, build_from, install, strays

# The oldest and the newest ansible-core that are supported, each with a Python that it runs on.
TRIALS = {"2.18.19": "3.11", "2.21.5": "3.12"}
# A version as in semantic versioning, with an optional pre-release such as -rc.1.
VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?")
# Files that name the version of the collection, each with the expression that finds the line, and the new line.
VERSIONED = {
    "galaxy.yml": (r"(?m)^version: .*", "version: {}"),
    "extensions/awx/execution-environment.yml": (r'version: ">=.*"', 'version: ">={}"'),
    "extensions/awx/project/collections/requirements.yml": (r'version: ">=.*"', 'version: ">={}"'),
}
COPY = WORK / "release" / COLLECTION


def refusals(version: str, repository: str, root: pathlib.Path = ROOT) -> list[str]:
    """Return a sentence for each reason not to release."""
    prepared = is_prepared(version, root)
    released = [other for other in _released(root) if not (prepared and other == version)]
    return [
        *_version_refusals(version, released), *_repository_refusals(repository),
        *(["The checkout has uncommitted changes. Commit or stash them."] if _is_dirty(root) else []),
        *([] if prepared or _has_fragment(root) else ["changelogs/fragments has no entry about this release. Add one that tells users what has changed."]),
    ]


def is_prepared(version: str, root: pathlib.Path = ROOT) -> bool:
    """Return whether the changelog has all of this version, and no tag says that it was released."""
    tags = _git(root, "tag", "--list", version).split()
    return version in _released(root) and version not in tags and not _has_fragment(root)


def _version_refusals(version: str, released: list[str]) -> list[str]:
    if not VERSION.fullmatch(version):
        return [f"VERSION={version} is not a semantic version. Use a version such as 1.0.0."]
    newer = [other for other in released if _order(other) >= _order(version)]
    return [f"Version {newer[-1]} is already released. Choose a version after it."] if newer else []


def _order(version: str) -> tuple[Any, ...]:
    """Return a key to sort versions. A pre-release comes before its release."""
    numbers, _dash, pre = version.partition("-")
    return (*map(int, numbers.split(".")), not pre, [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in pre.split(".")])


def _released(root: pathlib.Path) -> list[str]:
    changelog = yaml.safe_load((root / "changelogs" / "changelog.yaml").read_text(encoding="utf-8"))
    return sorted(changelog.get("releases") or {}, key=_order)


def _repository_refusals(repository: str) -> list[str]:
    url = urllib.parse.urlsplit(repository)
    if url.scheme != "https" or "." not in (url.hostname or "") or not url.path.strip("/"):
        return [f"REPOSITORY={repository} is not the address of a repository. Use an address such as https://HOST/OWNER/NAME."]
    if is_placeholder(repository):
        return [f"REPOSITORY={repository} is a placeholder. Use the address where users find the source."]
    return []


def is_placeholder(repository: str) -> bool:
    """Return whether nobody can find anything at this address, because its host is reserved for examples."""
    labels = (urllib.parse.urlsplit(repository).hostname or "").split(".")
    return "example" in labels or labels[-1] in ("invalid", "test", "localhost")


def _is_dirty(root: pathlib.Path) -> bool:
    return bool(_git(root, "status", "--porcelain").strip())


def _git(root: pathlib.Path, *words: str) -> str:
    return subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout


def _has_fragment(root: pathlib.Path) -> bool:
    fragments = [yaml.safe_load(path.read_text(encoding="utf-8")) or {} for path in (root / "changelogs" / "fragments").glob("*.y*ml")]
    return any(set(fragment) - {"trivial"} for fragment in fragments)


def write_version(folder: pathlib.Path, version: str, repository: str) -> None:
    for name, (line, new) in VERSIONED.items():
        _replace_line(folder / name, line, new.format(version))
    _replace_line(folder / "galaxy.yml", r"(?m)^repository: .*", f"repository: {repository}")


def _replace_line(path: pathlib.Path, line: str, new: str) -> None:
    text, count = re.subn(line, lambda _match: new, path.read_text(encoding="utf-8"))
    if count != 1:
        sys.exit(f"{path.name} has {count} lines that match {line}, instead of one.")
    path.write_text(text, encoding="utf-8")


def write_changelog(folder: pathlib.Path, version: str) -> None:
    environ = clean_environ(ANSIBLE_COLLECTIONS_PATH=str(folder.parents[2]))
    run([str(VENV / "bin" / "antsibull-changelog"), "release", "--version", version], cwd=folder, env=environ)


def try_demo(tarball: pathlib.Path, core: str, python: str) -> None:
    """Install the package in an empty environment with this ansible-core, and run the demo from there."""
    place = WORK / "release" / core
    shutil.rmtree(place, ignore_errors=True)
    interpreter = {CONTROLLER: sys.executable, **real_interpreters(NEWEST_MINOR)}.get(python)
    if interpreter is None:
        sys.exit(f"Python {python} is not installed; the release is tried on it with ansible-core {core}.")
    run([str(interpreter), "-m", "venv", str(place / "venv")])
    pins = ROOT / "tests" / "requirements"
    programs = place / "venv" / "bin"
    environ = clean_environ(ANSIBLE_COLLECTIONS_PATH=str(place))
    environ["PATH"] = os.pathsep.join([str(programs), environ["PATH"]])
    pip = [str(programs / "pip"), "install", "-qq", "--disable-pip-version-check", "-c", str(pins / "constraints.txt")]
    run([*pip, f"ansible-core=={core}", "-r", str(pins / "run.txt")], env=environ)
    install_command = [str(programs / "ansible-galaxy"), "collection", "install", "--offline", "-p", str(place), str(tarball)]
    run(install_command, env=environ, stdout=subprocess.DEVNULL)
    log = place / "demo.log"
    with log.open("w", encoding="utf-8") as output:
        demo = ["bash", str(place / COLLECTION / "tests" / "demo" / "demo.sh")]
        code = subprocess.run(demo, env=environ, cwd=place, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False).returncode
    if code:
        sys.exit(f"{log.read_text(encoding='utf-8')}\nThe demo failed on ansible-core {core} with Python {python}.")
    print(f"The installed package runs the demo on ansible-core {core} with Python {python}", flush=True)


def take_over(copy: pathlib.Path) -> None:
    """Write the version and the changelog from the copy to the checkout, and remove the fragments that the changelog now has."""
    for name in (*VERSIONED, "CHANGELOG.rst", "changelogs/changelog.yaml"):
        shutil.copyfile(copy / name, ROOT / name)
    for name in git_files(ROOT):
        if name.startswith("changelogs/fragments/") and not (copy / name).exists():
            (ROOT / name).unlink()


def main() -> int:
    version, repository = (*sys.argv[1:3], "", "")[:2]
    reasons = refusals(version, repository)
    if reasons:
        print("\n".join(reasons), file=sys.stderr)
        return 1
    copy_checkout(COPY)
    write_version(COPY, version, repository)
    if not is_prepared(version):
        write_changelog(COPY, version)
    tarball = build_from(COPY, WORK / "release" / "dist")
    install(tarball)
    complaints = strays(tarball) + ask_importer(tarball)
    if complaints:
        print("\n".join(complaints), file=sys.stderr)
        return 1
    for core, python in TRIALS.items():
        try_demo(tarball, core, python)
    take_over(COPY)
    (ROOT / "dist").mkdir(exist_ok=True)
    shutil.copy2(tarball, ROOT / "dist" / tarball.name)
    print(f"dist/{tarball.name}  {tarball.stat().st_size // 1024} kB  sha256 {hashlib.sha256(tarball.read_bytes()).hexdigest()}")
    print(f"Review the changes, then: git add --all && git commit -m 'Release {version}' && git tag {version}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
