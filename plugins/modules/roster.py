#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: roster
short_description: Bring the access on all platforms into line with one roster
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Takes a roster, which says who is to have which access on ThousandEyes, Segment, Contabo and TSNA, compares it with what is there,
    makes a plan, and carries it out on all platforms at the same time.
  - Everything is read, checked against the names on the platforms and decided before the first write. All problems are told at once.
  - What gives access is done first, what takes it away afterwards. A platform or a person that fails does not stop the rest; who could not
    be given something keeps what was to be taken, as does who is to have access on a platform that could not be read.
  - Before an account is removed from Contabo or TSNA it is disabled, and its sessions on TSNA are ended, so that a removal that fails locks out
    all the same.
  - Another run goes on where one has ended, also one that was killed, and does nothing twice.
  - Guards refuse a plan that takes away a lot, by whatever option. Such a plan can still be carried out, if it is named in O(approve) with what
    the guards have against it. Just before the first removal they are asked again about what is there then. A refusal that the approver has
    not seen holds back what takes access away on that platform.
extends_documentation_fragment:
  - people.access.people.admin_roles
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
    details:
      - Nothing is written to a platform. The files of O(plan_file) are written in check mode too, as they are what it is for.
  idempotent:
    support: partial
    details:
      - The permissions of a pending Segment invite cannot be read; they are given with the invite and not compared until it is accepted.
      - ThousandEyes shows a changed address only after the person has confirmed it. Until then each run sends it, which RV(plan.notes) say, and how to
        have it sent once. Everything else is idempotent.
options:
  people:
    description:
      - The people, each of them once, with C(email), and if wanted C(first_name), C(last_name), C(profiles) (a list of names), C(starts) and C(ends)
        (dates as YYYY-MM-DD, access is given from the first to the end of the last, in O(timezone)), and C(accounts).
      - C(accounts) has options of the user modules by platform, for this person alone. Roles, groups and permissions are added to those of the
        profiles; of anything else the person's own value counts.
      - C(accounts.tsna.name) is the login name on TSNA. It can be left out where exactly one account there has the address.
      - C(accounts.PLATFORM.email) is another address that the person has on this platform. If it is one of C(previous_emails) and no account has it
        any more, the account with the new address is meant.
      - C(previous_emails) and C(previous_names) are lists of addresses and of login names on TSNA that the person had before. An account that still
        has one is given the new one on ThousandEyes and TSNA. Contabo does not change addresses, so that the account there is kept and managed under the
        old one. On Segment the new address is invited, and the old member is removed as O(move) says.
      - C(no_admin) is V(true) for a person to whom nothing administrative may be given, such as a contractor.
      - They come in addition to those of O(roster_file).
    type: list
    elements: dict
  profiles:
    description:
      - Named bundles of access. Each has platforms, and below each platform options of its user module, such as
        O(people.access.te_user#module:account_group_roles) or O(people.access.segment_user#module:permissions).
      - C(include) in a profile is a list of further profiles. Whoever has the profile has those as well.
      - Lists of several profiles of one person are united. Profiles that disagree about anything else are an error that names both.
    type: dict
  protect:
    description:
      - Who is left alone, whatever the roster says. Each entry is an address, the name of an account on any platform, or a pattern in which C(*)
        stands for anything, such as V(*@breakglass.example). Case and Unicode form do not matter.
      - Whoever has a protected address or account name on one platform, or in the roster, is protected on all of them, by every address and
        account name. An entry that no account on these platforms has is looked for on TSNA too, if there are credentials for it.
      - RV(plan.kept) has the accounts that were left alone for this reason, RV(plan.notes) the entries that mean nobody.
    type: list
    elements: str
  access:
    description:
      - What becomes of the roles, groups and permissions that a person in the roster has and the roster does not give.
      - With V(exact) they are taken away. What neither the profiles nor the person's own entry name is meant to be absent, unlike in the user modules.
        Names, language and other attributes that the roster does not name are left alone.
      - With V(add) nothing is taken from anybody whose time is now; the RV(plan.notes) name what is held beyond the roster.
      - Either one of them for all platforms, or a dictionary by platform. Platforms that it does not name are V(exact).
    type: raw
    default: exact
  remove_platforms:
    description:
      - What becomes of accounts of people in the roster on a platform that neither their profiles nor their own entries name.
      - With V(none) these accounts are left as they are, and named in the RV(plan.notes).
      - With V(listed) they are removed, without removing people who are not in the roster as O(prune) does.
      - The same holds for further accounts with an address of the person, beside the one that the roster manages.
    type: str
    choices: [none, listed]
    default: none
  forbid_admin_for:
    description:
      - Addresses, names of TSNA accounts, and patterns such as V(*@contractor.example), of people to whom nothing administrative may be given. A roster
        that does is refused, and no approval overrides this. What counts as administrative is said by O(admin_roles).
      - In a roster, C(no_admin) of a person says the same.
    type: list
    elements: str
  move:
    description:
      - When the member with one of C(previous_emails) is removed from Segment, which cannot change an address.
      - With V(accepted), when the invite of the new address has been accepted. Until then both have the access of the roster.
      - With V(at_once), as soon as the new address is invited.
    type: str
    choices: [accepted, at_once]
    default: accepted
  reinvite:
    description:
      - What becomes of a Segment invite that is not accepted yet. Its permissions cannot be read, and can only be changed by a new invite.
      - With V(changed), it is withdrawn and sent again with the permissions of the roster if its groups are others than the roster says, as
        they are after a person has moved to another profile with other groups. Another mail goes out.
      - With V(never), its groups are changed and the permissions stay as they were sent.
    type: str
    choices: [never, changed]
    default: never
  timezone:
    description:
      - The time zone in which C(starts) and C(ends) are days, such as V(Europe/Oslo).
    type: str
    default: UTC
  today:
    description:
      - The day to plan for, as YYYY-MM-DD, to see beforehand what a date will bring. Only in check mode can it be another day than the current one.
      - Without it, the current day in O(timezone).
    type: str
  manage:
    description:
      - Where something else, such as an identity provider, owns a part of the accounts, what of them the roster manages, by platform.
      - Each list names fields of the user module, and V(accounts) if the roster creates and removes accounts there. A platform that is
        not named is managed as a whole.
      - A new account is made with all that the roster says of it.
    type: dict
    suboptions:
      thousandeyes:
        description: V(accounts), V(name), V(login_account_group), V(account_group_roles), V(all_account_group_roles).
        type: list
        elements: str
      segment:
        description: V(accounts), V(permissions), V(groups).
        type: list
        elements: str
      contabo:
        description: V(accounts), V(first_name), V(last_name), V(enabled), V(totp), V(locale), V(roles), V(send_invoice_email).
        type: list
        elements: str
      tsna:
        description: V(accounts), V(email), V(enabled), V(roles), V(dynamic_fields).
        type: list
        elements: str
  roster_file:
    description:
      - Path of a file, of a folder, or a list of such paths, as seen from where the module runs. A text is always one path.
      - A file whose name ends in C(.yml), C(.yaml) or C(.json) has C(people), C(profiles), C(protect) and C(manage).
      - A file whose name ends in C(.csv) is a table with a row for each person. Its first row names the columns, which are the members of a person
        except C(accounts), and C(PLATFORM.OPTION) such as C(tsna.name). Lists in a cell are divided by C(|) or C(;).
      - Of a folder, all files with these names are read, ordered by name. Hidden files, C(README), C(LICENSE), C(CODEOWNERS) and C(*.md) are skipped;
        anything else in it is refused.
      - Several files are merged. Each person is in one of them only. Profiles, and platforms of C(manage), may be in several if they are the same there.
      - Files may be encrypted as a whole with Ansible Vault. See O(roster_secrets).
    type: raw
  roster_secrets:
    description:
      - The texts of files of O(roster_file) that are encrypted with Ansible Vault, by the real path of each.
      - Where the task runs on the machine of ansible-playbook itself, as it does on localhost, they are decrypted there and given without this option.
    type: dict
  platforms:
    description:
      - The platforms that are meant. Each of them needs its connection options; what is missing for any of them is told before any request.
      - Without it, those that profiles or people name, and all others whose connection options are given, so that a platform that nobody has any
        more is not forgotten. The names are V(thousandeyes), V(segment), V(contabo) and V(tsna).
    type: list
    elements: str
  tsna_passwords:
    description:
      - Passwords of new TSNA accounts, by the address of the person. They are used when an account is created, and never compared.
      - Where a new account needs one that is not given, the plan is told and nothing is carried out.
    type: dict
  prune:
    description:
      - Whether accounts are removed that the roster does not want, those of people who are not in it, and those on a platform that none of the
        person's profiles has.
      - Left alone are O(protect), the accounts of the task itself, owners, root users, and people whose time has not begun.
      - People whose C(ends) is over lose their accounts with V(false) too.
      - Where nobody in the roster is to have an account on a platform, a guard refuses to remove everybody there.
    type: bool
    default: false
  compare:
    description:
      - How the roles of ThousandEyes users are compared. With V(account_groups), this costs a request for each account group, and does not tell a role in
        all account groups from one in each, nor see account groups that the user of O(te_token) cannot see. Who differs is read whole and set exactly.
      - With V(exact), each user costs a request, of which ThousandEyes allows 240 a minute to a whole organization.
    type: str
    choices: [exact, account_groups]
    default: account_groups
  expect:
    description:
      - The RV(digest) of a plan. The plan is carried out only if it still is the same. The guards are not overridden.
    type: str
  approve:
    description:
      - The RV(approval) of a plan that somebody has looked at. The plan is carried out only if it still is the same and the guards have the same
        against it, and then in spite of them.
      - Do not give it in a run that nobody looks at; O(expect) is made for that.
    type: str
  plan_file:
    description:
      - Where to write the plan, for people in Markdown and for programs in JSON. Both files are called so, with C(.md) and C(.json) at the end.
      - A plan that is there from an earlier run serves to say what has moved since, and to notice that accounts have vanished.
    type: path
  progress_file:
    description:
      - A file to which a line for each platform is appended every ten seconds, for work that takes that long.
      - Where the task runs on the machine of ansible-playbook itself and is not asynchronous, these lines are shown while it works, without this option.
    type: path
  max_removals:
    description:
      - How many accounts may be removed or disabled on one platform, or lose their last access or their admin rights. V(-1) is no limit.
    type: int
    default: 5
  max_removal_percent:
    description:
      - The same in percent of the accounts on one platform. V(-1) is no limit.
    type: int
    default: 10
  removal_floor:
    description:
      - So few removals on one platform are no matter of O(max_removal_percent) and O(max_shrink_percent).
    type: int
    default: 3
  min_admins:
    description:
      - How many administrators of access have to be left on each platform, if the plan takes this away from anybody. V(0) is no limit.
      - Disabled accounts and pending invites do not count. On Segment, members of groups with such a role do.
    type: int
    default: 1
  max_shrink_percent:
    description:
      - By how many percent the number of accounts on a platform may have fallen since the plan that is in O(plan_file). V(-1) is no limit.
    type: int
    default: 30
seealso:
  - module: people.access.access_info
  - module: people.access.roster_info
  - module: people.access.te_users
  - module: people.access.contabo_users
  - module: people.access.tsna_users
"""

EXAMPLES = r"""
---
# Credentials come from the environment of each platform: TE_TOKEN, SEGMENT_TOKEN, CNTB_OAUTH2_CLIENT_ID and so on, TSNA_URL and so on.

- name: See what would be done
  people.access.roster:
    roster_file: roster.yml
    plan_file: plan.md
  check_mode: true
  register: planned

- name: Do exactly this
  people.access.roster:
    roster_file: roster.yml
    plan_file: plan.md
    expect: "{{ planned.digest }}"

- name: Do it in spite of what the guards have against it, once somebody has looked at the plan (-e approval=DIGEST)
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

- name: Manage roles alone, where single sign-on makes the accounts
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
  description: What is to be done, in check mode and for real.
  returned: unless the roster itself is wrong
  type: dict
  contains:
    digest:
      description: See RV(digest).
      returned: always
      type: str
    approval:
      description: See RV(approval).
      returned: always
      type: str
    actions:
      description: The accounts to be changed, in the order in which this is done.
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
          description: Address of the person; of an account without one, its name.
          returned: always
          type: str
          sample: ada@x.example
        account:
          description: Address or, on TSNA, name of the account.
          returned: always
          type: str
          sample: ada@x.example
        id:
          description: Id of the account on the platform; empty for a new one, and for an invite, which has none.
          returned: always
          type: str
          sample: 883679cf-cbe9-59d5-bdc3-3878736e9dc7
        verb:
          description: What is to be done.
          returned: always
          type: str
          choices: [create, update, disable, delete]
          sample: update
        action:
          description: The same in the words of the user modules, which tell an invite from an account.
          returned: always
          type: str
          sample: invited
        reason:
          description: Why.
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
        admin:
          description: Whether somebody becomes an administrator of access by this, or is none any more.
          returned: always
          type: bool
        admin_grants:
          description: The roles, and groups of Segment, that this gives and that make somebody an administrator of access.
          returned: always
          type: list
          elements: str
          sample: [Organization Admin]
        before:
          description: The managed options as they were; empty where there was no account.
          returned: always
          type: dict
        after:
          description: The managed options as they are wanted; empty where there is to be no account.
          returned: always
          type: dict
        requests:
          description:
            - How many writing requests this takes by itself. Where a platform takes several accounts at once, as Segment does, actions share
              them. What is read again after a write, what has to be repeated, and sessions on TSNA that are ended come on top.
          returned: always
          type: int
          sample: 1
        status:
          description: What came of it; V(planned) in check mode and where nothing was carried out.
          returned: always
          type: str
          choices: [planned, done, failed, not tried]
          sample: done
        msg:
          description: Why it failed or was not tried.
          returned: when it failed or was not tried
          type: str
    counts:
      description:
        - By platform, how many accounts are C(existing) there, how many people are C(desired) to have one, how many are to C(create), C(update),
          C(disable) and C(delete), how many of those looked at stay C(unchanged), and the sum of the C(requests) of its actions.
      returned: always
      type: dict
      sample: {contabo: {existing: 120, desired: 118, create: 1, update: 2, disable: 0, delete: 0, unchanged: 115, requests: 3}}
    pending:
      description:
        - Invites that nobody had accepted when the plan was made, with C(platform), C(person) and C(account). No platform tells how old one is.
      returned: always
      type: list
      elements: dict
    upcoming:
      description:
        - People whose C(starts) lies ahead, with C(platform), C(person), C(starts), and in C(account) the account that they have there already, or
          nothing.
      returned: always
      type: list
      elements: dict
      sample: [{platform: contabo, person: ada@x.example, starts: '2199-01-01', account: ''}]
    day:
      description: The day that the plan is made for.
      returned: always
      type: str
      sample: '2026-11-18'
    timezone:
      description: The time zone in which this is the day.
      returned: always
      type: str
      sample: UTC
    kept:
      description:
        - Accounts that are left alone because of O(protect), with C(platform), C(person), C(account), C(asked) and C(reason).
        - C(asked) is V(change) for people in the roster, whose C(account) is empty if they have none, V(removal) for those whose time is over,
          and V(prune) for accounts that would have been removed as nothing gives them.
      returned: always
      type: list
      elements: dict
      sample: [{platform: tsna, person: ray@x.example, account: rstone, asked: removal, reason: is in protect (ray@x.example)}]
    refusals:
      description: What the guards have against the plan.
      returned: always
      type: list
      elements: str
    unreadable:
      description: Platforms that could not be read, each with the reason.
      returned: always
      type: dict
    notes:
      description: What was left alone or could not be compared, and why; what else should be looked at, such as profiles that nobody has.
      returned: always
      type: list
      elements: str
digest:
  description:
    - Stands for exactly this plan, to be given as O(expect). It changes when the roster wants something else, or something that it speaks of
      has changed on a platform; the order of people, profiles and lists means nothing.
  returned: unless the roster itself is wrong
  type: str
  sample: 3f0c2f7f6b1f4cf2b8b5b4d1d0a5e1d5c6a7b8c9d0e1f2a3b4c5d6e7f8091a2b
approval:
  description:
    - Stands for this plan and for what the guards have against it, to be given as O(approve).
  returned: unless the roster itself is wrong
  type: str
  sample: 9b1d5c6a7b8c9d0e1f2a3b4c5d6e7f8091a2b3f0c2f7f6b1f4cf2b8b5b4d1d0a
action:
  description: What was done, or in check mode what would be done.
  returned: unless the roster itself is wrong
  type: str
  choices: [none, applied]
  sample: applied
outcome:
  description: What came of the actions, each as a text. Nothing of it in check mode.
  returned: when the plan was carried out or predicted
  type: dict
  contains:
    done:
      description: Those that were carried out.
      returned: always
      type: list
      elements: str
      sample: [create ada@x.example on contabo]
    failed:
      description: Those that failed; their reasons are in RV(plan.actions).
      returned: always
      type: list
      elements: str
    not_tried:
      description: Those that were not tried, as the platform was given up, or the person could not be given something else.
      returned: always
      type: list
      elements: str
diff:
  description: What changes, by platform and account.
  returned: unless the roster itself is wrong
  type: dict
  contains:
    before:
      description: The managed options as they were.
      returned: always
      type: dict
    after:
      description: The managed options as they are wanted.
      returned: always
      type: dict
# Written by make generate from shared_docs.yml: requests waited
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
# End of the written part.
"""

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_people
from ansible_collections.people.access.plugins.module_utils.lifecycle.task import OPTIONS, roster
from ansible_collections.people.access.plugins.module_utils.platforms import registry


def main() -> None:
    run_people(registry.providers(), OPTIONS, roster)


if __name__ == "__main__":
    main()
