# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connection options from the environment."""

from __future__ import annotations

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.people.access.plugins.module_utils.engine.options import TRANSPORT, with_fallback

SPEC = {name: with_fallback(option) for name, option in TRANSPORT.items()}


@pytest.mark.parametrize("option", TRANSPORT)
def test_an_empty_environment_variable_is_none(monkeypatch: pytest.MonkeyPatch, option: str) -> None:
    """AWX sets one for every field of a credential that was left blank."""
    monkeypatch.setenv(TRANSPORT[option]["env"], "")
    found = ArgumentSpecValidator(SPEC).validate({})
    assert found.error_messages == []
    assert found.validated_parameters[option] == TRANSPORT[option].get("default")


def test_an_environment_variable_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEOPLE_ACCESS_TIMEOUT", "7.5")
    monkeypatch.setenv("PEOPLE_ACCESS_VALIDATE_CERTS", "false")
    found = ArgumentSpecValidator(SPEC).validate({}).validated_parameters
    assert (found["timeout"], found["validate_certs"]) == (7.5, False)
    assert ArgumentSpecValidator(SPEC).validate({"timeout": 3}).validated_parameters["timeout"] == 3
