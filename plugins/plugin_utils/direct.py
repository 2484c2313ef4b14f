# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Runs a module without the start of a new interpreter, where it would run on this machine and with this interpreter anyway.

Ansible packs a module, and starts a shell and an interpreter that unpacks and imports it, for each item of a loop. Here, its worker imports the
module once and forks for each item. All else is left to Ansible: the arguments go through the same JSON, and so does the printed result.
"""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Callable

from ansible import constants as C
from ansible.errors import AnsibleActionFail
from ansible.module_utils import basic
from ansible.module_utils.common import warnings
from ansible.module_utils.common.text.converters import to_text
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from .forked import run_forked

display = Display()

VARIABLE = "people_access_direct"
ENVIRONMENT_VARIABLE = "PEOPLE_ACCESS_DIRECT"
CHOICES = ("auto", "never", "always")
DEFAULT = "never"
MODULES = "ansible_collections.people.access.plugins.modules"
COLLECTION = "people.access."
LIBRARIES = ("requests", "jsonpatch")  # of all platforms: the interpreter that Ansible discovers may have what this one lacks
PROFILE = "legacy"  # how ansible-core calls the serialization of a module that asks for no other
# These are read when an interpreter or a library starts, and a fork has started long ago.
READ_AT_START = ("PYTHON", "LD_", "DYLD_", "OPENSSL_", "MALLOC_", "GLIBC_", "LANG", "LC_")


class DirectAction(ActionBase):
    """The action plugin ``normal`` of ansible-core, but for the start of the module."""

    _supports_check_mode = True
    _supports_async = True
    _requires_connection = True
    _main: Callable[[], None] | None = None
    _json_arguments = b""

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        in_background = bool(self._task.async_val and not self._connection.has_native_async)
        result.update(self.run_module(task_vars, in_background))
        if not in_background:
            self._remove_tmp_path(self._connection._shell.tmpdir)
        return result

    def run_module(self, task_vars: Any, in_background: bool) -> dict[str, Any]:
        """The result of the module; for action plugins that have something to do before or while it runs."""
        return self.execute(None, task_vars, in_background)

    def execute(self, arguments: dict[str, Any] | None, task_vars: Any, in_background: bool) -> dict[str, Any]:
        """The result of the module with these arguments, or with those of the task."""
        result: dict[str, Any] = self._execute_module(module_args=arguments, task_vars=task_vars, wrap_async=in_background)
        return result

    def _execute_module(self, *args: Any, **kwargs: Any) -> Any:
        task_vars = kwargs.get("task_vars") or {}
        name = self._module_name()
        reason = self._reason_against(task_vars, bool(kwargs.get("wrap_async")))
        if not reason:
            try:
                for library in LIBRARIES:
                    import_module(library)
                self._main = import_module(f"{MODULES}.{name}").main
            except ImportError as problem:
                reason = f"this interpreter cannot import {problem.name}"
        if reason:
            self._main = None
            display.vvv(f"{COLLECTION}{name} is started as a process of its own: {reason}")
            return super()._execute_module(*args, **kwargs)
        display.vvv(f"{COLLECTION}{name} runs directly, in a fork of the worker: same machine, same interpreter")
        try:
            return super()._execute_module(*args, **kwargs)
        finally:
            self._main = None

    def _module_name(self) -> str:
        return str(self._task.resolved_action or self._task.action).rpartition(".")[2]

    def _reason_against(self, task_vars: Mapping[str, Any], in_background: bool) -> str:
        """Why the module needs a process of its own; empty where it does not."""
        wish = _wish(self._templar.template(task_vars.get(VARIABLE)))
        resolved = str(self._task.resolved_action or self._task.action)
        if wish == "never":
            return f"neither {VARIABLE} nor {ENVIRONMENT_VARIABLE} asks for anything else"
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
        if sys.platform == "darwin" and wish != "always":
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
        """The variables of ``environment``, as the shell would set them."""
        return dict(word.split("=", 1) for word in shlex.split(self._compute_environment_string()))

    # -- what ActionBase._execute_module calls: without a packed module, a temporary folder and a shell -----------------------------------

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
        self._main = None  # whatever command follows is one of Ansible's

        def work() -> None:
            _be_a_module(arguments)
            _run_main(main)

        ended = run_forked(work, self._task_environment(), self._loader.get_basedir())
        texts = {name: to_text(value, errors="surrogate_then_replace") for name, value in (("stdout", ended.stdout), ("stderr", ended.stderr))}
        return {"rc": ended.code, **texts, **{f"{name}_lines": text.splitlines() for name, text in texts.items()}}


def _wish(variable: Any) -> str:
    """How modules are to run: the variable of the playbook, or that of the environment."""
    wish = str(variable or os.environ.get(ENVIRONMENT_VARIABLE) or DEFAULT).strip().lower()
    if wish not in CHOICES:
        source = VARIABLE if variable else ENVIRONMENT_VARIABLE
        raise AnsibleActionFail(f"{source} has the unknown value {wish!r}. Set it to one of these: {', '.join(CHOICES)}.")
    return wish


def _same_interpreter(first: str, second: str) -> bool:
    """Whether both paths are one interpreter with the same packages: a link to it from another folder may be a virtual environment."""
    def identity(path: str) -> tuple[str, str]:
        return os.path.realpath(os.path.dirname(path)), os.path.realpath(path)

    return os.path.isabs(first) and identity(first) == identity(second)


def _as_json(arguments: dict[str, Any]) -> bytes:
    """The arguments as ansible-core writes them for a module: no trust and no other tag is left."""
    wrapped = {"ANSIBLE_MODULE_ARGS": arguments}
    try:
        from ansible.module_utils.common.json import Direction, get_module_encoder
    except ImportError:  # ansible-core 2.18
        from ansible.module_utils.common.json import AnsibleJSONEncoder

        return json.dumps(wrapped, cls=AnsibleJSONEncoder, vault_to_text=True).encode()
    return json.dumps(wrapped, cls=get_module_encoder(PROFILE, Direction.CONTROLLER_TO_MODULE)).encode()


def _configured(shebang: str, path: str | None) -> Any:
    """What ``_configure_module`` returns for a module that is not packed."""
    try:
        from ansible.executor.module_common import _BuiltModule
    except ImportError:  # ansible-core 2.18
        return "new", shebang, b"", path
    return _BuiltModule(b_module_data=b"", module_style="new", shebang=shebang, serialization_profile=PROFILE), path


def _be_a_module(arguments: bytes) -> None:
    """Turn what Ansible's code knows of this process from a controller's into a module's. Only ever in a fork."""
    basic._ANSIBLE_ARGS = arguments
    basic._ANSIBLE_PROFILE = PROFILE
    warnings._global_warnings.clear()
    warnings._global_deprecations.clear()
    try:
        from ansible.module_utils import _internal
        from ansible.module_utils._internal import _traceback
    except ImportError:  # ansible-core 2.18 makes no difference
        return
    _internal.is_controller = False
    _internal.get_controller_serialize_map = dict
    _internal.import_controller_module = lambda name: None
    _traceback._is_traceback_enabled = _traceback._is_module_traceback_enabled


def _run_main(main: Callable[[], None]) -> None:
    """Run the module to its end. What it does not catch is told as ansible-core tells it for a module."""
    try:
        main()
    except Exception as problem:
        try:
            from ansible.module_utils._internal._ansiballz._loader import _handle_exception
        except ImportError:  # before: a traceback on stderr
            raise problem from None
        _handle_exception(problem, PROFILE)
