# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Schemas of responses. They are checked once, when a response is parsed, so that later code can rely on its format.

A schema lists only what the code needs. Other members, and values that are only shown, are not checked::

    USER = obj(uid=string, email=string, accountGroupRoles=maybe(array(obj(accountGroup=obj(aid=string)))))
    http.get(path, schema=USER)                   # raises UnexpectedResponse
    single(http, "/users", "users", schema=USER)  # each row of a listing
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Callable

Schema = Callable[[Any], None]


class Mismatch(Exception):
    """A value does not match its schema. Has its path and the expected type, but not the value itself, which may be a secret."""

    def __init__(self, expected: str, value: Any, path: str = ""):
        super().__init__(expected)
        self.expected = expected
        self.missing = value is None
        self.path = path

    def within(self, place: str) -> Mismatch:
        """Prepend a member or index to the path. Returns the exception itself."""
        self.path = place + (f".{self.path}" if self.path and not self.path.startswith("[") else self.path)
        return self

    def __str__(self) -> str:
        return f"{self.path or 'the body'} is {'missing' if self.missing else 'not ' + self.expected}"


def matches(value: Any, schema: Schema) -> bool:
    """Return whether a value matches a schema."""
    try:
        schema(value)
    except Mismatch:
        return False
    return True


def anything(value: Any) -> None:
    """Accept any value."""


def string(value: Any) -> None:
    if not isinstance(value, str):
        raise Mismatch("a text", value)


def identifier(value: Any) -> None:
    """Accept a string that is not empty, or a whole number."""
    if not isinstance(value, (str, int)) or isinstance(value, bool) or value == "":
        raise Mismatch("an id", value)


def whole(value: Any) -> None:
    """Accept a whole number, or a string of digits."""
    if isinstance(value, bool) or not isinstance(value, int) and not (isinstance(value, str) and value.isascii() and value.isdecimal()):
        raise Mismatch("a whole number", value)


def number(value: Any) -> None:
    """Accept a number. Python also reads NaN and Infinity as JSON, and 1e999 as infinite, with which no comparison can be trusted."""
    if not isinstance(value, (int, float)) or isinstance(value, bool) or isinstance(value, float) and not math.isfinite(value):
        raise Mismatch("a number", value)


def boolean(value: Any) -> None:
    if not isinstance(value, bool):
        raise Mismatch("true or false", value)


def only(id_: str) -> Schema:
    """Return the schema of the id of an object that was requested by it: a proxy or cache may mix up responses, and then the wrong object is changed."""

    def check(value: Any) -> None:
        identifier(value)
        if str(value) != id_:
            raise Mismatch("the one that was requested", value)

    return check


def both(first: Schema, second: Schema) -> Schema:
    """Return a schema that accepts what both accept."""

    def check(value: Any) -> None:
        first(value)
        second(value)

    return check


def maybe(schema: Schema) -> Schema:
    """Return a schema that also accepts null or a missing value."""

    def check(value: Any) -> None:
        if value is not None:
            schema(value)

    return check


def array(schema: Schema, least: int = 0) -> Schema:
    """Return a schema of a list whose entries match, with at least ``least`` entries."""

    def check(value: Any) -> None:
        if not isinstance(value, list) or len(value) < least:
            raise Mismatch(f"a list{' with an entry' if least else ''}", value)
        for place, item in enumerate(value):
            try:
                schema(item)
            except Mismatch as problem:
                raise problem.within(f"[{place}]") from None

    return check


def obj(**members: Schema) -> Schema:
    """Return a schema of an object with these members. Other members are ignored."""

    def check(value: Any) -> None:
        if not isinstance(value, Mapping):
            raise Mismatch("an object", value)
        for name, schema in members.items():
            try:
                schema(value.get(name))
            except Mismatch as problem:
                raise problem.within(name) from None

    return check


def mapping(schema: Schema) -> Schema:
    """Return a schema of an object with any member names, whose values match."""

    def check(value: Any) -> None:
        if not isinstance(value, Mapping):
            raise Mismatch("an object", value)
        for name, member in value.items():
            try:
                schema(member)
            except Mismatch as problem:
                raise problem.within(str(name)) from None

    return check
