#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: contabo_user_mail
short_description: Send a mail to a user of a Contabo account
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Lets Contabo send one or several users the mail for verifying the address again, or the mail with a link for setting a password.
  - The task does not wait for the user to react to the mail.
extends_documentation_fragment:
  - people.access.contabo
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.writes
  - people.access.attributes.actiongroup_contabo
attributes:
  diff_mode:
    details:
      - The diff shows which mail is sent.
  idempotent:
    support: partial
    details:
      - No mail is sent once the address is verified, or once a password is set with O(only_if_unset=true). Until then, each run sends a mail, because
        the API does not show that a mail is on its way.
options:
  mail:
    description:
      - Set to V(verification) to let the user verify the address. The mail is not sent to a user whose address is verified, unless O(force=true).
      - Set to V(password_reset) to let the user set a password. The mail is sent even if the user has a password, unless O(only_if_unset=true).
      - Set to V(address_change) to start a change of address in a newer version of the API. Contabo sends a mail, in which the user enters the new
        address. Contabo allows it only for the owner of the account.
    type: str
    choices: [verification, password_reset, address_change]
    required: true
  email:
    description:
      - E-mail address of the user, which receives the mail. Not case-sensitive.
      - Exactly one of O(email), O(user_id), O(emails) and O(user_ids) is required.
    type: str
  user_id:
    description:
      - ID of the user, C(userId) in the API, instead of the address.
    type: str
  emails:
    description:
      - E-mail addresses of several users. If one of them is unknown, the task fails before it sends any mail. A failure does not stop the others.
    type: list
    elements: str
  user_ids:
    description:
      - IDs of several users instead of their addresses.
    type: list
    elements: str
  force:
    description:
      - Whether to send O(mail=verification) even if the address is verified.
    type: bool
    default: false
  only_if_unset:
    description:
      - Whether to send O(mail=password_reset) only if the user has not set a password yet, as after an invitation that was not followed.
    type: bool
    default: false
  redirect_url:
    description:
      - URL that the link in the mail finally leads to.
    type: str
seealso:
  - module: people.access.contabo_user
  - module: people.access.contabo_user_info
"""

EXAMPLES = r"""
---
# Credentials come from the environment: CNTB_OAUTH2_CLIENT_ID, CNTB_OAUTH2_CLIENT_SECRET, CNTB_OAUTH2_USER, CNTB_OAUTH2_PASS.

- name: Remind Omar of the invitation, unless he has set a password
  people.access.contabo_user_mail:
    email: omar.haddad@harbor.example
    mail: password_reset
    only_if_unset: true
    redirect_url: https://intranet.harbor.example/welcome

- name: Read who has not verified the address
  people.access.contabo_user_info:
  register: everybody

- name: Remind them
  people.access.contabo_user_mail:
    user_ids: "{{ everybody.users | rejectattr('email_verified') | map(attribute='id') | list }}"
    mail: verification
"""

RETURN = r"""
---
users:
  description: With O(emails) or O(user_ids), a row for each user, with the failed ones last.
  returned: with O(emails) or O(user_ids)
  type: list
  elements: dict
  contains:
    id:
      description: ID of the user.
      returned: always
      type: str
      sample: 0b6d7c0e-6f0e-4a51-9a2b-3d1f5f0c7a11
    email:
      description: E-mail address.
      returned: always
      type: str
      sample: nada.quist@harbor.example
    action:
      description: What the task did for this user, or would do in check mode. V(failed) if it failed.
      returned: always
      type: str
      choices: [none, sent, failed]
      sample: sent
    changed:
      description: Whether a mail was sent.
      returned: always
      type: bool
      sample: true
    notes:
      description: Why no mail was sent, or what could not be verified.
      returned: when there is something to note
      type: list
      elements: str
    msg:
      description: Why it failed.
      returned: when it failed
      type: str
user:
  description: Recipient of the mail.
  returned: with O(email) or O(user_id)
  type: dict
  contains:
    id:
      description: ID of the user.
      returned: always
      type: str
      sample: 0b6d7c0e-6f0e-4a51-9a2b-3d1f5f0c7a11
    email:
      description: E-mail address.
      returned: always
      type: str
      sample: nada.quist@harbor.example
diff:
  description:
    - The mails that the task sends, under C(sent).
    - With O(emails) or O(user_ids), both states are dictionaries by address, with the users who get a mail.
  returned: success
  type: dict
  contains:
    before:
      description: No mail.
      returned: always
      type: dict
    after:
      description: The mail that the task sends, if any.
      returned: always
      type: dict
action:
  description: What the task did, or would do in check mode.
  returned: with O(email) or O(user_id)
  type: str
  choices: [none, sent]
  sample: sent
# Written by make generate from shared_docs.yml: notes requests waited last_requests request_id
notes:
  description: What the task did not do, compare or verify, and why.
  returned: when there is something to note
  type: list
  elements: str
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
request_id:
  description: The C(x-request-id) of the last request that changed something. Contabo's support and audit log know it.
  returned: when something was changed
  type: str
  sample: 04e0f898-37b4-48bc-a794-1a57abe6aa31
# End of the written part.
"""

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_task
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.mail import OPTIONS, send_mail


def main() -> None:
    who = ("email", "user_id", "emails", "user_ids")
    run_task(PROVIDER, OPTIONS, send_mail, required_one_of=[who], mutually_exclusive=[who])


if __name__ == "__main__":
    main()
