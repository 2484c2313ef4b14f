# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The answers that ``make awx-jobs`` gives: AWX takes each of them, and none is missing."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from tests.sandbox.awx import rules

from .answers import LEFT_OUT, answers, rows
from .kit import KIT, questions

ASKING = [pytest.param(entry, id=entry["name"]) for entry in KIT["templates"]]


@pytest.mark.parametrize("template", ASKING)
@pytest.mark.parametrize("size", [1, 2])
def test_each_answer_and_each_pair_of_answers_is_in_a_row(template: dict[str, Any], size: int) -> None:
    given = {question["variable"]: answers(question) for question in questions(template)}
    found = rows(template, size)
    for names in itertools.combinations(given, min(size, len(given))):
        for wanted in itertools.product(*(given[name] for name in names)):
            assert any(all(row.get(name, LEFT_OUT) == answer for name, answer in zip(names, wanted)) for row in found), (names, wanted)
    for row in found:
        assert list(rules.answers(template.get("survey_spec") or {}, row)) == []


def test_what_need_not_be_answered_is_also_left_blank() -> None:
    for template in KIT["templates"]:
        for question in questions(template):
            assert bool({"", LEFT_OUT} & {answer for answer in answers(question) if isinstance(answer, str)}) != question["required"], question["variable"]
