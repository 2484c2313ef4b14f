# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the action groups of ``meta/runtime.yml`` and the action plugins from the names of the modules; ``--check`` only compares.

A module belongs to the group of its prefix. A module for people (``roster``) takes the options of every platform and belongs to every group; a module
for AWX takes none of them and belongs to no group. Every module has an action plugin that runs it directly: if all modules were routed to one
plugin, ansible-core 2.18 would take the name of the plugin for that of the module.
"""

from __future__ import annotations

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / ".tree"))

from ansible_collections.people.access.plugins.module_utils.platforms import registry  # noqa: E402  # where .tree is

RUNTIME = ROOT / "meta" / "runtime.yml"
PREFIXES = {name: platform.prefix for name, platform in registry.platforms().items()}
AWX = "awx_"
ACTIONS = ROOT / "plugins" / "action"
WRITTEN = "# Written by tests/tools/generate_runtime.py."
ACTION = f'''# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
{WRITTEN}
"""Runs the module of this name without a new interpreter where possible."""

from __future__ import annotations

from ansible_collections.people.access.plugins.plugin_utils.direct import DirectAction, import_early

import_early(__name__)


class ActionModule(DirectAction):
    pass
'''
SECTION = re.compile(r"^action_groups:.*?(?=^\S|\Z)", re.MULTILINE | re.DOTALL)


def action_groups(modules: list[str]) -> str:
    rest = [name for name in modules if not name.startswith((*PREFIXES.values(), AWX))]
    groups = {group: [name for name in modules if name.startswith(prefix) or name in rest] for group, prefix in PREFIXES.items()}
    lines = ["action_groups: # written by tests/tools/generate_runtime.py"]
    for group, names in groups.items():
        lines += [f"  {group}:", *(f"    - {name}" for name in names)] if names else [f"  {group}: []"]
    lines += ["  all:", "    - metadata:", "        extend_group:", *(f"          - {group}" for group in groups)]
    return "\n".join(lines) + "\n"


def outdated_actions(modules: list[str]) -> dict[pathlib.Path, str]:
    """Return the outdated action plugins with their text, None for those to remove. Plugins written by hand are kept."""
    present = {path: path.read_text(encoding="utf-8") for path in ACTIONS.glob("*.py")}
    by_hand = {path for path, text in present.items() if WRITTEN not in text}
    wanted = {path: ACTION for path in (ACTIONS / f"{name}.py" for name in modules) if path not in by_hand}
    gone = {path: "" for path in present if path not in by_hand and path not in wanted}
    return {**gone, **{path: text for path, text in wanted.items() if present.get(path) != text}}


def main() -> int:
    modules = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py") if path.stem != "__init__")
    before = RUNTIME.read_text(encoding="utf-8")
    after = SECTION.sub("", before).rstrip() + "\n" + action_groups(modules)
    actions = outdated_actions(modules)
    if before == after and not actions:
        return 0
    if "--check" in sys.argv[1:]:
        print("meta/runtime.yml or plugins/action does not have the modules in plugins/modules; run make generate", file=sys.stderr)
        return 1
    RUNTIME.write_text(after, encoding="utf-8")
    for path, text in actions.items():
        if text:
            path.write_text(text, encoding="utf-8")
        else:
            path.unlink()
    print(f"meta/runtime.yml and plugins/action have {len(modules)} modules")
    return 0


if __name__ == "__main__":
    sys.exit(main())
