# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the action groups of ``meta/runtime.yml`` from the names of the modules; ``--check`` only tells whether they are up to date.

A module belongs to the group whose prefix its name has; a module for people (``roster``) takes the
options of every platform, and belongs to every group.
"""

from __future__ import annotations

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / ".tree"))

from ansible_collections.people.access.plugins.module_utils.platforms import registry  # noqa: E402  # where .tree is

RUNTIME = ROOT / "meta" / "runtime.yml"
PREFIXES = {name: one.prefix for name, one in registry.platforms().items()}
SECTION = re.compile(r"^action_groups:.*?(?=^\S|\Z)", re.MULTILINE | re.DOTALL)


def action_groups(modules: list[str]) -> str:
    rest = [name for name in modules if not name.startswith(tuple(PREFIXES.values()))]
    groups = {group: [name for name in modules if name.startswith(prefix) or name in rest] for group, prefix in PREFIXES.items()}
    lines = ["action_groups: # written by tests/tools/generate_runtime.py"]
    for group, names in groups.items():
        lines += [f"  {group}:", *(f"    - {name}" for name in names)] if names else [f"  {group}: []"]
    lines += ["  all:", "    - metadata:", "        extend_group:", *(f"          - {group}" for group in groups)]
    return "\n".join(lines) + "\n"


def main() -> int:
    modules = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py") if path.stem != "__init__")
    before = RUNTIME.read_text(encoding="utf-8")
    after = SECTION.sub("", before).rstrip() + "\n" + action_groups(modules)
    if before == after:
        return 0
    if "--check" in sys.argv[1:]:
        print("meta/runtime.yml does not name the modules in plugins/modules; run make generate", file=sys.stderr)
        return 1
    RUNTIME.write_text(after, encoding="utf-8")
    print(f"meta/runtime.yml names {len(modules)} modules")
    return 0


if __name__ == "__main__":
    sys.exit(main())
