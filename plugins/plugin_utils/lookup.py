# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The base class of the lookup plugins, which return an attribute of an object by its name, from the same tables as the modules."""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping
from typing import Any

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase

from ..module_utils.engine.fields import UNREADABLE, UNSET, Row
from ..module_utils.engine.folding import fold
from ..module_utils.engine.mode import Mode
from ..module_utils.engine.names import name_problem
from ..module_utils.engine.provider import Provider
from ..module_utils.engine.store import Store
from .connection import connection_params, reading, secrets_of, unset_empty_environment
from .untrusted import plain

# Rows read for this task by platform, connection and resource, because Ansible evaluates a template each time it is used.
_LISTED: dict[tuple[Any, ...], list[Row]] = {}


def in_a_task() -> bool:
    """Return whether this process was started for a single task.

    Ansible's main process evaluates names of tasks and hosts of plays. It lives as long as the run, and later tasks inherit its memory, so rows cached
    there would hide objects that were created since.
    """
    return multiprocessing.parent_process() is not None


class PeopleLookup(LookupBase):
    """The base class of the lookups.

    ``provider`` is the platform, ``stores`` are the stores by value of the option ``resource``. ``narrowing`` are further options for the stores,
    ``changing`` are resources that are never cached.
    """

    provider: Provider
    stores: Mapping[str, type[Store]]
    narrowing: tuple[str, ...] = ()
    changing: tuple[str, ...] = ()

    def run(self, terms: list[Any], variables: Any = None, **kwargs: Any) -> list[Any]:
        """Return the attribute of each object in the order of the terms, or of all objects with ``all``. Raises AnsibleError."""
        unset_empty_environment(self.provider)
        self.set_options(var_options=variables, direct=kwargs)
        everything = self.get_option("all")
        if everything and terms:
            raise AnsibleError("Names and all=true are mutually exclusive. Give the names to look up, or all=true without any name.")
        if not everything and not terms:
            return []  # an empty list of names does not mean all objects
        params = connection_params(self, self.provider)
        with reading(self.provider, params, f"lookup {self.provider.name}") as connection:
            params.update({name: self.get_option(name) for name in self.narrowing})
            kind = self.get_option("resource")
            store = self.stores[kind](connection, params, Mode.READ_MANY)
            rows = self._rows(store, params) if in_a_task() and kind not in self.changing else list(store.rows())
            found = rows if everything else [self._one(store, rows, _name(term)) for term in terms]
            attributes = [self._attribute(store, row, self.get_option("attribute")) for row in found]
            # Secrets in the response are not masked, because a lookup may be used to read a secret of the platform.
            return list(plain(secrets_of(params, self.provider).masked(attributes)))

    def _rows(self, store: Store, params: Mapping[str, Any]) -> list[Row]:
        key = (self.provider.name, store.resource.noun, tuple(sorted((name, str(value)) for name, value in params.items())))
        if key not in _LISTED:
            _LISTED[key] = list(store.rows())
        return _LISTED[key]

    def _one(self, store: Store, rows: list[Row], term: str) -> Row:
        """Return the row with this name: the exact match, otherwise the only match without case. Raises BadInput."""
        resource = store.resource
        given = [(resource.key.from_api(row, store.names), row) for row in rows]
        keys = [(str(key), row) for key, row in given if key not in (None, UNSET, UNREADABLE)]  # such as an agent without a name
        found = [row for key, row in keys if key == term] or [row for key, row in keys if fold(key) == fold(term)]
        if len(found) == 1:
            return found[0]
        label, ids, known = resource.noun.replace("_", " "), [resource.id_of(row) for row in found], [key for key, dummy in keys]
        raise name_problem(self.provider.title, label, term, ids, known, "Use the id instead of the lookup.")

    def _attribute(self, store: Store, row: Row, name: str) -> Any:
        """Return one member of an object as in the info modules. Details are read only if the listing lacks it. Raises AnsibleError."""
        shown = store.resource.to_result(row, store.names)
        if name not in shown:
            shown = store.resource.to_result(store.with_attribute(row, name), store.names)
        if name in shown:
            return shown[name]
        readable = (field.name for field in store.resource.all_fields if not (field.secret or field.create_only))
        known = {"id", *readable, *(fact.name for fact in store.resource.read_only)}
        if name in known:
            return None
        raise AnsibleError(f"A {self.provider.title} {store.resource.noun} has no attribute '{name}'; it has: {', '.join(sorted(known))}.")


def _name(term: Any) -> str:
    """Return a term as a string. A name may look like a number. Raises AnsibleError for lists and other types."""
    if isinstance(term, (str, int, float)) and not isinstance(term, bool):
        return str(term)
    raise AnsibleError("Each name to look up must be a text. Pass the names of a list as query('people.access.NAME', *names).")
