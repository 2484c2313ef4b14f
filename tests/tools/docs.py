# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the documentation as HTML in docs/_build/html, without network access: ``python -m tests.tools.docs``. Fails on warnings."""

from __future__ import annotations

import pathlib
import re
import shutil
import subprocess
import sys

import yaml

from .common import ROOT, VENV, clean_environ, run
from .release import is_placeholder

TARGET = ROOT / "docs" / "_build"
NAME = "people.access"
# Labels and variables of Ansible's own documentation that the generated pages refer to.
ELSEWHERE = """:orphan:

In Ansible's own documentation
==============================

.. _common_return_values:

Common return values
--------------------

See https://docs.ansible.com/ansible/latest/reference_appendices/common_return_values.html

.. _ansible_configuration_settings:

Configuration settings
----------------------

See https://docs.ansible.com/ansible/latest/reference_appendices/config.html

.. envvar:: ANSIBLE_CACHE_PLUGIN

.. envvar:: ANSIBLE_CACHE_PLUGIN_CONNECTION

.. envvar:: ANSIBLE_CACHE_PLUGIN_PREFIX

.. envvar:: ANSIBLE_CACHE_PLUGIN_TIMEOUT

.. _action_plugins:

Action plugins
--------------

See https://docs.ansible.com/ansible/latest/plugins/action.html
"""

# What each page says about where the collection comes from. By default this is Galaxy, whether or not the collection is there.
SOURCES = {"collection_url": "index.html", "collection_install": "ansible-galaxy collection install {namespace}-{name}-VERSION.tar.gz"}
LINKS = re.compile(r"(?:\.\. Extra links\n+Collection links\n~+\n+)?\.\. ansible-links::\n\n(?:  .*\n)+")
START = """.. include:: docsite/overview.rst
   :start-after: .. begin of the start page
   :end-before: .. end of the start page

"""


def with_sources(settings: str) -> str:
    """Return the settings of antsibull-docs with the package file as the source of the collection."""
    for name, value in SOURCES.items():
        settings, count = re.subn(rf'(?m)^({name} = {{\n  \* = )".*"$', rf'\1"{value}"', settings)
        if count != 1:
            sys.exit(f"The settings of antsibull-docs have {count} members {name}, instead of one.")
    return settings


def without_links(page: str) -> str:
    """Return a page without links to the repository."""
    return LINKS.sub("", page)


def start_page(page: str) -> str:
    """Return the index with the picture of how everything fits together at its top, and the name of the collection as it is written everywhere else."""
    top, contents, rest = page.partition(".. contents::\n")
    if not contents:
        sys.exit("The index of antsibull-docs has no table of contents.")
    return f"{top}{START}{contents}{rest}"


def edit(pages: pathlib.Path) -> None:
    repository = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["repository"]
    for path in pages.rglob("*.rst"):
        before = path.read_text(encoding="utf-8")
        text = without_links(before) if is_placeholder(repository) else before
        text = start_page(text) if path.name == "index.rst" else text
        text = text.replace("People.Access", NAME)
        if text != before:
            path.write_text(text, encoding="utf-8")


def main() -> int:
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True, mode=0o755)
    environ = clean_environ()
    names = [argument for option in ("--project", "--title", "--html-short-title") for argument in (option, NAME)]
    antsibull, pages = str(VENV / "bin" / "antsibull-docs"), TARGET / "rst"
    start = [antsibull, "sphinx-init", "--use-current", "--squash-hierarchy", *names, "--copyright", f"the {NAME} authors"]
    run([*start, "--dest-dir", str(TARGET), NAME], env=environ, stdout=subprocess.DEVNULL)  # it tells what to install and run, which is done here
    with (TARGET / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write("\nintersphinx_mapping = {}\n")
    config = TARGET / "antsibull-docs.cfg"
    config.write_text(with_sources(config.read_text(encoding="utf-8")), encoding="utf-8")
    pages.chmod(0o755)  # antsibull-docs requires that nobody else can write there
    settings = ["--config-file", str(config), "collection", "--cleanup", "everything", "--fail-on-error"]
    run([antsibull, *settings, "--use-current", "--squash-hierarchy", "--dest-dir", str(pages), NAME], env=environ)
    edit(pages)
    (pages / "elsewhere.rst").write_text(ELSEWHERE, encoding="utf-8")
    run([str(VENV / "bin" / "sphinx-build"), "-q", "-W", "--keep-going", "-c", str(TARGET), str(pages), str(TARGET / "html")], env=environ)
    print((TARGET / "html" / "index.html").relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
