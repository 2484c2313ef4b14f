# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""For any roster and any live state: afterwards everybody in the roster has exactly what it says, nobody else has changed, and the plan has told it all.

What is there is read from the sandbox's own state, and what is expected is worked out here, neither by the engine.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.harness import Bench
from tests.sandbox.segment.data import grant
from tests.sandbox.world import World

from .test_exact import NO_LIMIT, PLATFORMS, live

# Not made smaller when it fails: an example takes half a second.
LAWS = settings(deadline=None, derandomize=True, database=None, phases=(Phase.generate,))
EMAILS = [f"p{number}@x.example" for number in range(4)]
GROUPS = ("EMEA", "Harbor Networks")
TE_ROLES, SEGMENT_ROLES, SEGMENT_GROUPS = ("Regular User", "Read only", "Organization Admin"), ("Source Admin", "Source Read-only"), ("Engineers", "Privacy")
CONTABO_ROLES, TSNA_ROLES = ("Network", "Invoice", "Full Access"), ("Planner", "Viewer", "Manager")


def some(values: Any, least: int = 0) -> Any:
    return st.sets(st.sampled_from(list(values)), min_size=least)


# Of each platform what somebody holds: pairs of account group and role (``*`` for all), roles and groups, roles.
HOLDINGS = {
    "thousandeyes": st.one_of(
        some(TE_ROLES, 1).map(lambda roles: {("*", role) for role in roles}),
        st.tuples(some([(group, role) for group in GROUPS for role in TE_ROLES]), some(TE_ROLES, 1)).map(
            lambda both: both[0] | {("EMEA", role) for role in both[1]}),  # the account group to log in to is one of them
    ),
    "segment": st.tuples(some(SEGMENT_ROLES), some(SEGMENT_GROUPS)).map(lambda both: both[0] | {f"group {name}" for name in both[1]}),
    "contabo": some(CONTABO_ROLES), "tsna": some(TSNA_ROLES, 1),
}


def as_options(platform: str, held: Any) -> dict[str, Any]:
    """The options of a profile that gives this. What is empty is left out on some platforms: it means the same."""
    if platform == "thousandeyes":
        explicit = [{"account_group": group, "roles": [role]} for group, role in sorted(held) if group != "*"]
        everywhere = [role for group, role in sorted(held) if group == "*"]
        more = {"account_group_roles": explicit, "all_account_group_roles": everywhere}
        return {"login_account_group": "EMEA", **{name: value for name, value in more.items() if value}}
    if platform == "segment":
        permissions = [{"role": item, "resources": [{"type": "WORKSPACE"}]} for item in sorted(held) if not item.startswith("group ")]
        groups = [item.removeprefix("group ") for item in sorted(held) if item.startswith("group ")]
        return {**({"permissions": permissions} if permissions else {}), **({"groups": groups} if groups else {})}
    return {"roles": sorted(held)} if held else {}


BUNDLES = st.fixed_dictionaries({}, optional=HOLDINGS)
LIVE = st.fixed_dictionaries({}, optional={**HOLDINGS, "pending": st.booleans()})
WHEN = st.sampled_from(("now", "now", "now", "over", "later", "unlisted"))
CASES = st.fixed_dictionaries({
    "profiles": st.lists(BUNDLES, min_size=2, max_size=2),
    "people": st.tuples(*[st.fixed_dictionaries({"when": WHEN, "profiles": some((0, 1)), "own": BUNDLES, "live": LIVE})] * len(EMAILS)),
    "protected": some(EMAILS).filter(lambda found: len(found) < 2), "remove_platforms": st.sampled_from(("none", "listed")),
    "compare": st.sampled_from(("exact", "account_groups")),
})


def put(bench: Bench, email: str, held: dict[str, Any]) -> None:
    """What is there before: by single modules, and on Segment by hand, where an invite has to be accepted."""
    name = email.partition("@")[0]
    for platform, module, more in (("thousandeyes", "te_user", {"name": name}), ("contabo", "contabo_user", {"first_name": name, "last_name": name}),
                                   ("tsna", "tsna_user", {"name": name, "password": "Tr1cky-pass-77"})):
        if platform in held:
            result = bench.run(module, email=email, **more, **as_options(platform, held[platform]))
            assert result.get("failed") is None, result["msg"]
    segment = bench.sandbox.platform("segment")
    if "segment" in held:
        policies = [segment._policy(grant(item)) for item in sorted(held["segment"]) if not item.startswith("group ")]
        segment._invite(email, policies) if held.get("pending") else segment._join(email, policies)
        for group in segment.groups:
            if f"group {group['name']}" in held["segment"]:
                group["emails"].append(email)


def wanted(case: dict[str, Any], person: dict[str, Any]) -> dict[str, Any]:
    """The union of the profiles and the person's own, by platform."""
    found: dict[str, Any] = {}
    for bundle in [*(case["profiles"][number] for number in person["profiles"]), person["own"]]:
        for platform, held in bundle.items():
            found[platform] = found.get(platform, set()) | held
    return found


def entry(number: int, person: dict[str, Any]) -> dict[str, Any]:
    email = EMAILS[number]
    own = {platform: as_options(platform, held) for platform, held in person["own"].items()}
    own["tsna"] = {**own.get("tsna", {}), "name": email.partition("@")[0]}
    times = {"now": {}, "over": {"ends": "2020-01-01"}, "later": {"starts": "2199-01-01"}}[person["when"]]
    names = {"first_name": email.partition("@")[0], "last_name": email.partition("@")[0]}
    return {"email": email, **names, "profiles": [f"profile{profile}" for profile in sorted(person["profiles"])], "accounts": own, **times}


def expected(case: dict[str, Any], email: str, person: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    if person["when"] in ("unlisted", "later") or email in case["protected"]:
        return before
    if person["when"] == "over":
        return {}
    given_ = wanted(case, person)
    found = {platform: held for platform, held in before.items() if case["remove_platforms"] == "none"} | given_
    if person["live"].get("pending") and "segment" in before and "segment" in given_:  # the permissions of an invite cannot be read, nor changed
        found["segment"] = {
            item for item in before["segment"] if not item.startswith("group ")
        } | {item for item in given_["segment"] if item.startswith("group ")}
    elif given_.get("segment") is not None and "segment" not in before and all(item.startswith("group ") for item in given_["segment"]):
        found["segment"] = found["segment"] | {"Minimal Workspace Access"}  # what Segment gives with an invite that names no permissions
    return found


def effective(held: dict[str, Any], compare: str, everywhere: Any) -> dict[str, Any]:
    """ThousandEyes compared by account group does not tell a role in all of them from one in each."""
    if compare == "exact" or "thousandeyes" not in held:
        return held
    found = {(item, role) for group, role in held["thousandeyes"] for item in (everywhere if group == "*" else [group])}
    return {**held, "thousandeyes": found}


def test_afterwards_everybody_has_what_the_roster_says_and_the_plan_has_told_it(thorough: bool) -> None:
    settings(LAWS, max_examples=60 if thorough else 20)(given(CASES)(everybody_has_what_the_roster_says))()


def everybody_has_what_the_roster_says(case: dict[str, Any]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        bench = Bench(patch, World(0))
        for email, person in zip(EMAILS, case["people"]):
            put(bench, email, person["live"])
        before = {email: live(bench, email) for email in EMAILS}
        others = {account["email"] for account in bench.run("access_info")["accounts"]} - set(EMAILS)
        rest = {email: live(bench, email) for email in others}
        params: dict[str, Any] = {
            "people": [entry(number, person) for number, person in enumerate(case["people"]) if person["when"] != "unlisted"],
            "profiles": {f"profile{number}": {platform: as_options(platform, held) for platform, held in bundle.items()}
                         for number, bundle in enumerate(case["profiles"])},
            "platforms": list(PLATFORMS), "protect": sorted(case["protected"]), "remove_platforms": case["remove_platforms"], "compare": case["compare"],
            "tsna_passwords": dict.fromkeys(EMAILS, "Tr1cky-pass-77"), **NO_LIMIT,
        }
        plan = bench.run("roster", check=True, **params)
        real = bench.run("roster", **params)
        assert real.get("failed") is None, real["msg"]
        assert plan["plan"]["actions"] == [{**action, "status": "planned"} for action in real["plan"]["actions"]]
        groups = [group.name for group in bench.sandbox.platform("thousandeyes").groups.values()]
        after = {email: live(bench, email) for email in EMAILS}
        for email, person in zip(EMAILS, case["people"]):
            should = expected(case, email, person, before[email])
            assert effective(after[email], case["compare"], groups) == effective(should, case["compare"], groups), email
        assert {email: live(bench, email) for email in others} == rest
        changed = {(platform, email) for email in EMAILS for platform in PLATFORMS if before[email].get(platform) != after[email].get(platform)}
        told = {
            (action["platform"], action["person"]) for action in plan["plan"]["actions"] if set(action["before"]) != set(action["after"]) or _access(action)
        }
        assert changed == told
        assert bench.run("roster", **params)["writes"] == []


def _access(action: dict[str, Any]) -> bool:
    """Whether an action changes more than names and other attributes."""
    names = ("account_group_roles", "all_account_group_roles", "permissions", "groups", "roles")
    return any(action["before"].get(name) != action["after"].get(name) for name in names)
