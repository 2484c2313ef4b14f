# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Contabo: mails that are sent to a user on request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...engine.errors import AmbiguousWrite
from ...engine.fields import Row
from ...engine.request import Request, path_part
from .client import TITLE, Contabo
from .several import USERS_SELECTOR, for_each_user, names_several, the_users
from .users import USER_SELECTOR, has_password, the_user

OPTIONS: dict[str, dict[str, Any]] = {
    **USER_SELECTOR,
    **USERS_SELECTOR,
    "mail": {"type": "str", "required": True, "choices": ["verification", "password_reset", "address_change"]},
    "force": {"type": "bool", "default": False},
    "only_if_unset": {"type": "bool", "default": False},
    "redirect_url": {"type": "str"},
}
PATHS = {"verification": "resend-email-verification", "password_reset": "reset-password", "address_change": "mail-change-requests"}


def send_mail(connection: Contabo, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Run contabo_user_mail (resendEmailVerification, resetPassword, retrieveUserIsPasswordSet, mail-change-requests)."""
    if names_several(params):
        return for_each_user(the_users(connection, params), lambda user: _sent(connection, user, params, check_mode))
    return _sent(connection, the_user(connection, params), params, check_mode)


def _sent(connection: Contabo, user: Row, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    mail = params["mail"]
    needless, doubt = _needless(connection, user, params), ""
    if not needless and not check_mode:
        doubt = _send(connection, user, mail, params.get("redirect_url"))
    title = f"{TITLE} user {user['email']}"
    result: dict[str, Any] = {
        "changed": not needless, "action": "none" if needless else "sent", "user": {"id": user["userId"], "email": user["email"]},
        "diff": {"before_header": title, "after_header": title, "before": {"sent": []}, "after": {"sent": [] if needless else [mail]}},
    }
    return {**result, "notes": [needless or doubt]} if needless or doubt else result


def _needless(connection: Contabo, user: Row, params: Mapping[str, Any]) -> str:
    """Return why the mail is not needed; empty if it is needed."""
    if params["mail"] == "verification":
        return "the address is already verified" if user.get("emailVerified") and not params["force"] else ""
    if params["mail"] == "address_change":
        return ""
    return "a password is already set" if params["only_if_unset"] and has_password(connection.http, user["userId"]) else ""


def _send(connection: Contabo, user: Row, mail: str, redirect_url: str | None) -> str:
    """Request the mail; ``redirect_url`` does not apply to a change of address.

    Returns a note if the response is not the documented 204, because no later read can prove that the mail was sent.

    Raises AmbiguousWrite for a response with a body.
    """
    path = f"/v1/users/{path_part(user['userId'])}/{PATHS[mail]}"
    try:
        request = Request("POST", path, query={"redirectUrl": redirect_url} if redirect_url and mail != "address_change" else None, expect_json=False)
        answer = connection.http.send(request)
        if answer.text.strip():
            raise AmbiguousWrite(
                f"{TITLE}: POST {path} was answered {answer.status} with a text instead of nothing; the mail may or may not have been sent.",
                status=answer.status, platform=TITLE, verb="POST", path=path,
            )
        return "" if answer.status == 204 else f"answered {answer.status} instead of 204, so nothing proves that the mail was sent"
    except AmbiguousWrite as problem:  # no read shows whether the mail was sent
        problem.hint = "The mail may have been sent: ask the user whether the mail came before it is sent again."
        raise
