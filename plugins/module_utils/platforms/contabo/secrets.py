# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Contabo: the OAuth2 client of the account, and S3 credentials of users."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ...engine.errors import BadInput, RequestFailed
from ...engine.fields import Field, ReadOnlyField, Resource, Row
from ...engine.folding import fold
from ...engine.parallel import map_parallel
from ...engine.request import Request, path_part
from ...engine.rotation import OPTIONS as ROTATION
from ...engine.rotation import RULES, Generated, digest, rotate
from ...engine.schema import array, identifier, obj, string
from ...engine.store import Store
from .client import TITLE, Contabo, first, found
from .places import ACCOUNT, regions_named
from .several import USERS_SELECTOR, for_each_user, names_several, the_users
from .users import USER_SELECTOR, Users, the_user

ROTATION_RULES = RULES
SHOWN = 10  # users in a note
BY_HAND = "If in doubt, replace the keys with people.access.contabo_s3_credential: a further run of the roster does not see which ones they are."

# -- the client of the account -------------------------------------------------------------------------------------------------------------

CLIENT_INFO_OPTIONS: dict[str, dict[str, Any]] = {"secret_digest": {"type": "bool", "default": False, "no_log": False}}
CLIENT_OPTIONS: dict[str, dict[str, Any]] = {
    "old_secret": {"type": "str", "no_log": True}, "client_id": {"type": "str"}, "id": {"type": "str"}, **ROTATION,
}
CLIENT_FACTS = ("tenant_id", "customer_id", "secret_sha256")  # of the info module's result, ignored
CLIENT = first(id=identifier, clientId=string, tenantId=string, customerId=identifier, secret=string)


def _client(connection: Contabo) -> Row:
    """Return the client (retrieveUserClient). Registers its ``secret`` for masking."""
    row: Row = connection.http.get("/v1/users/client", schema=CLIENT)["data"][0]
    connection.http.secrets.add(str(row["secret"]))
    return row


def _shown_client(row: Row) -> dict[str, Any]:
    return {"id": row["id"], "client_id": row["clientId"], "tenant_id": row["tenantId"], "customer_id": row["customerId"]}


def read_client(connection: Contabo, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Run contabo_client_info."""
    row = _client(connection)
    secret = {"secret_sha256": digest(connection.http, row["secret"])} if params.get("secret_digest") else {}
    return {"changed": False, "clients": [{**_shown_client(row), **secret}]}


def rotate_client_secret(connection: Contabo, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Run contabo_client_secret (retrieveUserClient, generateClientSecret)."""
    row = _client(connection)
    for option, member in (("client_id", "clientId"), ("id", "id")):
        if params.get(option) not in (None, str(row[member])):
            raise BadInput(f"The client of this account has the {option} '{row[member]}', not '{params[option]}'.", "Log in to the account of that client.")

    def replace() -> str:
        # Never retried automatically: each request generates another secret.
        answer = connection.http.send(Request("PUT", "/v1/users/client/secret", repeatable=False, schema=first(secret=string))).data
        new = str(answer["data"][0]["secret"])
        connection.login.form["client_secret"] = new  # in case the token expires with the old secret
        return new

    title = f"{TITLE} client {row['clientId']}"
    secret = Generated(title, "old_secret", str(row["secret"]), lambda: str(_client(connection)["secret"]), replace)
    result = rotate(connection.http, secret, params, check_mode)
    warnings = []
    if result["action"] == "rotated":
        warnings.append(
            f"The client secret of {row['clientId']} is shared by all API users of the account: each of them, and every tool that logs in with it, "
            "cannot log in again until it has the new one."
        )
        if not params.get("secret_file"):
            warnings.append("secret_file is not set, so look up the new client secret in the customer panel.")
    return {**result, "client": _shown_client(row), "warnings": warnings}


# -- S3 credentials ------------------------------------------------------------------------------------------------------------------------

PLACE: dict[str, dict[str, Any]] = {**USER_SELECTOR, "object_storage": {"type": "str"}, "object_storage_id": {"type": "str"}, "region": {"type": "str"}}
S3_OPTIONS: dict[str, dict[str, Any]] = {
    **PLACE, "id": {"type": "str"}, **USERS_SELECTOR, "secret_folder": {"type": "path", "no_log": False},
    "old_secret_key": {"type": "str", "no_log": True}, **ROTATION,
}
S3_FACTS = ("access_key", "tenant_id", "customer_id", "secret_key_sha256")  # of the info module's result, ignored
_WHO, _KNOWN = (*USER_SELECTOR, *USERS_SELECTOR), ("old_secret_key", "force")
S3_RULES: dict[str, Any] = {
    "required_one_of": [_WHO, (*_KNOWN, "secret_file", "secret_folder")],
    "mutually_exclusive": [
        tuple(USERS_SELECTOR), _KNOWN,
        *((name, other) for name in USERS_SELECTOR for other in (*USER_SELECTOR, "id", "old_secret_key", "secret_file")),
        *((name, "secret_folder") for name in USER_SELECTOR),
    ], **ROTATION_RULES,
}
FACTS = (
    ReadOnlyField("email", "email"), ReadOnlyField("user_id", "userId"), ReadOnlyField(
        "object_storage_id", "objectStorageId"
    ), ReadOnlyField("region", "region"), ReadOnlyField("access_key", "accessKey"), *ACCOUNT,
)
CREDENTIAL = Resource(
    noun="credential", plural="credentials", key=Field("object_storage", "displayName"), id_api="credentialId", fields=(),
    read_only=(*FACTS, ReadOnlyField("secret_key_sha256", "digest")),
    info_extras={
        **{name: option for name, option in PLACE.items() if name != "object_storage"}, "secret_digests": {"type": "bool", "default": False, "no_log": False},
    },
)
KEY = obj(credentialId=identifier, objectStorageId=string, displayName=string, region=string, secretKey=string)


class S3Credentials(Store):
    """The store of S3 credentials (listObjectStorageCredentials). Rows also have the ``email`` and ``userId`` of their user."""

    resource = CREDENTIAL
    connection: Contabo

    def rows(self) -> Iterator[Row]:
        """Yield the credentials of one user or of all users, limited to the storage and region of the options."""
        named = self.params.get("email") is not None or self.params.get("user_id") is not None
        users: Iterable[Row] = [the_user(self.connection, self.params)] if named else Users(self.connection).rows()
        return (row for rows in self.of_each(users) for row in rows)

    def of_each(self, users: Iterable[Row]) -> list[list[Row]]:
        """Return the credentials of each user, limited to the storage and region of the options."""
        desired = self.params.get("region")
        regions = None if desired is None else regions_named(self.http, desired)
        return map_parallel(lambda user: list(self._at(user, regions)), users)

    def _at(self, user: Row, regions: set[str] | None) -> Iterator[Row]:
        storage, name = self.params.get("object_storage_id"), self.params.get("object_storage")
        query = {member: value for member, value in (("objectStorageId", storage), ("displayName", name)) if value}
        for row in found(self.http, f"{_keys_of(user['userId'])}/credentials", "credentialId", query or None, KEY):
            if storage in (None, row["objectStorageId"]) and (regions is None or fold(row["region"]) in regions):
                yield self._described(row, user)

    def _described(self, row: Row, user: Row) -> Row:
        self.http.secrets.add(str(row["secretKey"]))
        secret = {"digest": digest(self.http, row["secretKey"])} if self.params.get("secret_digests") else {}
        return {**row, **{name: user[name] for name in ("email", "userId") if name in user}, **secret}

    def get(self, id_: str) -> Row | None:
        user, storage = self.params.get("user_id"), self.params.get("object_storage_id")
        if not (user and storage) or self.params.get("region") is not None:
            return next((row for row in self.rows() if str(row["credentialId"]) == id_), None)
        # All ids of its path are given, so no user has to be looked up.
        answer = self.http.get_or_none(f"{_keys_of(user)}/{path_part(storage)}/credentials/{path_part(id_)}", schema=obj(data=array(KEY, least=1)))
        return None if answer is None else self._described(answer["data"][0], {"userId": user})


class S3Keys(S3Credentials):
    """S3 credentials with their secret keys, for plugins: they return a single attribute, and the secret key only if it is requested by name."""

    resource = replace(CREDENTIAL, read_only=(*FACTS, ReadOnlyField("secret_key", "secretKey")))


def _keys_of(user_id: str) -> str:
    return f"/v1/users/{path_part(user_id)}/object-storages"


def _path_of(credential: Row) -> str:
    return f"{_keys_of(credential['userId'])}/{path_part(credential['objectStorageId'])}/credentials/{path_part(credential['credentialId'])}"


def the_credential(connection: Contabo, rows: list[Row], params: Mapping[str, Any]) -> Row:
    """Return the credential that the options select. Raises BadInput if there is none or more than one."""
    name, id_ = params.get("object_storage"), params.get("id")
    rows = [row for row in rows if name in (None, row["displayName"]) and id_ in (None, str(row["credentialId"]))]
    if len(rows) == 1:
        return rows[0]
    mine = rows or list(S3Credentials(connection, {name: params.get(name) for name in USER_SELECTOR}).rows())
    existing = ", ".join(f"{row['displayName']} ({row['region']})" for row in mine) or "none"
    if rows:
        raise BadInput(f"{rows[0]['email']} has {len(rows)} matching S3 credentials: {existing}.", "Select one with object_storage, object_storage_id or id.")
    raise BadInput(
        f"{params.get('email') or params.get('user_id')} has no matching S3 credential in {TITLE}; existing ones: {existing}.",
        "Contabo creates a credential automatically when the user may use the storage; this can take some time.",
    )


def rotate_s3_credential(connection: Contabo, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Run contabo_s3_credential (getObjectStorageCredentials, regenerateObjectStorageCredentials)."""
    store = S3Credentials(connection, params)
    if not names_several(params):
        return _rotated(connection, the_credential(connection, list(store.rows()), params), params, check_mode)
    users = the_users(connection, params)
    pairs = zip(users, store.of_each(users))
    found = {user["userId"]: the_credential(connection, rows, {**params, "user_id": user["userId"]}) for user, rows in pairs}
    return for_each_user(users, lambda user: _rotated(connection, found[user["userId"]], _with_file(found[user["userId"]], params), check_mode))


def _with_file(row: Row, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options with the file for one of several secrets. Its name consists of ids without special characters."""
    folder = params.get("secret_folder")
    name = ".".join(re.sub(r"[^A-Za-z0-9-]", "_", str(row[member])) for member in ("userId", "objectStorageId"))
    return {**params, "secret_file": os.path.join(folder, name) if folder else None}


def _rotated(connection: Contabo, credential: Row, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    row = dict(credential)
    path = _path_of(row)
    key = first(secretKey=string)

    def learn(fresh: Row) -> str:
        row.update(fresh)  # assumption: the access key stays the same; if it changes, the result has the new one
        return str(row["secretKey"])

    def read() -> str:
        return learn(connection.http.get(path, schema=key)["data"][0])

    def replace() -> str:
        return learn(connection.http.send(Request("PATCH", path, repeatable=False, schema=key)).data["data"][0])

    title = f"{TITLE} S3 credential of {row['email']} at {row['displayName']}"
    result = rotate(connection.http, Generated(title, "old_secret_key", str(row["secretKey"]), read, replace), params, check_mode)
    file = {"secret_file": params["secret_file"]} if params.get("secret_folder") else {}
    return {**result, "credential": CREDENTIAL.to_result(row, connection.names), **file}


# -- people who leave ----------------------------------------------------------------------------------------------------------------------


class Accounts(Users):
    """The store of users for rosters, which also replaces the S3 secret keys of users who leave, if the option ``replace_keys`` is set.

    No page says whether keys stop working when their user is disabled or deleted. assumption: an old secret key stops when it is replaced.
    """

    def replace_keys(self, row: Row) -> str:
        if not self.params.get("replace_keys"):
            return ""
        try:
            held = list(S3Credentials(self.connection).of_each([row])[0])
        except RequestFailed as problem:
            if problem.status != 403:
                raise
            self.policy.warn(f"The S3 secret keys of {row['email']} were not replaced, because the user of this task may not read them. {problem.message}")
            return ""
        for credential in held:
            try:
                answer = self.http.send(Request("PATCH", _path_of(credential), repeatable=True, schema=first(secretKey=string))).data
            except RequestFailed as problem:
                problem.message = f"S3 secret keys may be the old ones; replace them with contabo_s3_credential. {problem.message}"
                raise
            self.http.secrets.add(str(answer["data"][0]["secretKey"]))
        return f"{len(held)} S3 secret key(s) were replaced." if held else ""

    def unseen(self, rows: Iterable[Row]) -> list[str]:
        names = [str(row["email"]) for row in rows] if self.params.get("replace_keys") else []
        shown = ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
        return [f"{TITLE} does not show whether the S3 secret keys of accounts that were disabled before were replaced: {shown}. {BY_HAND}"] if names else []
