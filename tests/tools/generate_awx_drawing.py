# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draw the workflows of the AWX kit in the AWX guide: ``python -m tests.tools.generate_awx_drawing``; ``--check`` only compares.

The drawing is an SVG within the page, because antsibull-docs copies no pictures, followed by a list with the descriptions.
"""

from __future__ import annotations

import html
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from .common import ROOT, write_or_check

KIT = ROOT / "extensions" / "awx" / "kit" / "workflows.yml"
PAGE = ROOT / "docs" / "docsite" / "rst" / "awx_guide.rst"
PREFIX = "People access - "
BEGIN, END = ".. Written by tests/tools/generate_awx_drawing.py from the kit.\n", ".. End of the written part.\n"
LINKS = {"success_nodes": "succeeded", "failure_nodes": "failed", "always_nodes": "ended"}
DAY = 86400
# Pixels. The width of a letter is that of a wide one, so that every font fits.
LETTER, SMALL, ROW, BOX, LABEL, ARROW, MARGIN = 7.6, 6.2, 74, 46, 150, 84, 12
STYLE = """
.kit text {font: 14px sans-serif; fill: currentColor}
.kit .small {font-size: 11px}
.kit .name {font-weight: bold}
.kit rect, .kit line {stroke: currentColor; stroke-width: 1.3; fill: none}
.kit .approval {stroke-dasharray: 5 3}
.kit marker path {fill: currentColor}
"""


@dataclass(frozen=True)
class Step:
    """A node of a workflow. ``link`` is how the step before has to end."""

    title: str
    note: str
    approval: bool
    link: str


def steps(workflow: Mapping[str, Any]) -> list[Step]:
    """Return the nodes in their order. Raises ValueError if a node has more than one successor, which this drawing cannot show."""
    nodes = {node["identifier"]: node for node in workflow["workflow_nodes"]}
    node, link, found = workflow["workflow_nodes"][0], "", []
    while True:
        found.append(_step(node, link))
        links = [(_word(kind, node), target["identifier"]) for kind, targets in node.get("related", {}).items() for target in targets]
        if len(links) > 1:
            raise ValueError(f"{node['identifier']} has several successors")
        if not links:
            break
        link, node = links[0][0], nodes[links[0][1]]
    if len(found) != len(nodes):
        raise ValueError(f"{workflow['name']} has nodes that nothing leads to")
    return found


def _word(kind: str, node: Mapping[str, Any]) -> str:
    return "approved" if node["unified_job_template"]["type"] == "workflow_approval" and kind == "success_nodes" else LINKS[kind]


def _step(node: Mapping[str, Any], link: str) -> Step:
    template = node["unified_job_template"]
    title = template["name"].removeprefix(PREFIX)
    if template["type"] == "workflow_approval":
        days = template["timeout"] // DAY
        return Step(title, f"waits {days} day{'s' if days > 1 else ''}", True, link)
    return Step("the project", "updated", False, link) if template["type"] == "project" else Step(title, "job", False, link)


def drawing(workflows: list[Mapping[str, Any]]) -> str:
    """Return an SVG with a row for each workflow."""
    shapes, width = [], 0.0
    for number, workflow in enumerate(workflows):
        row, end = _row(workflow, MARGIN + number * ROW)
        shapes += row
        width = max(width, end)
    height = MARGIN + len(workflows) * ROW
    said = "; ".join(f"{_name(workflow)}: {', then '.join(step.title for step in steps(workflow))}" for workflow in workflows)
    marker = ('<defs><marker id="kit-arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
              '<path d="M0 0 L8 4 L0 8 z"/></marker></defs>')
    opening = (f'<svg class="kit" xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width:.0f} {height}" '
               f'style="max-width: 100%; width: {width:.0f}px">')
    style = " ".join(STYLE.split("\n")).strip()
    return "\n".join([opening, f"<title>{html.escape(said)}</title>", f"<style>{style}</style>", marker, *shapes, "</svg>"]) + "\n"


def _row(workflow: Mapping[str, Any], top: float) -> tuple[list[str], float]:
    """Return the shapes of a workflow, and where they end."""
    middle, place = top + BOX / 2, float(LABEL)
    shapes = [f'<text x="0" y="{middle + 5:.0f}" class="name">{html.escape(_name(workflow))}</text>']
    for step in steps(workflow):
        if step.link:
            shapes += [f'<line x1="{place:.0f}" y1="{middle:.0f}" x2="{place + ARROW:.0f}" y2="{middle:.0f}" marker-end="url(#kit-arrow)"/>',
                       f'<text class="small" x="{place + ARROW / 2 - 3:.0f}" y="{middle - 6:.0f}" text-anchor="middle">{step.link}</text>']
            place += ARROW
        wide = max(len(step.title) * LETTER, len(step.note) * SMALL) + 20
        kind = f'class="approval" rx="{BOX // 2}"' if step.approval else 'rx="4"'
        center = place + wide / 2
        shapes += [f'<rect {kind} x="{place:.0f}" y="{top:.0f}" width="{wide:.0f}" height="{BOX}"/>',
                   f'<text x="{center:.0f}" y="{top + 20:.0f}" text-anchor="middle">{html.escape(step.title)}</text>',
                   f'<text class="small" x="{center:.0f}" y="{top + 36:.0f}" text-anchor="middle">{html.escape(step.note)}</text>']
        place += wide
    return shapes, place + 2


def _name(workflow: Mapping[str, Any]) -> str:
    return str(workflow["name"]).removeprefix(PREFIX)


def written(workflows: list[Mapping[str, Any]]) -> Iterator[str]:
    yield BEGIN + "\n.. raw:: html\n\n"
    yield "".join(f"    {line}\n" for line in drawing(workflows).splitlines())
    yield "\n"
    for workflow in workflows:
        yield f"* *{_name(workflow)}*: {workflow['description']}\n"
    yield "\n" + END


def main() -> int:
    workflows = yaml.safe_load(KIT.read_text(encoding="utf-8"))["controller_workflows"]
    page = PAGE.read_text(encoding="utf-8")
    pattern = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.DOTALL)
    if not pattern.search(page):
        raise ValueError(f"{PAGE.name} has no place for the drawing")
    text = pattern.sub(lambda _match: "".join(written(workflows)), page)
    return write_or_check([(PAGE, text)] if text != page else [], str(KIT.relative_to(ROOT)))


if __name__ == "__main__":
    sys.exit(main())
