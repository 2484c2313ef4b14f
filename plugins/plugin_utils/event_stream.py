# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The logs of the platforms as a stream of events for Event-Driven Ansible.

Each platform is read in its own thread at an interval. Events are delivered in the order of the log, and the position is recorded after the receiver has
taken each of them.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import os
import re
import threading
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

from ..module_utils.engine import events as logs
from ..module_utils.engine.clock import Clock
from ..module_utils.engine.errors import BadInput, Defect, PeopleError
from ..module_utils.engine.masking import MASK, Secrets
from ..module_utils.engine.options import TRANSPORT
from ..module_utils.engine.provider import Connection, Provider, address_of, cautions, transport_from
from ..module_utils.lifecycle import given
from ..module_utils.platforms import registry
from ..module_utils.platforms.contract import AccountPlatform, LogEntry
from .connection import secrets_of
from .cursor_file import CursorFile

LOGGER = logging.getLogger("people.access")
WITH_A_LOG = [name for name, platform in registry.platforms().items() if platform.keeps_log]
LONGEST_CONNECTION = 3600.0  # seconds, because cached names become outdated
ALARM_AFTER = 3  # consecutive failures before an event reports them, because nobody reads the log of a process that seems to be running
LOOKS_AT_ONCE, PAUSE = 100, 0.01  # how many times to check without a pause whether an event was taken, and the pause in seconds afterwards
UNREADABLE, READABLE = "log unreadable", "log readable again"
OWN_OPTIONS = ("platforms", "interval", "cursor_file", "window", "feedback")
_TEMPLATE = re.compile(r"\{(?=[{%#])")
_SECRET_NAME = re.compile(r"password|passwd|secret|token|api_?key", re.IGNORECASE)
_NAMESPACE = uuid.UUID("6a1b8c1e-6f0e-5a55-9b6e-3d6a0f6c2c11")


class Queue(Protocol):
    async def put(self, event: dict[str, Any]) -> None:
        ...


# -- options ---------------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Settings:
    """The arguments of the event source, converted to their types. ``connections`` are the connection options by platform."""

    platforms: list[str]
    interval: float
    cursor_file: str
    window: str
    connections: Mapping[str, Mapping[str, Any]]


def settings_from(args: Mapping[str, Any], environ: Mapping[str, str]) -> Settings:
    """Return the settings of the event source. Raises BadInput."""
    providers = registry.providers()
    known = {*OWN_OPTIONS, *TRANSPORT, *(name for provider in providers.values() for name in provider.options)}
    unknown = sorted(set(args) - known)
    if unknown:
        raise BadInput(f"Unknown option: {', '.join(unknown)}.", f"Use {', '.join(OWN_OPTIONS)} and the connection options.")
    platforms = WITH_A_LOG if given.is_blank(args.get("platforms")) else _named("platforms", args, given.texts)
    for name in platforms:
        registry.platform(name)
    if given.is_blank(args.get("cursor_file")):
        raise BadInput("Missing: cursor_file.", "Set it to the path of a file that stores the position in the logs.")
    interval = 60.0 if given.is_blank(args.get("interval")) else _named("interval", args, _seconds)
    if interval <= 0:
        raise BadInput("interval has to be greater than 0.", "Give it in seconds.")
    window = "0s" if given.is_blank(args.get("window")) else _named("window", args, given.text)
    connections = {name: connection_options(providers[name], args, environ) for name in platforms}
    return Settings(platforms, interval, _named("cursor_file", args, given.text), window, connections)


def connection_options(provider: Provider, args: Mapping[str, Any], environ: Mapping[str, str]) -> dict[str, Any]:
    """Return the connection options from arguments, environment or defaults. Raises BadInput.

    Secrets are accepted from the environment only, because ansible-rulebook logs the arguments of sources, and rulebooks are stored in repositories.
    """
    values: dict[str, Any] = {}
    for name, option in {**TRANSPORT, **provider.options}.items():
        variable = option.get("env", "")
        if option.get("no_log") and not given.is_blank(args.get(name)):
            raise BadInput(f"{name} must not be an argument of the event source.", f"Set {variable} in the environment of ansible-rulebook.")
        value = environ.get(variable) if given.is_blank(args.get(name)) else args[name]
        values[name] = option.get("default") if given.is_blank(value) else _named(name, {name: value}, _CONVERSIONS[option["type"]])
    return values


def _named(name: str, values: Mapping[str, Any], conversion: Any) -> Any:
    try:
        return conversion(values[name])
    except BadInput as problem:
        raise BadInput(f"{name} {problem.message}", problem.hint) from None


def _seconds(value: Any) -> float:
    try:
        return float(given.text(value))
    except ValueError:
        raise BadInput(f"has to be a number, not {given.shown(value)}.") from None


_CONVERSIONS = {"str": given.text, "path": given.text, "bool": given.boolean, "int": given.number, "float": _seconds}


# -- one platform ----------------------------------------------------------------------------------------------------------------------------


class Reader:
    """Reads the log of one platform by a read-only connection that is kept open. Its methods block, but no longer wait once ``stop`` is set."""

    def __init__(self, platform: AccountPlatform, options: Mapping[str, Any], secrets: Secrets, stop: threading.Event):
        self.platform = platform
        self.options = options
        self.secrets = secrets
        self._clock = Clock(sleep=lambda seconds: None if stop.wait(seconds) else None)
        self._busy = threading.Lock()  # prevents the source from closing a connection during a read
        self._connection: Connection | None = None
        self._opened = 0.0
        self._cautioned = False

    def tenant(self) -> str:
        """Return the tenant of the log, as far as the options identify it."""
        url = next(str(self.options[name]) for name in self.platform.provider.options if name.endswith("_url"))
        return f"{self.platform.name} {address_of(url)}"

    def read(self, since: str, start: str) -> tuple[list[LogEntry], str]:
        """Read the log (see ``AccountPlatform.read_log``). Raises PeopleError."""
        with self._busy:
            try:
                return self.platform.read_log(self._connected(), self.options, since, start)
            except BaseException:
                self._close()
                raise

    def close(self) -> None:
        with self._busy:
            self._close()

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.http.close()

    def _connected(self) -> Connection:
        if self._connection is not None and self._clock.now() - self._opened > LONGEST_CONNECTION:
            self._close()
        if self._connection is None:
            self._connection = self.platform.provider.connect(self.options, transport_from(self.options, "access_events"), True, clock=self._clock)
            self._connection.http.share(self.secrets)
            self._opened = self._clock.now()
            for caution in [] if self._cautioned else cautions(self._connection.http):
                LOGGER.warning("%s", caution)
            self._cautioned = True
        self._connection.forget()
        return self._connection


# -- events ----------------------------------------------------------------------------------------------------------------------------------


def numbered(platform: str, entries: list[LogEntry], place: str) -> Iterator[tuple[str, LogEntry]]:
    """Yield (id, entry) for entries read from a position in the log. The id is the same in every read from that position."""
    counts: Counter[str] = Counter()
    for entry in entries:
        identity = json.dumps([platform, place, entry.identity], sort_keys=True)
        counts[identity] += 1
        digest = hashlib.sha256(f"{identity} {counts[identity]}".encode()).hexdigest()
        yield str(uuid.uuid5(_NAMESPACE, digest)), entry


def event_of(platform: str, id_: str, entry: LogEntry, secrets: Secrets) -> dict[str, Any]:
    """Return an entry as an event for rulebooks."""
    found = {
        "when": logs.iso(logs.moment(entry.when)), "platform": platform, "who": entry.who, "what": entry.what, "account": entry.account,
        "raw": _without_secrets(entry.raw),
    }
    return {**inert(secrets.masked(found)), "meta": {"uuid": id_}}


def _without_secrets(value: Any) -> Any:
    """Return a copy of a value with the values of members masked whose names look like secrets."""
    if isinstance(value, Mapping):
        return {
            name: MASK if member and isinstance(member, str) and _SECRET_NAME.search(str(name)) else _without_secrets(member)
            for name, member in value.items()
        }
    return [_without_secrets(item) for item in value] if isinstance(value, (list, tuple)) else value


def inert(value: Any) -> Any:
    """Return a copy of a value in which no string is a template.

    ansible-rulebook passes events to playbooks as extra variables, in which Ansible evaluates every string as a template, so a display name on a platform
    could run code. A space is inserted into opening braces, and before a header that redefines them.
    """
    if isinstance(value, str):
        text = _TEMPLATE.sub("{ ", value)
        return f" {text}" if text.startswith("#jinja2") else text
    if isinstance(value, Mapping):
        return {inert(str(name)): inert(member) for name, member in value.items() if not str(name).startswith("__ansible")}
    return [inert(item) for item in value] if isinstance(value, (list, tuple)) else value


# -- the stream ------------------------------------------------------------------------------------------------------------------------------


class Stream:
    """Delivers events to the queue of ansible-rulebook.

    An event counts as delivered when the rule engine has taken it, because events in the queue are lost with the process. The ``feedback`` queue reports
    that if ansible-rulebook provides one, otherwise the queue is checked until it is empty.
    """

    def __init__(self, queue: Queue, settings: Settings, feedback: asyncio.Queue[Any] | None = None):
        self.queue = queue
        self.feedback = feedback
        self.settings = settings
        chosen = [registry.platform(name) for name in settings.platforms]
        self.secrets = Secrets()
        for platform in chosen:
            self.secrets.update(secrets_of(settings.connections[platform.name], platform.provider))
        self._stop = threading.Event()
        self._turn = asyncio.Lock()  # feedback comes in the order of events, regardless of the platform
        self.readers = [Reader(entry, settings.connections[entry.name], self.secrets, self._stop) for entry in chosen]

    async def run(self) -> None:
        """Deliver events until cancelled. Raises SourceFailed for permanent errors."""
        cursors = None
        following: list[asyncio.Task[None]] = []
        try:
            for reader in self.readers:
                _require_libraries(reader.platform.provider)
            cursor, _end = logs.parse_window({"window": self.settings.window}, "", Clock().now())
            cursors = CursorFile(self.settings.cursor_file, logs.iso(cursor.start or 0.0))
            for reader in self.readers:
                cursors.bind(reader.platform.name, reader.tenant())
            following += [asyncio.create_task(self._follow(reader, cursors)) for reader in self.readers]
            await asyncio.gather(*following)
        except PeopleError as problem:
            raise SourceFailed(self.secrets.mask(problem.result()["msg"])) from None
        except Exception as problem:
            raise SourceFailed(self.secrets.mask(Defect(problem).result()["msg"])) from None
        finally:
            self._stop.set()
            for task in following:
                task.cancel()
            await asyncio.gather(*following, return_exceptions=True)
            if cursors is not None:
                cursors.close()
            await asyncio.gather(*(asyncio.to_thread(reader.close) for reader in self.readers))

    async def _follow(self, reader: Reader, cursors: CursorFile) -> None:
        loop = asyncio.get_running_loop()
        name = reader.platform.name
        failures = 0
        while True:
            due = loop.time() + self.settings.interval
            try:
                entries, cursor = await asyncio.to_thread(reader.read, cursors.cursor(name), cursors.start)
            except BadInput:
                raise
            except PeopleError as problem:
                failures += 1
                await self._report(reader, failures, problem)
            else:
                if failures >= ALARM_AFTER:
                    await self._put(_remark(name, READABLE, {}))
                failures = 0
                await self._deliver(name, entries, cursors)
                cursors.advance(name, cursor)
            await asyncio.sleep(max(0.0, due - loop.time()))

    async def _deliver(self, name: str, entries: list[LogEntry], cursors: CursorFile) -> None:
        for id_, entry in numbered(name, entries, cursors.cursor(name) or cursors.start):
            if not cursors.is_delivered(name, id_):
                await self._put(event_of(name, id_, entry, self.secrets))
                cursors.deliver(name, id_)  # no await is allowed in between

    async def _put(self, event: dict[str, Any]) -> None:
        async with self._turn:
            await self.queue.put(event)
            if self.feedback is None:
                await self._until_taken()
            while self.feedback is not None and (await self.feedback.get())["meta"]["uuid"] != event["meta"]["uuid"]:
                pass  # feedback of an event that was cancelled between queue and feedback

    async def _until_taken(self) -> None:
        """Wait until the event is taken. ansible-rulebook wraps a queue for one event, and passes a taken event to the rules before anything else runs."""
        await asyncio.sleep(0)
        inner = getattr(self.queue, "queue", None)
        looks = 0
        while isinstance(inner, asyncio.Queue) and not inner.empty():
            looks += 1
            await asyncio.sleep(0 if looks < LOOKS_AT_ONCE else PAUSE)

    async def _report(self, reader: Reader, failures: int, problem: PeopleError) -> None:
        sentence = self.secrets.mask(problem.result()["msg"])
        LOGGER.error("%s", sentence)
        if failures == ALARM_AFTER:
            await self._put(_remark(reader.platform.name, UNREADABLE, {"msg": sentence}))


class SourceFailed(Exception):
    """Ends the event source with a message without secrets."""


def _remark(platform: str, what: str, raw: dict[str, Any]) -> dict[str, Any]:
    """Return an event about the source itself."""
    found = {"when": logs.iso(Clock().now()), "platform": platform, "who": None, "what": what, "account": None, "raw": raw}
    return {**inert(found), "meta": {"uuid": str(uuid.uuid4())}}


def _require_libraries(provider: Provider) -> None:
    for library in provider.libraries:
        try:
            import_module(library)
        except ImportError:
            raise BadInput(
                f"The Python library {library} is missing; it is required to connect to {provider.title}.", "Install it where ansible-rulebook runs.",
            ) from None


async def run(queue: Queue, args: Mapping[str, Any]) -> None:
    """Run the event source. ``args`` are documented in the plugin. Raises SourceFailed."""
    args = dict(args)
    feedback = args.pop("eda_feedback_queue", None)
    try:
        stream = Stream(queue, settings_from(args, os.environ), feedback)
    except PeopleError as problem:
        raise SourceFailed(problem.result()["msg"]) from None
    await stream.run()
