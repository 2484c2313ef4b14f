# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The one list of platforms. A further one needs a package of its own and an entry here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..engine.errors import BadInput
from ..engine.fields import Resource
from ..engine.provider import Provider
from .contract import AccountPlatform

# Each is imported when it is asked for, by a statement: what packs a module follows nothing else.


def _thousandeyes() -> AccountPlatform:
    from .thousandeyes.access import ThousandEyesAccounts

    return ThousandEyesAccounts()


def _segment() -> AccountPlatform:
    from .segment.access import SegmentAccounts

    return SegmentAccounts()


def _contabo() -> AccountPlatform:
    from .contabo.access import ContaboAccounts

    return ContaboAccounts()


def _tsna() -> AccountPlatform:
    from .tsna.access import TsnaAccounts

    return TsnaAccounts()


LOADERS: dict[str, Callable[[], AccountPlatform]] = {"thousandeyes": _thousandeyes, "segment": _segment, "contabo": _contabo, "tsna": _tsna}
_loaded: dict[str, AccountPlatform] = {}


def names() -> tuple[str, ...]:
    """What rosters call the platforms, in the order of results."""
    return tuple(LOADERS)


def platform(name: str) -> AccountPlatform:
    """Raises BadInput for a name that no platform has."""
    if name not in _loaded:
        if name not in LOADERS:
            raise BadInput(f"Unknown platform '{name}'.", f"Use one of {', '.join(LOADERS)}.")
        _loaded[name] = LOADERS[name]()
    return _loaded[name]


def platforms() -> dict[str, AccountPlatform]:
    return {name: platform(name) for name in LOADERS}


def resource(name: str) -> Resource:
    """The table of a platform's accounts."""
    return platform(name).resource


def title(name: str) -> str:
    """What people call a platform; the name itself where it is none, as in a document of another version."""
    return platform(name).title if name in LOADERS else name


def providers() -> dict[str, Provider]:
    return {name: one.provider for name, one in platforms().items()}


# -- options that the modules for people share ---------------------------------------------------------------------------------------------


def platforms_option() -> dict[str, Any]:
    """No choices: tools that check playbooks take a template in place of the list for a wrong one. Unknown names are told when connecting."""
    return {"type": "list", "elements": "str", "default": list(names())}


def lists_option() -> dict[str, Any]:
    """A dictionary with a list of texts for each platform."""
    return {"type": "dict", "options": {name: {"type": "list", "elements": "str"} for name in names()}}


def password_options() -> Mapping[str, dict[str, Any]]:
    """The options with passwords for new accounts, each a dictionary by address."""
    return {entry.password_option: {"type": "dict", "no_log": True} for entry in platforms().values() if entry.password_option}
