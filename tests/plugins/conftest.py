# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""These tests run in a process of their own (``pytest tests/plugins``): with Ansible's plugin loader, modules would take it for a controller
and print their warnings instead of returning them."""

from __future__ import annotations

import os
import pathlib
from typing import Any

import pytest
from ansible.plugins.loader import init_plugin_loader, lookup_loader

# Before anything of the collection is imported: plugins are found by Ansible's own loader.
TREE = str(pathlib.Path(__file__).resolve().parents[2] / ".tree")
os.environ["ANSIBLE_COLLECTIONS_PATH"] = TREE
init_plugin_loader([TREE])


@pytest.fixture
def look_up(bench: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A lookup by its name, terms and options, in the process of a task that has not listed anything yet. Without terms it looks up all."""
    from ansible_collections.people.access.plugins.plugin_utils import lookup as shared

    monkeypatch.setattr(shared, "_LISTED", {})
    monkeypatch.setattr(shared, "in_a_task", lambda: True)

    def run(name: str, *terms: Any, **options: Any) -> list[Any]:
        found: list[Any] = lookup_loader.get(f"people.access.{name}").run(list(terms), {}, **{"all": not terms, **options})
        return found

    return run
