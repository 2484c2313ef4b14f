# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""BMC TrueSight Network Automation: login sessions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...engine.errors import AmbiguousWrite, Missing, PeopleError, RequestFailed
from ...engine.fields import Row
from ...engine.folding import fold
from ...engine.paging import by_page_until_nothing_new
from ...engine.provider import Connection
from ...engine.request import path_part
from ...engine.schema import maybe
from . import schemas
from .client import CALLER, PAGE_SIZE, TITLE, USERS, Tsna, session_id, session_user
from .shape import point_in_time, role_entries, role_names
from .users import Users


def sessions(connection: Connection, with_ids: bool = False) -> Iterator[dict[str, Any]]:
    """Yield the sessions of all users in result format. Sends no ``orderBy``, because the page spells its attribute in two ways.

    The ids are masked in all output unless ``with_ids`` is set.
    """
    for row in by_page_until_nothing_new(connection.http, f"{USERS}/all_logged_in_users", PAGE_SIZE, session_id, schema=schemas.session):
        if not session_id(row):
            raise RequestFailed(f"{TITLE}: a session came without an id that is known here (it has {', '.join(sorted(row))}).", "Please report this.")
        if not with_ids:
            connection.http.secrets.add(session_id(row))
        yield normal(connection, row)


def normal(connection: Connection, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a session in result format. assumption: its id may be a token, because the samples show the same number for both."""
    return {
        "id": session_id(row), "user": session_user(row), "email": row.get("emailAddress"), "roles": _roles(connection, row),
        "from_address": row.get("loggedInFromAddress"), "login_time": point_in_time(row.get("loginTimestamp")), "minutes_idle": row.get("minutesIdle"),
        "type": row.get("sessionType"),
    }


def _roles(connection: Connection, row: Mapping[str, Any]) -> list[str]:
    """Return the names of the roles of a session; their ids if it has no names and the caller may not list roles."""
    held = next((row[member] for member in schemas.SESSION_ROLES if row.get(member)), None)
    try:
        return sorted(role_names(held, connection.names))
    except RequestFailed as problem:
        if problem.status != 403:
            raise
        return sorted(str(entry["id"]) for entry in role_entries(held))


IDS: dict[str, dict[str, Any]] = {"session_ids": {"type": "bool", "default": False}}
SESSION_OPTIONS: dict[str, dict[str, Any]] = {
    "user": {"type": "str"}, "id": {"type": "str", "no_log": True}, "from_address": {"type": "str"}, "type_prefix": {"type": "str"},
    "idle_minutes": {"type": "int"},
}
SESSION_FACTS = ("email", "roles", "login_time", "minutes_idle", "type")  # of the info module's result, ignored
OF_ONE_SESSION = (400, 403, 409)  # statuses that concern one session only
# assumption: the beginnings of session types. BMC's pages mention users, web service clients and SSH proxies only, in screenshots.
KNOWN_TYPES = ("Web User", "Web Service", "SSH Proxy")


def chosen(everybody: list[dict[str, Any]], params: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the sessions that match all given options, sorted. A type is matched by its prefix, because it has a suffix while a call runs.

    assumption: logins may not be case-sensitive, so user names are compared without case. A missing or unknown type counts as a match.
    """
    found = [session for session in everybody if all(params.get(option) in (None, session[option]) for option in ("id", "from_address"))]
    if params.get("user") is not None:
        found = [entry for entry in found if fold(entry["user"]) == fold(params["user"])]
    if params.get("type_prefix") is not None:
        found = [entry for entry in found if is_unknown_type(entry) or fold(entry["type"]).startswith(fold(params["type_prefix"]))]
    if params.get("idle_minutes") is not None:
        found = [entry for entry in found if (entry["minutes_idle"] or 0) >= params["idle_minutes"]]
    return sorted(found, key=lambda entry: (entry["user"], entry["id"]))


def is_unknown_type(session: Mapping[str, Any]) -> bool:
    return not fold(str(session["type"] or "")).startswith(tuple(map(fold, KNOWN_TYPES)))


def _notes(found: list[dict[str, Any]], params: Mapping[str, Any]) -> list[str]:
    """Return a note for each session whose type is unknown, if the type was requested."""
    unknown = [entry for entry in found if is_unknown_type(entry)] if params.get("type_prefix") is not None else []
    return [
        f"A session of {_described(session)} has the type '{session['type'] or ''}', which is unknown; it is treated as a match." for session in unknown
    ]


def _described(session: Mapping[str, Any]) -> str:
    """Describe a session in a sentence, without its id."""
    return f"{session['user']} from {session['from_address']}" if session["from_address"] else str(session["user"])


def list_sessions(connection: Connection, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Run tsna_session_info."""
    found = chosen(list(sessions(connection, params["session_ids"])), params)
    return {"changed": False, "sessions": [shown(session, params) for session in found], **_with_notes(_notes(found, params))}


def shown(session: Mapping[str, Any], params: Mapping[str, Any]) -> dict[str, Any]:
    """Return a session for a result, with its id only if ``session_ids`` is set, because the id may be a token."""
    if params.get("session_ids"):
        return dict(session)
    return {name: value for name, value in session.items() if name != "id"}


def _with_notes(notes: list[str]) -> dict[str, Any]:
    return {"notes": notes} if notes else {}


def own_sessions(connection: Tsna, everybody: list[dict[str, Any]]) -> set[str]:
    """Return the ids of the sessions of this task.

    If the server does not report the current session, all sessions of the own account count, so that none is ended by mistake. If it does not report
    the account either, that is tsna_username.
    """
    current = connection.http.get(CALLER, schema=maybe(schemas.session)) or {}
    # assumption: the response is a session; otherwise a session's id is its token, as in the samples
    own = {session["id"] for session in everybody if session["id"] in (session_id(current), connection.login.token)}
    me = fold(connection.me or connection.login.form["username"])
    return own or {session["id"] for session in everybody if me and fold(session["user"]) == me}


@dataclass(frozen=True)
class Ending:
    """The result of ending sessions: the selected ones (``meant``), those that ended, the task's own ones (``kept``), and a sentence for each that did
    not end (``refusals``)."""

    meant: list[dict[str, Any]]
    ended: list[dict[str, Any]]
    kept: list[dict[str, Any]]
    refusals: list[str]

    @property
    def warnings(self) -> list[str]:
        return [f"A session of {_described(session)} is the session of this task and was kept." for session in self.kept]

    @property
    def problem(self) -> str:
        """Return the error message for sessions that did not end; empty if all ended."""
        if not self.refusals:
            return ""
        return f"{len(self.refusals)} of {len(self.meant)} sessions could not be ended. {' '.join(self.refusals)} These were ended: {_named(self.ended)}."


def end_sessions(connection: Any, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Run tsna_session.

    The task's own session is skipped with a warning, because the server refuses to end it. If a session cannot be ended, the others are still tried,
    and the task fails with the server's message.
    """
    ending = _end_chosen(connection, params, check_mode)
    # Without idle times and the task's own session, which differ between check mode and the real run.
    gone = {session["id"] for session in ending.ended}
    left = [session for session in ending.meant if session["id"] not in gone]
    result: dict[str, Any] = {
        "changed": bool(ending.ended), "action": "ended" if ending.ended else "none",
        "sessions": [shown(session, params) for session in ending.ended], "warnings": ending.warnings, **_with_notes(_notes(ending.meant, params)),
        "diff": {
            "before_header": f"{TITLE} sessions", "after_header": f"{TITLE} sessions",
            "before": {"sessions": _rows(ending.meant)}, "after": {"sessions": _rows(left)},
        },
    }
    if ending.problem:
        failed = PeopleError(ending.problem)
        failed.rest = result
        raise failed
    return result


def _rows(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: session[name] for name in ("user", "type", "from_address")} for session in found]


def _end_chosen(connection: Any, params: Mapping[str, Any], check_mode: bool) -> Ending:
    everybody = list(sessions(connection))
    found = chosen(everybody, params)
    own = own_sessions(connection, everybody) if found else set()
    selected = [entry for entry in found if entry["id"] not in own]
    ended, refusals = (selected, []) if check_mode else _end(connection, selected)
    return Ending(selected, ended, [entry for entry in found if entry["id"] in own], refusals)


def _end(connection: Any, selected: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """End each session. Returns those that ended, and a sentence for each of the others.

    A response is no proof, so the sessions are listed again, which also shows the result of requests whose response was lost.
    """
    tried: list[dict[str, Any]] = []
    problems: dict[str, RequestFailed] = {}
    for session in selected:
        tried.append(session)
        try:
            connection.http.delete(f"{USERS}/login_session/{path_part(session['id'])}")
        except Missing:
            pass  # already ended
        except RequestFailed as problem:
            problems[session["id"]] = problem
            if problem.status not in OF_ONE_SESSION:  # the next one would fail too
                break
    refusals = [f"{_described(session)}: not tried after this failure." for session in selected[len(tried):]]
    doubtful = [session for session in tried if isinstance(problems.get(session["id"]), AmbiguousWrite)]
    accepted = [session for session in tried if session["id"] not in problems]
    left = _still_listed(connection, accepted, doubtful, problems) if accepted or doubtful else set(problems)
    ended = [session for session in tried if session["id"] not in left and session["id"] not in set(problems) - {entry["id"] for entry in doubtful}]
    for session in tried:
        if session["id"] in problems and session not in ended:
            lookup = " It was listed again and is still there." if session in doubtful else ""
            refusals.append(f"{_described(session)}: {problems[session['id']].message}{lookup}")
        elif session not in ended:
            refusals.append(f"{_described(session)}: the end was accepted, but the session is still listed, perhaps until its call ends.")
    return ended, refusals


def _still_listed(connection: Any, accepted: list[dict[str, Any]], doubtful: list[dict[str, Any]], problems: dict[str, RequestFailed]) -> set[str]:
    """Return the ids of the sessions that are still listed. Raises PeopleError with a hint on what is known if the list cannot be read."""
    try:
        return {session["id"] for session in sessions(connection)}
    except PeopleError as unread:
        problem = problems[doubtful[0]["id"]] if doubtful else unread
        if doubtful:
            why = unread.quoted.rstrip(".")
            problem.hint = f"The session may have been ended: the sessions could not be listed again ({why}). Run the task again."
        if accepted:
            problem.hint = f"{problem.hint} The end of these was accepted: {_named(accepted)}.".strip()
        raise problem from None


def _named(ended: list[dict[str, Any]]) -> str:
    return ", ".join(map(_described, ended)) or "none"


class Accounts(Users):
    """The store of users for rosters, which also ends the sessions of removed users.

    Before 20.02.01 a session continued after its user was removed (page "Viewing the user listing").
    """

    def end_sessions(self, row: Row) -> str:
        ending = _end_chosen(self.connection, {"user": row["name"]}, False)
        if ending.problem or ending.warnings:
            raise RequestFailed(" ".join([*ending.warnings, ending.problem]).strip(), "End the sessions manually.")
        return f"{len(ending.ended)} session(s) were ended." if ending.ended else ""

    def in_use(self, rows: Iterable[Row]) -> set[str]:
        logged_in = {fold(session["user"]) for session in sessions(self.connection)}
        return {str(row["id"]) for row in rows if fold(row["name"]) in logged_in}
