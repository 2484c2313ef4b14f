# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""ThousandEyes: agents of account groups, which are read-only in this API."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...engine.errors import Incomplete
from ...engine.fields import CaseInsensitive, ReadOnlyField, Resource, Row
from ...engine.store import Store
from .client import TITLE, ThousandEyes


def _named(rows: list[Row]) -> list[str]:
    return sorted(str(row.get("accountGroupName") or row["aid"]) for row in rows)


def objects(value: Any) -> list[Row]:
    """Return the objects of a list. Nothing relies on what is shown of an agent, so an unexpected form does not fail the task."""
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def _errors(value: Any) -> list[dict[str, Any]]:
    return [{"code": row.get("code"), "description": row.get("description")} for row in objects(value)]


def _tests(value: Any) -> list[dict[str, Any]]:
    return [{"id": row.get("testId"), "name": row.get("testName"), "type": row.get("type"), "enabled": row.get("enabled")} for row in objects(value)]


def _interfaces(value: Any) -> list[dict[str, Any]]:
    return [{"name": row.get("interfaceName"), "ip_addresses": row.get("ipAddresses") or []} for row in objects(value)]


# The values that agents and members of a cluster have in common (EnterpriseAgentData, ClusterMember).
COMMON = (
    ReadOnlyField("state", "agentState"), ReadOnlyField("ip_addresses", "ipAddresses"), ReadOnlyField("public_ip_addresses", "publicIpAddresses"),
    ReadOnlyField("last_seen", "lastSeen"), ReadOnlyField("network", "network"), ReadOnlyField("serial_number", "serialNumber"),
    ReadOnlyField("utilization", "utilization"), ReadOnlyField("errors", "errorDetails", _errors), ReadOnlyField("target_for_tests", "targetForTests"),
)


def _members(value: Any) -> list[dict[str, Any]]:
    return [{"id": row.get("memberId"), "name": row.get("name"), **_values_of(row, COMMON)} for row in objects(value)]


AGENT = Resource(
    noun="agent", plural="agents", key=CaseInsensitive("name", "agentName"), id_api="agentId", fields=(),
    read_only=(
        ReadOnlyField("type", "agentType"), ReadOnlyField("enabled", "enabled"), ReadOnlyField("hostname", "hostname"), ReadOnlyField("location", "location"),
        ReadOnlyField("country", "countryId"), ReadOnlyField("created", "createdDate"), ReadOnlyField("prefix", "prefix"),
        ReadOnlyField("ipv6_policy", "ipv6Policy"), ReadOnlyField("account_groups", "accountGroups", _named), *COMMON,
        ReadOnlyField("coordinates", "coordinates"), ReadOnlyField("provider", "networkProviderInfo"),
        ReadOnlyField("verify_certificates", "verifySslCertificates"), ReadOnlyField("keep_browser_cache", "keepBrowserCache"),
        ReadOnlyField("test_ids", "testIds"), ReadOnlyField("tests", "tests", _tests), ReadOnlyField("cluster_members", "clusterMembers", _members),
        ReadOnlyField("local_resolution_prefixes", "localResolutionPrefixes"), ReadOnlyField("interfaces", "interfaceIpMapping", _interfaces),
    ),
)


class AgentList(Store):
    """The store of agents of all account groups that the caller can see. They are read-only in this API."""

    resource = AGENT
    connection: ThousandEyes

    def rows(self) -> Iterator[Row]:
        _require_agents(self.connection.groups_with_agents)
        return iter(self.connection.agents)


def _require_agents(groups: list[Row]) -> None:
    """Raise Incomplete if the caller may not see the agents of an account group: its response has none, and either no other one has, or others are shared
    with it. Otherwise it may have no agents, as they are optional in the contract (AccountGroupDetail)."""
    without = {str(group["aid"]): str(group["accountGroupName"]) for group in groups if group.get("agents") is None}
    shared = {str(place["aid"]) for group in groups for agent in group.get("agents") or () for place in agent.get("accountGroups") or ()}
    hidden = sorted(name for aid, name in without.items() if len(without) == len(groups) or aid in shared)
    if hidden:
        raise Incomplete(f"{TITLE} answered these account groups without agents: {', '.join(hidden)}.",
                         "The user of te_token needs 'View agents in account group' there. If the user has it, they may have no agents: leave them out.")


def facts_of(agent: Row) -> dict[str, Any]:
    """Return all values of an agent, None if not reported."""
    return _values_of(agent, AGENT.read_only)


def _values_of(row: Row, facts: Iterable[ReadOnlyField]) -> dict[str, Any]:
    return {fact.name: fact.to_result(row).get(fact.name) for fact in facts}


def agent_summary(agent: Row) -> dict[str, Any]:
    """Return an agent for the result of its account group."""
    return {"id": str(agent["agentId"]), "name": agent.get("agentName"), **facts_of(agent)}
