# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Providers and connections: the connection options of a platform, and an open connection."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Callable
from urllib.parse import urlsplit

from .errors import BadInput
from .http import Http
from .names import Names
from .transport import Transport


class Connection:
    """An open connection: the HTTP client and the directories of names. Always close it, because some platforms count sessions.

    ``keys_in_use`` are the keys of all objects that an earlier item of the same loop has read, by noun, and those that were created since.
    """

    def __init__(self, http: Http, names: Names):
        self.http = http
        self.names = names
        self.keys_in_use: dict[str, set[Any]] = {}

    def forget(self) -> None:
        """Discard the cached state, so that it is read again. Names and ids are kept."""

    def renew(self, written: str) -> None:
        """Between two items of a loop, drop the accounts that were read, and what a write to this kind of object (its noun; empty where nothing was
        written) may have made stale. Names and definitions of every other kind stay."""
        if written:
            self.names.drop(written)

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *exception: object) -> None:
        self.http.close()


@dataclass(frozen=True)
class Provider:
    """A platform.

    - ``options``: the connection options, which may have an environment variable as ``env``
    - ``connect``: takes the values of the options, the transport, whether writes are forbidden, and in tests a session and a clock
    - ``libraries``: the required Python libraries
    """

    name: str
    title: str
    options: Mapping[str, Mapping[str, Any]]
    connect: Callable[..., Connection]
    libraries: tuple[str, ...] = ("requests",)


def require(params: Mapping[str, Any], options: Mapping[str, Mapping[str, Any]], *names: str) -> None:
    """Raise BadInput if connection options are missing."""
    missing = [f"{name} (or {options[name]['env']} in the environment)" for name in names if not params.get(name)]
    if missing:
        raise BadInput(f"Missing: {', '.join(missing)}.", "Set it in the task, in module_defaults, or with a credential of the job template.")


def transport_from(params: Mapping[str, Any], module: str = "") -> Transport:
    """Return the transport for the shared connection options. ``module`` is the name of the module for the trace."""
    names = ("validate_certs", "ca_path", "proxy", "timeout", "retries", "retry_budget", "trace")
    return Transport(module=module, **{name: params[name] for name in names if params.get(name) is not None})


def address_of(url: str) -> str:
    """Return host and path of a URL, without user and password."""
    parts = urlsplit(url)
    return parts.netloc.rpartition("@")[2] + parts.path


def cautions(http: Http) -> list[str]:
    """Return warnings about an insecure connection."""
    title, option = http.conventions.title, http.conventions.url_option
    urls = [url for url in (http.base_url, getattr(http.auth, "url", "")) if "://" in url]
    found = [http.trace.problem] if http.trace.problem else []
    if any(urlsplit(url).scheme == "http" and not _is_loopback(urlsplit(url).hostname or "") for url in urls):
        found.append(f"{title} is reached by plain http://: credentials and data can be read and changed on the way. Give {option} as https://host/path.")
    if not http.transport.validate_certs and any(urlsplit(url).scheme == "https" for url in urls):
        found.append(f"{title}: validate_certs is false, so anybody on the way can pose as the platform and take the credentials. Use ca_path instead.")
    return [*found, *http.cautions]


def _is_loopback(host: str) -> bool:
    return host == "localhost" or host.endswith(".localhost") or host == "::1" or bool(re.fullmatch(r"127(\.\d{1,3}){3}", host))
