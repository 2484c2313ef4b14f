# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The records and the initial state of the emulated TSNA."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from ..world import CREDENTIALS, DOMAIN, Person, World

if TYPE_CHECKING:
    from .api import Tsna

Data = dict[str, Any]

WEB_SERVICES, MANAGE_USERS, MANAGE_SESSIONS, UNLOCK_USERS, VIEW_ROLES = (
    "Log in using web services", "Manage users", "Manage sessions", "Unlock users", "View roles",
)
ROLE_KEY, FIELD_KEY = "774120936-{}", "426945997-{}"
OPAQUE = ("consoleProfile", "externalReference")
# assumption: names of lists; only one is documented, in an example
PAGE_SIZES = {"devices": 25, "groups": 25, "jobs": 25, "realms": 25, "roles": 25, "users": 25}


@dataclasses.dataclass(frozen=True)
class Role:
    key: str
    name: str
    rights: tuple[str, ...] = ()
    root: bool = False


@dataclasses.dataclass(frozen=True)
class Field:
    """The definition of a dynamic field of users."""

    key: str
    name: str
    required: bool = False
    default: str = ""
    multiple: bool = False
    listable: bool = True


@dataclasses.dataclass
class User:
    key: str
    name: str = ""
    enabled: bool = False
    email: str | None = None
    roles: list[str] = dataclasses.field(default_factory=list)
    password: str | None = None
    history: list[str] = dataclasses.field(default_factory=list)
    fields: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    last_login: int | None = None
    root: bool = False
    failures: int = 0
    locked_until: float = 0.0
    expires: int | None = None
    external: bool = False
    opaque: Data = dataclasses.field(default_factory=dict)
    views: list[str] = dataclasses.field(default_factory=list)
    page_sizes: dict[str, int] = dataclasses.field(default_factory=lambda: dict(PAGE_SIZES))

    def set_password(self, text: str, remembered: int = 10) -> None:
        self.password = digest(text)
        self.history = [self.password, *self.history][:remembered]


@dataclasses.dataclass
class Session:
    key: str
    user: str
    address: str
    started: float
    used: float
    kind: str = "Web Service"
    token: str = ""
    cookie: bool = False


def digest(password: str) -> str:
    return hashlib.sha256(f"tsna sandbox {password}".encode()).hexdigest()


SHIPPED = ("Administrator", "Planner", "Manager", "Viewer", "Report Administrator", "Report Author", "Report Designer", "Report Viewer")
FIELDS = (
    Field(FIELD_KEY.format(1), "Department"),
    Field(FIELD_KEY.format(2), "Cost Center", required=True, default="0000"),
    Field(FIELD_KEY.format(3), "Sites", multiple=True, listable=False),
)


def shipped_roles() -> list[Role]:
    """Return the eight roles of the product, a custom one, and the duplicate that only ``duplicate_role_names`` shows."""
    every_right = (WEB_SERVICES, MANAGE_USERS, MANAGE_SESSIONS, UNLOCK_USERS, VIEW_ROLES)
    roles = []
    for number, name in enumerate(SHIPPED, 1):
        rights = every_right if name == "Administrator" else () if name.startswith("Report") else (WEB_SERVICES,)
        roles.append(Role(ROLE_KEY.format(number), name, rights, root=name == "Administrator"))
    return [*roles, Role(ROLE_KEY.format(31), "NOC Operator", (WEB_SERVICES,)), Role(ROLE_KEY.format(32), "Planner", (WEB_SERVICES,))]


class Cast:
    """Creates the accounts of the product, of the sandbox and of the demo people."""

    roles_of_team: ClassVar[dict[str, tuple[str, ...]]] = {
        "netops": ("NOC Operator", "Planner"), "data": ("Viewer", "Report Author"), "support": ("NOC Operator",), "audit": ("Viewer", "Report Viewer"),
        "platform": ("Manager",),
    }
    departments: ClassVar[dict[str, str]] = {"netops": "NetOps", "data": "Data", "support": "Support", "audit": "Audit", "platform": "Platform"}
    sites = ("Cairo", "Lisbon", "Osaka", "Oslo")
    administrators = (0, 30)
    reporting_only = 38
    locked = 6
    # number of the person: (address, kind of session, hours since the login, minutes since the last click)
    at_work: ClassVar[dict[int, tuple[tuple[str, str, int, int], ...]]] = {
        0: (("192.0.2.11", "Web User", 3, 4), ("192.0.2.12", "Web User", 1, 26)), 5: (("192.0.2.15", "Web User", 2, 0),),
        14: (("192.0.2.24", "Web User", 7, 51),), 16: (("192.0.2.26", "SSH Proxy", 1, 2),),
    }

    def __init__(self, tsna: Tsna):
        self.tsna = tsna

    def enter(self, world: World) -> None:
        self.add("sysadmin", "sysadmin", ("Administrator",), email=f"root@{DOMAIN}", root=True)
        self.add("ao_adapter", "ao-adapter-secret", ("Manager",))
        self.add("automation", CREDENTIALS["TSNA_PASSWORD"], ("Administrator",), email=CREDENTIALS["CNTB_OAUTH2_USER"])
        self.add("readonly", "tsna-readonly", ("Viewer",), email=f"readonly@{DOMAIN}")
        for person in world.people("tsna"):
            self.person(person)
        if world.preset == "demo":
            self.add("HARBOR\\mnasser", "harbor-mnasser", ("Planner",), email=f"m.nasser@{DOMAIN}", external=True)

    def add(self, name: str, password: str, roles: Iterable[str], **more: Any) -> User:
        keys = [next(role.key for role in self.tsna.roles if role.name == wanted) for wanted in roles]
        user = User(self.tsna.next_key(), name, enabled=True, roles=keys, fields={"Cost Center": ["0000"]})
        user.opaque = {OPAQUE[0]: {"theme": "harbor", "columns": ["name", "realm"]}, OPAQUE[1]: f"hr-{user.key}"}
        user.set_password(password)
        self.tsna.users[user.key] = dataclasses.replace(user, **more)
        return self.tsna.users[user.key]

    def person(self, person: Person) -> None:
        index, roles = person.index, self.roles_of_team[person.team]
        if index in self.administrators:
            roles = ("Administrator", *roles)
        user = self.add(person.login, f"harbor-{person.login}", ("Report Viewer",) if index == self.reporting_only else roles, email=person.email)
        user.enabled = index % 11 != 8
        user.last_login = None if index % 6 == 5 else 1_760_000_000_000 + 86_400_000 * (index % 30) + 977 * index
        user.expires = 1_830_211_200_000 if person.team == "support" else None
        user.fields = {"Department": [self.departments[person.team]]} if index % 7 != 2 else {}
        user.fields |= {"Cost Center": [str(4100 + 10 * (index % 5))]}
        sites = [site for place, site in enumerate(self.sites) if index % 3 and (index >> place) & 1]
        user.fields |= {"Sites": sites} if sites else {}
        user.views = [f"{person.team} devices"]
        user.page_sizes["devices"] = 50 if index % 2 else 25
        user.locked_until = self.tsna.clock() + self.tsna.config["lockout_seconds"] if index == self.locked else 0.0
        for address, kind, hours, minutes in self.at_work.get(index, ()):
            self.tsna.open_session(user, address, kind, hours * 3600, minutes * 60)
