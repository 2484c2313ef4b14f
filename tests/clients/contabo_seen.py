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
from collections.abc import Callable
from typing import Any

import pfruck_contabo


def request_id() -> str:
    return str(uuid.uuid4())


def everything(operation: Callable[..., Any], **query: Any) -> list[Any]:
    """All entries of a list, over all pages."""
    found: list[Any] = []
    while True:
        answer = operation(page=len(found) // 10 + 1, size=10, x_request_id=request_id(), **query)
        found += answer.data
        if len(found) >= answer.pagination.total_elements:
            return found


def main() -> None:
    url, token_url, client_id, client_secret, user, password = sys.argv[1:]
    form = {"grant_type": "password", "client_id": client_id, "client_secret": client_secret, "username": user, "password": password}
    with urllib.request.urlopen(token_url, urllib.parse.urlencode(form).encode(), timeout=30) as granted:
        token = json.load(granted)["access_token"]
    client = pfruck_contabo.ApiClient(pfruck_contabo.Configuration(host=url, access_token=token))
    users, roles = pfruck_contabo.UsersApi(client), pfruck_contabo.RolesApi(client)
    listed = everything(users.retrieve_user_list)
    found = [users.retrieve_user(user_id=one.user_id, x_request_id=request_id()).data[0] for one in listed]
    keys = [(one, key) for one in listed for key in everything(users.list_object_storage_credentials, user_id=one.user_id)]
    found_roles = [roles.retrieve_role(role_id=one.role_id, x_request_id=request_id()).data[0] for one in everything(roles.retrieve_role_list)]
    print(json.dumps({
        "users": [one.model_dump(mode="json") for one in found], "roles": [one.model_dump(mode="json") for one in found_roles],
        "clients": [one.model_dump(mode="json") for one in users.retrieve_user_client(x_request_id=request_id()).data],
        "credentials": [{**key.model_dump(mode="json"), "user_id": one.user_id, "email": one.email} for one, key in keys],
    }))


if __name__ == "__main__":
    main()
