# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drive the twelve user operations with the generated client ``pfruck-contabo`` 2.0.0 against a served sandbox.

The sandbox has to be in the preset ``empty``: this client refuses to read the locales that the API has gained since. The users that
are made here are deleted again; the client secret stays the new one until the sandbox is reset.
"""

from __future__ import annotations

import argparse
import json
import sys
import urllib.error
import urllib.parse
import urllib.request
import uuid
from typing import Any

import pfruck_contabo
from pfruck_contabo.exceptions import ApiException, ForbiddenException, NotFoundException

ADDRESS = "client-{}@harbor.example"


def token(options: argparse.Namespace, secret: str) -> str:
    """An access token, or an empty string where the client secret is refused."""
    form = {"grant_type": "password", "client_id": options.client_id, "client_secret": secret, "username": options.user, "password": options.password}
    try:
        with urllib.request.urlopen(options.token_url, urllib.parse.urlencode(form).encode(), timeout=10) as granted:
            return str(json.load(granted)["access_token"])
    except urllib.error.HTTPError as refusal:
        if json.load(refusal)["error"] != "unauthorized_client":
            raise
        return ""


class Driver:
    """Calls operations of the client by name and keeps count of them."""

    def __init__(self, options: argparse.Namespace) -> None:
        access = token(options, options.client_secret)
        if not access:
            raise SystemExit("the client secret is refused; reset the sandbox, an earlier run has replaced it")
        configuration = pfruck_contabo.Configuration(host=options.base_url, access_token=access)
        self.users = pfruck_contabo.UsersApi(pfruck_contabo.ApiClient(configuration))
        self.seen: set[str] = set()
        self.requests = 0

    def __call__(self, operation: str, **arguments: Any) -> Any:
        self.seen.add(operation)
        self.requests += 1
        return getattr(self.users, operation)(x_request_id=str(uuid.uuid4()), x_trace_id="client-check", **arguments)

    def refused(self, kind: type[ApiException], operation: str, **arguments: Any) -> Any:
        """The message of the refusal that has to come."""
        try:
            self(operation, **arguments)
        except kind as refusal:
            return json.loads(refusal.body)["message"]
        raise AssertionError(f"{operation} should have ended with {kind.__name__}")

    def everyone(self) -> list[Any]:
        found: list[Any] = []
        while True:
            page = self("retrieve_user_list", page=len(found) // 2 + 1, size=2, order_by=["email:asc"])
            found += page.data
            if page.pagination.page >= page.pagination.total_pages:
                assert len(found) == page.pagination.total_elements
                return found


def create(api: Driver, label: str, roles: list[int]) -> str:
    wish = pfruck_contabo.CreateUserRequest(
        first_name="Client", last_name=label.title(), email=ADDRESS.format(label), enabled=True, totp=False, locale="en-US", roles=roles,
    )
    return str(api("create_user", create_user_request=wish).data[0].user_id)


def check_users(api: Driver, made: list[str]) -> None:
    before = api.everyone()
    assert [user.owner for user in before].count(True) == 1
    roles = [role.role_id for user in before if not user.owner for role in user.roles]
    for label in ("one", "two"):
        made.append(create(api, label, roles[:1]))
    refusal = api.refused(ApiException, "create_user", create_user_request=pfruck_contabo.CreateUserRequest(
        first_name="Client", last_name="Twice", email=ADDRESS.format("ONE"), enabled=True, totp=False, locale="de",
    ))
    assert isinstance(refusal, str), refusal
    assert {user.user_id for user in api.everyone()} == {user.user_id for user in before} | set(made)
    assert [user.user_id for user in api("retrieve_user_list", email=ADDRESS.format("two"), enabled=True, owner=False).data] == made[1:]

    api("update_user", user_id=made[0], update_user_request=pfruck_contabo.UpdateUserRequest(first_name="Changed", enabled=False, roles=roles[1:2]))
    user = api("retrieve_user", user_id=made[0]).data[0]
    assert (user.first_name, user.last_name, user.enabled, user.email_verified) == ("Changed", "One", False, False)
    assert [role.role_id for role in user.roles] == roles[1:2]
    api("reset_password", user_id=made[0], redirect_url="https://harbor.example/welcome?a=b&c=d")
    api("resend_email_verification", user_id=made[0])
    assert "userId 0" in api.refused(NotFoundException, "reset_password", user_id="0")
    owner = next(user.user_id for user in before if user.owner)
    assert api.refused(ForbiddenException, "delete_user", user_id=owner)


def check_credentials(api: Driver, user_id: str) -> None:
    pages = [api("list_object_storage_credentials", user_id=user_id, page=page, size=1) for page in (1, 2)]
    first, second = (page.data[0] for page in pages)
    assert first.object_storage_id != second.object_storage_id and pages[0].pagination.total_elements == 2
    for query in ({"object_storage_id": second.object_storage_id}, {"region_name": second.region}, {"display_name": second.display_name}):
        assert api("list_object_storage_credentials", user_id=user_id, **query).data == [second]
    place = {"user_id": user_id, "object_storage_id": first.object_storage_id, "credential_id": int(first.credential_id)}
    assert api("get_object_storage_credentials", **place).data == [first]
    renewed = api("regenerate_object_storage_credentials", **place).data[0]
    assert renewed.access_key == first.access_key and renewed.secret_key != first.secret_key
    assert api("get_object_storage_credentials", **place).data == [renewed]


def check_client(api: Driver, options: argparse.Namespace) -> None:
    client = api("retrieve_user_client").data[0]
    assert (client.client_id, client.secret) == (options.client_id, options.client_secret)
    secret = api("generate_client_secret").data[0].secret
    assert api("retrieve_user_client").data[0].secret == secret != options.client_secret
    assert token(options, secret) and not token(options, options.client_secret)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("base_url", "token_url", "client_id", "client_secret", "user", "password"):
        parser.add_argument(name)
    options = parser.parse_args()
    api, made = Driver(options), list[str]()
    try:
        check_users(api, made)
        check_credentials(api, made[0])
    finally:
        for user_id in made:
            api("delete_user", user_id=user_id)
    for user_id in made:
        assert user_id in api.refused(NotFoundException, "retrieve_user", user_id=user_id)
    check_client(api, options)
    assert len(api.seen) == 12, sorted(api.seen)
    print(f"{len(api.seen)} operations, {api.requests} requests ok")
    return 0


if __name__ == "__main__":
    sys.exit(main())
