# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Runs a module: builds its arguments from the resource table, connects, reconciles, and returns a result or an error.

This is the only file that uses AnsibleModule.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Callable

from ansible.module_utils import basic
from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from .errors import BadInput, Defect, PeopleError, further_doubts
from .failures import LONG
from .fields import Resource
from .files import check_path
from .find import Task, check_input
from .json_parts import in_parts
from .kept import Opener
from .masking import Secrets, passwords_in_urls
from .mode import Mode
from .options import connection_spec, with_fallback
from .outcome import Outcome
from .progress import Progress, progress_file
from .provider import Connection, Provider, cautions
from .reconcile import reconcile
from .secret_options import NO_LOG_PLACEHOLDER, misplaced, without_secrets
from .signals import keep_time_limit, when_cancelled
from .specs import identities, info_spec, many_spec, resource_spec, wrong_entries
from .store import Store
from .text import all_visible, visible
from .trace import KEPT, LAST, merged

if TYPE_CHECKING:
    from .connections import Connections
    from .http import Http
    from .items import Batch

VERBOSE = 3  # the verbosity of -vvv
# The members of a result for people, in which invisible characters are escaped. Other members are for programs and stay unchanged.
WORDS = ("msg", "hint", "error", "notes", "warnings", "diff", "outcome", "traceback", "last_requests")
WORDS_OF_A_PLAN = ("notes", "refusals", "unreadable")


class Module(AnsibleModule):  # type: ignore[misc]  # ansible has no types here
    """An AnsibleModule that masks secrets when Ansible itself refuses the options, including secrets under unknown option names.

    It ignores the read-only members of results of a ``resource``, so that a result of the info module can be passed as it is. ``plural`` is the
    option with a list of objects. Members named in ``facts`` are ignored only beside an id: alone they may be meant as a selection. Options named in
    ``unshown`` are not part of the invocation, because only their contents tell which of them are secret.
    """

    def __init__(self, resource: Resource | None = None, plural: str = "", facts: Iterable[str] = (), unshown: Iterable[str] = (), **kwargs: Any):
        fields = () if resource is None else resource.all_fields
        read_only = () if resource is None else resource.read_only
        self._facts = frozenset([*(field.name for field in fields), *(fact.name for fact in read_only)])
        self._facts_of_id = frozenset(facts)
        self._plural = plural
        self.unshown = frozenset(unshown)
        self._as_given: dict[str, Any] = {}
        super().__init__(**kwargs)
        self._check_paths()

    def _check_paths(self) -> None:
        try:
            for name, option in self.argument_spec.items():
                if option.get("type") == "path" and self.params.get(name):
                    check_path(self.params[name], name)
        except BadInput as problem:
            self.fail_json(**problem.result())

    def _record_module_result(self, o: dict[str, Any]) -> None:
        """Print the result as AnsibleModule does, but in parts: the text for ten thousand people would be in memory three times. Since ansible-core 2.19."""
        try:
            from ansible.module_utils.common.json import Direction, get_module_encoder

            encoder = get_module_encoder(basic._ANSIBLE_PROFILE, Direction.MODULE_TO_CONTROLLER)
        except (ImportError, AttributeError):
            super()._record_module_result(o)
            return
        sys.stdout.write("\n")
        sys.stdout.writelines(in_parts(o, encoder().encode, 3))
        sys.stdout.write("\n")

    def _log_to_syslog(self, msg: str) -> None:
        """Log a value with the character U+0000 too. Python 3.12 and later refuse it, and Ansible would tell the user about syslog."""
        super()._log_to_syslog(msg.replace("\0", "\\0"))

    def _load_params(self) -> None:
        self.params: dict[str, Any]
        super()._load_params()
        if not self._plural:
            self.params = self._settable(self.params, self.argument_spec)
        elif isinstance(self.params.get(self._plural), list):
            options = self.argument_spec[self._plural]["options"]
            self.params[self._plural] = [self._settable(entry, options) for entry in self.params[self._plural]]
        self._as_given = dict(self.params)  # Ansible drops what it refuses before it says so

    def _settable(self, given: Any, options: Mapping[str, Any]) -> Any:
        if not isinstance(given, Mapping):
            return given
        ignored = self._facts if given.get("id") is None else self._facts | self._facts_of_id
        return {name: value for name, value in given.items() if name in options or name not in ignored}

    def fail_json(self, msg: str, **kwargs: Any) -> None:
        if "invocation" not in kwargs:
            kwargs["invocation"] = _invocation(self)
            if "dictionary requested" in str(msg) or "in the sub parameter field" in str(msg):
                msg = " ".join(wrong_entries(self.argument_spec, self._as_given)) or msg
            msg = visible(_secrets(self).mask(str(msg)))
        super().fail_json(msg=msg, **kwargs)


def run_resource(provider: Provider, store_class: type[Store]) -> None:
    """Run a module that manages one object."""
    resource = store_class.resource
    module = Module(
        resource=resource, argument_spec={**connection_spec(provider), **resource_spec(resource)}, supports_check_mode=True,
        required_one_of=[identities(resource)] if resource.id_api else [],
    )

    def work(connection: Connection) -> dict[str, Any]:
        store = store_class(connection, module.params, Mode.MANAGE_ONE)
        return _result(module, provider, resource, reconcile(store, Task(module.params, module.check_mode)))

    _run(module, provider, resource, work, read_only=module.check_mode, noun=resource.noun)


def run_bulk(provider: Provider, store_class: type[Store]) -> None:
    """Run a module that manages a list of objects."""
    resource = store_class.resource
    options = {name: with_fallback(option) for name, option in many_spec(resource).items()}
    module = Module(resource=resource, plural=resource.plural, argument_spec={**connection_spec(provider), **options}, supports_check_mode=True)

    from .bulk import reconcile_bulk  # only here, for speed: tasks for a single object do not need it

    def work(connection: Connection) -> dict[str, Any]:
        store = store_class(connection, module.params, Mode.MANAGE_MANY)
        return _bulk_result(module, provider, resource, reconcile_bulk(store, module.params[resource.plural], module.params, module.check_mode))

    _run(module, provider, None, work, read_only=module.check_mode, noun=resource.noun)


def run_info(provider: Provider, store_class: type[Store]) -> None:
    """Run an info module."""
    resource = store_class.resource
    module = Module(
        argument_spec={**connection_spec(provider), **info_spec(resource)}, supports_check_mode=True,
        mutually_exclusive=[(*identities(resource), *resource.info_exclusive)] if resource.id_api else [],
    )

    def work(connection: Connection) -> dict[str, Any]:
        named = any(module.params[name] is not None for name in identities(resource))
        store = store_class(connection, module.params, Mode.READ_ONE if named else Mode.READ_MANY)
        rows = store.select(module.params)
        return {
            "changed": False, resource.plural: [resource.to_result(row, store.names) for row in rows], "warnings": store.policy.warnings,
            **store.extra_results(module.params),
        }

    _run(module, provider, resource, work, read_only=True)


def run_task(provider: Provider, options: dict[str, dict[str, Any]], task: Callable[[Connection, dict[str, Any], bool], dict[str, Any]], **kwargs: Any) -> None:
    """Run a module that does not manage an object.

    ``task`` takes the connection, the options and whether check mode is on, and returns the result. Its ``warnings`` become warnings of the module.
    ``kwargs`` are passed to ``Module``.
    """
    module = Module(
        argument_spec={**connection_spec(provider), **{name: dict(option) for name, option in options.items()}}, supports_check_mode=True, **kwargs
    )

    def work(connection: Connection) -> dict[str, Any]:
        return task(connection, module.params, module.check_mode)

    _run(module, provider, None, work, read_only=module.check_mode)


def run_people(
    providers: Mapping[str, Provider], options: dict[str, dict[str, Any]], task: Callable[[Connections, dict[str, Any], bool], dict[str, Any]], **kwargs: Any
) -> None:
    """Run a module for several platforms, with the connection options of all.

    ``task`` takes the connections, of which it opens those that it needs, the options and whether check mode is on, and returns the result. Its
    ``warnings`` become warnings of the module. ``kwargs`` are passed to AnsibleModule.
    """
    spec = {name: option for provider in providers.values() for name, option in connection_spec(provider).items()}
    module = Module(argument_spec={**spec, **{name: with_fallback(option) for name, option in options.items()}}, supports_check_mode=True, **kwargs)

    from .connections import Connections  # only here, for speed: tasks for one platform do not need it

    _require_libraries(module, providers.values())
    secrets = _secrets(module)
    connections = Connections(providers, module.params, module.check_mode, secrets, _name(module))
    _cancel_when_stopped(connections)
    keep_time_limit()
    failed = True
    try:
        with connections:
            result = task(connections, module.params, module.check_mode)
        failed = False
    except PeopleError as problem:
        result = problem.result()
    except Exception as problem:
        result = Defect(problem).result()
    for defect in connections.defects[:1]:
        result, failed = {**defect.result(), **result}, True
    https = [connection.http for connection in connections.all()]
    costs: dict[str, Any] = {"requests": sum(http.requests for http in https)}
    if any(http.waited for http in https):
        costs["waited"] = round(max(http.waited for http in https), 1)
    costs.update(_last_requests(module, https, failed))
    _end(module, secrets, {**result, **costs}, failed, [text for http in https for text in cautions(http)])


def _run(module: Module, provider: Provider, resource: Resource | None, work: Callable[[Connection], dict[str, Any]], read_only: bool, noun: str = "") -> None:
    """Connect, run the work, and end the task. If there is a ``resource``, its options are checked first. ``noun`` is the kind of object to write."""
    _require_libraries(module, [provider])
    secrets = _secrets(module)
    opener = Opener(provider, module.params, read_only, noun, secrets, _name(module))
    _close_when_stopped()
    keep_time_limit()
    failed = True
    try:
        if resource is not None:
            check_input(resource, module.params)
        with Progress(progress_file(), opener.progress):
            result = opener.run(work)
        failed = False
    except PeopleError as problem:
        problem.tell_accepted(*((), ()) if "changed" in problem.rest else (opener.accepted, opener.unproved))
        result = problem.result()
    except Exception as problem:
        result = Defect(problem).result()
    if opener.accepted and "changed" not in result:
        result["changed"] = True  # the task failed after a successful write
    https = [] if opener.http is None else [opener.http]
    result.update(_request_stats(opener.http) | _last_requests(module, https, failed))
    _end(module, secrets, result, failed, [text for http in https for text in cautions(http)])


def _require_libraries(module: Module, providers: Iterable[Provider]) -> None:
    """End the task with the host and the interpreter if a library is missing. Several platforms that need it are named together."""
    needed: dict[str, list[str]] = {}
    for provider in providers:
        for library in provider.libraries:
            needed.setdefault(library, []).append(provider.title)
    for library, titles in needed.items():
        try:
            import_module(library)
        except ImportError:
            module.fail_json(msg=missing_required_lib(library, reason=f"to talk to {', '.join(titles)}"))


def _name(module: Module) -> str:
    return str(module._name).rpartition(".")[2]


def _last_requests(module: Module, https: list[Http], failed: bool) -> dict[str, Any]:
    """Add the trace of the requests: the last lines if the task failed, all of them with ``-vvv``."""
    last = KEPT if module._verbosity >= VERBOSE else LAST if failed else 0
    lines = merged([http.trace for http in https], last) if last else []
    return {"last_requests": lines} if lines else {}


def _secrets(module: Module) -> Secrets:
    """Return all secrets among the options, including passwords of people and those in URLs."""
    return Secrets([*map(str, module.no_log_values), *passwords_in_urls(module.params.values()), *misplaced(module.params)])


def _end(module: Module, secrets: Secrets, result: dict[str, Any], failed: bool, warnings: list[str]) -> None:
    """End the module with a result. Masks secrets in all encodings, and escapes invisible characters in messages."""
    result.setdefault("invocation", _invocation(module))
    if failed and result.get("waited", 0) >= LONG and " tries in " not in str(result.get("msg")):
        result["msg"] = f"{result.get('msg')} The task waited {result['waited']:.0f} s for retries and rate limits."
    parts = result.get("results")
    for part in (result, *(parts if isinstance(parts, list) else ())):
        _make_visible(part, secrets)
    for warning in [*map(visible, warnings), *result.pop("warnings", ())]:
        module.warn(warning)
    # Ansible searches each of these in every string and number, but not in keys. For speed, it gets only those that occur in the result.
    module.no_log_values = secrets.secrets_in(result)
    if module.no_log_values:
        result = secrets.mask_all(result)
    (module.fail_json if failed else module.exit_json)(**result)


def _make_visible(result: dict[str, Any], secrets: Secrets) -> None:
    """Mask and escape what a result says."""
    words = secrets.mask_all({name: result[name] for name in WORDS if name in result})
    result.update(all_visible(words))
    if isinstance(result.get("plan"), dict):
        plan = result["plan"]
        result["plan"] = {**plan, **{name: all_visible(secrets.mask_all(plan[name])) for name in WORDS_OF_A_PLAN if name in plan}}


def _close_when_stopped() -> None:
    """Make a cancelled task close its connections, so that no session is left open."""
    def leave(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    when_cancelled(leave)


def _cancel_when_stopped(connections: Connections) -> None:
    """Make a cancelled task on several platforms end with a result.

    No more requests are sent, those in flight are completed, and the changes are reported. A second signal ends the task without a result.
    """
    def leave(number: int, frame: object) -> None:
        _close_when_stopped()
        connections.cancel()

    when_cancelled(leave)


def _invocation(module: Module, **shorter: Any) -> dict[str, Any]:
    """Return the options as Ansible reports them, without secrets. ``shorter`` are replacements for long values."""
    shown = {name: NO_LOG_PLACEHOLDER if value and name in module.unshown else value for name, value in {**module.params, **shorter}.items()}
    return {"module_args": without_secrets(shown, module.argument_spec)}


def _request_stats(http: Any) -> dict[str, Any]:
    costs: dict[str, Any] = {"requests": http.requests if http else 0}
    if http and http.waited:
        costs["waited"] = round(http.waited, 1)
    if http and http.last_request_id:
        costs["request_id"] = http.last_request_id
    return costs


def _result(module: Module, provider: Provider, resource: Resource, outcome: Outcome) -> dict[str, Any]:
    title = f"{provider.title} {resource.noun} {outcome.object.get(resource.key.name) or outcome.before.get(resource.key.name) or module.params.get('id')}"
    result: dict[str, Any] = {
        "changed": outcome.changed, "action": outcome.action, resource.noun: outcome.object,
        "diff": {"before_header": title, "after_header": title, "before": outcome.before, "after": outcome.after},
    }
    if outcome.notes:
        result["notes"] = outcome.notes
    return {**result, "warnings": outcome.warnings}


def _bulk_result(module: Module, provider: Provider, resource: Resource, batch: Batch) -> dict[str, Any]:
    """Return the result with a row for each object and a diff of changed objects. Raises PeopleError with this result if any object failed."""
    title = f"{provider.title} {resource.plural}"
    changed = [(label, outcome) for label, outcome in batch.outcomes if outcome.changed]
    rows = [
        {
            resource.key.name: label, **outcome.object, "action": outcome.action, "changed": outcome.changed,
            **({"request_id": outcome.request_id} if outcome.request_id else {}),
        }
        for label, outcome in batch.outcomes
    ]
    rows += [
        {resource.key.name: label, "action": "failed", "changed": bool(problem.changed), "msg": problem.result()["msg"]} for label, problem in batch.failures
    ]
    # Ansible would add every entry with all its unset options, which would double the size of the result.
    identified = [{name: entry[name] for name in identities(resource) if entry.get(name) is not None} for entry in module.params[resource.plural]]
    result: dict[str, Any] = {
        "changed": any(row["changed"] for row in rows), resource.plural: rows, "invocation": _invocation(module, **{resource.plural: identified}),
        "warnings": [warning for _label, outcome in batch.outcomes for warning in outcome.warnings],
        "diff": {
            "before_header": title, "after_header": title,
            "before": {label: outcome.before for label, outcome in changed}, "after": {label: outcome.after for label, outcome in changed},
        },
    }
    notes = batch.notes + [f"{label}: {note}" for label, outcome in batch.outcomes for note in outcome.notes]
    if notes:
        result["notes"] = notes
    if batch.failures:
        label, problem = batch.failures[0]
        rest = ", the rest is done" if batch.outcomes else ""
        failed = PeopleError(f"{len(batch.failures)} of {len(rows)} {resource.plural} failed{rest}. The first one is {label}: {problem.result()['msg']}"
                             f"{further_doubts(batch.failures)}")
        failed.rest = result
        raise failed
    return result
