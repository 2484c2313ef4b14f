# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""How lookup and inventory plugins reach a platform: by the same options, client and sentences as the modules, and only to read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from ansible.errors import AnsibleError

from ..module_utils.engine.errors import ODD_FORM, PeopleError
from ..module_utils.engine.options import TRANSPORT
from ..module_utils.engine.provider import Connection, Provider, odd_answer, transport_from


def connection_params(plugin: Any, provider: Provider) -> dict[str, Any]:
    """The values of the connection options of a plugin whose documentation extends the fragments of the platform."""
    return {name: plugin.get_option(name) for name in (*TRANSPORT, *provider.options)}


@contextmanager
def reading(provider: Provider, params: dict[str, Any]) -> Iterator[Connection]:
    """A connection that refuses to write and is closed, also after a failure. Whatever fails ends in one AnsibleError with one sentence."""
    for library in provider.libraries:
        try:
            import_module(library)
        except ImportError:
            raise AnsibleError(f"The Python library {library} is missing where Ansible runs; it is needed to talk to {provider.title}.") from None
    http = None
    try:
        with provider.connect(params, transport_from(params), True) as connection:
            http = connection.http
            yield connection
    except PeopleError as problem:
        raise AnsibleError(problem.result()["msg"]) from None
    except ODD_FORM as problem:
        raise AnsibleError(odd_answer(provider, http, problem).result()["msg"]) from None
