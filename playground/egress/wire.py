"""Connections that obey the call that is using them, to addresses that the guard has passed."""

from __future__ import annotations

import select
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import httpcore2

from .call import Call, current, release
from .errors import ConnectionLost, DeadlinePassed, EgressError, RefusedAddress, Unreachable
from .guard import check_address

# An attempt to connect to one address; the next address is tried after it.
CONNECT_SECONDS: Final = 10.0
# httpcore2 asks for 64 KiB. With many threads every read costs a wait for the interpreter lock, so
# a read takes what the kernel has gathered in the meantime.
READ_BYTES: Final = 1 << 18

Resolver = Callable[[str, int], list[str]]


@contextmanager
def as_egress_errors(call: Call, failure: type[Exception] = ConnectionLost) -> Iterator[None]:
    """System and protocol errors as ours. Their texts are dropped where they may quote a header."""
    try:
        yield
    except TimeoutError:
        call.remaining()
        if failure is Unreachable:
            raise Unreachable("there was no answer to the attempt to connect") from None
        raise DeadlinePassed("the call took longer than it may") from None
    except OSError as error:
        call.remaining()
        raise failure(error.strerror or type(error).__name__) from None
    except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        call.remaining()
        raise failure(_PROTOCOL_TEXTS.get(type(error), "the connection broke")) from None


_PROTOCOL_TEXTS: Final[dict[type[Exception], str]] = {
    httpcore2.RemoteProtocolError: "the connection ended early, or the answer was not HTTP",
    httpcore2.LocalProtocolError: "the request cannot be written as HTTP",
}


class Stream(httpcore2.NetworkStream):
    """A connection that obeys the call that is using it at the moment.

    `line` is a second descriptor of the connection: it stays valid while TLS takes over the first.
    """

    def __init__(self, sock: socket.socket, line: socket.socket) -> None:
        self._sock = sock
        self._line = line

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        call = current()
        call.pick_up(self._line)
        with as_egress_errors(call):
            self._sock.settimeout(call.remaining())
            data = self._sock.recv(max(max_bytes, READ_BYTES))
        if not data:
            call.remaining()
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        call = current()
        call.pick_up(self._line)
        view = memoryview(buffer)
        while view:
            # The pool goes on to read after a WriteError: a server may refuse a request halfway.
            with as_egress_errors(call, httpcore2.WriteError):
                self._sock.settimeout(call.remaining())
                count = self._sock.send(view)
            call.sent = True
            view = view[count:]

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        call = current()
        try:
            with as_egress_errors(call, Unreachable):
                self._sock.settimeout(min(call.remaining(), CONNECT_SECONDS))
                secure = ssl_context.wrap_socket(self._sock, server_hostname=server_hostname)
        except BaseException:
            self.close()
            raise
        return Stream(secure, self._line)

    def close(self) -> None:
        release(self._line)
        self._sock.close()
        self._line.close()

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":
            return _is_readable(self._sock)
        if info == "ssl_object" and isinstance(self._sock, ssl.SSLSocket):
            return self._sock
        return None


def _is_readable(sock: socket.socket) -> bool:
    """Of an idle connection: whether the other side has closed it (or spoken out of turn)."""
    if sock.fileno() < 0:
        return True
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))


class Backend(httpcore2.NetworkBackend):
    """Connects to checked addresses only."""

    def __init__(self, allow_private: bool, resolver: Resolver) -> None:
        self._allow_private = allow_private
        self._resolve = resolver

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        call = current()
        call.remaining()
        failure: EgressError = Unreachable(f"{host} has no address")
        for address in self._addresses(call, host, port):
            try:
                check_address(address, allow_private=self._allow_private)
                return self._connect(call, address, port)
            except (RefusedAddress, Unreachable) as error:
                failure = error
        raise failure

    def _addresses(self, call: Call, host: str, port: int) -> list[str]:
        try:
            return self._resolve(host, port)
        except (OSError, UnicodeError):
            call.remaining()
            raise Unreachable(f"the name {host} could not be resolved") from None

    def _connect(self, call: Call, address: str, port: int) -> Stream:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        sock = socket.socket(family, socket.SOCK_STREAM)
        line = sock.dup()
        try:
            call.pick_up(line)
            with as_egress_errors(call, Unreachable):
                sock.settimeout(min(call.remaining(), CONNECT_SECONDS))
                sock.connect((address, port))
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        except BaseException:
            call.hang_up()
            sock.close()
            line.close()
            raise
        return Stream(sock, line)
