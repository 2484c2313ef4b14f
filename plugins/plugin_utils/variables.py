# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The variables of the playbooks and roles: a table with types, defaults and descriptions, and their conversion.

``tests/tools/generate_variables.py`` generates the defaults and the argument specs of the roles, and the tables of the guide from it.
"""

from __future__ import annotations

import os
import re
import urllib.parse
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..module_utils.engine.errors import BadInput
from ..module_utils.lifecycle import given
from ..module_utils.lifecycle.leavers import leavers
from ..module_utils.platforms import registry

PLATFORMS = registry.names()


@dataclass(frozen=True)
class Variable:
    """One variable.

    - ``name``: the name in the playbook; roles add their name as a prefix
    - ``type``: one of TYPES
    - ``shown``: the default of the role, if that is a template
    - ``playbook``: the name in the playbook if it differs, empty if the playbook sets it
    """

    name: str
    type: str
    description: tuple[str, ...]
    default: Any = ""
    required: bool = False
    minimum: int | None = None
    choices: tuple[str, ...] = ()
    secret: bool = False
    per_tenant: str = ""  # for a path: "file" adds the name of the tenant before the extension, "folder" as a subdirectory
    shown: str | None = None
    playbook: str | None = None

    @property
    def in_playbook(self) -> str:
        return self.name if self.playbook is None else self.playbook


def _path(value: Any, variable: Variable) -> str:
    """Return an absolute path, relative to the working directory. Roles and modules would use another directory."""
    return os.path.abspath(os.path.expanduser(given.text(value)))


def _paths(value: Any, variable: Variable) -> Any:
    found = [_path(text, variable) for text in given.texts(value, names=False)]
    return found[0] if len(found) == 1 else found


def _secret(value: Any, variable: Variable) -> str:
    """Return a password unchanged. Raises BadInput without showing the value."""
    if not isinstance(value, str):
        raise BadInput("has to be a text.")
    return value


# type: (name in documentation, conversion)
TYPES: dict[str, tuple[str, Any]] = {
    "bool": ("boolean", lambda value, variable: given.boolean(value)),
    "int": ("integer", lambda value, variable: given.number(value, variable.minimum)),
    "str": ("string", lambda value, variable: given.text(value)),
    "secret": ("string", _secret),
    "path": ("path", _path),
    "paths": ("path, or list of paths", _paths),
    "texts": ("list of strings", lambda value, variable: given.choices(value, variable.choices) if variable.choices else given.texts(value)),
    "persons": ("list of dictionaries", lambda value, variable: given.persons(value)),
    "people": ("list of addresses or dictionaries", lambda value, variable: given.people(value)),
    "dict": ("dictionary", lambda value, variable: given.mapping(value, variable.secret)),
    "by_platform": ("string, or dictionary by platform", lambda value, variable: value if isinstance(value, Mapping) else _digest(value)),
    "digest": ("string, or dictionary by tenant", lambda value, variable: value if isinstance(value, Mapping) else _digest(value)),
    "digests": ("dictionary by platform, or by tenant and platform", lambda value, variable: given.mapping(value)),
}


def _digest(value: Any) -> Any:
    """Return a digest, or digests by tenant from JSON or YAML."""
    return given.mapping(value) if isinstance(value, str) and ":" in value else given.text(value)


# -- the table ---------------------------------------------------------------------------------------------------------------------------

ROSTER_FILE = Variable("roster_file", "paths", ("Roster as YAML, JSON or CSV: a file, a directory, or a list of them.",))
COLUMNS = Variable("columns", "dict", (
    "Names of the columns in CSV files of the roster that come from another system, by member of a person, such as C({email: Mail, last_name: Nachname}).",
    "Other columns of such a file are ignored."), default={})
PEOPLE = Variable("people", "persons", (
    "People in addition to those of the file. Each has C(email), and can have C(first_name), C(last_name), C(profiles), C(starts), C(ends) and C(accounts).",
    "A new account on TSNA needs a login name in C(accounts.tsna.name)."), default=[])
PROFILES = Variable("profiles", "dict", (
    "Profiles by name, in addition to those of the file. A profile contains platforms, and for each platform the options of its user module.",), default={})
PROTECT = Variable("protect", "texts", ("E-mail addresses and TSNA login names to leave alone. Not case-sensitive.",), default=[])
MANAGE = Variable("manage", "dict", ("Parts of the accounts that the roster manages, by platform. Use this if another system manages the rest.",), default={})
ACCESS = Variable("access", "by_platform", (
    "What to do with access that people in the roster have and the roster does not give. V(exact) removes it, V(add) only reports it.",
    "A dictionary sets this for each platform."), default="exact")
REMOVE_PLATFORMS = Variable("remove_platforms", "str", (
    "V(listed) removes accounts that people in the roster have on platforms that the roster does not give them. V(none) only reports them.",), default="none")
REINVITE = Variable("reinvite", "str", (
    "V(changed) sends a pending Segment invite again if the groups of the person have changed. The permissions of an invite cannot be compared.",
), default="never")
MOVE = Variable("move", "str", (
    "When to remove a Segment member with a previous address: V(accepted), after the invite for the new address is accepted, or V(at_once).",),
    default="accepted")
LEAVE = Variable("leave", "by_platform", (
    "What to do with the accounts of people whose C(ends) has passed. V(remove) removes them. V(disable) disables them on Contabo and TSNA, takes all access "
    "on Segment, and removes them on ThousandEyes.",
    "A dictionary sets this for each platform. C(leave) of a person or profile in the roster takes precedence."), default="remove")
PRUNING_LEAVE = replace(LEAVE, description=(
    *LEAVE.description, "With C(prune), the same is done with accounts of people who are not in the roster. C(remove_after) does not apply to these."))
REMOVE_AFTER = Variable("remove_after", "int", (
    "Number of days after which disabled accounts of leavers are removed, counted from the first day without access. If empty, they are not removed.",
), minimum=0)
REPLACE_KEYS = Variable("replace_keys", "bool", (
    "Whether to replace the S3 secret keys of Contabo users who leave. It is not documented whether their keys stop working.",), default=False)
FORBID_ADMIN_FOR = Variable("forbid_admin_for", "texts", (
    "People who must not get administrative access: e-mail addresses, TSNA login names, or patterns with C(*).",), default=[])
TIMEZONE = Variable("timezone", "str", ("Time zone of the dates in C(starts) and C(ends).",), default="UTC")
TODAY = Variable("today", "str", (
    "Plan for this day, as YYYY-MM-DD. Only a plan for the current day can be carried out. Set C(apply: false) for a preview of any other day.",))
SOME = Variable("platforms", "texts", (
    "Platforms to manage. If empty, the platforms in the roster and the platforms with credentials.",), default=[], choices=PLATFORMS)
EVERY = Variable("platforms", "texts", ("Platforms to manage.",), default=list(PLATFORMS), choices=PLATFORMS)
READ = replace(EVERY, description=("Platforms to read.",))
PASSWORDS = Variable("tsna_passwords", "dict", (
    "Initial TSNA passwords by e-mail address, for a server that manages passwords itself. They are only set when an account is created.",
    "They are not part of the roster, because a roster is meant for review."), default={}, secret=True)
NEW_PASSWORDS = (
    Variable("new_passwords_file", "path", (
        "File for generated TSNA passwords. If it is set, each new account that needs a password and has none in C(tsna_passwords) gets a random one.",
        "The file has mode 0600, is written before the first account is created, and never replaces another file.",
        "For several tenants, the name of the tenant is added before the file extension."), per_tenant="file"),
    Variable("new_passwords_vault_id", "str", (
        "Vault ID whose password encrypts this file with Ansible Vault. Only an encrypted file is handed to C(publish_tasks).",)),
    Variable("new_passwords_tasks", "path", (
        "File with tasks that hand over this file, for example upload it. They are included before anything is changed, and nothing is changed if they fail.",
        "The playbook sets it to C(publish_tasks) if the file is encrypted."), playbook=""),
)
MAX_REMOVALS = Variable("max_removals", "int", (
    "Maximum number of accounts that are removed, disabled, or lose their last access or admin rights, on each platform.",
    "V(-1) means no limit."), default=5, minimum=-1)
MAX_PERCENT = Variable("max_removal_percent", "int", (
    "The same limit as a percentage of the accounts on each platform. Up to 3 accounts are exempt. V(-1) means no limit.",), default=10, minimum=-1)
MIN_ADMINS = Variable("min_admins", "int", ("Minimum number of administrators that must remain on each platform.",), default=1, minimum=0)
PARALLEL_WRITES = Variable("parallel_writes", "int", (
    "Number of accounts to write in parallel on each platform, up to 32. If empty, the default of each platform. V(1) writes one account after the other.",),
    minimum=1)
APPROVE = Variable("approve", "digest", (
    "Approval of a plan that somebody has reviewed. Only that plan is carried out, although the guards refused it.",
    "For several tenants, a dictionary of approvals by tenant."))
EXPECT = Variable("expect", "digest", (
    "Digest of a plan. Only that plan is carried out, and the guards still apply. For several tenants, a dictionary of digests by tenant.",))
APPROVE_EACH = Variable("approve", "digests", (
    "Approvals by platform, of plans that a guard refused and that somebody has reviewed.",
    "For several tenants, a dictionary of these by tenant."), default={})
PLAN_TITLE = Variable("plan_title", "str", ("Heading of the plan in the files of C(plan_file).",), default="Access plan")
PLAN_MADE_BY = Variable("made_by", "str", ("Who made the plan. If empty, the user who launched the job in AWX, or the user who runs the play.",))
PLAN_FILE = Variable("plan_file", "path", (
    "File for the plan, written as Markdown, HTML and JSON.",
    "For several tenants, the name of the tenant is added before the file extension."), per_tenant="file")
VERIFY = Variable("verify", "bool", ("Whether to read everything again afterwards.",), default=True)
PLAN = (PLAN_FILE, PLAN_TITLE, PLAN_MADE_BY)
LIMIT = Variable("result_limit", "int", (
    "Maximum number of entries in each list of the output and the results. V(-1) means no limit.",
    "AWX drops results above 700,000 bytes, which is about 600 actions. The files have all entries."), default=-1, minimum=-1)
TENANT = Variable("tenant", "str", (
    "Name of the tenant, used in file names and in the data for later jobs. In a play with several hosts, the default is the name of the host.",),
    shown="{{ inventory_hostname if ansible_play_hosts_all | length > 1 else '' }}", playbook="")
EXACT = Variable("exact", "bool", ("Whether to read each ThousandEyes user. This takes one request for each user.",), default=False)
KNOWN = replace(PROTECT, description=("E-mail addresses to count as known although they are not in the roster.",))

FAIL_ON_CHANGES = Variable("fail_on_changes", "bool", (
    "Whether to fail if a run of C(reconcile) with C(prune) would change something. Unlike C(fail), this ignores pending invites and C(only).",),
    default=False)
ONLY = Variable("only", "texts", ("People to report on: e-mail addresses and TSNA login names. If empty, everybody. Not case-sensitive.",), default=[])
NOTIFY = Variable("notify_tasks", "path", (
    "File with tasks to include if there is something to report. The tasks find the report in the variable C(people_access_notice).",
    "Set an absolute path."))
METRICS_FILE = Variable("metrics_file", "path", (
    "File for metrics in the text format of Prometheus. The name should end with C(.prom). The playbooks drift, reconcile and review write it.",
    "Use a separate file for each playbook. For several tenants, the name of the tenant is inserted before the extension."), per_tenant="file")
PUBLISH = Variable("publish_tasks", "path", (
    "File with tasks to include after files or evidence were written, such as C(publish/http.yml) of C(extensions/awx/project).",
    "The tasks find the paths in the variable C(people_access_files), and a name that no other run has in C(people_access_files_folder)."))
SSH_KEY = Variable("evidence_ssh_key", "path", (
    "SSH key that signs C(SHA256SUMS) of the evidence: a private key, or the public key of one in an SSH agent.",))
GPG_KEY = Variable("evidence_gpg_key", "str", ("GnuPG key that signs C(SHA256SUMS) of the evidence. Mutually exclusive with C(evidence_ssh_key).",))
WITNESS_WAIT = Variable("witness_wait", "int", ("Maximum number of seconds to wait for events that are not in the logs of the platforms yet.",),
                        default=10, minimum=0)
EVIDENCE = (
    Variable("evidence_dir", "path", (
        "Directory for evidence. Each run writes a directory of its own in it, with what was planned, done and proved. If empty, there is no evidence.",
        "For several tenants, each tenant has its own subdirectory."), per_tenant="folder"),
    SSH_KEY, GPG_KEY,
    Variable("witness", "bool", ("Whether to read the event logs of the platforms as well, and to match their events with the actions in the evidence.",),
             default=True),
    WITNESS_WAIT,
)
OTHER_APPROVER = Variable("require_other_approver", "bool", (
    "Whether to change something only if somebody has approved it in AWX who did not launch the workflow.",
    "The job needs the credential C(People access - approvals). Without AWX, nothing is changed."), default=False)

TENANTS = Variable("tenants", "texts", (
    "Hosts and groups of the inventory, one host for each set of credentials. If empty, the credentials come from the environment.",))

# Variables by playbook, the same as in the role if there is one.
VARIABLES: dict[str, tuple[Variable, ...]] = {
    "reconcile": (
        ROSTER_FILE, COLUMNS, PEOPLE, PROFILES, PROTECT, MANAGE, ACCESS, REMOVE_PLATFORMS, FORBID_ADMIN_FOR, REINVITE, MOVE, PRUNING_LEAVE,
        REMOVE_AFTER, REPLACE_KEYS, TIMEZONE, TODAY, SOME, PASSWORDS, *NEW_PASSWORDS,
        Variable("prune", "bool", (
            "Whether to remove accounts that are not in the roster. For people who are not in the roster, C(leave) decides whether to disable them instead.",
        ), default=False),
        EXPECT, APPROVE,
        *PLAN, MAX_REMOVALS, MAX_PERCENT, MIN_ADMINS, PARALLEL_WRITES,
        Variable("apply", "bool", ("Whether to carry out the plan. Otherwise, the plan is only made.",), default=True),
        VERIFY,
        replace(FAIL_ON_CHANGES, description=(
            "Whether to fail if the access differs from the roster, instead of changing it. The plan is shown as usual. For checks in CI.",)),
        Variable("result_limit", "int", (
            "Maximum number of actions that the output and the results show. C(plan_file) has all of them. V(-1) means no limit.",
            "AWX drops results of more than about 600 actions. If C(metrics_file) is set, results have no limit."), default=-1, minimum=-1),
        *EVIDENCE, TENANT,
    ),
    "onboard": (
        ROSTER_FILE, COLUMNS, PEOPLE, PROFILES, PROTECT, MANAGE, ACCESS, FORBID_ADMIN_FOR, REINVITE, MOVE, LEAVE, REMOVE_AFTER, REPLACE_KEYS, TIMEZONE,
        SOME, PASSWORDS, *NEW_PASSWORDS, APPROVE, *PLAN, PARALLEL_WRITES, VERIFY,
        Variable("secure_logging", "bool", (
            "Whether to hide the result of the task, including the changes. Passwords are always masked.",), default=False),
        *EVIDENCE, TENANT,
    ),
    "offboard": (
        Variable("people", "people", (
            "One e-mail address, several e-mail addresses, or people as in a roster.",
            "TSNA accounts are found by e-mail address, and by C(accounts.tsna.name) if it is set. Set C(accounts.PLATFORM.email) if a person has another "
            "address on a platform.",
            "Unknown names in the entry of a person are an error, except those that begin with C(x-)."), required=True, playbook="leavers"),
        replace(PROTECT, description=(
            "E-mail addresses and TSNA login names that must not be offboarded. Not case-sensitive. If one of them is given for a person to offboard, the "
            "role fails before it changes anything.",
            "A login name of a person who is only given by address is found during the run. All accounts of this person are kept then, those of the others "
            "are removed, and the role fails at the end.")),
        EVERY,
        replace(LEAVE, description=(
            "V(remove) removes the accounts. V(disable) disables them on Contabo and TSNA, takes all access on Segment, and removes them on ThousandEyes.",
            "A dictionary sets this for each platform. Disabled accounts are not removed later, unless a roster contains the people with C(ends).")),
        replace(REPLACE_KEYS, default=True),
        MAX_REMOVALS, MIN_ADMINS,
        APPROVE_EACH, *PLAN,
        Variable("require_found", "bool", ("Whether to fail if a person has no account on any platform. Otherwise, this is a warning.",), default=False),
        *EVIDENCE, TENANT,
    ),
    "review": (
        Variable("folder", "path", (
            "Directory for the reviews. If it does not exist, it is created with access for its owner only.",
            "For several tenants, each tenant has its own subdirectory."),
            required=True, per_tenant="folder"),
        Variable("name", "str", (
            "Base name of the files. It should start with C(review-), otherwise the next review does not find it. If empty, C(review-) and the date.",),
            playbook="base_name"),
        Variable("previous", "path", ("JSON file of the review to compare with. If empty, the last review in the directory by name.",)),
        Variable("title", "str", ("Title of the review.",), default="Access review"),
        Variable("made_by", "str", ("Who made the review. If empty, the user who launched the job in AWX, or the user who runs the play.",)),
        replace(ROSTER_FILE, description=(
            "Roster as YAML, JSON or CSV: a file, a directory, or a list of them. Without a roster, nobody is marked as C(orphan) or C(ended).",)),
        COLUMNS, KNOWN,
        Variable("service", "texts", ("E-mail addresses and login names of service accounts. C(*) matches any text.",), default=[]),
        Variable("dormant_days", "int", ("Number of days without a login after which an account is dormant.",), default=90, minimum=0),
        TIMEZONE, READ, EXACT, LIMIT, TENANT,
    ),
    "decide": (
        Variable("decisions_file", "path", ("CSV file of the review with the decisions.",), required=True),
        replace(ROSTER_FILE, description=("Roster that the review was made with.",)),
        COLUMNS, PROTECT,
        Variable("reviewers", "texts", ("Who is allowed to decide. If empty, anybody is.",), default=[]),
        Variable("complete", "bool", ("Whether every account needs a decision.",), default=False),
        EVERY, EXACT, MAX_REMOVALS, MAX_PERCENT, APPROVE_EACH,
        replace(PLAN_FILE, description=(
            "File for the plans, written as Markdown, HTML and JSON. Each platform has its own plan, and its name is added before the file extension.",
            "For several tenants, the name of the tenant is added as well.")),
        PLAN_TITLE, PLAN_MADE_BY, VERIFY, LIMIT, *EVIDENCE, TENANT,
    ),
    "witness": (
        Variable("evidence_folder", "path", ("Directory of a run in C(evidence_dir).",), required=True), SSH_KEY, GPG_KEY, WITNESS_WAIT,
    ),
    "drift": (
        ROSTER_FILE, COLUMNS, PEOPLE, PROFILES, PROTECT, MANAGE, ACCESS,
        replace(LEAVE, description=(
            *LEAVE.description, "The same applies to accounts of people who are not in the roster. C(remove_after) does not apply to these.")),
        REMOVE_AFTER, TIMEZONE, replace(TODAY, description=("Compare with the roster as of this day instead of today, as YYYY-MM-DD.",)), SOME,
        replace(PASSWORDS, description=(
            "Initial TSNA passwords by e-mail address, as for C(reconcile). A server that manages passwords itself needs one for each new account.",)),
        Variable("fail", "bool", ("Whether to fail if there are any findings.",), default=False), FAIL_ON_CHANGES, ONLY,
        PLAN_FILE, LIMIT,
    ),
    "administrators": (
        Variable("administrators", "texts", (
            "Expected administrators: e-mail addresses and TSNA login names. All other administrators are reported. Not case-sensitive.",), default=[]),
        READ,
        Variable("fail", "bool", ("Whether to fail if there are unexpected administrators.",), default=False),
    ),
    "tsna_end_sessions": (
        Variable("users", "texts", ("Users whose sessions to end: e-mail addresses or TSNA login names. Not case-sensitive.",), required=True),
    ),
    "export": (
        Variable("dest", "path", (
            "File to write. For several tenants, the name of the tenant is added before the file extension.",), default="roster.yml", per_tenant="file"),
        READ,
        LIMIT,
    ),
    "tsna_unlock": (
        Variable("login_names", "texts", ("Login names of the users to unlock. Case-sensitive.",), required=True),
    ),
    "tsna_reset_password": (
        Variable("login_name", "str", ("Login name of the user. Case-sensitive.",), required=True),
        Variable("new_password", "secret", ("New password, for a server that manages passwords itself.",), required=True, secret=True),
        Variable("unlock", "bool", ("Whether to also unlock a user who is locked after failed logins.",), default=True),
    ),
    "contabo_rotate_s3": (
        Variable("emails", "texts", ("E-mail addresses of the users to replace secret keys for. Not case-sensitive.",), required=True),
        Variable("object_storage", "str", ("Name of the object storage to replace keys for. Case-sensitive. If empty, every object storage.",)),
        Variable("region", "str", ("Region to replace keys for, for example V(European Union) or V(EU). Not case-sensitive. If empty, every region.",)),
    ),
    "awx": (
        Variable("awx_state", "str", (
            "V(present) imports the kit and updates objects that differ. V(absent) removes imported objects.",), default="present"),
        Variable("organization", "str", ("Name of the organization. It has to exist.",), default="Default"),
        Variable("prefix", "str", ("Prefix of all names, followed by a space. With different prefixes, the kit can be imported several times.",)),
        Variable("scm_url", "str", ("URL of your repository, created as a copy of C(extensions/awx/project). Required for the first import.",)),
        Variable("scm_branch", "str", (
            "Branch of the repository. If empty, the first import takes its default branch, and later ones keep the branch that the project has in AWX.",)),
        Variable("scm_credential", "str", ("Name of the AWX credential for the repository.",)),
        Variable("image", "str", ("Image of the execution environment, built from C(extensions/awx/execution-environment.yml).",)),
        Variable("kit", "path", ("Directory with your own copy of the kit. If empty, the kit of the collection is used.",)),
        Variable("ask_secrets", "bool", ("Whether to ask for secrets of credentials that have none and are not in the environment.",), default=True),
        Variable("controller_host", "str", ("URL of AWX. If empty, the environment variable E(CONTROLLER_HOST) is used.",)),
        Variable("controller_oauthtoken", "secret", ("A token. If empty, E(CONTROLLER_OAUTH_TOKEN) is used.",), secret=True),
        Variable("controller_username", "str", ("User name, if no token is given. If empty, E(CONTROLLER_USERNAME) is used.",)),
        Variable("controller_password", "secret", ("Password of that user. If empty, E(CONTROLLER_PASSWORD) is used.",), secret=True),
        Variable("validate_certs", "bool", ("Whether to verify the TLS certificate of AWX.",), default=True),
    ),
}
# Variables shared by several playbooks, but not part of a role.
SHARED: dict[str, tuple[Variable, ...]] = {"report": (NOTIFY, METRICS_FILE), "approval": (OTHER_APPROVER,), "publish": (PUBLISH,)}
# The role and the entry point of a playbook.
ROLES = {"reconcile": ("reconcile", "main"), "onboard": ("onboard", "main"), "offboard": ("offboard", "main"), "review": ("review", "main"),
         "decide": ("review", "decide")}
NEED_A_ROSTER = ("reconcile", "onboard", "drift")
WITHOUT_TENANTS = ("awx",)
# Answers of surveys have a name of their own, because extra variables, also blank ones, take the place of variables of the inventory.
SURVEY = "survey_"
OF_OTHERS = (SURVEY, "ansible_", "awx_", "tower_", "people_access_", "default_")  # names that Ansible, AWX or the kit set
ADDED = ("protect", "service")  # answers are added to what the inventory has


# -- conversion --------------------------------------------------------------------------------------------------------------------------


def converted(values: Mapping[str, Any], playbook: str, prefix: str = "", tenant: Any = "", in_playbook: bool = False) -> dict[str, Any]:
    """Return the converted variables by name without prefix, and ``problems``, a message for each invalid one.

    ``values`` are by name with the ``prefix`` of the role; missing and blank ones get their default. ``in_playbook``: problems use the names in the playbook.
    """
    name = "" if given.is_blank(tenant) else given.text(tenant)
    found: dict[str, Any] = {"tenant": name}
    problems: list[str] = []
    for variable in {**VARIABLES, **SHARED}[playbook]:
        if variable is TENANT:
            continue
        label = prefix + variable.name
        try:
            found[variable.name] = _value(values.get(label), variable, name)
        except BadInput as problem:
            found[variable.name] = variable.default
            problems.append(f"{variable.in_playbook if in_playbook else label} {problem.message}")
    if playbook in NEED_A_ROSTER and not problems and _lacks_a_roster(values, playbook, found, prefix, in_playbook):
        problems.append("There is no roster. Give roster_file, or people.")
    if playbook == "offboard" and not problems:
        try:
            found["leavers"] = leavers(found["people"], found["protect"])
        except BadInput as problem:
            problems.append(str(problem.result()["msg"]))
    return {**found, "problems": problems}


def _lacks_a_roster(values: Mapping[str, Any], playbook: str, found: Mapping[str, Any], prefix: str, in_playbook: bool) -> bool:
    """Return whether there is neither a roster nor a list of people. A list without people may come from another system on a day without any, and a role
    cannot tell it from its default. Only a playbook that compares needs somebody."""
    if found["roster_file"] or found["people"]:
        return False
    return playbook == "drift" or in_playbook and given.is_blank(values.get(f"{prefix}people"))


def misspelled(values: Mapping[str, Any], playbook: str) -> list[str]:
    """Return a sentence for each extra variable that is no variable of any playbook, and is probably a misspelled one of this playbook. Ansible ignores
    variables that nobody reads, so a misspelled ``protect`` would protect nobody.

    Extra variables are for everything in a run, such as other playbooks, tasks for notifications, and later jobs of a workflow. So other words are left alone,
    as is a name similar to a variable that is given as well, and one with a value that this variable cannot have.
    """
    shared = [variable for variables in SHARED.values() for variable in variables]
    known = {variable.in_playbook for variables in (*VARIABLES.values(), shared, [TENANTS]) for variable in variables}
    known |= {f"{role}_{variable.name}" for other, (role, dummy) in ROLES.items() for variable in VARIABLES[other]}
    missing = [variable for variable in (*documented(playbook), *shared) if not {variable.in_playbook, SURVEY + variable.in_playbook} & set(values)]
    found = []
    for name in sorted(set(values) - known):
        meant = [] if name.startswith(OF_OTHERS) else [variable.in_playbook for variable in missing if _is_meant(name, values[name], variable)]
        if meant:
            found.append(f"{name} is not a variable of this playbook. Did you mean {meant[0]}? If it is a variable of your own, rename it.")
    return found


def _is_meant(name: str, value: Any, variable: Variable) -> bool:
    if given.is_blank(value) or not _is_misspelled(name, variable.in_playbook):
        return False
    if isinstance(value, str) and "{{" in value:  # a template may become anything
        return True
    try:
        _value(value, variable, "")
    except BadInput:
        return False
    return True


def _is_misspelled(name: str, meant: str) -> bool:
    """Return whether a name differs in capital letters and underscores only, or in one letter: left out, added, another one, or two in the wrong order.

    A name that goes on after its end, such as ``approver``, ``manager`` or ``services``, is another word. In a short name, one letter makes another word, too.
    """
    got, right = (text.lower().replace("_", "") for text in (name, meant))
    if got == right:
        return True
    if len(right) < 5 or got.startswith(right) or abs(len(got) - len(right)) > 1:
        return False
    first = next((place for place, (one, other) in enumerate(zip(got, right)) if one != other), min(len(got), len(right)))
    one, other = got[first:], right[first:]
    return one == other[1:] or one[1:] == other or one[1:] == other[1:] or one[:2] == other[1::-1] and one[2:] == other[2:]


def answered(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings for which ``survey_NAME`` has an answer, by name. ``values`` also has the settings of the inventory that answers are added to."""
    answers = {label.removeprefix(SURVEY): [*value] if isinstance(value, (list, tuple)) else value  # a list of ansible-core cannot be marked as unsafe
               for label, value in values.items() if label.startswith(SURVEY) and not _is_no_answer(value)}
    return {name: _added(values.get(name), answer) if name in ADDED else answer for name, answer in answers.items()}


def _is_no_answer(value: Any) -> bool:
    try:
        return value is None or isinstance(value, (str, list, tuple)) and not given.texts(value)
    except BadInput:
        return False


def _added(setting: Any, answer: Any) -> Any:
    found: list[str] = []
    for value in (setting, answer):
        try:
            found += [] if given.is_blank(value) else given.texts(value)
        except BadInput:
            return value  # is refused, with a sentence, where the setting is converted
    return found


def _value(value: Any, variable: Variable, tenant: str) -> Any:
    if given.is_blank(value) or not variable.required and isinstance(value, (list, tuple, Mapping)) and not value:
        if variable.required:
            raise BadInput("is required but not set.")
        value = variable.default
        if value == "" or not isinstance(value, str):
            return value
    found = TYPES[variable.type][1](value, variable)
    if isinstance(found, (list, Mapping)) and not found and not variable.required:  # a string without entries, such as "[]" or ","
        return variable.default
    if variable.type == "digest":
        return given.text(_of_tenant(found, tenant))
    if variable.type == "digests":
        return given.mapping(_of_tenant(found, tenant))
    if variable.per_tenant and tenant:
        return _path_of_tenant(found, variable.per_tenant, tenant)
    return found


def _of_tenant(found: Any, tenant: str) -> Any:
    """Return the digest of a tenant from digests by tenant. Raises BadInput if it has none, instead of continuing without approval."""
    if not isinstance(found, Mapping):
        return found
    by_tenant = tenant and not set(found) & set(PLATFORMS)
    if by_tenant and given.is_blank(found.get(tenant)):
        raise BadInput(f"has no entry for the tenant {tenant}. Remove the tenant, or approve its plan.")
    return found[tenant] if by_tenant else found


def _path_of_tenant(path: str, how: str, tenant: str) -> str:
    safe = re.sub(r"^\.", "%2E", urllib.parse.quote(tenant, safe=""))  # stays within the directory, and is unique for each name
    if how == "folder":
        return os.path.join(path, safe)
    stem, ending = os.path.splitext(path)
    return f"{stem}-{safe}{ending}"


def documented(playbook: str) -> Iterable[Variable]:
    """Return the documented variables of a playbook, with ``tenants`` if it supports them."""
    if playbook in SHARED:
        return SHARED[playbook]
    return (*(variable for variable in VARIABLES[playbook] if variable.in_playbook), *(() if playbook in WITHOUT_TENANTS else (TENANTS,)))
