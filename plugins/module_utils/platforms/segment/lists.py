# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Segment: reading of lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...engine.http import Http
from ...engine.paging import by_cursor
from ...engine.schema import Schema


def accept(version: str) -> dict[str, str]:
    """Return the header that selects a version of the API (page "Versioning", with the names that the vendor's clients send)."""
    return {"Accept": f"application/vnd.segment.{version}+json"}


def listing(
    http: Http, path: str, key: str, schema: Schema, query: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None,
) -> Iterator[Any]:
    """Yield the items of a list from all pages."""
    return by_cursor(http, path, key, http.conventions.page_size, dict(query or {}), schema=schema, headers=headers)
