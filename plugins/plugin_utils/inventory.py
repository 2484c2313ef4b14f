# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The base class of the inventory plugins: reads data once, caches them, creates hosts, and constructs variables and groups.

All data of a platform pass ``_add``: strings are never templates, and names and addresses are validated (``hosts``).
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

# The variables with the address that Ansible connects to. A source file may compose them from data of a platform.
ADDRESSES = ("ansible_host", "ansible_ssh_host")
# The connection options that affect the duration of a read, but not its result.
_PATIENCE = ("timeout", "retries", "retry_budget", "trace")
# PBKDF2-HMAC-SHA256 as recommended by OWASP's Password Storage Cheat Sheet (allowed by FIPS 140, unlike scrypt): 0.1 seconds for each cached source.
_ROUNDS = 600_000
_SHOWN = 5  # hosts in a warning


@dataclass(frozen=True)
class Host:
    """A host from a platform: its name, its variables, the groups that the plugin assigns, and its address.

    Name and address are not validated yet. No variable may have a name that is special to Ansible.
    """

    name: str
    variables: Mapping[str, Any]
    groups: tuple[str, ...] = ()
    address: Any = None


class PeopleInventory(BaseInventoryPlugin, Constructable, Cacheable):
    """The base class. Source files are named ``*.<last part of NAME>.yml``.

    ``providers`` are the platforms to read, ``asks`` further options that affect what is read. Subclasses implement ``read`` and ``hosts``.
    """

    NAME = ""
    providers: tuple[Provider, ...] = ()
    asks: tuple[str, ...] = ()

    def read(self, params: dict[str, Any]) -> Any:
        """Return the data to create hosts from, as JSON types without secrets, which may be cached. ``params`` are the connection options."""
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
        """Return all hosts before any is added. All errors are raised as AnsibleError."""
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
        """Return the names of existing and future groups.

        Ansible searches groups first, so the variables of a host with the name of a group would be set for all its members.
        """
        own = {self._sanitize_group_name(group) for host in hosts for group in host.groups}
        return own.union(self.inventory.groups, map(self._sanitize_group_name, self.get_option("groups") or ()))

    def _connection(self) -> dict[str, Any]:
        """Return the connection options. A source file may have templates in them."""
        names = [*TRANSPORT, *(option for provider in self.providers for option in provider.options)]
        given = {name: self.get_option(name) for name in names}
        return {name: self.templar.template(value) if isinstance(value, str) else value for name, value in given.items()}

    def _data(self, path: str, cache: bool, params: dict[str, Any]) -> Any:
        if not self.get_option("cache"):
            return self.read(params)
        key = f"{self.get_cache_key(path)}_{self._question(params)}"
        if cache:  # false when the user refreshes the cache, which is only written then
            try:
                return json.loads(self._cache[key])
            except (KeyError, TypeError, ValueError):  # missing, or written by something else
                pass
        data = self.read(params)
        # Cached as a single string, so that no cache plugin decodes markers for templates and vaults in data of a platform.
        self._cache[key] = json.dumps(data)
        return data

    def _question(self, params: Mapping[str, Any]) -> str:
        """Return a digest of credentials and options, so that data of another account, token or query are never used.

        It is part of file names, so it uses a slow hash: guessing secrets from it is as hard as from stored passwords.
        """
        options = {name: option for provider in self.providers for name, option in provider.options.items()}
        open_ones = {name: params[name] for name, option in options.items() if not option.get("no_log")}
        query = {**open_ones, **{name: self.get_option(name) for name in self.asks}}
        decisive = {name: value for name, value in params.items() if name not in _PATIENCE}
        question, secrets = (json.dumps(entry, sort_keys=True, default=str).encode() for entry in (query, decisive))
        return hashlib.pbkdf2_hmac("sha256", secrets, hashlib.sha256(question).digest(), _ROUNDS, 16).hex()

    def _address(self, name: str, address: Any) -> dict[str, Any]:
        """Return ``ansible_host`` if the address is valid and no other source has this host, so that a platform cannot redirect connections."""
        if address is None:
            return {}
        if not is_address(address):
            self._leave_out(name, address)
        elif name in self._elsewhere:
            self._leave_to_another(name)
        else:
            return {ADDRESSES[0]: plain(address)}
        return {}

    def _leave_to_another(self, name: str) -> None:
        self._unreached.append(f"{name} (another source has a host of this name)")

    def _leave_out(self, name: str, address: Any) -> None:
        self._unreached.append(f"{name} ('{visible(str(address)[:60])}' is not the host name or IP address of another machine)")

    def _warn(self) -> None:
        """Show a single warning about all hosts without an address."""
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
        """Return a group name, also for constructed groups, that is not the name of a host, which Ansible would confuse with the group."""
        group = group_name(str(to_safe_group_name(name)))
        while group in self.inventory.hosts:
            group = f"_{group}"
        return group

    def _construct(self, made: Mapping[str, Mapping[str, Any]]) -> None:
        """Construct variables and groups as in the source file.

        Keyed groups come last: without a prefix, a value may be the name of a host, whose variables would become those of the group.
        """
        strict = self.get_option("strict")
        for name, variables in made.items():
            self._compose_variables(name, variables, strict)
            self._add_host_to_composed_groups(self.get_option("groups"), variables, name, strict=strict)
        for name, variables in made.items():
            self._add_to_keyed_groups(name, variables, strict)

    def _add_to_keyed_groups(self, name: str, variables: Mapping[str, Any], strict: bool) -> None:
        """Add a host to its keyed groups. Values that are not valid group names are ignored, unless ``strict`` is set."""
        for entry in self.get_option("keyed_groups") or ():
            try:
                self._add_host_to_keyed_groups([entry], variables, name, strict=strict)
            except Exception:  # Ansible raises bare ones too, as for a group within itself
                if strict:
                    raise

    def _compose_variables(self, name: str, variables: Mapping[str, Any], strict: bool) -> None:
        """Set composed variables. They contain data of a platform, so they are not templates (before ansible-core 2.19, the result of a filter would be
        one), and addresses are validated."""
        composed = self.get_option("compose") or {}
        host = self.inventory.get_host(name)
        before = dict(host.vars)
        self._set_composite_vars(composed, variables, name, strict=strict)
        own = host.vars  # not earlier, because Ansible may have replaced the dictionary
        for variable in [entry for entry in composed if entry in own and own[entry] is not before.get(entry)]:
            own[variable] = plain(own[variable])
            if variable in ADDRESSES and not is_address(own[variable]):
                self._leave_out(name, own[variable])
            elif variable in ADDRESSES and name in self._elsewhere:
                self._leave_to_another(name)
            else:
                continue
            own.pop(variable)
            own.update({entry: before[entry] for entry in (variable,) if entry in before})


def _distinct(name: str, taken: dict[str, int]) -> str:
    """Return the name, with a number appended if it is taken, so that no host is lost."""
    number, free = taken.get(name, 1), name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    taken[name] = number
    taken.setdefault(free, 1)
    return free
