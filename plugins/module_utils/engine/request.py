# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Requests, and ids in their paths. ``http.py`` sends them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from .errors import BadInput
from .schema import Schema

SAFE = frozenset(("GET", "HEAD"))
# Idempotent methods. POST and PATCH are retried only if the caller sets ``repeatable``.
REPEATABLE = frozenset(("GET", "HEAD", "PUT", "DELETE"))


@dataclass(frozen=True)
class Request:
    """One request. Its repr omits everything that may be a secret.

    - ``method``: GET, POST, PUT, PATCH or DELETE
    - ``path``: a path below the base URL, or a complete URL
    - ``query``: a mapping, or a list of pairs
    - ``json`` or ``form``: the body
    - ``headers``: added to the headers of the platform
    - ``schema``: the schema of the response body (see schema.py)
    - ``repeatable``: whether it can be sent twice without harm; None depends on the method
    - ``safe``: whether it changes nothing relevant, regardless of the method (a login)
    - ``expect_json``: whether a response that is not JSON is an error
    - ``proof``: the documented format of a response that may have any; one that matches comes from the platform, any other may come from a proxy
    - ``authorize``: whether to send the Authorization header
    """

    method: str
    path: str
    query: Any = field(default=None, repr=False)
    json: Any = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    schema: Schema | None = field(default=None, repr=False)
    repeatable: bool | None = None
    safe: bool = False
    expect_json: bool = True
    proof: Schema | None = field(default=None, repr=False)
    authorize: bool = True

    @property
    def writes(self) -> bool:
        """Whether the request changes anything relevant."""
        return not self.safe and self.method not in SAFE

    @property
    def may_repeat(self) -> bool:
        """Whether the request may be sent again after a failure with an unknown result."""
        return self.safe or self.method in REPEATABLE if self.repeatable is None else self.repeatable


def fits_path(id_: str) -> bool:
    """Return whether an id or a name is valid as a path segment.

    Servers and proxies decode and normalize paths, so ``..`` or a slash, even if encoded, may address another object.
    """
    return id_ not in ("", ".", "..") and not re.search(r"[/\\\x00-\x1f\x7f-\x9f\ud800-\udfff]", id_)


def path_part(id_: Any) -> str:
    """Return an id or a name encoded as a path segment. Raises BadInput if it is invalid."""
    if not fits_path(str(id_)):
        raise BadInput(f"'{id_}' cannot be used in a URL: an id must not contain a slash, backslash or control character, be empty or consist of dots.",
                       "No request was sent. Check the id.")
    return quote(str(id_), safe="")
