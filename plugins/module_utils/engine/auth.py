# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""How a request is authorized: a static token, an OAuth2 password grant, a login with a session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .errors import RequestFailed
from .http import Auth, Http


class Bearer(Auth):
    """A token that somebody made beforehand and that cannot be renewed here."""

    def __init__(self, token: str):
        self.token = token

    def header(self, http: Http) -> str:
        return f"Bearer {self.token}"


class PasswordGrant(Auth):
    """OAuth2 resource-owner password grant (RFC 6749, section 4.3), once per process and once more after a 401.

    ``logout`` also ends the session with DELETE on the token URL; TSNA counts every login as a session.
    """

    def __init__(self, url: str, form: Mapping[str, str], what_to_check: str, url_option: str, token: str | None = None, logout: bool = False):
        self.url = url
        self.form = dict(form, grant_type="password")
        self.what_to_check = what_to_check
        self.url_option = url_option
        self.token = token
        self.logout = logout
        self.own_login = False
        self.ending = False

    def header(self, http: Http) -> str:
        if not self.token:
            self._log_in(http)
        return f"Bearer {self.token}"

    def renew(self, http: Http) -> bool:
        if not self.form.get("password") or self.ending:
            return False
        # Only a token is given up, never a second password tried: repeated failures lock accounts.
        http.secrets.add(str(self.token))
        self.token = None
        self.own_login = False
        self._log_in(http)
        return True

    def close(self, http: Http) -> None:
        if self.logout and self.own_login:
            self.ending = True  # a session that is over already is not opened again to end it
            http.call("DELETE", self.url, reads=True, void=True)

    def _log_in(self, http: Http) -> None:
        try:
            data: Any = http.call("POST", self.url, form=self.form, reads=True, repeatable=False, signed=False).data
        except RequestFailed as problem:
            if problem.status in (400, 401, 403):
                problem.hint = f"The login failed: check {self.what_to_check}."
            problem.hint = problem.hint.replace(http.dialect.url_option, self.url_option)
            raise
        token = data.get("access_token") if isinstance(data, dict) else None
        if not token:
            raise RequestFailed(f"{http.dialect.title}: the login was answered without an access_token.", f"Check {self.what_to_check}.")
        self.token = str(token)
        self.own_login = True
        http.secrets.add(self.token)
