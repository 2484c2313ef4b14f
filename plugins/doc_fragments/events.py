# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What modules that read an event log have in common."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
---
options:
  window:
    description:
      - How far to look back from now, a number and one of V(s), V(m), V(h), V(d), V(w) for seconds to weeks.
      - At least one of O(window), O(start) and O(since) is required; O(window) and O(start) are mutually exclusive.
    type: str
  start:
    description:
      - From when on events are wanted, in ISO 8601; without a zone it is UTC.
    type: str
  end:
    description:
      - Until when events are wanted, in ISO 8601; without a zone it is UTC. Without it, up to now.
    type: str
  since:
    description:
      - The RV(cursor) of an earlier run. Only events that no run before has returned are returned, and none in between is missed.
      - It comes before O(window) and O(start), which may be given as well and count where it is empty, as it is before the first run.
      - Events are looked for again for ten minutes, as they may be written to the log late. Those that come even later are missed.
      - What filters leave out counts as returned. A cursor belongs to one choice of all other options that say which log is read.
    type: str
"""
