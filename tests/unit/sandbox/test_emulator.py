# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A platform makes its world at the first use, and nobody can tell."""

from __future__ import annotations

import pytest

from tests.sandbox.app import Sandbox
from tests.sandbox.world import World

NAMES = ("thousandeyes", "segment", "contabo", "tsna")


class Watch:
    time = 1_795_000_000.0

    def now(self) -> float:
        return self.time


@pytest.mark.parametrize("world", [World(), World(people_count=3), World(preset="empty")], ids=["demo", "three", "empty"])
@pytest.mark.parametrize("name", NAMES)
def test_the_first_state_is_that_of_a_platform_in_use(name: str, world: World) -> None:
    watch = Watch()
    platform = Sandbox(world, clock=watch.now).platform(name)
    told = platform.state_now()
    assert told == platform.state() == platform.state_now()
    late = Sandbox(world, clock=watch.now).platform(name)
    watch.time += 100_000
    assert late.state_now() == platform.state()  # a world has the time of its reset


@pytest.mark.parametrize("name", NAMES)
def test_whoever_changes_a_state_that_was_told_changes_no_other(name: str) -> None:
    sandbox = Sandbox(clock=Watch().now)
    sandbox.state()[name].clear()
    assert sandbox.state()[name] == sandbox.platform(name).state() != {}


@pytest.mark.parametrize("name", NAMES)
def test_a_reset_forgets_switches_and_members(name: str) -> None:
    platform = Sandbox(clock=Watch().now).platform(name)
    before = platform.state()
    switch = next(switch for switch, value in platform.defaults.items() if value is False)
    platform.configure({switch: True})
    platform.reset(World(people_count=3))
    assert platform.config == platform.defaults
    assert platform.state() != before
    with pytest.raises(AttributeError, match="has no unknown"):
        _unknown = platform.unknown


@pytest.mark.parametrize("name", NAMES)
def test_what_was_kept_is_restored_as_often_as_wanted(name: str) -> None:
    platform = Sandbox(World(people_count=3), clock=Watch().now).platform(name)
    kept, before = platform.kept(), platform.state()
    for _turn in range(2):
        users = next(member for member in (getattr(platform, part, None) for part in ("users", "_users")) if member is not None)
        users.clear()
        assert platform.state() != before
        platform.config.clear()
        platform.restore(kept)
        assert platform.state() == before
        assert platform.config == platform.defaults
