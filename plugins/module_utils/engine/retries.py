# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Whether and when a request is sent again."""

from __future__ import annotations

import math
import random
from typing import Union

from .conventions import ApiConventions
from .response import ON_THE_WAY, Response, is_untouched, retry_after
from .transport import NoAnswer

BACKOFF_CAP = 60.0
# The outcome of one try.
Outcome = Union[Response, NoAnswer]


def retry_delay(outcome: Outcome, may_repeat: bool, retry: int, conventions: ApiConventions, now: float) -> float | None:
    """Return the seconds until the next try, None if there is none. ``retry`` counts from 0.

    If the server does not say how long to wait, the delay doubles each time, with jitter so that clients do not retry simultaneously.
    """
    backoff = min(BACKOFF_CAP, 2.0 ** retry) * (0.75 + random.random() / 4)
    if isinstance(outcome, NoAnswer):
        return backoff if outcome.passing and (may_repeat or outcome.unsent) else None
    if outcome.status == 429:
        seconds = conventions.wait(outcome, now)
        return min(BACKOFF_CAP, 5.0 * backoff) if seconds is None or not math.isfinite(seconds) else max(seconds, 0.0)
    if is_untouched(outcome):
        return retry_after(outcome)
    return backoff if may_repeat and outcome.status in ON_THE_WAY else None
