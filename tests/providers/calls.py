"""Calls as their tests make them."""

from __future__ import annotations

import time

import httpx2

from playground.egress import Call, transport

MEBIBYTE = 1 << 20


def new_call(seconds: float = 10, most: int = 64 * MEBIBYTE) -> Call:
    return Call(seconds, most)


def post(url: str, call: Call, body: bytes = b"{}") -> httpx2.Response:
    with call:
        return transport.client(allow_private=True).post(url, content=body)


class Timer:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began
