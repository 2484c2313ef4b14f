# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Create or update ``.venv``, then run a command: ``python3 tests/tools/environment.py run|tools|any [COMMAND...]``.

``.venv`` uses the Python that runs this file. ``run`` is sufficient to use the collection and its sandbox, ``tools`` includes the checks, ``any`` uses an
existing ``.venv`` unchanged. The environment variable CORE selects another ansible-core: a release, or the URL of an archive. Needs the standard
library only, and does nothing if nothing has changed. ``.venv`` is not rebuilt while a command uses it.
"""

from __future__ import annotations

import ast
import fcntl
import hashlib
import os
import pathlib
import subprocess
import sys
from typing import IO

ROOT = pathlib.Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
REQUIREMENTS = ROOT / "tests" / "requirements"
TIERS = {"run": ["run.txt"], "tools": ["run.txt", "tools.txt"]}
CORES = {(3, 11): "2.19.14", (3, 12): "2.21.5", (3, 13): "2.21.5", (3, 14): "2.21.5"}


def base_interpreter() -> str:
    """Return the interpreter, not a shim (pyenv) or that of a virtual environment."""
    return os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)


def link_tree() -> None:
    """Link ``.tree/ansible_collections/people/access`` to the checkout, for all tools except ansible-test."""
    link = ROOT / ".tree" / "ansible_collections" / "people" / "access"
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.is_symlink():
        link.symlink_to(os.path.join("..", "..", ".."))


def fingerprint(core: str) -> str:
    pins = [ROOT / "requirements.txt", *sorted(REQUIREMENTS.glob("*.txt"))]
    parts = [base_interpreter(), sys.version, str(VENV), core, *(path.read_text(encoding="utf-8") for path in pins)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def requirement(core: str) -> str:
    """Return the requirement for pip from CORE, a release or the URL of an archive, such as that of a branch."""
    return f"ansible-core @ {core}" if "://" in core else f"ansible-core=={core}"


def install(tier: str, core: str) -> None:
    """Fill .venv with uv, which takes a tenth of the time, or else with pip."""
    python = str(VENV / "bin" / "python")
    if os.path.realpath(python) != base_interpreter():
        subprocess.run([base_interpreter(), str(ROOT / "tests" / "tools" / "quick_venv.py"), str(VENV)], check=True)
    files = [argument for name in TIERS[tier] for argument in ("-r", str(REQUIREMENTS / name))]
    pip, pins = [python, "-m", "pip"], ["-c", str(REQUIREMENTS / "constraints.txt")]
    wanted = [*pins, requirement(core), *files, "pip"]
    if not install_with_uv(python, [*pip, "install", "-qq", "--disable-pip-version-check", "--no-compile", *pins, "uv"], wanted):
        subprocess.run([*pip, "install", "-qq", "--disable-pip-version-check", *wanted], check=True, stdin=subprocess.DEVNULL)


def install_with_uv(python: str, get_uv: list[str], wanted: list[str]) -> bool:
    """Return whether uv has installed what is wanted, from where pip would. What goes wrong is left to pip to say."""
    listed = subprocess.run([python, "-m", "pip", "config", "list"], capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    settings = None if listed.returncode else uv_settings(listed.stdout)
    if settings is None or subprocess.run(get_uv, capture_output=True, stdin=subprocess.DEVNULL, check=False).returncode:
        return False
    environ = {**{name: value for name, value in os.environ.items() if not name.startswith("UV_") or name == "UV_CACHE_DIR"}, **settings}
    uv = [str(VENV / "bin" / "uv"), "pip", "install", "-q", "--no-config", "--index-strategy", "unsafe-best-match", "--python", python]
    return subprocess.run([*uv, *wanted], env=environ, capture_output=True, stdin=subprocess.DEVNULL, check=False).returncode == 0


# Settings of pip: the variable of uv with the same meaning, and how it separates values.
UV_NAMES = {
    "index-url": ("UV_DEFAULT_INDEX", ""), "extra-index-url": ("UV_INDEX", " "), "find-links": ("UV_FIND_LINKS", ","), "constraint": ("UV_CONSTRAINT", " "),
    "cert": ("SSL_CERT_FILE", ""), "client-cert": ("SSL_CLIENT_CERT", ""), "trusted-host": ("UV_INSECURE_HOST", " "), "proxy": ("ALL_PROXY", ""),
    "timeout": ("UV_HTTP_TIMEOUT", ""), "default-timeout": ("UV_HTTP_TIMEOUT", ""),
}
WITHOUT_EFFECT = (
    "disable-pip-version-check", "no-compile", "quiet", "progress-bar", "no-input", "root-user-action", "retries", "config-file", "no-cache-dir", "cache-dir",
)


def uv_settings(listed: str) -> dict[str, str] | None:
    """Return the settings that ``pip config list`` has printed as environment variables of uv, None if uv does not have one of them."""
    found: dict[str, str] = {}
    for line in listed.splitlines():  # in order of precedence, the environment last
        key, dummy, value = line.partition("=")
        section, dummy, name = key.rpartition(".")
        if section not in ("global", "install", ":env:") or name in WITHOUT_EFFECT:
            continue
        if name not in UV_NAMES:
            return None
        variable, separator = UV_NAMES[name]
        values = str(ast.literal_eval(value))
        found[variable] = separator.join(values.split()) if separator else values
    return found


def is_used(in_use: IO[str]) -> bool:
    """Return whether a command uses .venv. If not, none can start before this process ends."""
    try:
        fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def main() -> int:
    tier = sys.argv[1] if len(sys.argv) > 1 else "tools"
    command = sys.argv[2:]
    core = os.environ.get("CORE") or CORES.get(sys.version_info[:2], "")
    if not core:
        known = ", ".join(".".join(map(str, version)) for version in sorted(CORES))
        print(f"Python {sys.version.split()[0]} is not supported; choose another one: make PYTHON=... ({known})", file=sys.stderr)
        return 1
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # every start of pip and of Ansible would compile everything anew
    link_tree()
    with open(ROOT / ".tree" / "lock", "w", encoding="utf-8") as lock, open(ROOT / ".tree" / "in-use", "w", encoding="utf-8") as in_use:
        fcntl.flock(lock, fcntl.LOCK_EX)
        code = provide(tier, core, in_use)
        if command and not code:
            fcntl.flock(in_use, fcntl.LOCK_SH)  # shared by several commands
            os.set_inheritable(in_use.fileno(), True)  # held as long as the command runs
            os.execvp(command[0], command)
    return code


def provide(tier: str, core: str, in_use: IO[str]) -> int:
    """Install what is missing, one caller at a time, and never while a command uses .venv."""
    wanted = fingerprint(core)
    stamps = {name: VENV / f"ready-{name}" for name in TIERS}
    covers = ("tools",) if tier == "tools" else ("run", "tools")
    found = {name: stamp.read_text(encoding="utf-8") for name, stamp in stamps.items() if stamp.is_file()}
    if any(name in found and (tier == "any" or found[name] == wanted) for name in covers):
        return 0
    if wanted not in found.values() and is_used(in_use):  # adding the checks to a matching .venv is safe
        print(
            f".venv must be rebuilt for Python {sys.version.split()[0]} and ansible-core {core}, and another command is using it. "
            "Wait for that command or stop it, or choose the same Python with make PYTHON=...", file=sys.stderr,
        )
        return 1
    tier = "run" if tier == "any" else tier
    print(f"Setting up .venv ({tier}) with Python {sys.version.split()[0]} and ansible-core {core} ...", file=sys.stderr, flush=True)
    for name, stamp in stamps.items():
        if found.get(name) != wanted:
            stamp.unlink(missing_ok=True)
    try:
        install(tier, core)
    except subprocess.CalledProcessError as error:
        hint = "is venv installed (Debian: apt-get install python3-venv)?" if error.cmd[1].endswith("venv.py") else "is the package registry reachable?"
        print(f"{' '.join(error.cmd[:4])} ... failed with {error.returncode}; {hint}", file=sys.stderr)
        return 1
    stamps[tier].write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
