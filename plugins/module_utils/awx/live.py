# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The objects of an AWX, from its responses, and the paths that still have to be read."""

from __future__ import annotations

import urllib.parse
from collections.abc import Mapping
from typing import Any

from ..engine.errors import Incomplete
from .client import following_path
from .kinds import KINDS, NODES, ORGANIZATION

PAGE = "page_size=200&order_by=id"  # 200 is the most that AWX gives at once


class Live:
    """The objects of one organization.

    - ``documents``: responses of the API by path below its root
    - ``reads``: paths that are missing in ``documents``
    - ``organization``: id of the organization, None if it is not known yet, 0 if it does not exist
    """

    def __init__(self, documents: Mapping[str, Any], organization: str):
        self.documents = documents
        self.reads: list[str] = []
        self.objects: dict[str, list[Any]] = {}
        found = self.read(f"organizations/?name={urllib.parse.quote(organization, safe='')}")
        self.organization: int | None = None if found is None else next((int(row["id"]) for row in found["results"] if row.get("name") == organization), 0)
        if self.organization:
            for kind in KINDS.values():
                self.objects[kind.name] = self.listed(kind.path, kind.where.format(organization=self.organization))
            self.objects[NODES] = self.listed(NODES, f"workflow_job_template__organization={self.organization}")

    def read(self, path: str) -> Any:
        """Return the response. If it is missing, return None and add the path to ``reads``."""
        if path not in self.documents and path not in self.reads:
            self.reads.append(path)
        return self.documents.get(path)

    def listed(self, path: str, where: str) -> list[Any]:
        """Return the objects of all pages. Those that are still missing are read first."""
        found: list[Any] = []
        following: str | None = f"{path}/?{where}&{PAGE}"
        seen: set[int] = set()
        own = where == ORGANIZATION.format(organization=self.organization)
        while following:
            page = self.read(following)
            fresh = {row["id"] for row in page["results"]} - seen if page else set()
            if page and seen and not fresh:
                raise Incomplete(f"AWX: the listing of {path} comes back to a page that was read before.", "Run the task again.")
            if page and own and any(row.get("organization") not in (None, self.organization) for row in page["results"]):
                raise Incomplete(f"AWX: the listing of {path} has objects of other organizations.", "Check the proxy of AWX, which may drop queries.")
            seen |= fresh
            found += page["results"] if page else []
            following = following_path(page) if page else None
            expected = page.get("count") if page and following is None else None
            if isinstance(expected, int) and len(seen) < expected:
                raise Incomplete(f"AWX: the listing of {path} has {len(found)} objects, but says that it has {expected}.", "Run the task again.")
        return found

    def find(self, kind: str, name: str) -> Any:
        """Return the object with this name, in the organization if objects of this kind have one."""
        return next((row for row in self.objects[kind] if row.get("name") == name), None)

    def id_of(self, kind: str, name: str) -> int | None:
        found = self.find(kind, name)
        return int(found["id"]) if found else None

    def takes_answers(self, kind: str, name: str) -> bool:
        """Return whether the template or workflow with this name has a survey or prompts for variables. Otherwise, AWX refuses answers."""
        found = self.find(kind, name) if kind in ("templates", "workflows") else None
        return bool(found and (found.get("ask_variables_on_launch") or self.read(f"{KINDS[kind].path}/{found['id']}/survey_spec/")))
