# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source in a process of its own: ``python -m tests.events.child ARGUMENTS``, as JSON. The queue is standard output, a line for an event."""

from __future__ import annotations

import asyncio
import json
import os
import pathlib
import runpy
import sys
from typing import Any

SOURCE = pathlib.Path(__file__).resolve().parents[2] / ".tree/ansible_collections/people/access/extensions/eda/plugins/event_source/access_events.py"


class Pipe:
    async def put(self, event: dict[str, Any]) -> None:
        os.write(1, f"{json.dumps(event)}\n".encode())  # a whole line or none, and out of this process at once


if __name__ == "__main__":
    main = runpy.run_path(str(SOURCE))["main"]  # as ansible-rulebook loads it
    asyncio.run(main(Pipe(), json.loads(sys.argv[1])))
