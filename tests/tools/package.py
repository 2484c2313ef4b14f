# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the collection from a clean copy: ``python -m tests.tools.package [build|check]``.

``build`` writes dist/people-access-VERSION.tar.gz; ``check`` also installs it in an empty directory and runs Galaxy's importer.
"""

from __future__ import annotations

import pathlib
import re
import shutil
import subprocess
import sys
import tarfile

from .common import COLLECTION, HOME, ROOT, VENV, WORK, clean_environ, copy_checkout, run

IMPORTER = "[galaxy-importer]\nRUN_ANSIBLE_TEST = False\nRUN_ANSIBLE_LINT = False\nRUN_FLAKE8 = False\nCHECK_REQUIRED_TAGS = True\n"
PACKAGED = {
    ".ansible-lint", "CHANGELOG.rst", "CONTRIBUTING.md", "FILES.json", "LICENSES", "MANIFEST.json", "Makefile", "README.md", "SECURITY.md", "changelogs",
    "docs", "extensions", "meta", "playbooks", "plugins", "pyproject.toml", "requirements.txt", "roles", "tests",
}
GALAXY = str(VENV / "bin" / "ansible-galaxy")


def build(target: pathlib.Path) -> pathlib.Path:
    copy = WORK / "build" / COLLECTION
    copy_checkout(copy)
    return build_from(copy, target)


def build_from(copy: pathlib.Path, target: pathlib.Path) -> pathlib.Path:
    target.mkdir(parents=True, exist_ok=True)
    for old in target.glob("people-access-*.tar.gz"):
        old.unlink()
    run([GALAXY, "collection", "build", "--force", "--output-path", str(target), str(copy)], env=clean_environ(), stdout=subprocess.DEVNULL)
    return next(target.glob("people-access-*.tar.gz"))


def strays(tarball: pathlib.Path) -> list[str]:
    """Return a message for each file that does not belong in the package: files of the forge, and files that a test left behind."""
    with tarfile.open(tarball) as archive:
        names = archive.getnames()
    return [f"{name} should not be in the package" for name in names if name.partition("/")[0] not in PACKAGED]


def install(tarball: pathlib.Path) -> None:
    """Check that the tarball can be installed and verified, and that its modules have documentation."""
    target = WORK / "installed"
    shutil.rmtree(target, ignore_errors=True)
    environ = clean_environ(ANSIBLE_COLLECTIONS_PATH=str(target))
    run([GALAXY, "collection", "install", "--offline", "-p", str(target), str(tarball)], env=environ, stdout=subprocess.DEVNULL)
    run([GALAXY, "collection", "verify", "--offline", "-p", str(target), "people.access"], env=environ, stdout=subprocess.DEVNULL)
    modules = [f"people.access.{path.stem}" for path in sorted((ROOT / "plugins" / "modules").glob("*.py"))]
    run([str(VENV / "bin" / "ansible-doc"), "-t", "module", *modules], env=environ, stdout=subprocess.DEVNULL)


def ask_importer(tarball: pathlib.Path) -> list[str]:
    """Return the complaints of Galaxy's importer, which exits with 0 for most of them. Without a clean HOME, it would read an installed copy."""
    folder = WORK / "importer"
    folder.mkdir(parents=True, exist_ok=True)
    HOME.mkdir(parents=True, exist_ok=True)
    (folder / "importer.cfg").write_text(IMPORTER, encoding="utf-8")
    environ = clean_environ(GALAXY_IMPORTER_CONFIG=str(folder / "importer.cfg"))
    del environ["ANSIBLE_COLLECTIONS_PATH"]
    done = subprocess.run(
        [sys.executable, "-m", "galaxy_importer.main", str(tarball)], cwd=folder, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, check=False,
    )
    complaints = re.findall(r"^(?:ERROR|WARNING|CRITICAL).*", done.stdout, re.MULTILINE)
    if done.returncode or "Importer processing completed successfully" not in done.stdout:
        complaints.append(f"galaxy-importer ended with {done.returncode}:\n{done.stdout}")
    return complaints


def main() -> int:
    checking = sys.argv[1:] == ["check"]
    tarball = build(WORK / "dist" if checking else ROOT / "dist")
    print(f"{tarball.relative_to(ROOT)} ({tarball.stat().st_size // 1024} kB)", flush=True)
    if not checking:
        return 0
    install(tarball)
    complaints = strays(tarball) + ask_importer(tarball)
    print("\n".join(complaints) or "The collection installs, and the Galaxy importer reports no problems")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
