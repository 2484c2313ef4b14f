# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Groups the accounts of all platforms by person, and assigns categories for reviewers.

The input is access in the normal form: ``accounts`` (``{platform, id, name, email, status, last_seen, created, admin, protected}``) and
``entitlements`` (``{platform, account_id, email, name, role, role_id, resource_type, resource, resource_id, labels, via, admin}``).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..engine.errors import BadInput
from ..engine.folding import fold
from ..engine.protection import Protection
from ..engine.text import visible
from ..platforms import registry
from . import calendar
from .lookalike import Seen
from .person import without_ignored
from .values import as_list

# A person is `dormant` or `never_used` only if not seen on any platform within the period. Other categories apply if they apply to one account.
CATEGORIES = ("admin", "dormant", "never_used", "new_account", "orphan", "service", "pending", "ended", "unmatched", "multi_platform")
STATUSES = ("active", "pending", "disabled")  # a person has the first one that any account has
DORMANT_DAYS = 90
NEVER = datetime.datetime.min.replace(tzinfo=datetime.timezone.utc)


@dataclass(frozen=True)
class Roster:
    """The people of a roster. ``persons`` are by folded address, ``owners`` are addresses by (platform, login), ``addresses`` are addresses by further or
    previous address."""

    persons: Mapping[str, Mapping[str, Any]]
    owners: Mapping[tuple[str, str], str]
    protection: Protection
    addresses: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def given(cls, people: Any, protect: Any = (), today: datetime.date | None = None) -> Roster | None:
        """Return the roster, or None if ``people`` is None, which is different from an empty roster. Raises BadInput."""
        return None if people is None else cls.of(people, protect, today)

    @classmethod
    def of(cls, people: Any, protect: Any = (), today: datetime.date | None = None) -> Roster:
        """Return the roster of ``people``. ``today`` is the day to decide by, by default the current one in UTC.

        Raises BadInput if two people claim the same account and the access of both is current, and if two people are the same or look alike.
        """
        persons: dict[str, Mapping[str, Any]] = {}
        owners: dict[tuple[str, str], str] = {}
        addresses: dict[str, str] = {}
        seen = Seen()
        for number, person in enumerate(as_list(people, "people"), 1):
            accounts = (person.get("accounts") or {}) if isinstance(person, Mapping) else None
            accounts = without_ignored(accounts) if isinstance(accounts, Mapping) else accounts
            if not isinstance(accounts, Mapping) or not all(isinstance(options or {}, Mapping) for options in accounts.values()):
                raise BadInput(f"Person {number} of the roster has to be a dictionary, accounts in it one of platforms with a dictionary each.")
            email = str(person.get("email") or "")
            if not email.strip():  # accounts without an address would be taken for this person's
                raise BadInput(f"Person {number} of the roster has no email.", "Give it as name@domain.")
            twin = seen.problem(email, f"person {number}")
            if twin:
                raise BadInput(f"Person {number} of the roster ({visible(email)}) {twin}.")
            persons[fold(email)] = person
            addresses.update((fold(str(entry)), email) for entry in as_list(person.get("previous_emails"), "previous_emails"))
            for platform, options in accounts.items():
                login = login_of(platform, options or {})
                if login and owners.setdefault((platform, login), email) != email:
                    owners[platform, login] = _heir(platform, login, persons[fold(owners[platform, login])], person, today or calendar.current_day())
                if (options or {}).get("email"):
                    addresses.setdefault(fold(str((options or {})["email"])), email)
        known = {address: email for address, email in addresses.items() if address not in persons}
        return cls(persons, owners, Protection(as_list(protect, "protect")), known)


def _heir(platform: str, login: str, first: Mapping[str, Any], second: Mapping[str, Any], today: datetime.date) -> str:
    """Return the address of the person who owns an account of two people: the one whose access is current, as in a roster. Raises BadInput for both."""
    staying = [person for person in (first, second) if not calendar.has_ended(person, today)]
    current = [person for person in staying if calendar.when(person, today, []) == calendar.PRESENT]
    if len(current) > 1:
        raise BadInput(f"The roster gives the {platform} account '{login}' to {first['email']} and to {second['email']}.")
    return str((current or staying or [first])[0]["email"])


@dataclass(frozen=True)
class Rules:
    """The rules for categories. Without a roster, nobody is an orphan or ended."""

    now: datetime.datetime
    roster: Roster | None = None
    dormant_days: int = DORMANT_DAYS
    service: tuple[str, ...] = ()  # addresses or login names of service accounts; `*` matches anything
    timezone: str = "UTC"  # for the last day of a person

    def is_service(self, account: Mapping[str, Any]) -> bool:
        # Not by the display name, which people may choose themselves.
        names = [login_of(account["platform"], account), str(account.get("email") or "")]
        return any(is_like(name, pattern) for pattern in self.service for name in names if name)

    def use_of(self, account: Mapping[str, Any]) -> str:
        """Return the category of an active account by its last use, empty if it has none.

        ``dormant`` if it was not used within the period. An account that was never used is a ``new_account`` within the period from its creation, and
        ``dormant`` afterwards. If the creation is unknown, it is ``never_used`` until reviews have known it for the period.
        """
        if not registry.platform(account["platform"]).tells_last_login or account["status"] != "active":
            return ""
        if account.get("last_seen"):
            since = moment(account["last_seen"])
            return "dormant" if since is not None and not self.is_recent(since) else ""  # unreadable timestamps do not count
        created, known = moment(account.get("created")), moment(account.get("known_since"))
        if created is not None:
            return "new_account" if self.is_recent(created) else "dormant"
        return "never_used" if known is None or self.is_recent(known) else "dormant"

    def is_recent(self, time: datetime.datetime) -> bool:
        return self.now - time <= datetime.timedelta(days=self.dormant_days)


def is_like(text: str, pattern: str) -> bool:
    """Return whether a text matches a pattern in which `*` matches anything. Not case-sensitive."""
    return re.fullmatch(re.escape(fold(pattern)).replace(r"\*", ".*"), fold(text), re.DOTALL) is not None


def moment(text: Any) -> datetime.datetime | None:
    """Parse a timestamp of the normal form. Returns None if it is missing or invalid."""
    try:
        parsed = datetime.datetime.fromisoformat(str(text or "").replace("Z", "+00:00"))
    except ValueError:
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=datetime.timezone.utc)


def merge(access: Mapping[str, Any], rules: Rules) -> list[dict[str, Any]]:
    """Return people ``{person, email, name, status, last_seen, categories, platforms, accounts, entitlements}``, sorted by ``person``.

    ``person`` is the folded address, or ``platform:login`` for an account without a known owner. Accounts and entitlements are the given rows, each
    in exactly one person. Accounts have their own ``categories`` too.
    """
    people: dict[str, dict[str, Any]] = {}
    for account, entitlements in by_account(access):
        key, email = owner(account, rules.roster)
        person = people.setdefault(key, {"person": key, "email": email, "accounts": [], "entitlements": []})
        person["accounts"].append(dict(account))
        person["entitlements"] += entitlements
    return [_described(people[key], rules) for key in sorted(people)]


def by_account(access: Mapping[str, Any]) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Return every account with its entitlements. Raises BadInput for an entitlement without an account."""
    check_form(access)
    rows: list[tuple[dict[str, Any], list[dict[str, Any]]]] = [(account, []) for account in access["accounts"]]
    homes: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for account, entitlements in rows:
        homes[account["platform"], "id", str(account.get("id") or "")] = entitlements
        homes.setdefault((account["platform"], "email", fold(str(account.get("email") or ""))), entitlements)
    for entitlement in access["entitlements"]:
        mark = ("id", str(entitlement["account_id"])) if entitlement.get("account_id") else ("email", fold(str(entitlement.get("email") or "")))
        if not mark[1] or (entitlement["platform"], *mark) not in homes:
            who = entitlement.get("email") or mark[1]
            raise BadInput(f"The role '{entitlement['role']}' on {entitlement['platform']} belongs to '{who}', who is not among the accounts.",
                           "Pass accounts and entitlements from the same result.")
        homes[(entitlement["platform"], *mark)].append(entitlement)
    return rows


def check_form(access: Any) -> None:
    """Raise BadInput unless this is access in the normal form."""
    needed = {"accounts": ("platform", "status"), "entitlements": ("platform", "role")}
    for kind, members in needed.items():
        rows = access.get(kind) if isinstance(access, Mapping) else None
        if not isinstance(rows, (list, tuple)) or not all(isinstance(row, Mapping) and row.keys() >= set(members) for row in rows):
            raise BadInput(f"This is not access in the normal form: {kind} must be a list of dictionaries with {' and '.join(members)}.",
                           "Pass the result of people.access.access_info.")


def login_of(platform: str, row: Mapping[str, Any]) -> str:
    """Return the key of an account on its platform, normalized for comparison: the address, or the login name. Raises BadInput."""
    if platform not in registry.names():
        raise BadInput(f"Unknown platform '{platform}' (known: {', '.join(registry.names())}).")
    key = registry.resource(platform).key
    return str(key.index(str(row.get(key.name) or "")))


def account_label(account: Mapping[str, Any]) -> str:
    """Return the key of an account as spelled on its platform, or its id."""
    return str(account.get(registry.resource(account["platform"]).key.name) or account.get("id") or "")


def real_address(text: Any) -> str:
    """Return the address of an account, empty if it has no ``@``: it is free text on TSNA, and ``n/a`` would make one person of several."""
    return str(text) if "@" in str(text or "") else ""


def owner(account: Mapping[str, Any], roster: Roster | None) -> tuple[str, str]:
    """Return the person of an account, and the person's address, which may be empty. The roster takes precedence over the account's address."""
    platform, login = account["platform"], login_of(account["platform"], account)
    named = roster.owners.get((platform, login), "") if roster else ""
    address = fold(real_address(account.get("email")))
    email = fold(named or (roster.addresses.get(address, address) if roster and address else address))
    return (email or f"{platform}:{account_label(account)}", email)


def _described(person: dict[str, Any], rules: Rules) -> dict[str, Any]:
    accounts = person["accounts"]
    listed = rules.roster.persons.get(person["email"]) if rules.roster else None
    shared = _shared(person, listed, rules)
    for account in accounts:
        own = _own(account, rules)
        account["categories"] = [category for category in CATEGORIES if category in shared or category in own]
    found = {category for account in accounts for category in account["categories"]}
    platforms = sorted({account["platform"] for account in accounts})
    if len(platforms) > 1:
        found.add("multi_platform")
    seen = max((moment(account["last_seen"]) or NEVER for account in accounts if account.get("last_seen")), default=None)
    if seen and rules.is_recent(seen):
        found -= {"dormant", "never_used"}
    return {
        "person": person["person"], "email": person["email"], "name": _name(accounts, listed),
        "status": next(status for status in STATUSES if status == STATUSES[-1] or any(account["status"] == status for account in accounts)),
        "last_seen": seen.isoformat().replace("+00:00", "Z") if seen else None, "categories": [category for category in CATEGORIES if category in found],
        "platforms": platforms, "accounts": accounts, "entitlements": person["entitlements"],
    }


def _shared(person: Mapping[str, Any], listed: Mapping[str, Any] | None, rules: Rules) -> set[str]:
    """Return the categories that apply to all accounts of a person."""
    found = set()
    if any(rules.is_service(account) for account in person["accounts"]):
        found.add("service")
    elif not person["email"]:
        found.add("unmatched")
    elif rules.roster and listed is None and not _protected(person, rules.roster):
        found.add("orphan")
    if listed is not None and calendar.has_ended(listed, calendar.current_day(rules.timezone, rules.now)):
        found.add("ended")
    return found


def _protected(person: Mapping[str, Any], roster: Roster) -> bool:
    names = [str(account.get(name) or "") for account in person["accounts"] for name in registry.platform(account["platform"]).identity_fields]
    return bool(roster.protection.entry(person["email"], *names))


def _own(account: Mapping[str, Any], rules: Rules) -> set[str]:
    """Return the categories that apply to a single account."""
    checks = {"admin": bool(account.get("admin")), "pending": account["status"] == "pending"}
    return {name for name, holds in checks.items() if holds} | {rules.use_of(account)} - {""}


def _name(accounts: Iterable[Mapping[str, Any]], listed: Mapping[str, Any] | None) -> str:
    """Return the name in the roster, or the first display name on a platform. Login names do not count."""
    named = " ".join(str(listed[member]) for member in ("first_name", "last_name") if listed.get(member)) if listed else ""
    return named or next(
        (str(account["name"]) for account in accounts if account.get("name") and registry.resource(account["platform"]).key.name != "name"), ""
    )
