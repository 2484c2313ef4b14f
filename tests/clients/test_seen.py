# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules write and return is what the vendors' own clients see, field by field. A new field of a result fails until it is compared here."""

from __future__ import annotations

import hashlib
import json
import pathlib
import shutil
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.harness import Bench
from tests.sandbox.__main__ import environment
from tests.sandbox.wire import RunningServer
from tests.sandbox.world import World
from tests.tools.prepared import run

from .test_clients import WORK, python_client, segment_client

HERE = pathlib.Path(__file__).resolve().parent
Row = dict[str, Any]
Table = Mapping[str, Callable[[Row], Any]]


def seen(bench: Bench, client: str, *names: str) -> dict[str, list[Row]]:
    """What the program of a client sees of the sandbox. ``names`` are the variables of the environment that it takes."""
    with RunningServer(bench.sandbox) as url:
        values = {**bench.environment, **environment(url)}
        found: dict[str, list[Row]] = json.loads(run([python_client(client), str(HERE / f"{client}_seen.py"), *(values[name] for name in names)], WORK))
    return found


def written(bench: Bench, module: str, **params: Any) -> None:
    result = bench.run(module, **params)
    assert result.get("failed") is None and result["changed"], result


def compare(rows: list[Row], clients: list[Row], table: Table) -> None:
    """Compare all objects in all fields. Null and a missing field are the same, and lists are sets."""
    assert len(rows) == len(clients)
    by_id = {str(table["id"](entry)): entry for entry in clients}
    for row in rows:
        assert not set(row) - set(table), "fields that are not compared"
        found = {name: _sorted(look(by_id[str(row["id"])])) for name, look in table.items()}
        assert {name: _sorted(value) for name, value in row.items() if value is not None} == {name: found[name] for name in row if row[name] is not None}


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _sorted(member) for name, member in value.items()}
    return sorted(map(_sorted, value), key=json.dumps) if isinstance(value, list) else value


# -- ThousandEyes ------------------------------------------------------------------------------------------------------------------------


def te_roles_of(user: Row) -> list[Row]:
    roles = [*user["all_account_group_roles"], *(role for entry in user["account_group_roles"] for role in entry["roles"])]
    return te_role_details(roles)


def te_role_details(roles: list[Row]) -> list[Row]:
    return [
        {"id": role["role_id"], "name": role["name"], "builtin": role["is_builtin"], "management": role["has_management_permissions"]}
        for role in {role["role_id"]: role for role in roles}.values()
    ]


def te_member(user: Row) -> Row:
    return {
        "id": user["uid"], "email": user["email"], "name": user["name"], "last_login": user["last_login"], "date_registered": user["date_registered"],
        "roles": [role["name"] for role in user["roles"]], "role_ids": [role["role_id"] for role in user["roles"]],
        "role_details": te_role_details(user["roles"]),
    }


TE_COMMON = ("ip_addresses", "public_ip_addresses", "last_seen", "network", "serial_number", "utilization", "target_for_tests")
TE_AGENT: Table = {
    "cluster_members": lambda agent: None if agent["cluster_members"] is None else [
        {"id": member["member_id"], "name": member["name"], "state": member["agent_state"], "errors": member["error_details"],
         **{name: member[name] for name in TE_COMMON}} for member in agent["cluster_members"]
    ],
    "id": lambda agent: agent["agent_id"], "name": lambda agent: agent["agent_name"], "type": lambda agent: agent["agent_type"],
    "country": lambda agent: agent["country_id"], "created": lambda agent: agent["created_date"], "state": lambda agent: agent["agent_state"],
    "account_groups": lambda agent: [group["account_group_name"] for group in agent["account_groups"]],
    "errors": lambda agent: agent["error_details"], "provider": lambda agent: agent["network_provider_info"],
    "verify_certificates": lambda agent: agent["verify_ssl_certificates"],
    "tests": lambda agent: [
        {"id": test["test_id"], "name": test["test_name"], "type": test["type"], "enabled": test["enabled"]} for test in agent["tests"] or ()
    ],
    "interfaces": lambda agent: [
        {"name": entry["interface_name"], "ip_addresses": entry["ip_addresses"]} for entry in agent["interface_ip_mapping"] or ()
    ],
}


def te_agents(group: Row) -> list[Row]:
    """The agents under the names of our fields: renamed, or called alike."""
    return [{**agent, **{name: look(agent) for name, look in TE_AGENT.items()}} for agent in group["agents"] or ()]


TE_USER: Table = {
    "id": lambda user: user["uid"], "email": lambda user: user["email"], "name": lambda user: user["name"],
    "login_account_group": lambda user: user["login_account_group"]["account_group_name"],
    "login_account_group_id": lambda user: user["login_account_group"]["aid"],
    "account_group_roles": lambda user: [
        {"account_group": entry["account_group"]["account_group_name"], "account_group_id": entry["account_group"]["aid"],
         "roles": [role["name"] for role in entry["roles"]], "role_ids": [role["role_id"] for role in entry["roles"]]}
        for entry in user["account_group_roles"]
    ],
    "all_account_group_roles": lambda user: [role["name"] for role in user["all_account_group_roles"]],
    "all_account_group_role_ids": lambda user: [role["role_id"] for role in user["all_account_group_roles"]],
    "date_registered": lambda user: user["date_registered"], "last_login": lambda user: user["last_login"], "role_details": te_roles_of,
}
TE_ROLE: Table = {
    "id": lambda role: role["role_id"], "name": lambda role: role["name"], "builtin": lambda role: role["is_builtin"],
    "permissions": lambda role: [entry["permission"] for entry in role["permissions"]],
    "permission_ids": lambda role: [entry["permission_id"] for entry in role["permissions"]],
    "management": lambda role: role["has_management_permissions"],
}
TE_PERMISSION: Table = {
    "id": lambda entry: entry["permission_id"], "permission": lambda entry: entry["permission"], "label": lambda entry: entry["label"],
    "management": lambda entry: entry["is_management_permission"],
}
TE_GROUP: Table = {
    "id": lambda group: group["aid"], "name": lambda group: group["account_group_name"], "organization": lambda group: group["organization_name"],
    "organization_id": lambda group: group["org_id"], "current": lambda group: group["is_current_account_group"],
    "login": lambda group: group["is_default_account_group"], "users": lambda group: [te_member(user) for user in group["users"] or ()],
    "agents": lambda group: [agent["agent_name"] for agent in group["agents"] or ()],
    "agent_ids": lambda group: [agent["agent_id"] for agent in group["agents"] or ()],
}


def test_thousandeyes_sees_what_the_modules_write(bench: Bench) -> None:
    written(bench, "te_role", name="Wallboard two", copy_from="NOC wallboard")
    written(bench, "te_account_group", name="Seen group", agents=["osl-dc1-ea01"])
    roles = [{"account_group": "Seen group", "roles": ["Wallboard two"]}, {"account_group": "EMEA", "roles": ["Regular User"]}]
    written(bench, "te_user", email="seen@x.example", name="Seen", login_account_group="EMEA", account_group_roles=roles)
    written(bench, "te_user", email="seen@x.example", name="Seen Twice", login_account_group="Seen group", all_account_group_roles=["Read only"])
    written(bench, "te_role", name="WALLBOARD TWO", previous_name="Wallboard two", permissions=["View reports"])
    found = seen(bench, "thousandeyes", "TE_API_ENDPOINT", "TE_TOKEN")
    compare(bench.run("te_user_info", details=True)["users"], found["users"], TE_USER)
    listed = {role["role_id"]: role for role in found["listed_roles"]}
    compare(bench.run("te_role_info", details=True)["roles"], [{**listed[role["role_id"]], **role} for role in found["roles"]], TE_ROLE)
    compare(bench.run("te_permission_info")["permissions"], found["permissions"], TE_PERMISSION)
    groups = bench.run("te_account_group_info", details=True)["account_groups"]
    agents = {group["id"]: group.pop("agent_details") for group in groups}
    compare(groups, found["account_groups"], TE_GROUP)
    for group in found["account_groups"]:
        client = te_agents(group)
        assert client or not agents[group["aid"]]
        compare(agents[group["aid"]], client, {name: (lambda agent, name=name: agent[name]) for agent in client for name in agent})
    (user,) = [user for user in found["users"] if user["email"] == "seen@x.example"]
    assert user["name"] == "Seen Twice" and user["all_account_group_roles"][0]["name"] == "Read only" and len(user["account_group_roles"]) == 2
    assert "WALLBOARD TWO" in [role["name"] for role in found["roles"]] and "Seen group" in [group["account_group_name"] for group in found["account_groups"]]


# -- Contabo -----------------------------------------------------------------------------------------------------------------------------

CONTABO_USER: Table = {
    "id": lambda user: user["user_id"], **{name: (lambda user, name=name: user.get(name)) for name in (
        "email", "first_name", "last_name", "enabled", "totp", "locale", "email_verified", "owner", "tenant_id", "customer_id")},
    "roles": lambda user: [role["name"] for role in user["roles"]], "role_ids": lambda user: [str(role["role_id"]) for role in user["roles"]],
    "role_details": lambda user: [
        {"id": str(role["role_id"]), "name": role["name"], "type": role["type"], "admin": role["admin"],
         "access_all_resources": role["access_all_resources"]} for role in user["roles"]
    ],
    "send_invoice_email": lambda user: None, "password_set": lambda user: None,  # which this client does not know
}

CONTABO_ROLE: Table = {
    "id": lambda role: str(role["role_id"]), **{name: (lambda role, name=name: role.get(name)) for name in (
        "name", "admin", "access_all_resources", "type", "tenant_id", "customer_id")},
    "permissions": lambda role: [
        {"api": entry["api_name"], "actions": entry["actions"], "tags": [tag["tag_name"] for tag in entry["resources"] or ()],
         "tag_ids": [str(int(tag["tag_id"])) for tag in entry["resources"] or ()]} for entry in role["permissions"] or ()
    ],
}
CONTABO_CLIENT: Table = {
    **{name: (lambda client, name=name: client[name]) for name in ("id", "client_id", "tenant_id", "customer_id")},
    "secret_sha256": lambda client: hashlib.sha256(client["secret"].encode()).hexdigest(),
}
CONTABO_CREDENTIAL: Table = {
    "id": lambda key: str(int(key["credential_id"])), "object_storage": lambda key: key["display_name"],
    **{name: (lambda key, name=name: key[name]) for name in ("email", "user_id", "object_storage_id", "region", "access_key", "tenant_id", "customer_id")},
    "secret_key_sha256": lambda key: hashlib.sha256(key["secret_key"].encode()).hexdigest(),
}


def test_contabo_sees_what_the_modules_write(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(monkeypatch, World(preset="empty"))  # somebody of the other preset has a language that this client does not know
    written(bench, "contabo_user", email="seen@x.example", first_name="Seen", last_name="One", locale="de", totp=True, roles=["Network"])
    written(bench, "contabo_user", email="seen@x.example", last_name="Two", enabled=False, roles=["Network", "Support desk"])
    permissions = [{"api": "/v1/users", "actions": ["READ"]}, {"api": "/v1/object-storages", "actions": ["CREATE", "READ"], "tags": ["web"]}]
    written(bench, "contabo_role", name="Seen role", permissions=permissions)
    written(bench, "contabo_role", name="Seen again", previous_name="Seen role", access_all_resources=False)
    names = ("CNTB_API", "CNTB_OAUTH2_TOKEN_URL", "CNTB_OAUTH2_CLIENT_ID", "CNTB_OAUTH2_CLIENT_SECRET", "CNTB_OAUTH2_USER", "CNTB_OAUTH2_PASS")
    found = seen(bench, "contabo", *names)
    compare(bench.run("contabo_user_info")["users"], found["users"], CONTABO_USER)
    compare(bench.run("contabo_role_info")["roles"], found["roles"], CONTABO_ROLE)
    compare(bench.run("contabo_s3_credential_info", secret_digests=True)["credentials"], found["credentials"], CONTABO_CREDENTIAL)
    compare(bench.run("contabo_client_info", secret_digest=True)["clients"], found["clients"], CONTABO_CLIENT)
    assert found["credentials"] and "Seen again" in [role["name"] for role in found["roles"]]
    (user,) = [user for user in found["users"] if user["email"] == "seen@x.example"]
    assert (user["last_name"], user["enabled"], user["totp"], len(user["roles"])) == ("Two", False, True, 2)


# -- Segment -----------------------------------------------------------------------------------------------------------------------------


def segment_permissions(row: Row) -> list[Row]:
    """Permissions as results show them: labels and what the client leaves undefined only where there is something."""
    return [
        {"role": entry["roleName"], "role_id": entry["roleId"], "resources": [
            {name: value for name, value in resource.items() if value not in (None, [])} for resource in entry["resources"]
        ]} for entry in row["permissions"]
    ]


SEGMENT_USER: Table = {
    "id": lambda user: user["id"], "email": lambda user: user["email"], "name": lambda user: user["name"], "status": lambda user: "member",
    "permissions": segment_permissions, "groups": lambda user: [group["name"] for group in user["groups"]],
    "group_ids": lambda user: [group["id"] for group in user["groups"]],
}
SEGMENT_ROLE: Table = {name: (lambda entry, name=name: entry[name]) for name in ("id", "name", "description")}
SEGMENT_WORKSPACE: Table = {name: (lambda entry, name=name: entry[name]) for name in ("id", "name", "slug")}
SEGMENT_GROUP: Table = {
    "id": lambda group: group["id"], "name": lambda group: group["name"], "permissions": segment_permissions,
    "member_count": lambda group: group["memberCount"],
}


@pytest.mark.skipif(not (shutil.which("node") and shutil.which("npm")), reason="node and npm are not there: Segment's client was not driven")
def test_segment_sees_what_the_modules_write(bench: Bench) -> None:
    ravi = "ravi.stone@harbor.example"
    labels = [{"key": "env", "value": "prod", "description": "What customers see"}]
    written(bench, "segment_group", name="Seen group", permissions=[{"role": "Source Read-only", "resources": [{"type": "SOURCE", "name": "web-shop"}]}],
            members=[ravi])
    written(bench, "segment_group", name="SEEN GROUP", previous_name="Seen group")
    written(bench, "segment_user", email=ravi, groups=["SEEN GROUP"], permissions=[
        {"role": "Source Admin", "resources": [{"type": "WORKSPACE", "labels": labels}]},
        {"role": "Source Read-only", "resources": [{"type": "SOURCE", "id": "src-web"}]},
    ])
    written(bench, "segment_invite", email="seen@x.example")
    with RunningServer(bench.sandbox) as url:
        program = ["node", str(HERE / "segment_seen.mjs"), environment(url)["SEGMENT_URL"], bench.environment["SEGMENT_TOKEN"]]
        found: dict[str, Any] = json.loads(run(program, segment_client()))
    everybody = bench.run("segment_user_info", groups=True)["users"]
    compare([user for user in everybody if user["status"] == "member"], found["users"], SEGMENT_USER)
    assert sorted(user["email"] for user in everybody if user["status"] == "pending") == sorted(found["invites"]) and "seen@x.example" in found["invites"]
    compare(bench.run("segment_role_info")["roles"], found["roles"], SEGMENT_ROLE)
    compare(bench.run("segment_workspace_info")["workspaces"], found["workspaces"], SEGMENT_WORKSPACE)
    groups = bench.run("segment_group_info", details=True)["groups"]
    members = {group["id"]: sorted(group.pop("members")) for group in groups}
    compare(groups, found["groups"], SEGMENT_GROUP)
    for group in found["groups"]:
        assert {user["email"] for user in group["members"]} <= set(members[group["id"]])
    (person,) = [user for user in found["users"] if user["email"] == ravi]
    assert labels in [resource.get("labels") for entry in person["permissions"] for resource in entry["resources"]]
    assert len(person["permissions"]) == 2 and [group["name"] for group in person["groups"]] == ["SEEN GROUP"]
