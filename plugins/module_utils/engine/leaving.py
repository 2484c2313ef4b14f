# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The order in which access is taken from people who leave. It is the same on all platforms; each platform has some of the steps.

``engine.execute.cut_off`` carries out the steps before the removal.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .fields import Resource, Row

# The steps of each platform are in ``leaving`` of its ``AccountPlatform``. An account is disabled before its sessions are ended, because otherwise a new
# session could begin in between.
DISABLE, SESSIONS, KEYS, GRANTS, REMOVAL = STEPS = ("disable", "sessions", "keys", "grants", "removal")
# What happens to the account of a leaver.
REMOVED, DISABLED, REVOKED = "removed", "disabled", "revoked"


@dataclass
class CutOff:
    """What was done to cut off an account before its removal.

    ``done`` are sentences. ``changed`` is whether anything was written. ``problem`` is why a step failed, empty if none did. ``out_of_reach`` is whether
    the platform did not respond. ``in_use`` is whether sessions or keys may still be used, even after the removal. ``unsure`` is whether the account may
    have been disabled, because the response was lost.
    """

    done: list[str] = field(default_factory=list)
    changed: bool = False
    problem: str = ""
    out_of_reach: bool = False
    in_use: bool = False
    unsure: bool = False


def ending(resource: Resource, leave: str, row: Row) -> str:
    """Return what happens to an account if leavers are to be disabled (``leave`` is ``disable``) or removed (``remove``).

    An account that cannot be disabled loses all access instead. It is removed if the platform requires access for every account, or if it is a
    pending invite or has one (``invited``), which would give access when it is accepted.
    """
    if leave != "disable" or row.get("status") == "pending" or row.get("invited"):
        return REMOVED
    if "disabled" in resource.states:
        return DISABLED
    return REMOVED if resource.needs_access == "yes" else REVOKED
