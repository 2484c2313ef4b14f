# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Profiles that include other profiles. Having a profile is the same as having each of its included profiles too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .values import closest

INCLUDE = "include"  # the member of a profile that names others
Chains = Mapping[str, tuple[str, ...]]


def chains(profiles: Mapping[Any, Any], problems: list[str]) -> dict[str, tuple[str, ...]]:
    """Return the included profiles by profile, followed by the profile itself. Adds unknown profiles and circular includes to the problems."""
    direct = {str(name): _included(str(name), parts, problems) for name, parts in profiles.items()}
    for name, others in direct.items():
        unknown = [other for other in others if other not in direct]
        problems += [f"profile {name} includes {other}, which is unknown{closest(other, direct)}" for other in unknown]
        direct[name] = [other for other in others if other in direct]
    found: dict[str, tuple[str, ...]] = {}
    reported: set[str] = set()

    def follow(name: str, above: tuple[str, ...]) -> tuple[str, ...]:
        if name in above:
            circle = above[above.index(name):]
            if not reported & set(circle):
                problems.append(f"profiles include each other in a circle: {' includes '.join((*circle, name))}")
            reported.update(circle)
            return ()
        if name not in found:
            brought = [entry for other in direct[name] for entry in follow(other, (*above, name))]
            found[name] = tuple(dict.fromkeys([*brought, name]))
        return found[name]

    for name in direct:
        follow(name, ())
    return found


def expanded(names: Iterable[Any], brought: Chains) -> list[str]:
    """Return the profiles of a person with all included ones, each once."""
    return list(dict.fromkeys(entry for name in names for entry in brought.get(str(name), (str(name),))))


def _included(name: str, parts: Any, problems: list[str]) -> list[str]:
    given = parts.get(INCLUDE) if isinstance(parts, Mapping) else None
    listed = [given] if isinstance(given, (str, int)) else given or []
    if not isinstance(listed, (list, tuple)) or not all(isinstance(entry, (str, int)) and not isinstance(entry, bool) for entry in listed):
        problems.append(f"profile {name}: {INCLUDE} has to be a list of names of profiles, not {given!r}")
        return []
    return [str(entry) for entry in listed]
