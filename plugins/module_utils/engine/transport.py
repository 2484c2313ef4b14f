# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The options of the transport, and the failure of a request without a response."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Transport:
    """The transport options. Times are in seconds; ``retry_budget`` is the time that one request may spend waiting.

    ``trace`` is the file or directory for the trace, ``module`` the name of the module in it.
    """

    validate_certs: bool = True
    ca_path: str | None = None
    proxy: str | None = None
    timeout: float = 30.0
    retries: int = 4
    retry_budget: float = 120.0
    trace: str | None = None
    module: str = ""


class NoAnswer(Exception):
    """A request without a response. The message of the library is omitted, because it may contain anything that was sent.

    - ``cause``: request (it could not be built), tls, proxy, timeout or connection
    - ``what``: what happened, in a few words
    - ``unsent``: whether the request certainly was not carried out
    - ``passing``: whether the failure may be temporary
    """

    def __init__(self, cause: str, what: str, unsent: bool = False, passing: bool = False) -> None:
        super().__init__(what)
        self.cause = cause
        self.what = what
        self.unsent = unsent
        self.passing = passing
