# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the documentation says about where the collection comes from, and its start page."""

from __future__ import annotations

import pytest

from tests.tools.common import ROOT
from tests.tools.docs import start_page, with_sources, without_links
from tests.tools.release import is_placeholder

SETTINGS = """collection_url = {
  * = "https://galaxy.ansible.com/ui/repo/published/{namespace}/{name}/"
}
collection_install = {
  * = "ansible-galaxy collection install {namespace}.{name}"
}
"""
PAGE = """Authors
~~~~~~~

.. Extra links

Collection links
~~~~~~~~~~~~~~~~

.. ansible-links::

  - title: "Repository (Sources)"
    url: "https://example.org/people/access"
    external: true


.. Parsing errors
"""


def test_no_page_says_that_galaxy_has_the_collection() -> None:
    settings = with_sources(SETTINGS)
    assert "galaxy.ansible.com" not in settings
    assert '* = "ansible-galaxy collection install {namespace}-{name}-VERSION.tar.gz"' in settings


def test_settings_without_a_known_member_are_an_error() -> None:
    with pytest.raises(SystemExit, match="0 members collection_url"):
        with_sources("collection_urls = {}\n")


def test_a_page_has_no_link_to_a_repository_that_does_not_exist() -> None:
    page = without_links(PAGE)
    assert "example.org" not in page and "Collection links" not in page
    assert "Authors" in page and ".. Parsing errors" in page


@pytest.mark.parametrize(("repository", "placeholder"), [
    ("https://example.org/people/access", True), ("https://git.x.example/people/access", True), ("https://git.invalid/a", True),
    ("https://git.examples.org/people/access", False), ("https://github.com/people/access", False),
])
def test_a_placeholder_is_known(repository: str, placeholder: bool) -> None:
    assert is_placeholder(repository) is placeholder


def test_the_start_page_has_the_picture() -> None:
    page = start_page("Collection version 1.0.0\n\n.. contents::\n   :local:\n")
    begin, end = ".. begin of the start page", ".. end of the start page"
    assert f":start-after: {begin}\n   :end-before: {end}\n\n.. contents::" in page
    overview = (ROOT / "docs" / "docsite" / "rst" / "overview.rst").read_text(encoding="utf-8")
    assert "<svg" in overview[overview.index(begin):overview.index(end)]
