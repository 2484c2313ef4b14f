# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: te_agents
short_description: Enterprise agents of Cisco ThousandEyes as hosts
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Creates a host for each enterprise agent in the account groups of the token's user, so that other playbooks can manage the machines.
  - A host has the variables C(te_agent_id), C(te_agent_name), C(te_account_groups), C(te_type), C(te_state), C(te_enabled), C(te_hostname), C(te_location),
    C(te_country), C(te_ip_addresses), C(te_public_ip_addresses), C(te_last_seen), C(te_created), C(te_network), C(te_prefix), C(te_ipv6_policy),
    C(te_serial_number), C(te_utilization), C(te_errors), C(te_target_for_tests), C(te_coordinates), C(te_provider), C(te_verify_certificates),
    C(te_keep_browser_cache), C(te_test_ids), C(te_tests), C(te_cluster_members), C(te_local_resolution_prefixes) and C(te_interfaces).
    A member of a cluster also has C(te_cluster) and C(te_member_id).
  - Hosts are in the groups C(te_account_group_NAME), C(te_state_NAME), C(te_country_CODE) and C(te_type_NAME). Members of a cluster are also in
    C(te_cluster_NAME).
  - In host names, characters other than letters, digits and C(@ . + - _) are replaced with underscores. So is a first character that is not a letter,
    a digit or an underscore. In group names, everything except letters, digits and underscores is replaced. A host with a name of the controller
    (C(localhost), C(127.0.0.1)) gets an underscore prepended. A host with the same name as a group gets a number appended.
  - It takes one request, plus one for each account group. The inventory is complete or fails. It also fails if the token's user lacks the permission
    V(View agents in account group), so that ThousandEyes leaves out the agents. ThousandEyes may also leave them out where there are none. If it does so
    for all account groups, the plugin cannot tell these cases apart, and fails.
  - Read-only. The name of the source file must end in C(te_agents.yml) or C(te_agents.yaml).
extends_documentation_fragment:
  - people.access.thousandeyes
  - people.access.thousandeyes.plugin
  - people.access.connection
  - people.access.connection.plugin
  - ansible.builtin.constructed
  - ansible.builtin.inventory_cache
options:
  plugin:
    description: Token that ensures this is a source file for the plugin.
    type: string
    required: true
    choices: [people.access.te_agents]
  account_groups:
    description: Names of the account groups to read. Without it, the plugin reads all of them. An unknown name is an error.
    type: list
    elements: string
  name_by:
    description:
      - Source of the host names. If two agents would have the same name, the ID is appended to both.
      - An agent without a hostname is named after the agent.
    type: string
    choices: [name, hostname, id]
    default: name
  address:
    description:
      - Sources of C(ansible_host), in order of preference. The plugin takes the first one that an agent has. If there is none, or if the list is
        empty, C(ansible_host) is not set.
      - V(ip_address) and V(public_ip_address) use the first address that the agent reports.
      - Values that are neither a hostname (RFC 1123) nor an IP address are ignored with a warning. So are loopback, unspecified and multicast
        addresses, and addresses of an agent with the same name as a host of an inventory source that Ansible read before, so that no agent can
        redirect connections to that host. The plugin checks C(ansible_host) in O(compose) in the same way.
      - Ansible reads sources in the order of C(-i), and the files of a directory in alphabetical order. Let the source of this plugin be the last one.
    type: list
    elements: string
    choices: [hostname, ip_address, public_ip_address, name]
    default: [hostname, ip_address]
  clusters:
    description: Whether the members of a cluster are hosts, or the cluster itself, or both.
    type: string
    choices: [members, cluster, both]
    default: members
notes:
  - Values from ThousandEyes are never evaluated as templates, also not through C(compose). C(ansible_host) is the only variable whose name has a
    special meaning in Ansible. If you compose another one, such as C(ansible_user), use your own values, not values that agents report.
  - Set a prefix for entries of C(keyed_groups). Without a prefix, a value from a platform can become the name of one of your own groups.
  - C(ansible-inventory --list) shows each text as C({"__ansible_unsafe":TEXT}), which is Ansible's mark for text that is not a template. Ansible and
    AWX keep the mark. C(ansible-inventory) loses it with C(--yaml) or C(--toml). Do not use such a file as an inventory.
  - The cache contains the agents as they were read, and no credentials. It is not used for another token, account group, URL or proxy.
  - File names in the cache contain a digest of the credentials (PBKDF2 with 600,000 rounds), which is as hard to guess as a stored password. Cache
    plugins that write files make them readable for every user of the machine. Set O(cache_connection) to a private directory.
seealso:
  - module: people.access.te_account_group_info
"""

EXAMPLES = r"""
---
# A file called te_agents.yml or harbor.te_agents.yml. Credentials come from the environment, as for the modules.
plugin: people.access.te_agents
address: [ip_address]
compose:
  ansible_user: "'thousandeyes'"
groups:
  outdated: te_errors | selectattr('code', '==', 'agent-version-outdated') | length > 0
keyed_groups:
  - key: te_location.split(', ') | first
    prefix: city
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.agents import AGENT, AgentList, facts_of, objects
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.client import PROVIDER
from ansible_collections.people.access.plugins.plugin_utils.connection import reading
from ansible_collections.people.access.plugins.plugin_utils.hosts import host_name
from ansible_collections.people.access.plugins.plugin_utils.inventory import Host, PeopleInventory

# The values of a member of a cluster, which replace those of the cluster.
_MEMBER = ("agentState", "lastSeen", "utilization", "ipAddresses", "publicIpAddresses", "errorDetails", "serialNumber")


class InventoryModule(PeopleInventory):
    NAME = "people.access.te_agents"
    providers = (PROVIDER,)
    asks = ("account_groups",)

    def read(self, params: dict[str, Any]) -> Any:
        with reading(PROVIDER, params, "inventory te_agents") as connection:
            names = self.get_option("account_groups")
            if names is not None:
                ids = {connection.names.id("account_group", name) for name in names}
                connection.only([row for row in connection.known("account_groups") if str(row["aid"]) in ids])
            rows = [row for row in AgentList(connection).rows() if row.get("agentType") != "cloud"]
            read = [{**_facts(row), "members": [
                {**_facts({**row, **_own(clusterMember)}), **_named(clusterMember)} for clusterMember in objects(row.get("clusterMembers"))
            ]} for row in rows]
            return connection.http.secrets.masked(read)

    def hosts(self, data: Any) -> Iterable[Host]:
        chosen = list(_chosen(data, self.get_option("clusters")))
        names = [str(agent.get(self.get_option("name_by")) or agent["name"] or agent["id"]) for agent in chosen]
        taken = Counter(host_name(name).casefold() for name in names)
        for agent, name in zip(chosen, names):
            alone = taken[host_name(name).casefold()] == 1
            unique = name if alone else f"{name}-{agent.get('member_id') or agent['id']}"
            yield Host(unique, _variables(agent), _groups(agent), self._address_of(agent))

    def _address_of(self, agent: Mapping[str, Any]) -> Any:
        """Return the address of the first requested kind that the agent has."""
        return next((address for address in (_value_of(agent, kind) for kind in self.get_option("address")) if address), None)


def _variables(agent: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: agent.get(fact) for name, fact in (("te_cluster", "cluster"), ("te_member_id", "member_id")) if agent.get(fact)}
    facts = {f"te_{fact.name}": agent.get(fact.name) for fact in AGENT.read_only}
    return {"te_agent_id": agent["id"], "te_agent_name": agent["name"], **facts, **given}


def _facts(row: Mapping[str, Any]) -> dict[str, Any]:
    facts = facts_of(row)
    return {"id": row["agentId"], "name": row.get("agentName"), **facts, "errors": facts["errors"] or [], "account_groups": facts["account_groups"] or []}


def _own(member: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a member. The host name is that of the cluster, so members have none."""
    return {name: member.get(name) for name in _MEMBER} | {"hostname": None}


def _named(member: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": member.get("name"), "member_id": member.get("memberId")}


def _chosen(agents: Iterable[Mapping[str, Any]], clusters: str) -> Iterator[Mapping[str, Any]]:
    for agent in agents:
        if not agent["members"] or clusters != "members":
            yield agent
        if clusters != "cluster":
            yield from ({**member, "cluster": agent["name"]} for member in agent["members"])


def _value_of(agent: Mapping[str, Any], kind: str) -> Any:
    if kind in ("hostname", "name"):
        return agent.get(kind)
    addresses = agent.get(f"{kind}es")
    return addresses[0] if isinstance(addresses, list) and addresses else addresses


def _groups(agent: Mapping[str, Any]) -> tuple[str, ...]:
    groups = [f"te_account_group_{group}" for group in agent["account_groups"]]
    groups += [f"te_{kind}_{agent[kind]}" for kind in ("state", "country", "type", "cluster") if agent.get(kind)]
    return tuple(groups)
