# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Names and ids of referenced objects, such as roles, account groups and workspaces. Each kind is listed at most once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Callable

from .errors import BadInput
from .folding import fold

Loader = Callable[[], Iterable[tuple[str, str]]]


class Names:
    """Directories of names and ids by kind. A loader yields (id, name) pairs and is called on first use.

    ``learn`` adds names from other responses, so that ids can be shown as names without reading a list.
    """

    def __init__(self, title: str, loaders: Mapping[str, Loader]):
        self.title = title
        self._loaders = loaders
        self._listed: dict[str, dict[str, str]] = {}
        self._learned: dict[str, dict[str, str]] = {}
        self._ids: dict[tuple[str, str], str] = {}

    def listed(self, kind: str) -> dict[str, str]:
        """Return the names of a kind by id."""
        if kind not in self._listed:
            self._listed[kind] = {str(id_): name for id_, name in self._loaders[kind]()}
        return self._listed[kind]

    def drop(self, kind: str) -> None:
        """Forget all names of a kind, so that the next lookup lists it again."""
        self._listed.pop(kind, None)
        self._learned.pop(kind, None)
        self._ids = {key: id_ for key, id_ in self._ids.items() if key[0] != kind}

    def learn(self, kind: str, id_: str, name: str | None) -> str:
        """Store a name found in a response. Returns the id."""
        if name:
            self._learned.setdefault(kind, {})[str(id_)] = name
        return str(id_)

    def is_learned(self, kind: str, id_: str) -> bool:
        """Return whether the name was found in a response."""
        return id_ in self._learned.get(kind, {})

    def name(self, kind: str, id_: str) -> str:
        """Return the name for results, or the id if the name is unknown. Sends no request."""
        return self._listed.get(kind, {}).get(id_) or self._learned.get(kind, {}).get(id_) or id_

    def id(self, kind: str, name: str) -> str:
        """Return the id of a name: the exact match, otherwise the only match without case. Raises BadInput."""
        if (kind, name) not in self._ids:  # cached, because many people have the same roles
            self._ids[kind, name] = self._searched(kind, name)
        return self._ids[kind, name]

    def _searched(self, kind: str, name: str) -> str:
        rows = self.listed(kind)
        found = [id_ for id_, known in rows.items() if known == name] or [id_ for id_, known in rows.items() if fold(known) == fold(name)]
        if len(found) == 1:
            return found[0]
        raise name_problem(self.title, kind.replace("_", " "), name, found, rows.values())

    def ids(self, kind: str, given: Collection[str] | None, ids: Collection[str] | None, options: str) -> frozenset[str]:
        """Return the ids of names, of ids, or of both as in results. Raises BadInput, also if names and ids are different objects."""
        if ids is None:
            return frozenset(self.id(kind, name) for name in given or ())
        if given is not None:
            self._require_same(kind, given, ids, options)
        return frozenset(map(str, ids))

    def ref(self, kind: str, name: str | None, id_: str | None, options: str) -> str:
        """Return the id of a name, of an id, or of both. Raises BadInput like ``ids``."""
        (found,) = self.ids(kind, None if name is None else [name], None if id_ is None else [id_], options)
        return found

    def _require_same(self, kind: str, given: Collection[str], ids: Collection[str], options: str) -> None:
        """Raise BadInput if names and ids are different objects. Ids without a known name match any. Reads the list only for ids without a learned name."""
        held: dict[str, str] = {}
        unknown = False
        for id_ in map(str, ids):
            name: str | None = self.name(kind, id_)
            if name == id_ and id_ not in given:
                name = self.listed(kind).get(id_)
            unknown = unknown or name is None
            held.update({} if name is None else {fold(name): name})
        requested = {fold(name): name for name in given}
        odd = [name for key, name in held.items() if key not in requested]
        odd = sorted(odd + [name for key, name in requested.items() if key not in held and not unknown])
        if odd:
            raise BadInput(f"{options} mean different things: only one of them has {', '.join(odd)}.", "Give only one of the two, or change both.")

    def pairs(self, kind: str, ids: Iterable[str]) -> tuple[list[str], list[str]]:
        """Return the names for results and their ids, in the same order."""
        found = sorted((self.name(kind, id_), id_) for id_ in ids)
        return [name for name, _id in found], [id_ for _name, id_ in found]

    def require(self, kind: str, id_: str) -> None:
        """Raise BadInput unless the id is known from a response or from the list."""
        if not self.is_learned(kind, id_) and id_ not in self.listed(kind):
            raise BadInput(f"{self.title} has no {kind.replace('_', ' ')} with the id '{id_}'.", "Check the id, or use the name instead.")


def name_problem(
    title: str, label: str, name: str, found: Collection[str], known: Iterable[str], by_id: str = "Say which one by its id, with the *_id form of the option.",
) -> BadInput:
    """Return the error for an unknown or ambiguous name. ``found`` are the ids with this name, ``known`` all names, ``by_id`` the hint if ambiguous."""
    if found:
        return BadInput(f"{title} has {len(found)} {label}s named '{name}' (ids {', '.join(sorted(found))}).", by_id)
    import difflib  # only here, for speed: most tasks do not need it

    known = list(known)
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    hint = f"Did you mean {' or '.join(repr(entry) for entry in near)}?" if near else f"It has: {', '.join(sorted(known)[:20]) or 'none'}."
    return BadInput(f"{title} has no {label} named '{name}'.", hint)
