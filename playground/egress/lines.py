"""Connections that wait for their next call.

httpcore's own pool asks the system about every idle connection, under one lock, whenever a call begins
or ends: of sixty calls that end together each waits for all the others. Here a connection is asked
when it is lent, by the thread that wants it, and nobody waits.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections import deque
from typing import Final

import httpcore2

from .wire import Backend

# Idle connections kept, and for how long. Short: a call takes tens of seconds, so a new handshake
# costs little, while a request sent on a connection that the other side is just closing is lost.
KEPT_CONNECTIONS: Final = 128
KEPT_SECONDS: Final = 30.0


class Lines:
    """Lends each connection to one call at a time. Safe for threads."""

    def __init__(self, backend: Backend, tls: ssl.SSLContext) -> None:
        self._backend = backend
        self._tls = tls
        self._lock = threading.Lock()
        # The newest is last. Nothing is done under the lock that waits for anything.
        self._idle: deque[tuple[float, httpcore2.HTTPConnection]] = deque()

    def lend(self, origin: httpcore2.Origin) -> httpcore2.HTTPConnection:
        """A connection that is open still, or one that opens with its first request."""
        while (connection := self._newest(origin)) is not None:
            if not connection.has_expired():
                return connection
            connection.close()
        return httpcore2.HTTPConnection(
            origin, ssl_context=self._tls, keepalive_expiry=KEPT_SECONDS, network_backend=self._backend
        )

    def give_back(self, connection: httpcore2.HTTPConnection) -> None:
        """Keep it, if its answer was read to the end; close it, and what has waited for too long."""
        closing = [] if connection.is_idle() else [connection]
        with self._lock:
            if not closing:
                self._idle.append((time.monotonic(), connection))
            while self._idle and self._is_surplus(self._idle[0][0]):
                closing.append(self._idle.popleft()[1])
        for one in closing:
            one.close()

    def close(self) -> None:
        """Close what is idle."""
        with self._lock:
            closing = [connection for _since, connection in self._idle]
            self._idle.clear()
        for one in closing:
            one.close()

    def _newest(self, origin: httpcore2.Origin) -> httpcore2.HTTPConnection | None:
        with self._lock:
            for place in range(len(self._idle) - 1, -1, -1):
                connection = self._idle[place][1]
                if connection.can_handle_request(origin):
                    del self._idle[place]
                    return connection
        return None

    def _is_surplus(self, oldest: float) -> bool:
        return len(self._idle) > KEPT_CONNECTIONS or oldest < time.monotonic() - KEPT_SECONDS
