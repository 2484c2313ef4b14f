# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Print the facts of an OpenAPI document, without its prose, in the format of ``tests/contracts``: ``python -m tests.tools.contract FILE``.

Each operation has its name, method and path, every request parameter (``query page``, ``body roles[]``) and every field of a successful response
(``data[].email``, ``header Location``). Lists are written as ``[]``, objects with any members as ``{}``.
"""

from __future__ import annotations

import pathlib
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from .generate_docs import Indented

METHODS = ("get", "post", "put", "patch", "delete")
VARIANTS = ("allOf", "anyOf", "oneOf")
HEAD = """# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# The requests and responses of the API as facts, in the form of tests/tools/contract.py.
---
"""


class Document:
    """An OpenAPI document whose references are followed."""

    def __init__(self, data: Any):
        self.data = data

    def resolved(self, node: Any) -> Any:
        while isinstance(node, Mapping) and "$ref" in node:
            target = self.data
            for part in node["$ref"][2:].split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
            node = target
        return node

    def leaves(self, schema: Any, without: str, path: str = "", seen: tuple[str, ...] = ()) -> Iterator[str]:
        """Yield the paths of all values of a schema, except those with the flag ``without`` (readOnly or writeOnly). Recursive schemas are followed
        once."""
        reference = schema.get("$ref", "")
        if reference in seen:
            return
        schema, seen = self.resolved(schema), (*seen, reference) if reference else seen
        if schema.get(without):
            return
        variants = [one for name in VARIANTS for one in schema.get(name, ())]
        for one in variants:
            yield from self.leaves(one, without, path, seen)
        if "items" in schema:
            yield from self.leaves(schema["items"], without, f"{path}[]", seen)
        elif schema.get("properties"):
            for name, member in schema["properties"].items():
                yield from self.leaves(member, without, f"{path}.{name}" if path else name, seen)
        elif isinstance(schema.get("additionalProperties"), Mapping):
            yield from self.leaves(schema["additionalProperties"], without, f"{path}{{}}", seen)
        elif not variants:
            yield path or "body"

    def contents(self, holder: Any, without: str) -> Iterator[str]:
        for content in self.resolved(holder).get("content", {}).values():
            yield from self.leaves(content.get("schema", {}), without)

    def operations(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for path, item in self.data["paths"].items():
            for method in METHODS:
                if method in item:
                    yield item[method]["operationId"], self._facts(path, method, item)

    def _facts(self, path: str, method: str, item: Any) -> dict[str, Any]:
        operation = item[method]
        parameters = [self.resolved(one) for one in (*item.get("parameters", ()), *operation.get("parameters", ()))]
        body = self.contents(operation.get("requestBody", {}), "readOnly")
        request = [f"{one['in']} {one['name']}" for one in parameters] + [f"body {leaf}" for leaf in body]
        successes = [self.resolved(one) for status, one in operation["responses"].items() if str(status).startswith("2")]
        response = [f"header {name}" for one in successes for name in one.get("headers", {})]
        response += [leaf for one in successes for leaf in self.contents(one, "writeOnly")]
        return {"operation": f"{method.upper()} {path}", "request": list(dict.fromkeys(request)), "response": list(dict.fromkeys(response))}


def text_of(document: Document) -> str:
    return HEAD + str(yaml.dump(dict(document.operations()), Dumper=Indented, sort_keys=False, width=150))


def main() -> int:
    print(text_of(Document(yaml.safe_load(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")))), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
