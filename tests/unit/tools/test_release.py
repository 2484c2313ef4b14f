# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pathlib
import re
import subprocess

import pytest

from tests.tools.common import ROOT
from tests.tools.release import VERSIONED, refusals, write_version

REPOSITORY = "https://git.people.dev/people/access"


@pytest.fixture
def checkout(tmp_path: pathlib.Path) -> pathlib.Path:
    """A checkout with one fragment, in which 1.0.0 and its second candidate are released."""
    files = {
        "changelogs/changelog.yaml": "ancestor: null\nreleases: {1.0.0: {}, 1.0.0-rc.2: {}}\n",
        "changelogs/fragments/one.yml": "bugfixes: [te_user - a repair.]\n",
        **{name: (ROOT / name).read_text(encoding="utf-8") for name in VERSIONED},
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "-c", "user.name=a", "-c", "user.email=a@x.example", "commit", "-qm", "all")
    return tmp_path


def git(folder: pathlib.Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(folder), *words], check=True, stdin=subprocess.DEVNULL)


@pytest.mark.parametrize("version", ["1.0.1", "1.1.0", "2.0.0-rc.1", "10.0.0"])
def test_a_new_version_is_released(checkout: pathlib.Path, version: str) -> None:
    assert refusals(version, REPOSITORY, checkout) == []


@pytest.mark.parametrize("version", ["", "1", "1.0", "v1.0.1", "01.0.1", "1.0.1 ", "1.0.x"])
def test_another_form_of_version_is_refused(checkout: pathlib.Path, version: str) -> None:
    assert refusals(version, REPOSITORY, checkout) == [f"VERSION={version} is not a semantic version. Use a version such as 1.0.0."]


@pytest.mark.parametrize("version", ["1.0.0", "0.9.0", "1.0.0-rc.10", "1.0.0-rc.2"])
def test_a_version_is_later_than_all_before_it(checkout: pathlib.Path, version: str) -> None:
    assert refusals(version, REPOSITORY, checkout) == ["Version 1.0.0 is already released. Choose a version after it."]


def test_a_version_whose_changelog_is_written_is_packed_until_it_has_a_tag(checkout: pathlib.Path) -> None:
    (checkout / "changelogs" / "fragments" / "one.yml").unlink()
    git(checkout, "-c", "user.name=a", "-c", "user.email=a@x.example", "commit", "-qam", "the changelog is written")
    assert refusals("1.0.0", REPOSITORY, checkout) == []
    git(checkout, "tag", "1.0.0")
    assert refusals("1.0.0", REPOSITORY, checkout)[0] == "Version 1.0.0 is already released. Choose a version after it."


@pytest.mark.parametrize("repository", ["https://example.org/people/access", "https://git.x.example/people/access", "https://people.invalid/access"])
def test_a_placeholder_is_refused(checkout: pathlib.Path, repository: str) -> None:
    assert refusals("1.0.1", repository, checkout) == [f"REPOSITORY={repository} is a placeholder. Use the address where users find the source."]


@pytest.mark.parametrize("repository", ["", "git.people.dev/access", "http://git.people.dev/access", "https://git.people.dev/", "https://people/access"])
def test_what_is_no_address_of_a_repository_is_refused(checkout: pathlib.Path, repository: str) -> None:
    assert [reason.partition(". ")[0] for reason in refusals("1.0.1", repository, checkout)] == [f"REPOSITORY={repository} is not the address of a repository"]


def test_a_changed_file_is_refused(checkout: pathlib.Path) -> None:
    (checkout / "changelogs" / "changelog.yaml").write_text("ancestor: null\nreleases: {}\n", encoding="utf-8")
    assert refusals("1.0.1", REPOSITORY, checkout) == ["The checkout has uncommitted changes. Commit or stash them."]


@pytest.mark.parametrize("fragment", [None, "trivial: [nothing for users.]\n"])
def test_a_release_tells_users_something(checkout: pathlib.Path, fragment: str | None) -> None:
    path = checkout / "changelogs" / "fragments" / "one.yml"
    if fragment is None:
        path.unlink()
    else:
        path.write_text(fragment, encoding="utf-8")
    git(checkout, "-c", "user.name=a", "-c", "user.email=a@x.example", "commit", "-qam", "less")
    assert refusals("1.0.1", REPOSITORY, checkout) == ["changelogs/fragments has no entry about this release. Add one that tells users what has changed."]


def test_the_version_is_written_wherever_it_stands(checkout: pathlib.Path) -> None:
    write_version(checkout, "1.2.3", REPOSITORY)
    texts = {name: (checkout / name).read_text(encoding="utf-8") for name in VERSIONED}
    assert "\nversion: 1.2.3\n" in texts.pop("galaxy.yml")
    assert all(re.search(r'^[ #]+version: ">=1\.2\.3"$', text, re.MULTILINE) for text in texts.values())
    assert f"\nrepository: {REPOSITORY}\n" in (checkout / "galaxy.yml").read_text(encoding="utf-8")
