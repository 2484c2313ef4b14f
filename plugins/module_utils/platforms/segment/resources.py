# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Segment: the sources, warehouses, spaces and functions that a permission can be restricted to.

Only values that cannot be secrets are kept: write keys of sources are secrets in clear text, and the settings of warehouses may contain others. A
row has ``id``, ``name`` and ``alias``, a second name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ...engine.errors import RequestFailed
from ...engine.fields import Field, ReadOnlyField, Resource, Row, get_path
from ...engine.http import Http
from ...engine.schema import array, maybe, obj, string
from ...engine.store import Store
from .lists import accept, listing

SOURCE = obj(id=string, slug=string, name=maybe(string), writeKeys=maybe(array(string)))
WAREHOUSE = obj(id=string)
SPACE = obj(id=string, name=string, slug=string)
FUNCTION = obj(id=string, displayName=maybe(string), resourceType=maybe(string))
FUNCTION_TYPES = ("SOURCE", "DESTINATION", "INSERT_SOURCE", "INSERT_DESTINATION", "INSERT_TRANSFORMATION")


def list_sources(http: Http) -> Iterator[Row]:
    """Yield the sources (listSources). The slug is required and unique in a workspace (assumption); the name may be empty."""
    for row in listing(http, "/sources", "sources", SOURCE):
        for key in row.get("writeKeys") or ():
            http.secrets.add(key)
        yield {**_kept(row, "id", "enabled"), "name": row["slug"], "alias": row.get("name"), "type": get_path(row, "metadata.name"), "labels": _labels(row)}


def list_warehouses(http: Http) -> Iterator[Row]:
    """Yield the warehouses (listWarehouses). The name is among the settings; a warehouse without a name can be given by its id only."""
    for row in listing(http, "/warehouses", "warehouses", WAREHOUSE):
        yield {**_kept(row, "id", "enabled"), "name": get_path(row, "settings.name"), "type": get_path(row, "metadata.name")}


def list_spaces(http: Http) -> Iterator[Row]:
    """Yield the spaces (listSpaces, only in the alpha version)."""
    for row in listing(http, "/spaces", "spaces", SPACE, headers=accept("v1alpha")):
        yield {"id": row["id"], "name": row["name"], "alias": row["slug"]}


def list_functions(http: Http) -> Iterator[Row]:
    """Yield the functions of each type (listFunctions). The last three types were added later, so a server may refuse them."""
    for type_ in FUNCTION_TYPES:
        try:
            for row in listing(http, "/functions", "functions", FUNCTION, {"resourceType": type_}):
                yield {**_kept(row, "id", "description"), "name": row.get("displayName"), "type": row.get("resourceType") or type_}
        except RequestFailed as problem:
            if problem.status not in (400, 422) or not type_.startswith("INSERT_"):
                raise


def _kept(row: Row, *names: str) -> dict[str, Any]:
    return {name: row.get(name) for name in names}


def _labels(row: Row) -> list[dict[str, Any]]:
    return [{name: label[name] for name in ("key", "value", "description") if label.get(name)} for label in row.get("labels") or ()]


RESOURCES: Mapping[str, Callable[[Http], Iterator[Row]]] = {
    "source": list_sources, "warehouse": list_warehouses, "space": list_spaces, "function": list_functions,
}


class _Listed(Store):
    """A store that is read as one list. Names may be missing or not unique."""

    def get(self, id_: str) -> Row | None:
        return next((row for row in self.rows() if row["id"] == id_), None)

    def rows(self) -> Iterator[Row]:
        return RESOURCES[self.resource.noun](self.http)


def _table(noun: str, *facts: str) -> Resource:
    return Resource(
        noun=noun, plural=f"{noun}s", key=Field("name", "name"), id_api="id", fields=(), read_only=tuple(ReadOnlyField(fact, fact) for fact in facts),
    )


class Sources(_Listed):
    resource = _table("source", "alias", "type", "enabled", "labels")


class Warehouses(_Listed):
    resource = _table("warehouse", "type", "enabled")


class Spaces(_Listed):
    resource = _table("space", "alias")


class Functions(_Listed):
    resource = _table("function", "type", "description")


RESOURCE_STORES: Mapping[str, type[Store]] = {"source": Sources, "warehouse": Warehouses, "space": Spaces, "function": Functions}
