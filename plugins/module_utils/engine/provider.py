# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""A platform as the engine sees it: connection options, and what comes of connecting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Callable

from .errors import BadInput, PeopleError, odd_form
from .http import Http, Transport
from .names import Names


class Connection:
    """An open connection: the client and the directories of names. Close it, also after a failure: some platforms count sessions."""

    def __init__(self, http: Http, names: Names):
        self.http = http
        self.names = names

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *exception: object) -> None:
        self.http.close()


@dataclass(frozen=True)
class Provider:
    """A platform. ``options`` are Ansible options that may name an environment variable under ``env``; ``connect`` takes their values,
    the transport, whether writes are forbidden, and in tests a session and a clock for the client. ``libraries`` have to be installed."""

    name: str
    title: str
    options: Mapping[str, Mapping[str, Any]]
    connect: Callable[..., Connection]
    libraries: tuple[str, ...] = ("requests",)


def require(params: Mapping[str, Any], options: Mapping[str, Mapping[str, Any]], *names: str) -> None:
    """Raise BadInput naming the connection options that are missing, with their environment variables."""
    missing = [f"{name} (or {options[name]['env']} in the environment)" for name in names if not params.get(name)]
    if missing:
        raise BadInput(f"Missing: {', '.join(missing)}.", "Set it in the task, in module_defaults, or by a credential of the job template.")


def transport_from(params: Mapping[str, Any]) -> Transport:
    """The transport that the shared connection options ask for."""
    names = ("validate_certs", "ca_path", "proxy", "timeout", "retries", "retry_budget")
    return Transport(**{name: params[name] for name in names if params.get(name) is not None})


def odd_answer(provider: Provider, http: Http | None, problem: BaseException) -> PeopleError:
    """What to say of an answer that could not be read (any of ODD_FORM), without credentials."""
    text = odd_form(provider.title, problem)
    if http is None:
        return PeopleError(text, "Please report this.")
    return PeopleError(http.redact(text), f"Check {http.dialect.url_option}; if it is right, please report this.")
