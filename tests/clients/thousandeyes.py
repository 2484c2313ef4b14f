# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drive every administrative operation with the official SDK: ``python tests/clients/thousandeyes.py URL TOKEN``.

Needs ``thousandeyes-sdk-administrative==6.0.0`` and an Organization Admin's token; takes away again what it makes.
"""

from __future__ import annotations

import contextlib
import datetime
import sys
from collections.abc import Callable, Iterator
from typing import Any

from thousandeyes_sdk import administrative as te
from thousandeyes_sdk.core import ApiClient, Configuration
from thousandeyes_sdk.core.exceptions import BadRequestException, ForbiddenException, NotFoundException, UnauthorizedException

EMAIL = "sdk-client@harbor.example"
GROUP, ROLE = "SDK client group", "SDK client role"
BOTH = [te.ExpandAccountGroupOptions.USER, te.ExpandAccountGroupOptions.AGENT]


class CountingClient(ApiClient):
    requests = 0

    def call_api(self, *args: Any, **kwargs: Any) -> Any:
        self.requests += 1
        return super().call_api(*args, **kwargs)


class Drive:
    """The operations in use, and what has to be taken away at the end."""

    def __init__(self, client: ApiClient) -> None:
        self.groups, self.users, self.roles = te.AccountGroupsApi(client), te.UsersApi(client), te.RolesApi(client)
        self.permissions, self.events = te.PermissionsApi(client), te.UserEventsApi(client)
        self.seen: set[str] = set()
        self.cleanup = contextlib.ExitStack()

    def run(self, operation: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        self.seen.add(operation.__name__)
        return operation(*args, **kwargs)

    def later(self, operation: Callable[..., Any], key: str) -> None:
        def delete() -> None:
            with contextlib.suppress(NotFoundException):
                operation(key)

        self.cleanup.callback(delete)


@contextlib.contextmanager
def refused(kind: type[Exception]) -> Iterator[None]:
    """The block has to end with this error."""
    try:
        yield
    except kind:
        return
    raise AssertionError(f"{kind.__name__} was expected")


def drive_roles(drive: Drive) -> str:
    catalogue = {one.permission: one for one in drive.run(drive.permissions.get_permissions).permissions}
    assert catalogue["REPORT_READ"].label == "View reports" and not catalogue["REPORT_READ"].is_management_permission
    reports, snapshots = catalogue["REPORT_READ"].permission_id, catalogue["REPORT_SNAPSHOTS_READ"].permission_id
    made = drive.run(drive.roles.create_role, te.RoleRequestBody(name=ROLE, permissions=[reports]))
    drive.later(drive.roles.delete_role, made.role_id)
    assert made.name == ROLE and made.is_builtin is False and [one.permission_id for one in made.permissions] == [reports]
    drive.run(drive.roles.update_role, made.role_id, te.RoleRequestBody(name=ROLE, permissions=[reports, snapshots]))
    read = drive.run(drive.roles.get_role, made.role_id)
    assert {one.permission_id for one in read.permissions} == {reports, snapshots} and read.links.var_self.href.endswith(f"/roles/{made.role_id}")
    listed = {one.name: one for one in drive.run(drive.roles.get_roles).roles}
    assert listed["Organization Admin"].is_builtin and listed["Organization Admin"].has_management_permissions
    assert listed[ROLE].role_id == made.role_id and listed[ROLE].has_management_permissions is False
    with refused(BadRequestException):
        drive.roles.delete_role(listed["Organization Admin"].role_id)
    return str(made.role_id)


def drive_groups(drive: Drive) -> str:
    listed = drive.run(drive.groups.get_account_groups).account_groups
    current = next(one for one in listed if one.is_current_account_group)
    agents = [one.agent_id for one in drive.run(drive.groups.get_account_group, current.aid, expand=BOTH).agents]
    assert agents
    made = drive.run(drive.groups.create_account_group, te.AccountGroupRequest(account_group_name=GROUP, agents=agents), expand=BOTH)
    drive.later(drive.groups.delete_account_group, made.aid)
    assert made.account_group_name == GROUP and not made.is_default_account_group and made.users
    read = drive.groups.get_account_group(made.aid, expand=BOTH)
    assert [one.agent_id for one in read.agents] == agents and read.account_token
    assert drive.groups.get_account_group(made.aid).agents is None
    new_name = GROUP + " two"
    changed = drive.run(drive.groups.update_account_group, made.aid, te.AccountGroupRequest(account_group_name=new_name, agents=agents[:1]), expand=BOTH)
    assert changed.account_group_name == new_name and [one.agent_id for one in changed.agents] == agents[:1]
    with refused(BadRequestException):
        drive.groups.create_account_group(te.AccountGroupRequest(account_group_name=new_name))
    return str(made.aid)


def drive_users(drive: Drive, aid: str, role_id: str) -> None:
    me = drive.run(drive.users.get_current_user)
    assert me.all_account_group_roles and me.login_account_group.aid
    body = te.UserRequest(
        name="SDK Client", email=EMAIL, login_account_group_id=aid, all_account_group_role_ids=[],
        account_group_roles=[te.UserAccountGroupRole(account_group_id=aid, role_ids=[role_id])])
    made = drive.run(drive.users.create_user, body)
    drive.later(drive.users.delete_user, made.uid)
    assert made.email == EMAIL and made.account_group_roles[0].roles[0].role_id == role_id and made.login_account_group.aid == aid
    assert EMAIL in [one.email for one in drive.run(drive.users.get_users, aid=aid).users]
    body.name, body.account_group_roles, body.all_account_group_role_ids = "SDK Client Two", [], [role_id]
    assert drive.run(drive.users.update_user, made.uid, body).name == "SDK Client Two"
    read = drive.run(drive.users.get_user, made.uid)
    assert not read.account_group_roles and [one.role_id for one in read.all_account_group_roles] == [role_id]
    members = drive.groups.get_account_group(aid, expand=[te.ExpandAccountGroupOptions.USER]).users
    assert made.uid in [one.uid for one in members]
    with refused(BadRequestException):
        drive.users.create_user(body)
    with refused(BadRequestException):
        drive.roles.delete_role(role_id)
    drive.run(drive.users.delete_user, made.uid)
    for again in (drive.users.delete_user, drive.users.get_user):
        with refused(NotFoundException):
            again(made.uid)
    with refused(BadRequestException):
        drive.users.get_users(aid="1")


def drive_events(drive: Drive) -> None:
    page = drive.run(drive.events.get_user_events, window="1h")
    assert page.start_date and page.links.var_self.href and page.audit_events
    texts = [one.event for one in drive.events.get_user_events_paginated(use_all_permitted_aids=True, window="1h")]
    assert {"User created.", "Role updated.", "Account group created.", "User deleted."} <= set(texts) and len(texts) >= len(page.audit_events)
    now = datetime.datetime.now(datetime.UTC)
    for zone in (datetime.UTC, None):
        start = (now - datetime.timedelta(days=40)).replace(tzinfo=zone)
        ranged = list(drive.events.get_user_events_paginated(use_all_permitted_aids=True, start_date=start, end_date=now.replace(tzinfo=zone)))
        dates = [one.var_date for one in ranged]
        assert dates == sorted(dates, reverse=True) and start.replace(tzinfo=datetime.UTC) <= dates[-1]


def drive_strangers(url: str, weak: str | None) -> int:
    """Tokens that are not enough; the number of requests."""
    with refused(UnauthorizedException):
        te.UsersApi(ApiClient(Configuration(host=url, access_token="nobody"))).get_users()
    if weak:
        with refused(ForbiddenException):
            te.UsersApi(ApiClient(Configuration(host=url, access_token=weak))).get_users()
    return 1 + bool(weak)


def main() -> int:
    if len(sys.argv) not in (3, 4):
        print("usage: thousandeyes.py URL TOKEN [TOKEN OF A REGULAR USER]", file=sys.stderr)
        return 2
    url, token = sys.argv[1:3]
    client = CountingClient(Configuration(host=url, access_token=token))
    drive = Drive(client)
    with drive.cleanup:
        role_id = drive_roles(drive)
        aid = drive_groups(drive)
        drive_users(drive, aid, role_id)
        drive_events(drive)
        drive.run(drive.groups.delete_account_group, aid)
        drive.run(drive.roles.delete_role, role_id)
    assert aid not in [one.aid for one in drive.groups.get_account_groups().account_groups]
    strangers = drive_strangers(url, sys.argv[3] if len(sys.argv) == 4 else None)
    assert len(drive.seen) == 18, sorted(drive.seen)
    print(f"{len(drive.seen)} operations, {client.requests + strangers} requests ok")
    return 0


if __name__ == "__main__":
    sys.exit(main())
