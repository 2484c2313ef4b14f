# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Print as JSON what the generated client sees: ``python tests/clients/contabo_seen.py URL TOKEN_URL CLIENT_ID CLIENT_SECRET USER PASSWORD``.

It only reads.
"""

from __future__ import annotations

import json
import sys
import urllib.parse
import urllib.request
import uuid

import pfruck_contabo


def main() -> None:
    url, token_url, client_id, client_secret, user, password = sys.argv[1:]
    form = {"grant_type": "password", "client_id": client_id, "client_secret": client_secret, "username": user, "password": password}
    with urllib.request.urlopen(token_url, urllib.parse.urlencode(form).encode(), timeout=30) as granted:
        token = json.load(granted)["access_token"]
    client = pfruck_contabo.ApiClient(pfruck_contabo.Configuration(host=url, access_token=token))
    users = pfruck_contabo.UsersApi(client)
    listed = users.retrieve_user_list(size=100, x_request_id=str(uuid.uuid4())).data
    found = [users.retrieve_user(user_id=one.user_id, x_request_id=str(uuid.uuid4())).data[0] for one in listed]
    print(json.dumps({"users": [one.model_dump(mode="json") for one in found]}))


if __name__ == "__main__":
    main()
