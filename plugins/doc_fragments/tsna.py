# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How modules connect to BMC TrueSight Network Automation."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
---
options:
  tsna_url:
    description:
      - URL of the REST API without the version, for example V(https://tsna.x.example/bca-networks/api).
      - If not set, the environment variable E(TSNA_URL) is used. One of the two is required.
    type: str
  tsna_username:
    description:
      - Name of the account to log in with. It needs the permission to log in through web services.
      - If not set, the environment variable E(TSNA_USERNAME) is used. Required unless O(tsna_token) is given.
    type: str
  tsna_password:
    description:
      - Password of that account. The module does not try a refused password again, because repeated failures lock an account.
      - If not set, the environment variable E(TSNA_PASSWORD) is used. Required unless O(tsna_token) is given.
    type: str
  tsna_token:
    description:
      - Token of a session that was opened elsewhere. The task then neither logs in nor out. If the session has ended and the other credentials are
        given too, the task logs in.
      - If not set, the environment variable E(TSNA_TOKEN) is used.
    type: str
"""

    # For plugins, whose options take their environment variables from the documentation.
    PLUGIN = r"""
---
options:
  tsna_url:
    env:
      - name: TSNA_URL
  tsna_username:
    env:
      - name: TSNA_USERNAME
  tsna_password:
    env:
      - name: TSNA_PASSWORD
  tsna_token:
    env:
      - name: TSNA_TOKEN
"""

    FIELD_MAP = r"""
---
options:
  field_map:
    description:
      - Names of the members of a user object on this server, for servers where the module guesses wrong.
      - BMC does not publish the format of the object. The module learns it from the users that it reads and checks it after each write.
        If the server accepts a value but does not show it, the task fails. In that case, set the name of the member here.
    type: dict
    suboptions:
      roles:
        description: Member with the roles, for example V(roleNames).
        type: str
      email:
        description: Member with the e-mail address, for example V(emailAddress).
        type: str
      enabled:
        description: Member that says whether the account is enabled, for example V(enabledFlag).
        type: str
      id:
        description: Member with the database key, for example V(id).
        type: str
        version_added: 1.0.0
      name:
        description: Member with the name of the user, for example V(name).
        type: str
        version_added: 1.0.0
      external:
        description: Member that says whether another system authenticates the user, for example V(authenticatedExternallyFlag).
        type: str
        version_added: 1.0.0
      locked:
        description: Member that says whether the account is locked, for example V(lockedFlag).
        type: str
      root:
        description: Member that says whether the user is a root user, for example V(rootFlag).
        type: str
        version_added: 1.0.0
      last_login:
        description: Member with the time of the last login, for example V(lastSuccessfulLoginTimestamp).
        type: str
        version_added: 1.0.0
      dynamic_fields:
        description: Member with the dynamic fields, for example V(dynamicFields).
        type: str
        version_added: 1.0.0
      password:
        description: Member that sets the password, for example V(password). No response contains it, so the module cannot learn it.
        type: str
        version_added: 1.0.0
"""

    UPDATE_PASSWORD = r"""
---
options:
  update_password:
    description:
      - V(on_create) sends the password when the user is created, and also whenever the whole user is replaced (C(PUT)). This happens with
        O(replace=true), and if the server does not accept C(PATCH). The existing user then gets this password.
      - V(always) sends the password in every run and always reports a change. Whether the password took effect cannot be read.
    type: str
    choices: [on_create, always]
    default: on_create
"""
