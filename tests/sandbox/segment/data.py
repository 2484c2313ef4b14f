# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The initial state of the emulated Segment workspace."""

from __future__ import annotations

from typing import Any

from ..world import DOMAIN, Person

Json = dict[str, Any]

WORKSPACE = {"id": "9hArB0rAnaLyt1cSw0rKsp", "name": "Harbor Analytics", "slug": "harbor-analytics"}
# What permissions can refer to, as the operations of the product show it.
SOURCES: list[Json] = [
    {"id": "src-web", "slug": "web-shop", "name": "Web shop", "metadata": {"id": "m-web", "slug": "javascript", "name": "Javascript"}, "enabled": True,
     "writeKeys": ["wk-2f6ca9aa7d"], "labels": [{"key": "env", "value": "prod", "description": "Production"}]},
    {"id": "src-ios", "slug": "ios-app", "name": "", "metadata": {"id": "m-ios", "slug": "ios", "name": "iOS"}, "enabled": True,
     "writeKeys": ["wk-90bd11e5c3"], "labels": []},
    {"id": "src-billing", "slug": "billing", "name": "Billing", "metadata": {"id": "m-http", "slug": "http", "name": "HTTP API"}, "enabled": False,
     "writeKeys": ["wk-5d8c1f7e02"], "labels": [{"key": "env", "value": "dev"}]},
]
WAREHOUSES: list[Json] = [
    {"id": "wh-main", "metadata": {"id": "m-pg", "slug": "postgres", "name": "Postgres"}, "enabled": True,
     "settings": {"name": "Main warehouse", "hostname": "db.harbor.example", "password": "wh-secret-7a1"}},
    {"id": "wh-bare", "metadata": {"id": "m-bq", "slug": "bigquery", "name": "BigQuery"}, "enabled": True, "settings": {}},
]
SPACES: list[Json] = [{"id": "spa-harbor", "name": "Harbor Space", "slug": "harbor-space"}]
FUNCTIONS: list[Json] = [
    {"id": "fn-enrich", "resourceType": "SOURCE", "displayName": "Enrich orders", "description": "Adds the customer to an order",
     "createdAt": "2026-02-03T09:00:00.000Z", "createdBy": "owner", "logoUrl": "", "catalogId": "cat-1"},
    {"id": "fn-mask", "resourceType": "INSERT_DESTINATION", "displayName": "Mask mail", "description": "", "createdAt": "2026-03-01T09:00:00.000Z",
     "createdBy": "owner", "logoUrl": "", "catalogId": "cat-2"},
]
LABELS: list[Json] = [
    {"key": "env", "value": "prod", "description": "Production"}, {"key": "env", "value": "dev", "description": ""},
    {"key": "team", "value": "data", "description": "The data team"},
]
RESOURCES = {
    "WORKSPACE": [WORKSPACE["id"]], "SOURCE": ["src-web", "src-ios", "src-billing"], "WAREHOUSE": ["wh-main", "wh-bare"],
    "FUNCTION": ["fn-enrich", "fn-mask"], "SPACE": ["spa-harbor"],
}
ROLES = {
    "Workspace Owner": "1WDUuRLxv84rrfCNUwvkrRtkxnS", "Minimal Workspace Access": "1aEWAcU0fArxScocwH9xxLgW7r3",
    "Source Admin": "2SourceAdmin000000000000000", "Source Read-only": "2SourceReadOnly000000000000",
    "Function Admin": "2FunctionAdmin0000000000000", "Function Read-only": "2FunctionReadOnly0000000000",
    "Warehouse Destination Admin": "2WarehouseDestinationAdmin0", "Tracking Plan Admin": "2TrackingPlanAdmin000000000",
    "Unify and Engage Admin": "2UnifyAndEngageAdmin0000000", "Identity Admin": "2IdentityAdmin0000000000000",
    "End User Privacy Admin": "2EndUserPrivacyAdmin0000000", "PII Access": "2PiiAccess00000000000000000",
}
TWIN_ROLE = ("Source Read-only", "2SourceReadOnlyTwin00000000")
OWNER, SECOND_OWNER = f"owner@{DOMAIN}", f"ada.quist@{DOMAIN}"
TOKEN_ID = "HrbrTok1"


def grant(role: str, *sources: str, env: str = "") -> Json:
    """Return the grant of a role on the workspace, on resources with a label, or on sources."""
    labels = [{"key": "env", "value": env}] if env else []
    whole = [{"id": WORKSPACE["id"], "type": "WORKSPACE", "labels": labels}]
    return {"roleId": ROLES[role], "resources": [{"id": source, "type": "SOURCE", "labels": []} for source in sources] or whole}


def demo_grants(person: Person) -> list[Json]:
    """Return the direct permissions of a person. Some people have access only through a group."""
    odd = person.index % 2 == 1
    if person.team == "netops":
        return [grant("Source Admin", env="prod"), grant("Function Read-only")] if odd else [grant("Source Admin", env="dev")]
    if person.team == "data":
        return [] if person.index % 3 == 1 else [grant("Source Read-only"), grant("Warehouse Destination Admin"), grant("PII Access")]
    if person.team == "support":
        return [grant("Source Read-only", "src-web", "src-ios")] if odd else [grant("Source Read-only", "src-billing")]
    if person.team == "audit":
        return [grant("Minimal Workspace Access"), *([grant("Source Read-only", env="prod")] if odd else [])]
    if person.index % 20 == 9:
        return [grant("Workspace Owner")]
    return [grant("Function Admin"), grant("Tracking Plan Admin"), grant("Source Admin", "src-web")]


DEMO_INVITES = {
    f"invitee1@{DOMAIN}": [grant("Source Read-only")],
    f"invitee2@{DOMAIN}": [grant("Minimal Workspace Access")],
    f"invitee3@{DOMAIN}": [grant("Source Admin", env="prod")],
    f"invitee4@{DOMAIN}": [grant("Source Admin", "src-web", "src-billing")],
    f"pat+segment@{DOMAIN}": [grant("Function Read-only")],
    f"late.invitee@{DOMAIN}": [grant("Minimal Workspace Access")],
}
# name, teams of the members, further members, permissions, whether it exists only with the switch for duplicate names
DEMO_GROUPS: tuple[tuple[str, tuple[str, ...], list[str], list[Json], bool], ...] = (
    ("Analysts", ("data",), [f"invitee2@{DOMAIN}"], [grant("Source Read-only"), grant("Tracking Plan Admin", env="dev")], False),
    ("Engineers", ("netops", "platform"), [], [grant("Source Admin", env="dev"), grant("Function Admin")], False),
    ("Privacy", ("audit",), [OWNER], [grant("End User Privacy Admin"), grant("PII Access")], False),
    ("Analysts", (), [], [grant("Minimal Workspace Access")], True),
)
