# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Converts functions of the collection to filters."""

from __future__ import annotations

import functools
from typing import Any, Callable

from ansible.errors import AnsibleFilterError

from .bytecode import runs_playbooks, use_bytecode_cache

if runs_playbooks():  # every worker that uses a filter imports all of them
    use_bytecode_cache()

from ..module_utils.engine.errors import BadInput
from .untrusted import plain


def as_filter(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function as a filter: BadInput becomes AnsibleFilterError, and no string of the result is a template, because it contains text of
    platforms and reviewers."""

    @functools.wraps(function)
    def answer(*args: Any, **kwargs: Any) -> Any:
        try:
            return plain(function(*args, **kwargs))
        except BadInput as problem:
            raise AnsibleFilterError(problem.result()["msg"]) from None

    return answer
