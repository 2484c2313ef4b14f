# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The validation rules of AWX, as functions that yield messages for a request body.

The emulator returns 400 with these messages, and the tests of the kit apply them to its files. Contains only rules of AWX's own validation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

KINDS = ("cloud", "net")  # what a custom credential type may be
NAME = re.compile(r"^[a-zA-Z_]+[a-zA-Z0-9_]*$")
# Environment variables that AWX uses itself, or that would affect its own processes.
TAKEN = {
    "VIRTUAL_ENV", "PATH", "PYTHONPATH", "JOB_ID", "INVENTORY_ID", "INVENTORY_SOURCE_ID", "INVENTORY_UPDATE_ID", "AD_HOC_COMMAND_ID", "REST_API_URL",
    "REST_API_TOKEN", "MAX_EVENT_RES", "CALLBACK_QUEUE", "CALLBACK_CONNECTION", "CACHE", "JOB_CALLBACK_DEBUG", "INVENTORY_HOSTVARS", "AWX_HOST",
    "PROJECT_REVISION", "SUPERVISOR_CONFIG_PATH",
}
FIELD_KEYS = {"id", "label", "type", "help_text", "format", "choices", "multiline", "secret", "ask_at_runtime", "default"}
QUESTION_TYPES: dict[str, tuple[type, ...]] = {
    "text": (str,), "textarea": (str,), "password": (str,), "multiplechoice": (str,), "multiselect": (str,), "integer": (int,), "float": (float, int),
}
EMAIL: dict[str, type] = {
    "host": str, "port": int, "username": str, "password": str, "use_tls": bool, "use_ssl": bool, "sender": str, "recipients": list, "timeout": int,
}
WEBHOOK: dict[str, type] = {"url": str, "http_method": str, "headers": dict, "username": str, "password": str, "disable_ssl_verification": bool}
NOTIFICATIONS: dict[str, dict[str, type]] = {"email": EMAIL, "webhook": WEBHOOK}
NOTIFICATION_DEFAULTS = {"timeout", "http_method", "username", "password"}
# The variables of a message. ``job`` has more members; these do not depend on the kind of job.
CONTEXT: dict[str, Any] = {
    "job": {
        "id": 42, "name": "Job", "status": "successful", "artifacts": {}, "url": "/api/v2/jobs/42/", "playbook": "play.yml", "launch_type": "workflow",
        "scm_revision": "", "job_explanation": "", "summary_fields": {"created_by": {"username": "admin"}},
    },
    "job_friendly_name": "Job", "url": "https://awx.example.com/#/jobs/playbook/42", "approval_status": "approved", "approval_node_name": "Approve",
    "workflow_url": "https://awx.example.com/#/jobs/workflow/41", "job_metadata": "{}",
}
BOOLEANS = {**dict.fromkeys(("t", "y", "yes", "true", "on", "1"), True), **dict.fromkeys(("f", "n", "no", "false", "off", "0"), False)}
APPROVAL_EVENTS = ("running", "approved", "timed_out", "denied")


def converted(default: Any, value: Any) -> Any:
    """Return what AWX makes of a value for a member with this default. Raises ValueError.

    It takes text for numbers and booleans, and numbers for text, of which it keeps no blanks at the ends.
    """
    if isinstance(default, bool) and isinstance(value, str):
        if value.lower() not in BOOLEANS:
            raise ValueError("Must be a valid boolean.")
        return BOOLEANS[value.lower()]
    if isinstance(default, int) and isinstance(value, str):
        if not re.fullmatch(r"\s*-?[0-9]+\s*", value):
            raise ValueError("A valid integer is required.")
        return int(value)
    if isinstance(default, str) and isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(default, str) and isinstance(value, (int, float)) and not isinstance(value, bool) else value


def rendering(template: str, names: Mapping[str, Any]) -> str:
    """Return why AWX cannot render a template, empty if it can."""
    try:
        ImmutableSandboxedEnvironment(undefined=StrictUndefined).from_string(template).render(names)
    except TemplateError as problem:
        return str(problem)
    return ""


def credential_type(body: Mapping[str, Any]) -> Iterator[str]:
    if body.get("kind") not in KINDS:
        yield f"kind: Must be '{' or '.join(KINDS)}', not {body.get('kind')}"
    inputs, injectors = body.get("inputs") or {}, body.get("injectors") or {}
    yield from (f"inputs: {key} is not allowed" for key in set(inputs) - {"fields", "required"})
    seen: set[str] = set()
    for field in inputs.get("fields", []):
        yield from _field(field)
        if field.get("id") in seen:
            yield f"inputs: field IDs must be unique ({field['id']})"
        seen.add(str(field.get("id")))
    yield from (f"inputs: required names {name}, which is no field" for name in inputs.get("required", []) if name not in seen)
    yield from _injectors(injectors, seen)


def _field(field: Mapping[str, Any]) -> Iterator[str]:
    name, kind = field.get("id", ""), field.get("type", "string")
    if not NAME.match(str(name)):
        yield f"inputs: {name} is an invalid variable name"
    if name == "tower":
        yield 'inputs: "tower" is a reserved field name'
    if not field.get("label"):
        yield f"inputs: {name} has no label"
    yield from (f"inputs: {name} has {key}, which is not allowed" for key in set(field) - FIELD_KEYS)
    if kind not in ("string", "boolean"):
        yield f"inputs: {name} has the type {kind}"
    if kind == "boolean":
        yield from (f"inputs: {key} not allowed for boolean type ({name})" for key in ("choices", "multiline", "format", "secret") if key in field)
    if "default" in field and not isinstance(field["default"], bool if kind == "boolean" else str):
        yield f"inputs: the default of {name} is not a {kind}"


def _injectors(injectors: Mapping[str, Any], fields: set[str]) -> Iterator[str]:
    yield from (f"injectors: {key} is not allowed" for key in set(injectors) - {"env", "extra_vars", "file"})
    files = injectors.get("file") or {}
    yield from (f"injectors: {name} is no name of a file" for name in files if not re.match(r"^template(\.[a-zA-Z_]+[a-zA-Z0-9_]*)?$", name))
    if "template" in files and len(files) > 1:
        yield "injectors: Must use multi-file syntax when injecting multiple files"
    filename: Any = "EXAMPLE" if "template" in files else {name.partition(".")[2]: "EXAMPLE" for name in files}
    names = {**dict.fromkeys(fields, "EXAMPLE"), "tower": {"filename": filename} if files else {}}
    for name, text in (injectors.get("env") or {}).items():
        if not NAME.match(name) or name.startswith("ANSIBLE_") or name in TAKEN:
            yield f"injectors: Environment variable {name} is not allowed to be used in credentials."
        if not isinstance(text, str) or not text.isascii():
            yield f"injectors: {name} is not a text of ASCII characters"
    for kind in ("env", "extra_vars", "file"):
        for name, text in (injectors.get(kind) or {}).items():
            if not isinstance(text, (str, list, dict)):
                yield f"injectors: {name} is not a text"
            elif isinstance(text, str) and (problem := rendering(text, names)):
                yield f"injectors: {name} uses an undefined field ({problem})"


def survey(spec: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"'{name}' is missing from survey spec." for name in ("name", "description", "spec") if name not in spec)
    if not spec.get("spec"):
        yield "'spec' doesn't contain any items."
    seen: set[str] = set()
    for question in spec.get("spec") or []:
        yield from (f"'{name}' missing from a survey question" for name in ("type", "question_name", "variable", "required") if name not in question)
        name = str(question.get("variable"))
        if not isinstance(question.get("required"), bool):
            yield f"'required' of {name} expected to be boolean."
        if name in seen:
            yield f"'variable' '{name}' duplicated."
        seen.add(name)
        yield from _question(name, question)


def _question(name: str, question: Mapping[str, Any]) -> Iterator[str]:
    kind, default = question.get("type", ""), question.get("default", "")
    if kind not in QUESTION_TYPES:
        yield f"{kind} of {name} is not an allowed question type."
        return
    if default != "" and (not isinstance(default, QUESTION_TYPES[kind]) or isinstance(default, bool)):
        yield f"Default value {default!r} of {name} expected to be {kind}."
    yield from (f"The {key} limit of {name} expected to be integer." for key in ("min", "max") if not isinstance(question.get(key), (int, type(None))))
    if kind in ("multiplechoice", "multiselect"):
        choices = question.get("choices")
        if not choices:
            yield f"{name} of type {kind} must specify choices."
            return
        choices = choices.splitlines() if isinstance(choices, str) else choices
        if "default" in question:  # a blank default is not a choice either
            wrong = [choice for choice in str(default).splitlines() if choice not in choices]
            yield from (f"Default choice {choice} of {name} must be answered from the choices listed." for choice in wrong)
    if isinstance(default, str) and default.startswith("$encrypted$"):
        yield f"$encrypted$ is a reserved keyword ({name})."


def answers(spec: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[str]:
    """Yield messages about invalid answers of a survey."""
    for question in spec.get("spec") or []:
        name, kind = question["variable"], question["type"]
        if name not in given:
            if question["required"]:
                yield f"'{name}' value missing"
            continue
        value = given[name]
        if kind in ("text", "textarea", "password") and not isinstance(value, str):
            yield f"Value of '{name}' expected to be a string."
        elif kind == "integer" and not isinstance(value, int) or isinstance(value, bool):
            yield f"Value of '{name}' expected to be an integer."
        elif kind == "integer" and not question.get("min", value) <= value <= question.get("max", value):
            yield f"'{name}' value {value} is too small or too large."
        elif kind == "multiselect" and not isinstance(value, list):
            yield f"'{name}' value is expected to be a list."
        elif kind in ("multiselect", "multiplechoice"):
            chosen = value if isinstance(value, list) else [value]
            yield from (f"Value {entry} for '{name}' expected to be one of {question['choices']}." for entry in chosen if entry not in question["choices"])
    yield from (f"Variables {name} are not allowed on launch." for name in set(given) - {entry["variable"] for entry in spec.get("spec") or []})


def rrule(text: str) -> Iterator[str]:
    starts = re.findall(r"DTSTART(?:;TZID=([^:]+))?:[0-9]{8}T[0-9]{6}(Z?)", text)
    rules = re.findall(r"\bRRULE:(\S+)", text)
    if len(starts) != 1:
        yield "Valid DTSTART required in rrule, and only one."
    for zone, utc in starts:
        if not zone and not utc:
            yield "DTSTART cannot be a naive datetime."
        if zone:
            try:
                ZoneInfo(zone)
            except (KeyError, ValueError, OSError):
                yield f"rrule parsing failed validation: no time zone {zone}"
    if not rules:
        yield "One or more rule required in rrule."
    yield from (f"{word} not allowed in rrule." for word in ("EXDATE", "RDATE") if f"{word}:" in text.upper())
    for rule in rules:
        parts = dict(part.partition("=")[::2] for part in rule.upper().split(";"))
        if "INTERVAL" not in parts:
            yield f"INTERVAL required in rrule: {rule}"
        if parts.get("FREQ") not in ("MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
            yield f"{parts.get('FREQ')} is not supported: {rule}"
        if re.match(r"[0-9]", parts.get("BYDAY", "")):
            yield f"BYDAY with numeric prefix not supported: {rule}"
        if "COUNT" in parts and "UNTIL" in parts:
            yield f"RRULE may not contain both COUNT and UNTIL: {rule}"
        if int(parts.get("COUNT", 0)) > 999:
            yield f"COUNT > 999 is unsupported: {rule}"


def notification(body: Mapping[str, Any]) -> Iterator[str]:
    kind = body.get("notification_type", "")
    if kind not in NOTIFICATIONS:
        yield f"notification_type: {kind} is not emulated"
        return
    configuration = body.get("notification_configuration") or {}
    for name, expected in NOTIFICATIONS[kind].items():
        if name not in configuration:
            if name not in NOTIFICATION_DEFAULTS:
                yield f"Missing required fields for Notification Configuration: {name}."
        elif not isinstance(configuration[name], expected) or isinstance(configuration[name], bool) is not (expected is bool):
            yield f"Configuration field '{name}' incorrect type, expected {expected.__name__}."
        elif configuration[name] == []:
            yield f"No values specified for field '{name}'"
    for event, messages in (body.get("messages") or {}).items():
        if event == "workflow_approval":
            for name_, texts in messages.items():
                yield from [f"Workflow Approval event '{name_}' invalid"] if name_ not in APPROVAL_EVENTS else _messages(name_, texts or {})
        elif event in ("started", "success", "error"):
            yield from _messages(event, messages or {})
        else:
            yield f"Event '{event}' invalid"


def _messages(event: str, texts: Mapping[str, Any]) -> Iterator[str]:
    for name, text in texts.items():
        if name not in ("message", "body"):
            yield f"Message type '{name}' invalid, must be either 'message' or 'body'"
        elif not isinstance(text, str):
            yield f"Expected string for '{name}' of {event}"
        elif name == "message" and "\n" in text:
            yield f"Messages cannot contain newlines (found newline in {event} event)"
        elif problem := rendering(text, CONTEXT):
            yield f"Unable to render message of {event}: {problem}"
