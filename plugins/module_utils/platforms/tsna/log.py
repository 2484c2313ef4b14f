# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The log of TSNA, which has no event log: users and sessions are compared with the previous listing."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from ...engine import events
from ...engine.errors import BadInput
from ..contract import LogEntry
from .client import Tsna
from .sessions import own_sessions, sessions
from .users import Users

FIELDS = ("email", "enabled", "locked", "roles")
Snapshot = dict[str, dict[str, Any]]


def read_log(connection: Tsna, options: Mapping[str, Any], since: str, start: str) -> tuple[list[LogEntry], str]:
    """Return the events since the previous listing. The first call returns none. The actor is unknown, and the time is that of the listing."""
    before = _parsed(since) if since else None
    everybody = list(sessions(connection))
    own = own_sessions(connection, everybody)
    now = {
        "users": {str(row["name"]): _snapshot_of(row) for row in Users(connection).rows()},
        "sessions": {_digest(session["id"]): _without_id(session) for session in everybody if session["id"] not in own},
    }
    when = events.iso(connection.http.clock.now())
    found = [] if before is None else [*_of_users(before["users"], now["users"], when), *_of_sessions(before["sessions"], now["sessions"], when)]
    return found, _cursor(now)


def _digest(id_: str) -> str:
    """Return what identifies a session in cursors and events, because the id itself may be a token."""
    return hashlib.sha256(id_.encode()).hexdigest()[:24]


def _without_id(session: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in session.items() if name != "id"}


def _snapshot_of(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: sorted(row[name]) if name == "roles" else row[name] for name in FIELDS if row.get(name) is not None}


def _of_users(before: Snapshot, now: Snapshot, when: str) -> Iterator[LogEntry]:
    for name in sorted({**before, **now}):
        for what, old, new in _changes(before.get(name), now.get(name)):
            raw = {"name": name, "before": old or {}, "after": new or {}}
            yield LogEntry(when, None, what, (new or old or {}).get("email") or name, raw, ["user", name, old, new])


def _changes(old: dict[str, Any] | None, new: dict[str, Any] | None) -> Iterator[tuple[str, dict[str, Any] | None, dict[str, Any] | None]]:
    """Yield what happened to a user, with the user before and after it. A lock is separate, so that it does not hide another change."""
    if old is not None and new is not None and new.get("locked") and not old.get("locked"):
        unlocked = {name: value for name, value in {**new, "locked": old.get("locked")}.items() if value is not None}
        yield from _changes(old, unlocked)
        yield "user locked", unlocked, new  # by TSNA, after failed logins
    elif old != new:
        yield "user created" if old is None else "user deleted" if new is None else "user updated", old, new


def _of_sessions(before: Snapshot, now: Snapshot, when: str) -> Iterator[LogEntry]:
    for id_ in sorted({**before, **now}):
        if (id_ in before) != (id_ in now):
            session = now.get(id_) or before[id_]
            person = session["email"] or session["user"]
            opened = id_ in now
            started = (session["login_time"] or when) if opened else when
            yield LogEntry(started, person, "session opened" if opened else "session ended", person, session, ["session", id_, opened])


def _cursor(snapshot: Mapping[str, Snapshot]) -> str:
    # The idle time of a session changes all the time and is not an event.
    stable = {id_: {**session, "minutes_idle": None} for id_, session in snapshot["sessions"].items()}
    held = json.dumps({"users": snapshot["users"], "sessions": stable}, separators=(",", ":"), sort_keys=True)
    return base64.urlsafe_b64encode(zlib.compress(held.encode())).decode()


def _parsed(text: str) -> dict[str, Snapshot]:
    try:
        found = json.loads(zlib.decompress(base64.urlsafe_b64decode(text.encode())))
        return {"users": dict(found["users"]), "sessions": dict(found["sessions"])}
    except (ValueError, TypeError, KeyError, zlib.error, binascii.Error):
        raise BadInput("The cursor of TSNA was not written by this collection.", "Delete the file to start again.") from None
