# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Contabo: the OAuth2 client of the account, S3 credentials of users, and object storages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ...engine.errors import BadInput
from ...engine.fields import Field, ReadOnlyField, Resource, Row
from ...engine.folding import fold
from ...engine.parallel import map_parallel
from ...engine.request import Request, path_part
from ...engine.rotation import OPTIONS as ROTATION
from ...engine.rotation import RULES, Generated, digest, rotate
from ...engine.schema import identifier, obj, string
from ...engine.store import Store
from .client import TITLE, Contabo, first, found, listing
from .users import USER_SELECTOR, Users, the_user

ROTATION_RULES = RULES

# -- the client of the account -------------------------------------------------------------------------------------------------------------

CLIENT_INFO_OPTIONS: dict[str, dict[str, Any]] = {"secret_digest": {"type": "bool", "default": False, "no_log": False}}
CLIENT_OPTIONS: dict[str, dict[str, Any]] = {"old_secret": {"type": "str", "no_log": True}, **ROTATION}
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


# -- object storages -----------------------------------------------------------------------------------------------------------------------
STORAGE = obj(objectStorageId=string, displayName=string, region=string)


class ObjectStorages(Store):
    """retrieveObjectStorageList."""

    resource = Resource(
        noun="object_storage", plural="object_storages", key=Field("name", "displayName"), id_api="objectStorageId", fields=(),
        read_only=(
            ReadOnlyField("region", "region"), ReadOnlyField("data_center", "dataCenter"), ReadOnlyField("s3_url", "s3Url"),
            ReadOnlyField("s3_tenant_id", "s3TenantId"), ReadOnlyField("status", "status"),
        ),
    )

    def rows(self) -> Iterator[Row]:
        return listing(self.http, "/v1/object-storages", "objectStorageId", schema=STORAGE)


# -- S3 credentials ------------------------------------------------------------------------------------------------------------------------

PLACE: dict[str, dict[str, Any]] = {**USER_SELECTOR, "object_storage": {"type": "str"}, "object_storage_id": {"type": "str"}, "region": {"type": "str"}}
S3_OPTIONS: dict[str, dict[str, Any]] = {**PLACE, "old_secret_key": {"type": "str", "no_log": True}, **ROTATION}
FACTS = (
    ReadOnlyField("email", "email"), ReadOnlyField("user_id", "userId"), ReadOnlyField(
        "object_storage_id", "objectStorageId"
    ), ReadOnlyField("region", "region"), ReadOnlyField("access_key", "accessKey"),
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
        regions = self._regions()
        return (row for rows in map_parallel(lambda user: list(self._at(user, regions)), users) for row in rows)

    def _regions(self) -> set[str] | None:
        """Return the folded names of the requested region. Only the list of storages accepts its short name."""
        desired = self.params.get("region")
        if desired is None:
            return None
        return {fold(desired), *(fold(row["region"]) for row in found(self.http, "/v1/object-storages", "objectStorageId", {"region": desired}, STORAGE))}

    def _at(self, user: Row, regions: set[str] | None) -> Iterator[Row]:
        storage = self.params.get("object_storage_id")
        query = {"objectStorageId": storage} if storage else None
        for row in found(self.http, f"{_keys_of(user['userId'])}/credentials", "credentialId", query, KEY):
            if storage in (None, row["objectStorageId"]) and (regions is None or fold(row["region"]) in regions):
                self.http.secrets.add(str(row["secretKey"]))
                secret = {"digest": digest(self.http, row["secretKey"])} if self.params.get("secret_digests") else {}
                yield {**row, "email": user["email"], "userId": user["userId"], **secret}

    def get(self, id_: str) -> Row | None:
        return next((row for row in self.rows() if str(row["credentialId"]) == id_), None)


class S3Keys(S3Credentials):
    """S3 credentials with their secret keys, for plugins: they return a single attribute, and the secret key only if it is requested by name."""

    resource = replace(CREDENTIAL, read_only=(*FACTS, ReadOnlyField("secret_key", "secretKey")))


def _keys_of(user_id: str) -> str:
    return f"/v1/users/{path_part(user_id)}/object-storages"


def the_credential(connection: Contabo, params: Mapping[str, Any]) -> Row:
    """Return the credential that the options select. Raises BadInput if there is none or more than one."""
    rows = S3Credentials(connection, params).select(params)
    if len(rows) == 1:
        return rows[0]
    mine = rows or list(S3Credentials(connection, {name: params.get(name) for name in USER_SELECTOR}).rows())
    existing = ", ".join(f"{row['displayName']} ({row['region']})" for row in mine) or "none"
    if rows:
        raise BadInput(f"{rows[0]['email']} has {len(rows)} matching S3 credentials: {existing}.", "Select one with object_storage or object_storage_id.")
    raise BadInput(
        f"{params.get('email') or params.get('user_id')} has no matching S3 credential in {TITLE}; existing ones: {existing}.",
        "Contabo creates a credential automatically when the user may use the storage; this can take some time.",
    )


def rotate_s3_credential(connection: Contabo, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Run contabo_s3_credential (getObjectStorageCredentials, regenerateObjectStorageCredentials)."""
    row = dict(the_credential(connection, params))
    path = f"{_keys_of(row['userId'])}/{path_part(row['objectStorageId'])}/credentials/{path_part(row['credentialId'])}"

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
    return {**result, "credential": CREDENTIAL.to_result(row, connection.names)}
