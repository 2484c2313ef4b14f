# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The members of ThousandEyes' responses that the code relies on (administrative API v7, schemas).

The contract requires hardly any member. An object must have its id and its name, everything else is optional.
"""

from __future__ import annotations

from ...engine.schema import array, boolean, identifier, maybe, obj, string

_ROLES = maybe(array(obj(roleId=identifier, name=maybe(string), hasManagementPermissions=maybe(boolean))))
_LOGIN = maybe(obj(aid=maybe(identifier), accountGroupName=maybe(string)))
_GRANTS = maybe(array(obj(accountGroup=obj(aid=identifier, accountGroupName=maybe(string)), roles=_ROLES)))
PERMISSION = obj(permissionId=identifier, permission=maybe(string), label=maybe(string), isManagementPermission=maybe(boolean))
_MEMBERS = maybe(array(obj(uid=identifier, email=maybe(string), name=maybe(string), roles=_ROLES)))
_SHARED = maybe(array(obj(aid=identifier, accountGroupName=maybe(string))))
_AGENT_LIST = array(obj(agentId=identifier, agentName=maybe(string), accountGroups=_SHARED))
_AGENTS = maybe(_AGENT_LIST)

USER = obj(uid=identifier, email=maybe(string), name=maybe(string), loginAccountGroup=_LOGIN)
USER_DETAIL = obj(uid=identifier, email=maybe(string), name=maybe(string), loginAccountGroup=_LOGIN, accountGroupRoles=_GRANTS, allAccountGroupRoles=_ROLES)
ROLE = obj(roleId=identifier, name=string, isBuiltin=maybe(boolean), hasManagementPermissions=maybe(boolean))
ROLE_DETAIL = obj(roleId=identifier, name=string, permissions=maybe(array(PERMISSION)))
ACCOUNT_GROUP = obj(aid=identifier, accountGroupName=string, isCurrentAccountGroup=maybe(boolean), isDefaultAccountGroup=maybe(boolean))
ACCOUNT_GROUP_DETAIL = obj(aid=identifier, accountGroupName=string, users=_MEMBERS, agents=_AGENTS, accountToken=maybe(string))
AGENTS = obj(agents=_AGENT_LIST)
EVENT = obj(date=string, event=maybe(string), user=maybe(string), resources=maybe(array(obj(type=maybe(string), name=maybe(string)))))
