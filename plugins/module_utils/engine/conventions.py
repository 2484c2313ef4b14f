# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The conventions of an API: how platforms differ in their HTTP messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Callable

from .response import Response, plain_sentence


@dataclass(frozen=True)
class ApiConventions:
    """The conventions of one API.

    - ``headers``: returns the headers of a request; called for each request
    - ``error_message``: returns the server's message in an error response
    - ``wait``: returns the seconds to wait after a 429, None if the response does not say
    - ``rate_limit_remaining``: returns the remaining requests and the seconds until the limit resets, None if the response does not say
    - ``pool``: returns the name of the rate limit pool of a verb and a path
    - ``conflicts``: returns whether a refused write met another state than planned
    - ``hints``: hints by status; ``error_hint`` returns one by the text of an error, which takes precedence
    - ``request_id``: the header with the id of a request
    - ``url_option``: the option that sets the URL
    - ``page_size``: the number of rows to request at once, on platforms with an option for it
    """

    title: str
    headers: Callable[[], dict[str, str]]
    error_message: Callable[[Response], str] = plain_sentence
    wait: Callable[[Response, float], float | None] = lambda response, now: None
    rate_limit_remaining: Callable[[Response, float], tuple[int, float] | None] = lambda response, now: None
    pool: Callable[[str, str], str] = lambda verb, path: ""
    conflicts: Callable[[Response], bool] = lambda response: response.status == 409
    hints: Mapping[int, str] = field(default_factory=dict)
    error_hint: Callable[[Response], str] = lambda response: ""
    request_id: str = ""
    url_option: str = "the URL"
    page_size: int = 100
