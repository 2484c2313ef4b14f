# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Changes: what to do to one object, decided from its desired and its current state without any request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Callable

from .errors import BadInput
from .fields import UNREADABLE, UNSET, Email, Resource

MEMBERSHIPS = ("exact", "add", "remove")
EMPTY: tuple[Any, ...] = (UNSET, None, "", frozenset())


@dataclass(frozen=True)
class Change:
    """What to do to one object.

    ``before`` and ``after`` are the canonical values of all fields, None if there is no object. ``changed`` are the names of the fields that differ,
    ``shown`` those to show in a diff, ``unread`` those that could not be compared. ``reasons`` are notes for the user.
    """

    verb: str  # none, create, update, disable, delete
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    changed: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    membership: str = "exact"
    reasons: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    def added(self, name: str) -> frozenset[Any]:
        """Return the grants added to a set field."""
        return frozenset(self._grants(self.after, name) - self._grants(self.before, name))

    def removed(self, name: str) -> frozenset[Any]:
        """Return the grants removed from a set field."""
        return frozenset(self._grants(self.before, name) - self._grants(self.after, name))

    @property
    def locks_out(self) -> bool:
        """Whether an existing account is deleted or disabled, regardless of the option."""
        if self.before is None:
            return False
        return self.verb == "delete" or "enabled" in self.changed and not (self.after or {})["enabled"]

    @property
    def removes(self) -> bool:
        """Whether an existing account becomes unusable: it is locked out, or loses its last grant."""
        return self.locks_out or self.loses_grants and not any(self._grants(self.after, name) for name in self.after or {})

    @property
    def loses_grants(self) -> bool:
        """Whether an existing account loses any known grant."""
        return self.before is not None and any(self.removed(name) for name in self.changed)

    @staticmethod
    def _grants(values: Mapping[str, Any] | None, name: str) -> frozenset[Any]:
        value = (values or {}).get(name, UNSET)
        return value if isinstance(value, frozenset) else frozenset()


def plan(
    resource: Resource, state: str, desired: Mapping[str, Any], current: Mapping[str, Any] | None,
    membership: str = "exact", secrets: str = "on_create", unreadable: str = "keep", needed: Callable[[Mapping[str, Any]], Iterable[str]] = lambda after: (),
    renaming: bool = False,
) -> Change:
    """Return the change that leads from the current to the desired values. A pure function: sends no request, changes nothing in place.

    - ``desired``, ``current``: canonical values by field name; ``current`` is None if there is no object
    - ``secrets``: when to write secrets, ``on_create`` or ``always``
    - ``unreadable``: how to treat a value that cannot be read: as in sync (``keep``), as different (``rewrite``), or as different if anything else of the
      object is (``follow``)
    - ``needed``: returns the missing fields of a new object beyond those that its table requires
    - ``renaming``: whether a key that differs only in case is a new name

    Raises BadInput if a required field is missing.
    """
    every = tuple(field.name for field in resource.all_fields)
    if state == "absent":
        return Change("none", None, None) if current is None else Change("delete", current, None, every, every)
    if state == "disabled":
        if current is None:
            return Change("none", None, None, reasons=("there is nothing to disable",))
        desired = {**desired, "enabled": False}
    if current is None and membership == "remove":
        return Change("none", None, None, reasons=(f"there is no {resource.noun} to remove anything from",))
    if current is None:
        return _creation(resource, desired, membership, needed)
    return _change(resource, state, desired, current, membership, secrets, unreadable, renaming)


def one_of_equal(value: Any) -> Any:
    """Return the first of equal sets and tuples, because thousands of people have the same access. Returns other values as they are.

    They consist of texts only: of True and 1, which are equal, the first one would be returned for both.
    """
    return _first(value) if isinstance(value, (frozenset, tuple)) else value


@lru_cache(maxsize=1024)
def _first(value: Any) -> Any:
    return value


def _creation(resource: Resource, desired: Mapping[str, Any], membership: str, needed: Callable[[Mapping[str, Any]], Iterable[str]]) -> Change:
    after: dict[str, Any] = {}
    for field in resource.all_fields:
        value = desired.get(field.name, field.default if field.default is not None else UNSET)
        after[field.name] = one_of_equal(field.empty() if value is UNSET else field.merge(field.empty(), value, membership))
    missing = {field.name for field in resource.all_fields if field.required and field.name not in desired or field.filled and after[field.name] in EMPTY}
    missing.update(needed(after))
    if missing:
        raise BadInput(f"To create a {resource.noun}, give {' and '.join(sorted(missing))} as well.")
    names = one_of_equal(tuple(name for name, value in after.items() if value is not UNSET and value != frozenset() or name in desired))
    return Change("create", None, after, names, names, membership)


def _change(
    resource: Resource, state: str, desired: Mapping[str, Any], current: Mapping[str, Any], membership: str, secrets: str, unreadable: str,
    renaming: bool,
) -> Change:
    after = dict(current)
    managed = [field for field in resource.all_fields if field.name in desired and not field.create_only and (not field.secret or secrets == "always")]
    unknown = [field for field in managed if current.get(field.name) is UNREADABLE]
    for entry in managed:
        if entry not in unknown:
            after[entry.name] = entry.merge(current.get(entry.name, UNSET), desired[entry.name], membership)
    changed = [field.name for field in managed if field not in unknown and not field.same(current.get(field.name, UNSET), after[field.name])]
    if renaming and resource.key in managed and resource.key.name not in changed and current.get(resource.key.name) != after[resource.key.name]:
        changed.append(resource.key.name)
    after.update((field.name, current[field.name]) for field in managed if field.name not in changed and field.name in current)
    reasons: list[str] = []
    unread: list[str] = []
    rewrites = unreadable == "rewrite" or unreadable == "follow" and membership == "exact" and bool(changed)
    for entry in unknown:
        if not rewrites:
            unread.append(entry.name)
            reasons.append(f"{entry.name}: cannot be read, so it was not compared")
            continue
        if entry.is_set and membership != "exact":
            raise BadInput(f"{entry.name} of this {resource.noun} cannot be read, so nothing can be added or removed.",
                           "Set all of them, with membership: exact.")
        after[entry.name] = desired[entry.name]
        cause = "as asked for" if unreadable == "rewrite" else f"as {', '.join(changed)} differ"
        reasons.append(f"{entry.name}: cannot be read, and is written anew {cause}")
    changed = [field.name for field in managed if field.name in changed or field in unknown and rewrites]
    reasons += [f"{field.name}: cannot be read, so nothing proves that the platform takes it" for field in managed if field.secret and field.name in changed]
    shown = tuple(field.name for field in managed if field.name not in unread)
    verb = "none" if not changed else "disable" if state == "disabled" and "enabled" in changed else "update"
    return Change(verb, current, after, tuple(changed), shown, membership, tuple(reasons), tuple(unread))


def takes_from(resource: Resource, change: Change) -> bool:
    """Return whether a change takes anything from the holder of an existing account: the account, a known or unknown grant, its address or name, or
    the password."""
    before = change.before
    if before is None or change.verb == "none":
        return False
    if change.locks_out or change.loses_grants:
        return True
    changed = [field for field in resource.all_fields if field.name in change.changed]
    unread = any(entry.is_set and before.get(entry.name) is UNREADABLE for entry in changed)
    reached = any((entry is resource.key or isinstance(entry, Email)) and before.get(entry.name) not in EMPTY for entry in changed)
    return unread or reached or any(entry.secret for entry in changed)


def overwritten_fields(resource: Resource, change: Change, now: Mapping[str, Any]) -> list[str]:
    """Return the set fields whose current value is neither that before nor that after the change.

    An added grant is missing or a removed one is back, because another task wrote the whole list at the same time.
    """
    found = []
    for field in resource.all_fields:
        value = now.get(field.name, UNSET)
        if field.name not in change.changed or not field.is_set or not isinstance(value, frozenset) or value == (change.before or {}).get(field.name):
            continue
        if change.added(field.name) - value or change.removed(field.name) & value:
            found.append(field.name)
    return found


def moved_fields(resource: Resource, change: Change, now: Mapping[str, Any]) -> list[str]:
    """Return the changed fields that now have another value than before. Fields that could not be read, then or now, are not included."""
    if change.before is None:
        return []
    known = [field for field in resource.all_fields if field.name in change.changed and not (field.secret or field.create_only)]
    values = [(field, change.before.get(field.name, UNSET), now.get(field.name, UNSET)) for field in known]
    unknown = (UNSET, UNREADABLE)
    return [field.name for field, before, after in values if before not in unknown and after not in unknown and not field.same(before, after)]
