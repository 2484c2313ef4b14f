# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Parses YAML and JSON with line numbers, to report duplicate keys and values that YAML misinterprets.

Both are parsed into nodes, which are checked in the same way. Of the types that YAML 1.1 guesses, only null, true, false and numbers in their usual form
are converted; ``007``, ``no``, ``2026-02-30`` and ``10:30`` are strings.
"""

from __future__ import annotations

import bisect
import json
import re
from typing import Any, Union

from ..engine.errors import BadInput
from ..engine.text import visible

MOST = 2_000_000  # the maximum number of values after the expansion of aliases
DEEPEST = 100
_TAG = "tag:yaml.org,2002:"
_WHOLE, _DECIMAL = re.compile(r"-?(0|[1-9]\d*)"), re.compile(r"-?(0|[1-9]\d*)\.\d+")


class Node:
    """A value with its line.

    ``value`` depends on ``kind``: a list of pairs of nodes (map), a list of nodes (list), or a scalar (scalar; ``merge`` is the key ``<<``). ``guess`` is the
    original text of a scalar that YAML converts to yes, no or null.
    """

    __slots__ = ("guess", "kind", "line", "value")

    def __init__(self, kind: str, value: Any, line: int, guess: str = ""):
        self.kind, self.value, self.line, self.guess = kind, value, line, guess


Plain = Union[dict[str, Any], list[Any], str, int, float, bool, None]


def checked(root: Node) -> list[str]:
    """Return all problems of the structure, each with its line. Raises BadInput if it is recursive, nested too deeply or too large."""
    problems: list[str] = []
    sizes: dict[int, int] = {}

    def look(node: Node, above: tuple[int, ...]) -> int:
        if id(node) in above:
            raise BadInput(f"line {node.line}: this value refers to itself.")
        if len(above) > DEEPEST:
            raise BadInput(f"line {node.line}: values are nested more than {DEEPEST} levels deep.")
        if id(node) not in sizes:
            inside = (*above, id(node))
            parts = [part for pair in node.value for part in pair] if node.kind == "map" else node.value if node.kind == "list" else ()
            if node.kind == "map":
                problems.extend(_keys(node))
            sizes[id(node)] = 1 + sum(look(part, inside) for part in parts)
        if sizes[id(node)] > MOST:
            raise BadInput(f"line {node.line}: aliases expand this to more than {MOST:,} values.")
        return sizes[id(node)]

    look(root, ())
    return problems


def _keys(node: Node) -> list[str]:
    """Return the problems of the keys of a dictionary."""
    problems: list[str] = []
    first: dict[str, int] = {}
    for key, value in node.value:
        name = "<<" if key.kind == "merge" else str(key.value)
        others = value.value if value.kind == "list" else [value]
        if key.kind not in ("scalar", "merge"):
            problems.append(f"line {key.line}: a name must be a text, not a list or a dictionary")
        elif key.kind == "merge" and any(other.kind != "map" for other in others):
            problems.append(f"line {key.line}: << must be followed by a dictionary or a list of them")
        elif key.guess or key.value is None or isinstance(key.value, bool):
            meaning = "nothing" if key.value is None else "yes or no"
            problems.append(f"line {key.line}: YAML reads {key.guess or 'null'} as {meaning}, not as a name; put it in quotes")
        elif name in first:
            problems.append(f"line {key.line}: {visible(name)} is given twice, the first time in line {first[name]}")
        first.setdefault(name, key.line)
    return problems


def plain(node: Node) -> Plain:
    """Return the value without members whose key begins with ``x-``, which are for anchors and notes. Call ``checked`` first."""
    if node.kind == "map":
        return {name: plain(value) for name, value in members(node).items()}
    if node.kind == "list":
        return [plain(item) for item in node.value]
    scalar: Plain = node.value
    return scalar


def members(node: Node) -> dict[str, Node]:
    """Return the members of a dictionary by key, including those merged by ``<<``, which do not override others."""
    found: dict[str, Node] = {str(key.value): value for key, value in node.value if key.kind == "scalar"}
    for key, value in node.value:
        if key.kind == "merge":
            for other in value.value if value.kind == "list" else [value]:
                found = {**members(other), **found}
    return {name: value for name, value in found.items() if not name.startswith("x-")}


# -- YAML ------------------------------------------------------------------------------------------------------------------------------------


def from_yaml(text: str) -> Node | None:
    """Return the root node of a YAML 1.1 document, None if it is empty. Raises BadInput."""
    try:
        import yaml
    except ImportError:
        raise BadInput("the Python library PyYAML is missing where the module runs.", "Install it, or give the roster as JSON.") from None
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        root = loader.get_single_node()
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise BadInput(f"not valid YAML: {where}{visible(str(getattr(problem, 'problem', None) or problem))}.") from None
    except RecursionError:
        raise BadInput(f"not valid YAML: values are nested more than {DEEPEST} levels deep.") from None
    finally:
        loader.dispose()
    return None if root is None else _node(root, {}, 0)


def _node(given: Any, known: dict[int, Node], depth: int) -> Node:
    """Convert a node of PyYAML. Aliases remain the same node. Raises BadInput."""
    if id(given) in known:
        return known[id(given)]
    line = given.start_mark.line + 1
    if depth > DEEPEST:
        raise BadInput(f"line {line}: values are nested more than {DEEPEST} levels deep.")
    if isinstance(given.value, str):
        node = known[id(given)] = _scalar(given, line)
        return node
    kind = "list" if given.id == "sequence" else "map"
    if given.tag not in (f"{_TAG}seq", f"{_TAG}map"):
        raise BadInput(f"line {line}: the tag {_tag(given)} is not supported in a roster.")
    node = known[id(given)] = Node(kind, [], line)
    if kind == "list":
        node.value.extend(_node(item, known, depth + 1) for item in given.value)
    else:
        node.value.extend((_node(key, known, depth + 1), _node(value, known, depth + 1)) for key, value in given.value)
    return node


def _scalar(given: Any, line: int) -> Node:
    text, tag = given.value, _tag(given)
    if tag == "!vault":
        raise BadInput(f"line {line}: a single value is encrypted.", "Encrypt the whole file with ansible-vault, or none of it.")
    if tag == "null":
        return Node("scalar", None, line, text)
    if tag == "merge":
        return Node("merge", text, line)
    if tag == "bool":
        word = text.lower()
        return Node("scalar", word == "true" if word in ("true", "false") else text, line, text)
    if tag == "int" and _WHOLE.fullmatch(text) and len(text) < 20:
        return Node("scalar", int(text), line)
    if tag == "float" and _DECIMAL.fullmatch(text) and repr(float(text)) == text:
        return Node("scalar", float(text), line)
    if tag in ("str", "int", "float", "timestamp", "value", "!unsafe"):
        return Node("scalar", text, line)
    raise BadInput(f"line {line}: the tag {tag} is not supported in a roster.")


def _tag(given: Any) -> str:
    return visible(str(given.tag)).replace(_TAG, "")


# -- JSON ------------------------------------------------------------------------------------------------------------------------------------


def from_json(text: str) -> Node:
    """Return the root node of a JSON document. Raises BadInput."""
    try:
        return _Json(text).document()
    except json.JSONDecodeError as problem:
        raise BadInput(f"not valid JSON: {problem}.") from None


class _Json:
    """A JSON parser that knows line numbers, which Python's parser does not report. Scalars are parsed by Python's parser."""

    def __init__(self, text: str):
        self.text = text
        self.ends = [match.start() for match in re.finditer("\n", text)]
        self.scalar = json.JSONDecoder(parse_constant=self._constant).raw_decode
        self.blank = re.compile(r"[ \t\r\n]*")

    def document(self) -> Node:
        node, end = self.value(self._skip(0), 0)
        if self._skip(end) != len(self.text):
            raise self._wrong("Extra data", self._skip(end))
        return node

    def value(self, at: int, depth: int) -> tuple[Node, int]:
        if depth > DEEPEST:
            raise BadInput(f"line {self._line(at)}: values are nested more than {DEEPEST} levels deep.")
        if self.text[at:at + 1] == "[":
            return self._many(at, depth, "list", "]")
        if self.text[at:at + 1] == "{":
            return self._many(at, depth, "map", "}")
        try:
            value, end = self.scalar(self.text, at)
        except ValueError as problem:
            if isinstance(problem, json.JSONDecodeError):
                raise
            raise self._wrong("This number is too long", at) from None
        return Node("scalar", value, self._line(at)), end

    def _many(self, at: int, depth: int, kind: str, close: str) -> tuple[Node, int]:
        node = Node(kind, [], self._line(at))
        at = self._skip(at + 1)
        if self.text[at:at + 1] == close:
            return node, at + 1
        while True:
            if kind == "map":
                key, at = self._key(at)
            value, at = self.value(at, depth + 1)
            node.value.append((key, value) if kind == "map" else value)
            at = self._skip(at)
            if self.text[at:at + 1] == close:
                return node, at + 1
            at = self._skip(self._after(at, ","))

    def _key(self, at: int) -> tuple[Node, int]:
        self._after(at, '"')
        name, end = self.scalar(self.text, at)
        return Node("scalar", name, self._line(at)), self._skip(self._after(self._skip(end), ":"))

    def _after(self, at: int, sign: str) -> int:
        if self.text[at:at + 1] != sign:
            raise self._wrong(f"Expecting {sign}", at)
        return at + 1

    def _skip(self, at: int) -> int:
        match = self.blank.match(self.text, at)
        return match.end() if match else at

    def _line(self, at: int) -> int:
        return bisect.bisect_left(self.ends, at) + 1

    def _wrong(self, what: str, at: int) -> json.JSONDecodeError:
        return json.JSONDecodeError(what, self.text, at)

    @staticmethod
    def _constant(name: str) -> Any:
        raise BadInput(f"not valid JSON: {name} is not a number.")
