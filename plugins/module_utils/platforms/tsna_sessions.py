# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""BMC TrueSight Network Automation: who is logged in, and ending sessions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..engine.errors import Conflict, Missing, RequestFailed
from ..engine.fields import Row
from ..engine.http import path_part
from ..engine.paging import by_page_until_nothing_new
from ..engine.provider import Connection
from .tsna import CALLER, PAGE_SIZE, TITLE, USERS, Tsna, Users, session_id, session_user


def sessions(connection: Connection) -> Iterator[dict[str, Any]]:
    """Everybody's sessions in normal form. No ``orderBy``: the page spells its attribute in two ways."""
    for row in by_page_until_nothing_new(connection.http, f"{USERS}/all_logged_in_users", PAGE_SIZE, session_id):
        if not session_id(row):
            raise RequestFailed(f"{TITLE}: a session came without an id that is known here (it has {', '.join(sorted(row))}).", "Please report this.")
        yield normal(row)


def normal(row: Mapping[str, Any]) -> dict[str, Any]:
    """A session in the words of the modules."""
    return {
        "id": session_id(row), "user": session_user(row), "email": row.get("emailAddress"), "from_address": row.get("loggedInFromAddress"),
        "login_time": row.get("loginTimestamp"), "minutes_idle": row.get("minutesIdle"), "type": row.get("sessionType"),
    }


SESSION_OPTIONS: dict[str, dict[str, Any]] = {
    "user": {"type": "str"}, "id": {"type": "str"}, "from_address": {"type": "str"}, "type_prefix": {"type": "str"}, "idle_minutes": {"type": "int"},
}


def chosen(everybody: list[dict[str, Any]], params: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The sessions that meet every given option; a type by its beginning, as it carries a suffix while a call runs."""
    exact = [(option, params[option]) for option in ("user", "id", "from_address") if params.get(option) is not None]
    found = [one for one in everybody if all(one[option] == value for option, value in exact)]
    if params.get("type_prefix") is not None:
        found = [one for one in found if str(one["type"]).startswith(params["type_prefix"])]
    if params.get("idle_minutes") is not None:
        found = [one for one in found if (one["minutes_idle"] or 0) >= params["idle_minutes"]]
    return sorted(found, key=lambda one: (one["user"], one["id"]))


def list_sessions(connection: Connection, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """The task of tsna_session_info."""
    return {"changed": False, "sessions": chosen(list(sessions(connection)), params)}


def own_sessions(connection: Tsna, everybody: list[dict[str, Any]]) -> set[str]:
    """The ids among these that belong to this very task. Where the server does not tell, all of the own account: none is ended by mistake."""
    current = connection.http.call("GET", CALLER).data or {}
    # assumption: the answer is a session, or else a session's id is its token, as in the samples
    own = {one["id"] for one in everybody if one["id"] in (session_id(current), connection.login.token)}
    return own or {one["id"] for one in everybody if one["user"] == connection.me}


def end_sessions(connection: Any, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """The task of tsna_session. The task's own session is kept, as the server refuses to end it, and that is said."""
    everybody = list(sessions(connection))
    found = chosen(everybody, params)
    own = own_sessions(connection, everybody) if found else set()
    warnings = [f"The session {one['id']} is the one of this task and was kept." for one in found if one["id"] in own]
    ended = []
    for one in (one for one in found if one["id"] not in own):
        if check_mode or _ended(connection, one["id"]):
            ended.append(one)
        else:
            warnings.append(f"The session {one['id']} of {one['user']} could not be ended; {TITLE} refuses this for the caller's own session.")
    # Without the idle time, which goes on between a prediction and the deed; the task's own session is another one each time.
    shown = [{name: one[name] for name in ("id", "user", "type", "from_address")} for one in found if one["id"] not in own]
    gone = {one["id"] for one in ended}
    return {
        "changed": bool(ended), "action": "ended" if ended else "none", "sessions": ended, "warnings": warnings,
        "diff": {
            "before_header": f"{TITLE} sessions", "after_header": f"{TITLE} sessions",
            "before": {"sessions": shown}, "after": {"sessions": [one for one in shown if one["id"] not in gone]},
        },
    }


class Accounts(Users):
    """Users as a roster sees them: whoever is removed has no session afterwards. Before 20.02.01 a session outlived its user
    ("Viewing the user listing")."""

    def cut_off(self, row: Row) -> str:
        locked = super().cut_off(row)
        ended = end_sessions(self.connection, {"user": row["name"]}, False)
        if ended["warnings"]:
            raise RequestFailed(f"{locked} {' '.join(ended['warnings'])}", "End the sessions by hand.")
        return f"{locked} {len(ended['sessions'])} session(s) were ended."


def _ended(connection: Connection, id_: str) -> bool:
    try:
        connection.http.call("DELETE", f"{USERS}/login_session/{path_part(id_)}", void=True)
    except Missing:
        return True  # it ended by itself
    except Conflict:
        return False
    return True
