"""The launcher's children: `python -m playground.launcher_children web <socket>` and `... worker`.

Each holds a pipe from the launcher as its standard input; when the launcher is gone, however it went, the
pipe ends and the child stops too. Both inherit the handle of the data folder's lock, so that nobody else
can take the folder while one of them still runs.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from celery.apps.worker import Worker

logger = logging.getLogger("playground.launcher")

WEB_THREADS = 16
# A browser that sends or takes nothing for so many seconds is cut off.
IDLE_SECONDS = 60
WORKER_NICE = 10
# Threads beyond the calls, for references and for messages that turn out to be nothing.
SPARE_THREADS = 4


def main() -> None:
    role, *arguments = sys.argv[1:]
    # In the background of the launcher's terminal, which may stop whoever writes to it (stty tostop).
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    threading.Thread(target=_go_with_the_launcher, name="launcher", daemon=True).start()
    if role == "web":
        web(int(arguments[0]))
    else:
        worker()


def _go_with_the_launcher() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def web(handle: int) -> None:
    """Serve pages on a socket that the launcher has opened, until SIGTERM."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")
    signal.signal(signal.SIGTERM, _leave)
    from django.conf import settings
    from waitress.server import create_server

    from playground.wsgi import application

    # A full queue is no news: 200 open pages poll.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    proxy: dict[str, Any] = {}
    if settings.HTTPS:
        proxy = {"trusted_proxy": "*", "trusted_proxy_headers": {"x-forwarded-proto"}}
    server: Any = create_server(
        application,
        sockets=[socket.socket(fileno=handle)],
        threads=WEB_THREADS,
        connection_limit=1000,
        asyncore_use_poll=True,
        channel_timeout=IDLE_SECONDS,
        # A little more than Django takes, so that a file that is a bit too large gets a sentence.
        max_request_body_size=settings.REQUEST_BYTES + settings.MEGABYTE,
        ident=None,
        clear_untrusted_proxy_headers=True,
        **proxy,
    )
    server.run()


def _leave(*_: object) -> None:
    raise SystemExit(0)


def worker() -> None:
    """Run Celery in threads, out of the web process's way, until SIGTERM and a little longer."""
    os.nice(WORKER_NICE)
    from celery.platforms import SecurityWarning  # type: ignore[attr-defined]  # the stubs forgot it
    from django.conf import settings

    from playground.celery import app

    # Being root is the administrator's choice, and only JSON is read from the broker.
    warnings.simplefilter("ignore", SecurityWarning)
    celery: Worker = app.Worker(
        pool="threads",
        concurrency=settings.CONCURRENCY + SPARE_THREADS,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        quiet=True,
    )
    celery.start()
    sys.exit(celery.exitcode)


if __name__ == "__main__":
    main()
