# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every operation of every module that writes. A new writing module costs an entry here; a test compares the list with plugins/modules.

The people and objects are those of a fresh sandbox, so that nothing has to be prepared.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Case:
    """One task, of which requests to one platform fail. ``before`` is a task that makes what it needs, ``again`` are other options of the second
    run. ``repeats``: a second run does it once more. ``mute``: nothing that can be read tells whether the write was carried out. ``file``: a
    secret is handed over in it. ``secrets`` are those among the options."""

    module: str
    operation: str
    platform: str
    params: dict[str, Any]
    repeats: bool = False
    mute: bool = False
    file: str = ""
    secrets: tuple[str, ...] = ()
    before: dict[str, Any] = field(default_factory=dict)
    again: dict[str, Any] = field(default_factory=dict)

    @property
    def platforms(self) -> tuple[str, ...]:
        """Those that the task talks to."""
        return tuple(PROFILE) if self.module == "roster" else (self.platform,)

    @property
    def name(self) -> str:
        return f"{self.module} {self.operation}" + (f" ({self.platform})" if self.module == "roster" else "")


WORKSPACE = [{"type": "WORKSPACE"}]
ADMIN = [{"role": "Source Admin", "resources": WORKSPACE}]
READER = [{"role": "Source Read-only", "resources": WORKSPACE}]
EMEA = [{"account_group": "EMEA", "roles": ["Regular User"]}]
PASSWORD, NEW_PASSWORD = "Fj4-quiet-harbor", "Xk9-loud-harbour"
TWO = ("ravi.stone@harbor.example", "yuki.tanaka@harbor.example")
SECRET_FILE = "SECRET_FILE"  # stands for a path of its own for each run


def _te() -> list[Case]:
    new = {"name": "Zoe Park", "login_account_group": "EMEA", "account_group_roles": EMEA, "all_account_group_roles": []}
    return [
        _case("te_user create", email="zoe.park@x.example", **new),
        _case("te_user update", email="ravi.stone@harbor.example", account_group_roles=EMEA, name="Ravi Stone-Lind"),
        _case("te_user delete", email="mona.berg@harbor.example", state="absent"),
        _case("te_users create", users=[{"email": "zoe.park@x.example", **new}, {"email": "yan.oh@x.example", **new, "name": "Yan Oh"}]),
        _case("te_users update", users=[{"email": "ravi.stone@harbor.example", "account_group_roles": EMEA},
                                        {"email": "yuki.tanaka@harbor.example", "account_group_roles": EMEA, "login_account_group": "EMEA"}]),
        _case("te_users delete", users=[{"email": "mona.berg@harbor.example", "state": "absent"}, {"email": "greta.lind@harbor.example", "state": "absent"}]),
        _case("te_account_group create", name="Nordic stores", agents=["osl-dc1-ea01"]),
        _case("te_account_group update", name="EMEA", agents=["nyc-edge-ea01"], membership="add"),
        _case("te_account_group delete", name="APAC Retail", state="absent"),
        _case("te_account_groups create", account_groups=[{"name": "Nordic stores", "agents": ["osl-dc1-ea01"]}, {"name": "Alpine stores"}]),
        _case("te_account_groups update", account_groups=[{"name": "EMEA", "agents": ["nyc-edge-ea01"]}], membership="add"),
        _case("te_account_groups delete", account_groups=[{"name": "APAC Retail", "state": "absent"}]),
        _case("te_role create", name="Report reader", permissions=["REPORT_READ", "View snapshots"]),
        _case("te_role update", name="NOC wallboard", permissions=["EDIT_TESTS"], membership="add"),
        _case("te_role delete", name="Report reader", state="absent", before={"name": "Report reader", "permissions": ["REPORT_READ"]}),
        _case("te_roles create", roles=[{"name": "Report reader", "permissions": ["REPORT_READ"]}, {"name": "Test editor", "permissions": ["EDIT_TESTS"]}]),
        _case("te_roles update", roles=[{"name": "NOC wallboard", "permissions": ["EDIT_TESTS"]}]),
        _case("te_roles delete", roles=[{"name": "Report reader", "state": "absent"}],
              before={"roles": [{"name": "Report reader", "permissions": ["REPORT_READ"]}]}),
    ]


def _segment() -> list[Case]:
    groups = {"groups": ["Analysts", "Privacy"]}
    return [
        _case("segment_user create", email="zoe.park@x.example", permissions=ADMIN, **groups),
        _case("segment_user update", email="ravi.stone@harbor.example", permissions=READER, **groups),
        _case("segment_user delete", email="mona.berg@harbor.example", state="absent"),
        _case("segment_user delete of an invite", email="invitee2@harbor.example", state="absent"),
        _case("segment_user reinvite", email="invitee1@harbor.example", permissions=ADMIN, groups=["Analysts"], reinvite="changed"),
        _case("segment_users create", users=[{"email": email, "permissions": ADMIN, **groups} for email in ("zoe.park@x.example", "yan.oh@x.example")]),
        _case("segment_users update", users=[{"email": email, "permissions": READER, "groups": ["Analysts"]}
                                             for email in ("ravi.stone@harbor.example", "greta.lind@harbor.example")]),
        _case("segment_users delete", users=[{"email": email, "state": "absent"} for email in ("ravi.stone@harbor.example", "mona.berg@harbor.example")]),
        _case("segment_users delete of invites", users=[{"email": email, "state": "absent"}
                                                        for email in ("invitee1@harbor.example", "invitee2@harbor.example")]),
        _case("segment_invite create", email="zoe.park@x.example", permissions=ADMIN),
        _case("segment_invite delete", email="invitee2@harbor.example", state="absent"),
        _case("segment_group create", name="Night shift", permissions=READER, members=["ravi.stone@harbor.example"]),
        _case("segment_group update", name="Analysts", permissions=READER, members=["ravi.stone@harbor.example", "mona.berg@harbor.example"]),
        _case("segment_group delete", name="Privacy", state="absent"),
        _case("segment_groups create", groups=[{"name": "Night shift", "permissions": READER, "members": ["ravi.stone@harbor.example"]}]),
        _case("segment_groups update", groups=[{"name": "Analysts", "members": ["ravi.stone@harbor.example", "mona.berg@harbor.example"]}]),
        _case("segment_groups delete", groups=[{"name": "Privacy", "state": "absent"}]),
    ]


def _contabo() -> list[Case]:
    new = {"first_name": "Zoe", "last_name": "Park", "locale": "en-US", "roles": ["Network"]}
    return [
        _case("contabo_user create", email="zoe.park@x.example", **new),
        _case("contabo_user update", email="ravi.stone@harbor.example", last_name="Stone-Lind", roles=["Support desk"]),
        _case("contabo_user disable", email="ravi.stone@harbor.example", state="disabled"),
        _case("contabo_user delete", email="leif.holm@harbor.example", state="absent"),
        _case("contabo_users create", users=[{"email": email, **new} for email in ("zoe.park@x.example", "yan.oh@x.example")]),
        _case("contabo_users update", users=[{"email": email, "roles": ["Support desk"]} for email in TWO]),
        _case("contabo_users delete", users=[{"email": email, "state": "absent"} for email in TWO]),
        _case("contabo_role create", name="Access desk", permissions=[{"api": "/v1/users", "actions": ["CREATE", "READ"]}]),
        _case("contabo_role update", name="Support desk", permissions=[{"api": "/v1/users", "actions": ["READ"]}]),
        _case("contabo_role delete", name="Access desk", state="absent", before={"name": "Access desk", "permissions": []}),
        _case("contabo_client_secret rotate", old_secret="cntb-client-5e0a77c1", secret_file=SECRET_FILE, file="client"),
        _case("contabo_s3_credential rotate", email="nada.quist@harbor.example", object_storage="backup-eu", force=True, secret_file=SECRET_FILE,
              file="s3", repeats=True),
        _case("contabo_s3_credential rotate, no file", email="nada.quist@harbor.example", object_storage="backup-eu", force=True, repeats=True),
        _case("contabo_user_mail verification", email="pavel.dvorak@harbor.example", mail="verification", repeats=True, mute=True),
        _case("contabo_user_mail password reset", email="ravi.stone@harbor.example", mail="password_reset", repeats=True, mute=True),
    ]


def _tsna() -> list[Case]:
    new: dict[str, Any] = {"email": "zoe.park@x.example", "roles": ["Planner"], "password": PASSWORD, "dynamic_fields": {"Department": "NetOps"}}
    known = (PASSWORD, NEW_PASSWORD)
    return [
        _case("tsna_user create", name="zpark", secrets=known, **new),
        _case("tsna_user update", name="rstone", roles=["Planner"], email="ravi.lind@harbor.example"),
        _case("tsna_user password", name="rstone", password=NEW_PASSWORD, update_password="always", secrets=known, repeats=True, mute=True,
              again={"password": "Pw7-third-harbor"}),
        _case("tsna_user disable", name="rstone", state="disabled"),
        _case("tsna_user delete", name="rstone", state="absent"),
        _case("tsna_users create", users=[{"name": "zpark", **new}, {"name": "yoh", **new, "email": "yan.oh@x.example"}], secrets=known),
        _case("tsna_users update", users=[{"name": name, "roles": ["Planner"]} for name in ("rstone", "icosta")]),
        _case("tsna_users delete", users=[{"name": name, "state": "absent"} for name in ("rstone", "icosta")]),
        _case("tsna_session end", user="rstone"),
        _case("tsna_page_size set", list_name="users", size=100),
        _case("tsna_password change", new_password=NEW_PASSWORD, secrets=known),
    ]


PROFILE: dict[str, Any] = {
    "thousandeyes": {"login_account_group": "EMEA", "account_group_roles": EMEA},
    "segment": {"permissions": ADMIN, "groups": ["Analysts"]}, "contabo": {"roles": ["Support desk"], "locale": "en-US"},
    "tsna": {"roles": ["Planner"]},
}


PROFILES_OF_A_ROSTER = {"netops": PROFILE}


def _roster() -> list[Case]:
    new = [
        {"email": "zoe.park@x.example", "first_name": "Zoe", "last_name": "Park", "profiles": ["netops"], "accounts": {"tsna": {"name": "zpark"}}},
        {"email": "yan.oh@x.example", "first_name": "Yan", "last_name": "Oh", "profiles": ["netops"], "accounts": {"tsna": {"name": "yoh"}}},
    ]
    there = [{"email": email, "profiles": ["netops"]} for email in ("ravi.stone@harbor.example", "yuki.tanaka@harbor.example")]
    gone = [{"email": entry["email"], "ends": "2026-01-31"} for entry in there]
    shared: dict[str, Any] = {"profiles": PROFILES_OF_A_ROSTER, "max_removals": -1, "max_removal_percent": -1}
    passwords = {entry["email"]: PASSWORD for entry in new}
    return [
        case for platform in PROFILE for case in (
            _case("roster create", platform, people=new, tsna_passwords=passwords, secrets=(PASSWORD,), **shared),
            _case("roster update", platform, people=there, **shared),
            _case("roster delete", platform, people=gone, min_admins=0, **shared),
        )
    ]


def _case(title: str, on: str = "", /, **params: Any) -> Case:
    module, dummy, operation = title.partition(" ")
    own = {entry: params.pop(entry) for entry in ("repeats", "mute", "file", "secrets", "before", "again") if entry in params}
    where = on or next(one for short, one in PREFIXES.items() if module.startswith(short))
    return Case(module, operation, where, params, **own)


PREFIXES = {"te_": "thousandeyes", "segment_": "segment", "contabo_": "contabo", "tsna_": "tsna"}
CASES = {case.name: case for case in (*_te(), *_segment(), *_contabo(), *_tsna(), *_roster())}
