# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The initial state: people, roles, storages, and the permissions of the API."""

from __future__ import annotations

import datetime
import hashlib
import uuid
from collections.abc import Iterable
from typing import Any

from ..world import CREDENTIALS, DOMAIN, Person, World
from .checks import LOCALES

TENANT, CUSTOMER = CREDENTIALS["CNTB_OAUTH2_CLIENT_ID"].split("-")
ACCOUNT = {"tenantId": TENANT, "customerId": CUSTOMER}
EPOCH = 1767258000.0  # the start of the demo audits, 2026-01-01
TAGS = {11: "web", 12: "db"}
DATA_CENTERS = [
    {
        "name": name, "slug": slug, "capabilities": capabilities, "s3Url": url, "regionName": region, "regionSlug": region_slug,
    } for name, slug, region, region_slug, url, capabilities in (
        ("European Union 1", "EU1", "European Union", "EU", "", ["VPS", "VDS", "Private-Networking"]),
        ("European Union 2", "EU2", "European Union", "EU", "https://eu2.contabostorage.com", ["VPS", "Object-Storage"]),
        ("United States (Central) 1", "US-C1", "United States (Central)", "US-central", "https://usc1.contabostorage.com", ["VPS", "Object-Storage"]),
        ("Asia (Singapore) 1", "SIN1", "Asia (Singapore)", "SIN", "https://sin1.contabostorage.com", ["VPS", "Object-Storage"]),
    )
]
TWIN_TAG = 13  # the second tag of the switch duplicate_tag_names
TWIN_ROLE = 4799  # the second role "Network" of the switch duplicate_role_names

# assumption: the spelling of the paths with parameters; the switch api_name_style has the other one
API_PERMISSIONS: dict[str, tuple[str, ...]] = {
    "/v1/users": ("CREATE", "READ"), "/v1/users/{userId}": ("READ", "UPDATE", "DELETE"), "/v1/users/{userId}/reset-password": ("CREATE",),
    "/v1/users/{userId}/resend-email-verification": ("CREATE",), "/v1/users/client": ("READ",), "/v1/users/client/secret": ("UPDATE",),
    "/v1/users/is-password-set": ("READ",), "/v1/users/audits": ("READ",), "/v1/users/{userId}/object-storages/credentials": ("READ",),
    "/v1/users/{userId}/object-storages/{objectStorageId}/credentials/{credentialId}": ("READ", "UPDATE"),
    "/v1/roles": ("CREATE", "READ"), "/v1/roles/{roleId}": ("READ", "UPDATE", "DELETE"), "/v1/roles/api-permissions": ("READ",),
    "/v1/roles/audits": ("READ",), "/v1/object-storages": ("CREATE", "READ"), "/v1/object-storages/{objectStorageId}": ("READ", "UPDATE"),
    "/v1/compute/instances": ("CREATE", "READ"), "/v1/compute/instances/{instanceId}": ("READ", "UPDATE"), "/v1/private-networks": ("CREATE", "READ"),
    "/v1/private-networks/{privateNetworkId}": ("READ", "UPDATE", "DELETE"), "/v1/tags": ("CREATE", "READ"), "/v1/tags/{tagId}": ("READ", "UPDATE", "DELETE"),
}


def grant(api: str, actions: Iterable[str], *tags: int) -> dict[str, Any]:
    return {"apiName": api, "actions": list(actions), "resources": list(tags)}


def role_of(role_id: int, name: str, *grants: dict[str, Any], kind: str = "custom", admin: bool = False) -> dict[str, Any]:
    everything = admin or kind == "default"
    return {"roleId": role_id, "name": name, "admin": admin, "accessAllResources": everything, "type": kind, "permissions": list(grants)}


def demo_roles() -> list[dict[str, Any]]:
    # assumption: the names of the default roles are those of the product; the switch default_role_names renames them
    return [
        role_of(101, "Owner", kind="default", admin=True), role_of(102, "Full Access", kind="default", admin=True),
        role_of(103, "Technician", grant("/v1/compute/instances", ["CREATE", "READ"]), grant("/v1/private-networks", ["READ"]), kind="default"),
        role_of(104, "Billing Admin", kind="default"), role_of(105, "Invoice", kind="default"), role_of(106, "Abuse & Fraud", kind="default"),
        role_of(107, "Object Storage", grant("/v1/object-storages", ["READ"]), kind="default"),
        role_of(108, "Object Storage r/w", grant("/v1/object-storages", ["CREATE", "READ"]), kind="default"),
        role_of(4711, "Network", grant("/v1/private-networks", ["CREATE", "READ"]),
                grant("/v1/private-networks/{privateNetworkId}", ["READ", "UPDATE", "DELETE"]), grant("/v1/compute/instances", ["READ"], 11)),
        role_of(4712, "s3-readers", grant("/v1/object-storages", ["READ"], 11, 12)),
        role_of(4713, "Support desk", grant("/v1/users", ["READ"]), grant("/v1/users/{userId}/reset-password", ["CREATE"]),
                grant("/v1/users/audits", ["READ"])),
    ]


def storage_of(name: str, region: str, slug: str, center: str, url: str) -> dict[str, Any]:
    return {
        "objectStorageId": uuid_of(f"storage {name}"), "createdDate": stamp(EPOCH), "autoScaling": {"state": "disabled", "sizeLimitTB": 0.0},
        "dataCenter": center, "totalPurchasedSpaceTB": 0.5, "s3Url": url, "s3TenantId": key_of(f"tenant {name}"), "status": "READY",
        "region": region, "displayName": name, "slug": slug,
    }


def demo_storages() -> list[dict[str, Any]]:
    return [
        storage_of("backup-eu", "European Union", "EU", "European Union 2", "https://eu2.contabostorage.com"),
        storage_of("media-us", "United States (Central)", "US-central", "United States (Central) 1", "https://usc1.contabostorage.com"),
    ]


def user_of(first: str, last: str, email: str, roles: Iterable[int], **other: Any) -> dict[str, Any]:
    usual = {"enabled": True, "totp": False, "locale": "en", "owner": False, "emailVerified": True, "sendInvoiceEmail": False}
    password = "cntb-" + email.partition("@")[0]
    return {"userId": uuid_of(email), "firstName": first, "lastName": last, "email": email, "roles": list(roles), "password": password, **usual, **other}


_TEAM_ROLES: dict[str, tuple[int, ...]] = {"netops": (4711,), "data": (4712,), "support": (4713,), "audit": (105,), "platform": (103,)}


def _member(person: Person) -> dict[str, Any]:
    """Return the user of a person: mostly with the role of the team, with some exceptions for reviews to find."""
    number, roles = person.index, _TEAM_ROLES[person.team]
    if number % 12 == 7:
        roles = ()
    elif number % 8 == 5:
        roles = (*roles, 106)
    elif number % 16 == 14:
        roles = (102,)
    verified = number % 9 != 8
    password = f"cntb-{person.email.partition('@')[0]}" if verified and number % 11 != 10 else None
    return user_of(
        person.first_name, person.last_name, person.email, roles, enabled=number % 7 != 6, totp=person.team in ("audit", "platform") or number % 6 == 0,
        locale=LOCALES[number % len(LOCALES)], emailVerified=verified, password=password,
    )


def demo_users(world: World) -> list[dict[str, Any]]:
    fixed = [
        user_of("Olga", "Owner", f"owner@{DOMAIN}", [101], owner=True),
        user_of("Access", "Automation", CREDENTIALS["CNTB_OAUTH2_USER"], [102], password=CREDENTIALS["CNTB_OAUTH2_PASS"]),
        user_of("Read", "Only", f"readonly@{DOMAIN}", [105]),
    ]
    if world.preset == "empty":
        return fixed
    # the address of the first is part of that of the second: the server's filter finds both
    ada = user_of("Ada", "Quist", f"ada.quist@{DOMAIN}", [102], totp=True, locale="en-US")
    nada = user_of("Nada", "Quist", f"nada.quist@{DOMAIN}", [4713], locale="de")
    return [*fixed, ada, nada] + [_member(person) for person in world.people("contabo")]


def uuid_of(label: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"contabo {label}"))


def key_of(label: str) -> str:
    return hashlib.sha256(label.encode()).hexdigest()[:32]


def stamp(moment: float) -> str:
    return datetime.datetime.fromtimestamp(moment, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{int(moment * 1000) % 1000:03d}Z"
