# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Reconciling: ``plan`` decides and is pure, ``apply`` is the only writer, ``reconcile`` joins them for one object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Callable

from .errors import BadInput, LostAnswer, Missing, PeopleError, Refused, RequestFailed, UnexpectedResponse, Unsettled
from .fields import OMITTED, UNKNOWN, Email, Field, Resource, Row, require_email
from .parallel import side_by_side
from .protection import NOBODY, Protection
from .provider import Connection
from .schema import Schema

MEMBERSHIPS = ("exact", "add", "remove")
CALLER = "caller"  # the standing of the account that the task itself uses
EMPTY: tuple[Any, ...] = (OMITTED, None, "", frozenset())
# What the option ``reinvite`` means for a value that cannot be read.
UNREADABLE = {"changed": "follow", "always": "rewrite"}


@dataclass(frozen=True)
class Plan:
    """What is to be done to one object. ``before`` and ``after`` are all canonical values, None where there is no object;
    ``changed`` names the fields that differ, ``shown`` those that belong into a diff, ``unread`` those that could not be compared."""

    verb: str  # none, create, update, disable, delete
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    changed: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    membership: str = "exact"
    reasons: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    def gained(self, name: str) -> frozenset[Any]:
        """Atoms that a set field gets."""
        return frozenset(self._atoms(self.after, name) - self._atoms(self.before, name))

    def lost(self, name: str) -> frozenset[Any]:
        """Atoms that a set field loses."""
        return frozenset(self._atoms(self.before, name) - self._atoms(self.after, name))

    @property
    def locks_out(self) -> bool:
        """Whether an account that is there is deleted or disabled, by whatever option."""
        if self.before is None:
            return False
        return self.verb == "delete" or "enabled" in self.changed and not (self.after or {})["enabled"]

    @property
    def removes(self) -> bool:
        """Whether nobody can use an account any more that could be used: it is locked out, or loses the last of its grants."""
        return self.locks_out or self.loses_grants and not any(self._atoms(self.after, name) for name in self.after or {})

    @property
    def loses_grants(self) -> bool:
        """Whether an account that is there keeps less than all grants that it is known to have."""
        return self.before is not None and any(self.lost(name) for name in self.changed)

    @staticmethod
    def _atoms(values: Mapping[str, Any] | None, name: str) -> frozenset[Any]:
        value = (values or {}).get(name, OMITTED)
        return value if isinstance(value, frozenset) else frozenset()


def plan(
    resource: Resource, state: str, wanted: Mapping[str, Any], current: Mapping[str, Any] | None,
    membership: str = "exact", secrets: str = "on_create", unreadable: str = "keep", needed: Callable[[Mapping[str, Any]], Iterable[str]] = lambda after: (),
) -> Plan:
    """Decide what to do. Pure: no request, no clock, nothing changed in place.

    ``secrets``: ``on_create`` or ``always``. ``unreadable``: whether a wish for a value that cannot be read counts as met (``keep``),
    as different (``rewrite``), or as different if anything else of the object is (``follow``). ``needed`` tells for the values of a new
    object which fields it needs beside those that its table requires. Raises BadInput when any of them is missing.
    """
    every = tuple(one.name for one in resource.all_fields)
    if state == "absent":
        return Plan("none", None, None) if current is None else Plan("delete", current, None, every, every)
    if state == "disabled":
        if current is None:
            return Plan("none", None, None, reasons=("there is nothing to disable",))
        wanted = {**wanted, "enabled": False}
    if current is None and membership == "remove":
        return Plan("none", None, None, reasons=(f"there is no {resource.noun} to remove anything from",))
    if current is None:
        return _creation(resource, wanted, membership, needed)
    return _change(resource, state, wanted, current, membership, secrets, unreadable)


def _creation(resource: Resource, wanted: Mapping[str, Any], membership: str, needed: Callable[[Mapping[str, Any]], Iterable[str]]) -> Plan:
    after: dict[str, Any] = {}
    for one in resource.all_fields:
        value = wanted.get(one.name, one.default if one.default is not None else OMITTED)
        after[one.name] = one.empty() if value is OMITTED else one.merge(one.empty(), value, membership)
    missing = {one.name for one in resource.all_fields if one.required and one.name not in wanted or one.filled and after[one.name] in EMPTY}
    missing.update(needed(after))
    if missing:
        raise BadInput(f"To create a {resource.noun}, give {' and '.join(sorted(missing))} as well.")
    names = tuple(name for name, value in after.items() if value is not OMITTED and value != frozenset() or name in wanted)
    return Plan("create", None, after, names, names, membership)


def _change(
    resource: Resource, state: str, wanted: Mapping[str, Any], current: Mapping[str, Any], membership: str, secrets: str, unreadable: str
) -> Plan:
    after = dict(current)
    managed = [one for one in resource.all_fields if one.name in wanted and not one.create_only and (not one.secret or secrets == "always")]
    unknown = [one for one in managed if current.get(one.name) is UNKNOWN]
    for one in managed:
        if one not in unknown:
            after[one.name] = one.merge(current.get(one.name, OMITTED), wanted[one.name], membership)
    changed = [one.name for one in managed if one not in unknown and not one.same(current.get(one.name, OMITTED), after[one.name])]
    after.update((one.name, current[one.name]) for one in managed if one.name not in changed and one.name in current)
    reasons: list[str] = []
    unread: list[str] = []
    rewrites = unreadable == "rewrite" or unreadable == "follow" and membership == "exact" and bool(changed)
    for one in unknown:
        if not rewrites:
            unread.append(one.name)
            reasons.append(f"{one.name}: cannot be read, so it was not compared")
            continue
        if one.is_set and membership != "exact":
            raise BadInput(f"{one.name} of this {resource.noun} cannot be read, so nothing can be added or removed.", "Give them all, with membership exact.")
        after[one.name] = wanted[one.name]
        cause = "as asked for" if unreadable == "rewrite" else f"as {', '.join(changed)} differ"
        reasons.append(f"{one.name}: cannot be read, and is written anew {cause}")
    changed = [one.name for one in managed if one.name in changed or one in unknown and rewrites]
    reasons += [f"{one.name}: cannot be read, so nothing proves that the platform takes it" for one in managed if one.secret and one.name in changed]
    shown = tuple(one.name for one in managed if one.name not in unread)
    verb = "none" if not changed else "disable" if state == "disabled" and "enabled" in changed else "update"
    return Plan(verb, current, after, tuple(changed), shown, membership, tuple(reasons), tuple(unread))


def takes_from(resource: Resource, intent: Plan) -> bool:
    """Whether a plan takes anything at all from the holder of an account that is there: the account, a grant, known or not, the address or
    the name that it is reached by, the password."""
    before = intent.before
    if before is None or intent.verb == "none":
        return False
    if intent.locks_out or intent.loses_grants:
        return True
    changed = [one for one in resource.all_fields if one.name in intent.changed]
    unread = any(one.is_set and before.get(one.name) is UNKNOWN for one in changed)
    reached = any((one is resource.key or isinstance(one, Email)) and before.get(one.name) not in EMPTY for one in changed)
    return unread or reached or any(one.secret for one in changed)


class Store:
    """What a platform can do with one kind of object; rows are the API's own objects.

    ``matches`` yields the rows whose natural key is the given one, ``whole`` fetches what the listing's row lacks. ``create`` and
    ``update`` return the object as it is afterwards. ``guard`` raises Refused for what must never happen. ``params`` are the module's
    options. ``warnings`` are passed on to the user. ``mismatch_hint`` is what to do when a write was accepted and yet reads differently.
    ``unconfirmed`` is what becomes of a changed address that nobody has confirmed yet, where that matters.
    ``at_once`` tells for each verb how many objects ``apply_many`` takes. ``standings``: for each ``standing`` on this platform what to call
    the account, and what to do instead of locking it out. ``protection`` is asked before anything is taken from an account (see ``ask``).
    """

    resource: Resource
    at_once: Mapping[str, int] = {}
    mismatch_hint = ""
    unconfirmed = ""
    standings: Mapping[str, tuple[str, str]] = {}
    protection: Protection = NOBODY

    def __init__(self, connection: Connection, params: Mapping[str, Any] | None = None):
        self.connection = connection
        self.http = connection.http
        self.names = connection.names
        self.params = params or {}
        self.warnings: list[str] = []

    def rows(self) -> Iterator[Row]:
        """Every object, complete over all pages."""
        raise NotImplementedError

    def get(self, id_: str) -> Row | None:
        """One whole object by id; None when there is none."""
        raise NotImplementedError

    def fetched(self, path: str, query: Any = None, schema: Schema | None = None) -> Any:
        """The data of a GET, of the form of the schema; None where the platform has no such object."""
        try:
            data = self.http.call("GET", path, query=query).data
        except Missing:
            return None
        if data is None:  # an empty success is no 404, and must not pass for one
            raise RequestFailed(f"{self.http.dialect.title}: GET {path.partition('?')[0]} was answered with nothing.", "Run the task again.")
        if schema is not None:
            self.http.expect(data, schema, "GET", path)
        return data

    def removed(self, row: Row, path: str, query: Any = None) -> None:
        """DELETE of a row. A 404 also comes from a wrong URL, for several matches, and for want of rights: the listing then tells whether the
        object is gone, which is what was wanted. Raises Missing where it is still there."""
        try:
            self.http.call("DELETE", path, query=query, void=True)
        except Missing as problem:
            try:
                listed = self.is_listed(row)
            except PeopleError as unread:
                problem.hint = f"Whether the {self.resource.noun} is still there could not be read: {unread.message}"
                raise problem from None
            if listed:
                problem.hint = f"The {self.resource.noun} is still listed, so it was not removed. {problem.hint}".strip()
                raise

    def is_listed(self, row: Row) -> bool:
        """Whether the listing, read anew, still has the object of a row, or another one with its key: an invite that was accepted meanwhile."""
        resource = self.resource
        id_, key = resource.id_of(row), self.key_of(row)
        return any(id_ and resource.id_of(one) == id_ or self.key_of(one) == key for one in self.rows())

    def key_of(self, row: Row) -> Any:
        """The key of a row, to be compared with others."""
        return self.resource.key.index(self.resource.key.read(row, self.names))

    def known_as(self, row: Row) -> tuple[str, ...]:
        """Every address and account name by which ``protect`` may mean the account of a row."""
        values = [one.read(row, self.names) for one in self.resource.all_fields if one is self.resource.key or isinstance(one, Email)]
        return tuple(str(value) for value in values if value not in EMPTY and value is not UNKNOWN)

    def is_gone(self, row: Row) -> bool:
        """Whether the object is not there any more, by a second way than the listing where the platform has one: a direct read, which costs
        one request. Where a 404 proves nothing the store says otherwise, and reads the listing anew."""
        return self.get(self.resource.id_of(row)) is None

    def written(self, row: Row | None, what: str) -> Row:
        """The object that was read after a write. Raises RequestFailed when there is none."""
        if row is None:
            raise RequestFailed(f"{self.http.dialect.title}: the {self.resource.noun} {what} was written and cannot be read.", "Run the task again.")
        return row

    def prove_reachable(self) -> None:
        """Raise unless the platform answers for this kind of object at all: a 404 for one object also comes from a wrong URL, and must
        never pass for the proof that somebody is gone. Reads the first page of the listing."""
        next(iter(self.rows()), None)

    def matches(self, key: str) -> list[Row]:
        """The rows with this natural key. Servers' own filters are never trusted alone."""
        return [row for row in self.rows() if self.resource.key.same(self.resource.key.read(row, self.names), key)]

    def tell_alike(self, params: Mapping[str, Any], rows: Iterable[Row]) -> None:
        """Warn where somebody who is to lose access is not there by the key that ``params`` give, and may be there by one that is nearly the same."""

    def whole(self, row: Row, needed: tuple[str, ...] | None) -> Row:
        """The object with all fields; ``needed`` names those that the task manages (None: all of them)."""
        if not self.resource.detail or self.resource.detail in row:
            return row
        found = self.get(self.resource.id_of(row))
        if found is None:
            raise PeopleError(f"{self.http.dialect.title}: the {self.resource.noun} disappeared while it was read.", "Run the task again.")
        return found

    def telling(self, row: Row, name: str) -> Row:
        """The object with one member that a lookup asks for and its row of the listing lacks."""
        return self.whole(row, None)

    def suffices(self, row: Row, needed: tuple[str, ...]) -> bool:
        """Whether a row of the listing tells enough to compare the fields that are managed; what then differs is fetched whole."""
        compared = [one for one in self.resource.all_fields if one.name in needed and not (one.secret or one.create_only)]
        return not any(one.read(row, self.names) in (OMITTED, UNKNOWN) for one in compared)

    def prove_removed(self, row: Row) -> None:
        """Raise RequestFailed unless an object whose removal was accepted is gone: that is no proof. Costs what ``is_gone`` does."""
        if not self.is_gone(row):
            raise RequestFailed(
                f"{self.http.dialect.title} accepted the removal of {self.resource.key.read(row, self.names)}, and still shows the {self.resource.noun}.",
                "The access may be alive: look into it, and run the task again.",
            )

    def prove_disabled(self, row: Row) -> None:
        """Raise RequestFailed unless an object whose disabling was accepted reads as disabled: that is no proof. ``row`` is the object after it."""
        enabled = self.resource.read(row, self.names).get("enabled", OMITTED)
        if enabled is not False:
            noun = self.resource.noun.replace("_", " ")
            what = f"the {noun} still reads as enabled" if enabled is True else f"nothing shows that the {noun} is disabled"
            raise RequestFailed(
                f"{self.http.dialect.title} accepted the disabling of {self.resource.key.read(row, self.names)}, but {what}: the access may be alive.",
                f"Remove the {noun}, or disable it by another way. {self.mismatch_hint}".strip(),
            )

    def needed_on_create(self, after: Mapping[str, Any]) -> Iterable[str]:
        """The fields that a new object with these canonical values needs and lacks, where no table can say it, such as a password on a server
        with local logins: ``() if after["password"] is not OMITTED else ("password",)``. Asked whenever a creation is decided about, in check
        mode as in a real run, so that both fail with one sentence that names them all. What is always needed is ``required`` or ``filled``
        of its field."""
        return ()

    def beyond(self, row: Row, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """What an object has of its access fields and is not wanted, as the user would write it. Sends no request."""
        held = {one.name: one.read(row, self.names) for one in self.resource.access_fields}
        over = {name: value - wanted.get(name, frozenset()) for name, value in held.items() if isinstance(value, frozenset)}
        return self.resource.view({name: value for name, value in over.items() if value}, self.names)

    def remarks(self) -> list[str]:
        """What the user has to know of how many objects were compared."""
        return []

    def select(self, params: Mapping[str, Any]) -> list[Row]:
        """The objects that an info module shows: one by id, those with a key, or all."""
        if params.get("id") is not None:
            row = self.get(params["id"])
            if row is None:
                self.prove_reachable()
            return [] if row is None else [self.whole(row, None)]
        if params.get(self.resource.key.name) is not None:
            return [self.whole(row, None) for row in self.matches(params[self.resource.key.name])]
        return side_by_side(lambda row: self.whole(row, None), self.rows()) if params.get("details") else list(self.rows())

    def beside(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """What an info module returns beside the objects, where the user asks for it."""
        return {}

    def rank(self, row: Row) -> str:
        """``owner`` or ``root``, who administer access whatever their roles; empty for all others. Costs no request."""
        return ""

    def standing(self, row: Row) -> str:
        """Why an account must stay usable: its rank, or ``caller`` where the task itself uses it, as the platform tells and never an option;
        empty for all others."""
        return self.rank(row)

    def stands_as(self, row: Row) -> tuple[str, str]:
        """What to call the account by its standing, and what to do instead of locking it out; empty texts for all others."""
        return self.standings.get(self.standing(row), ("", ""))

    def guard(self, row: Row | None, intent: Plan) -> None:
        """Refuse what must never happen; on every platform, that an account of a standing is locked out."""
        if row is None or not intent.removes:
            return
        words, hint = self.stands_as(row)
        if words and (intent.locks_out or self.standing(row) == CALLER):
            done = "deleted" if intent.verb == "delete" else "disabled" if intent.locks_out else "left without any access"
            raise Refused(f"{self.resource.key.read(row, self.names)} is {words}; it is not {done}.", hint)

    def guard_together(self, pairs: list[tuple[Row | None, Plan]]) -> None:
        """Refuse what must never happen to several at once, such as the removal of all administrators; asked once, before the first write."""

    def attempt(self, row: Row, intent: Plan) -> bool:
        """Try for what could not be compared (``intent.unread``), where trying is harmless; whether it changed anything."""
        return False

    def adjust(self, row: Row, wanted: dict[str, Any]) -> dict[str, Any]:
        """Drop wishes that this platform cannot fulfil for this very object, with a warning."""
        return wanted

    def writes(self, row: Row | None, intent: Plan) -> int:
        """How many writing requests this takes by itself, without batches and repetitions; what is read again afterwards comes on top."""
        locks = intent.verb == "delete" and row is not None and self.params.get("cut_off") and self._locking(row).verb != "none"
        return int(intent.verb != "none") + int(bool(locks))

    def _locking(self, row: Row) -> Plan:
        """What disabling the object takes; nothing where the platform cannot."""
        can = "disabled" in self.resource.states
        return plan(self.resource, "disabled", {}, self.resource.read(row, self.names)) if can else Plan("none", None, None)

    def cut_off(self, row: Row) -> str:
        """Take away what works as long as the object is there; before a removal, which may fail. Returns what was done as a sentence."""
        intent = self._locking(row)
        if intent.verb != "none":
            self.prove_disabled(self.update(row, intent))
        return "It is disabled." if "disabled" in self.resource.states else ""

    def create(self, intent: Plan) -> Row:
        raise NotImplementedError

    def update(self, row: Row, intent: Plan) -> Row:
        raise NotImplementedError

    def delete(self, row: Row) -> None:
        raise NotImplementedError

    def apply_many(self, verb: str, pairs: list[tuple[Row | None, Plan]]) -> list[Row | PeopleError | None]:
        """Carry out one verb for several objects with as few requests as the platform allows (see ``at_once``). Returns them as they are
        afterwards, in the order given: None for what was deleted, the error in the place of each that failed. An error that is raised
        counts for all."""
        raise NotImplementedError

    def body(self, intent: Plan) -> dict[str, Any]:
        """The write body of a plan: every field where updates replace, else what differs."""
        after = intent.after or {}
        only = tuple(after) if self.resource.whole else intent.changed
        return self.resource.body(after, only, self.names)

    def action(self, row: Row | None, intent: Plan) -> str:
        """What a result calls the verb."""
        return {"none": "none", "create": "created", "update": "updated", "disable": "disabled", "delete": "deleted"}[intent.verb]


@dataclass(frozen=True)
class Request:
    """What the user asks for, of one object: options of the module as ``params``."""

    params: Mapping[str, Any]
    check_mode: bool = False

    @property
    def state(self) -> str:
        return self.params.get("state") or "present"


@dataclass
class Outcome:
    """What came of it, in the user's words. ``request_id`` is the one of the last write, where the platform has such ids."""

    changed: bool
    action: str
    object: dict[str, Any]
    before: dict[str, Any]
    after: dict[str, Any]
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    request_id: str | None = None


def check_input(resource: Resource, params: Mapping[str, Any]) -> None:
    """Everything that can be said about the options without asking the platform. Raises BadInput."""
    key = params.get(resource.key.name)
    if key is not None and not str(key).strip():
        raise BadInput(f"{resource.key.name} is empty.", "Give the one to manage.")
    if key is not None and resource.key_is_email:
        require_email(key)


def check_identity(resource: Resource, id_: Any, key: Any, known: Any) -> None:
    """Raise BadInput where id and key name different objects; only a resource that can be renamed takes another key for a new name."""
    if id_ is not None and key is not None and not resource.renames and not resource.key.same(known, key):
        raise BadInput(
            f"The {resource.noun} with the id '{id_}' has the {resource.key.name} '{known}', not '{key}'.", f"Give the right id, or only {resource.key.name}."
        )


def find(store: Store, params: Mapping[str, Any], needed: tuple[str, ...]) -> Row | None:
    """The one object that id or key means, whole; None when there is none. Raises BadInput when it is not one."""
    resource, key, id_ = store.resource, params.get(store.resource.key.name), params.get("id")
    if id_ is not None:
        row = store.get(id_)
        if row is None:
            store.prove_reachable()
        if row is None and (params.get("state") or "present") != "absent":
            raise BadInput(f"{store.http.dialect.title} has no {resource.noun} with the id '{id_}'.", "Leave out id to create one, or correct it.")
        known = resource.key.read(row, store.names) if row is not None else None
        if row is not None:
            check_identity(resource, id_, key, known)
        return None if row is None else store.whole(row, needed)
    found = store.matches(str(key))
    if len(found) > 1:
        ids = ", ".join(sorted(resource.id_of(row) for row in found))
        title = store.http.dialect.title
        raise BadInput(f"{title} has {len(found)} {resource.plural} with the {resource.key.name} '{key}' (ids {ids}).", "Say which one with id.")
    return store.whole(found[0], needed) if found else None


def decide(store: Store, request: Request, row: Row | None) -> Plan:
    """What is to be done about one object, names resolved, references and guards checked. Raises BadInput or Refused."""
    params, resource = request.params, store.resource
    current = None if row is None else resource.read(row, store.names)
    wanted: dict[str, Any] = {}
    if request.state != "absent" and (current is not None or request.state == "present"):
        wanted = resource.wanted(params, store.names)
        if row is not None:
            wanted = store.adjust(row, wanted)
    intent = plan(
        resource, request.state, wanted, current, params.get("membership") or "exact", params.get("update_password") or "on_create",
        UNREADABLE.get(str(params.get("reinvite")), "keep"), store.needed_on_create,
    )
    if intent.verb not in ("none", "delete"):
        _check_references(store, intent)
    ask(store, row, intent)
    return intent


def ask(store: Store, row: Row | None, intent: Plan) -> None:
    """The one place that is asked before anything is taken from an account, whatever the way to ask for it. Raises Refused for whoever is
    protected, and for what the platform's guard forbids."""
    _keep_protected(store, row, intent)
    store.guard(row, intent)


def _keep_protected(store: Store, row: Row | None, intent: Plan) -> None:
    if row is None or not store.protection or not takes_from(store.resource, intent):
        return
    names = store.known_as(row)
    entry = store.protection.entry(*names)
    if entry:
        raise Refused(f"{names[0]} {protected_words(entry, names[0])} and keeps everything.", "Take it out of protect if this is meant.")


def protected_words(entry: str, name: str) -> str:
    """That a name is protected, with the entry where it is another one."""
    return "is in protect" if entry == name else f"is in protect ({entry})"


def _check_references(store: Store, intent: Plan) -> None:
    after = intent.after or {}
    for one in store.resource.all_fields:
        if one.name in intent.changed and after[one.name] not in (OMITTED, UNKNOWN):
            one.check(intent.gained(one.name) if one.is_set else after[one.name], store.names)


def apply(intent: Plan, store: Store, row: Row | None, check_mode: bool) -> Row | None:
    """The only caller of a writing store method. Returns the object afterwards; in check mode, and without a change, the given one."""
    if check_mode or intent.verb == "none":
        return row
    _keep_protected(store, row, intent)
    if row is None:
        return store.create(intent)
    if intent.verb == "delete":
        _remove(store, row)
        return None
    return store.update(row, intent)


def _remove(store: Store, row: Row) -> None:
    """Delete. With ``cut_off`` in the store's options the object is cut off first, so that whoever cannot be removed is locked out
    all the same; that this fails is no reason to leave the object there."""
    done = failed = ""
    if store.params.get("cut_off"):
        try:
            done = store.cut_off(row)
        except PeopleError as problem:
            failed = problem.message
    try:
        store.delete(row)
    except PeopleError as problem:
        problem.hint = f"{problem.hint} {f'Cutting it off first failed too: {failed}' if failed else done}".strip()
        raise
    if failed:
        store.warnings.append(f"It is removed; cutting it off before that failed: {failed}")


def apply_many(verb: str, store: Store, pairs: list[tuple[Row | None, Plan]]) -> list[Row | PeopleError | None]:
    """``apply`` for several objects at once, never in check mode. What cannot be read in an answer counts as a lost one."""
    try:
        for row, intent in pairs:
            _keep_protected(store, row, intent)
        return store.apply_many(verb, pairs)
    except UnexpectedResponse as problem:
        return [problem.again(LostAnswer) for dummy in pairs]
    except PeopleError as problem:
        return [problem] * len(pairs)


def reconcile(store: Store, request: Request) -> Outcome:
    """Bring one object into the wanted state, or predict it in check mode."""
    needed = tuple(one.name for one in store.resource.all_fields if one.given(request.params))
    row = find(store, request.params, needed)
    intent = decide(store, request, row)
    store.guard_together([(row, intent)])
    return settle(store, request, needed, row, intent)


def settle(store: Store, request: Request, needed: tuple[str, ...], row: Row | None, intent: Plan) -> Outcome:
    """Carry a plan out, or predict it, and say what came of it."""
    result = _carry_out(store, request, needed, row, intent)
    outcome = outcome_of(store, request, row, intent, result)
    if intent.unread and result is not None and not request.check_mode and store.attempt(result, intent):
        outcome.changed, outcome.action = True, "updated"
    outcome.request_id = store.http.last_request_id if outcome.changed else None
    return outcome


def _carry_out(store: Store, request: Request, needed: tuple[str, ...], row: Row | None, intent: Plan) -> Row | None:
    """Apply a plan. Where an answer was lost or the state was another one, what is there now decides; nothing is sent twice blindly."""
    try:
        return apply(intent, store, row, request.check_mode)
    except Unsettled as problem:
        return recover(store, request, needed, intent, problem)
    except UnexpectedResponse as problem:  # of a read after the write
        return recover(store, request, needed, intent, problem.again(LostAnswer))


def recover(store: Store, request: Request, needed: tuple[str, ...], intent: Plan, problem: Unsettled) -> Row | None:
    """What is there decides after a write that may or may not have been carried out; returns the object as it is in the end, or raises."""
    return resume(store, request, intent, problem, find(store, request.params, needed))


def resume(store: Store, request: Request, intent: Plan, problem: Unsettled, row: Row | None) -> Row | None:
    """The same, where it was looked up already."""
    if intent.verb == "create":  # what was just made is not made anew
        request = Request({**request.params, "reinvite": "never"}, request.check_mode)
    if row is None and intent.verb == "delete":
        return None
    if row is None or intent.verb == "delete":
        if isinstance(problem, LostAnswer):
            there = "not there" if row is None else "still there"
            problem.hint = f"{problem.hint} The {store.resource.noun} was looked up again and is {there}; nothing was repeated. Run the task again.".strip()
        raise problem
    try:
        return apply(decide(store, request, row), store, row, False)
    except PeopleError as failure:
        failure.changed = failure.changed or problem.changed
        raise


def outcome_of(store: Store, request: Request, row: Row | None, intent: Plan, result: Row | None) -> Outcome:
    """What a plan and its result mean, in the user's words. Raises RequestFailed where an account was to be disabled and does not read so."""
    resource, names = store.resource, store.names
    before = resource.view(intent.before, names, intent.shown) if intent.before is not None else {}
    after = resource.view(intent.after, names, intent.shown) if intent.after is not None else {}
    warnings = list(store.warnings)
    store.warnings.clear()  # the next object of the run has its own
    if intent.locks_out and result is not None and not request.check_mode:
        store.prove_disabled(result)
    if intent.verb == "none":
        shown = resource.described(row, names) if row is not None else {}
    elif request.check_mode or result is None:
        known = {"id": resource.id_of(row)} if row is not None and resource.id_of(row) else {}
        readable = tuple(one.name for one in resource.all_fields if not (one.secret or one.create_only))
        shown = {**known, **resource.view(intent.after, names, readable)} if intent.after is not None else known
    else:
        shown = resource.described(result, names)
        warnings += _unfulfilled(store, intent, resource.read(result, names))
    return Outcome(intent.verb != "none", store.action(row, intent), shown, before, after, list(intent.reasons), warnings)


def _unfulfilled(store: Store, intent: Plan, actual: Mapping[str, Any]) -> list[str]:
    """Post-write check: what was sent and accepted, and yet reads differently."""
    after = intent.after or {}
    missed = [one.name for one in store.resource.all_fields if one.name in intent.changed and _differs(one, actual.get(one.name, OMITTED), after[one.name])]
    if not missed:
        return []
    text = f"{store.http.dialect.title} accepted the change, but {', '.join(missed)} of the {store.resource.noun} still read differently."
    return [f"{text} {store.mismatch_hint}".strip()]


def _differs(one: Field, actual: Any, wanted: Any) -> bool:
    if one.secret or one.create_only or actual is UNKNOWN or wanted in (OMITTED, UNKNOWN):
        return False
    return actual is OMITTED or not one.fulfilled(actual, wanted)
