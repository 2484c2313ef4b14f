# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Reads a roster from files: YAML, JSON, or CSV with a row per person; one file, several, or all files of a directory.

Problems are reported with line, or row and column, for all files together. Nothing is ignored silently.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..engine.errors import BadInput
from ..engine.files import check_path, read_plain
from ..engine.text import visible
from . import nodes, roster_table
from .values import closest

# The members of a roster, with their kind of node. Lists of several files are concatenated. Dictionaries are merged by member, and a member may occur in
# several files if it is the same.
MEMBERS = {"people": "list", "protect": "list", "profiles": "map", "manage": "map"}
KINDS = (".yml", ".yaml", ".json", ".csv")
NO_ROSTER = re.compile(r"\..*|(README|LICENSE|CODEOWNERS)(\..*)?|.*\.md", re.IGNORECASE)  # other files allowed in a directory of rosters
UNREADABLE = "cannot be read"
VAULT = "$ANSIBLE_VAULT;"
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # YAML 1.1, c-printable


@dataclass
class RosterFile:
    """The content of one file. ``places`` are the positions of people, ``named`` those of profiles and other named members.

    ``unread`` are the headings of columns of a table that are not read.
    """

    path: str
    data: dict[str, Any] = field(default_factory=dict)
    places: list[str] = field(default_factory=list)
    named: dict[tuple[str, str], str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    hint: str = ""
    unread: list[str] = field(default_factory=list)


def load(given: Any, texts: Mapping[str, str] | None = None, columns: Any = None) -> dict[str, Any]:
    """Return the given members of a roster, with ``places`` (positions of people), ``profile_places`` (by profile) and ``notes``.

    ``given`` is the path of a file or a directory, or a list of paths. ``texts`` are the contents of files that were already decrypted, by path.
    ``columns`` is the option of this name: the headings of tables by the name of their column. Raises BadInput with all problems of all files.
    """
    headings = roster_table.headings_from(columns)
    paths = paths_of(given)
    if headings and not any(_kind(path) == ".csv" for path in paths):
        raise BadInput("columns is set, but no file in roster_file is a table.", "Nothing was changed. The name of a table ends in .csv.")
    files = [_part(path, texts or {}, headings) for path in paths]
    several = len(files) > 1
    problems = [f"{_short(file.path)}, {problem}" if several else problem for file in files for problem in file.problems]
    merged = _merged(files, several, problems)
    if problems:
        hint = next((file.hint for file in files if file.hint), "Nothing was changed.")
        count = f"{len(problems)} problem(s): " if len(problems) > 1 else ""
        words = f"{count}{'; '.join(problems)}."
        raise BadInput(f"roster_file{'' if several else f' {paths[0]}'}{' ' if words.startswith(UNREADABLE) and not several else ': '}{words}", hint)
    return merged


def load_if_given(given: Any, texts: Mapping[str, str] | None = None, columns: Any = None) -> dict[str, Any]:
    """Return the same as ``load``, or an empty dictionary if there is no roster file. Raises BadInput also for ``columns`` without a file."""
    if given:
        return load(given, texts, columns)
    if roster_table.headings_from(columns):
        raise BadInput("columns is set, but roster_file is not.", "Nothing was changed. Set roster_file to the table, or remove columns.")
    return {}


# -- files -----------------------------------------------------------------------------------------------------------------------------------


def paths_of(given: Any) -> list[str]:
    """Return the paths of the files, those of a directory sorted by name. A string is a single path, whatever it contains. Raises BadInput."""
    listed = list(given) if isinstance(given, (list, tuple)) else [given]
    found: list[str] = []
    for entry in listed:
        if not isinstance(entry, (str, os.PathLike)) or not str(entry).strip():
            raise BadInput(f"roster_file has to be a path or a list of paths, not {entry!r}.", "Nothing was changed.")
        check_path(str(entry), "roster_file")
        path = os.path.expanduser(os.path.expandvars(str(entry)))
        found += _in_folder(path) if os.path.isdir(path) else [path]
    if not found:
        raise BadInput("roster_file is an empty list.", "Give the path of at least one file.")
    real = [os.path.realpath(path) for path in found]
    twice = next((path for position, path in enumerate(found) if real[position] in real[:position]), "")
    if twice:
        raise BadInput(f"roster_file lists {twice} twice.", "Name each file once.")
    return found


def _in_folder(folder: str) -> list[str]:
    """Return the rosters of a directory. Raises BadInput for other files in it, because a misspelled file name would mean missing people."""
    try:
        names = sorted(name for name in os.listdir(folder) if not NO_ROSTER.fullmatch(name))
    except OSError as problem:
        raise BadInput(f"roster_file {folder} cannot be read: {problem.strerror}.", "Give a path that exists where the module runs.") from None
    odd = [name for name in names if _kind(name) not in KINDS or os.path.isdir(os.path.join(folder, name))]
    if odd:
        raise BadInput(f"roster_file {folder} has {', '.join(map(visible, odd))} in it, which does not have the name of a roster file.",
                       f"Rosters end in {', '.join(KINDS)}. Subfolders are not read. Move other files away, or list the roster files.")
    if not names:
        raise BadInput(f"roster_file {folder} contains no roster.", f"Rosters end in {', '.join(KINDS)}.")
    return [os.path.join(folder, name) for name in names]


def is_encrypted(path: str) -> bool:
    """Return whether a file is encrypted with Ansible Vault."""
    try:
        return read_plain(path, len(VAULT))[0] == VAULT.encode()
    except OSError:
        return False


def _short(path: str) -> str:
    return os.path.basename(path)


# -- one file --------------------------------------------------------------------------------------------------------------------------------


def _kind(path: str) -> str:
    return os.path.splitext(path)[1].lower()


def _part(path: str, texts: Mapping[str, str], headings: Mapping[str, str]) -> RosterFile:
    file = RosterFile(path)
    kind = _kind(path)
    try:
        if kind not in KINDS:
            raise BadInput("the file name does not have a known ending.", "Use .yml, .yaml, .json or .csv.")
        text = texts.get(os.path.realpath(path)) or _text(path)
        _check_text(text)
        if kind == ".csv":
            read = roster_table.people(text, headings)
            file.data, file.places, file.problems, file.unread = {"people": read.found}, read.places, read.problems, read.unread
        else:
            _read(file, nodes.from_json(text) if kind == ".json" else nodes.from_yaml(text))
    except BadInput as problem:
        file.problems, file.hint = [problem.message.rstrip(".")], problem.hint
    return file


def _text(path: str) -> str:
    try:
        content = read_plain(path)[0]
    except OSError as problem:
        raise BadInput(f"{UNREADABLE}: {problem.strerror}.", "Give a path that exists where the module runs.") from None
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))  # "Unicode text" of spreadsheets
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content[:problem.start].count(b"\n") + 1
        raise BadInput(f"line {line} is not in UTF-{'16' if wide else '8'}.", "Save the file as UTF-8; spreadsheets call this CSV UTF-8.") from None


def _check_text(text: str) -> None:
    if text.startswith(VAULT):
        raise BadInput("the file is encrypted with Ansible Vault, and only the machine that runs ansible-playbook decrypts it.",
                       "Run the task on localhost with the vault password, or decrypt the file first.")
    odd = _UNPRINTABLE.search(text)
    if odd:
        line = text.count("\n", 0, odd.start()) + 1
        raise BadInput(f"line {line} has the character U+{ord(odd.group()):04X}, which is not allowed in text.", "Save the file as UTF-8.")


def _read(file: RosterFile, root: nodes.Node | None) -> None:
    """Add the members of a roster in YAML or JSON to those of a file."""
    if root is None or root.kind == "scalar" and root.value is None:
        raise BadInput("the file is empty.", "For a roster without people, write people: [].")
    file.problems = nodes.checked(root)
    if root.kind != "map":
        raise BadInput("a roster must be a dictionary with people and, optionally, profiles, protect and manage.")
    if file.problems:
        return
    for name, node in nodes.members(root).items():
        if name not in MEMBERS:
            file.problems.append(f"line {node.line}: a roster has no {visible(name)}{closest(name, MEMBERS)} (it has: {', '.join(MEMBERS)})")
        elif node.kind == "scalar" and node.value is None:
            continue
        elif node.kind != MEMBERS[name]:
            file.problems.append(f"line {node.line}: {name} has to be a {'list' if MEMBERS[name] == 'list' else 'dictionary'}")
        else:
            file.data[name] = nodes.plain(node)
            _keep_places(file, name, node)


def _keep_places(file: RosterFile, name: str, node: nodes.Node) -> None:
    if name == "people":
        file.places = [f"line {item.line}" for item in node.value]
    elif node.kind == "map":
        file.named.update({(name, member): f"line {value.line}" for member, value in nodes.members(node).items()})


# -- several files -----------------------------------------------------------------------------------------------------------------------------


def _merged(files: Iterable[RosterFile], several: bool, problems: list[str]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    stand: dict[tuple[str, str], str] = {}
    places: list[str] = []
    for file in files:
        here = f"{_short(file.path)}, " if several else ""
        places += [here + place for place in file.places]
        for name, value in file.data.items():
            if MEMBERS[name] == "list":
                merged[name] = [*merged.get(name, ()), *value]
                continue
            held: dict[str, Any] = merged.setdefault(name, {})
            for member, content in value.items():
                place = here + file.named[name, member]
                if held.setdefault(member, content) != content:
                    problems.append(f"{place}: {name}.{member} differs from {stand[name, member]}")
                stand.setdefault((name, member), place)
    notes = [_unread(file) for file in files if file.unread]
    found = {"places": places, "profile_places": {member: place for (name, member), place in stand.items() if name == "profiles"}, "notes": notes}
    return {**merged, **{name: value for name, value in found.items() if value}}


def _unread(file: RosterFile) -> str:
    """Return a note on the columns of a table that are not read. Personnel systems export many."""
    more = f" and {len(file.unread) - 20} more" if len(file.unread) > 20 else ""
    return f"{_short(file.path)}: columns does not contain, and so ignores, the column(s) {', '.join(file.unread[:20])}{more}."
