# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The laws hold on all server variants that the contract of a platform allows."""

from __future__ import annotations

from tests.conformance.cases import TSNA_CASES
from tests.sandbox.tsna.api import CHOICES


def test_the_cases_of_tsna_have_every_alternative_of_its_sandbox() -> None:
    lived = {(switch, str(value)) for case in TSNA_CASES for switch, value in case.switches.items()}
    # A server that accepts and ignores changes breaks the laws, and the modules report it.
    alternatives = {(switch, value) for switch, values in CHOICES.items() for value in values[1:] if value != "ignored"}
    assert alternatives | {("page_cap", "50"), ("page_cap", "None"), ("extra_members", "True"), ("case_insensitive_names", "True")} <= lived
    roles = {(case.switches.get("role_attribute", "roleIds"), case.switches.get("role_shape", "component")) for case in TSNA_CASES}
    assert roles == {("roleIds", "component"), ("roles", "component"), ("roles", "string"), ("roleNames", "string")}
