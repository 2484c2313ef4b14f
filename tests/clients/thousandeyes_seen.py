# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Print as JSON what the official SDK sees: ``python tests/clients/thousandeyes_seen.py URL TOKEN``. It only reads."""

from __future__ import annotations

import json
import sys

from thousandeyes_sdk import administrative as te
from thousandeyes_sdk.core import ApiClient, Configuration

BOTH = [te.ExpandAccountGroupOptions.USER, te.ExpandAccountGroupOptions.AGENT]


def main() -> None:
    client = ApiClient(Configuration(host=sys.argv[1], access_token=sys.argv[2]))
    groups, users, roles = te.AccountGroupsApi(client), te.UsersApi(client), te.RolesApi(client)
    found = {
        "users": [users.get_user(one.uid) for one in users.get_users().users],
        "roles": [roles.get_role(one.role_id) for one in roles.get_roles().roles],
        "listed_roles": roles.get_roles().roles,  # which alone show has_management_permissions
        "permissions": te.PermissionsApi(client).get_permissions().permissions,
        "account_groups": [groups.get_account_group(one.aid, expand=BOTH) for one in groups.get_account_groups().account_groups],
    }
    print(json.dumps({kind: [one.model_dump(mode="json") for one in rows] for kind, rows in found.items()}))


if __name__ == "__main__":
    main()
