# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A roster whose process is killed with SIGKILL, over real connections: the next run ends in the same state, and repeats nothing."""

from __future__ import annotations

import pytest

from tests.harness import Bench, is_write
from tests.unit.lifecycle.killed import RECORDED, UNSENT, each_write, run_killed
from tests.unit.lifecycle.test_roster_module import CHANGE, ROSTER, held


def writes(bench: Bench) -> int:
    return len([entry for entry in bench.sandbox.journal if is_write(entry)])


@pytest.mark.parametrize("moment", [UNSENT, RECORDED])
def test_killed_at_any_write_the_next_run_repeats_nothing(moment: str, thorough: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        bench = Bench(patch)
        bench.run("roster", **ROSTER)
        whole = len(bench.run("roster", **CHANGE)["writes"])
        expected = held(bench)
    assert whole >= 12
    for bench, environ, number in each_write(CHANGE, moment, thorough):
        run_killed(CHANGE, environ, number, moment)
        done = writes(bench)
        rest = bench.run("roster", **CHANGE)
        assert rest.get("failed") is None, rest["msg"]
        assert held(bench) == expected, number
        assert (done, len(rest["writes"])) == (number - (moment == UNSENT), whole - done)
        assert bench.run("roster", **CHANGE)["writes"] == []
