# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: people
short_description: People as hosts with their accounts on all platforms
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Creates a host for each person who has an account on ThousandEyes, Segment, Contabo or TSNA. The name of the host is the e-mail address. An
    account without a known owner becomes a separate host, named C(PLATFORM-LOGIN). An address without C(@), such as V(n/a) on TSNA, identifies nobody.
  - A host has the variables C(person_email), C(person_name), C(status), C(last_seen), C(categories), C(platforms), C(accounts) and C(entitlements).
    The last two have the format of M(people.access.access_info).
  - Hosts are in the groups C(platform_NAME), C(status_NAME), C(role_PLATFORM_NAME), C(account_group_NAME) and C(user_group_NAME). They are also in
    C(admin_anywhere), C(dormant), C(never_used), C(new_account), C(orphan), C(service), C(pending), C(ended), C(unmatched) and C(multi_platform) if
    these apply.
  - In host names, characters other than letters, digits and C(@ . + - _) are replaced with underscores. So is a first character that is not a letter,
    a digit or an underscore. In group names, everything except letters, digits and underscores is replaced. A host with the same name as another host
    or as a group gets a number appended.
  - The inventory is complete or fails. People are never silently missing. It takes the same requests as M(people.access.access_info).
  - Read-only. The name of the source file must end in C(people.yml) or C(people.yaml).
extends_documentation_fragment:
  - people.access.people.platforms
  - people.access.people.admin_roles
  - people.access.thousandeyes
  - people.access.thousandeyes.plugin
  - people.access.segment
  - people.access.segment.plugin
  - people.access.contabo
  - people.access.contabo.plugin
  - people.access.tsna
  - people.access.tsna.plugin
  - people.access.connection
  - people.access.connection.plugin
  - ansible.builtin.constructed
  - ansible.builtin.inventory_cache
options:
  plugin:
    description: Token that ensures this is a source file for the plugin.
    type: string
    required: true
    choices: [people.access.people]
  exact:
    description: Whether to read each ThousandEyes user individually. See O(people.access.access_info#module:exact).
    type: boolean
    default: false
  roster_file:
    description:
      - Path of a roster as for M(people.access.roster), of a directory of rosters, or a list of such paths, relative to the source file.
        C(~) and environment variables are expanded.
      - Files may be encrypted with Ansible Vault. The roster defines who is known, who owns which login name, and whose access has ended.
      - Without a roster, the groups C(orphan) and C(ended) are empty.
    type: raw
  columns:
    description: Names of the columns in CSV files of O(roster_file), as for O(people.access.roster#module:columns).
    type: dictionary
    version_added: 1.0.0
  service_accounts:
    description: E-mail addresses and TSNA login names of service accounts, which are not orphans. C(*) matches any text.
    type: list
    elements: string
    aliases: [service]
    default: []
  dormant_days:
    description:
      - Number of days without login after which a usable account is dormant. A person is in the group C(dormant) only if the person is dormant on all
        platforms.
      - ThousandEyes and TSNA return logins. Segment and Contabo do not.
    type: integer
    default: 90
notes:
  - Values from a platform are never evaluated as templates, also not through C(compose). No variable has a name with a special meaning in Ansible.
  - Set a prefix for entries of C(keyed_groups). Without a prefix, a value from a platform can become the name of one of your own groups.
  - C(ansible-inventory --list) shows each text as C({"__ansible_unsafe":TEXT}), which is Ansible's mark for text that is not a template. Ansible and
    AWX keep the mark. C(ansible-inventory) loses it with C(--yaml) or C(--toml). Do not use such a file as an inventory.
  - The cache contains the accounts and entitlements as they were read, and no credentials. It is not used for other credentials or for another
    platform, URL or proxy.
  - File names in the cache contain a digest of the credentials (PBKDF2 with 600,000 rounds), which is as hard to guess as a stored password. Cache
    plugins that write files make them readable for every user of the machine. Set O(cache_connection) to a private directory.
seealso:
  - module: people.access.access_info
  - module: people.access.access_review
"""

EXAMPLES = r"""
---
# A file called people.yml or harbor.people.yml. Credentials come from the environment, as for the modules.
plugin: people.access.people
service_accounts: [automation*]
dormant_days: 60
groups:
  network_admins: "'thousandeyes' in platforms and 'admin' in categories"
keyed_groups:
  - key: person_email.split('@')[1]
    prefix: domain
"""

import os
from collections.abc import Iterable, Iterator
from datetime import datetime, timezone
from typing import Any

from ansible_collections.people.access.plugins.module_utils.engine.connections import Connections
from ansible_collections.people.access.plugins.module_utils.engine.errors import BadInput
from ansible_collections.people.access.plugins.module_utils.engine.provider import cautions
from ansible_collections.people.access.plugins.module_utils.lifecycle.access import access_info
from ansible_collections.people.access.plugins.module_utils.lifecycle.people import Roster, Rules, merge
from ansible_collections.people.access.plugins.module_utils.lifecycle.roster_file import load_if_given
from ansible_collections.people.access.plugins.module_utils.lifecycle.values import as_list, value_of
from ansible_collections.people.access.plugins.module_utils.platforms import registry
from ansible_collections.people.access.plugins.plugin_utils.connection import secrets_of, show_requests
from ansible_collections.people.access.plugins.plugin_utils.inventory import Host, PeopleInventory
from ansible_collections.people.access.plugins.plugin_utils.vault import decrypted


class InventoryModule(PeopleInventory):
    NAME = "people.access.people"
    providers = tuple(registry.providers().values())
    asks = ("platforms", "exact", "admin_roles")

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        self._folder = os.path.dirname(path)
        super().parse(inventory, loader, path, cache)

    def read(self, params: dict[str, Any]) -> Any:
        secrets = secrets_of(params, *self.providers)
        with Connections(registry.providers(), params, read_only=True, secrets=secrets, module="inventory people") as connections:
            try:
                asked = {name: self.get_option(name) for name in self.asks}
                found = access_info(connections, {**asked, "admin_roles": lists_of(asked["admin_roles"], "admin_roles")}, True)
            finally:
                show_requests(connections.opened.values())
            for caution in (text for connection in connections.opened.values() for text in cautions(connection.http)):
                self.display.warning(caution)
            return found

    def hosts(self, data: Any) -> Iterable[Host]:
        return hosts_of(merge(data, self._rules()))

    def _rules(self) -> Rules:
        given = self.get_option("roster_file")
        files = [os.path.expanduser(os.path.expandvars(str(entry))) for entry in (given if isinstance(given, list) else [given]) if entry]
        paths = [os.path.join(self._folder, file) for file in files]
        roster = load_if_given(paths, decrypted(self.loader, paths, self._folder), self.get_option("columns"))
        known = Roster.given(roster.get("people") or [] if paths else None, roster.get("protect") or ())
        return Rules(datetime.now(timezone.utc), known, self.get_option("dormant_days"), tuple(self.get_option("service_accounts")))


def lists_of(given: Any, name: str) -> Any:
    """Return an option with a list for each platform, converted as in a module, because Ansible does not check the members of an option of a plugin.
    Raises BadInput."""
    if given is None:
        return None
    problems: list[str] = []
    lists = {platform: as_list(value, name) if isinstance(value, str) else value for platform, value in given.items()}
    found = value_of(lists, registry.lists_option(), name, problems)
    if problems:
        raise BadInput(f"{'; '.join(problems)}.")
    return found


def hosts_of(people: Iterable[dict[str, Any]]) -> Iterator[Host]:
    """Yield a host for each person, named by the address, and for each account without a known owner, named by platform and login."""
    for person in people:
        name = person["person"] if person["email"] else person["person"].replace(":", "-", 1)
        variables = {entry: person[entry] for entry in ("status", "last_seen", "categories", "platforms", "accounts", "entitlements")}
        yield Host(name, {"person_email": person["email"], "person_name": person["name"], **variables}, groups_of(person))


def groups_of(person: dict[str, Any]) -> tuple[str, ...]:
    groups = [f"platform_{platform}" for platform in person["platforms"]] + [f"status_{person['status']}"]
    groups += ["admin_anywhere" if category == "admin" else category for category in person["categories"]]
    for entitlement in person["entitlements"]:
        groups.append(f"role_{entitlement['platform']}_{entitlement['role']}")
        if entitlement["resource_type"] == "account_group":
            groups.append(f"account_group_{entitlement['resource']}")
        if entitlement["via"].startswith("group:"):
            groups.append(f"user_group_{entitlement['via'].partition(':')[2]}")
    return tuple(dict.fromkeys(groups))
