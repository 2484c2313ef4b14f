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
      - How far to look back from now, as a number followed by V(s), V(m), V(h), V(d) or V(w) for seconds, minutes, hours, days or weeks.
      - At least one of O(window), O(start) and O(since) is required. O(window) and O(start) are mutually exclusive.
    type: str
  start:
    description:
      - Start of the period, in ISO 8601. A time without a time zone is in UTC.
    type: str
  end:
    description:
      - End of the period, in ISO 8601. A time without a time zone is in UTC. The default is the current time.
    type: str
  since:
    description:
      - The RV(cursor) of an earlier run. The module returns only events that no earlier run returned, without gaps.
      - Takes precedence over O(window) and O(start). If O(since) is empty, as before the first run, those options apply.
      - Platforms may log events late, so the module searches the last ten minutes before the cursor again. It misses events that are logged even
        later.
      - Events that a filter excludes count as returned. Use a cursor only with the same values of all other options that select the log.
    type: str
"""
