# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that differ only in case: the object is found, and renamed where its id or former name is given, once, by itself and in a list."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness import Bench

MODULES = {"te_role": "roles", "te_account_group": "account_groups", "segment_group": "groups", "contabo_role": "roles"}
SINGLE_OR_LIST = [(module, several) for module in MODULES for several in (False, True) if not several or module != "contabo_role"]
NEEDED: dict[str, dict[str, Any]] = {"te_role": {"permissions": ["View reports"]}, "contabo_role": {"access_all_resources": True}}


def named(bench: Bench, module: str, folded: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = bench.run(f"{module}_info")[MODULES[module]]
    return [entry for entry in found if entry["name"].lower() == folded]


@pytest.mark.parametrize("by_id", [False, True])
@pytest.mark.parametrize(("module", "several"), SINGLE_OR_LIST)
def test_a_rename_in_case_only_is_done_once(bench: Bench, module: str, several: bool, by_id: bool) -> None:
    made = bench.run(module, name="Harbor ops", **NEEDED.get(module, {}))
    assert "failed" not in made, made["msg"]
    (before,) = named(bench, module, "harbor ops")
    wanted = {"name": "Harbor OPS", **({"id": str(before["id"])} if by_id else {"previous_name": "harbor ops" if module != "contabo_role" else "Harbor ops"})}
    params: dict[str, Any] = {MODULES[module]: [wanted]} if several else wanted
    name = f"{module}s" if several else module
    if module != "contabo_role":  # whose names are case-sensitive
        alone = bench.run(module, name="Harbor OPS")
        assert (alone["changed"], alone["writes"]) == (False, []), "a name in another case is the same name"
    check = bench.run(name, check=True, **params)
    real = bench.run(name, **params)
    assert (real.get("msg"), check.get("changed"), real.get("changed")) == (None, True, True)
    (after,) = named(bench, module, "harbor ops")
    assert (after["id"], after["name"]) == (before["id"], "Harbor OPS")
    again = bench.run(name, **params)
    assert (again["changed"], again["writes"]) == (False, [])
