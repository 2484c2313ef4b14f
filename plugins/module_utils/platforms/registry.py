# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The list of platforms. A new platform needs its own package and an entry here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..engine.errors import BadInput
from ..engine.fields import Resource
from ..engine.provider import Provider
from .contract import AccountPlatform

# Each platform is imported when it is used. The import has to be a statement, because Ansible's module packer follows nothing else.


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
    """Return the keys of the platforms, in the order of results."""
    return tuple(LOADERS)


def platform(name: str) -> AccountPlatform:
    """Return a platform by its key. Raises BadInput for an unknown key."""
    if name not in _loaded:
        if name not in LOADERS:
            raise BadInput(f"Unknown platform '{name}'.", f"Use one of {', '.join(LOADERS)}.")
        _loaded[name] = LOADERS[name]()
    return _loaded[name]


def platforms() -> dict[str, AccountPlatform]:
    return {name: platform(name) for name in LOADERS}


def resource(name: str) -> Resource:
    """Return the resource table of a platform's accounts."""
    return platform(name).resource


def title(name: str) -> str:
    """Return the display name of a platform, or ``name`` if it is unknown, as in a document of another version."""
    return platform(name).title if name in LOADERS else name


def providers() -> dict[str, Provider]:
    return {name: entry.provider for name, entry in platforms().items()}


# -- options shared by the modules for people ----------------------------------------------------------------------------------------------


def platforms_option() -> dict[str, Any]:
    """Return the option without choices: linters report a template in place of the list as a wrong choice. Connecting rejects unknown names."""
    return {"type": "list", "elements": "str", "default": list(names())}


def lists_option() -> dict[str, Any]:
    """Return an option that is a dictionary with a list of strings for each platform."""
    return {"type": "dict", "options": {name: {"type": "list", "elements": "str"} for name in names()}}


def password_options() -> Mapping[str, dict[str, Any]]:
    """Return the options with passwords for new accounts, each a dictionary of passwords by address."""
    return {entry.password_option: {"type": "dict", "no_log": True} for entry in platforms().values() if entry.password_option}
