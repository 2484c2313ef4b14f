# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""What differs between platforms on the wire, as a table of small functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Callable

from .response import Response, plain_sentence


@dataclass(frozen=True)
class ApiConventions:
    """How one API talks: what differs between platforms on the wire.

    ``headers`` are made anew for each request that is sent. ``error_message`` gives the server's own words for an error. ``wait`` gives the seconds
    that a 429 asks for, None where it names none. ``rate_limit_remaining`` gives how many more requests the platform takes, and the seconds until it counts
    anew, where an answer tells that; ``pool`` names what is counted together, of a verb and a path. ``conflicts`` tells a refused write that
    met another state than the one it was planned for. ``hints`` are sentences by status, ``error_hint`` gives one for a refusal that only its
    words tell; it comes first. ``request_id`` is the header that names a request, ``url_option`` the option that sets the URL.
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
