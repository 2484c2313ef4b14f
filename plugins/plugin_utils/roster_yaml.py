# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Writes a roster as YAML in which nothing is evaluated by Ansible and no character is invisible."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from ..module_utils.engine.text import visible


class _Writer(yaml.SafeDumper):
    """Writes block style with indented lists. Strings with invisible characters are escaped."""

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
        return self.represent_mapping("tag:yaml.org,2002:map", list(data.items()))  # as a list, because a dictionary would be sorted

    def sequence(self, data: Any) -> yaml.Node:
        return self.represent_sequence("tag:yaml.org,2002:seq", data)


_HOW: tuple[tuple[type[Any], Any], ...] = ((str, _Writer.scalar), (dict, _Writer.mapping), (list, _Writer.sequence), (tuple, _Writer.sequence))
for kind, how in _HOW:
    _Writer.add_representer(kind, how)
    _Writer.add_multi_representer(kind, how)  # for Ansible's subclasses of these types


def _may_be_a_template(text: str) -> bool:
    """Return whether Ansible may evaluate a string of a trusted file: all delimiters begin with a brace, unless the first line redefines them."""
    return "{" in text or text.lstrip("\ufeff \t\r\n").startswith("#jinja2")


def roster_yaml(roster: Any) -> str:
    """Return the content of a roster file. It can also be read as a file of Ansible variables, without any string in it being a template."""
    return str(yaml.dump(roster, Dumper=_Writer, default_flow_style=False, allow_unicode=True, width=4096, explicit_start=True))
