# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the documentation as HTML in docs/_build/html, without network access: ``python -m tests.tools.docs``. Fails on warnings."""

from __future__ import annotations

import shutil
import subprocess
import sys

from .common import ROOT, VENV, clean_environ, run

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
    pages.chmod(0o755)  # antsibull-docs requires that nobody else can write there
    settings = ["--config-file", str(TARGET / "antsibull-docs.cfg"), "collection", "--cleanup", "everything", "--fail-on-error"]
    run([antsibull, *settings, "--use-current", "--squash-hierarchy", "--dest-dir", str(pages), NAME], env=environ)
    (pages / "elsewhere.rst").write_text(ELSEWHERE, encoding="utf-8")
    run([str(VENV / "bin" / "sphinx-build"), "-q", "-W", "--keep-going", "-c", str(TARGET), str(pages), str(TARGET / "html")], env=environ)
    print((TARGET / "html" / "index.html").relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
