# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One browser for all tests, and reviews and plans to look at."""

from __future__ import annotations

import pathlib
import shutil
from collections.abc import Iterator
from typing import Any, Callable

import pytest
from playwright.sync_api import Browser, Page

from ansible_collections.people.access.plugins.module_utils.lifecycle.people import Roster, Rules
from ansible_collections.people.access.plugins.module_utils.lifecycle.plan_html import as_html as plan_as_html
from ansible_collections.people.access.plugins.module_utils.lifecycle.report import review
from ansible_collections.people.access.plugins.module_utils.lifecycle.report_html import as_html
from tests.tools.browser import running
from tests.tools.common import ROOT, WORK
from tests.tools.prepared import prepared
from tests.unit.lifecycle.access import NOW, OLD, RECENT, access, account, entitlement
from tests.unit.lifecycle.plans import many

Show = Callable[..., Page]
HOSTILE = ("<img src=x onerror='window.harmed=1'>", "</script><script>window.harmed=1</script>", "{{ 7*7 }}")
SIZES = (1, 40, 1000, 10_000)
ROLES = ("Organization Admin", "Account Admin", "Regular User", "Read only")


def reading(count: int) -> dict[str, Any]:
    """The access of so many people, on one to four platforms each."""
    accounts, grants = [], []
    for number in range(count):
        email = f"person.{number:05d}@harbor.example"
        name = HOSTILE[number] if number < len(HOSTILE) else f"Person {number}"
        for place, platform in enumerate(("thousandeyes", "segment", "contabo", "tsna")[:1 + number % 4]):
            login = f"person{number}" if platform == "tsna" else name
            seen = (OLD if number % 5 == 0 else RECENT) if platform in ("thousandeyes", "tsna") else None
            status = "pending" if platform == "segment" and number % 10 == 3 else "active"
            row = account(platform, email, name=login, last_seen=seen, status=status, admin=number % 25 == 0)
            accounts.append(row)
            grants += [
                entitlement(row, ROLES[(number + more) % 4], resource_type="account_group", resource=("EMEA", "AMER")[more % 2], admin=row["admin"])
                for more in range(1 + place % 2)
            ]
    return access(*accounts, entitlements=grants)


def page_of(count: int) -> str:
    roster = Roster.of([{"email": f"person.{number:05d}@harbor.example"} for number in range(count) if number % 20])
    now = reading(count)
    known = {row["id"] for row in now["accounts"][3:]}
    earlier = {**now, "accounts": now["accounts"][3:], "entitlements": [one for one in now["entitlements"] if one["account_id"] in known]}
    rules = Rules(NOW, roster)
    tenants = {"thousandeyes": "api.thousandeyes.com/v7", "segment": "eu1.api.segmentapis.com", "contabo": "api.contabo.com"}
    previous = review(earlier, rules) if count < 1000 else None
    document = review(now, rules, "Access review, fourth quarter", "maria.lopez@harbor.example", tenants, previous)
    return as_html(document, "review 4.csv", "review 4.json")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with running() as one:
        yield one


@pytest.fixture(scope="session")
def reviews(tmp_path_factory: pytest.TempPathFactory) -> dict[int, pathlib.Path]:
    """Reviews by the number of people in them."""
    folder = tmp_path_factory.mktemp("reviews")
    files = {count: folder / f"{count}.html" for count in SIZES}
    for count, path in files.items():
        path.write_text(page_of(count), encoding="utf-8")
    return files


@pytest.fixture(scope="session")
def plans(tmp_path_factory: pytest.TempPathFactory) -> dict[int, pathlib.Path]:
    """Plans by the number of people in them."""
    folder = tmp_path_factory.mktemp("plans")
    files = {count: folder / f"{count}.html" for count in SIZES}
    for count, path in files.items():
        path.write_text(plan_as_html(many(count, *HOSTILE), {f"{count}.md": "Markdown"}), encoding="utf-8")
    return files


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core, which checks accessibility."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("node and npm are not there: accessibility was not checked by axe")
    pins = [ROOT / "tests" / "requirements" / "axe" / name for name in ("package.json", "package-lock.json")]
    npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error", "--cache", str(WORK / "npm-cache")]
    return (prepared("browser", "axe", pins, npm) / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def show(browser: Browser, reviews: dict[int, pathlib.Path], plans: dict[int, pathlib.Path]) -> Iterator[Show]:
    """Opens a review, or a plan, in a new tab. Whatever a test does with it, nothing may have gone wrong in the page, and it may load nothing."""
    complaints: list[str] = []
    requested: list[str] = []

    def opened(people: int = 40, width: int = 1400, height: int = 1000, dark: bool = False, plan: bool = False, hash_: str = "") -> Page:
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light")
        page.on("pageerror", lambda error: complaints.append(str(error)))
        # also what the content security policy has refused
        page.on("console", lambda message: complaints.append(message.text))
        page.on("request", lambda request: requested.append(request.url))
        page.goto((plans if plan else reviews)[people].as_uri() + hash_)
        return page

    yield opened
    for context in browser.contexts:
        context.close()
    assert complaints == []
    assert {url for url in requested if not url.startswith("file:")} == set()


def work_of(page: Page) -> float:
    """Load the page again, and return the seconds of processor time that this took, regardless of what else the machine does."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.reload()
    return float(next(one["value"] for one in session.send("Performance.getMetrics")["metrics"] if one["name"] == "TaskDuration"))


@pytest.fixture
def photograph() -> Callable[[Page, str], None]:
    """Leaves a picture in .work/pictures, for people to look at."""

    def take(page: Page, name: str) -> None:
        page.screenshot(path=WORK / "pictures" / f"{name}.png")

    return take
