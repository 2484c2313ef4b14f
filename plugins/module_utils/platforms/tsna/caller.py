# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""BMC TrueSight Network Automation: the logged-in account, its page sizes and its password."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...engine.errors import AmbiguousWrite, BadInput, PeopleError, RequestFailed
from ...engine.masking import MASK
from ...engine.provider import require
from ...engine.request import Request, path_part
from . import schemas
from .client import CALLER, OPTIONS, TITLE, Tsna
from .sessions import normal, shown

PAGE_SIZES = f"{CALLER}/page_sizes"


def read_caller(connection: Tsna, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Run tsna_current_user_info. Rights and page sizes are returned as the server reports them."""
    current = connection.http.get(CALLER, schema=schemas.session)
    values = normal(connection, current)
    # assumption: the response is a session; if it is a user, there is no session to show
    is_session = any(name in current for name in ("sessionId", "sessionKey", "sessionType", "loginTimestamp"))
    if not params["session_ids"]:
        connection.http.secrets.add(values["id"])
    known = shown(values, params)
    session = {name: value for name, value in known.items() if name not in ("user", "email", "roles")} if is_session else None
    return {
        "changed": False, "user": {"name": values["user"], "email": values["email"], "roles": values["roles"]}, "session": session,
        "granted_rights": connection.http.get(f"{CALLER}/granted_rights"), "page_sizes": connection.http.get(PAGE_SIZES),
    }


# -- page sizes ----------------------------------------------------------------------------------------------------------------------------

PAGE_SIZE_OPTIONS: dict[str, dict[str, Any]] = {"list_name": {"type": "str", "required": True}, "size": {"type": "int", "required": True}}


def set_page_size(connection: Tsna, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Run tsna_page_size. Writes only if the size differs.

    The names of the lists are not documented, and a list without a size may be missing in the response, so the server decides what it accepts.
    """
    name, size = params["list_name"], params["size"]
    path = f"{PAGE_SIZES}/{path_part(name)}"  # before anything is predicted
    before = _page_sizes(connection).get(name)
    if before != size and not check_mode:
        _write_page_size(connection, path, name, size)
    return {**_result(before != size, f"{TITLE} page sizes", {name: before}, {name: size}), "page_size": {"list_name": name, "size": size}}


def _write_page_size(connection: Tsna, path: str, name: str, size: int) -> None:
    """Write the page size and verify it, also if the response was lost. Raises RequestFailed or AmbiguousWrite if it is not in effect."""
    problem: PeopleError = RequestFailed(f"{TITLE} accepted the change, but still returns another page size for {name}.", "Run the task again.")
    try:
        connection.http.send(Request("PUT", path, query={"size": size}, expect_json=False))
    except AmbiguousWrite as lost:
        problem = lost
    try:
        now = _page_sizes(connection).get(name)
    except PeopleError as unread:
        if not isinstance(problem, AmbiguousWrite):
            raise
        problem.hint = f"The change may have been carried out: the page size could not be read again ({unread.message.rstrip('.')}). Run the task again."
        raise problem from None
    if now == size:
        return
    if now is None:  # the list existed before, so this response is not reliable
        raise RequestFailed(f"{TITLE}: the response that should prove the change has no page size for {name}.", "Run the task again.")
    if isinstance(problem, AmbiguousWrite):
        problem.hint = "The page size was read again and is as before. Run the task again."
    problem.changed = False
    raise problem


def _page_sizes(connection: Tsna) -> dict[str, int]:
    # assumption: the response is an object of sizes by list name
    return {name: int(size) for name, size in connection.http.get(PAGE_SIZES, schema=schemas.PAGE_SIZES).items()}


# -- the password --------------------------------------------------------------------------------------------------------------------------

PASSWORD_OPTIONS: dict[str, dict[str, Any]] = {
    "new_password": {"type": "str", "required": True, "no_log": True}, "verify": {"type": "bool", "default": True},
}


def set_password(connection: Tsna, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Run tsna_password.

    A login with the new password shows whether it is already set. If not, a login with the old password follows, which also resets the count of
    failures. Check mode does the same, because there is no other way to find out, but does not change the password. After the change, another login
    with the new password proves it. Without ``verify``, only the old password logs in, and the change is always sent.
    """
    require(params, OPTIONS, "tsna_username", "tsna_password")
    http, login, old, new = connection.http, connection.login, params["tsna_password"], params["new_password"]
    _check_password(new)
    http.secrets.add(new)
    login.token = None  # a token does not prove that the password is known
    verify = params["verify"]
    changed = new != old and not (verify and login.accepts(http, new))
    if changed or new == old:
        _log_in(connection, tried=changed and verify)
    if changed and not check_mode:
        _change_password(connection, old, new, verify)
    user = {"name": params["tsna_username"]}
    return {**_result(changed, f"{TITLE} user {user['name']}", user, {**user, "password": MASK}), "user": user}


def _check_password(password: str) -> None:
    if not password or " " in password or len(password) > 255:
        raise BadInput(f"{TITLE} does not accept a password that is empty, contains a space or has more than 255 characters.", "Set another new_password.")


def _log_in(connection: Tsna, tried: bool) -> None:
    try:
        connection.login.header(connection.http)
    except RequestFailed as problem:
        if tried and problem.status == 401:
            problem.hint = (
                "Neither new_password nor tsna_password was accepted. Each was tried once, and both attempts count towards locking the account. "
                "Check tsna_username and tsna_password before the next run."
            )
        raise


def _change_password(connection: Tsna, old: str, new: str, verify: bool) -> None:
    form = {"oldPassword": old, "newPassword": new}
    try:
        # Never retried automatically: the old password may have changed by then.
        connection.http.send(Request("PUT", f"{CALLER}/password", form=form, repeatable=False, expect_json=False))
    except AmbiguousWrite as problem:
        if not verify:
            raise
        _check_after_lost_response(connection, new, problem)
        return
    if verify:
        _prove_password(connection, new)


def _check_after_lost_response(connection: Tsna, new: str, problem: AmbiguousWrite) -> None:
    """Check by a login whether the new password is in effect after a lost response. Raises ``problem`` if it is not."""
    try:
        accepted = connection.login.accepts(connection.http, new)
    except RequestFailed as unread:
        problem.hint = (
            f"The change may have been carried out: a login with the new password failed ({unread.message.rstrip('.')}). "
            "Run the task again: it tries the new password first."
        )
        raise problem from None
    if not accepted:
        problem.changed = False
        problem.hint = "A login with the new password was refused, so the password is still the old one. Run the task again."
        raise problem


def _prove_password(connection: Tsna, new: str) -> None:
    """Prove an accepted change by a login with the new password, whose token is used from then on. Raises RequestFailed."""
    try:
        accepted = connection.login.accepts(connection.http, new)
    except RequestFailed as problem:
        problem.hint = f"The change was already accepted; run the task again, which tries the new password first. {problem.hint}".strip()
        raise
    if not accepted:
        refused = RequestFailed(
            f"{TITLE} accepted the password change, but refuses a login with the new password.",
            "The old password may still be valid, for example if another system keeps passwords. Check first: each attempt counts towards locking the account.",
        )
        refused.changed = False
        raise refused


def _result(changed: bool, title: str, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {
        "changed": changed, "action": "updated" if changed else "none",
        "diff": {"before_header": title, "after_header": title, "before": before, "after": after if changed else before},
    }
