"""Plain lines for the console, with secrets taken out, tracebacks included."""

from __future__ import annotations

import logging


class RedactingFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        from playground.egress import redact  # late: logging is set up before anything is imported

        return redact(super().format(record))
