"""Everything in one command: lock, migrate, web process, workers, sweeper; and a clean stop.

`Runtime` does it; `manage.py up` runs one with pages, `manage.py generate` one without while no other
launcher has the data folder.
"""

from __future__ import annotations

import ipaddress
import logging
import os
import socket
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils.translation import gettext as _

from playground import env, storage
from playground.launcher_child import Child, tidy
from playground.launcher_lock import FolderLock, Taken
from playground.services import claims, sweeper

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 1.0
# How often the launcher looks whether its children live, in seconds.
LOOK_SECONDS = 0.2
# Of failures that go on, every so many are told.
TELL_EVERY = 60


def is_running() -> bool:
    """Whether a launcher works on this data folder, in whatever process."""
    return FolderLock(settings.DATA).is_taken()


class Runtime:
    """A context: inside it jobs are worked on, and pages are served where `web` is true.

    Raises CommandError with a sentence when it cannot start. `port` 0 takes a free one; `url` tells it.
    """

    def __init__(self, *, web: bool = True, host: str = "127.0.0.1", port: int = 0, workers: int = 1) -> None:
        self.stop = threading.Event()
        self.children: list[Child] = []
        self._web, self._host, self._port, self._workers = web, host, port, workers
        self._lock = FolderLock(settings.DATA)
        self._socket: socket.socket | None = None
        self._threads: list[threading.Thread] = []

    @property
    def url(self) -> str:
        """The address to open: the one from the settings, else the socket's."""
        if settings.SITE_URL or self._socket is None:
            return str(settings.SITE_URL)
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self._host, self._host)  # noqa: S104  # compared only
        return f"http://{f'[{host}]' if ':' in host else host}:{self._socket.getsockname()[1]}"

    def __enter__(self) -> Self:
        if self._web:
            check_host(self._host)
        make_folders()
        self._take_lock()
        try:
            self._open()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def wait(self) -> None:
        """Until `stop` is set, by a signal handler for instance."""
        while not self.stop.wait(1.0):
            pass

    def _take_lock(self) -> None:
        try:
            self._lock.acquire()
        except Taken as taken:
            raise CommandError(
                _("Proofsheet already runs on %(folder)s (process %(pid)s). Stop it, or set PROOFSHEET_DATA.")
                % {"folder": settings.DATA, "pid": taken.pid}
                if taken.pid
                else _("The last Proofsheet on %(folder)s is just stopping. Try again in a few seconds.")
                % {"folder": settings.DATA}
            ) from None

    def _open(self) -> None:
        if self._web:
            self._socket = listen(self._host, self._port)
        migrate()
        # Only a database inside this folder is ours alone; on another one, others' workers may be busy.
        if connection.vendor == "sqlite":
            claims.expire_all_leases()
        tidy(settings.TEMPORARY)
        storage.tidy()
        if self._socket is not None:
            self.children.append(Child("web", [str(self._socket.fileno())], self._handles()))
        for _number in range(self._workers):
            self.children.append(Child("worker", [], self._handles(), on_end=_recover))
        for child in self.children:
            child.start()
        for target in (self._supervise, self._sweep):
            thread = threading.Thread(target=target, name=target.__name__, daemon=True)
            thread.start()
            self._threads.append(thread)

    def _handles(self) -> list[int]:
        return [self._lock.handle] + ([self._socket.fileno()] if self._socket else [])

    def _close(self) -> None:
        self.stop.set()
        for thread in self._threads:
            thread.join(10)
        for child in self.children:
            child.terminate()
        for child in self.children:
            child.wait(settings.STOP_SECONDS + 3)
        if self._socket is not None:
            self._socket.close()
        self._lock.release()

    def _supervise(self) -> None:
        while not self.stop.wait(LOOK_SECONDS):
            for child in self.children:
                child.look()
        connection.close()

    def _sweep(self) -> None:
        rounds = Rounds()
        while not self.stop.wait(SWEEP_SECONDS):
            rounds.next()
        connection.close()


class Rounds:
    """The sweeper's rounds, one after the other; what fails is told and tried again.

    Leases run by the clock on the wall. When the database was away, or the computer asleep, workers that
    live and calls that run could not renew theirs: they get the length of one to do so.
    """

    def __init__(self) -> None:
        self._failures = 0
        self._away = False
        self._ended_at = time.time()
        self._lenient_until = 0.0

    def next(self) -> None:
        gap = time.time() - self._ended_at
        if self._away or not 0 <= gap < settings.LEASE_SECONDS / 3:
            self._lenient_until = time.monotonic() + settings.LEASE_SECONDS
        try:
            sweeper.sweep(expire=time.monotonic() >= self._lenient_until)
        except ExceptionGroup as failed:
            # Of the database alone: a broker that is away for hours must not keep dead workers' jobs.
            self._away = failed.subgroup((OperationalError, InterfaceError)) is not None
            if self._failures % TELL_EVERY == 0:
                logger.exception("the sweeper failed; it goes on trying")
            self._failures += 1
        else:
            self._failures, self._away = 0, False
        finally:
            close_old_connections()
            self._ended_at = time.time()


def _recover(owner: str) -> None:
    """A worker has ended: its jobs need not wait for their leases to run out."""
    try:
        claims.expire_leases(owner)
    except Exception:
        logger.exception("the jobs of %s could not be recovered; their leases will run out", owner)
    finally:
        close_old_connections()


def check_host(host: str) -> None:
    """Refuse to open to others what is only set up for one. Raises CommandError."""
    if _is_loopback(host):
        return
    missing = []
    if settings.DEBUG:
        missing.append(_("PROOFSHEET_DEBUG must be off"))
    if env.read("PROOFSHEET_SECRET_KEY") is None:
        missing.append(_("PROOFSHEET_SECRET_KEY or PROOFSHEET_SECRET_KEY_FILE must be set"))
    if env.read("PROOFSHEET_ALLOWED_HOSTS") is None and not settings.SITE_URL:
        missing.append(_("PROOFSHEET_SITE_URL or PROOFSHEET_ALLOWED_HOSTS must name this server"))
    if missing:
        raise CommandError(
            _("%(host)s can be reached by others, so %(missing)s.")
            % {"host": host, "missing": _(" and ").join(missing)}
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def make_folders() -> None:
    """The data folder and what belongs in it, for this user only. Raises CommandError."""
    os.umask(0o077)
    try:
        for folder in (settings.DATA, settings.TEMPORARY):
            Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
            if not os.access(folder, os.W_OK | os.X_OK):
                raise PermissionError(13, os.strerror(13))
    except OSError as error:
        raise CommandError(
            _("The data folder %(folder)s cannot be used (%(why)s). Set PROOFSHEET_DATA to another one.")
            % {"folder": settings.DATA, "why": error.strerror}
        ) from error


def check_installed() -> None:
    """Refuse to look into a folder that holds no installation. Raises CommandError."""
    if env.read("DATABASE_URL") is None and not Path(settings.DATABASES["default"]["NAME"]).exists():
        raise CommandError(
            _("There is no Proofsheet in %(folder)s: set PROOFSHEET_DATA to the folder of the one that runs.")
            % {"folder": settings.DATA}
        )


def prepare() -> None:
    """Folder and tables, for commands that may come before the first start. Raises CommandError."""
    make_folders()
    migrate()


def listen(host: str, port: int) -> socket.socket:
    """The web process's socket, opened here so that it outlives a web process. Raises CommandError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=1024)
    except (OSError, OverflowError) as error:
        number = getattr(error, "errno", None)
        raise CommandError(
            _("Port %(port)s on %(host)s cannot be opened (%(why)s). Choose another with --port or PORT=.")
            % {"port": port, "host": host, "why": os.strerror(number) if number else error}
        ) from error


def migrate() -> None:
    """Raises CommandError."""
    call_command("migrate", interactive=False, verbosity=0)
