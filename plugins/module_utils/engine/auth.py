# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Authorization of requests: a static token, or an OAuth2 password grant with or without a session."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from .errors import RequestFailed
from .fields import get_path
from .http import Auth, Http
from .request import Request


class Bearer(Auth):
    """A static token, which cannot be renewed."""

    def __init__(self, token: str):
        self.token = token

    def header(self, http: Http) -> str:
        return f"Bearer {self.token}"


class PasswordGrant(Auth):
    """OAuth2 resource owner password grant (RFC 6749, section 4.3).

    Logs in once per process and once more after a 401. A refused password is never sent again. ``logout`` also ends the session with DELETE on the
    token URL, because TSNA counts every login as a session.
    """

    def __init__(self, url: str, form: Mapping[str, str], what_to_check: str, url_option: str, token: str | None = None, logout: bool = False):
        self.url = url
        self.form = dict(form, grant_type="password")
        self.what_to_check = what_to_check
        self.url_option = url_option
        self.token = token
        self.logout = logout
        self._opened: list[str] = []
        self._refusal: RequestFailed | None = None
        self._lock = threading.Lock()  # details are read in parallel, and all requests meet the same expired token

    def header(self, http: Http) -> str:
        with self._lock:
            if not self.token:
                self._log_in(http)
            return f"Bearer {self.token}"

    def renew(self, http: Http, refused: str) -> bool:
        with self._lock:
            if self.token and refused != f"Bearer {self.token}":
                return True  # another thread renewed it
            if not self.form.get("password"):
                return False
            http.secrets.add(str(self.token))
            self.token = None
            self._log_in(http)
            return True

    def accepts(self, http: Http, password: str) -> bool:
        """Return whether another password is valid, by a login. On success, its token and password are used from then on.

        Raises RequestFailed if the login is neither accepted nor refused.
        """
        with self._lock:
            try:
                self._open(http, password)
            except RequestFailed as problem:
                if problem.status != 401:
                    raise
                return False
            self.form["password"] = password
            return True

    def close(self, http: Http) -> None:
        """End every session that was opened, including those whose token was refused, because they may still exist."""
        for token in self._opened if self.logout else ():
            try:
                http.send(Request("DELETE", self.url, safe=True, expect_json=False, authorize=False, headers={"Authorization": f"Bearer {token}"}))
            except RequestFailed:
                pass  # it has ended, or will expire

    def _log_in(self, http: Http) -> None:
        if self._refusal is not None:
            raise self._refusal.again(RequestFailed)  # do not try again: repeated failures lock accounts
        try:
            self._open(http, self.form["password"])
        except RequestFailed as problem:
            if problem.status in (400, 401, 403):
                problem.hint = f"The login failed: check {self.what_to_check}."
            problem.hint = problem.hint.replace(http.conventions.url_option, self.url_option)
            if problem.status in (400, 401, 403):
                self._refusal = problem.again(RequestFailed)
            raise

    def _open(self, http: Http, password: str) -> None:
        form = {**self.form, "password": password}
        data: Any = http.send(Request("POST", self.url, form=form, safe=True, repeatable=False, authorize=False)).data
        for name in ("access_token", "refresh_token", "id_token"):  # the last two are not used, but are secrets too
            http.secrets.add(str(get_path(data, name, "")))
        token = get_path(data, "access_token")
        if not token or not isinstance(token, (str, int)):  # TSNA's tokens are numbers in the samples
            raise RequestFailed(f"{http.conventions.title}: the response to the login has no access_token.", f"Check {self.what_to_check}.")
        self.token = str(token)
        self._opened.append(self.token)
