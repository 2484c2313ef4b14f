# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""What is sent: one request, and the ids in its path. See http.py for who sends it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from .errors import BadInput
from .schema import Schema

SAFE = frozenset(("GET", "HEAD"))
# Repeating these leaves the same state. POST and PATCH are repeated only where the caller says that it does no harm.
REPEATABLE = frozenset(("GET", "HEAD", "PUT", "DELETE"))


@dataclass(frozen=True)
class Request:
    """One request, in full. What may be a secret is left out of its repr.

    ``method``: GET, POST, PUT, PATCH or DELETE. ``path``: below the base URL, or a whole URL.
    ``query``: a mapping, or a list of pairs. ``json`` or ``form``: the body. ``headers``: added to those that the platform wants.
    ``schema``: what the body of the answer has to look like (see schema.py).
    ``repeatable``: whether sending it twice does no harm; None goes by the method.
    ``safe``: it changes nothing that people care about, whatever the method says (a login).
    ``expect_json``: False where an answer with any other text is a success too. ``authorize``: False sends no Authorization header.
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
    authorize: bool = True

    @property
    def writes(self) -> bool:
        """Whether it changes something that people care about."""
        return not self.safe and self.method not in SAFE

    @property
    def may_repeat(self) -> bool:
        """Whether it may be sent again after a failure that does not tell what became of it."""
        return self.safe or self.method in REPEATABLE if self.repeatable is None else self.repeatable


def fits_path(id_: str) -> bool:
    """Whether an id or a name can be one part of a path: servers and proxies decode and shorten paths, so that ``..`` or a slash in one, also an
    encoded one, may reach another object."""
    return id_ not in ("", ".", "..") and not re.search(r"[/\\\x00-\x1f\x7f-\x9f\ud800-\udfff]", id_)


def path_part(id_: Any) -> str:
    """An id or a name, encoded as one part of a path. Raises BadInput for what cannot be one, before anything is sent."""
    if not fits_path(str(id_)):
        raise BadInput(f"'{id_}' cannot be used in a URL: an id must not contain a slash, backslash or control character, be empty or consist of dots.",
                       "No request was sent. Check the id.")
    return quote(str(id_), safe="")
