# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Connections that outlive a run of a module: the items of one loop share the login, the connection and the names that were looked up.

Only where a module runs directly (``plugin_utils/direct.py``), in the process of one loop, which ends with the task. Everywhere else a connection is
opened and closed by each run.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

from .errors import BadInput, Missing
from .masking import Secrets
from .options import TRANSPORT
from .progress import reading
from .provider import Connection, Provider, transport_from

T = TypeVar("T")
MOST = 8  # credentials that a loop may take turns with

Kept = dict[Hashable, tuple[Connection, list[str]]]  # with the secrets of the connection alone

_kept: Kept | None = None


def keep_connections() -> None:
    """Keep connections from now on. The caller must call ``close_kept`` at the end."""
    global _kept
    if _kept is None:
        _kept = {}


def close_kept() -> None:
    """Close all kept connections."""
    while _kept:
        _kept.popitem()[1][0].http.close()


class Opener:
    """Does the work of one run of a module on a kept connection, or on a new one if none is kept.

    ``http`` is the client of the last try, None before the first. ``noun`` is the kind of object that the module writes, empty if it writes
    anything else. ``secrets`` are the secrets of its options, and ``module`` is its name.
    """

    def __init__(self, provider: Provider, params: Mapping[str, Any], read_only: bool, noun: str, secrets: Secrets, module: str = ""):
        self.provider = provider
        self.params = params
        self.read_only = read_only
        self.noun = noun
        self.secrets = secrets
        self.module = module
        self.http: Any = None

    @property
    def accepted(self) -> list[str]:
        """Return the writes that the platform accepted in this run."""
        return [] if self.http is None else list(self.http.accepted)

    @property
    def unproved(self) -> list[str]:
        """Return the accepted writes whose response may come from a proxy."""
        return [] if self.http is None else list(self.http.unproved)

    def progress(self) -> list[str]:
        """Return a progress line for the platform, none before the first connection."""
        return [] if self.http is None else [reading(f"{self.provider.title}: working", self.http)]

    def run(self, work: Callable[[Connection], T]) -> T:
        """Return the result of ``work``. An exception closes the connection.

        If a kept connection has not written anything, an unknown name or a missing object is looked up again on a new one, because somebody
        else may have created it in the meantime. Work without a ``noun`` is not repeated: it may have prepared a file for a secret.
        """
        kept = None if _kept is None else _kept.pop(self._key(), None)
        if kept is not None:
            connection, secrets = kept
            connection.http.start_over(secrets)
            try:
                return self._on(connection, work)
            except (BadInput, Missing):
                if self.accepted or self.unproved or not self.noun:
                    raise
            spent = connection.http.requests
            fresh = self._connect()
            fresh.http.requests = spent
            return self._on(fresh, work)
        return self._on(self._connect(), work)

    def _connect(self) -> Connection:
        return self.provider.connect(self.params, transport_from(self.params, self.module), self.read_only)

    def _on(self, connection: Connection, work: Callable[[Connection], T]) -> T:
        self.http = connection.http
        credentials, given = tuple(connection.http.secrets), tuple(self.secrets)
        connection.http.share(self.secrets)
        kept = _kept
        if kept is None:
            with connection:
                return work(connection)
        try:
            result = work(connection)
            self._keep(kept, connection, credentials, given)
            return result
        except BaseException:
            connection.http.close()
            raise

    def _keep(self, kept: Kept, connection: Connection, credentials: Iterable[str], given: Iterable[str]) -> None:
        """Keep the connection for the next item, without any state of this one."""
        written = bool(self.accepted or self.unproved)
        if written and not self.noun:
            connection.http.close()
            return
        if len(kept) >= MOST:
            kept.pop(next(iter(kept)))[0].http.close()
        connection.renew(self.noun if written else "")
        # The secrets of an item's options are words like any other in the next one's result.
        kept[self._key()] = connection, [*credentials, *set(self.secrets).difference(given)]

    def _key(self) -> Hashable:
        options = (*TRANSPORT, *self.provider.options)
        return (self.provider.name, self.read_only, *(repr(self.params.get(name)) for name in options))
