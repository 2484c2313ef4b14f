# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""What is to be done to one object: decided purely, from what is wanted and what is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Callable

from .errors import BadInput
from .fields import OMITTED, UNKNOWN, Email, Resource

MEMBERSHIPS = ("exact", "add", "remove")
EMPTY: tuple[Any, ...] = (OMITTED, None, "", frozenset())


@dataclass(frozen=True)
class Plan:
    """What is to be done to one object. ``before`` and ``after`` are all canonical values, None where there is no object;
    ``changed`` names the fields that differ, ``shown`` those that belong into a diff, ``unread`` those that could not be compared."""

    verb: str  # none, create, update, disable, delete
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    changed: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    membership: str = "exact"
    reasons: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    def gained(self, name: str) -> frozenset[Any]:
        """Atoms that a set field gets."""
        return frozenset(self._atoms(self.after, name) - self._atoms(self.before, name))

    def lost(self, name: str) -> frozenset[Any]:
        """Atoms that a set field loses."""
        return frozenset(self._atoms(self.before, name) - self._atoms(self.after, name))

    @property
    def locks_out(self) -> bool:
        """Whether an account that is there is deleted or disabled, by whatever option."""
        if self.before is None:
            return False
        return self.verb == "delete" or "enabled" in self.changed and not (self.after or {})["enabled"]

    @property
    def removes(self) -> bool:
        """Whether nobody can use an account any more that could be used: it is locked out, or loses the last of its grants."""
        return self.locks_out or self.loses_grants and not any(self._atoms(self.after, name) for name in self.after or {})

    @property
    def loses_grants(self) -> bool:
        """Whether an account that is there keeps less than all grants that it is known to have."""
        return self.before is not None and any(self.lost(name) for name in self.changed)

    @staticmethod
    def _atoms(values: Mapping[str, Any] | None, name: str) -> frozenset[Any]:
        value = (values or {}).get(name, OMITTED)
        return value if isinstance(value, frozenset) else frozenset()


def plan(
    resource: Resource, state: str, wanted: Mapping[str, Any], current: Mapping[str, Any] | None,
    membership: str = "exact", secrets: str = "on_create", unreadable: str = "keep", needed: Callable[[Mapping[str, Any]], Iterable[str]] = lambda after: (),
) -> Plan:
    """Decide what to do. Pure: no request, no clock, nothing changed in place.

    ``secrets``: ``on_create`` or ``always``. ``unreadable``: whether a wish for a value that cannot be read counts as met (``keep``),
    as different (``rewrite``), or as different if anything else of the object is (``follow``). ``needed`` tells for the values of a new
    object which fields it needs beside those that its table requires. Raises BadInput when any of them is missing.
    """
    every = tuple(one.name for one in resource.all_fields)
    if state == "absent":
        return Plan("none", None, None) if current is None else Plan("delete", current, None, every, every)
    if state == "disabled":
        if current is None:
            return Plan("none", None, None, reasons=("there is nothing to disable",))
        wanted = {**wanted, "enabled": False}
    if current is None and membership == "remove":
        return Plan("none", None, None, reasons=(f"there is no {resource.noun} to remove anything from",))
    if current is None:
        return _creation(resource, wanted, membership, needed)
    return _change(resource, state, wanted, current, membership, secrets, unreadable)


def _creation(resource: Resource, wanted: Mapping[str, Any], membership: str, needed: Callable[[Mapping[str, Any]], Iterable[str]]) -> Plan:
    after: dict[str, Any] = {}
    for one in resource.all_fields:
        value = wanted.get(one.name, one.default if one.default is not None else OMITTED)
        after[one.name] = one.empty() if value is OMITTED else one.merge(one.empty(), value, membership)
    missing = {one.name for one in resource.all_fields if one.required and one.name not in wanted or one.filled and after[one.name] in EMPTY}
    missing.update(needed(after))
    if missing:
        raise BadInput(f"To create a {resource.noun}, give {' and '.join(sorted(missing))} as well.")
    names = tuple(name for name, value in after.items() if value is not OMITTED and value != frozenset() or name in wanted)
    return Plan("create", None, after, names, names, membership)


def _change(
    resource: Resource, state: str, wanted: Mapping[str, Any], current: Mapping[str, Any], membership: str, secrets: str, unreadable: str
) -> Plan:
    after = dict(current)
    managed = [one for one in resource.all_fields if one.name in wanted and not one.create_only and (not one.secret or secrets == "always")]
    unknown = [one for one in managed if current.get(one.name) is UNKNOWN]
    for one in managed:
        if one not in unknown:
            after[one.name] = one.merge(current.get(one.name, OMITTED), wanted[one.name], membership)
    changed = [one.name for one in managed if one not in unknown and not one.same(current.get(one.name, OMITTED), after[one.name])]
    after.update((one.name, current[one.name]) for one in managed if one.name not in changed and one.name in current)
    reasons: list[str] = []
    unread: list[str] = []
    rewrites = unreadable == "rewrite" or unreadable == "follow" and membership == "exact" and bool(changed)
    for one in unknown:
        if not rewrites:
            unread.append(one.name)
            reasons.append(f"{one.name}: cannot be read, so it was not compared")
            continue
        if one.is_set and membership != "exact":
            raise BadInput(f"{one.name} of this {resource.noun} cannot be read, so nothing can be added or removed.", "Give them all, with membership exact.")
        after[one.name] = wanted[one.name]
        cause = "as asked for" if unreadable == "rewrite" else f"as {', '.join(changed)} differ"
        reasons.append(f"{one.name}: cannot be read, and is written anew {cause}")
    changed = [one.name for one in managed if one.name in changed or one in unknown and rewrites]
    reasons += [f"{one.name}: cannot be read, so nothing proves that the platform takes it" for one in managed if one.secret and one.name in changed]
    shown = tuple(one.name for one in managed if one.name not in unread)
    verb = "none" if not changed else "disable" if state == "disabled" and "enabled" in changed else "update"
    return Plan(verb, current, after, tuple(changed), shown, membership, tuple(reasons), tuple(unread))


def takes_from(resource: Resource, intent: Plan) -> bool:
    """Whether a plan takes anything at all from the holder of an account that is there: the account, a grant, known or not, the address or
    the name that it is reached by, the password."""
    before = intent.before
    if before is None or intent.verb == "none":
        return False
    if intent.locks_out or intent.loses_grants:
        return True
    changed = [one for one in resource.all_fields if one.name in intent.changed]
    unread = any(one.is_set and before.get(one.name) is UNKNOWN for one in changed)
    reached = any((one is resource.key or isinstance(one, Email)) and before.get(one.name) not in EMPTY for one in changed)
    return unread or reached or any(one.secret for one in changed)
