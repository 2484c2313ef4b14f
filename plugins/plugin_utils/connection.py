# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Read-only connections for lookup and inventory plugins, with the same options, client and messages as the modules."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from ansible.errors import AnsibleError
from ansible.utils.display import Display

from ..module_utils.engine.errors import Defect, PeopleError
from ..module_utils.engine.masking import Secrets, passwords_in_urls
from ..module_utils.engine.options import TRANSPORT
from ..module_utils.engine.provider import Connection, Provider, cautions, transport_from
from ..module_utils.engine.trace import KEPT, merged

display = Display()
VERBOSE = 3  # the verbosity of -vvv


def unset_empty_environment(*providers: Provider) -> None:
    """Remove empty environment variables from this process. They count as not set, but Ansible would use them as values of options."""
    for option in (*TRANSPORT.values(), *(option for provider in providers for option in provider.options.values())):
        if os.environ.get(option.get("env", "")) == "":
            del os.environ[option["env"]]


def connection_params(plugin: Any, provider: Provider) -> dict[str, Any]:
    """Return the connection options of a plugin whose documentation extends the fragments of the platform."""
    return {name: plugin.get_option(name) for name in (*TRANSPORT, *provider.options)}


def secrets_of(params: Mapping[str, Any], *providers: Provider) -> Secrets:
    """Return the secrets to mask in messages: secret connection options, and passwords in URLs."""
    secrets = Secrets(passwords_in_urls(params.values()))
    named = (name for provider in providers for name, option in provider.options.items() if option.get("no_log"))
    secrets.update(str(params[name]) for name in named if params.get(name))
    return secrets


@contextmanager
def reading(provider: Provider, params: dict[str, Any], plugin: str) -> Iterator[Connection]:
    """Open a read-only connection and close it in any case. All errors are raised as AnsibleError.

    ``plugin`` is the name in the trace, whose lines are shown with ``-vvv``.
    """
    for library in provider.libraries:
        try:
            import_module(library)
        except ImportError:
            raise AnsibleError(f"The Python library {library} is missing on the controller; it is required to connect to {provider.title}.") from None
    secrets = secrets_of(params, provider)
    try:
        with provider.connect(params, transport_from(params, plugin), True) as connection:
            connection.http.share(secrets)
            for caution in cautions(connection.http):
                display.warning(caution)
            try:
                yield connection
            finally:
                show_requests([connection])
    except AnsibleError:
        raise
    except PeopleError as problem:
        raise AnsibleError(secrets.mask(problem.result()["msg"])) from None
    except Exception as problem:
        raise AnsibleError(secrets.mask(Defect(problem).result()["msg"])) from None


def show_requests(connections: Iterable[Connection]) -> None:
    """Show the lines of the trace if the verbosity is at least ``-vvv``."""
    if display.verbosity >= VERBOSE:
        for line in merged([connection.http.trace for connection in connections], KEPT):
            display.vvv(json.dumps(line))
