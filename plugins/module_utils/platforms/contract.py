# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The interface between a platform and rosters, reviews and inventories. Each platform implements it in its ``access.py``.

Shapes:

- account: ``{platform, id, name, email, status, last_seen, created, admin, protected}``
- entitlement: ``{platform, account_id, email, name, role, role_id, resource_type, resource, resource_id, labels, via, admin}``
- unreadable, a value that the platform does not report: ``{platform, email, name, what}``
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any, ClassVar

from ..engine.fields import Resource, Row
from ..engine.folding import fold
from ..engine.progress import read_each
from ..engine.provider import Connection, Provider
from ..engine.store import Store

NOT_REPORTED = "not reported"  # the ``last_seen`` of an account whose last login has an unknown format
ORDER = ("email", "name", "account_id", "resource_type", "resource", "resource_id", "role", "role_id", "via", "labels")


@dataclass(frozen=True)
class LogEntry:
    """An event on a platform: ``who`` did ``what`` to ``account``. ``when`` is a timestamp in ISO 8601.

    ``who`` and ``account`` are None when unknown, and e-mail addresses when the log reports them. ``raw`` is the complete event, ``identity`` is the
    part of it that never changes, as JSON types.
    """

    when: str
    who: str | None
    what: str
    account: str | None
    raw: Mapping[str, Any]
    identity: Any


def plain_action(text: str | None) -> str:
    """Return the name of an action in lower case without a full stop, because logs contain titles, sentences and words."""
    return " ".join((text or "").split()).rstrip(".").lower()


@dataclass
class Access:
    """The accounts and entitlements of one platform.

    ``admins`` are the folded names of the roles that administer access. ``tenant`` identifies the organization or account on the platform; it is
    empty when the platform does not report it.
    """

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
        """Add an entitlement. ``role`` is (id, name), ``resource`` is (type, id, name). An administrative grant makes the account an administrator."""
        admin = admin or fold(role[1]) in self.admins
        account["admin"] = account["admin"] or admin
        self.entitlements.append({
            "platform": self.platform, "account_id": account["id"], "email": account["email"], "name": account["name"], "role": role[1], "role_id": role[0],
            "resource_type": resource[0], "resource": resource[2], "resource_id": resource[1], "labels": labels, "via": via, "admin": admin,
        })

    def unknown(self, account: Mapping[str, Any], what: str) -> None:
        self.unreadable.append({"platform": self.platform, "email": account["email"], "name": account["name"], "what": what})

    def result(self) -> dict[str, list[Any]]:
        """Return all lists, sorted independently of the platform's order."""
        return {
            "accounts": sorted(self.accounts, key=lambda row: (fold(row["email"] or row["name"]), row["id"])),
            "entitlements": sorted(self.entitlements, key=lambda row: [row[member] for member in ORDER]),
            "unreadable": sorted(self.unreadable, key=lambda row: (row["email"], row["name"])), "notes": self.notes,
        }


class AccountPlatform:
    """A platform on which people have accounts. It keeps no state: methods that read take an open connection or a store.

    - ``provider``: opens the connection
    - ``store``: the store of the accounts; its resource defines their options
    - ``prefix``: the prefix of the names of the platform's modules
    - ``admin_roles``: the names of the roles that administer access, unless the user gives others
    - ``role_kind``: the kind of roles in the connection's directory of names
    - ``group_field``: the field with the groups that give roles, empty when the platform has none
    - ``profile_fields``: the fields that an exported roster puts into profiles
    - ``not_exported``: the fields that an exported roster leaves out
    - ``password_option``: the option of the module roster with passwords for new accounts
    - ``tells_last_login``: whether the last login of an account can be read
    - ``lists_sessions``: whether the sessions of others can be read, to find leavers who are still logged in
    - ``keeps_log``: whether the platform has an event log; without one, accounts and sessions are compared
    - ``leaving``: by step of ``engine.leaving``, what is done to the account of a leaver, for documentation
    - ``survives``: what is left of a person after the removal of the account and cannot be taken by this API, as sentences
    - ``without_log``: why there is no event log and where events can be found instead, as a sentence
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
    leaving: ClassVar[Mapping[str, str]] = {}
    survives: ClassVar[tuple[str, ...]] = ()
    without_log: ClassVar[str] = ""

    @property
    def name(self) -> str:
        """The key of the platform in rosters and results."""
        return self.provider.name

    @property
    def title(self) -> str:
        return self.provider.title

    @property
    def resource(self) -> Resource:
        return self.store.resource

    @property
    def identity_fields(self) -> tuple[str, ...]:
        """The options that identify an account: the e-mail address and the key."""
        return tuple(dict.fromkeys(("email", self.resource.key.name)))

    @property
    def role_fields(self) -> tuple[str, ...]:
        """The fields that give roles."""
        return tuple(entry.name for entry in self.resource.access_fields if entry.name != self.group_field)

    def person_options(self, person: Mapping[str, Any]) -> dict[str, Any]:
        """Return the account options that follow from the person alone. ``person`` has email, first_name and last_name, as in a roster."""
        return {"email": str(person["email"]).strip()}

    def new_password(self, name: str) -> str:
        """Return a random password that the platform accepts for the new account ``name``. Only called where ``password_option`` is set."""
        raise NotImplementedError

    def grant_texts(self, option: str, value: Any) -> list[str]:
        """Return the access that an access option of an account gives, with a text for each grant, as in ``EMEA as Regular User``."""
        listed = [value] if isinstance(value, str) else value or ()
        return [f"group {entry}" if option == self.group_field else str(entry) for entry in listed]

    def read_access(self, connection: Any, access: Access, exact: bool) -> None:
        """Add every account and entitlement to ``access``.

        Without ``exact``, use as few requests as possible and add a note on the distinctions that are lost. Raises RequestFailed and Incomplete.
        """
        raise NotImplementedError

    def export_rows(self, store: Store, rows: Iterable[Row], fields: tuple[str, ...]) -> tuple[list[Row], tuple[str, ...]]:
        """Return the accounts with everything that ``fields`` need, and the names of the fields that this tenant does not have."""
        def read(row: Row) -> Row:
            return row if store.has_all_fields(row, fields) else store.whole(row, fields)

        return read_each(store.http, read, rows, f"{store.resource.plural} read"), ()

    def read_log(self, connection: Any, options: Mapping[str, Any], since: str, start: str) -> tuple[list[LogEntry], str]:
        """Return the events after the cursor ``since``, oldest first, and the cursor for the next call.

        Without a cursor, return the events since ``start``, a timestamp in ISO 8601. ``options`` are the connection options. Raises RequestFailed
        and Incomplete.
        """
        raise NotImplementedError

    def caller(self, connection: Any) -> dict[str, str]:
        """Return the account that the credentials belong to, for evidence: ``{account, id, source}``. ``account`` is an address or a login name.

        ``account`` and ``id`` are empty if the platform does not report them, and ``source`` says where they come from. Raises RequestFailed.
        """
        return {"account": "", "id": "", "source": "The API does not report whom the credentials belong to."}

    # -- who administers access ------------------------------------------------------------------------------------------------------

    def role_of(self, grant: Any) -> str:
        """Return the role id of a grant of one of the role fields."""
        return str(grant)

    def admin_role_ids(self, connection: Any, rows: Iterable[Row], names: Set[str]) -> set[str]:
        """Return the ids of the administrative roles when the platform marks them. ``names`` are the folded names of roles that always count."""
        return set()

    def admin_groups(self, connection: Any, administers: Callable[[Any], bool]) -> set[str]:
        """Return the ids of the groups that give their members an administrative grant."""
        return set()

    def group_members(self, connection: Connection, groups: Iterable[str]) -> set[str]:
        """Return the folded addresses of the members of these groups."""
        return set()
