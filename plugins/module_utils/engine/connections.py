# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Connections to several platforms in one task, and work on all of them in parallel."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any, Callable, TypeVar

from .errors import BadInput, Defect, PeopleError
from .masking import Secrets
from .parallel import in_threads
from .progress import reading
from .provider import Connection, Provider, transport_from

T = TypeVar("T")


class Connections:
    """Connections by platform, opened and closed together. ``each`` uses one thread per platform.

    All connections mask ``secrets``. ``module`` is the name of the module for the trace. ``defects`` are unexpected exceptions that ended the work on a
    platform.
    """

    def __init__(self, providers: Mapping[str, Provider], params: Mapping[str, Any], read_only: bool, secrets: Secrets | None = None, module: str = ""):
        self.providers = providers
        self.params = params
        self.read_only = read_only
        self.module = module
        self.secrets = Secrets() if secrets is None else secrets
        self.opened: dict[str, Connection] = {}
        self.defects: list[Defect] = []
        self.cancelled = False
        self.parts: list[Connections] = []  # see ``apart``

    def open(self, names: Iterable[str]) -> None:
        """Create the connections, without sending a request. Raises BadInput with all unknown platforms, or with all missing options."""
        names = list(names)
        unknown = [name for name in names if name not in self.providers]
        if unknown:
            raise BadInput(f"Unknown platform {', '.join(map(str, unknown))} (known: {', '.join(self.providers)}).", "Nothing was changed.")
        problems = []
        for name in names:
            provider = self.providers[name]
            missing = [library for library in provider.libraries if not _is_installed(library)]
            if missing:
                problems.append(f"{provider.title}: the Python library {', '.join(missing)} is missing. Install it for {sys.executable}.")
                continue
            try:
                self.opened[name] = provider.connect(self.params, transport_from(self.params, self.module), self.read_only)
                self.opened[name].http.share(self.secrets)
                if self.cancelled:
                    self.opened[name].http.cancel()
            except PeopleError as problem:
                problems.append(f"{provider.title}: {problem.message}")
        if problems:
            raise BadInput(" ".join(problems), "Nothing was changed. Set the missing options, or list only the platforms to use in platforms.")

    def given(self) -> list[str]:
        """Return the platforms whose required options are all given. Sends no request."""
        return [name for name in self.providers if self._can_connect(name)]

    def _can_connect(self, name: str) -> bool:
        provider = self.providers[name]
        if not all(map(_is_installed, provider.libraries)):
            return False
        try:
            provider.connect(self.params, transport_from(self.params), self.read_only)
        except PeopleError:
            return False
        return True

    def each(self, work: Callable[[str, Connection], T], names: Iterable[str] | None = None) -> tuple[dict[str, T], dict[str, PeopleError]]:
        """Call ``work`` for each platform and return results and failures by platform. A failed platform does not stop the others."""
        chosen = list(self.opened if names is None else names)
        results: dict[str, T] = {}
        failures: dict[str, PeopleError] = {}

        def work_on(name: str) -> None:
            try:
                results[name] = work(name, self.opened[name])
            except PeopleError as problem:
                failures[name] = problem
            except Exception as problem:  # the changes on the other platforms still have to be reported
                self.defects.append(Defect(problem))
                failures[name] = self.defects[-1]

        _in_parallel(work_on, chosen)
        # in the requested order, not in the order of completion
        return {name: results[name] for name in chosen if name in results}, {name: failures[name] for name in chosen if name in failures}

    def apart(self, work: Callable[[str, Connections], T], names: Iterable[str]) -> tuple[dict[str, T], dict[str, PeopleError]]:
        """Call ``work`` like ``each``, but for each platform with connections of its own, none of which is open."""
        parts = {name: Connections(self.providers, self.params, self.read_only, self.secrets, self.module) for name in names}
        self.parts += parts.values()
        if self.cancelled:
            self.cancel()
        results: dict[str, T] = {}
        failures: dict[str, PeopleError] = {}

        def work_on(name: str) -> None:
            try:
                results[name] = work(name, parts[name])
            except PeopleError as problem:
                failures[name] = problem
            except Exception as problem:
                failures[name] = Defect(problem)

        _in_parallel(work_on, list(parts))
        self.defects += [defect for part in parts.values() for defect in part.defects]
        return {name: results[name] for name in parts if name in results}, {name: failures[name] for name in parts if name in failures}

    def all(self) -> list[Connection]:
        """Return all open connections."""
        return [*self.opened.values(), *(connection for part in self.parts for connection in part.all())]

    def cancel(self) -> None:
        """Stop sending requests on all platforms, including those that are opened later."""
        self.cancelled = True
        for connection in list(self.opened.values()):
            connection.http.cancel()
        for part in self.parts:
            part.cancel()

    def requests(self, name: str) -> int:
        return self.opened[name].http.requests

    def progress(self) -> list[str]:
        """Return a progress line for each platform."""
        return [reading(f"{name}: reading", connection.http) for name, connection in self.opened.items()]

    def __enter__(self) -> Connections:
        return self

    def __exit__(self, *exception: object) -> None:
        for connection in self.all():
            connection.http.close()


def _in_parallel(work: Callable[[str], None], names: list[str]) -> None:
    if names:
        in_threads(work, names, len(names))


def _is_installed(library: str) -> bool:
    try:
        import_module(library)
    except ImportError:
        return False
    return True
