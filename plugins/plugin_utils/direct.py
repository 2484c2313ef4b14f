# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Runs a module without starting a new interpreter, if it would run on this machine with this interpreter anyway.

For each item of a loop, Ansible packs a module, and starts a shell and an interpreter that unpacks and imports it. With direct execution, the process
that starts its workers imports the module once, and a worker forks, once for all items of a loop. Everything else is done by Ansible: arguments and
results are converted to the same JSON. The items share connections, logins and names (``engine/kept.py``), which end with the task.
"""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any, Callable

from ansible import constants as C
from ansible.errors import AnsibleActionFail
from ansible.module_utils import basic
from ansible.module_utils.common import warnings
from ansible.module_utils.common.text.converters import to_text
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ..module_utils.engine.signals import TIME_LIMIT
from .bytecode import runs_playbooks, use_bytecode_cache
from .forked import Forked, Work
from .progress import is_watched, shown
from .shared import share_equal_parts

display = Display()

VARIABLE = "people_access_direct"
ENVIRONMENT_VARIABLE = "PEOPLE_ACCESS_DIRECT"
CHOICES = ("auto", "never", "always")
DEFAULT = "auto"
MODULES = "ansible_collections.people.access.plugins.modules"
COLLECTION = "people.access."
LIBRARIES = ("requests",)  # for all platforms; the interpreter that Ansible discovers may have libraries that this one lacks
PROFILE = "legacy"  # the default serialization profile of modules in ansible-core
# Prefixes of variables that are read when an interpreter or a library starts, so they have no effect in a fork.
READ_AT_START = ("PYTHON", "LD_", "DYLD_", "OPENSSL_", "MALLOC_", "GLIBC_", "LANG", "LC_")
# If this variable is false, as for tenants, these environment variables count as not set: the credentials of one tenant must never be those of another.
USE_ENVIRONMENT = "people_access_use_environment"
OF_PLATFORMS = (
    "TE_TOKEN", "TE_API_ENDPOINT", "TE_AID", "SEGMENT_TOKEN", "SEGMENT_URL", "SEGMENT_ACCEPT_VERSION", "SEGMENT_PAGE_SIZE", "CNTB_OAUTH2_CLIENT_ID",
    "CNTB_OAUTH2_CLIENT_SECRET", "CNTB_OAUTH2_USER", "CNTB_OAUTH2_PASS", "CNTB_API", "CNTB_OAUTH2_TOKEN_URL", "CNTB_TOKEN", "CNTB_TRACE_ID", "TSNA_URL",
    "TSNA_USERNAME", "TSNA_PASSWORD", "TSNA_TOKEN",
)


class _Loop:
    """The process for the items of a loop. Ansible has one worker for each task and host, so there is at most one loop in this process.

    ``made_for`` is what the process was started for. An item that needs anything else gets a new process."""

    def __init__(self) -> None:
        self.process: Forked | None = None
        self.made_for: Any = None
        self.connection: Any = None

    def process_for(self, wanted: Any, work: Work) -> Forked:
        if self.process is None or self.process.is_over or self.made_for != wanted:
            self.end()
            self.process, self.made_for = Forked(work), wanted
        return self.process

    def end(self) -> None:
        """End the process and its sessions, and wait for both."""
        if self.process is not None:
            self.process.end()
        self.process = None

    def end_with(self, connection: Any) -> None:
        """End the process when ansible-core closes the connection of the task: after the last item, even if it failed, and before the result is
        reported. An action plugin has no other hook for this. If the worker is killed, the process ends as well, but nobody waits for it."""
        if connection is self.connection:
            return
        self.connection = connection
        close = connection.close

        def close_all() -> None:
            self.end()
            close()

        connection.close = close_all


_loop = _Loop()


def import_early(action: str) -> None:
    """Import the module of an action plugin, given by its ``__name__``, if this is the process that starts Ansible's workers.

    This process looks at the class of each action before it starts a worker. Without this, each worker would import the module, which takes longer than
    most of them run. Where modules run in another way, this was done in vain, once.
    """
    if runs_playbooks() and sys.platform != "darwin" and _wanted(None) != "never":
        with suppress(ImportError):  # told by the task itself
            _imported(action.rpartition(".")[2])


def _imported(name: str) -> Callable[[], None]:
    """Return ``main`` of a module. Raises ImportError if it, or a library that it needs, cannot be imported."""
    use_bytecode_cache()
    for library in LIBRARIES:
        import_module(library)
    main: Callable[[], None] = import_module(f"{MODULES}.{name}").main
    return main


class DirectAction(ActionBase):
    """Like the action plugin ``normal`` of ansible-core, except for the start of the module."""

    _supports_check_mode = True
    _supports_async = True
    _requires_connection = True
    _tells_in_loops = False  # whether the items of a loop show their progress
    _main: Callable[[], None] | None = None
    _json_arguments = b""

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        in_background = bool(self._task.async_val and not self._connection.has_native_async)
        with self._environment(self._unset(task_vars or {})):
            result.update(self.run_module(task_vars, in_background))
        if not in_background:
            self._remove_tmp_path(self._connection._shell.tmpdir)
        return result

    def _unset(self, task_vars: Mapping[str, Any]) -> dict[str, str]:
        """Return the variables of the platforms as empty, which counts as not set, if the module must not take anything from the environment."""
        used = self._templar.template(task_vars.get(USE_ENVIRONMENT, True))
        return {} if boolean(used, strict=False) else dict.fromkeys(OF_PLATFORMS, "")

    def run_module(self, task_vars: Any, in_background: bool) -> dict[str, Any]:
        """Run the module and return its result. Action plugins override this to do something before or while it runs."""
        return self.execute(None, task_vars, in_background)

    def execute(self, arguments: dict[str, Any] | None, task_vars: Any, in_background: bool) -> dict[str, Any]:
        """Run the module with these arguments, by default those of the task, and return its result."""
        is_told = self._task.loop is None or self._tells_in_loops
        if in_background or self._connection.transport != "local" or not is_told or not is_watched():
            return self._executed(arguments, task_vars, in_background)
        with shown(str((task_vars or {}).get("inventory_hostname", ""))) as variables, self._environment(variables):
            return self._executed(arguments, task_vars, in_background)

    @contextmanager
    def _environment(self, variables: dict[str, str]) -> Iterator[None]:
        """Add variables to the environment of the module."""
        given = self._task.environment
        self._task.environment = [*(given if isinstance(given, list) else [given] if given else []), variables]
        try:
            yield
        finally:
            self._task.environment = given

    def _executed(self, arguments: dict[str, Any] | None, task_vars: Any, in_background: bool) -> dict[str, Any]:
        result: dict[str, Any] = self._execute_module(module_args=arguments, task_vars=task_vars, wrap_async=in_background)
        share_equal_parts(result)
        return result

    def _execute_module(self, *args: Any, **kwargs: Any) -> Any:
        task_vars = kwargs.get("task_vars") or {}
        name = self._module_name()
        reason = self._reason_against(task_vars, bool(kwargs.get("wrap_async")))
        if not reason:
            try:
                self._main = _imported(name)
            except ImportError as problem:
                reason = f"this interpreter cannot import {problem.name}"
        if reason:
            self._main = None
            display.vvv(f"{COLLECTION}{name} is started as a process of its own: {reason}")
            # Ansible does not stop such a process when the time of its task is over.
            with self._environment({TIME_LIMIT: str(self._task.timeout)} if self._task.timeout and not kwargs.get("wrap_async") else {}):
                return super()._execute_module(*args, **kwargs)
        display.vvv(f"{COLLECTION}{name} runs directly, in a fork of Ansible's worker: same machine, same interpreter")
        try:
            return super()._execute_module(*args, **kwargs)
        finally:
            self._main = None

    def _module_name(self) -> str:
        return str(self._task.resolved_action or self._task.action).rpartition(".")[2]

    def _reason_against(self, task_vars: Mapping[str, Any], in_background: bool) -> str:
        """Return why the module needs its own process; empty if it does not."""
        choice = _choice(self._templar.template(task_vars.get(VARIABLE)))
        resolved = str(self._task.resolved_action or self._task.action)
        if choice == "never":
            return f"{VARIABLE} or {ENVIRONMENT_VARIABLE} says never"
        if not resolved.startswith(COLLECTION):
            return f"{resolved} is no module of this collection"
        if self._connection.transport not in ("local", "ansible.builtin.local"):
            return f"the connection is {self._connection.transport}, not local"
        if getattr(self._connection._shell, "SHELL_FAMILY", "") != "sh":
            return "the shell is not sh"
        if self._connection.become:
            return "the task has become"
        if in_background or self._task.async_val:
            return "the task is async"
        if C.DEFAULT_KEEP_REMOTE_FILES:
            return "ANSIBLE_KEEP_REMOTE_FILES asks for the files of the module"
        if sys.platform == "darwin" and choice != "always":
            return "forks are not safe on macOS"
        early = [name for name in self._task_environment() if name.startswith(READ_AT_START)]
        if early:
            return f"{early[0]} in environment takes effect only when an interpreter starts"
        return self._reason_of_interpreter(task_vars)

    def _reason_of_interpreter(self, task_vars: Mapping[str, Any]) -> str:
        if self._task.delegate_to:
            task_vars = task_vars.get("ansible_delegated_vars", {}).get(self._task.delegate_to, task_vars)
        interpreter = self._templar.template(C.config.get_config_value("INTERPRETER_PYTHON", variables=task_vars))
        if not interpreter or str(interpreter).startswith("auto") or _same_interpreter(str(interpreter), sys.executable):
            return ""
        return f"the interpreter is {interpreter}, and ansible-core runs with {sys.executable}"

    def _task_environment(self) -> dict[str, str]:
        """Return the variables of ``environment`` as the shell would set them."""
        return dict(word.split("=", 1) for word in shlex.split(self._compute_environment_string()))

    # -- called by ActionBase._execute_module: without a packed module, temporary directory and shell -------------------------------------

    def _is_pipelining_enabled(self, module_style: str, wrap_async: bool = False) -> bool:
        return self._main is not None or bool(super()._is_pipelining_enabled(module_style, wrap_async))

    def _configure_module(self, module_name: str, module_args: dict[str, Any], task_vars: Any) -> Any:
        if self._main is None:
            return super()._configure_module(module_name, module_args, task_vars)
        self._json_arguments = _as_json(module_args)
        path = sys.modules[self._main.__module__].__file__
        return _configured(f"#!{sys.executable}", path)

    def _low_level_execute_command(self, *args: Any, **kwargs: Any) -> Any:
        main, arguments = self._main, self._json_arguments
        if main is None:
            return super()._low_level_execute_command(*args, **kwargs)
        self._main = None  # further commands are Ansible's own
        from ..module_utils.engine.kept import close_kept, keep_connections  # not before use_bytecode_cache: Ansible would compile the whole client

        environment, folder = self._task_environment(), self._loader.get_basedir()
        # A task that waits for a change with until must not see cached names.
        is_loop = self._task.loop is not None and not self._task.until and not self._task.retries

        def call(given: bytes) -> None:
            if is_loop:
                keep_connections()
            _be_a_module(given)
            _run_main(main)

        work = Work(call, environment, folder, close_kept)
        if is_loop:
            _loop.end_with(self._connection)
            ended = _loop.process_for((main, environment, folder), work).run(arguments)
        else:
            process = Forked(work)
            ended = process.run(arguments)
            process.end()
        texts = {name: to_text(value, errors="surrogate_then_replace") for name, value in (("stdout", ended.stdout), ("stderr", ended.stderr))}
        return {"rc": ended.code, **texts, **{f"{name}_lines": text.splitlines() for name, text in texts.items()}}


def _wanted(variable: Any) -> str:
    return str(variable or os.environ.get(ENVIRONMENT_VARIABLE) or DEFAULT).strip().lower()


def _choice(variable: Any) -> str:
    """Return how to run modules, from the variable of the playbook or of the environment. Raises AnsibleActionFail."""
    choice = _wanted(variable)
    if choice not in CHOICES:
        source = VARIABLE if variable else ENVIRONMENT_VARIABLE
        raise AnsibleActionFail(f"{source} has the unknown value {choice!r}. Set it to one of these: {', '.join(CHOICES)}.")
    return choice


def _same_interpreter(first: str, second: str) -> bool:
    """Return whether both paths are the same interpreter with the same packages. A link in another directory may be a virtual environment."""
    def identity(path: str) -> tuple[str, str]:
        return os.path.realpath(os.path.dirname(path)), os.path.realpath(path)

    return os.path.isabs(first) and identity(first) == identity(second)


def _as_json(arguments: dict[str, Any]) -> bytes:
    """Return the arguments as ansible-core serializes them for a module, without trust and other tags."""
    wrapped = {"ANSIBLE_MODULE_ARGS": arguments}
    try:
        from ansible.module_utils.common.json import Direction, get_module_encoder
    except ImportError:  # ansible-core 2.18
        from ansible.module_utils.common.json import AnsibleJSONEncoder

        return json.dumps(wrapped, cls=AnsibleJSONEncoder, vault_to_text=True).encode()
    return json.dumps(wrapped, cls=get_module_encoder(PROFILE, Direction.CONTROLLER_TO_MODULE)).encode()


def _configured(shebang: str, path: str | None) -> Any:
    """Return the result of ``_configure_module`` for a module that is not packed."""
    try:
        from ansible.executor.module_common import _BuiltModule
    except ImportError:  # ansible-core 2.18
        return "new", shebang, b"", path
    return _BuiltModule(b_module_data=b"", module_style="new", shebang=shebang, serialization_profile=PROFILE), path


def _be_a_module(arguments: bytes) -> None:
    """Change the state of Ansible's code from that of a controller to that of a module. Only call this in a fork."""
    basic._ANSIBLE_ARGS = arguments
    basic._ANSIBLE_PROFILE = PROFILE
    warnings._global_warnings.clear()
    warnings._global_deprecations.clear()
    try:
        from ansible.module_utils import _internal
        from ansible.module_utils._internal import _traceback
    except ImportError:  # ansible-core 2.18 does not distinguish them
        return
    _internal.is_controller = False
    _internal.get_controller_serialize_map = dict
    _internal.import_controller_module = lambda name: None
    _traceback._is_traceback_enabled = _traceback._is_module_traceback_enabled


def _run_main(main: Callable[[], None]) -> None:
    """Run the module. Uncaught exceptions are reported in the same way as ansible-core does for modules."""
    try:
        main()
    except Exception as problem:
        try:
            from ansible.module_utils._internal._ansiballz._loader import _handle_exception
        except ImportError:  # older versions print a traceback on stderr
            raise problem from None
        _handle_exception(problem, PROFILE)
