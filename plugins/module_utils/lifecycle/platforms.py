# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The four platforms by name: how each is reached, and the store of its accounts."""

from __future__ import annotations

from ..engine.fields import Resource
from ..engine.provider import Provider
from ..engine.reconcile import Store
from ..platforms.contabo import client as contabo
from ..platforms.contabo import users as contabo_users
from ..platforms.segment import client as segment
from ..platforms.segment import users as segment_users
from ..platforms.thousandeyes import client as thousandeyes
from ..platforms.thousandeyes import users as thousandeyes_users
from ..platforms.tsna import client as tsna
from ..platforms.tsna import sessions as tsna_sessions

PROVIDERS: dict[str, Provider] = {one.name: one for one in (thousandeyes.PROVIDER, segment.PROVIDER, contabo.PROVIDER, tsna.PROVIDER)}
STORES: dict[str, type[Store]] = {
    "thousandeyes": thousandeyes_users.Users, "segment": segment_users.Users, "contabo": contabo_users.Users, "tsna": tsna_sessions.Accounts,
}
RESOURCES: dict[str, Resource] = {name: store.resource for name, store in STORES.items()}

# No choices: tools that check playbooks take a template in place of the list for a wrong one. Unknown names are told when connecting.
PLATFORMS_OPTION = {"type": "list", "elements": "str", "default": list(PROVIDERS)}

# Roles whose holders administer access, by name. ThousandEyes and Contabo tell by themselves which further ones do.
ADMIN_ROLES: dict[str, tuple[str, ...]] = {
    "thousandeyes": ("Organization Admin",), "segment": ("Workspace Owner",), "contabo": ("Owner", "Full Access"), "tsna": ("Administrator",),
}
ADMIN_ROLES_OPTION = {"type": "dict", "options": {name: {"type": "list", "elements": "str"} for name in PROVIDERS}}
