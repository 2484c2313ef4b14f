#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_many
from ansible_collections.people.access.plugins.module_utils.platforms.contabo import PROVIDER, Users


def main() -> None:
    run_many(PROVIDER, Users)


if __name__ == "__main__":
    main()
