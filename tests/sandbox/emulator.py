# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base class of the four emulated platforms."""

from __future__ import annotations

import copy
import functools
import json
import pickle
import threading
import time
from typing import TYPE_CHECKING, Any, Callable, ClassVar
from urllib.parse import unquote

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from .world import World

Clock = Callable[[], float]


class Problem(Exception):
    """Raised by a handler to end the request with this response."""

    def __init__(self, response: Response):
        super().__init__(response.status)
        self.response = response


@functools.cache
def compiled(routes: tuple[tuple[str, str, str], ...]) -> Map:
    """Return the routes for werkzeug. Cached, because creating them is the slowest part of a new sandbox, and tests create thousands."""
    return Map([Rule(rule, methods=[method], endpoint=handler) for method, rule, handler in routes], strict_slashes=False)


@functools.lru_cache(maxsize=64)
def first_state(kind: Callable[[Clock], Emulator], world: World, moment: float) -> bytes:
    """Return the state of a platform just after a reset, pickled, because callers may change it."""
    emulator = kind(lambda: moment)
    emulator.reset(world)
    return pickle.dumps(emulator.state())


class Emulator:
    """One emulated API: its state, its routes, its rules.

    A subclass lists ``routes`` as (method, werkzeug rule below ``prefix``, name of the handling method). A handler takes the request
    and the rule's arguments and returns a response, or raises ``Problem``. ``handle`` fixes the order of the checks.
    """

    name: ClassVar[str] = ""
    prefix: ClassVar[str] = ""
    routes: ClassVar[tuple[tuple[str, str, str], ...]] = ()
    defaults: ClassVar[dict[str, Any]] = {}

    def __init__(self, clock: Clock = time.time) -> None:
        self.clock = clock
        self._map = compiled(self.routes)
        self._waking = threading.RLock()
        self._made: set[str] = set()  # members that belong to the world

    # -- the world, which is made at the first use, because most tests use one platform of four -----------------------------------

    config: dict[str, Any]
    _asleep: tuple[World, float] | None = None  # the world to make, and the time of the reset

    def reset(self, world: World) -> None:
        """Reset switches to their defaults, and the state to that of the world."""
        with self._waking:
            for name in self._made:
                vars(self).pop(name, None)
            self._made = set()
            self._asleep = (world, self.clock())

    def wake(self) -> None:
        """Make the world that was asked for, with the time of the reset."""
        with self._waking:
            asleep, self._asleep = self._asleep, None
            if asleep:
                world, moment = asleep
                before, clock, self.clock = set(vars(self)), self.clock, lambda: moment
                try:
                    self.config = copy.deepcopy(self.defaults)
                    self.enter(world)
                finally:
                    self.clock, self._made = clock, set(vars(self)) - before

    def kept(self) -> dict[str, Any]:
        """Return a copy of everything that a reset would make anew, for ``restore``."""
        self.wake()
        return copy.deepcopy({name: vars(self)[name] for name in self._made}, {id(self): self})

    def restore(self, kept: dict[str, Any]) -> None:
        """Go back to what was kept, which stays as it is."""
        self.wake()
        vars(self).update(copy.deepcopy(kept, {id(self): self}))

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Wake at the first use of a member, which an emulator that is asleep does not have."""
            with self.__dict__["_waking"]:
                if self._asleep:
                    self.wake()
                    return getattr(self, name)
            if name in self.__dict__:  # another thread has made it
                return self.__dict__[name]
            raise AttributeError(f"{type(self).__name__} has no {name}")

    def state_now(self) -> dict[str, Any]:
        """Return the state, and do not wake for that of a world in which no time has passed."""
        asleep = self._asleep
        make: Callable[[Clock], Emulator] = type(self)
        if asleep and asleep[1] == self.clock():
            found: dict[str, Any] = pickle.loads(first_state(make, *asleep))
            return found
        return self.state()

    # -- implemented by each platform ---------------------------------------------------------------------------------------

    def enter(self, world: World) -> None:
        """Make the state of the world."""
        raise NotImplementedError

    def state(self) -> dict[str, Any]:
        """Return the whole state as JSON types in a stable order, without anything that a read changes."""
        raise NotImplementedError

    def handle(self, request: Request) -> Response:
        """Handle a request."""
        raise NotImplementedError

    def fail(self, status: int, text: str = "") -> Response:
        """Return an error response in the format of the platform."""
        raise NotImplementedError

    def expire_tokens(self) -> None:
        """Invalidate all tokens issued so far. Does nothing if tokens are static."""

    # -- shared --------------------------------------------------------------------------------------------------------------

    def configure(self, switches: dict[str, Any]) -> None:
        unknown = sorted(set(switches) - set(self.defaults))
        if unknown:
            raise ValueError(f"{self.name} has no switch {', '.join(unknown)}; it has {', '.join(sorted(self.defaults))}")
        self.config.update(switches)

    def match(self, request: Request) -> tuple[Callable[..., Response], dict[str, Any]]:
        """Return the handler and its arguments. Raises NotFound or MethodNotAllowed of werkzeug."""
        endpoint, arguments = self._map.bind("").match(path_info=self.raw_path(request), method=request.method)
        return getattr(self, endpoint), {name: unquote(value) if isinstance(value, str) else value for name, value in arguments.items()}

    @property
    def operations(self) -> set[str]:
        """All operations, as in ``METHOD /path/<argument>``."""
        return {f"{method} {rule}" for method, rule, _handler in self.routes}

    def operation(self, request: Request) -> str:
        """Return the operation of a request, empty if there is none."""
        try:
            rule, _arguments = self._map.bind("").match(path_info=self.raw_path(request), method=request.method, return_rule=True)
        except HTTPException:
            return ""
        return f"{request.method} {rule.rule}"

    def raw_path(self, request: Request) -> str:
        """Return the path below ``prefix`` as it was sent, in which an encoded slash in a name differs from a separator."""
        return request.environ["RAW_URI"].partition("?")[0][len(self.prefix):] or "/"

    def __call__(self, request: Request) -> Response:
        try:
            return self.handle(request)
        except Problem as problem:
            return problem.response
        except HTTPException as problem:
            return self.fail(problem.code or 500, problem.description or problem.name)


def answer(data: Any, status: int = 200, content_type: str = "application/json", headers: dict[str, str] | None = None) -> Response:
    """Return a JSON response."""
    return Response(json.dumps(data), status=status, content_type=content_type, headers=headers)
