"""The browser that tests, screenshots and measurements use: Debian's Chromium."""

from __future__ import annotations

import os
import shutil

CHROMIUM = os.environ.get("PROOFSHEET_TEST_CHROMIUM") or shutil.which("chromium") or ""
# Chromium must neither look for updates nor refuse to run as the root user of a container.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
