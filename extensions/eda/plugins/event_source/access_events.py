# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Event source for ansible-rulebook: what happens to accounts and access on ThousandEyes, Segment, Contabo and TSNA."""

from __future__ import annotations

import os
import sys
from typing import Any

DOCUMENTATION = r"""
---
short_description: Receive events from the logs of ThousandEyes, Segment, Contabo and TSNA.
description:
  - An ansible-rulebook event source that follows the activity log of ThousandEyes, the audit trail of Segment and the audits of Contabo.
  - TSNA has no log that can be read. If it is among the platforms, its users and sessions are listed at each interval, and differences are events.
  - An event has the keys C(when) (UTC), C(platform), C(who), C(what) (lower case, without a full stop), C(account) and C(raw). C(who) did it, and C(account) is
    the affected person. People are named by e-mail address if the log contains it. C(raw) is the event as the module of the platform returns it,
    for example M(people.access.te_event_info), or for TSNA C(before) and C(after) of a user, or a session.
  - Secrets in events are masked. In text that Ansible would evaluate as a template, a space is inserted in C({{), C({%) and C({#).
  - The position in each log is stored in O(cursor_file), so that a restart neither loses nor repeats events. An event counts as delivered when the rule engine
    has taken it. A process that is killed between the delivery of an event and its record delivers this one event again, with the same C(meta.uuid).
    An action that runs when ansible-rulebook is killed is not run again, unless it runs with persistence.
  - Events that a platform writes to its log late are found as long as they are less than ten minutes late.
  - If the log of a platform cannot be read three times in a row, there is an event whose C(what) is C(log unreadable), and C(log readable again) afterwards.
requirements:
  - ansible-core and requests in the Python environment of ansible-rulebook
options:
  platforms:
    description:
      - The platforms to follow.
    type: list
    elements: str
    choices: [thousandeyes, segment, contabo, tsna]
    default: [thousandeyes, segment, contabo]
  cursor_file:
    description:
      - File that stores the position in each log. It is created with access for its owner only, next to a file with the extension C(.lock).
      - Each source and each tenant needs its own file.
    type: str
    required: true
  interval:
    description:
      - Seconds between two reads of a log. Each takes one request in most cases, and two on Contabo.
    type: float
    default: 60
  window:
    description:
      - How far the first reading goes back, such as C(30m), C(12h) or C(7d). Later ones go on from O(cursor_file).
    type: str
    default: 0s
  feedback:
    description:
      - Wait for ansible-rulebook to confirm each event. This needs ansible-rulebook with C(--persistence-id); see its documentation.
    type: bool
    default: false
  te_url:
    description:
      - Connection options have the names, defaults and environment variables that they have in modules, for example C(te_aid), C(segment_url), C(contabo_url),
        C(tsna_url), C(proxy), C(ca_path), C(timeout), C(retries) and C(retry_budget).
      - Tokens, passwords and the client secret are taken from the environment only, because ansible-rulebook logs the arguments of sources.
    type: str
"""

EXAMPLES = r"""
- people.access.access_events:
    cursor_file: /var/lib/people-access/events.cursor

- people.access.access_events:
    platforms: [thousandeyes, tsna]
    interval: 30
    window: 1h
    cursor_file: /var/lib/people-access/emea.cursor
    te_aid: "11002"
"""


def _find_collection() -> None:
    """Make the collection of this file importable, also next to an installed ansible_collections, because ansible-rulebook runs the file alone."""
    base = os.path.abspath(__file__)
    for _folder in range(8):  # BASE/ansible_collections/people/access/extensions/eda/plugins/event_source/access_events.py
        base = os.path.dirname(base)
    if base not in sys.path:
        sys.path.append(base)
    import ansible_collections

    folder = os.path.join(base, "ansible_collections")
    if folder not in list(ansible_collections.__path__):
        ansible_collections.__path__.append(folder)


_find_collection()

from ansible_collections.people.access.plugins.plugin_utils.event_stream import run  # noqa: E402  # where the collection was found


async def main(queue: Any, args: dict[str, Any]) -> None:
    """Follow the logs until the rulebook ends."""
    await run(queue, args)


if __name__ == "__main__":
    import asyncio
    import json

    class MockQueue:
        """Prints events, for a try without ansible-rulebook."""

        async def put(self, event: dict[str, Any]) -> None:
            print(json.dumps(event), flush=True)

    asyncio.run(main(MockQueue(), json.loads(sys.argv[1])))
