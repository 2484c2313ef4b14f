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
      - Client id of the account, for example V(INT-12345678).
      - If not set, the environment variable E(CNTB_OAUTH2_CLIENT_ID) is used. Required unless O(contabo_token) is given.
    type: str
  contabo_client_secret:
    description:
      - Client secret of the account.
      - If not set, the environment variable E(CNTB_OAUTH2_CLIENT_SECRET) is used. Required unless O(contabo_token) is given.
    type: str
  contabo_username:
    description:
      - The API user, which is the e-mail address of a login.
      - If not set, the environment variable E(CNTB_OAUTH2_USER) is used. Required unless O(contabo_token) is given.
    type: str
    aliases: [contabo_user]
  contabo_password:
    description:
      - The API password of that user, which is not the password of the customer panel.
      - If not set, the environment variable E(CNTB_OAUTH2_PASS) is used. Required unless O(contabo_token) is given.
    type: str
  contabo_url:
    description:
      - URL of the API, without the version.
      - If not set, the environment variable E(CNTB_API) is used.
    type: str
    default: https://api.contabo.com
  contabo_token_url:
    description:
      - URL that gives access tokens.
      - If not set, the environment variable E(CNTB_OAUTH2_TOKEN_URL) is used.
    type: str
    default: https://auth.contabo.com/auth/realms/contabo/protocol/openid-connect/token
  contabo_token:
    description:
      - An access token obtained elsewhere, which spares the login. Access tokens of Contabo live a few minutes only;
        when it has expired, the task logs in if the other credentials are given as well.
      - Whose it is, the token tells, and that user is neither disabled nor removed. Where it cannot be read, the user in O(contabo_username) is kept, and a
        task that takes access away warns.
      - If not set, the environment variable E(CNTB_TOKEN) is used.
    type: str
  contabo_trace_id:
    description:
      - A word that Contabo's audit trail keeps beside each change, its C(x-trace-id), for example the id of the job. The same for a whole
        run, it groups what the run has changed. Without it, each task makes one of its own.
      - If not set, the environment variable E(CNTB_TRACE_ID) is used.
    type: str
"""

    # What modules that replace a secret have in common.
    ROTATION = r"""
---
options:
  force:
    description:
      - Replace the secret whatever it is. Then each run replaces it again.
    type: bool
  secret_file:
    description:
      - File for the present secret, which is the new one where it is replaced, on the host that the module runs on. The file has the
        mode 0600 and nothing else in it, not even the end of a line.
      - Its directory has to exist, which is checked before anything is replaced. A symbolic link, a device or a pipe is refused.
      - Room for it is taken on the disk before anything is replaced. The file is replaced as a whole or not at all, and only if it does not
        hold the present secret yet, or others may read it.
      - Without any other option, the task replaces no secret and only puts the present one into the file.
    type: path
  secret_fallback_folder:
    description:
      - Directory for the secret if O(secret_file) cannot be written after all, best on another disk. Room is taken there too before anything is
        replaced. Requires O(secret_file).
      - The task then fails, and tells the file in this directory with the name of O(secret_file), the time and a number.
    type: path
    version_added: 1.0.0
notes:
  - No secret is returned. What is masked in results is masked for the rest of the play too, and what is not stays in logs and caches.
    The file in O(secret_file) is the way to hand a secret over.
  - If the answer to a replacement is lost, the secret is read again and compared with the one from before. It is never replaced twice.
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
