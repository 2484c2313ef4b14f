# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts that were cut off, but not removed, because the work stopped in between: what is told about them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.find import Task
from ansible_collections.people.access.plugins.module_utils.engine.items import Item
from ansible_collections.people.access.plugins.module_utils.engine.leaving import CutOff
from ansible_collections.people.access.plugins.module_utils.lifecycle.cut_off import report_halfway
from tests.unit.engine.test_recovery import Memory, existing

DISABLED, ENDED = "It is disabled.", "Its sessions are ended."


@pytest.mark.parametrize("cut,hint", [
    (CutOff([DISABLED], changed=True, problem="busy"), DISABLED),
    (CutOff([], changed=True, problem="busy"), "busy"),
    (CutOff([], unsure=True, problem="lost"), "lost"),
    (CutOff([ENDED], changed=True, unsure=True, problem="lost"), f"{ENDED} lost"),
    (CutOff([DISABLED]), None),
    (None, None),
], ids=["disabled", "changed in part", "perhaps disabled", "perhaps disabled and out", "disabled before", "not cut off"])
def test_what_is_told_of_an_account_that_was_cut_off_only(cut: CutOff | None, hint: str | None) -> None:
    store = Memory(existing())
    if cut is not None:
        store.cut_offs["id-1"] = cut
    item = Item("ada", Task({"email": "ada@x.example", "state": "absent"}), (), existing())
    actions: list[Any] = [SimpleNamespace(item=item), SimpleNamespace(item=Item("new", Task({"email": "new@x.example"}), ()))]
    report_halfway(store, actions)
    failure = item.failure
    assert (None if failure is None else (failure.hint, failure.changed)) == (None if cut is None or hint is None else (hint, cut.changed))
    assert actions[1].item.failure is None
