"""`python -m playground.bench.bare`: what a script without Proofsheet needs. The limit beside our rows.

The google-genai client as its documentation shows it, N calls at once, in threads or with asyncio. It
writes each picture, and processes on all cores decode each once and make the same thumbnails. With
`--call-only` the answer is thrown away. Prints JSON: seconds from the first call to the last thumbnail,
processor seconds, and the peak of this process in bytes.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from google import genai
from google.genai import types

from playground import imaging

WAYS = ("threads", "asyncio")


@dataclass(frozen=True, slots=True)
class Work:
    """How many calls, how many at once, of which size; `folder` None throws the pictures away."""

    calls: int
    at_once: int
    model: str
    size: str
    folder: Path | None

    def config(self) -> types.GenerateContentConfig:
        return types.GenerateContentConfig(
            response_modalities=["TEXT", "IMAGE"],
            image_config=types.ImageConfig(aspect_ratio="1:1", image_size=self.size),
        )

    def path(self, number: int) -> Path | None:
        return self.folder / f"{number}.png" if self.folder else None


def picture_of(answer: types.GenerateContentResponse) -> bytes:
    for part in answer.parts or []:
        if part.inline_data is not None and part.inline_data.data is not None:
            return part.inline_data.data
    raise RuntimeError("no picture in the answer")


def keep(path: Path) -> None:
    """In a process of the pool: decode the file once, write its thumbnails."""
    for name, data in imaging.inspect(path.read_bytes()).thumbnails.items():
        path.with_suffix(f".{name}.webp").write_bytes(data)


def in_threads(client: genai.Client, work: Work, pool: ProcessPoolExecutor) -> list[float]:
    """Make all calls in `at_once` threads; returns the seconds that each took."""
    made: list[Future[None]] = []

    def one(number: int) -> float:
        started = time.monotonic()
        answer = client.models.generate_content(model=work.model, contents="hills", config=work.config())
        picture, path = picture_of(answer), work.path(number)
        took = time.monotonic() - started
        if path is not None:
            path.write_bytes(picture)
            made.append(pool.submit(keep, path))
        return took

    with ThreadPoolExecutor(work.at_once) as threads:
        times = list(threads.map(one, range(work.calls)))
    for future in made:
        future.result()
    return times


async def with_asyncio(client: genai.Client, work: Work, pool: ProcessPoolExecutor) -> list[float]:
    """The same on one event loop."""
    loop, gate, made = asyncio.get_running_loop(), asyncio.Semaphore(work.at_once), []

    async def one(number: int) -> float:
        async with gate:
            started = time.monotonic()
            answer = await client.aio.models.generate_content(
                model=work.model, contents="hills", config=work.config()
            )
            picture, path = picture_of(answer), work.path(number)
            took = time.monotonic() - started
            if path is not None:
                await asyncio.to_thread(path.write_bytes, picture)
                made.append(loop.run_in_executor(pool, keep, path))
        return took

    times = await asyncio.gather(*(one(number) for number in range(work.calls)))
    await asyncio.gather(*made)
    return list(times)


def warm(pool: ProcessPoolExecutor) -> None:
    """Have every process of the pool started and its imports done before the clock runs."""
    list(pool.map(time.sleep, [0.2] * (os.cpu_count() or 1)))


def measure(client: genai.Client, work: Work, way: str) -> dict[str, float]:
    before = _cpu(resource.RUSAGE_SELF)
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        warm(pool)
        started = time.monotonic()
        if way == "asyncio":
            times = asyncio.run(with_asyncio(client, work, pool))
        else:
            times = in_threads(client, work, pool)
        seconds = time.monotonic() - started
    own = _cpu(resource.RUSAGE_SELF) - before
    return {
        "seconds": seconds,
        "call": statistics.median(times),
        "cpu": own + _cpu(resource.RUSAGE_CHILDREN) if work.folder else own,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0,
    }


def _cpu(who: int) -> float:
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--calls", type=int, required=True)
    parser.add_argument("--at-once", type=int, required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--size", required=True)
    parser.add_argument("--way", choices=WAYS, default="threads")
    parser.add_argument("--folder", type=Path, help="where pictures go; without one they are dropped")
    given = parser.parse_args(arguments)
    client = genai.Client(
        vertexai=False,
        api_key="bench",
        http_options=types.HttpOptions(base_url=given.url, api_version="v1", timeout=300_000),
    )
    work = Work(given.calls, given.at_once, given.model, given.size, given.folder)
    sys.stdout.write(json.dumps(measure(client, work, given.way)) + "\n")


if __name__ == "__main__":
    main()
