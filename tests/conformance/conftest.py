# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the laws see only the warnings of their own module, regardless of earlier tests in the process."""

from tests.unit.conftest import own_warnings

__all__ = ["own_warnings"]
