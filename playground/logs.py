"""Plain lines for the console, with secrets taken out, tracebacks included."""

from __future__ import annotations

import logging


class NoProbes(logging.Filter):
    """Whoever asks for readiness reads the answer: a line for each time would push out all others."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        return not (getattr(request, "path", "") == "/readyz" and getattr(record, "status_code", 0) == 503)


class RedactingFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        from playground.egress import redact  # late: logging is set up before anything is imported

        return redact(super().format(record))
