# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Imports the Python files of the collection with Python's bytecode cache.

Ansible's loader for collections compiles every file from its source, in every worker again. For the modules that work on all platforms, this takes
longer than anything else before the first request.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cache
from importlib.abc import MetaPathFinder
from importlib.machinery import SOURCE_SUFFIXES, FileFinder, ModuleSpec, SourceFileLoader
from typing import Any

WORKERS = "ansible.executor.process.worker"  # which only a process has that starts them
PACKAGES = tuple(f"ansible_collections.people.access.plugins.{name}." for name in ("modules", "module_utils", "plugin_utils"))


class CachedFinder(MetaPathFinder):
    """Finds files as Python does by itself. Packages without an ``__init__.py`` and anything missing are left to Ansible's finder."""

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: Any = None) -> ModuleSpec | None:
        if not path or not fullname.startswith(PACKAGES):
            return None
        spec = _finder(path[0]).find_spec(fullname)
        return spec if spec is not None and spec.loader is not None else None


@cache
def _finder(folder: str) -> FileFinder:
    return FileFinder(folder, (SourceFileLoader, SOURCE_SUFFIXES))


def runs_playbooks() -> bool:
    """Whether this process starts Ansible's workers, or is one."""
    return WORKERS in sys.modules


def use_bytecode_cache() -> None:
    """Find files of the collection in this way from now on, in this process."""
    if not any(isinstance(finder, CachedFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, CachedFinder())
