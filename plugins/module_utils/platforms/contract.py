# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""What rosters, reviews and inventories may ask of a platform. Each platform answers in its ``access.py``.

An account is ``{platform, id, name, email, status, last_seen, created, admin, protected}``, an entitlement ``{platform, account_id, email,
name, role, role_id, resource_type, resource, resource_id, labels, via, admin}``, and what a platform does not tell ``{platform, email, what}``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any, ClassVar

from ..engine.fields import Resource, Row
from ..engine.folding import fold
from ..engine.parallel import map_parallel
from ..engine.provider import Connection, Provider
from ..engine.store import Store

NO_TIME = "not told"  # as ``last_seen`` of an account whose last login is told in a form that is no time
ORDER = ("email", "name", "account_id", "resource_type", "resource", "resource_id", "role", "role_id", "via", "labels")


@dataclass(frozen=True)
class LogEntry:
    """Something that happened on a platform: ``when`` in ISO 8601, ``who`` did ``what`` to which ``account``, the last three as far as they are known.
    People are named by e-mail address where the log tells it. ``raw`` is all that is known of it, ``identity`` what never changes of it, as JSON types."""

    when: str
    who: str | None
    what: str
    account: str | None
    raw: Mapping[str, Any]
    identity: Any


def plain_action(text: str | None) -> str:
    """What happened, in lower case and without a full stop: logs write titles, sentences and words."""
    return " ".join((text or "").split()).rstrip(".").lower()


@dataclass
class Access:
    """What one platform tells. ``admins`` are the folded names of the roles that administer access, ``tenant`` is what tells it from another
    organization or account on the same platform, empty where the platform does not say."""

    platform: str
    admins: frozenset[str] = frozenset()
    accounts: list[dict[str, Any]] = field(default_factory=list)
    entitlements: list[dict[str, Any]] = field(default_factory=list)
    unreadable: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    tenant: str = ""

    def account(self, id_: str, name: str, email: str, status: str, **more: Any) -> dict[str, Any]:
        usual = {"last_seen": None, "created": None, "admin": False, "protected": ""}
        row = {"platform": self.platform, "id": id_, "name": name, "email": email, "status": status, **usual, **more}
        self.accounts.append(row)
        return row

    def grant(
        self, account: dict[str, Any], role: tuple[str, str], resource: tuple[str, str, str], via: str = "direct", labels: str = "", admin: bool = False
    ) -> None:
        """``role`` is (id, name), ``resource`` (type, id, name). An account with an administrative grant is an administrator."""
        admin = admin or fold(role[1]) in self.admins
        account["admin"] = account["admin"] or admin
        self.entitlements.append({
            "platform": self.platform, "account_id": account["id"], "email": account["email"], "name": account["name"], "role": role[1], "role_id": role[0],
            "resource_type": resource[0], "resource": resource[2], "resource_id": resource[1], "labels": labels, "via": via, "admin": admin,
        })

    def unknown(self, account: Mapping[str, Any], what: str) -> None:
        self.unreadable.append({"platform": self.platform, "email": account["email"], "name": account["name"], "what": what})

    def result(self) -> dict[str, list[Any]]:
        """All lists in an order that does not depend on the platform's."""
        return {
            "accounts": sorted(self.accounts, key=lambda row: (fold(row["email"] or row["name"]), row["id"])),
            "entitlements": sorted(self.entitlements, key=lambda row: [row[part] for part in ORDER]),
            "unreadable": sorted(self.unreadable, key=lambda row: (row["email"], row["name"])), "notes": self.notes,
        }


class AccountPlatform:
    """A platform on which people have accounts. It keeps no state: what reads takes an open connection or a store.

    ``provider`` connects, ``store`` has the accounts, its resource their options. ``prefix`` begins the names of the platform's modules.
    ``admin_roles`` are the names of the roles whose holders administer access, unless the user names others; ``role_kind`` is what the connection's
    directory of names calls roles. ``group_field`` is the field of the groups by which roles are held, where there are such groups.
    ``profile_fields`` are those that a roster made of the live state puts into profiles, ``not_exported`` those that it leaves out.
    ``password_option`` is the option of the module roster with passwords for new accounts. ``tells_last_login``: whether the last login of an account
    can be read. ``lists_sessions``: whether the sessions of others can be read, so that a leaver who is still logged in is found.
    ``keeps_log``: whether the platform keeps a log of what happens; without one, accounts and sessions are compared.
    """

    provider: ClassVar[Provider]
    store: ClassVar[type[Store]]
    prefix: ClassVar[str]
    admin_roles: ClassVar[tuple[str, ...]] = ()
    role_kind: ClassVar[str] = "role"
    group_field: ClassVar[str] = ""
    profile_fields: ClassVar[tuple[str, ...]] = ()
    not_exported: ClassVar[tuple[str, ...]] = ()
    password_option: ClassVar[str] = ""
    tells_last_login: ClassVar[bool] = False
    lists_sessions: ClassVar[bool] = False
    keeps_log: ClassVar[bool] = False

    @property
    def name(self) -> str:
        """What rosters and results call the platform."""
        return self.provider.name

    @property
    def title(self) -> str:
        return self.provider.title

    @property
    def resource(self) -> Resource:
        return self.store.resource

    @property
    def identity_fields(self) -> tuple[str, ...]:
        """The options by which an account is found: an address of it, and the key."""
        return tuple(dict.fromkeys(("email", self.resource.key.name)))

    @property
    def role_fields(self) -> tuple[str, ...]:
        """The fields that give roles."""
        return tuple(entry.name for entry in self.resource.access_fields if entry.name != self.group_field)

    def person_options(self, person: Mapping[str, Any]) -> dict[str, Any]:
        """The options of an account that follow from the person alone: ``{email, first_name, last_name}`` as in a roster."""
        return {"email": str(person["email"]).strip()}

    def read_access(self, connection: Any, access: Access, exact: bool) -> None:
        """Every account and entitlement. Without ``exact`` in as few requests as possible, with a note on what is not told apart then.
        Raises RequestFailed and Incomplete."""
        raise NotImplementedError

    def export_rows(self, store: Store, rows: Iterable[Row], fields: tuple[str, ...]) -> tuple[list[Row], tuple[str, ...]]:
        """The accounts with all that ``fields`` need, and the names of the fields that this tenant does not have."""
        return map_parallel(lambda row: row if store.has_all_fields(row, fields) else store.whole(row, fields), rows), ()

    def read_log(self, connection: Any, options: Mapping[str, Any], since: str, start: str) -> tuple[list[LogEntry], str]:
        """What has happened after ``since``, a cursor, oldest first, and the cursor to go on from. Without a cursor, what has happened since
        ``start``, a time in ISO 8601. ``options`` are those that the connection was made with. Raises RequestFailed and Incomplete."""
        raise NotImplementedError

    # -- who administers access ------------------------------------------------------------------------------------------------------

    def role_of(self, grant: Any) -> str:
        """The id of the role in a grant, as the role fields have them."""
        return str(grant)

    def admin_role_ids(self, connection: Any, rows: Iterable[Row], names: Set[str]) -> set[str]:
        """The ids of the roles that administer, where the platform tells by itself; ``names`` are the folded names of those that do in any case."""
        return set()

    def admin_groups(self, connection: Any, administers: Callable[[Any], bool]) -> set[str]:
        """The ids of the groups that give their members a grant which administers."""
        return set()

    def group_members(self, connection: Connection, groups: Iterable[str]) -> set[str]:
        """The folded addresses in these groups."""
        return set()
