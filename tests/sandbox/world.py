# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The people that the four emulated platforms share, and the credentials for them."""

from __future__ import annotations

import dataclasses

DOMAIN = "harbor.example"
ORGANIZATION = "Harbor Networks"

CREDENTIALS = {
    "TE_TOKEN": "te-sandbox-3f8c1b7e",
    "SEGMENT_TOKEN": "sgp_sandbox-91d2c4aa",
    "CNTB_OAUTH2_CLIENT_ID": "INT-10051234",
    "CNTB_OAUTH2_CLIENT_SECRET": "cntb-client-5e0a77c1",
    "CNTB_OAUTH2_USER": "automation@" + DOMAIN,
    "CNTB_OAUTH2_PASS": "cntb-pass&+%6d1f",
    "TSNA_USERNAME": "automation",
    "TSNA_PASSWORD": "tsna-pass&+%28b4",
}

TEAMS = ("netops", "data", "support", "audit", "platform")

_FIRST = (
    "Ravi", "Mona", "Leif", "Ines", "Tomas", "Yuki", "Omar", "Greta", "Pavel", "Noor",
    "Chidi", "Elsa", "Hugo", "Amira", "Sven", "Lucia", "Marek", "Dina", "Jonas", "Fatima",
    "Viktor", "Celia", "Anton", "Sofia", "Kofi", "Helga", "Bruno", "Leila", "Oskar", "Paula",
    "Rashid", "Tilda", "Enzo", "Maren", "Zoran", "Agnes", "Felix", "Irina", "Mateo", "Ulla",
)
_LAST = (
    "Stone", "Berg", "Holm", "Costa", "Novak", "Tanaka", "Haddad", "Lind", "Dvorak", "Rahman",
    "Okafor", "Strand", "Mercier", "Nasser", "Dahl", "Romero", "Kowal", "Sharif", "Vogel", "Aziz",
    "Petrov", "Navarro", "Keller", "Rossi", "Mensah", "Brandt", "Ferrari", "Karimi", "Nilsson", "Silva",
    "Malik", "Eklund", "Bianchi", "Sorensen", "Jovic", "Thorsen", "Weber", "Popova", "Vargas", "Krog",
)
# The platforms of the n-th person, repeated. From the 41st on, everyone is on all four.
_PRESENCE = (
    ("thousandeyes", "segment", "contabo", "tsna"), ("thousandeyes", "segment"), ("contabo",), ("segment", "tsna"),
    ("thousandeyes",), ("thousandeyes", "segment", "contabo", "tsna"), ("contabo", "tsna"), ("thousandeyes", "segment", "contabo"),
)


@dataclasses.dataclass(frozen=True)
class Person:
    """A demo person, derived from a number."""

    index: int

    @property
    def first_name(self) -> str:
        return _FIRST[self.index % len(_FIRST)]

    @property
    def last_name(self) -> str:
        round_, place = divmod(self.index, len(_LAST))
        return _LAST[(place + 7 * round_) % len(_LAST)] + (f"-{round_}" if round_ else "")

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def email(self) -> str:
        return f"{self.first_name}.{self.last_name}@{DOMAIN}".lower()

    @property
    def login(self) -> str:
        """The short account name, for platforms that have one: ``rstone``."""
        return (self.first_name[0] + self.last_name).lower().replace("-", "") + (str(self.index) if self.index >= len(_FIRST) else "")

    @property
    def team(self) -> str:
        return TEAMS[self.index % len(TEAMS)]

    def on(self, platform: str) -> bool:
        return self.index >= len(_FIRST) or platform in _PRESENCE[self.index % len(_PRESENCE)]


@dataclasses.dataclass(frozen=True)
class World:
    """The state after a reset. ``preset`` is ``demo`` or ``empty``, which has only the required accounts of each platform."""

    people_count: int = 40
    preset: str = "demo"

    def people(self, platform: str) -> list[Person]:
        """Return the people with an account on a platform, sorted by number."""
        if self.preset == "empty":
            return []
        return [person for person in map(Person, range(self.people_count)) if person.on(platform)]
