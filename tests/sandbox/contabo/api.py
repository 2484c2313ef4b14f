# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operations of the API and their state."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

from werkzeug.wrappers import Request, Response

from ..emulator import answer
from ..world import World
from .checks import ROLE, USER, Check, flag
from .data import ACCOUNT, API_PERMISSIONS, DATA_CENTERS, EPOCH, TAGS, TWIN_ROLE, TWIN_TAG, demo_roles, demo_storages, grant, key_of, role_of, stamp, uuid_of
from .identity import Identity


class Contabo(Identity):
    """Users, roles, credentials, audits and the outbox of mails."""

    routes = (
        ("POST", "/auth/token", "token"),
        ("GET", "/v1/users", "list_users"), ("POST", "/v1/users", "create_user"), ("GET", "/v1/users/client", "get_client"),
        ("PUT", "/v1/users/client/secret", "rotate_client_secret"), ("GET", "/v1/users/is-password-set", "is_password_set"),
        ("GET", "/v1/users/audits", "list_user_audits"), ("GET", "/v1/users/<user_id>", "get_user"), ("PATCH", "/v1/users/<user_id>", "update_user"),
        ("DELETE", "/v1/users/<user_id>", "delete_user"), ("POST", "/v1/users/<user_id>/reset-password", "reset_password"),
        ("POST", "/v1/users/<user_id>/resend-email-verification", "resend_email_verification"),
        ("GET", "/v1/users/<user_id>/object-storages/credentials", "list_credentials"),
        ("GET", "/v1/users/<user_id>/object-storages/<storage_id>/credentials/<credential_id>", "get_credential"),
        ("PATCH", "/v1/users/<user_id>/object-storages/<storage_id>/credentials/<credential_id>", "rotate_credential"),
        ("GET", "/v1/roles", "list_roles"), ("POST", "/v1/roles", "create_role"), ("GET", "/v1/roles/api-permissions", "list_api_permissions"),
        ("GET", "/v1/roles/audits", "list_role_audits"), ("GET", "/v1/roles/<role_id>", "get_role"), ("PUT", "/v1/roles/<role_id>", "update_role"),
        ("DELETE", "/v1/roles/<role_id>", "delete_role"), ("GET", "/v1/object-storages", "list_storages"),
        ("GET", "/v1/tags", "list_tags"), ("GET", "/v1/data-centers", "list_data_centers"),
        ("POST", "/v1/users/<user_id>/mail-change-requests", "request_mail_change"),
    )

    def enter(self, world: World) -> None:
        super().enter(world)
        self._roles = {role["roleId"]: role for role in demo_roles()}
        self._storages = demo_storages()
        self._mails: list[dict[str, Any]] = []
        self._credentials: list[dict[str, Any]] = []
        self._audits: dict[str, list[dict[str, Any]]] = {"userId": [], "roleId": []}
        owner = next(user for user in self._users.values() if user["owner"])
        for number, user in enumerate(self._users.values()):
            self._provision(user["userId"], 0.0)
            self._audit("userId", user["userId"], "CREATED", {}, {field: user[field] for field in USER}, (owner, EPOCH + 3600.5 * number, "portal"))
        for number, role in enumerate(role for role in self._roles.values() if role["type"] == "custom"):
            self._audit("roleId", role["roleId"], "CREATED", {}, {field: role[field] for field in ROLE}, (owner, EPOCH + 86400 * number, "portal"))

    def configure(self, switches: dict[str, Any]) -> None:
        super().configure(switches)
        if self.config["duplicate_role_names"] and TWIN_ROLE not in self._roles:
            self._roles[TWIN_ROLE] = role_of(TWIN_ROLE, "Network", grant("/v1/private-networks", ["READ"]))

    def state(self) -> dict[str, Any]:
        users = [{**{key: user[key] for key in user if key != "password"}, "passwordSet": user["password"] is not None} for user in self._users.values()]
        found = {
            "account": ACCOUNT, "client": self._client, "users": users, "roles": list(self._roles.values()), "objectStorages": self._storages,
            "tags": [{"tagId": number, "name": name} for number, name in TAGS.items()], "credentials": self._credentials,
            "userAudits": self._audits["userId"], "roleAudits": self._audits["roleId"], "mails": self._mails,
        }
        copied: dict[str, Any] = json.loads(json.dumps(found))
        return copied

    # -- audits ------------------------------------------------------------------------------------------------------------------

    def _record(self, request: Request, key: str, value: Any, action: str, prev: dict[str, Any], new: dict[str, Any]) -> None:
        self._audit(key, value, action, prev, new, (self._caller, self.clock(), request.headers.get("x-trace-id", "")), request.headers.get("x-request-id", ""))

    def _audit(
        self, key: str, value: Any, action: str, prev: dict[str, Any], new: dict[str, Any], origin: tuple[dict[str, Any], float, str], request_id: str = "",
    ) -> None:
        (user, moment, trace), log = origin, self._audits[key]
        number = (20001 if key == "userId" else 7001) + len(log)
        log.append({
            "id": number, "action": action, "timestamp": stamp(moment), **ACCOUNT, "changedBy": user["userId"], "username": user["email"],
            "requestId": request_id or uuid_of(f"request {number}"), "traceId": trace, key: value,
            "changes": json.loads(json.dumps({"prev": prev, "new": new})),
        })

    def _list_audits(self, request: Request, key: str, paged: bool) -> Response:
        days = {}
        for field, usual in (("startDate", "0000-00-00"), ("endDate", "9999-99-99")):
            days[field] = request.args.get(field, usual)
            if not re.fullmatch(r"\d{4}-\d\d-\d\d", days[field]):
                self._refuse(400, [f"{field} must be a valid ISO 8601 date string"])
        filters = {field: request.args[field] for field in (key, "requestId", "changedBy") if field in request.args}
        return self._list(request, [
            entry for entry in self._audits[key]
            if all(str(entry[field]) == value for field, value in filters.items()) and days["startDate"] <= entry["timestamp"][:10] <= days["endDate"]
        ], paged=paged)

    def list_user_audits(self, request: Request) -> Response:
        return self._list_audits(request, "userId", True)

    def list_role_audits(self, request: Request) -> Response:
        return self._list_audits(request, "roleId", False)

    # -- users -------------------------------------------------------------------------------------------------------------------

    def _user_view(self, user: dict[str, Any]) -> dict[str, Any]:
        hidden = ("password",) if self.config["generation"] >= 2026 else ("password", "sendInvoiceEmail")
        shown = {key: value for key, value in user.items() if key not in hidden}
        return {**ACCOUNT, **shown, "roles": [self._role_view(self._roles[role_id]) for role_id in user["roles"]]}

    def _user_body(self, request: Request, creating: bool) -> dict[str, Any]:
        """Return a valid body as it is stored."""
        new = self.config["generation"] >= 2026
        checks: dict[str, Check] = {**USER, "sendInvoiceEmail": flag} if new else USER
        required = ("email", "enabled", "totp", "locale", *(("firstName", "lastName") if new else ())) if creating else ()
        of_page = ("admin", "accessAllResources") if creating and self.config["admin_required"] else ()
        body = self._body(request, {**checks, **dict.fromkeys(of_page, flag)}, (*required, *of_page))
        body = {field: value for field, value in body.items() if field not in of_page}
        if new and not creating and "email" in body:
            if self.config["email_patch"] == "refuse":
                self._refuse(400, ["property email should not exist"])
            del body["email"]
        if "email" in body:
            body["email"] = self._plain(body["email"])
        if "locale" in body and self.config["short_locales"]:
            body["locale"] = body["locale"][:2]
        if self.config["totp_needs_enrolment"] and body.get("totp"):
            del body["totp"]
        if "roles" in body:
            body["roles"] = list(dict.fromkeys(body["roles"]))
        return body

    def _check_user(self, body: dict[str, Any], user_id: str = "") -> None:
        """Check rules that depend on other objects."""
        for role_id in body.get("roles", ()):
            if role_id not in self._roles:
                self._reject(self.config["unknown_role_status"], f"Entry Role not found by roleId {role_id}")
        if self.config["one_role_only"] and len(body.get("roles", ())) > 1:
            self._refuse(400, "Bad Request a user can have only one role")
        twin = self._by_email(body["email"]) if "email" in body else None
        if twin and twin["userId"] != user_id:
            self._reject(self.config["duplicate_status"], f"User already exists with email {body['email']}")

    def _protect(self, user: dict[str, Any], what: str) -> None:
        if user["owner"] or user is self._caller:
            self._reject(self.config["protected_status"], f"the {'owner' if user['owner'] else 'calling user'} cannot be {what}")

    def list_users(self, request: Request) -> Response:
        enabled, owner = self._flag_query(request, "enabled"), self._flag_query(request, "owner")
        email, search, users = self._plain(request.args.get("email", "")), "", list(self._users.values())
        if self.config["generation"] >= 2026:
            search = request.args.get("search", "").lower()
            if self._flag_query(request, "default") is False:
                users = []  # assumption: this account is everyone's default account
        return self._list(request, [
            user for user in users
            if email in user["email"] and enabled in (None, user["enabled"]) and owner in (None, user["owner"])
            and (search in f"{user['firstName']} {user['lastName']}".lower() or search in user["email"])
        ], self._user_view)

    def create_user(self, request: Request) -> Response:
        body = self._user_body(request, creating=True)
        needed = self.config["roles_required"]
        if needed and "roles" not in body or needed == "filled" and not body["roles"]:
            self._refuse(400, ["roles must contain at least 1 elements" if "roles" in body else "roles must be an array"])
        self._check_user(body)
        user_id = uuid_of(f"created {self._next()}")
        usual = {"firstName": "", "lastName": "", "roles": [], "sendInvoiceEmail": False, "totp": False}
        user = self._users[user_id] = {"userId": user_id, "owner": False, "emailVerified": False, "password": None, **usual, **body}
        self._provision(user_id, self.clock())
        if self.config["invite_on_create"]:
            self._mail(request, "invitation", user)
        self._record(request, "userId", user_id, "CREATED", {}, body)
        return self._one(request, {"userId": user_id}, 201, f"/v1/users/{user_id}")

    def get_user(self, request: Request, user_id: str) -> Response:
        return self._one(request, self._user_view(self._find_user(user_id)))

    def update_user(self, request: Request, user_id: str) -> Response:
        user = self._find_user(user_id)
        body = self._user_body(request, creating=False)
        if self.config["roles_patch"] == "add" and "roles" in body:
            body["roles"] = list(dict.fromkeys(user["roles"] + body["roles"]))
        self._check_user(body, user_id)
        if body.get("enabled") is False:
            self._protect(user, "disabled")
        changed = {field: value for field, value in body.items() if user[field] != value}
        self._record(request, "userId", user_id, "UPDATED", {field: user[field] for field in changed}, changed)
        self._users[user_id] = {**user, **changed}
        return answer({"_links": {"self": f"/v1/users/{user_id}"}})

    def delete_user(self, request: Request, user_id: str) -> Response:
        user = self._find_user(user_id)
        self._protect(user, "deleted")
        if self.config["deletion"] == "ignored":
            return Response(status=204)
        self._record(request, "userId", user_id, "DELETED", {field: user[field] for field in USER}, {})
        del self._users[user_id]
        self._credentials = [credential for credential in self._credentials if credential["userId"] != user_id]
        return Response(status=204)

    def is_password_set(self, request: Request) -> Response:
        if "userId" not in request.args and self.config["password_set_needs_user"]:
            self._refuse(400, ["userId must be longer than or equal to 1 characters"])
        user = self._find_user(request.args.get("userId", self._caller["userId"]))
        return self._one(request, {"isPasswordSet": user["password"] is not None})

    def _mail(self, request: Request, kind: str, user: dict[str, Any]) -> None:
        self._mails.append({"kind": kind, "userId": user["userId"], "redirectUrl": request.args.get("redirectUrl"), "time": stamp(self.clock())})

    def reset_password(self, request: Request, user_id: str) -> Response:
        self._mail(request, "reset-password", self._find_user(user_id))
        return Response(status=204)

    def resend_email_verification(self, request: Request, user_id: str) -> Response:
        self._mail(request, "email-verification", self._find_user(user_id))
        return Response(status=204)

    def request_mail_change(self, request: Request, user_id: str) -> Response:
        """Request a change of address. Only in the newest generation, without a body, and only for the own account."""
        if self.config["generation"] < 2026:
            self._refuse(404, f"Cannot POST /v1/users/{user_id}/mail-change-requests")
        user = self._find_user(user_id)
        if not user["owner"]:
            self._refuse(403, "Forbidden only the account of the owner")
        self._mail(request, "mail-change", user)
        return Response(status=204)

    # -- S3 credentials and storages ---------------------------------------------------------------------------------------------

    def _provision(self, user_id: str, moment: float) -> None:
        for storage in self._storages:
            label = f"{user_id} {storage['objectStorageId']}"
            self._credentials.append({
                "credentialId": 98001 + self._next(), "userId": user_id, "objectStorageId": storage["objectStorageId"],
                "accessKey": key_of(f"access {label}"), "secretKey": key_of(f"secret {label}"), "since": moment,
            })

    def _credentials_of(self, user_id: str) -> list[dict[str, Any]]:
        self._find_user(user_id)
        now = self.clock() - self.config["credentials_delay"]
        return [credential for credential in self._credentials if credential["userId"] == user_id and credential["since"] <= now]

    def _credential_view(self, credential: dict[str, Any]) -> dict[str, Any]:
        storage = next(row for row in self._storages if row["objectStorageId"] == credential["objectStorageId"])
        shown = {key: value for key, value in credential.items() if key not in ("userId", "since")}
        return {**ACCOUNT, **shown, "displayName": storage["displayName"], "region": storage["region"]}

    def _check_storage_id(self, storage_id: str) -> None:
        try:
            uuid.UUID(storage_id)
        except ValueError:
            self._refuse(400, ["objectStorageId must be a UUID"])

    def _find_credential(self, user_id: str, storage_id: str, credential_id: str) -> dict[str, Any]:
        self._check_storage_id(storage_id)
        if not credential_id.isdecimal():
            self._refuse(400, ["credentialId must be an integer number"])
        mine = self._credentials_of(user_id)
        if not any(storage["objectStorageId"] == storage_id for storage in self._storages):
            self._absent("ObjectStorage", "objectStorageId", storage_id)
        found = [credential for credential in mine if credential["objectStorageId"] == storage_id and credential["credentialId"] == int(credential_id)]
        return found[0] if found else self._absent("Credential", "credentialId", credential_id)

    def list_credentials(self, request: Request, user_id: str) -> Response:
        storage_id, region = request.args.get("objectStorageId"), request.args.get("regionName")
        if storage_id is not None:
            self._check_storage_id(storage_id)
        return self._list(request, [
            credential for credential in map(self._credential_view, self._credentials_of(user_id))
            if storage_id in (None, credential["objectStorageId"]) and region in (None, credential["region"])
            and self._name_fits(request, "displayName", credential["displayName"])
        ])

    def get_credential(self, request: Request, user_id: str, storage_id: str, credential_id: str) -> Response:
        return self._one(request, self._credential_view(self._find_credential(user_id, storage_id, credential_id)))

    def rotate_credential(self, request: Request, user_id: str, storage_id: str, credential_id: str) -> Response:
        credential, number = self._find_credential(user_id, storage_id, credential_id), self._next()
        credential["secretKey"] = key_of(f"rotated secret {number}")
        if self.config["rotate_access_key"]:
            credential["accessKey"] = key_of(f"rotated access {number}")
        return self._one(request, self._credential_view(credential))

    def list_storages(self, request: Request) -> Response:
        if request.args.get("dataCenterName") == "":
            self._refuse(400, ["dataCenterName must be longer than or equal to 1 characters"])
        filters = {"dataCenterName": "dataCenter", "s3TenantId": "s3TenantId", "region": "slug"}
        requested = {key: request.args[name] for name, key in filters.items() if name in request.args}
        end = {} if self.config["cancel_date"] == "absent" else {"cancelDate": self.config["cancel_date"]}
        return self._list(request, [
            {**ACCOUNT, **{key: value for key, value in storage.items() if key != "slug"}, **end} for storage in self._storages
            if all(storage[key] == value for key, value in requested.items()) and self._name_fits(request, "displayName", storage["displayName"])
        ])

    # -- roles -------------------------------------------------------------------------------------------------------------------

    def _spelled(self, api: str) -> str:
        return re.sub(r"{(\w+)}", r":\1", api) if self.config["api_name_style"] == "colon" else api

    def _role_view(self, role: dict[str, Any]) -> dict[str, Any]:
        grants = []
        for permission in role["permissions"]:
            shown = {"apiName": self._spelled(permission["apiName"]), "actions": permission["actions"]}
            tags = [{"tagId": tag, "tagName": TAGS[tag]} for tag in permission["resources"]]
            grants.append({**shown, "resources": tags} if tags else shown)
        name = self.config["default_role_names"].get(role["name"], role["name"]) if role["type"] == "default" else role["name"]
        return {**ACCOUNT, **role, "name": name, "permissions": grants}

    def _find_role(self, role_id: str) -> dict[str, Any]:
        if not role_id.isdecimal():
            self._refuse(400, ["roleId must be an integer number"])  # assumption
        return self._roles[int(role_id)] if int(role_id) in self._roles else self._absent("Role", "roleId", role_id)

    def _custom_role(self, role_id: str) -> dict[str, Any]:
        role = self._find_role(role_id)
        if role["type"] == "default":
            self._reject(self.config["default_role_status"], "default roles cannot be changed or deleted")
        return role

    def _role_body(self, request: Request, role_id: int = 0) -> dict[str, Any]:
        """Return a valid body as it is stored."""
        body = self._body(request, ROLE, ("name", "admin", "accessAllResources"))
        if "permissions" in body:
            body["permissions"] = [self._checked_grant(permission) for permission in body["permissions"]]
        if self.config["unique_role_names"] and any(role["name"] == body["name"] and role["roleId"] != role_id for role in self._roles.values()):
            self._reject(self.config["duplicate_status"], f"Role already exists with name {body['name']}")
        if self.config["normalise_admin_roles"] and body["admin"]:
            body.update(accessAllResources=True, permissions=[])
        return body

    def _checked_grant(self, permission: dict[str, Any]) -> dict[str, Any]:
        apis, status, tags = {self._spelled(api): api for api in API_PERMISSIONS}, self.config["bad_permission_status"], permission.get("resources", [])
        if permission["apiName"] not in apis:
            self._reject(status, f"unknown apiName {permission['apiName']}")
        api = apis[permission["apiName"]]
        for action in permission["actions"]:
            if action not in API_PERMISSIONS[api]:
                self._reject(status, f"action {action} is not offered by {permission['apiName']}")
        for tag in tags:
            if tag not in TAGS:
                self._absent("Tag", "tagId", tag)
        return grant(api, permission["actions"], *tags)

    def list_roles(self, request: Request) -> Response:
        kind, api, tag = (request.args.get(field) for field in ("type", "apiName", "tagName"))
        return self._list(request, [
            role for role in map(self._role_view, self._roles.values())
            if self._name_fits(request, "name", role["name"]) and kind in (None, role["type"])
            and (api is None or any(permission["apiName"] == api for permission in role["permissions"]))
            and (tag is None or any(resource["tagName"] == tag for permission in role["permissions"] for resource in permission.get("resources", ())))
        ])

    def create_role(self, request: Request) -> Response:
        body = self._role_body(request)
        role_id = 5000 + self._next()
        self._roles[role_id] = {"roleId": role_id, "type": "custom", "permissions": [], **body}
        self._record(request, "roleId", role_id, "CREATED", {}, body)
        return self._one(request, {"roleId": role_id}, 201, f"/v1/roles/{role_id}")

    def get_role(self, request: Request, role_id: str) -> Response:
        return self._one(request, self._role_view(self._find_role(role_id)))

    def update_role(self, request: Request, role_id: str) -> Response:
        role = self._custom_role(role_id)
        body = self._role_body(request, role["roleId"])
        if "permissions" not in body and self.config["put_without_permissions"] == "clear":
            body["permissions"] = []
        changed = {field: value for field, value in body.items() if role[field] != value}
        self._record(request, "roleId", role["roleId"], "UPDATED", {field: role[field] for field in changed}, changed)
        role.update(changed)
        return answer({"_links": {"self": f"/v1/roles/{role_id}"}})

    def delete_role(self, request: Request, role_id: str) -> Response:
        role = self._custom_role(role_id)
        if any(role["roleId"] in user["roles"] for user in self._users.values()):
            self._reject(self.config["role_in_use_status"], "the role is assigned to users")
        if self.config["deletion"] == "ignored":
            return Response(status=204)
        self._record(request, "roleId", role["roleId"], "DELETED", {field: role[field] for field in ROLE}, {})
        del self._roles[role["roleId"]]
        return Response(status=204)

    def list_tags(self, request: Request) -> Response:
        """List the tags, to which roles refer. They belong to another part of the API."""
        tags = {**TAGS, **({TWIN_TAG: "web"} if self.config["duplicate_tag_names"] else {})}
        return self._list(request, [
            {**ACCOUNT, "tagId": number, "name": name, "color": "#0a78c3"} for number, name in tags.items() if self._name_fits(request, "name", name)
        ])

    def list_data_centers(self, request: Request) -> Response:
        """List the data centers. They belong to another part of the API, which the caller may not be allowed to use."""
        if self.config["data_centers"] != "listed":
            self._refuse(self.config["data_centers"], "Forbidden" if self.config["data_centers"] == 403 else "Not Found")
        filters = {name: request.args[name] for name in ("slug", "name", "regionName", "regionSlug") if name in request.args}
        return self._list(request, [
            {**ACCOUNT, **center} for center in DATA_CENTERS if all(center[name] == value for name, value in filters.items())
        ])

    def list_api_permissions(self, request: Request) -> Response:
        name_ = request.args.get("apiName")
        table = [{"apiName": self._spelled(api), "actions": list(actions)} for api, actions in API_PERMISSIONS.items()]
        return self._list(request, [row for row in table if name_ in (None, row["apiName"])], paged=False)
