# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets × outputs: whatever a platform sends back of what it was sent, in whatever form, no output tells a secret."""

from __future__ import annotations

import base64
import binascii
import html
import json
import pathlib
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, unquote, unquote_plus

import pytest
from werkzeug.wrappers import Request, Response

from tests.harness import Bench
from tests.sandbox.__main__ import environment

HARD = 'Fj4-"quiet"/wärter+&€%41<x>'  # a password with everything that some form escapes
PLAIN = "Kq9-silent-harbor"
URL = {name: value for name, value in environment("http://sandbox.localhost").items() if name.endswith("_URL")}
SEGMENT = {"email": "zoe.park@x.example", "permissions": [{"role": "Source Admin", "resources": [{"type": "WORKSPACE"}]}]}
NADA = {"email": "nada.quist@harbor.example", "object_storage": "backup-eu"}
TSNA_NEW = {"name": "zpark", "email": "zoe.park@x.example", "roles": ["Viewer"]}
ROSTER = {
    "people": [{"email": "zoe.park@x.example", "accounts": {"tsna": {"name": "zpark", "roles": ["Viewer"]}}}], "platforms": ["tsna"],
    "tsna_passwords": {"zoe.park@x.example": HARD},
}

# module: its options, and the secrets among them beside those of the environment
TASKS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "te_user": ({"email": "zoe.park@x.example", "name": "Zoe", "login_account_group": "EMEA", "all_account_group_roles": ["Read only"]}, ()),
    "te_user_info": ({"te_token": PLAIN}, (PLAIN,)),
    "segment_user": (SEGMENT, ()), "segment_invite": ({**SEGMENT, "segment_token": PLAIN}, (PLAIN,)),
    "contabo_user": ({"email": "zoe.park@x.example", "first_name": "Zoe", "last_name": "Park"}, ()),
    "contabo_user_info": ({"contabo_password": HARD, "contabo_client_secret": PLAIN}, (HARD, PLAIN)),
    "contabo_client_secret": ({"force": True}, ()), "contabo_s3_credential": ({**NADA, "force": True}, ()),
    "tsna_user": ({**TSNA_NEW, "password": HARD}, (HARD,)), "tsna_users": ({"users": [{**TSNA_NEW, "password": HARD}, {**TSNA_NEW, "name": "zp2"}]}, (HARD,)),
    "tsna_user_info": ({"tsna_password": HARD}, (HARD,)), "tsna_password": ({"new_password": PLAIN}, (PLAIN,)),
    "roster": (ROSTER, (HARD,)), "access_info": ({}, ()),
}
FORMS: dict[str, Callable[[str], Response]] = {
    "text": lambda text: Response(text, 422, content_type="text/plain; charset=utf-8"),
    "text without a charset": lambda text: Response(text.encode(), 422, headers={"Content-Type": "text/plain"}),
    "latin-1": lambda text: Response(text.encode("latin-1", "replace"), 422, headers={"Content-Type": "text/plain; charset=utf-8"}),
    "message": lambda text: Response(json.dumps({"message": text, "errors": [{"message": text, "type": "x"}]}), 422, content_type="application/json"),
    "JSON in JSON": lambda text: Response(json.dumps({"message": json.dumps({"sent": text})}), 500, content_type="application/json"),
    "JSON of another form": lambda text: Response(json.dumps({"odd": {"form": [text]}}, ensure_ascii=False), 404, content_type="application/json"),
    "URL": lambda text: Response(quote(text, safe=""), 422, content_type="text/plain"),
    "page": lambda text: Response(f"<html><p>{html.escape(text)}</p></html>", 422, content_type="text/html"),
    "page, numbers": lambda text: Response("<html>" + html.escape(text).encode("ascii", "xmlcharrefreplace").decode(), 500, content_type="text/html"),
    "base64": lambda text: Response(base64.b64encode(text.encode()), 422, content_type="text/plain"),
    "base64 of URLs": lambda text: Response(b"x: " + base64.urlsafe_b64encode(b"1" + text.encode()), 422, content_type="text/plain"),
    "long": lambda text: Response("x" * 480 + text + "y" * 100_000, 422, content_type="text/plain"),
    "a success that is none": lambda text: Response(text, 200, content_type="text/plain; charset=utf-8"),
    "an odd success": lambda text: Response(json.dumps({text: text}), 200, content_type="application/json"),
}


class Echo:
    """In front of the sandbox: from the request number ``first`` on, every answer tells what was sent, secrets of the answers before included."""

    def __init__(self, bench: Bench, form: Callable[[str], Response], first: int = 0) -> None:
        self.form, self.left, self.inner = form, first, bench.sandbox.respond
        self.seen: set[str] = set()
        bench.sandbox.respond = self.respond

    def respond(self, request: Request) -> Response:
        authorization = request.headers.get("Authorization", "").partition(" ")[2]
        self.seen |= {authorization} - {""}
        self.left -= 1
        if self.left >= 0:
            response = self.inner(request)
            self.seen |= set(re.findall(r'"(?:access_token|secret|secretKey|accountToken)": ?"([^"]+)"', response.get_data(as_text=True)))
            return response
        body = request.get_data(as_text=True)
        fields = " ".join(f"{name}={value}" for name, value in request.form.items())
        told = [*re.findall(r'"password": ?("(?:[^"\\]|\\.)*")', body)]
        values = " ".join(str(json.loads(line)) for line in told)
        return self.form(f"{' '.join(sorted(self.seen))} ada:{values} {values} {fields} {body}")


def decoded(text: str, depth: int = 3) -> Iterator[str]:
    """A text in every form that somebody who looks for a secret would try."""
    yield text
    if not depth:
        return
    for form in (unquote(text), unquote_plus(text), html.unescape(text), text.replace("\\/", "/")):
        if form != text:
            yield from decoded(form, depth - 1)
    for wrong in ("latin-1", "cp1252"):
        try:
            fixed = text.encode(wrong).decode()
        except UnicodeError:
            continue
        if fixed != text:
            yield from decoded(fixed, depth - 1)
    if re.search(r'\\["\\/bfnrtu]', text):
        try:
            yield from decoded(json.loads(f'"{text}"', strict=False) if '"' not in re.sub(r"\\.", "", text) else re.sub(r"\\(.)", r"\1", text), depth - 1)
        except ValueError:
            pass
    for run in re.findall(r"[A-Za-z0-9+/_-]{8,}", text):
        for skip in range(4):
            part = run[skip:].replace("-", "+").replace("_", "/")
            try:
                yield base64.b64decode(part[:len(part) // 4 * 4]).decode("utf-8", "replace")
            except (binascii.Error, ValueError):
                pass


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield str(key)
            yield from texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)
    else:
        yield str(value)


def told(output: Any, secrets: set[str]) -> list[str]:
    """Which secrets, or halves of them, an output tells."""
    parts = {part for secret in secrets for part in (secret, secret[:len(secret) * 2 // 3], secret[len(secret) // 3:]) if len(part) >= 8}
    everything = {form for text in set(texts(output)) for form in decoded(text)}
    return sorted(part for part in parts if any(part in item for item in everything))


def of_environment(bench: Bench) -> set[str]:
    return {value for name, value in bench.environment.items() if re.search("TOKEN$|PASS|SECRET", name) and "://" not in value}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("module", TASKS)
def test_no_output_tells_what_a_platform_echoes(bench: Bench, module: str, form: str) -> None:
    options, secrets = TASKS[module]
    for first in (0, 1, 2, 4):  # the login itself, the first read, what follows, a write
        inner = bench.sandbox.respond
        echo = Echo(bench, FORMS[form], first)
        result = bench.run(module, **options)
        bench.sandbox.respond = inner
        result.pop("journal")
        result.pop("writes")
        assert told(result, echo.seen | set(secrets) | of_environment(bench)) == [], first
        assert told(bench.printed, set(secrets)) == []
        assert len(str(result.get("msg", ""))) < 5000


@pytest.mark.parametrize("check", [True, False])
def test_no_result_diff_or_file_has_a_password(bench: Bench, tmp_path: pathlib.Path, check: bool) -> None:
    for module, options in (("tsna_user", {**TSNA_NEW, "password": HARD}), ("tsna_users", {"users": [{**TSNA_NEW, "name": "zp2", "password": HARD}]})):
        result = bench.run(module, check=check, **options)
        assert result.get("msg") is None and result["changed"] and told([result, bench.printed], {HARD, *of_environment(bench)}) == []
    people = [{**ROSTER["people"][0], "accounts": {"tsna": {"name": "zp3", "roles": ["Viewer"]}}}]
    result = bench.run("roster", check=check, **{**ROSTER, "people": people}, plan_file=str(tmp_path / "plan"), progress_file=str(tmp_path / "progress"))
    assert result.get("msg") is None and result["changed"], result["msg"]
    files = [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()]
    assert len(files) >= 2 and told([result, bench.printed, files], {HARD, *of_environment(bench)}) == []


def test_a_password_where_it_does_not_belong_is_not_told(bench: Bench) -> None:
    people = [{"email": "zoe.park@x.example", "accounts": {"tsna": {"name": "zpark", "roles": ["Viewer"], "password": HARD}}}]
    result = bench.run("roster", people=people, platforms=["tsna"])
    assert result["failed"] and told([result, bench.printed], {HARD}) == []


@pytest.mark.parametrize("module, option, url", [
    ("te_user_info", "te_url", "https://ada:{}@127.0.0.1:1/v7"), ("segment_user_info", "segment_url", "http://ada:{}@127.0.0.1:1"),
    ("contabo_user_info", "contabo_token_url", "https://ada:{}@127.0.0.1:1/token"), ("tsna_user_info", "tsna_url", "https://ada:{}@[::1/api"),
    ("tsna_user_info", "tsna_url", "https://ada:{}@127.0.0.1:nope/api"), ("te_user_info", "proxy", "http://ada:{}@127.0.0.1:1"),
    ("access_info", "proxy", "http://{}@127.0.0.1:1"),
    ("access_review", "te_url", "http://ada:{}@127.0.0.1:1/v7"),
])
def test_a_password_in_a_url_is_not_told(bench: Bench, tmp_path: pathlib.Path, module: str, option: str, url: str) -> None:
    more = {"dest": str(tmp_path / "review"), "platforms": ["thousandeyes"]} if module == "access_review" else {}
    result = bench.run(module, **{option: url.format(quote(HARD, safe="")), **more}, retries=0)
    if option != "proxy":  # the bench has no sockets, and so no proxy
        assert result["failed"], result
    assert told([result["invocation"], result.get("msg"), result.get("error"), bench.printed], {HARD, quote(HARD, safe="")}) == []


def test_a_tenant_of_a_review_has_no_password(bench: Bench, tmp_path: pathlib.Path) -> None:
    url = bench.environment["TE_API_ENDPOINT"].replace("://", f"://ada:{PLAIN}@")
    result = bench.run("access_review", dest=str(tmp_path / "review"), te_url=url, platforms=["thousandeyes"])
    assert result.get("msg") is None
    assert told([result, *(path.read_text(encoding="utf-8") for path in tmp_path.iterdir())], {PLAIN, *of_environment(bench)}) == []
