# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The initial state of the emulated ThousandEyes organization: permissions, built-in roles, agents, demo people and events."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from typing import Any

from ..world import CREDENTIALS, DOMAIN, ORGANIZATION, Person, World

ORG_ID, SOUTH_ORG_ID = "4021", "5077"
ORGANIZATIONS = {ORG_ID: ORGANIZATION, SOUTH_ORG_ID: "Southern Networks"}
HOME, EMEA, AMER, APAC = "11001", "11002", "11003", "11004"
ADMIN_UID, ADA_UID, WEAK_UID, UNREGISTERED_UID = "244", "245", "246", "2900"
TOKENS = {CREDENTIALS["TE_TOKEN"]: ADMIN_UID, "te-sandbox-weak": WEAK_UID}

ACCOUNT_ADMIN, ORG_ADMIN, REGULAR_USER = "156", "159", "162"
WALLBOARD, INCIDENTS, READ_ONLY, TWIN = "280871", "280872", "280873", "280001"
TWIN_AGENT = "109"
# The second organization of the token's user (see the switch second_organization).
SOUTH, SOUTH_EMEA, SOUTH_ADMIN, SOUTH_USER, SOUTH_AGENT = "12001", "12002", "459", "462", "301"
BEA_UID, CARL_UID, DANA_UID = "5001", "5002", "5003"

# The login account group of users from another organization.
FOREIGN_GROUP = {"aid": "90417", "accountGroupName": "Other Example"}

# id: (label, built-in roles that hold it, is a management permission); O = Organization Admin, A = Account Admin, R = Regular User
_CATALOGUE: dict[str, tuple[str, str, bool]] = {
    "1": ("API access", "OAR", False),
    "2": ("Login via ThousandEyes login page", "OAR", False),
    "3": ("Login via Single Sign-On", "OAR", False),
    "5": ("View tests", "OAR", False),
    "6": ("Edit tests", "OA", False),
    "8": ("View reports", "OAR", False),
    "11": ("View snapshots", "OAR", False),
    "14": ("View agents in account group", "OAR", False),
    "15": ("Assign agent to account group", "O", False),
    "19": ("View all users", "OA", False),
    "20": ("Edit users", "OA", False),
    "21": ("Edit users in all account groups", "O", True),
    "22": ("Edit user email addresses", "OA", False),
    "23": ("Assign email address of users to alerts", "OA", False),
    "27": ("View roles", "O", False),
    "28": ("Edit roles", "O", True),
    "29": ("Assign management permissions", "O", True),
    "33": ("View all account groups settings", "O", False),
    "34": ("Edit all account groups", "O", True),
    "35": ("Delete account", "O", True),
    "41": ("View own activity log", "R", False),
    "42": ("View activity log for all users in account group", "OA", False),
    "43": ("View user activity in all account groups", "O", False),
    "50": ("View billing", "O", True),
    "51": ("Edit payment and contact details", "O", True),
    "52": ("View organization usage", "O", False),
    "53": ("Edit organization and account group quotas", "O", True),
    "60": ("View security & authentication settings", "O", False),
    "61": ("Edit security & authentication settings", "O", True),
}
_CONSTANTS = {"8": "REPORT_READ", "11": "REPORT_SNAPSHOTS_READ", "22": "EMAILS_UPDATE"}


def _constant(permission_id: str, label: str) -> str:
    # assumption: other constants are derived from the label, because they are not documented
    words = "".join(letter if letter.isalnum() else " " for letter in label.upper()).split()
    return _CONSTANTS.get(permission_id, "_".join(words))


PERMISSIONS: dict[str, dict[str, Any]] = {
    number: {"permissionId": number, "label": label, "permission": _constant(number, label), "isManagementPermission": management}
    for number, (label, _holders, management) in _CATALOGUE.items()
}


@dataclasses.dataclass
class Group:
    aid: str
    name: str
    agents: set[str] = dataclasses.field(default_factory=set)
    org: str = ORG_ID
    hidden_until: float = 0.0
    hidden_reads: int = 0

    @property
    def token(self) -> str:
        return uuid.uuid5(uuid.NAMESPACE_URL, f"account-group/{self.aid}").hex[:16]


@dataclasses.dataclass
class Role:
    role_id: str
    name: str
    permissions: set[str]
    builtin: bool = False
    org: str = ORG_ID

    @property
    def management(self) -> bool:
        return any(PERMISSIONS[number]["isManagementPermission"] for number in self.permissions)


@dataclasses.dataclass
class User:
    uid: str
    email: str
    name: str | None
    login: str
    explicit: dict[str, set[str]] = dataclasses.field(default_factory=dict)
    everywhere: set[str] = dataclasses.field(default_factory=set)
    registered: str | None = None
    last_login: str | None = None
    pending_email: str | None = None
    foreign: bool = False

    def copy(self) -> User:
        return dataclasses.replace(self, explicit={aid: set(roles) for aid, roles in self.explicit.items()}, everywhere=set(self.everywhere))

    @property
    def has_roles(self) -> bool:
        return bool(self.explicit or self.everywhere)


@dataclasses.dataclass
class Event:
    number: int
    at: float
    text: str
    aid: str
    group: str
    uid: str
    user: str
    resources: list[dict[str, str]]

    def record(self) -> dict[str, Any]:
        return {
            "accountGroupName": self.group, "aid": self.aid, "date": iso(self.at), "event": self.text, "ipAddress": "203.0.113.20",
            "uid": self.uid, "user": self.user, "resources": self.resources,
        }


def iso(moment: float) -> str:
    return datetime.datetime.fromtimestamp(moment, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def roles(preset: str) -> dict[str, Role]:
    def held_by(letter: str) -> set[str]:
        return {number for number, (_label, holders, _management) in _CATALOGUE.items() if letter in holders}

    found = [
        Role(ACCOUNT_ADMIN, "Account Admin", held_by("A"), True), Role(ORG_ADMIN, "Organization Admin", held_by("O"), True),
        Role(REGULAR_USER, "Regular User", held_by("R"), True),
    ]
    if preset != "empty":
        found += [
            Role(WALLBOARD, "NOC wallboard", {"5", "8", "11", "14"}), Role(INCIDENTS, "Incident viewer", {"1", "2", "5", "8", "11"}),
            Role(READ_ONLY, "Read only", {"1", "2", "3", "5", "8", "11", "14", "19", "27", "41"}),
        ]
    return {role.role_id: role for role in found}


def south_roles() -> dict[str, Role]:
    """Return the built-in roles of the second organization, which have other ids."""
    found = {number: role for number, role in roles("empty").items() if number != ACCOUNT_ADMIN}
    ids = {ORG_ADMIN: SOUTH_ADMIN, REGULAR_USER: SOUTH_USER}
    return {ids[number]: dataclasses.replace(role, role_id=ids[number], org=SOUTH_ORG_ID) for number, role in found.items()}


def south_groups() -> dict[str, Group]:
    """Return the account groups of the second organization. One has the same name as one of the first organization."""
    found = [Group(SOUTH, ORGANIZATIONS[SOUTH_ORG_ID], {SOUTH_AGENT}, SOUTH_ORG_ID), Group(SOUTH_EMEA, "EMEA", {SOUTH_AGENT}, SOUTH_ORG_ID)]
    found.append(Group("12003", "Cape stores", set(), SOUTH_ORG_ID))
    return {group.aid: group for group in found}


def south_users() -> list[User]:
    """Return two users of the second organization alone, and one who is attached to the first one."""
    registered = "2024-02-05T08:00:00Z"
    return [
        User(BEA_UID, "bea.south@south.example", "Bea South", SOUTH, {}, {SOUTH_ADMIN}, registered),
        User(CARL_UID, "carl.south@south.example", "Carl South", SOUTH_EMEA, {SOUTH_EMEA: {SOUTH_USER}}, set(), registered),
        User(DANA_UID, "dana.south@south.example", "Dana South", SOUTH, {SOUTH: {SOUTH_USER}, EMEA: {REGULAR_USER}}, set(), registered),
    ]


def groups(preset: str) -> dict[str, Group]:
    found = [Group(HOME, ORGANIZATION, {"105", "106", "108"})]
    if preset != "empty":
        found += [Group(EMEA, "EMEA", {"105", "106"}), Group(AMER, "AMER", {"107"}), Group(APAC, "APAC Retail", {"108", "281474976710706"})]
    return {group.aid: group for group in found}


def agents() -> dict[str, dict[str, Any]]:
    """Return the enterprise agents, without their account groups."""
    places = (
        ("105", "osl-dc1-ea01", "Oslo, Norway", "NO", 59.91, 10.75), ("106", "fra-dc2-ea01", "Frankfurt, Germany", "DE", 50.11, 8.68),
        ("107", "nyc-edge-ea01", "New York, United States", "US", 40.71, -74.01), ("108", "sin-retail-cluster", "Singapore", "SG", 1.35, 103.82),
        ("281474976710706", "syd-store-ea17", "Sydney, Australia", "AU", -33.87, 151.21),
    )
    found = {}
    for place, (number, name, location, country, latitude, longitude) in enumerate(places, 7):
        found[number] = {
            "agentId": number, "agentName": name, "agentType": "enterprise", "location": location, "countryId": country,
            "coordinates": {"latitude": latitude, "longitude": longitude}, "networkProviderInfo": {"asn": 64500, "name": ORGANIZATION, "type": "isp"},
            "enabled": True, "agentState": "online", "ipAddresses": [f"10.20.0.{place}"], "publicIpAddresses": [f"198.51.100.{place}"],
            "prefix": "198.51.100.0/24", "network": f"{ORGANIZATION} (AS 64500)", "verifySslCertificates": True, "keepBrowserCache": False,
            "testIds": [], "tests": [], "utilization": place, "lastSeen": "2026-11-02T10:14:58Z", "createdDate": "2024-05-06T12:00:00Z",
            "hostname": f"{name}.{DOMAIN}", "ipv6Policy": "force-ipv4", "errorDetails": [], "serialNumber": f"HN-{place:05d}",
        }
    found["108"].update(agentType="enterprise-cluster", clusterMembers=[
        {
            "memberId": str(4100 + n), "name": f"sin-retail-cluster-{n}", "agentState": state, "lastSeen": "2026-11-02T10:14:58Z", "utilization": 9,
            "ipAddresses": [f"10.20.8.{n}"], "publicIpAddresses": ["198.51.100.10"], "errorDetails": [], "serialNumber": f"HN-C{n:04d}",
        } for n, state in ((1, "online"), (2, "offline"))
    ])
    found["105"].update(
        testIds=[281], tests=[{"testId": "281", "testName": "Shop front", "type": "http-server", "enabled": True, "interval": 120}],
        targetForTests="198.51.100.7", localResolutionPrefixes=["10.0.0.0/8"],
        interfaceIpMapping=[{"interfaceName": "eth0", "ipAddresses": ["10.20.0.7"]}],
    )
    found["281474976710706"].update(agentState="offline", errorDetails=[{"code": "agent-version-outdated", "description": "Agent version 1.2 is out of date."}])
    return found


def users(world: World, today: float) -> dict[str, User]:
    """Return the users. Last logins are relative to the midnight ``today``, so that they are the same after each reset within a day."""
    found = [
        User(ADMIN_UID, f"ops@{DOMAIN}", "Ops Automation", HOME, {}, {ORG_ADMIN}, "2022-05-02T08:00:00Z", iso(today)),
        User(ADA_UID, f"ada.quist@{DOMAIN}", "Ada Quist", HOME, {}, {ORG_ADMIN}, "2023-03-01T09:12:44Z", iso(today - 61078)),
        User(WEAK_UID, f"wallboard@{DOMAIN}", "Wallboard", HOME, {HOME: {REGULAR_USER}}, set(), "2023-06-12T07:30:00Z", iso(today - 3600)),
    ]
    if world.preset != "empty":
        found.append(User(UNREGISTERED_UID, f"nadia.pending@{DOMAIN}", "Nadia Pending", EMEA, {EMEA: {REGULAR_USER}}))
    found += [_member(person, today) for person in world.people("thousandeyes")]
    return {user.uid: user for user in found}


def _member(person: Person, today: float) -> User:
    """Return the user of a person, with access by team: regional admins, readers, incident desks, auditors everywhere, platform people with wallboards.

    Some accounts are stale.
    """
    regions = (EMEA, AMER, APAC)
    home, other = regions[person.index % 3], regions[(person.index + 1) % 3]
    explicit: dict[str, set[str]] = {}
    everywhere: set[str] = set()
    login = home
    if person.team == "netops":
        explicit = {home: {ACCOUNT_ADMIN}, **({other: {REGULAR_USER}} if person.index % 2 == 0 else {})}
    elif person.team == "data":
        explicit = {home: {READ_ONLY}}
    elif person.team == "support":
        explicit = {home: {REGULAR_USER, INCIDENTS}, **({HOME: {INCIDENTS}} if person.index % 3 == 1 else {})}
    elif person.team == "audit":
        login, everywhere = HOME, {READ_ONLY}
    else:
        login, explicit, everywhere = HOME, {HOME: {REGULAR_USER}}, {ORG_ADMIN if person.index % 20 == 4 else WALLBOARD}
    registered = f"{2022 + person.index % 4}-{1 + person.index % 12:02d}-{1 + person.index % 28:02d}T09:{person.index % 60:02d}:00Z"
    days = 240 + person.index if person.index % 7 == 5 else person.index % 20
    last = None if person.index % 16 == 8 else iso(today - 86400 * days - 61 * person.index)
    return User(str(3001 + person.index), person.email, person.name, login, explicit, everywhere, registered, last)


_HABITS = (
    ("Report created.", "reportTitle", "Weekly availability"), ("Login failed.", "", ""), ("Alert rule updated.", "alertRuleName", "Loss above 5 percent"),
    ("Test updated.", "testName", "Checkout page"), ("Report updated.", "reportTitle", "Branch latency"),
)


def events(world: World, today: float, everyone: dict[str, User], all_groups: dict[str, Group]) -> list[Event]:
    """Return sixty events of the month before ``today``, oldest first."""
    if world.preset == "empty":
        return []
    people = list(everyone.values())
    found = []
    for number in range(60):
        user = people[number * 5 % len(people)]
        text, kind, title = _HABITS[number % len(_HABITS)]
        resources = [{"type": kind, "name": title}] if kind else []
        aid = user.login if number % 2 else HOME
        at = today - (60 - number) * 43_217
        found.append(Event(number, at, text, aid, all_groups[aid].name, user.uid, f"{user.name} ({user.email})", resources))
    return found
