"""Nothing goes out to the network past `playground.egress`."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator
from pathlib import Path

import playground

ROOT = Path(playground.__file__).parent
# Libraries that connect. boto3 (storage) and kombu (broker) go where the operator says, by settings.
CONNECTING = {
    *("aiohttp", "anyio", "curl_cffi", "ftplib", "http.client", "httpcore", "httpcore2", "httpx"),
    *("httpx2", "openai", "pycurl", "requests", "smtplib", "telnetlib", "trio", "urllib.request"),
    *("urllib3", "websockets", "xmlrpc.client"),
}
# What connects in a module that has to do with sockets; listening is no way out.
CONNECTS = {"connect_ex", "create_connection", "open_connection", "sock_connect"}
# The emulator only listens. The benchmark is a client of our own pages and of the emulator.
FREE = ("egress", "emulator", "bench")
SDKS = {"google.genai"}


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(ROOT.rglob("*.py")):
        if path.relative_to(ROOT).parts[0] not in FREE:
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    """Dotted names that a module imports, `from a import b` as a and a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def connecting(tree: ast.Module) -> Iterator[str]:
    """Libraries that connect, and calls that do in modules that import `socket` or `asyncio`."""
    names = set(imported(tree))
    yield from (name for name in names if within(name, CONNECTING))
    if names & {"socket", "asyncio"}:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                to_address = node.func.attr == "connect" and any(isinstance(a, ast.Tuple) for a in node.args)
                if to_address or node.func.attr in CONNECTS:
                    yield f"{node.func.attr}()"


def within(name: str, libraries: set[str]) -> bool:
    return any(name == library or name.startswith(f"{library}.") for library in libraries)


def test_no_module_brings_its_own_way_out() -> None:
    found = {f"{path.relative_to(ROOT)}: {name}" for path, tree in modules() for name in connecting(tree)}
    assert not found


def test_sdks_are_for_providers_only() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path, tree in modules()
        for name in imported(tree)
        if within(name, SDKS) and path.parent.name != "providers"
    }
    assert not found


def test_the_lint_sees_what_it_should() -> None:
    text = """
    import urllib.request
    from urllib import request
    import socket
    socket.socket().connect(("host", 80))
    socket.create_server(("", 0))
    """
    assert set(connecting(ast.parse(textwrap.dedent(text)))) == {"urllib.request", "connect()"}
