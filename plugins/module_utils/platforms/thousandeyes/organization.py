# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The ThousandEyes organization that a task works in.

A token may see account groups of several organizations (getAccountGroups). They report their organization by id, by name, or not at all: ``orgId``
and ``organizationName`` are optional. Users and roles belong to the organization of the account group that a request runs in, and names are unique
only within it. No operation reads an organization, and none reports the organization of a user.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...engine.errors import BadInput
from ...engine.fields import Row


def organization_of(row: Row) -> tuple[str, str]:
    """Return id and name of an account group's organization, each empty if not reported."""
    return str(row.get("orgId") or ""), str(row.get("organizationName") or "")


def is_other(row: Row, home: Row) -> bool:
    """Return whether two account groups are known to belong to different organizations, False if unknown."""
    for value, home_value in zip(organization_of(row), organization_of(home)):
        if value and home_value:
            return value != home_value
    return False


def mark_current(row: Row, aid: str | None) -> Row:
    """Return the row with ``isCurrentAccountGroup`` for this task's ``aid``.

    The account-group operations do not declare ``aid``, so they set the member for the login account group of the token's user.
    """
    return row if aid is None else {**row, "isCurrentAccountGroup": str(row["aid"]) == aid}


def inside(rows: Sequence[Row], aid: str | None) -> list[Row]:
    """Return the account groups of the organization that requests run in. Raises BadInput if that is unknown, or if ``aid`` is not in the rows."""
    home = _home(rows, aid)
    if not any(is_other(entry, other) for entry in rows for other in _examples(rows)):
        return list(rows)
    if home is None or not any(organization_of(home)):
        raise BadInput(
            "The user of te_token belongs to several organizations, and ThousandEyes does not show which of them the task works in.",
            "Set te_aid to an account group of the right organization; te_account_group_info shows the organization.",
        )
    return [row for row in rows if not is_other(row, home)]


def _home(rows: Iterable[Row], aid: str | None) -> Row | None:
    """Return the account group that requests run in: ``aid``, otherwise the login account group of the token's user."""
    rows = list(rows)
    if aid is None:
        return next((row for row in rows if row.get("isDefaultAccountGroup")), None) or next((row for row in rows if row.get("isCurrentAccountGroup")), None)
    found = next((row for row in rows if str(row["aid"]) == aid), None)
    if found is None:
        known = ", ".join(f"{row['accountGroupName']} ({row['aid']})" for row in rows[:10])
        raise BadInput(f"te_aid is '{aid}', which is not an account group that the user of te_token belongs to.", f"It belongs to: {known or 'none'}.")
    return found


def _examples(rows: Iterable[Row]) -> list[Row]:
    """Return one account group per reported organization, to compare all others with."""
    return list({organization_of(row): row for row in rows if any(organization_of(row))}.values())
