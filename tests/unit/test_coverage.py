# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every operation, request parameter and response field of the four APIs has an option, a return value or a reason on the page "What is covered"."""

from __future__ import annotations

import pytest

from tests.tools.contract import Document
from tests.tools.generate_coverage import MARKUP, MODULES, PAGE, PLATFORMS, gaps, operations, page, rules_of, unknown

every = pytest.mark.parametrize("platform", PLATFORMS)


@every
def test_nothing_is_missing(platform: str) -> None:
    assert gaps(platform) == []


@every
def test_every_text_is_a_reference_or_a_reason(platform: str) -> None:
    rules = rules_of(platform)
    texts = {said for operation in operations(platform, rules) for said in operation.fields.values() if said}
    assert [said for said in texts if not MARKUP.search(said) and not said.endswith(".")] == []
    assert {said: wrong for said in texts for wrong in [unknown(said)] if wrong} == {}
    assert rules.unused == set()  # a pattern that no field matches says something of an API that is no more


@every
def test_the_modules_of_an_operation_exist(platform: str) -> None:
    rules = rules_of(platform)
    found = operations(platform, rules)
    assert set(rules.data["modules"]) <= {operation.name for operation in found}
    assert [name for operation in found for name in operation.modules if not (MODULES / f"{name}.py").is_file()] == []


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_the_facts_of_a_document() -> None:
    """References, variants, lists, open objects, and who may write what."""
    schemas = {
        "Row": {"properties": {
            "id": {"type": "string", "readOnly": True}, "secret": {"type": "string", "writeOnly": True}, "child": {"$ref": "#/components/schemas/Row"},
            "when": {"anyOf": [{"type": "integer"}, {"type": "string"}]}, "sizes": {"additionalProperties": {"type": "integer"}},
        }},
    }
    content = {"content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Row"}}}}}
    document = Document({"components": {"schemas": schemas}, "paths": {"/rows/{id}": {
        "parameters": [{"in": "path", "name": "id"}],
        "put": {"operationId": "putRow", "requestBody": content, "responses": {"200": {"headers": {"Location": {}}, **content}, "400": content}},
    }}})
    assert dict(document.operations()) == {"putRow": {
        "operation": "PUT /rows/{id}", "request": ["path id", "body [].secret", "body [].when", "body [].sizes{}"],
        "response": ["header Location", "[].id", "[].when", "[].sizes{}"],
    }}
