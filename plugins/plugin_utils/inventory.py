# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""What the inventory plugins share: one read that may be cached, hosts made of it, constructed variables and groups."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible.utils.unsafe_proxy import wrap_var

from ..module_utils.engine.options import TRANSPORT
from ..module_utils.engine.provider import Provider

try:
    from ansible.template import trust_as_template
except ImportError:  # ansible-core before 2.19, where every text is a template unless it is marked
    trust_as_template = None


@dataclass(frozen=True)
class Host:
    """A host: its name, its variables, and the groups that the plugin itself puts it in (names as they come; Ansible makes them valid)."""

    name: str
    variables: Mapping[str, Any]
    groups: tuple[str, ...] = ()


def plain(value: Any) -> Any:
    """A value of a platform for the inventory. A text that could be a template stays what it is, and is never evaluated; without a mark,
    ansible-core 2.19 and newer would list every other text as a dictionary that AWX does not understand."""
    if isinstance(value, Mapping):
        return {plain(name): plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if not isinstance(value, str):
        return value
    if trust_as_template is None:
        return wrap_var(value)
    return value if "{" in value else trust_as_template(value)


class PeopleInventory(BaseInventoryPlugin, Constructable, Cacheable):
    """A source whose files are called ``*.<last part of NAME>.yml``. ``providers`` are the platforms that it reads, ``asks`` the further options
    that decide what is read. Subclasses implement ``read`` and ``hosts``."""

    NAME = ""
    providers: tuple[Provider, ...] = ()
    asks: tuple[str, ...] = ()

    def read(self, params: dict[str, Any]) -> Any:
        """Everything that the hosts are made of, as plain JSON without secrets: it may be cached. ``params`` are the connection options."""
        raise NotImplementedError

    def hosts(self, data: Any) -> Iterable[Host]:
        raise NotImplementedError

    def verify_file(self, path: str) -> bool:
        ending = self.NAME.rpartition(".")[2]
        return bool(super().verify_file(path)) and path.endswith((f"{ending}.yml", f"{ending}.yaml"))

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        super().parse(inventory, loader, path, cache)
        self._read_config_data(path)
        for host in self.hosts(self._data(path, cache)):
            self._add(host)

    def _connection(self) -> dict[str, Any]:
        """The connection options; a source file may give them as templates."""
        names = [*TRANSPORT, *(option for provider in self.providers for option in provider.options)]
        given = {name: self.get_option(name) for name in names}
        return {name: self.templar.template(value) if isinstance(value, str) else value for name, value in given.items()}

    def _data(self, path: str, cache: bool) -> Any:
        params = self._connection()
        if not self.get_option("cache"):
            return self.read(params)
        key = f"{self.get_cache_key(path)}_{self._question(params)}"
        if cache:  # false when the user refreshes; then the cache is only written
            try:
                return self._cache[key]
            except KeyError:
                pass
        data = self._cache[key] = self.read(params)
        return data

    def _question(self, params: Mapping[str, Any]) -> str:
        """A digest of what is asked of whom, so that another account or another question does not get this one's answer. No secret is in it."""
        open_ones = [name for provider in self.providers for name, option in provider.options.items() if not option.get("no_log")]
        asked = {**{name: params[name] for name in open_ones}, **{name: self.get_option(name) for name in self.asks}}
        return hashlib.sha256(json.dumps(asked, sort_keys=True, default=str).encode()).hexdigest()[:12]

    def _add(self, host: Host) -> None:
        variables = {name: plain(value) for name, value in host.variables.items()}
        self.inventory.add_host(host.name)
        for name, value in variables.items():
            self.inventory.set_variable(host.name, name, value)
        for name in host.groups:
            group = self.inventory.add_group(self._sanitize_group_name(name))
            self.inventory.add_child(group, host.name)
        strict = self.get_option("strict")
        self._set_composite_vars(self.get_option("compose"), variables, host.name, strict=strict)
        self._add_host_to_composed_groups(self.get_option("groups"), variables, host.name, strict=strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), variables, host.name, strict=strict)
