# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts that the documentation of several modules has in common."""

from __future__ import annotations

import yaml

from tests.tools.generate_docs import files, return_values, suboptions, written

SINGLE = '''
DOCUMENTATION = r"""
extends_documentation_fragment: []
options:
  state:
    description: V(absent) removes the user that O(email) names, as O(membership) says.
    choices: [present, absent]
  email:
    description: Required unless O(state=absent). See O(emails).
  secret:
    description: A secret.
"""
'''
PLURAL = '''
DOCUMENTATION = r"""
extends_documentation_fragment: []
options:
  users:
    suboptions:
      # Written by make generate from te_user.py
      old: {}
      # End of the written part.
  secret:
    description: The same for all.
"""
'''


def test_every_module_is_up_to_date() -> None:
    assert [path.name for path, dummy in files()] == []


def test_the_options_of_one_become_those_of_many() -> None:
    assert yaml.safe_load(suboptions(SINGLE, PLURAL)) == {
        "state": {"description": "V(absent) removes the user that O(users[].email) names, as O(membership) says.", "choices": ["present", "absent"]},
        "email": {"description": "Required unless O(users[].state=absent). See O(emails)."},
    }
    assert "choices: [present, absent]" in suboptions(SINGLE, PLURAL)


def test_return_values_take_arguments() -> None:
    shared = {"action": "action: [{args}], {second}\n", "requests": "requests: 4\n"}
    assert return_values("action(none, created) requests", shared) == "action: [none, created], created\nrequests: 4\n"


def test_what_stands_between_the_marks_is_replaced_and_nothing_else() -> None:
    head, tail = "a: 1\n  # Written by make generate from shared_docs.yml: requests\n", "  # End of the written part.\nb: 2\n"
    shared = {"requests": "requests:\n  sample: 4\n"}
    new = f"{head}  requests:\n    sample: 4\n{tail}"
    assert written(f"{head}  old: 1\n{tail}", shared) == new == written(new, shared) == written(head + tail, shared)
