# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""How lookup and inventory plugins reach a platform: by the same options, client and sentences as the modules, and only to read."""

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
VERBOSE = 3  # of -vvv


def unset_empty_environment(*providers: Provider) -> None:
    """Takes empty environment variables out of this process: they count as not set, and Ansible would take them as the values of options."""
    for option in (*TRANSPORT.values(), *(option for provider in providers for option in provider.options.values())):
        if os.environ.get(option.get("env", "")) == "":
            del os.environ[option["env"]]


def connection_params(plugin: Any, provider: Provider) -> dict[str, Any]:
    """The values of the connection options of a plugin whose documentation extends the fragments of the platform."""
    return {name: plugin.get_option(name) for name in (*TRANSPORT, *provider.options)}


def secrets_of(params: Mapping[str, Any], *providers: Provider) -> Secrets:
    """What no message may contain: the secret ones of the connection options, and passwords in URLs."""
    secrets = Secrets(passwords_in_urls(params.values()))
    named = (name for provider in providers for name, option in provider.options.items() if option.get("no_log"))
    secrets.update(str(params[name]) for name in named if params.get(name))
    return secrets


@contextmanager
def reading(provider: Provider, params: dict[str, Any], plugin: str) -> Iterator[Connection]:
    """A connection that refuses to write and is closed, also after a failure. Whatever fails ends in one AnsibleError with one sentence.
    ``plugin`` is what the trace calls it. With ``-vvv`` its lines are shown."""
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
    """The lines of the trace, with ``-vvv``."""
    if display.verbosity >= VERBOSE:
        for line in merged([connection.http.trace for connection in connections], KEPT):
            display.vvv(json.dumps(line))
