# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""ThousandEyes: agents of account groups, which are read-only in this API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...engine.fields import CaseInsensitive, ReadOnlyField, Resource, Row
from ...engine.store import Store
from .client import ThousandEyes

AGENT = Resource(
    noun="agent", plural="agents", key=CaseInsensitive("name", "agentName"), id_api="agentId", fields=(),
    read_only=(
        ReadOnlyField("type", "agentType"), ReadOnlyField("state", "agentState"), ReadOnlyField("enabled", "enabled"),
        ReadOnlyField("hostname", "hostname"), ReadOnlyField("location", "location"),
        ReadOnlyField("country", "countryId"), ReadOnlyField("ip_addresses", "ipAddresses"), ReadOnlyField(
            "public_ip_addresses", "publicIpAddresses"
        ), ReadOnlyField("last_seen", "lastSeen"),
        ReadOnlyField("created", "createdDate"), ReadOnlyField("network", "network"), ReadOnlyField("prefix", "prefix"),
        ReadOnlyField("ipv6_policy", "ipv6Policy"),
        ReadOnlyField(
            "serial_number", "serialNumber"
        ), ReadOnlyField("utilization", "utilization"), ReadOnlyField("errors", "errorDetails"), ReadOnlyField("account_groups", "groups"),
    ),
)
SHOWN = 9  # how many of these fields the result of an account group has


class AgentList(Store):
    """The store of agents of all account groups that the caller can see. They are read-only in this API."""

    resource = AGENT
    connection: ThousandEyes

    def rows(self) -> Iterator[Row]:
        for row in self.connection.agents:
            yield {**row, "groups": sorted(group["accountGroupName"] for group in row["accountGroups"])}


def agent_summary(agent: Row) -> dict[str, Any]:
    return {"id": agent["agentId"], "name": agent.get("agentName"), **{fact.name: agent.get(fact.api) for fact in AGENT.read_only[:SHOWN]}}
