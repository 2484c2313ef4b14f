#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: roster
short_description: Synchronize the access on all platforms with a roster
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - A roster defines who has which access on ThousandEyes, Segment, Contabo and TSNA. The module compares it with the existing accounts, makes a plan,
    and carries it out on all platforms in parallel.
  - Before the first write, the module reads everything, checks all names, and decides what to do. It reports all problems at once.
  - The module grants access first and takes access away afterwards. If a platform or a person fails, it continues with the others.
  - A person keeps access that was to be taken away if the module could not grant the person something, or could not read a platform on which the
    person is to have access.
  - Before the module removes the first account from Contabo or TSNA, it disables all accounts to be removed there, and ends their sessions on TSNA.
    Even if the removal fails, nobody can log in with the accounts then.
  - An interrupted run is resumed by the next one, even if it was killed. Nothing is done twice.
  - Guards refuse a plan that takes away a lot of access, by whatever option. To carry out such a plan anyway, pass its RV(approval) as O(approve),
    which covers the plan and the refusals.
  - The guards check the live state again just before the first removal. A refusal that the approver has not seen blocks everything that takes access
    away on that platform.
extends_documentation_fragment:
  - people.access.people.admin_roles
  - people.access.evidence
  - people.access.thousandeyes
  - people.access.segment
  - people.access.contabo
  - people.access.tsna
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.writes
  - people.access.attributes.actiongroup_people
attributes:
  check_mode:
    support: partial
    details:
      - Writes nothing to any platform. Check mode does write the files of O(plan_file), O(progress_file) and O(evidence_dir), because that is their
        purpose.
  idempotent:
    support: partial
    details:
      - The permissions of a pending Segment invite cannot be read. They are part of the invite and are not compared until it is accepted.
      - ThousandEyes shows a changed address only after the person has confirmed it. Until then, each run sends it again. RV(plan.notes) says so and
        explains how to send it only once. Everything else is idempotent.
options:
  people:
    description:
      - The people, each listed once, with C(email) and optionally C(first_name), C(last_name), C(profiles) (a list of names), C(starts), C(ends) and
        C(accounts).
      - C(starts) and C(ends) are dates as YYYY-MM-DD in O(timezone). Access is given from the start of the first day to the end of the last day.
      - C(leave) and C(remove_after) of a person take precedence over those of the profiles, which take precedence over O(leave) and O(remove_after).
      - C(accounts) contains options of the user modules by platform, for this person only. Roles, groups and permissions are added to those of the
        profiles. Any other value takes precedence over the profiles.
      - C(accounts.tsna.name) is the login name on TSNA. You can omit it if exactly one account there has the address.
      - C(accounts.PLATFORM.email) is a different address of the person on this platform. If it is one of C(previous_emails) and no account has it any
        more, it stands for the account with the new address.
      - C(previous_emails) and C(previous_names) list former addresses and former TSNA login names of the person. An account that still has one of
        them gets the new one on ThousandEyes and TSNA.
      - Contabo does not change addresses, so the account there is kept and managed under the old address. On Segment, the new address is invited and
        the old member is removed as defined by O(move).
      - Set C(no_admin) to V(true) for a person who must not get administrative access, such as a contractor.
      - Added to the people in O(roster_file).
    type: list
    elements: dict
  profiles:
    description:
      - Named bundles of access. Each contains platforms, and for each platform options of its user module, such as
        O(people.access.te_user#module:account_group_roles) or O(people.access.segment_user#module:permissions).
      - C(include) in a profile is a list of other profiles, which the holder of the profile has as well.
      - C(leave) and C(remove_after) in a profile apply to its holders, on all platforms.
      - If a person has several profiles, their lists are merged. If the profiles contradict each other in another value, the task fails and names
        both.
    type: dict
  protect:
    description:
      - Accounts to leave alone, whatever the roster says. Each entry is an address, the name of an account on any platform, or a pattern in which
        C(*) matches any text, such as V(*@breakglass.example). Entries are not case-sensitive, and their Unicode form does not matter.
      - A person with a protected address or account name on one platform or in the roster is protected on all platforms, under every address and
        account name. If no account on these platforms matches an entry, the module also looks for it on TSNA, provided that credentials for TSNA are
        given.
      - RV(plan.kept) lists the accounts that were left alone for this reason. RV(plan.notes) lists entries that match nobody.
    type: list
    elements: str
  access:
    description:
      - What to do about roles, groups and permissions that people in the roster have but that the roster does not give them.
      - V(exact) takes them away. Unlike in the user modules, access that neither the profiles nor the entry of the person contain counts as unwanted.
        Names, language and other attributes that the roster does not contain are left alone.
      - V(add) takes nothing away from people whose access is current. RV(plan.notes) lists the access beyond the roster.
      - Set one value for all platforms, or a dictionary by platform. V(exact) applies to platforms that the dictionary does not contain.
    type: raw
    default: exact
  remove_platforms:
    description:
      - What to do about accounts of people in the roster on a platform that neither their profiles nor their entries contain.
      - V(none) leaves these accounts as they are and lists them in RV(plan.notes).
      - V(listed) removes these accounts. Unlike O(prune), it does not remove people who are not in the roster.
      - The same applies to other accounts with an address of the person in addition to the account that the roster manages.
    type: str
    choices: [none, listed]
    default: none
  forbid_admin_for:
    description:
      - Addresses, names of TSNA accounts, and patterns such as V(*@contractor.example), of people who must not get administrative access. The module
        refuses a roster that gives it to them, and no approval overrides this. O(admin_roles) defines what is administrative.
      - In a roster, C(no_admin) of a person has the same effect.
    type: list
    elements: str
  move:
    description:
      - When to remove a member with one of C(previous_emails) from Segment, which cannot change addresses.
      - V(accepted) removes the member after the invite of the new address has been accepted. Until then, both have the access of the roster.
      - V(at_once) removes the member as soon as the new address is invited.
    type: str
    choices: [accepted, at_once]
    default: accepted
  reinvite:
    description:
      - What to do about a pending Segment invite. Its permissions cannot be read, and only a new invite can change them.
      - V(changed) withdraws the invite and sends a new one with the permissions of the roster if its groups differ from the roster, for example after
        a person has moved to a profile with other groups. The person receives another mail.
      - V(never) changes the groups and leaves the permissions as they were sent.
    type: str
    choices: [never, changed]
    default: never
  leave:
    description:
      - What to do with the accounts of people whose C(ends) has passed, and with O(prune) with accounts of people who are not in the roster.
      - V(remove) removes the accounts.
      - V(disable) disables the accounts on Contabo and TSNA, and ends their sessions on TSNA. They keep their roles, but nobody can log in. On Segment,
        which cannot disable members, the member loses all permissions and groups (C(action) is V(revoked)). A pending invite is withdrawn, and a
        member who also has one is removed with it. On ThousandEyes, which has neither, the user is removed.
      - If the person comes back, the roster enables the account again and gives the access of the profiles.
      - RV(plan.leaving) lists the accounts that are not removed yet.
      - Set one value for all platforms, or a dictionary by platform. V(remove) applies to platforms that the dictionary does not contain.
    type: raw
    default: remove
    version_added: 1.0.0
  remove_after:
    description:
      - With O(leave=disable), the number of days after which the disabled accounts are removed, counted from the first day without access. With V(0),
        they are removed on that day.
      - Keep the person in the roster until then. The first run from that day on removes the accounts.
      - Without it, disabled accounts are not removed. The same applies to accounts that O(prune) disables, because it is not known when their holders left.
        Add these people to the roster with C(ends).
    type: int
    version_added: 1.0.0
  replace_keys:
    description:
      - Whether to replace the S3 secret keys of Contabo users who are disabled or removed. Nobody knows the new keys.
      - Contabo does not document whether the keys of a disabled or deleted user stop working. Programs that use these keys lose access.
      - If the user of the task may not read the keys, the module shows a warning. After an interrupted run, keys may be replaced twice.
    type: bool
    default: false
    version_added: 1.0.0
  timezone:
    description:
      - Time zone of the dates C(starts) and C(ends), such as V(Europe/Oslo).
    type: str
    default: UTC
  today:
    description:
      - Day to plan for, as YYYY-MM-DD, to see the effect of a date in advance. It may differ from the current day only in check mode or
        with O(fail_on_changes=true).
      - Without it, the module plans for the current day in O(timezone).
    type: str
  manage:
    description:
      - By platform, the parts of the accounts that the roster manages. Use it if something else, such as an identity provider, owns the other parts.
      - Each list contains options of the user module. Add V(accounts) if the roster creates and removes accounts there. A platform that is not listed
        is managed completely.
      - A new account is created with everything that the roster contains for it.
    type: dict
    suboptions:
      thousandeyes:
        description: Any of V(accounts), V(name), V(login_account_group), V(account_group_roles) and V(all_account_group_roles).
        type: list
        elements: str
      segment:
        description: Any of V(accounts), V(permissions) and V(groups).
        type: list
        elements: str
      contabo:
        description: Any of V(accounts), V(first_name), V(last_name), V(enabled), V(totp), V(locale), V(roles) and V(send_invoice_email).
        type: list
        elements: str
      tsna:
        description: Any of V(accounts), V(email), V(enabled), V(locked), V(roles), V(dynamic_fields) and V(extra_attributes).
        type: list
        elements: str
  roster_file:
    description:
      - Path of a file or directory on the target host, or a list of such paths. A string is always a single path.
      - A file with the extension C(.yml), C(.yaml) or C(.json) contains C(people), C(profiles), C(protect) and C(manage).
      - A file with the extension C(.csv) is a table with a row for each person. The first row contains the column names. These are the members of a
        person except C(accounts), and C(PLATFORM.OPTION) such as C(tsna.name). Separate the values of a list in a cell with C(|) or C(;).
      - In a directory, the module reads all files with these extensions, sorted by name. It skips hidden files, C(README), C(LICENSE), C(CODEOWNERS)
        and C(*.md), and refuses anything else.
      - Several files are merged. A person may be in only one of them. Profiles, and platforms of C(manage), may be in several files if they are the
        same in each.
      - Files may be completely encrypted with Ansible Vault. See O(roster_secrets).
    type: raw
  columns:
    description:
      - Names of the columns in CSV files of O(roster_file) that come from another system, such as a personnel system. The keys are the column names that
        this collection uses, such as C(email) or C(tsna.name). The values are the names in the file, such as C(Mail).
      - Columns with other names are ignored, instead of being refused. RV(plan.notes) lists them. Columns that this option does not contain are still
        read under the name that this collection uses.
      - Each column of this option must be exactly once in each CSV file. One column of a file can be used for several keys.
      - Names of columns are compared without case, spaces, hyphens and underscores, unless one is exactly the same.
    type: dict
    version_added: 1.0.0
  roster_secrets:
    description:
      - Contents of the files of O(roster_file) that are encrypted with Ansible Vault, by the real path of each file.
      - If the task runs on the controller itself, as on localhost, Ansible decrypts the files there and sets this option automatically.
    type: dict
  platforms:
    description:
      - Platforms to work on. Each platform needs its connection options. The task reports missing options before it sends any request.
      - Without it, the module works on the platforms that profiles or people contain and on all others whose connection options are given. A platform
        that nobody uses any more is therefore not forgotten. The names are V(thousandeyes), V(segment), V(contabo) and V(tsna).
    type: list
    elements: str
  tsna_passwords:
    description:
      - Passwords of new TSNA accounts, by address of the person. They are used only when an account is created and are never compared.
      - If a new account needs a password that is neither given nor generated, the module returns the plan but does not carry it out.
      - See O(new_passwords_file) to generate them.
    type: dict
  new_passwords_file:
    description:
      - File for generated passwords. If it is set, the module generates a random password for each new account that needs one and has none in
        O(tsna_passwords).
      - The file is JSON in the format of O(tsna_passwords). It is written with mode 0600 before the first account is created. An existing file
        is never replaced; the task fails before it changes anything.
      - The passwords are in no result, plan or log. In check mode, no file is written.
      - An account that could not be created may have a password in the file. The next run generates a new one.
    type: path
    version_added: 1.0.0
  new_passwords_vault_id:
    description:
      - Vault ID whose password encrypts O(new_passwords_file) with Ansible Vault, as with C(ansible-vault encrypt --encrypt-vault-id). Give the vault
        password to C(ansible-playbook), for example with C(--vault-id).
      - The passwords are encrypted before they are written. This requires the task to run on the controller, as on localhost, and without async.
    type: str
    version_added: 1.0.0
  new_passwords_mode:
    description:
      - Use this to hand O(new_passwords_file) over before any account exists, so that no password is lost if that fails.
      - V(create) writes the file and carries out the plan.
      - V(write_only) writes the file for the accounts that the plan would create, and changes nothing on the platforms. The guards, O(expect) and
        O(approve) apply.
      - V(use_file) carries out the plan with the passwords of a file that V(write_only) has written. If an account is new since then, nothing is changed.
    type: str
    choices: [create, write_only, use_file]
    default: create
    version_added: 1.0.0
  prune:
    description:
      - Whether to remove accounts that the roster does not contain. These are accounts of people who are not in the roster, accounts on a platform that
        neither the profiles nor the entry of the person contain, and further accounts with an address of a person. For this, an entry in C(accounts) with
        only the C(email) of the account, or only the C(name) on TSNA, does not count.
      - Entries of O(protect), the accounts of the task itself, owners, root users, and people whose access has not started are left alone.
      - People whose C(ends) has passed lose their accounts even with V(false).
      - If nobody in the roster is to have an account on a platform, a guard refuses to remove everybody there.
    type: bool
    default: false
  compare:
    description:
      - How to compare the roles of ThousandEyes users, as for O(people.access.te_users#module:compare). V(account_groups) takes one request for each
        account group. It cannot distinguish a role in all account groups from the same role in each of them, and does not see account groups that are
        hidden from the user of O(te_token). Users that differ are read completely and set exactly.
      - V(account_groups) is the default here, unlike in M(people.access.te_users), because a roster compares all users of the organization.
      - V(exact) takes one request for each user. ThousandEyes allows an organization 240 requests per minute.
    type: str
    choices: [exact, account_groups]
    default: account_groups
  fail_on_changes:
    description:
      - Whether to fail if the access differs from the roster, instead of changing it. The task fails if RV(plan.actions) is not empty. Nothing is changed,
        with or without check mode.
      - Use it to check for drift in CI.
    type: bool
    default: false
    version_added: 1.0.0
  independent:
    description:
      - Whether to plan and work on each of the O(platforms) independently, for urgent leavers. A platform that a guard refuses, that cannot be read or
        that does not respond does not hold back the others.
      - O(platforms) is required. There is no comparison with an earlier plan in O(plan_file), so O(max_shrink_percent) only covers accounts that disappear
        during the run.
      - RV(results) contains a result for each platform. There is no digest of all platforms, so O(expect) cannot be used, and O(approve) is a dictionary
        by platform. The files of O(plan_file) contain the plans of all platforms. Each platform is added before anything is changed there.
    type: bool
    default: false
    version_added: 1.0.0
  expect:
    description:
      - RV(digest) of a plan. The module carries out the plan only if it has not changed. This does not override guards.
    type: str
  approve:
    description:
      - RV(approval) of a plan that somebody has checked. The module carries out the plan despite the guards, but only if neither the plan nor the
        refusals have changed.
      - With O(independent), a dictionary of approvals by platform.
      - Do not use it in unattended runs. Use O(expect) there.
    type: raw
  plan_file:
    description:
      - Path for the plan. The module writes it as Markdown and as a page for people and as JSON for programs. The files use this base name with the
        extensions C(.md), C(.html) and C(.json), whichever of these the path has. They describe the changes of each person in the same sentences.
      - The module compares with an existing plan of an earlier run to report what has changed and to detect missing accounts.
    type: path
  plan_title:
    description: Heading of the plan in the files of O(plan_file).
    type: str
    default: Access plan
    version_added: 1.0.0
  made_by:
    description: Author of the plan, as shown in the files of O(plan_file).
    type: str
    version_added: 1.0.0
  progress_file:
    description:
      - File for progress messages. The module appends a line for each platform every five seconds while it works.
      - If the task runs on the controller itself and is not asynchronous, Ansible shows these lines during the work without this option, on a terminal
        with colors or with C(-v).
    type: path
  max_removals:
    description:
      - Maximum number of accounts on one platform that may be removed or disabled, or lose their last access or administrative rights. Set to V(-1)
        for no limit.
    type: int
    default: 5
  max_removal_percent:
    description:
      - The same limit as a percentage of the accounts on one platform. Set to V(-1) for no limit.
    type: int
    default: 10
  removal_floor:
    description:
      - Removals on one platform up to this count are exempt from O(max_removal_percent) and O(max_shrink_percent).
    type: int
    default: 3
  min_admins:
    description:
      - Minimum number of access administrators that must remain on each platform if the plan takes this role away from anybody. Set to V(0) for no
        limit.
      - Disabled accounts and pending invites do not count. On Segment, members of groups with such a role count.
    type: int
    default: 1
  max_shrink_percent:
    description:
      - Maximum percentage by which the number of accounts on a platform may have fallen since the plan in O(plan_file). Set to V(-1) for no limit.
      - Every run is refused until the plan is approved, the limit is raised, or the accounts are back.
    type: int
    default: 30
  result_limit:
    description:
      - Maximum number of entries in each list of the result, such as RV(plan.actions), and of actions in the diff. Failed actions come first.
      - RV(plan.counts) always covers everything, RV(plan.omitted) contains the number of entries that are left out, and the files of O(plan_file) contain
        all actions.
      - AWX drops results of more than 700,000 bytes, which is about 600 actions. V(-1) means no limit.
    type: int
    default: -1
    version_added: 1.0.0
  evidence_dir:
    description:
      - Directory for evidence on the target host. In it, the module creates a directory with mode 0700 for this run, and writes to it while it works.
      - The files are C(evidence.json) for programs, C(evidence.html) for people, C(actions.jsonl) with a line before and after each write, and
        C(SHA256SUMS). They never contain secrets.
      - If the evidence cannot be written, nothing more is changed. Check mode writes evidence too, because that is its purpose.
      - See R(the guide on evidence, ansible_collections.people.access.docsite.evidence_guide).
    type: path
    version_added: 1.0.0
  evidence_name:
    description:
      - Name of the directory in O(evidence_dir). Tasks with the same name continue the same evidence, until M(people.access.access_evidence) completes it.
        The plan, the changes and the second reading of a run are several tasks.
      - Without it, the name consists of the time and a random part, and this task completes the evidence.
    type: str
    version_added: 1.0.0
  evidence_run:
    description:
      - Facts about the run for the evidence, with C(tenant) and C(playbook), and after a review also C(decisions) with C(file), C(digest) and C(rows),
        which is C(removals) of P(people.access.review_decisions#filter).
      - Ansible adds C(collection), C(ansible_core), C(python), C(controller), C(user), C(awx) with the C(awx_*) variables of a job, and C(approval) from the
        variable C(people_access_run), which the playbooks set from M(people.access.awx_approval_info).
    type: dict
    version_added: 1.0.0
  parallel_writes:
    description:
      - Number of accounts to write in parallel on each platform, from V(1) to V(32). Without it, V(4) on ThousandEyes, Contabo and TSNA.
      - Segment is not concerned. There, one request writes many accounts, or the limit of 60 requests per minute decides how long it takes.
      - With V(1), each account on a platform is written after the one before it. The platforms are processed in parallel in any case.
      - The order of changes stays. All access that is given precedes all that is taken away. Accounts whose address or name changes are written one after
        the other.
      - The limits of each platform apply to all requests of the task together.
      - If not set, the environment variable E(PEOPLE_ACCESS_PARALLEL_WRITES) is used.
    type: int
    version_added: 1.0.0
seealso:
  - module: people.access.access_info
  - module: people.access.roster_info
  - module: people.access.access_evidence
  - module: people.access.te_users
  - module: people.access.contabo_users
  - module: people.access.tsna_users
"""

EXAMPLES = r"""
---
# Credentials come from the environment of each platform: TE_TOKEN, SEGMENT_TOKEN, CNTB_OAUTH2_CLIENT_ID and so on, TSNA_URL and so on.

- name: Make a plan
  people.access.roster:
    roster_file: roster.yml
    plan_file: plan.md
  check_mode: true
  register: planned

- name: Carry out exactly this plan
  people.access.roster:
    roster_file: roster.yml
    plan_file: plan.md
    expect: "{{ planned.digest }}"

- name: Fail if the access differs from the roster, for a check in CI
  people.access.roster:
    roster_file: roster.yml
    fail_on_changes: true

- name: Carry out a plan despite the guards after somebody has checked it (-e approval=APPROVAL)
  people.access.roster:
    roster_file: roster.yml
    approve: "{{ approval | default(omit) }}"

- name: Give two people access without a file
  people.access.roster:
    people:
      - email: ada@x.example
        first_name: Ada
        last_name: Quist
        profiles: [netops]
        ends: 2199-06-30
      - email: zoe.park@x.example
        first_name: Zoe
        last_name: Park
        profiles: [netops]
        accounts:
          contabo: {locale: de}
    profiles:
      netops:
        thousandeyes:
          login_account_group: EMEA
          account_group_roles:
            - account_group: EMEA
              roles: [Regular User]
        contabo:
          roles: [Network]

- name: Manage only roles, with accounts created by single sign-on
  people.access.roster:
    people:
      - email: ravi.stone@harbor.example
        profiles: [reader]
    profiles:
      reader:
        thousandeyes:
          all_account_group_roles: [Read only]
    manage:
      thousandeyes: [account_group_roles, all_account_group_roles]
"""

RETURN = r"""
---
plan:
  description: The plan, both in check mode and in a real run.
  returned: unless the roster is invalid or no platform could be read; with O(independent) in RV(results)
  type: dict
  contains:
    digest:
      description: The same as RV(digest).
      returned: always
      type: str
    approval:
      description: The same as RV(approval).
      returned: always
      type: str
    actions:
      description: Accounts to change, in the order of the work.
      returned: always
      type: list
      elements: dict
      contains:
        platform:
          description: The platform.
          returned: always
          type: str
          sample: contabo
        person:
          description: Address of the person, or name of the account if it has no address.
          returned: always
          type: str
          sample: ada@x.example
        name:
          description: Name of the person in the roster, otherwise on the platform. Empty if there is none.
          returned: always
          type: str
          sample: Ada Quist
          version_added: 1.0.0
        account:
          description: Address of the account, on TSNA its name.
          returned: always
          type: str
          sample: ada@x.example
        id:
          description: ID of the account on the platform. Empty for a new account and for an invite, which has none.
          returned: always
          type: str
          sample: 883679cf-cbe9-59d5-bdc3-3878736e9dc7
        verb:
          description: What to do with the account.
          returned: always
          type: str
          choices: [create, update, disable, delete]
          sample: update
        action:
          description: The same in the terms of the user modules, which distinguish invites from accounts.
          returned: always
          type: str
          sample: invited
        reason:
          description: Reason for the action.
          returned: always
          type: str
          choices:
            - in the roster
            - more than the roster gives
            - ended
            - not in the roster
            - no profile for this platform
            - another address or name
            - moved to another address
            - a further account of the person
          sample: in the roster
        text:
          description: What the action changes, in words.
          returned: always
          type: str
          sample: loses Support desk; gets Network
          version_added: 1.0.0
        admin:
          description: Whether the action makes somebody an access administrator or ends this.
          returned: always
          type: bool
        admin_grants:
          description: Roles, and Segment groups, that the action grants and that make somebody an access administrator.
          returned: always
          type: list
          elements: str
          sample: [Organization Admin]
        before:
          description: Managed options before the action. Empty if there was no account.
          returned: always
          type: dict
        after:
          description: Desired values of the managed options. Empty if the account is to be removed.
          returned: always
          type: dict
        remove_on:
          description: Day on which the account of the leaver is removed, if the roster contains the person until then.
          returned: if the action disables the account or takes all access, and O(remove_after) is known
          type: str
          sample: '2027-07-31'
          version_added: 1.0.0
        requests:
          description:
            - Number of write requests of this action alone. If a platform accepts several accounts at once, as Segment does, actions share requests.
            - Reads after a write, retries, and requests that end TSNA sessions or replace keys are not included.
          returned: always
          type: int
          sample: 1
        status:
          description:
            - Result of the action. V(planned) if nothing was carried out.
            - In check mode and with O(fail_on_changes), V(planned), or V(not tried) if the action would be held back.
          returned: always
          type: str
          choices: [planned, done, failed, not tried]
          sample: done
        changed:
          description: Whether something of the account was changed before the action failed.
          returned: if it failed
          type: bool
        msg:
          description: Why the action failed or was not tried.
          returned: if it failed or was not tried
          type: str
    people:
      description: What changes for each person, in the order in which plans show them.
      returned: always
      type: list
      elements: dict
      version_added: 1.0.0
      contains:
        person:
          description: Address of the person, or name of the account if it has no address.
          returned: always
          type: str
          sample: ada@x.example
        name:
          description: Name of the person. Empty if there is none.
          returned: always
          type: str
          sample: Ada Quist
        change:
          description:
            - The change as a whole. V(joins) means that the person has no accounts yet. V(moves) means that the person loses some access and gets other
              access. V(leaves) means that accounts are removed or disabled because the access has ended, or because the roster does not contain the person.
          returned: always
          type: str
          choices: [joins, moves, gets, loses, changes, leaves]
          sample: joins
        details:
          description: The parts of a sentence that begins with the name and RV(plan.people[].change).
          returned: always
          type: list
          elements: str
          sample: [ThousandEyes EMEA as Regular User, Contabo Network]
    people_counts:
      description: Number of people by RV(plan.people[].change), regardless of O(result_limit).
      returned: always
      type: dict
      sample: {joins: 12, leaves: 3}
      version_added: 1.0.0
    title:
      description: The same as O(plan_title).
      returned: always
      type: str
      version_added: 1.0.0
    made_by:
      description: The same as O(made_by). The files also contain C(made_at), the time.
      returned: always
      type: str
      version_added: 1.0.0
    tenants:
      description: Address of each platform that was read.
      returned: always
      type: dict
      sample: {contabo: api.contabo.com}
      version_added: 1.0.0
    files:
      description: Paths of the files of O(plan_file). Empty without it.
      returned: always
      type: list
      elements: str
      version_added: 1.0.0
    counts:
      description:
        - By platform, the number of C(existing) accounts, the number of people C(desired) to have one, the number of accounts to C(create),
          C(update), C(disable) and C(delete), the number of checked accounts that stay C(unchanged), and the sum of the C(requests) of the actions.
        - If O(max_shrink_percent) refuses the plan, also the number of accounts that it was compared with, as C(shrunk_from).
      returned: always
      type: dict
      sample: {contabo: {existing: 120, desired: 118, create: 1, update: 2, disable: 0, delete: 0, unchanged: 115, requests: 3}}
    pending:
      description:
        - Invites that were pending when the plan was made, with C(platform), C(person) and C(account). No platform returns the age of an invite.
      returned: always
      type: list
      elements: dict
    upcoming:
      description:
        - People whose C(starts) is in the future, with C(platform), C(person), C(name), C(starts), and C(account). The account is the one that they already
          have there, or empty.
      returned: always
      type: list
      elements: dict
      sample: [{platform: contabo, person: ada@x.example, name: Ada Quist, starts: '2199-01-01', account: ''}]
    leaving:
      description:
        - Accounts of leavers that are not removed yet, with C(platform), C(person), C(account), C(state), C(ends) and C(remove_on).
        - C(state) is V(disabled) or V(revoked) (without any access). C(ends) and C(remove_on) are empty if they are not known.
      returned: always
      type: list
      elements: dict
      sample: [{platform: contabo, person: ada@x.example, account: ada@x.example, state: disabled, ends: '2027-06-30', remove_on: '2027-07-31'}]
      version_added: 1.0.0
    survives:
      description:
        - By platform on which the plan removes, disables or strips accounts, sentences about what is left of a person and cannot be taken by this API.
      returned: always
      type: dict
      sample: {contabo: [Bucket policies that name the user stay.]}
      version_added: 1.0.0
    day:
      description: Day that the plan is made for.
      returned: always
      type: str
      sample: '2026-11-18'
    timezone:
      description: Time zone of this day.
      returned: always
      type: str
      sample: UTC
    kept:
      description:
        - Accounts that O(protect) leaves alone, with C(platform), C(person), C(account), C(asked) and C(reason).
        - C(asked) is V(change) for people in the roster, whose C(account) is empty if they have none. It is V(removal) for people whose access has
          ended, and V(prune) for accounts that would have been removed because the roster does not contain them.
      returned: always
      type: list
      elements: dict
      sample: [{platform: tsna, person: ray@x.example, account: rstone, asked: removal, reason: is in protect (ray@x.example)}]
    refusals:
      description: Why the guards refuse the plan.
      returned: always
      type: list
      elements: str
    unreadable:
      description: Platforms that could not be read, with the reason.
      returned: always
      type: dict
    notes:
      description: What was left alone or could not be compared and why, and other things to check, such as profiles that nobody has.
      returned: always
      type: list
      elements: str
    omitted:
      description: Number of entries that O(result_limit) left out, by the name of the list.
      returned: if O(result_limit) is not negative
      type: dict
      sample: {actions: 9900}
      version_added: 1.0.0
evidence:
  description: The evidence of the run, with its C(folder) and the paths of its C(files).
  returned: if O(evidence_dir) is set, except with O(new_passwords_mode=write_only)
  type: dict
  sample:
    folder: /var/lib/evidence/2026-11-23T091502Z-offboard-7d3c
    files:
      - /var/lib/evidence/2026-11-23T091502Z-offboard-7d3c/SHA256SUMS
      - /var/lib/evidence/2026-11-23T091502Z-offboard-7d3c/evidence.json
  version_added: 1.0.0
digest:
  description:
    - Identifies exactly this plan. Pass it as O(expect). The digest changes if the roster requests something else, or if something that the roster
      covers has changed on a platform. The order of people, profiles and lists does not matter.
  returned: unless the roster is invalid or no platform could be read; with O(independent) in RV(results)
  type: str
  sample: 3f0c2f7f6b1f4cf2b8b5b4d1d0a5e1d5c6a7b8c9d0e1f2a3b4c5d6e7f8091a2b
approval:
  description:
    - Identifies this plan and its refusals. Pass it as O(approve).
  returned: unless the roster is invalid or no platform could be read; with O(independent) in RV(results)
  type: str
  sample: 9b1d5c6a7b8c9d0e1f2a3b4c5d6e7f8091a2b3f0c2f7f6b1f4cf2b8b5b4d1d0a
action:
  description:
    - What the task did, or would do in check mode.
    - V(applied) also if O(new_passwords_mode=write_only) wrote the file of O(new_passwords_file). No account is changed then.
  returned: unless the roster is invalid or no platform could be read; with O(independent) in RV(results)
  type: str
  choices: [none, applied]
  sample: applied
outcome:
  description:
    - Results of the actions as text.
    - In check mode and with O(fail_on_changes), RV(outcome.done) is empty, and RV(outcome.not_tried) lists the actions that would be held back.
  returned: if the plan was carried out or predicted; with O(independent) in RV(results)
  type: dict
  contains:
    done:
      description: Actions that were carried out.
      returned: always
      type: list
      elements: str
      sample: [create ada@x.example on contabo]
    failed:
      description: Actions that failed. Their reasons are in RV(plan.actions).
      returned: always
      type: list
      elements: str
    not_tried:
      description: Actions that were not tried, because the platform stopped after repeated failures or because the person could not be granted
        something else.
      returned: always
      type: list
      elements: str
cut_off_seconds:
  description:
    - By platform, the seconds from the first request until all accounts that the plan removes, disables or leaves without access could not be used.
      On Contabo and TSNA, this is when they are disabled and the sessions on TSNA are ended, otherwise when they are removed.
    - The key C(everywhere) contains the longest time. A value is C(null) if it is not proved that all these accounts are cut off.
    - With O(independent), platforms are included on which there was nobody to cut off. Their value is when that was known.
  returned: if the plan was carried out and locks anybody out; with O(independent) always, except in check mode
  type: dict
  sample: {everywhere: 1.92, thousandeyes: 1.92, contabo: 1.4}
  version_added: 1.0.0
results:
  description:
    - A result of this module for each platform, with C(platform), and with C(failed) and C(msg) if it failed. RV(plan), RV(digest), RV(approval),
      RV(action) and RV(outcome) are in here instead of in the result itself.
  returned: with O(independent)
  type: list
  elements: dict
  version_added: 1.0.0
diff:
  description: Changes, by platform and account. With O(independent), those of all platforms together.
  returned: unless the roster is invalid or no platform could be read
  type: dict
  contains:
    before:
      description: Managed options before the change.
      returned: always
      type: dict
    after:
      description: Desired values of the managed options.
      returned: always
      type: dict
new_passwords:
  description: Where generated passwords were written, or in check mode would be. Contains C(file), the number of C(accounts), and C(vault_id).
  returned: if passwords were generated
  type: dict
  sample: {file: /home/maria/new_passwords.json, accounts: 2, vault_id: access}
# Written by make generate from shared_docs.yml: requests waited last_requests
requests:
  description: Number of HTTP requests that the task sent, including logins and logouts.
  returned: always
  type: int
  sample: 4
waited:
  description: Seconds spent waiting for rate limits and between retries, on the platform with the longest wait.
  returned: when the task had to wait
  type: float
  sample: 12.5
last_requests:
  description:
    - The last requests to each platform, as in O(trace). With C(-vvv), the last 1,000 of them.
    - A request without a response has no C(status), and the reason is in C(error).
      C(wait) is the number of seconds before the request was sent, and C(why) is the reason.
  returned: on failure, or with C(-vvv)
  type: list
  elements: dict
  sample:
    - time: "2026-11-23T09:15:02.114Z"
      module: contabo_user_info
      platform: Contabo
      method: GET
      path: /v1/users
      query: page=1&size=100
      status: 503
      error: ""
      milliseconds: 41
      try: 2
      wait: 0.871
      why: answered 503
      request_id: 04e0f898-37b4-48bc-a794-1a57abe6aa31
# End of the written part.
"""

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_people
from ansible_collections.people.access.plugins.module_utils.lifecycle.task import OPTIONS, roster
from ansible_collections.people.access.plugins.module_utils.platforms import registry


def main() -> None:
    run_people(registry.providers(), OPTIONS, roster)


if __name__ == "__main__":
    main()
