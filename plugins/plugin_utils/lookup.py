# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The lookups: a name in, an attribute of what has that name out, by the tables that the modules use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase

from ..module_utils.engine.fields import Row
from ..module_utils.engine.names import name_problem
from ..module_utils.engine.provider import Provider
from ..module_utils.engine.reconcile import Store
from .connection import connection_params, reading

# What was listed by this process: rows by platform, connection and resource. Ansible evaluates a template as often as it is used.
_LISTED: dict[tuple[Any, ...], list[Row]] = {}


class PeopleLookup(LookupBase):
    """``provider`` is the platform, ``stores`` what can be looked up by the value of the option ``resource``. ``narrowing`` are further
    options for the stores; ``changing`` are kinds that are listed each time."""

    provider: Provider
    stores: Mapping[str, type[Store]]
    narrowing: tuple[str, ...] = ()
    changing: tuple[str, ...] = ()

    def run(self, terms: list[Any], variables: Any = None, **kwargs: Any) -> list[Any]:
        """The attribute of each term's object, in the order of the terms; of all objects where there is no term. Raises AnsibleError."""
        self.set_options(var_options=variables, direct=kwargs)
        params = connection_params(self, self.provider)
        with reading(self.provider, params) as connection:
            params.update({name: self.get_option(name) for name in self.narrowing})
            kind = self.get_option("resource")
            store = self.stores[kind](connection, params)
            rows = list(store.rows()) if kind in self.changing else self._rows(store, params)
            found = [self._one(store, rows, str(term)) for term in terms] if terms else rows
            return [self._attribute(store, row, self.get_option("attribute")) for row in found]

    def _rows(self, store: Store, params: Mapping[str, Any]) -> list[Row]:
        key = (self.provider.name, store.resource.noun, tuple(sorted((name, str(value)) for name, value in params.items())))
        if key not in _LISTED:
            _LISTED[key] = list(store.rows())
        return _LISTED[key]

    def _one(self, store: Store, rows: list[Row], term: str) -> Row:
        """The row that a term names: exactly, else the only one without regard to case."""
        resource = store.resource
        keys = [(str(resource.key.read(row, store.names)), row) for row in rows]
        found = [row for key, row in keys if key == term] or [row for key, row in keys if key.casefold() == term.strip().casefold()]
        if len(found) == 1:
            return found[0]
        label, ids, known = resource.noun.replace("_", " "), [resource.id_of(row) for row in found], [key for key, dummy in keys]
        raise AnsibleError(name_problem(self.provider.title, label, term, ids, known, "Write the id in place of the lookup.").result()["msg"])

    def _attribute(self, store: Store, row: Row, name: str) -> Any:
        """One member of an object as the info modules show it; details are read only for what the listing does not tell."""
        shown = store.resource.described(row, store.names)
        if name not in shown:
            shown = store.resource.described(store.telling(row, name), store.names)
        if name in shown:
            return shown[name]
        readable = (one.name for one in store.resource.all_fields if not one.secret)
        known = {"id", *readable, *(fact.name for fact in store.resource.facts)}
        if name in known:
            return None
        raise AnsibleError(f"A {self.provider.title} {store.resource.noun} has no attribute '{name}'; it has: {', '.join(sorted(known))}.")
