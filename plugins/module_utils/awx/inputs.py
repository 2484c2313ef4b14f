# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Values for the fields of credentials, from the task, the environment and the kit, and which of them are secret."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any

from ..engine.errors import BadInput
from ..engine.masking import passwords_in_urls
from .kinds import ENCRYPTED

TRUE, FALSE = ("true", "t", "yes", "y", "on", "1"), ("false", "f", "no", "n", "off", "0")  # what AWX takes for a boolean, too
# The parameters of notifications that AWX encrypts, whatever their type.
NOTIFICATION_SECRETS = ("password", "token", "grafana_key", "account_token")
SECRET_HEADER = re.compile("auth|token|key|secret|password|cookie", re.IGNORECASE)


def fields_of(credential_type: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the fields of a credential type by id."""
    return {field["id"]: field for field in (credential_type.get("inputs") or {}).get("fields") or []}


def variables_of(credential_type: Mapping[str, Any]) -> dict[str, str]:
    """Return the environment variable of each field that the credential type injects unchanged."""
    texts = (credential_type.get("injectors") or {}).get("env") or {}
    return {match[1]: name for name, text in texts.items() if (match := re.fullmatch(r"\{\{ (\w+) \}\}", str(text)))}


def given_inputs(credential: Mapping[str, Any], credential_type: Mapping[str, Any] | None, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the inputs of a credential: those in the kit, and instead of them those that are given for its fields. Blank values count as none.

    Raises BadInput if a value does not fit its field.
    """
    fields = fields_of(credential_type or {})
    own = credential.get("inputs") or {}
    values = {name: given.get(name) if _is_set(given.get(name)) else own.get(name) for name in dict.fromkeys([*own, *fields])}
    return {name: _converted(name, value, fields.get(name, {})) for name, value in values.items() if _is_set(value)}


def unknown_fields(kit: Mapping[str, Any], params: Mapping[str, Any]) -> Iterator[str]:
    """Yield a sentence about values for fields that no credential has, as when they are misspelled. Nothing is known of types that are not in the kit."""
    types = {kind["name"]: fields_of(kind) for kind in kit["controller_credential_types"]}
    credentials = kit["controller_credentials"]
    for entry in credentials:
        own = {str(name) for name in entry.get("inputs") or {}}
        if lost := sorted(own - {*types.get(entry["credential_type"], own)}):
            yield (f"The credential {entry['name']} has {', '.join(lost)} in the kit, which its type {entry['credential_type']} does not have. "
                   "Correct the names.")
    if credentials and all(entry["credential_type"] in types for entry in credentials):
        known = {name for entry in credentials for name in types[entry["credential_type"]]}
        for option in ("inputs", "secrets"):
            if lost := sorted(str(name) for name, value in (params.get(option) or {}).items() if name not in known and _is_set(value)):
                yield f"No credential of the kit has the field {' or '.join(lost)}, so the value in {option} is not used. Correct the name."


def secrets_in_kit(kit: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[str]:
    """Yield the secrets of a kit, and those given for its credentials, so that they are masked. A kit of somebody's own may contain passwords."""
    types = {kind["name"]: fields_of(kind) for kind in kit.get("controller_credential_types") or []}
    secret = {name for fields in types.values() for name, field in fields.items() if field.get("secret")}
    yield from _chosen(given, secret)
    for entry in kit.get("controller_credentials") or []:
        own = entry.get("inputs") or {}
        yield from _chosen(own, secret if entry["credential_type"] in types else _of_unknown(own))
    for kind in ("notifications", "projects"):
        yield from secrets_in_rows(kind, kit.get(f"controller_{kind}") or [])
    yield from _answers(kit)


def secrets_in_rows(kind: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the secrets that AWX itself shows in objects of a kind, and those of a kit."""
    for row in rows if kind == "notifications" else ():
        configuration = row.get("notification_configuration") or {}
        yield from _chosen(configuration, set(NOTIFICATION_SECRETS))
        yield from passwords_in_urls(configuration.values())
        headers = configuration.get("headers")
        yield from _chosen(headers, set(filter(SECRET_HEADER.search, map(str, headers)))) if isinstance(headers, Mapping) else ()
    if kind == "projects":
        yield from passwords_in_urls(row.get("scm_url") for row in rows)


def _answers(kit: Mapping[str, Any]) -> Iterator[str]:
    """Yield the default answers to questions for passwords, and the answers of schedules and nodes."""
    launched = [entry for kind in ("templates", "workflows") for entry in kit.get(f"controller_{kind}") or []]
    own = {entry["name"] for entry in launched}
    asked = [question for entry in launched for question in (entry.get("survey_spec") or {}).get("spec") or []]
    questions = [question for question in asked if question.get("type") == "password"]
    nodes = [node for entry in kit.get("controller_workflows") or [] for node in entry.get("workflow_nodes") or []]
    answers = [(node["unified_job_template"]["name"], node) for node in nodes]
    answers += [(entry["unified_job_template"], entry) for entry in kit.get("controller_schedules") or []]
    for question in questions:
        yield from _chosen(question, {"default"})
    for name, entry in answers:
        given = entry.get("extra_data") or {}
        yield from _chosen(given, {str(question.get("variable")) for question in questions} if name in own else _of_unknown(given))


def _of_unknown(values: Mapping[str, Any]) -> set[str]:
    """Return the names of values for what is not in the kit: any of them may be secret."""
    return {name for name, value in values.items() if str(value).lower() not in (*TRUE, *FALSE)}


def _chosen(values: Mapping[str, Any], names: Set[str]) -> Iterator[str]:
    yield from (str(values[name]) for name in names & set(values) if _is_set(values[name]))


def _is_set(value: Any) -> bool:
    return value not in (None, "", ENCRYPTED)


def _converted(name: str, value: Any, field: Mapping[str, Any]) -> Any:
    """Return the value as AWX takes it: text, or a boolean for a boolean field, which may be given as text."""
    if field.get("type") != "boolean":
        return str(value)
    text = str(value).strip().lower()
    if text not in (*TRUE, *FALSE):
        raise BadInput(f"The field {name} of a credential has to be true or false.")
    return text in TRUE
