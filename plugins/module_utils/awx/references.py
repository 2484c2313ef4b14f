# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Finds names in a kit that nothing has, or several, so that an import ends before it has changed anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .kinds import KINDS, LAUNCHABLE, NODE_KINDS, NOTIFIED, Kind
from .live import Live
from .marker import made_here

LISTS = {"credentials": "credentials", "labels": "labels", **dict.fromkeys(NOTIFIED, "notifications")}


Kit = Mapping[str, list[dict[str, Any]]]


def wrong_references(kit: Kit, live: Live, prefix: str) -> Iterator[str]:
    """Yield a sentence about each name that neither the kit nor AWX has, or several. The names in ``kit`` have the prefix, except those in nodes."""
    yield from _missing(kit, live, prefix)
    for entry in kit["schedules"]:
        name = entry["unified_job_template"]
        if len(kinds := launched_in(kit, live, name, prefix)) > 1:
            nouns = " and of a ".join(KINDS[kind].noun for kind in kinds)
            yield f"The schedule {entry['name']} refers to {name}, which is the name of a {nouns}. Give one of them another name."


def launched_in(kit: Kit, live: Live, name: str, prefix: str) -> list[str]:
    """Return the lists with what a schedule launches: those of the kit, or else those of AWX. AWX allows the same name in each of them."""
    own = [kind for kind in LAUNCHABLE if any(entry["name"] == name for entry in kit[kind])]
    return own or [kind for kind in LAUNCHABLE if _stays(live, kind, name, prefix)]


def _missing(kit: Kit, live: Live, prefix: str) -> Iterator[str]:
    names = {kind: {entry["name"] for entry in entries} for kind, entries in kit.items()}
    for kind in KINDS.values():
        for entry in kit[kind.name]:
            for kinds, name in _references(kind, entry, prefix):
                if not any(name in names[kind_] or _stays(live, kind_, name, prefix) for kind_ in kinds):
                    noun = KINDS[kinds[0]].noun
                    yield f"The {kind.noun} {entry['name']} refers to the {noun} {name}, which is neither in the kit nor in the organization."


def _references(kind: Kind, entry: Mapping[str, Any], prefix: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the lists that may have an object, and its name."""
    for member, target in kind.refs.items():
        if entry.get(member):
            yield ((target,) if target else LAUNCHABLE), entry[member]
    for member, target in LISTS.items():
        for name in entry.get(member) or []:
            yield (target,), name
    for node in entry.get("workflow_nodes") or []:
        job = node["unified_job_template"]
        if job["type"] in NODE_KINDS:
            yield (NODE_KINDS[job["type"]],), prefix + job["name"]


def _stays(live: Live, kind: str, name: str, prefix: str) -> bool:
    """Return whether AWX has an object that this import does not remove. A credential type is kept while other credentials have it."""
    found = live.find(kind, name)
    removed = found and (found.get("pending_deletion") or made_here(found, prefix) and kind != "credential_types")
    return bool(found and not removed)
