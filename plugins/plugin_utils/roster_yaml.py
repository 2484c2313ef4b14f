# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""A roster as YAML that is safe to read for everybody: Ansible evaluates nothing in it, and nothing in it hides from people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from ..module_utils.engine.text import visible


class _Writer(yaml.SafeDumper):
    """Block style, in which lists are indented. Text that hides something from its reader is written with escapes."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def write_double_quoted(self, text: str, split: bool = True) -> None:
        self.allow_unicode = visible(text) == text
        super().write_double_quoted(text, split)
        self.allow_unicode = True

    def scalar(self, text: str) -> yaml.Node:
        tag = "!unsafe" if _may_be_a_template(text) else "tag:yaml.org,2002:str"
        return self.represent_scalar(tag, text, style='"' if visible(text) != text else None)

    def mapping(self, data: Mapping[Any, Any]) -> yaml.Node:
        return self.represent_mapping("tag:yaml.org,2002:map", list(data.items()))  # a list: a dictionary would be sorted

    def sequence(self, data: Any) -> yaml.Node:
        return self.represent_sequence("tag:yaml.org,2002:seq", data)


_HOW: tuple[tuple[type[Any], Any], ...] = ((str, _Writer.scalar), (dict, _Writer.mapping), (list, _Writer.sequence), (tuple, _Writer.sequence))
for kind, how in _HOW:
    _Writer.add_representer(kind, how)
    _Writer.add_multi_representer(kind, how)  # for the classes that Ansible puts in the place of Python's own


def _may_be_a_template(text: str) -> bool:
    """Whether Ansible would evaluate anything in a text of a trusted file: all its marks begin with a brace, unless the first line chooses others."""
    return "{" in text or text.lstrip("\ufeff \t\r\n").startswith("#jinja2")


def roster_yaml(roster: Any) -> str:
    """The text of a file that is a roster, and that can be read as variables of Ansible without any text in it being a template."""
    return str(yaml.dump(roster, Dumper=_Writer, default_flow_style=False, allow_unicode=True, width=4096, explicit_start=True))
