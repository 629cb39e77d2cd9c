"""`python -m playground.emulator`: the emulator alone, without Django."""

from __future__ import annotations

import argparse
import logging

from .faults import BadFault
from .rules import BadRules
from .server import HOST, THREADS, read_latency, serve


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m playground.emulator", description=__doc__)
    parser.add_argument("--host", default=HOST, help="the address to listen on")
    parser.add_argument("--port", type=int, default=0, help="0 (default): a free one")
    parser.add_argument("--latency", type=read_latency, default=0.0, help="seconds, 1-4, or catalogue")
    parser.add_argument("--faults", help="rules file, TOML or JSON")
    parser.add_argument("--threads", type=int, default=THREADS, help="answers at a time")
    parser.add_argument(
        "--retired",
        choices=("serve", "404"),
        help="models past their shutdown day; default 404, with --exit-with-parent serve",
    )
    parser.add_argument("--ready-made", action="store_true", help="one picture per size, for benchmarks")
    parser.add_argument("--ready-made-bytes", type=int, help="about so many bytes of PNG")
    parser.add_argument(
        "--exit-with-parent", action="store_true", help="stop when standard input reaches its end"
    )
    return parser


def main() -> None:
    parser = arguments()
    given = parser.parse_args()
    logging.basicConfig(level=logging.WARNING)
    try:
        serve(
            given.host,
            given.port,
            given.latency,
            given.faults,
            retired=given.retired or ("serve" if given.exit_with_parent else "404"),
            threads=given.threads,
            exit_with_parent=given.exit_with_parent,
            ready_made=given.ready_made or given.ready_made_bytes is not None,
            ready_made_bytes=given.ready_made_bytes,
        )
    except (BadFault, BadRules, OSError) as error:
        parser.exit(2, f"{error}\n")


if __name__ == "__main__":
    main()
