# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the tables of README.md: ``python -m tests.tools.generate_readme``; ``--check`` only compares.

The modules and playbooks come from their files, and the tested versions from the workflow of the checks.
"""

from __future__ import annotations

import collections
import re
import sys
from collections.abc import Iterable, Sequence

import yaml

from .common import ROOT, write_or_check

sys.path.insert(0, str(ROOT / ".tree"))

from ansible_collections.people.access.plugins.module_utils.platforms import registry  # noqa: E402  # where .tree is

README = ROOT / "README.md"
PEOPLE, AWX = "All platforms", "AWX"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "".join(f"| {' | '.join(row)} |\n" for row in (head, ["---"] * len(head), *rows))


def modules() -> str:
    titles = {**{platform.prefix: platform.title for platform in registry.platforms().values()}, "awx_": AWX}
    names: dict[str, list[str]] = {PEOPLE: [], **{title: [] for title in titles.values()}}
    for path in sorted((ROOT / "plugins" / "modules").glob("*.py")):
        names[next((title for prefix, title in titles.items() if path.stem.startswith(prefix)), PEOPLE)].append(path.stem)
    rows = [(title, _listed(name for name in found if not name.endswith("_info")), _listed(name for name in found if name.endswith("_info")))
            for title, found in names.items()]
    return table(("Platform", "Modules that manage", "Modules that read"), rows)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def playbooks() -> str:
    found = [(path.stem, yaml.safe_load(path.read_text(encoding="utf-8"))[0]["name"]) for path in sorted((ROOT / "playbooks").glob("*.yml"))]
    return table(("Playbook", "What it does"), [(f"`people.access.{name}`", title) for name, title in found])


def versions() -> str:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "checks.yml").read_text(encoding="utf-8"))
    pythons = collections.defaultdict(list)
    for entry in workflow["jobs"]["release"]["strategy"]["matrix"]["include"]:
        pythons[".".join(str(entry["core"]).split(".")[:2])].append(entry["python"])
    return table(("ansible-core", "Python on the control node"), [(core, ", ".join(found)) for core, found in sorted(pythons.items())])


def page(text: str) -> str:
    """Return the README with the text between each pair of markers replaced. Raises SystemExit if a table has no place."""
    for name, content in {"modules": modules(), "playbooks": playbooks(), "versions": versions()}.items():
        start, end = f"<!-- {name}: written by make generate -->\n", f"<!-- end of {name} -->"
        parts = re.split(f"{re.escape(start)}.*?{re.escape(end)}", text, flags=re.DOTALL)
        if len(parts) != 2:
            sys.exit(f"README.md needs the markers of {name} once; it has them {len(parts) - 1} times.")
        text = f"{start}\n{content}\n{end}".join(parts)
    return text


def main() -> int:
    text = README.read_text(encoding="utf-8")
    new = page(text)
    return write_or_check([(README, new)] if new != text else [], "its sources")


if __name__ == "__main__":
    sys.exit(main())
