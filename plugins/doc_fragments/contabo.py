# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How modules connect to Contabo."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
---
options:
  contabo_client_id:
    description:
      - Client ID of the account, for example V(INT-12345678).
      - If not set, the environment variable E(CNTB_OAUTH2_CLIENT_ID) is used. Required unless O(contabo_token) is given.
    type: str
  contabo_client_secret:
    description:
      - Client secret of the account.
      - If not set, the environment variable E(CNTB_OAUTH2_CLIENT_SECRET) is used. Required unless O(contabo_token) is given.
    type: str
  contabo_username:
    description:
      - API user to log in as, which is the e-mail address of a login.
      - If not set, the environment variable E(CNTB_OAUTH2_USER) is used. Required unless O(contabo_token) is given.
    type: str
    aliases: [contabo_user]
  contabo_password:
    description:
      - API password of that user. This is not the password of the customer panel.
      - If not set, the environment variable E(CNTB_OAUTH2_PASS) is used. Required unless O(contabo_token) is given.
    type: str
  contabo_url:
    description:
      - URL of the API without the version.
      - If not set, the environment variable E(CNTB_API) is used.
    type: str
    default: https://api.contabo.com
  contabo_token_url:
    description:
      - URL that issues access tokens.
      - If not set, the environment variable E(CNTB_OAUTH2_TOKEN_URL) is used.
    type: str
    default: https://auth.contabo.com/auth/realms/contabo/protocol/openid-connect/token
  contabo_token:
    description:
      - Access token that was obtained elsewhere. With a token, the task does not log in.
      - Access tokens of Contabo expire after a few minutes. If the token has expired, the task logs in, provided that the other credentials are given
        too.
      - The user that the token identifies is neither disabled nor removed. If the token cannot be read, the task keeps the user in
        O(contabo_username), and warns when it takes access away.
      - If not set, the environment variable E(CNTB_TOKEN) is used.
    type: str
  contabo_trace_id:
    description:
      - Text that Contabo's audit log stores with each change as its C(x-trace-id), for example the ID of the job. Use the same text for a whole run
        to group its changes. Without it, each task generates its own.
      - If not set, the environment variable E(CNTB_TRACE_ID) is used.
    type: str
"""

    # What modules that replace a secret have in common.
    ROTATION = r"""
---
options:
  force:
    description:
      - Replace the secret in any case. Each run then replaces it again.
    type: bool
  secret_file:
    description:
      - File on the target host that receives the current secret. If the task replaces the secret, this is the new one. The file has mode 0600 and
        contains nothing else, not even a newline.
      - Its directory must exist. The task checks this before it replaces the secret. Symbolic links, devices and pipes are refused.
      - The task reserves disk space before it replaces the secret. It replaces the file completely or not at all, and only if the file does not
        contain the current secret yet or if others can read it.
      - Without any other option, the task does not replace the secret. It only writes the current secret to the file.
    type: path
  secret_fallback_folder:
    description:
      - Directory for the secret if O(secret_file) cannot be written, preferably on another disk. The task reserves space there too before it replaces
        the secret. Requires O(secret_file).
      - The task then fails and reports the file in this directory, whose name consists of the name of O(secret_file), the time and a number.
    type: path
    version_added: 1.0.0
notes:
  - The module never returns the secret, because a masked secret stays masked for the rest of the play, and an unmasked one ends up in logs and
    caches. Use the file in O(secret_file) to pass the secret on.
  - If the response to a replacement is lost, the module reads the secret again and compares it with the previous one. It never replaces the secret
    twice.
"""

    # For plugins, whose options take their environment variables from the documentation.
    PLUGIN = r"""
---
options:
  contabo_client_id:
    env:
      - name: CNTB_OAUTH2_CLIENT_ID
  contabo_client_secret:
    env:
      - name: CNTB_OAUTH2_CLIENT_SECRET
  contabo_username:
    env:
      - name: CNTB_OAUTH2_USER
  contabo_password:
    env:
      - name: CNTB_OAUTH2_PASS
  contabo_url:
    env:
      - name: CNTB_API
  contabo_token_url:
    env:
      - name: CNTB_OAUTH2_TOKEN_URL
  contabo_token:
    env:
      - name: CNTB_TOKEN
  contabo_trace_id:
    env:
      - name: CNTB_TRACE_ID
"""
