# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Runs the module roster: read, plan, check the guards, and apply on all platforms in parallel."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..engine.connections import Connections
from ..engine.errors import BadInput, PeopleError, Refused
from ..engine.folding import fold
from ..engine.parallel import PARALLEL_WRITES, check_parallel_writes
from ..engine.progress import Progress, progress_file, waiting
from ..engine.protection import Protection
from ..engine.provider import address_of
from ..platforms import registry
from . import calendar, independent, leave, new_passwords, plan_file, roster_file
from .evidence import OPTIONS as EVIDENCE_OPTIONS
from .evidence import Evidence, Recorder
from .execute import apply
from .guards import OPTIONS as GUARD_OPTIONS
from .guards import check_options
from .plan import RosterPlan, make_plan
from .plan_builder import ACCOUNTS, ValidatedRoster
from .plan_file import PlanFiles
from .roster import desired_accounts, known_as, named_platforms, unused_profiles
from .shorten import shortened, shortened_message
from .values import as_list

OPTIONS: dict[str, dict[str, Any]] = {
    "people": {"type": "list", "elements": "dict"}, "profiles": {"type": "dict"}, "protect": {"type": "list", "elements": "str"},
    "manage": registry.lists_option(),
    "roster_file": {"type": "raw"}, "columns": {"type": "dict"}, "roster_secrets": {"type": "dict", "no_log": True},
    "platforms": {"type": "list", "elements": "str"}, "fail_on_changes": {"type": "bool", "default": False},
    **registry.password_options(), "prune": {"type": "bool", "default": False}, "expect": {"type": "str"}, "approve": {"type": "raw"},
    "compare": {"type": "str", "choices": ["exact", "account_groups"], "default": "account_groups"},
    "access": {"type": "raw", "default": "exact"}, "remove_platforms": {"type": "str", "choices": ["none", "listed"], "default": "none"},
    "forbid_admin_for": {"type": "list", "elements": "str"}, "reinvite": {"type": "str", "choices": ["never", "changed"], "default": "never"},
    "move": {"type": "str", "choices": ["accepted", "at_once"], "default": "accepted"}, **calendar.OPTIONS, "today": {"type": "str"}, **leave.OPTIONS,
    "plan_file": {"type": "path"}, "plan_title": {"type": "str", "default": "Access plan"}, "made_by": {"type": "str"},
    "progress_file": {"type": "path"}, **GUARD_OPTIONS, "admin_roles": registry.lists_option(),
    "result_limit": {"type": "int", "default": -1}, **new_passwords.OPTIONS, **independent.OPTION, **EVIDENCE_OPTIONS,
    "parallel_writes": PARALLEL_WRITES,
}


def roster(connections: Connections, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Run the module roster: make a plan, and apply it unless check mode is on or a guard refuses. With ``fail_on_changes``, never applies it.

    Raises PeopleError with the result if anything failed.
    """
    # passwords that are only written are no step of a run that somebody has to prove
    evidence = Evidence(connections, {**params, "evidence_dir": None} if _only_writes_passwords(params) else params)
    files = plan_file.PlanFiles(params.get("plan_file"), params["independent"])

    def run(connections: Connections, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
        try:
            return _run(connections, params, check_mode, evidence, files)
        except PeopleError as problem:
            for name in params.get("platforms") or ():
                files.not_planned(name, problem.message)
            raise

    try:
        result = independent.independently(run, connections, params, check_mode) if params["independent"] else run(connections, params, check_mode)
    except PeopleError as problem:
        evidence.finish()
        problem.rest = {**problem.rest, **evidence.result()}
        raise
    evidence.finish()
    result = {**result, **evidence.result(), "warnings": [*result["warnings"], *evidence.warnings]}
    if evidence.problem is not None:
        evidence.problem.rest = result
        raise evidence.problem
    return result


def _run(connections: Connections, params: Mapping[str, Any], check_mode: bool, evidence: Evidence, files: PlanFiles) -> dict[str, Any]:
    compares_only = check_mode or params["fail_on_changes"]
    connections.read_only = compares_only or _only_writes_passwords(params)
    try:
        return shortened(_roster(connections, params, compares_only, evidence, files), params["result_limit"])
    except PeopleError as problem:
        problem.rest = shortened(problem.rest, params["result_limit"])
        problem.message = shortened_message(problem.message, params["result_limit"])
        raise


def _only_writes_passwords(params: Mapping[str, Any]) -> bool:
    return bool(params["new_passwords_mode"] == new_passwords.WRITE_ONLY)


def _roster(connections: Connections, params: Mapping[str, Any], check_mode: bool, evidence: Evidence, files: PlanFiles) -> dict[str, Any]:
    check_options(params)
    check_parallel_writes(params)
    if not isinstance(params.get("approve"), (str, type(None))):
        raise BadInput("approve must be a text.", "Nothing was changed. A dictionary by platform is for independent.")
    given = _given(params)
    if params["prune"] and not given["people"]:
        raise Refused("The roster is empty, and prune would remove everybody.", "Nothing was changed. Add the people who must stay.")
    platforms = _platforms(connections, given, params)
    day = calendar.planned_day(params, check_mode)
    validated = replace(_validated(given, platforms, params, day), new_passwords=new_passwords.requested(params, connections.secrets, check_mode))
    connections.open(platforms)
    record = evidence.task(connections, check_mode, given)
    try:
        plan, earlier = _planned(connections, validated, params, check_mode, record, files)
        del given, validated  # the people take as much memory as the plan
        result = _applied(connections, plan, params, check_mode, earlier)
    except BaseException as problem:
        unwritten = record.finished(problem)
        if unwritten is not None and isinstance(problem, PeopleError) and unwritten.message not in problem.message:
            problem.message = f"{problem.message} {unwritten.message}"
        raise
    unwritten = record.finished(None)
    if unwritten is not None:
        unwritten.rest = result
        raise unwritten
    return result


def _planned(
    connections: Connections, validated: ValidatedRoster, params: Mapping[str, Any], check_mode: bool, record: Recorder, files: PlanFiles,
) -> tuple[RosterPlan, Mapping[str, Any]]:
    """Return the plan, and the earlier one. Raises Refused if nothing may be changed."""
    with Progress(progress_file(params.get("progress_file")), connections.progress):
        earlier = files.earlier()
        plan = make_plan(connections, validated, params, check_mode, earlier)
    plan.made = _made(connections, params)
    record.planned(plan)
    if params.get("approve") == plan.approval and not check_mode:
        plan.accept_shrinking()
    if files.path:  # otherwise the texts of thousands of people would be made for nothing
        files.add(connections.secrets.masked(plan.shown()), plan.members)
    problem = plan.problem(params.get("expect"), params.get("approve"), earlier)
    if problem is not None:
        problem.rest = plan.result(changed=False)
        raise problem
    return plan, earlier


def _applied(connections: Connections, plan: RosterPlan, params: Mapping[str, Any], check_mode: bool, earlier: Mapping[str, Any]) -> dict[str, Any]:
    def lines() -> list[str]:
        return [f"{line}{waiting(connections.opened[name].http)}" for name, line in plan.progress().items()]

    _hand_over_passwords(plan, check_mode)
    if _only_writes_passwords(params):
        return {**plan.result(changed=bool(plan.new_passwords)), "warnings": []}
    with Progress(progress_file(params.get("progress_file")), lines):
        apply(plan, connections, params, check_mode, earlier)
    return plan.outcome(check_mode, params["fail_on_changes"])


def _hand_over_passwords(plan: RosterPlan, check_mode: bool) -> None:
    """Write generated passwords before their accounts are created, so that none is lost. Raises BadInput."""
    if plan.roster.new_passwords is not None:
        new = [(action.platform, action.person) for action in plan.actions if action.item.verb == "create"]
        plan.new_passwords = plan.roster.new_passwords.hand_over(new, check_mode)
        if plan.new_passwords:
            plan.roster = replace(plan.roster, notes=(*plan.roster.notes, plan.roster.new_passwords.note(plan.new_passwords, check_mode)))


def _made(connections: Connections, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return what identifies the plan for people: its title, author, tenants and files."""
    tenants = {name: address_of(connection.http.base_url) for name, connection in connections.opened.items()}
    files = list(plan_file.paths(params["plan_file"]).values()) if params.get("plan_file") else []
    return {"title": params["plan_title"], "made_by": params.get("made_by") or "", "tenants": tenants, "files": files}


def _platforms(connections: Connections, given: Mapping[str, Any], params: Mapping[str, Any]) -> list[str]:
    """Return the platforms to manage: those of the option, otherwise those that the roster names or that have credentials.

    This way, a platform that nobody uses anymore is included. Raises BadInput if there are none.
    """
    if params.get("platforms"):
        return list(dict.fromkeys(params["platforms"]))
    named = named_platforms(given["people"], given["profiles"])
    platforms = [name for name in registry.names() if name in {*named, *connections.given()}]
    if not platforms:
        raise BadInput("Neither the roster nor the option platforms names a platform, and there are no credentials for any.",
                       "Nothing was changed. List the platforms to manage in platforms.")
    return platforms


# -- the input --------------------------------------------------------------------------------------------------------------------------------


def _given(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the roster from the file, followed by that from the options. Raises BadInput."""
    found = roster_file.load_if_given(params.get("roster_file"), params.get("roster_secrets"), params.get("columns"))
    people, own = found.get("people", []), params.get("people") or []
    profiles = found.get("profiles", {})
    twice = sorted(set(profiles) & set(map(str, params.get("profiles") or {})))
    if twice:
        raise BadInput(f"Both the roster file and the option profiles define {', '.join(twice)}.", "Nothing was changed. Define each profile once.")
    return {
        "people": [*people, *own], "profiles": {**profiles, **(params.get("profiles") or {})},
        "manage": {**found.get("manage", {}), **{name: fields for name, fields in (params.get("manage") or {}).items() if fields is not None}},
        "protect": [*found.get("protect", []), *as_list(params.get("protect"), "protect")],
        "places": [*found.get("places", []), *_numbered(own)], "profile_places": found.get("profile_places", {}), "notes": found.get("notes", []),
    }


def _numbered(people: list[Any]) -> list[str]:
    return [f"person {number}" for number in range(1, len(people) + 1)]


def _validated(given: Mapping[str, Any], platforms: list[str], params: Mapping[str, Any], day: datetime.date) -> ValidatedRoster:
    """Return the validated roster. Raises BadInput with all problems that can be found without a request to a platform."""
    problems, found = _manage_problems(given["manage"]), []
    access, leaves = _access(params.get("access"), problems), leave.Leave.given(params, problems)
    try:
        found = desired_accounts(given["people"], given["profiles"], platforms, (), day, given["places"], given["profile_places"])
    except BadInput as problem:
        problems.insert(0, problem.message)
    if problems:
        raise BadInput(" ".join(problems), "Nothing was changed.")
    leave.check_remove_after(leaves, (desired.person for desired in found))
    passwords = {
        name: {fold(str(email)): str(password) for email, password in (params.get(platform.password_option) or {}).items()}
        for name, platform in registry.platforms().items() if platform.password_option
    }
    manage = {name: frozenset(fields) for name, fields in given["manage"].items()}
    unused = unused_profiles(given["people"], given["profiles"])
    notes = (*given["notes"], *([f"Nobody has the profile {', '.join(unused)}."] if unused else ()))
    no_admin = Protection(as_list(params.get("forbid_admin_for"), "forbid_admin_for"))
    people = tuple(known_as(person) for person in given["people"])
    zone = params.get("timezone") or "UTC"
    return ValidatedRoster(tuple(found), Protection(given["protect"]), people, manage, passwords, access, no_admin, day, zone, leaves, notes)


def _access(given: Any, problems: list[str]) -> dict[str, str]:
    """Return how access is compared, by platform. The option is one value for all platforms, or a dictionary by platform."""
    by_platform = given if isinstance(given, Mapping) else dict.fromkeys(registry.names(), given or "exact")
    wrong = [f"{name}: {how}" for name, how in by_platform.items() if name not in registry.names() or how not in ("exact", "add")]
    if wrong:
        problems.append(f"access is {given!r}; it must be exact or add, or a dictionary of these by platform ({', '.join(registry.names())}).")
    return {str(name): str(how) for name, how in by_platform.items()}


def _manage_problems(manage: Mapping[str, Any]) -> list[str]:
    problems = []
    for platform, fields in manage.items():
        if platform not in registry.names():
            problems.append(f"manage: unknown platform '{platform}' (known: {', '.join(registry.names())}).")
            continue
        known = [ACCOUNTS, *(field.name for field in registry.resource(platform).fields)]
        wrong = [str(name) for name in fields if name not in known] if isinstance(fields, list) else [f"not a list: {fields!r}"]
        if wrong:
            problems.append(f"manage.{platform}: unknown {', '.join(wrong)} (known: {', '.join(known)}).")
    return problems
