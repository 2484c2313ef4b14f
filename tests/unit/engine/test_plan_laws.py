# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Laws of ``plan``, which is pure, over a made-up resource that has every kind of field, with generated wishes and states."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from ansible_collections.people.access.plugins.module_utils.engine.change import MEMBERSHIPS, Change, plan
from ansible_collections.people.access.plugins.module_utils.engine.errors import BadInput
from ansible_collections.people.access.plugins.module_utils.engine.fields import (
    UNREADABLE,
    UNSET,
    Email,
    Field,
    Ref,
    Refs,
    Resource,
    Secret,
    SecretValue,
    SetField,
    Text,
    fold,
)
from ansible_collections.people.access.plugins.module_utils.engine.names import Names
from ansible_collections.people.access.plugins.module_utils.engine.store import Store
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.users import DynamicFields

LAWS = settings(max_examples=80, deadline=None, derandomize=True, database=None)
PASSWORD = "Fj4-quiet-harbor"


@dataclass(frozen=True)
class Pairs(SetField):
    """Grants are tuples (place id, role id), as on ThousandEyes; entries for one place may come in several parts."""

    def options(self) -> dict[str, dict[str, Any]]:
        return {self.name: {"type": "list", "elements": "dict"}}

    def from_params(self, params: Mapping[str, Any], names: Names) -> Any:
        return frozenset((names.id("place", param["place"]), names.id("role", role)) for param in params[self.name] for role in param["roles"])

    def from_api(self, row: Mapping[str, Any], names: Names) -> Any:
        return frozenset(tuple(pair) for pair in row[self.api]) if self.api in row else UNSET

    def to_api(self, value: Any, names: Names) -> dict[str, Any]:
        return {self.api: sorted(value)}

    def to_user(self, value: Any, names: Names) -> Any:
        return [{"place": names.name("place", place), "role": names.name("role", role)} for place, role in sorted(value)]


PARTIAL = Resource(
    noun="thing", plural="things", key=Email("email", "emailAddress"), id_api="id", states=("present", "disabled", "absent"),
    fields=(
        Text("note", "noteText"), Field("enabled", "enabledFlag", {"type": "bool"}, default=True), Field("quota", "quotaSize", {"type": "int"}),
        Ref("home", "homeId", of="place", at_id="home.id", at_name="home.name"), Refs("roles", "roleIds", of="role", at_rows="roles"),
        Pairs("grants", "grantRows"), DynamicFields("dynamic_fields", "dynamicRows", {"type": "dict"}), Secret("password", "passwordText"),
        Field("template", "templateName", create_only=True),
    ),
)
WHOLE = replace(PARTIAL, whole=True)
KINDS = {"role": ["Reader", "Writer", "Auditor", "Owner"], "place": ["Oslo", "Bergen", "Lisbon"]}


def listed(names: list[str]) -> list[tuple[str, str]]:
    return [(f"{name.lower()}-id", name) for name in names]


NAMES = Names("Example", {kind: partial(listed, names) for kind, names in KINDS.items()})
API = {entry.name: entry.api for entry in PARTIAL.all_fields}
SETS = ("roles", "grants")


def subsets(values: list[str]) -> st.SearchStrategy[list[str]]:
    """Lists in any order, with repetitions."""
    return st.lists(st.sampled_from(values), max_size=5)


EMAILS = st.sampled_from(["ada@x.example", "ADA@x.example", " Ada@X.example "])
VALUES = st.one_of(st.text("ab", max_size=2), subsets(["", "a", "b"]), st.none(), st.integers(0, 2))
# What a user may give, as module options; an option that is left out is not managed.
OPTIONS: dict[str, st.SearchStrategy[Any]] = {
    "note": st.text("xy", max_size=2), "enabled": st.booleans(), "quota": st.integers(0, 2), "home": st.sampled_from(KINDS["place"]),
    "roles": subsets(KINDS["role"]),
    "grants": st.lists(st.fixed_dictionaries({"place": st.sampled_from(KINDS["place"]), "roles": subsets(KINDS["role"])}), max_size=4),
    "dynamic_fields": st.dictionaries(st.sampled_from(["Team", "Site"]), VALUES, max_size=2), "password": st.just(PASSWORD),
    "template": st.sampled_from(["ada", "bob"]),
}
PARAMS = st.fixed_dictionaries({}, optional={"email": EMAILS, **OPTIONS})
WITH_KEY = st.fixed_dictionaries({"email": EMAILS}, optional=OPTIONS)
PLACES = [f"{name.lower()}-id" for name in KINDS["place"]]
ROLE_IDS = [f"{name.lower()}-id" for name in KINDS["role"]]
TUPLES = st.lists(st.sampled_from(["a", "b"]), min_size=1, max_size=2, unique=True).map(lambda values: tuple(sorted(values)))
# What is there: canonical values, of which an answer may lack some and hide others.
STATE: dict[str, st.SearchStrategy[Any]] = {
    "email": EMAILS.map(str.strip), "note": st.text("xy", max_size=2), "enabled": st.booleans(), "quota": st.integers(0, 2) | st.just(UNSET),
    "home": st.sampled_from(PLACES) | st.just(UNSET), "roles": st.frozensets(st.sampled_from(ROLE_IDS)),
    "grants": st.frozensets(st.tuples(st.sampled_from(PLACES), st.sampled_from(ROLE_IDS)), max_size=5) | st.just(UNSET) | st.just(UNREADABLE),
    "dynamic_fields": st.dictionaries(st.sampled_from(["Team", "Site", "Desk"]), TUPLES, max_size=3) | st.just(UNSET),
    "password": st.just(UNSET), "template": st.just(UNSET),
}
CURRENT = st.fixed_dictionaries(STATE)
GRANTING = st.sampled_from(["exact", "add"])
MEMBERSHIP = st.sampled_from(MEMBERSHIPS)
LIVING = st.sampled_from(["present", "disabled"])
SECRETS = st.sampled_from(["on_create", "always"])
CANNOT = (("add", "rewrite"), ("remove", "rewrite"))
TREATMENTS = st.sampled_from(["keep", "rewrite", "follow"])


def desired(params: dict[str, Any]) -> dict[str, Any]:
    return PARTIAL.from_params(params, NAMES)


def as_read(after: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What the next read gives: no secrets, nothing that only a creation knows, empty values of dynamic fields dropped."""
    if after is None:
        return None
    again = {**after, "password": UNSET, "template": UNSET}
    if again["dynamic_fields"] not in (UNSET, UNREADABLE):
        again["dynamic_fields"] = {name: values for name, values in again["dynamic_fields"].items() if values}
    return again


def decide(
    params: dict[str, Any], current: dict[str, Any] | None, membership: str, state: str = "present", secrets: str = "on_create", unreadable: str = "keep",
) -> Change:
    """The plan, except where there cannot be one: nothing is added to or removed from what nobody knows."""
    if state != "absent" and "grants" in params and current and current["grants"] is UNREADABLE and (membership, unreadable) in CANNOT:
        with pytest.raises(BadInput, match="grants of this thing cannot be read"):
            plan(PARTIAL, state, desired(params), current, membership, secrets, unreadable)
        reject()
    return plan(PARTIAL, state, desired(params), current, membership, secrets, unreadable)


def body_of(resource: Resource, change: Change) -> dict[str, Any]:
    """What a store sends."""
    connection: Any = SimpleNamespace(http=None, names=NAMES)
    store = Store(connection)
    store.resource = resource
    return store.body(change)


def comparable(change: Change) -> Any:
    """A plan in which secrets can be compared."""
    def opened(values: Mapping[str, Any] | None) -> Any:
        return values and {name: value.value if isinstance(value, SecretValue) else value for name, value in values.items()}

    return change.verb, opened(change.before), opened(change.after), change.changed, change.shown, change.reasons, change.unread


@LAWS
@given(params=PARAMS, current=CURRENT, membership=MEMBERSHIP, state=LIVING, unreadable=TREATMENTS)
def test_what_was_applied_needs_no_more(params: dict[str, Any], current: dict[str, Any], membership: str, state: str, unreadable: str) -> None:
    first = decide(params, current, membership, state, unreadable=unreadable)
    assert plan(PARTIAL, state, desired(params), as_read(first.after), membership, unreadable=unreadable).verb == "none"


@LAWS
@given(params=WITH_KEY, membership=GRANTING)
def test_what_was_created_needs_no_more(params: dict[str, Any], membership: str) -> None:
    first = plan(PARTIAL, "present", desired(params), None, membership)
    assert (first.verb, first.before) == ("create", None)
    assert plan(PARTIAL, "present", desired(params), as_read(first.after), membership).verb == "none"


@LAWS
@given(params=PARAMS, current=CURRENT, membership=MEMBERSHIP, state=LIVING, secrets=SECRETS, unreadable=TREATMENTS)
def test_none_means_that_before_and_after_are_equal(
    params: dict[str, Any], current: dict[str, Any], membership: str, state: str, secrets: str, unreadable: str,
) -> None:
    change = decide(params, current, membership, state, secrets, unreadable)
    assert change.before == current and change.after is not None
    differing = tuple(name for name in API if change.before[name] != change.after[name])
    assert differing == change.changed
    assert (change.verb == "none") is (differing == ())
    shown = [PARTIAL.to_user(values, NAMES, change.shown) for values in (change.before, change.after)]
    assert (change.verb == "none") is (shown[0] == shown[1])
    assert set(change.changed) <= set(change.shown)


@LAWS
@given(params=PARAMS, current=CURRENT, membership=MEMBERSHIP, state=LIVING, unreadable=TREATMENTS)
def test_the_wish_is_fulfilled(params: dict[str, Any], current: dict[str, Any], membership: str, state: str, unreadable: str) -> None:
    """``none`` by itself proves little: after the plan, everything that was asked for is there."""
    wanted = desired(params)
    change = decide(params, current, membership, state, unreadable=unreadable)
    assert change.after is not None
    for name, value in wanted.items():
        after = change.after[name]
        if name in ("password", "template") or name in change.unread:
            assert after is current[name]
        elif name in SETS:
            known = frozenset() if current[name] in (UNSET, UNREADABLE) else current[name]
            assert after == {"exact": value, "add": known | value, "remove": known - value}[membership]
        elif name == "dynamic_fields":
            known = current[name] if current[name] is not UNSET else {}
            assert all(after.get(field, ()) == value.get(field, known.get(field, ())) for field in {*value, *known, *after})
        elif name == "email":
            assert fold(after) == fold(value)
        elif name == "enabled" and state == "disabled":
            assert after is False
        else:
            assert after == value


@LAWS
@given(params=PARAMS, current=CURRENT, membership=MEMBERSHIP, state=LIVING, secrets=SECRETS, unreadable=TREATMENTS)
def test_what_is_omitted_is_not_touched(params: dict[str, Any], current: dict[str, Any], membership: str, state: str, secrets: str, unreadable: str) -> None:
    change = decide(params, current, membership, state, secrets, unreadable)
    assert "email" not in change.changed  # in these, only the case and blanks differ
    managed = set(params) | ({"enabled"} if state == "disabled" else set())
    assert set(change.changed) | set(change.shown) | set(change.unread) <= managed
    body = body_of(PARTIAL, change)
    assert set(body) == {API[name] for name in change.changed}
    assert change.after is not None
    assert all(change.after[name] == current[name] for name in API if name not in managed)


@LAWS
@given(params=PARAMS, current=CURRENT, membership=MEMBERSHIP, state=LIVING, secrets=SECRETS, unreadable=TREATMENTS)
def test_a_whole_body_has_every_known_field(
    params: dict[str, Any], current: dict[str, Any], membership: str, state: str, secrets: str, unreadable: str,
) -> None:
    change = decide(params, current, membership, state, secrets, unreadable)
    body, before = body_of(WHOLE, change), WHOLE.to_api(current, tuple(API), NAMES)
    assert change.after is not None
    assert set(body) == {API[name] for name, value in change.after.items() if value not in (UNSET, UNREADABLE)}
    assert set(before) <= set(body)
    assert all(body[api] == before[api] for name, api in API.items() if name not in change.changed and api in before)
    partial = body_of(PARTIAL, change)
    assert {api: body[api] for api in partial} == partial


@LAWS
@given(params=WITH_KEY, current=st.none() | CURRENT, membership=MEMBERSHIP, state=LIVING, random=st.randoms(use_true_random=False))
def test_order_and_repetition_mean_nothing(params: dict[str, Any], current: dict[str, Any] | None, membership: str, state: str, random: Any) -> None:
    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            pairs = [(name, shuffled(one)) for name, one in value.items()]
            random.shuffle(pairs)
            return dict(pairs)
        if not isinstance(value, list):
            return value
        mixed = [shuffled(item) for item in value]
        mixed += random.sample(mixed, random.randint(0, len(mixed))) if all(isinstance(entry, dict) or entry in KINDS["role"] for entry in mixed) else []
        random.shuffle(mixed)
        return mixed

    other = {name: shuffled(value) for name, value in params.items()}
    one, two = (plan(PARTIAL, state, desired(given_), current, membership) for given_ in (params, other))
    assert comparable(one) == comparable(two)
    if one.after is not None:
        for resource in (PARTIAL, WHOLE):
            assert body_of(resource, one) == body_of(resource, two)
        assert PARTIAL.to_user(one.after, NAMES) == PARTIAL.to_user(two.after or {}, NAMES)


@LAWS
@given(params=WITH_KEY, current=st.none() | CURRENT, membership=MEMBERSHIP, state=st.sampled_from(PARTIAL.states), secrets=SECRETS, unreadable=TREATMENTS)
def test_no_secret_shows(
    params: dict[str, Any], current: dict[str, Any] | None, membership: str, state: str, secrets: str, unreadable: str,
) -> None:
    params = {**params, "password": PASSWORD}
    wanted, change = desired(params), decide(params, current, membership, state, secrets, unreadable)
    views = [PARTIAL.to_user(values, NAMES, only) for values in (change.before, change.after) if values for only in (None, change.shown, change.changed)]
    for text in (repr(change), str(change), f"{change.after}", repr(wanted), repr(views), repr(change.reasons)):
        assert PASSWORD not in text
    sent = change.verb == "create" or state != "absent" and current is not None and secrets == "always"
    assert ("password" in change.changed) is (sent or change.verb == "delete")
    assert (PASSWORD in repr(body_of(PARTIAL, change))) is sent


@LAWS
@given(params=WITH_KEY, current=st.none() | CURRENT, membership=MEMBERSHIP, state=st.sampled_from(PARTIAL.states), secrets=SECRETS, unreadable=TREATMENTS)
def test_nothing_given_is_changed_in_place(
    params: dict[str, Any], current: dict[str, Any] | None, membership: str, state: str, secrets: str, unreadable: str,
) -> None:
    wanted = desired(params)
    kept = copy.deepcopy((params, {name: value for name, value in wanted.items() if name != "password"}, current))
    decide(params, current, membership, state, secrets, unreadable)
    change = plan(PARTIAL, state, wanted, current, membership, secrets, unreadable)
    for resource in (PARTIAL, WHOLE):
        body_of(resource, change)
        resource.to_user(change.after or {}, NAMES)
    assert (params, {name: value for name, value in wanted.items() if name != "password"}, current) == kept
    assert comparable(plan(PARTIAL, state, wanted, current, membership, secrets, unreadable)) == comparable(change)


@LAWS
@given(params=PARAMS, current=CURRENT, state=LIVING)
def test_add_never_loses_and_remove_never_gains(params: dict[str, Any], current: dict[str, Any], state: str) -> None:
    assume(current["grants"] not in (UNSET, UNREADABLE))
    wanted = desired(params)
    added, removed, exact = (plan(PARTIAL, state, wanted, current, membership) for membership in ("add", "remove", "exact"))
    for name in SETS:
        value = wanted.get(name, frozenset())
        assert added.removed(name) == removed.added(name) == frozenset()
        assert added.added(name) == value - current[name]
        assert removed.removed(name) == value & current[name]
        if name in wanted:
            assert (exact.added(name), exact.removed(name)) == (value - current[name], current[name] - value)


@LAWS
@given(params=WITH_KEY, current=st.none() | CURRENT, membership=MEMBERSHIP, secrets=SECRETS, unreadable=TREATMENTS)
def test_absent_deletes_exactly_what_is_there(
    params: dict[str, Any], current: dict[str, Any] | None, membership: str, secrets: str, unreadable: str,
) -> None:
    change = plan(PARTIAL, "absent", desired(params), current, membership, secrets, unreadable)
    assert (change.verb, change.before, change.after) == ("none" if current is None else "delete", current, None)


@LAWS
@given(params=WITH_KEY, current=st.none() | CURRENT, membership=MEMBERSHIP, secrets=SECRETS, unreadable=TREATMENTS)
def test_disabled_never_creates(params: dict[str, Any], current: dict[str, Any] | None, membership: str, secrets: str, unreadable: str) -> None:
    change = decide({**params, "enabled": True}, current, membership, "disabled", secrets, unreadable)
    if current is None:
        assert (change.verb, change.after) == ("none", None) and change.reasons
        return
    assert change.after is not None and change.after["enabled"] is False
    assert (change.verb == "disable") is current["enabled"]
    assert change.verb in ("none", "disable", "update")


@LAWS
@given(params=WITH_KEY, missing=st.sets(st.sampled_from(["note", "home", "roles", "dynamic_fields"])), membership=GRANTING)
def test_a_creation_names_everything_that_is_missing(params: dict[str, Any], missing: set[str], membership: str) -> None:
    needy = replace(PARTIAL, fields=tuple(replace(field, required=field.name in missing) for field in PARTIAL.fields))
    lacking = sorted(missing - set(params))
    if not lacking:
        assert plan(needy, "present", desired(params), None, membership).verb == "create"
        return
    with pytest.raises(BadInput) as caught:
        plan(needy, "present", desired({**params, "password": PASSWORD}), None, membership)
    assert f"give {' and '.join(lacking)} as well" in caught.value.message
    assert PASSWORD not in repr(caught.value.result())


@LAWS
@given(params=WITH_KEY, membership=GRANTING)
def test_a_creation_sends_what_was_given_and_the_defaults(params: dict[str, Any], membership: str) -> None:
    body = body_of(PARTIAL, plan(PARTIAL, "present", desired(params), None, membership))
    assert set(body) == {API[name] for name in {*params, "enabled"}}
    assert body["enabledFlag"] is params.get("enabled", True)


@LAWS
@given(params=WITH_KEY, state=st.sampled_from(PARTIAL.states))
def test_removing_from_nobody_creates_nobody(params: dict[str, Any], state: str) -> None:
    change = plan(PARTIAL, state, desired(params), None, "remove")
    assert (change.verb, change.after) == ("none", None)


@LAWS
@given(params=PARAMS, current=CURRENT, membership=MEMBERSHIP)
def test_what_cannot_be_read_is_kept_or_rewritten_as_asked(params: dict[str, Any], current: dict[str, Any], membership: str) -> None:
    hidden, params = {**current, "grants": UNREADABLE}, {**params, "grants": params.get("grants", [])}
    kept = decide(params, hidden, membership)
    assert kept.unread == ("grants",) and "grants" not in kept.changed and "grants" in kept.reasons[0]
    rewritten = decide(params, hidden, membership, unreadable="rewrite")
    assert rewritten.unread == () and "grants" in rewritten.changed and rewritten.verb == "update"
    assert rewritten.after is not None and rewritten.after["grants"] == desired(params)["grants"]
    assert [name for name in rewritten.changed if name != "grants"] == list(kept.changed)


def test_what_a_new_object_needs_is_asked_in_one_sentence() -> None:
    filled = replace(PARTIAL, fields=tuple(replace(field, filled=True) if field.name == "roles" else field for field in PARTIAL.fields))
    desired_accounts: list[dict[str, Any]] = [{"email": "ada@x.example"}, {"email": "ada@x.example", "roles": frozenset()}]
    for wanted in desired_accounts:
        with pytest.raises(BadInput, match="give password and roles as well"):
            plan(filled, "present", wanted, None, needed=lambda after: () if after["password"] is not UNSET else ("password",))
    whole = {"email": "ada@x.example", "roles": frozenset({"reader-id"}), "password": SecretValue(PASSWORD)}
    assert plan(filled, "present", whole, None, needed=lambda after: () if after["password"] is not UNSET else ("password",)).verb == "create"
    assert plan(filled, "present", {"roles": frozenset()}, {**whole, "note": ""}).verb == "update"
