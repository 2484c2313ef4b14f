# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Builds the entries for the engine from the roster: assigns existing accounts to people, and decides what each account should be."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..engine.fields import UNSET, Row
from ..engine.folding import fold
from ..engine.items import Item
from ..engine.leaving import REMOVED
from ..engine.masking import MASK
from ..engine.protection import Protection
from ..engine.store import Store
from ..platforms import registry
from .calendar import ENDED, PRESENT, WAITING
from .leave import DISABLE, Leave, Leaving, entry_for, how_to_end, removal_day
from .new_passwords import NewPasswords
from .people import real_address
from .protected import Kept
from .roster import NOT_GIVEN, DesiredAccount

ACCOUNTS = "accounts"  # the entry of ``manage`` for the creation and removal of accounts
# Reasons of actions in a plan.
LISTED, GONE, UNLISTED, UNWANTED = "in the roster", "ended", "not in the roster", "no profile for this platform"
EXCESS, RENAMED, MOVED = "more than the roster gives", "another address or name", "moved to another address"
FURTHER = "a further account of the person"


@dataclass(frozen=True)
class ValidatedRoster:
    """A roster, validated as far as possible without a request to a platform.

    ``people`` are the addresses and account names of each person. ``passwords`` for new accounts are by platform and folded address. ``no_admin`` matches
    people who must not get administrative access, by address, account name or pattern. ``new_passwords`` generates missing passwords if requested.
    """

    desired_accounts: tuple[DesiredAccount, ...]
    protection: Protection
    people: tuple[tuple[str, ...], ...]
    manage: Mapping[str, frozenset[str]]
    passwords: Mapping[str, Mapping[str, str]]
    access: Mapping[str, str]
    no_admin: Protection
    day: datetime.date
    timezone: str
    leave: Leave
    notes: tuple[str, ...] = ()
    new_passwords: NewPasswords | None = None

    def of(self, platform: str) -> list[DesiredAccount]:
        return [desired for desired in self.desired_accounts if desired.platform == platform]

    def managed(self, platform: str, name: str) -> bool:
        return platform not in self.manage or name in self.manage[platform]

    def is_exact(self, platform: str) -> bool:
        """Return whether access that is not in the roster is removed."""
        return self.access.get(platform, "exact") == "exact"


# The precedence of several claims to an account: access that has ended takes precedence over access that has not started.
_CLAIMS = (PRESENT, ENDED, WAITING, NOT_GIVEN)


class PlanBuilder:
    """Converts desired accounts into entries for the engine, including accounts of people that the roster does not name by key."""

    def __init__(self, store: Store, platform: str, roster: ValidatedRoster, rows: list[Row], params: Mapping[str, Any]):
        self.store, self.platform, self.roster, self.params = store, platform, roster, params
        self.key = store.resource.key
        self.email = next(field for field in store.resource.all_fields if field.name == "email")
        self.existing: dict[Any, Row] = {self._index(row): row for row in rows}
        self.by_email: dict[str, list[str]] = {}
        self.by_folded_name: dict[str, list[str]] = {}
        for row in rows:
            self.by_folded_name.setdefault(fold(self._label(row)), []).append(self._label(row))
            self.by_email.setdefault(fold(self._email(row)), []).append(self._label(row))
        fields = [field for field in store.resource.fields if roster.managed(platform, field.name)]
        self.managed = {option for field in fields for option in field.option_names}
        self.access = [field for field in store.resource.access_fields if field in fields]
        self.accounts_managed = roster.managed(platform, ACCOUNTS)
        self.entries: list[dict[str, Any]] = []
        self.people: dict[Any, DesiredAccount] = {}
        self.reasons: dict[Any, str] = {}
        self.listed = {fold(desired.email) for desired in roster.desired_accounts}
        self.waiting: set[Any] = set()
        self.not_given: dict[Any, str] = {}
        self.joiners: list[DesiredAccount] = []
        self.upcoming: list[dict[str, Any]] = []
        self.kept: list[Kept] = []
        self.leaving: dict[Any, Leaving] = {}
        self.notes: list[str] = []
        self.problems: list[str] = []
        self.forbidden: list[str] = []

    def _index(self, row: Row) -> Any:
        return self.key.index(self.key.from_api(row, self.store.names))

    def _label(self, row: Row) -> str:
        return str(self.key.from_api(row, self.store.names))

    def _email(self, row: Row) -> str:
        value = self.email.from_api(row, self.store.names)
        return "" if value is UNSET else real_address(value)

    def _exists(self, key: str) -> bool:
        return self.key.index(key) in self.existing

    # -- owners of accounts --------------------------------------------------------------------------------------------------------

    def add(self, desired_accounts: Iterable[DesiredAccount]) -> None:
        ordered = sorted(desired_accounts, key=lambda account: _CLAIMS.index(account.when))
        for desired in ordered:
            keys, former = ([key for key in candidates if self._claims(desired, key)] for candidates in self._accounts(desired))
            live = [key for key in (*keys, *former) if self._exists(key)]
            self._tell_alike(desired, live)
            entry = self.store.policy.protection.entry(desired.email, *keys, *former)
            if entry:
                self._keep(desired, live, entry)
            elif desired.when == PRESENT:
                self._want(desired, keys, former)
            elif desired.when == ENDED:
                self._end(desired, live)
            elif desired.when == WAITING:
                self._wait(desired, live)
            else:
                self.not_given.update((self.key.index(key), key) for key in live)
        for desired in ordered:
            self._find_further(desired)
        self._hint()

    def _accounts(self, desired: DesiredAccount) -> tuple[list[str], list[str]]:
        """Return the keys of a person's accounts, and those of accounts with a previous address or login name.

        The former are given by the key in the roster, otherwise by the person's addresses. If the access is not current, or the roster gives no
        account, they include both.
        """
        by_name = not self.store.resource.key_is_email
        given = self._named(desired) or (None if by_name else desired.email)
        keys = [str(given)] if given else []
        if not given or desired.when != PRESENT:
            keys += self._with((desired.email, desired.options.get("email")))
        former = self._with(desired.person.previous_emails)
        former += [name for name in desired.person.previous_names if by_name and self._exists(name)]
        known = {self.key.index(key): key for key in keys}
        return list(known.values()), [key for index, key in {self.key.index(key): key for key in former}.items() if index not in known]

    def _named(self, desired: DesiredAccount) -> Any:
        """Return the key in the person's entry, None if there is none.

        A previous address that no account has anymore stands for the account with the new address. This way, an entry can keep the old address until
        a change is confirmed, without creating a second account afterwards.
        """
        given = desired.options.get(self.key.name)
        former = {self.key.index(email) for email in desired.person.previous_emails} if given and self.store.resource.key_is_email else set()
        return None if given and self.key.index(given) in former and not self._exists(given) and self._exists(desired.email) else given

    def _find_further(self, desired: DesiredAccount) -> None:
        """Find accounts with an address of the person that nobody claims. The person has another account, and nothing in the roster gives these."""
        if desired.when != PRESENT:
            return
        for key in self._with((desired.email, desired.options.get("email"))):
            index = self.key.index(key)
            if index not in self.people and not self.store.policy.protection.entry(desired.email, key):
                self.people[index], self.not_given[index], self.reasons[index] = desired, key, FURTHER

    def _with(self, addresses: Iterable[str | None]) -> list[str]:
        return [key for address in addresses if address for key in self.by_email.get(fold(str(address)), [])]

    def _claims(self, desired: DesiredAccount, key: str) -> bool:
        """Return whether an account belongs to this person, who may not be the only one to claim it. Adds conflicts to the problems."""
        owner = self.people.setdefault(self.key.index(key), desired)
        if owner.person is desired.person:
            return True
        if desired.when == PRESENT:
            self.problems.append(f"{desired.email}: the account {key} is also given to {owner.email}. "
                                 "An account belongs to one person: give each person their own, "
                                 "or set ends for the one who hands it over.")
        elif desired.when == ENDED and owner.when == PRESENT and self._exists(key):
            self.notes.append(f"{key} is not removed with {desired.email}, whose access has ended, because {owner.email} takes it over.")
        return False

    def _tell_alike(self, desired: DesiredAccount, live: list[str]) -> None:
        """Report a name that no account has, but one that differs in upper and lower case only, where that makes two names. For somebody who leaves, it is a
        problem: nothing would be removed, and the account might be theirs."""
        names = {str(name) for name in (desired.options.get(self.key.name), *desired.person.previous_names) if name and not self.store.resource.key_is_email}
        for name in sorted(name for name in names if not self._exists(name)):
            alike = [label for label in self.by_folded_name.get(fold(name), []) if label not in live]
            if alike and desired.when == ENDED:
                self.problems.append(f"{desired.email}: there is no account {name} there, but {alike[0]}, and upper and lower case matter. "
                                     "Name it as it is, or remove the name if the account belongs to somebody else.")
            elif alike and desired.when == PRESENT:
                self.notes.append(f"{desired.email}: there is no account {name}, but {alike[0]}, which is not changed: upper and lower case matter.")

    # -- desired state -------------------------------------------------------------------------------------------------------------

    def _keep(self, desired: DesiredAccount, live: list[str], entry: str) -> None:
        """Do not change the accounts of a protected person, and report what would have been done."""
        if desired.when == NOT_GIVEN:
            return  # reported by ``not_pruned``
        self.waiting.update(map(self.key.index, live))
        if desired.when == PRESENT:
            self.kept += [Kept(self.platform, desired.email, key, entry, "change") for key in live or [""]]
        elif desired.when == ENDED:
            self.kept += [Kept(self.platform, desired.email, key, entry, "removal") for key in live]

    def _end(self, desired: DesiredAccount, live: list[str]) -> None:
        if live and not self.accounts_managed:
            self.notes.append(f"{desired.email} has ended; the account stays, because the roster does not manage accounts there.")
        elif live:
            self.entries += [self._last_entry(desired, key) for key in live]

    def _last_entry(self, desired: DesiredAccount, key: str) -> dict[str, Any]:
        """Return the entry for an account of a person whose access has ended, and note an account that stays for now."""
        person, leave = desired.person, self.roster.leave
        remove_on = removal_day(person.ends, leave.after if person.remove_after is None else person.remove_after)
        index = self.key.index(key)
        how = how_to_end(self.store.resource, self.existing[index], person.leave or leave.on(self.platform), remove_on, self.roster.day)
        if how != REMOVED:
            self.leaving[index] = Leaving(self.platform, desired.email, key, how, person.ends, remove_on)
        return entry_for(self.store.resource, key, how)

    def _wait(self, desired: DesiredAccount, live: list[str]) -> None:
        self.waiting.update(map(self.key.index, live))
        row = {"platform": self.platform, "person": desired.email, "name": desired.person.name, "starts": str(desired.person.starts)}
        self.upcoming += [{**row, "account": key} for key in live] or ([{**row, "account": ""}] if desired.given else [])

    def _want(self, desired: DesiredAccount, keys: list[str], former: list[str]) -> None:
        if not keys:
            keys, former = former, []
        option = f"accounts.{self.platform}.{self.key.name}"
        if len(keys) > 1:
            self.problems.append(f"{desired.email}: has {len(keys)} accounts there ({', '.join(sorted(keys))}); choose one with {option}.")
        elif not keys and not self._is_claimed(desired):
            self.problems.append(f"{desired.email}: has no account there yet; to create one, set {option}.")
        elif keys and former:
            self._change(desired, keys[0], former)
        elif keys and (self._exists(keys[0]) or self._may_create(desired)):
            self._enter(desired, keys[0])

    def _is_claimed(self, desired: DesiredAccount) -> bool:
        """Return whether the account belongs to another person, which is already reported."""
        return any(self.people[self.key.index(key)].person is not desired.person for key in self._accounts(desired)[0])

    def _may_create(self, desired: DesiredAccount) -> bool:
        if self.accounts_managed:
            self.joiners.append(desired)
        else:
            self.notes.append(f"{desired.email} has no account; none is created, because the roster does not manage accounts there.")
        return self.accounts_managed

    def _enter(self, desired: DesiredAccount, key: str, **more: Any) -> None:
        """Add an entry for an account. Unlike in a module, a missing access field means no access."""
        is_there = self._exists(key) or "id" in more
        # Whoever may be disabled when leaving is enabled when coming back, even if the roster does not manage that otherwise.
        leaves = self.accounts_managed and (desired.person.leave or self.roster.leave.on(self.platform)) == DISABLE
        managed = self.managed | {"enabled"} if leaves else self.managed
        entry = {name: value for name, value in desired.options.items() if not is_there or name in managed}
        for item in self.access:
            if not item.given(entry):
                entry[item.option_names[0]] = []
        if not is_there and any(field.secret for field in self.store.resource.fields):
            self._arm(entry, desired, key)
        self.entries.append({**entry, self.key.name: key, "state": "present", **more})

    def _arm(self, entry: dict[str, Any], desired: DesiredAccount, key: str) -> None:
        """Set the password of a new account. If it is needed and not given, the plan is forbidden, but still complete."""
        password = self.roster.passwords.get(self.platform, {}).get(fold(desired.email))
        if password is None and "password" in self.store.policy.needed_on_create({field.name: UNSET for field in self.store.resource.all_fields}):
            password = self._generated(desired, key)
        if password is not None:
            entry["password"] = password

    def _generated(self, desired: DesiredAccount, key: str) -> str:
        if self.roster.new_passwords is not None:
            return self.roster.new_passwords.make(self.platform, desired.email, key, self.forbidden)
        option = registry.platform(self.platform).password_option
        self.forbidden.append(f"the new account {key} of {desired.email} needs a password, but {option} has none for it. "
                              "Set it there, or set new_passwords_file to generate it.")
        return MASK  # never written, because the plan is forbidden

    # -- changed addresses and login names -----------------------------------------------------------------------------------------

    def _change(self, desired: DesiredAccount, key: str, former: list[str]) -> None:
        """Rename an account with a previous address or login name if the platform can. Otherwise move it, or keep its address."""
        if self.store.resource.moves:
            self._move(desired, key, former)
        elif self._exists(key):
            self._enter(desired, key)
            self.not_given.update((self.key.index(entry), entry) for entry in former)
            self.reasons.update((self.key.index(entry), MOVED) for entry in former)
        elif len(former) > 1:
            self.problems.append(f"{desired.email}: has {len(former)} accounts with previous addresses or names ({', '.join(former)}); in previous_emails and "
                                 f"previous_names, name only the one to rename to {key}.")
        elif self.store.resource.renames and self.accounts_managed:
            self.reasons[self.key.index(key)] = RENAMED
            if self.store.policy.unconfirmed:
                self.notes.append(f"{former[0]} should get the address {key}. {self.store.policy.unconfirmed}. To send it only once, set "
                                  f"accounts.{self.platform}.{self.key.name}: {former[0]} after this run.")
            self._enter(desired, key, id=self.store.resource.id_of(self.existing[self.key.index(former[0])]))
        else:
            why = "the roster does not manage accounts there" if self.store.resource.renames else "this platform's API does not change it"
            self.notes.append(f"{desired.email} has the account {former[0]}, which keeps its address: {why}.")
            self._enter(desired, former[0])

    def _move(self, desired: DesiredAccount, key: str, former: list[str]) -> None:
        """Create a new account, and remove the old one as soon as the new one is usable, or at once if requested or if the old one is not usable."""
        if self._exists(key) or self._may_create(desired):
            self._enter(desired, key)
        arrived = self._exists(key) and self.existing[self.key.index(key)].get("status") != "pending"
        for old in former:
            if self.accounts_managed and (arrived or self.params["move"] == "at_once" or self.existing[self.key.index(old)].get("status") == "pending"):
                self.reasons[self.key.index(old)] = MOVED
                self.entries.append({self.key.name: old, "state": "absent"})
            else:
                self.notes.append(f"{old} keeps the access of {desired.email} until the invite of {key} is accepted.")
                self._enter(desired, old)

    def _hint(self) -> None:
        """Add notes about accounts outside the roster that have the same name as a person who would get a new account."""
        joiners: dict[str, list[str]] = {}
        for desired in self.joiners:
            if desired.person.name:
                joiners.setdefault(fold(desired.person.name), []).append(desired.email)
        for index, row in self.existing.items() if joiners else ():
            if index not in self.people and fold(self._email(row)) not in self.listed:
                self.notes += [f"{email} would get a new account, and {self._label(row)}, who is not in the roster, has the same name. If this is the same "
                               "person, set previous_emails." for email in joiners.get(fold(self._names(row)), ())]

    def _names(self, row: Row) -> str:
        """Return first and last name, or the display name. Login names do not count."""
        shown = self.store.resource.to_result(row, self.store.names)
        parts = [str(shown[name]) for name in ("first_name", "last_name") if shown.get(name)]
        return " ".join(parts) or ("" if self.key.name == "name" else str(shown.get("name") or ""))

    # -- other accounts --------------------------------------------------------------------------------------------------------------

    def spared(self) -> set[Any]:
        """Return the keys of accounts to keep although no entry has them: of people whose access has not started or who are protected, and without
        ``prune`` all except accounts of people in the roster that the roster does not give."""
        return {index for index in self.existing if index in self.waiting or not self.params["prune"] and not self._goes_without_prune(index)}

    def _goes_without_prune(self, index: Any) -> bool:
        owner = self.people.get(index)
        return index in self.not_given or owner is not None and owner.when == NOT_GIVEN

    def not_pruned(self, row: Row, entry: str) -> Kept:
        """Return an account that is not pruned because it is protected."""
        desired = self.people.get(self._index(row))
        label = self._label(row)
        return Kept(self.platform, desired.email if desired is not None else self._email(row) or label, label, entry, "prune")

    def left(self) -> list[str]:
        """Return a note on accounts of people in the roster that the roster does not give, and that are kept."""
        if self.accounts_managed and (self.params["prune"] or self.params["remove_platforms"] == "listed") or not self.not_given:
            return []
        names = list(self.not_given.values())
        shown = ", ".join([*names[:20], *(["…"] if len(names) > 20 else [])])
        text = f"{len(names)} additional account(s) of people in the roster stay as they are ({shown})."
        return [f"{text} Set remove_platforms: listed to remove them." if self.accounts_managed else text]

    def why_no_admin(self, item: Item) -> str:
        """Return why an account must not get administrative access; empty if it may."""
        desired = self.people.get(self.key.index(item.label))
        if desired is None or desired.when != PRESENT or item.pruned or item.request.state == "absent":
            return ""
        entry = self.roster.no_admin.entry(desired.email, item.label, *desired.person.previous_emails)
        return f"although {entry} is in forbid_admin_for" if entry else "although no_admin is set" if desired.person.no_admin else ""

    def name_of(self, item: Item) -> str:
        """Return the name of the person in the roster, otherwise the one of the account; empty if there is none."""
        desired = self.people.get(self.key.index(item.label))
        return (desired.person.name if desired is not None else "") or (self._names(item.row) if item.row is not None else "")

    def person_of(self, item: Item) -> tuple[str, str]:
        """Return the person of an account, and why it is in the plan."""
        index = self.key.index(item.label)
        desired = self.people.get(index)
        if desired is not None and (desired.when == ENDED or index in self.reasons):
            return desired.email, self.reasons.get(index, GONE)
        if desired is not None and not item.pruned:
            takes = item.change is not None and item.change.verb == "update" and any(item.change.removed(entry.name) for entry in self.access)
            return desired.email, EXCESS if takes else LISTED
        email = desired.email if desired is not None else self._email(item.row) if item.row is not None else ""
        return email or item.label, UNWANTED if desired is not None or fold(email) in self.listed else UNLISTED
