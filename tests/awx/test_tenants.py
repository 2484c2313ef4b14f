# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tenants of the inventory, and settings of the inventory, in jobs whose surveys ask for the same."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.playbooks.job import OPTIONS, Job, Site, accounts_of
from tests.sandbox.__main__ import environment

from .controller import LEAVER, OTHER, TEMPLATES, Controller, injected


@pytest.fixture(scope="module")
def controller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Controller]:
    site = Site()
    yield Controller(tmp_path_factory.mktemp("controller"), site)
    site.close()


def connection(site: Site, *platforms: str) -> dict[str, Any]:
    """The connection of a tenant, with the options of some platforms or of all."""
    found = {OPTIONS[name]: value for name, value in environment(site.url).items()}
    return {"people_access_connection": {name: value for name, value in found.items() if not platforms or name.startswith(platforms)}}


def changed(job: Job) -> list[tuple[str, ...]]:
    return [entry for entry in job.journal if entry[1] not in ("GET", "HEAD")]


def test_a_tenant_is_never_worked_on_with_the_credentials_of_the_environment(controller: Controller) -> None:
    """The environment has the credentials of another tenant, as the credential of the template puts them there."""
    other = Site()
    before = accounts_of(other.sandbox)
    of_other = {name: value for name, value in injected(TEMPLATES["offboard at once"], other.url).items() if value}
    given: dict[str, Any] = {"hosts": {"emea": connection(controller.site, "te_", "segment_")}, "environ": of_other}
    left = controller.launch("offboard at once", {"tenants": "emea"}, **given)
    chosen = controller.launch("offboard", {"tenants": "emea", "platforms": ["contabo", "thousandeyes"]}, **given)
    asked = list(other.sandbox.journal)
    after = accounts_of(other.sandbox)
    other.close()
    assert asked == [] and after == before, "the other tenant was not even asked"
    assert left.rc == 0, left.output
    for platform, accounts in left.accounts.items():
        assert (LEAVER in accounts) == (platform in ("contabo", "tsna")) or platform == "tsna", platform
    assert chosen.rc == 2 and chosen.journal == [], "nothing was read"
    assert "tenant emea has no options of contabo." in chosen.failures[0]


def test_a_blank_answer_takes_nothing_away_from_the_inventory(controller: Controller) -> None:
    """Somebody is protected, or may decide, also where the question about it is left blank."""
    blank = controller.launch("offboard", {"leavers": LEAVER, "platforms": []}, settings={"protect": [LEAVER], "platforms": ["contabo"]})
    assert blank.rc == 2 and changed(blank) == [] and f"{LEAVER} is protected" in blank.failures[0], blank.failures
    both = controller.launch("offboard", {"leavers": f"{LEAVER}\n{OTHER}", "protect": "rstone"}, settings={"protect": OTHER})
    assert both.rc == 2 and changed(both) == [] and f"{OTHER} is protected" in both.failures[0], both.failures
    limit = controller.launch("offboard", settings={"max_removals": 1, "platforms": ["contabo"], "require_found": True})
    assert limit.rc == 2 and changed(limit) == [] and "max_removals" in limit.failures[0], limit.failures
    assert {entry[0] for entry in limit.journal} == {"awx", "contabo"}


def decided(controller: Controller, by: str) -> str:
    """The table of a review in which somebody has decided to remove one account."""
    table = next(text for name, text in controller.launch("review", {"platforms": ["contabo"]}).files.items() if name.endswith(".csv"))
    rows = list(csv.DictReader(io.StringIO(table.lstrip("\ufeff"))))
    (row,) = (row for row in rows if row["account"] == LEAVER)
    row |= {"decision": "remove", "decided_by": by}
    written = io.StringIO()
    writer = csv.DictWriter(written, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def test_who_may_decide_is_a_setting_that_a_blank_answer_leaves(controller: Controller) -> None:
    given: dict[str, Any] = {"files": {"reviews/decided.csv": decided(controller, "maria@x.example")}, "settings": {"reviewers": ["jo@x.example"]}}
    for blank in ("", " , \n"):
        job = controller.launch("decide", {"platforms": ["contabo"], "reviewers": blank}, **given)
        assert job.rc == 2 and changed(job) == [] and "maria@x.example" in job.failures[0], job.output
    answered = controller.launch("decide", {"platforms": ["contabo"], "reviewers": "maria@x.example\n"}, **given)
    assert answered.rc == 0 and LEAVER not in answered.accounts["contabo"], answered.output


@pytest.mark.parametrize("careful", ["amer", "emea"])
def test_a_tenant_that_requires_another_approver_is_not_changed_without_one(controller: Controller, careful: str) -> None:
    """Whichever tenant is the first one of the play."""
    other = Site()
    before = accounts_of(other.sandbox)
    hosts = {name: connection(other if name == careful else controller.site, "contabo") for name in ("amer", "emea")}
    hosts[careful]["require_other_approver"] = True
    job = controller.launch("offboard", {"tenants": "all"}, hosts=hosts)
    after = accounts_of(other.sandbox)
    other.close()
    assert job.rc == 2 and after == before, job.output
    assert ["Nothing was changed, because require_other_approver is set." in text for text in job.failures] == [True]
    assert LEAVER not in job.accounts["contabo"], "the other tenant requires nothing"


def test_a_tenant_whose_plan_is_only_shown_does_not_spare_the_others_the_approver(controller: Controller) -> None:
    hosts = {"amer": {**connection(controller.site), "apply": False}, "emea": {**connection(controller.site), "require_other_approver": True}}
    job = controller.launch("apply", artifacts={"tenants": "all"}, hosts=hosts)
    assert changed(job) == [] and [text for text in job.failures if "require_other_approver is set" in text], job.failures


def test_an_urgent_leaver_is_one_of_many(controller: Controller) -> None:
    """Nobody could approve more than the usual number of removals there."""
    people = [account for account in controller.launch("drift").accounts["contabo"] if account.endswith("@harbor.example")][:8]
    people = [account for account in people if not account.startswith(("owner", "automation"))]
    job = controller.launch("offboard at once", {"leavers": "\n".join(people)}, settings={"platforms": ["contabo"], "max_removals": 1})
    assert len(people) > 5 and job.rc == 0 and not set(people) & set(job.accounts["contabo"]), job.output


def test_a_tenant_has_its_own_roster(controller: Controller) -> None:
    person = {"email": "zoe@emea.example", "first_name": "Zoe", "last_name": "Quist", "accounts": {"contabo": {"roles": ["Network"], "locale": "en-US"}}}
    files = {"rosters/emea.yml": yaml.safe_dump({"people": [person]})}
    hosts = {"amer": connection(controller.site), "emea": {**connection(controller.site), "roster_file": "rosters/emea.yml"}}
    job = controller.launch("plan", {"tenants": "all", "platforms": ["contabo"]}, hosts=hosts, files=files)
    summary = job.artifacts["people_access_plan_summary"]
    assert "Zoe Quist" in summary["emea"] and "Zoe Quist" not in summary["amer"] and "1 joins" in summary["amer"], summary
    assert controller.launch("plan", {"platforms": ["contabo"]}).artifacts["people_access_plan_digest"] == job.artifacts["people_access_plan_digest"]["amer"]
    without = controller.launch("plan", {"tenants": "emea"}, hosts={"emea": connection(controller.site, "te_")})
    assert without.rc == 2 and changed(without) == [] and re.search(r"(?i)segment.*contabo|contabo.*segment", without.output), without.output


def test_the_decisions_of_one_tenant_are_not_those_of_another(controller: Controller) -> None:
    hosts = {name: connection(controller.site) for name in ("amer", "emea")}
    job = controller.launch("decide", {"tenants": "all"}, hosts=hosts, files={"reviews/decided.csv": ""})
    assert job.rc == 2 and [entry for entry in job.journal if entry[0] != "awx"] == [], job.output
    assert len(job.failures) == 2 and all("decisions_file of several tenants (amer, emea)" in text for text in job.failures), job.failures
