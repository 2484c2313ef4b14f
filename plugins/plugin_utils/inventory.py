# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""What the inventory plugins share: one read that may be cached, hosts made of it, constructed variables and groups.

Everything that a platform says passes ``_add``: its texts are never templates, its names and addresses are names and addresses (``hosts``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ansible.errors import AnsibleError, AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable, to_safe_group_name

from ..module_utils.engine.errors import Defect, PeopleError
from ..module_utils.engine.options import TRANSPORT
from ..module_utils.engine.provider import Provider
from ..module_utils.engine.text import visible
from .connection import secrets_of, unset_empty_environment
from .hosts import group_name, host_name, is_address
from .untrusted import plain

# What Ansible connects to. A source file may compose them of what a platform says.
ADDRESSES = ("ansible_host", "ansible_ssh_host")
# Of the connection options, those that change how long an answer takes and not what it says.
_PATIENCE = ("timeout", "retries", "retry_budget", "trace")
# PBKDF2-HMAC-SHA256 as OWASP's Password Storage Cheat Sheet asks for (FIPS 140 allows it, unlike scrypt): 0.1 seconds for each source that caches.
_ROUNDS = 600_000
_SHOWN = 5  # hosts in a warning


@dataclass(frozen=True)
class Host:
    """A host as a platform tells it: its name, its variables, the groups that the plugin itself puts it in, and where it is reached.
    Names and address come as they are. No variable has a name that Ansible gives a meaning to."""

    name: str
    variables: Mapping[str, Any]
    groups: tuple[str, ...] = ()
    address: Any = None


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
        unset_empty_environment(*self.providers)
        self._read_config_data(path)
        self._elsewhere = frozenset(inventory.hosts)
        self._unreached: list[str] = []
        hosts = self._hosts(path, cache)
        taken = dict.fromkeys(self._group_names(hosts), 1)
        made: dict[str, dict[str, Any]] = {}
        for host in hosts:
            name = _distinct(host_name(host.name), taken)
            made[name] = {**plain(host.variables), **self._address(name, host.address)}
            self._add(name, made[name], host.groups)
        self._construct(made)
        self._warn()

    def _hosts(self, path: str, cache: bool) -> list[Host]:
        """All hosts, before Ansible gets any. Whatever fails ends in one AnsibleError with one sentence."""
        params = self._connection()
        secrets = secrets_of(params, *self.providers)
        try:
            return list(self.hosts(self._data(path, cache, params)))
        except AnsibleError:
            raise
        except PeopleError as problem:
            raise AnsibleParserError(secrets.mask(problem.result()["msg"])) from None
        except Exception as problem:
            raise AnsibleParserError(secrets.mask(Defect(problem).result()["msg"])) from None

    def _group_names(self, hosts: Iterable[Host]) -> set[str]:
        """The groups that there are and will be. Ansible looks for a name among groups first: a host that is called like one would give its
        variables to all members of it."""
        own = {self._sanitize_group_name(group) for host in hosts for group in host.groups}
        return own.union(self.inventory.groups, map(self._sanitize_group_name, self.get_option("groups") or ()))

    def _connection(self) -> dict[str, Any]:
        """The connection options; a source file may give them as templates."""
        names = [*TRANSPORT, *(option for provider in self.providers for option in provider.options)]
        given = {name: self.get_option(name) for name in names}
        return {name: self.templar.template(value) if isinstance(value, str) else value for name, value in given.items()}

    def _data(self, path: str, cache: bool, params: dict[str, Any]) -> Any:
        if not self.get_option("cache"):
            return self.read(params)
        key = f"{self.get_cache_key(path)}_{self._question(params)}"
        if cache:  # false when the user refreshes; then the cache is only written
            try:
                return json.loads(self._cache[key])
            except (KeyError, TypeError, ValueError):  # not there, or not what was written here
                pass
        data = self.read(params)
        # One text: nothing that a platform says is decoded by a cache plugin, which knows marks for templates and vaults.
        self._cache[key] = json.dumps(data)
        return data

    def _question(self, params: Mapping[str, Any]) -> str:
        """A digest of who asks whom for what, so that nobody gets an answer that was given to another account, token or question. It stands
        in file names, so it is a slow one: whoever reads it cannot try out secrets any faster than against stored passwords."""
        options = {name: option for provider in self.providers for name, option in provider.options.items()}
        open_ones = {name: params[name] for name, option in options.items() if not option.get("no_log")}
        asked = {**open_ones, **{name: self.get_option(name) for name in self.asks}}
        decisive = {name: value for name, value in params.items() if name not in _PATIENCE}
        question, secrets = (json.dumps(entry, sort_keys=True, default=str).encode() for entry in (asked, decisive))
        return hashlib.pbkdf2_hmac("sha256", secrets, hashlib.sha256(question).digest(), _ROUNDS, 16).hex()

    def _address(self, name: str, address: Any) -> dict[str, Any]:
        """``ansible_host``, if what a platform says is an address, and if the host is this source's own: no platform sends Ansible elsewhere."""
        if address is None:
            return {}
        if not is_address(address):
            self._leave_out(name, address)
        elif name in self._elsewhere:
            self._unreached.append(f"{name} (another source has a host of this name)")
        else:
            return {ADDRESSES[0]: plain(address)}
        return {}

    def _leave_out(self, name: str, address: Any) -> None:
        self._unreached.append(f"{name} ('{visible(str(address)[:60])}' is not the host name or IP address of another machine)")

    def _warn(self) -> None:
        """One warning, however many hosts it is about."""
        if self._unreached:
            more = f" and {len(self._unreached) - _SHOWN} more" if len(self._unreached) > _SHOWN else ""
            self.display.warning(f"{self.NAME}: ansible_host is left out for {', '.join(self._unreached[:_SHOWN])}{more}.")

    def _add(self, name: str, variables: Mapping[str, Any], groups: Iterable[str]) -> None:
        self.inventory.add_host(name)
        for variable, value in variables.items():
            self.inventory.set_variable(name, variable, value)
        for group in groups:
            self.inventory.add_child(self.inventory.add_group(self._sanitize_group_name(group)), name)

    def _sanitize_group_name(self, name: str) -> str:
        """As Ansible does it, also for constructed groups, and never a name that means something else: where a group is called like a host,
        Ansible takes one for the other."""
        group = group_name(str(to_safe_group_name(name)))
        while group in self.inventory.hosts:
            group = f"_{group}"
        return group

    def _construct(self, made: Mapping[str, Mapping[str, Any]]) -> None:
        """What the source file makes of the variables. Keyed groups come last: without a prefix, a value may call one like a host, whose
        variables would be the group's from then on."""
        strict = self.get_option("strict")
        for name, variables in made.items():
            self._compose_variables(name, variables, strict)
            self._add_host_to_composed_groups(self.get_option("groups"), variables, name, strict=strict)
        for name, variables in made.items():
            self._add_to_keyed_groups(name, variables, strict)

    def _add_to_keyed_groups(self, name: str, variables: Mapping[str, Any], strict: bool) -> None:
        """A value that cannot be the name of a group makes none, unless the file is strict."""
        for entry in self.get_option("keyed_groups") or ():
            try:
                self._add_host_to_keyed_groups([entry], variables, name, strict=strict)
            except Exception:  # Ansible raises bare ones too, as for a group within itself
                if strict:
                    raise

    def _compose_variables(self, name: str, variables: Mapping[str, Any], strict: bool) -> None:
        """Composed values are made of what a platform says, so they are no templates either (before ansible-core 2.19 a filter's result would
        be one), and an address among them has to be one."""
        composed = self.get_option("compose") or {}
        host = self.inventory.get_host(name)
        before = dict(host.vars)
        self._set_composite_vars(composed, variables, name, strict=strict)
        own = host.vars  # not earlier: Ansible may put another dictionary in its place
        for variable in [entry for entry in composed if entry in own and own[entry] is not before.get(entry)]:
            own[variable] = plain(own[variable])
            if variable in ADDRESSES and not is_address(own[variable]):
                self._leave_out(name, own.pop(variable))
                own.update({entry: before[entry] for entry in (variable,) if entry in before})


def _distinct(name: str, taken: dict[str, int]) -> str:
    """The name, or with a number behind it if it is taken: nobody is lost to a name."""
    number, free = taken.get(name, 1), name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    taken[name] = number
    taken.setdefault(free, 1)
    return free
