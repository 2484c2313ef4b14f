# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Contabo: tasks for a list of users. All users are looked up before the first write, and a failure does not stop the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable

from ...engine.errors import BadInput, PeopleError, further_doubts
from ...engine.fields import Row
from .client import TITLE, Contabo
from .users import Users

USERS_SELECTOR: dict[str, dict[str, Any]] = {name: {"type": "list", "elements": "str"} for name in ("emails", "user_ids")}


def names_several(params: Mapping[str, Any]) -> bool:
    return any(params.get(name) is not None for name in USERS_SELECTOR)


def for_each_user(users: list[Row], work: Callable[[Row], dict[str, Any]]) -> dict[str, Any]:
    """Call ``work`` for each user and return the results as ``users``. Raises PeopleError with this result if any user failed."""
    done: list[dict[str, Any]] = []
    failures: list[tuple[str, PeopleError]] = []
    failed_rows = []
    for user in users:
        who = {"id": user["userId"], "email": user["email"]}
        try:
            done.append({**who, **{name: value for name, value in work(user).items() if name != "user"}})
        except PeopleError as problem:
            failures.append((user["email"], problem))
            failed_rows.append({**who, "action": "failed", "changed": bool(problem.changed), "msg": problem.result()["msg"]})
    rows = done + failed_rows
    title = f"{TITLE} users"
    diffs = {row["email"]: row.pop("diff") for row in done}
    changed = [row["email"] for row in done if row["changed"]]
    result: dict[str, Any] = {
        "changed": any(row["changed"] for row in rows), "users": rows,
        "diff": {
            "before_header": title, "after_header": title, "before": {email: diffs[email]["before"] for email in changed},
            "after": {email: diffs[email]["after"] for email in changed},
        },
    }
    if failures:
        (email, first), rest = failures[0], ", the rest is done" if done else ""
        failed = PeopleError(f"{len(failures)} of {len(rows)} users failed{rest}. The first one is {email}: {first.result()['msg']}"
                             f"{further_doubts(failures)}")
        failed.rest = result
        raise failed
    return result


def the_users(connection: Contabo, params: Mapping[str, Any]) -> list[Row]:
    """Return the users selected by ``emails`` or ``user_ids``, in the given order. Reads the list of users once. Raises BadInput for missing and
    ambiguous users."""
    store = Users(connection)
    resource = store.resource
    emails, ids = params.get("emails"), params.get("user_ids")
    by_key: dict[str, list[Row]] = {}
    for row in store.rows():
        by_key.setdefault(store.key_of(row) if ids is None else resource.id_of(row), []).append(row)
    keys = [resource.key.index(email) for email in emails or ()] if ids is None else list(ids)
    missing = [given for given, key in zip(emails or ids or (), keys) if key not in by_key]
    if missing:
        raise BadInput(f"{TITLE} has no user {', '.join(missing)}.", "Nothing was done. Correct the list, or create the users first.")
    for key in keys:
        if len(by_key[key]) > 1:
            several = ", ".join(sorted(map(resource.id_of, by_key[key])))
            raise BadInput(f"{TITLE} has {len(by_key[key])} users with the email '{key}' (ids {several}).", "Nothing was done. Select them with user_ids.")
    return [by_key[key][0] for key in dict.fromkeys(keys)]
