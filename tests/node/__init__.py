"""What the tests take from npm, and how they find it. Nothing of it is ever served."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
PACKAGES = HERE / "node_modules"
NODE = shutil.which("node") or ""
LEAST_VERSION = 20


def _missing() -> str:
    if not NODE:
        return "no Node.js found: install Debian's packages `nodejs` and `npm`"
    version = subprocess.run([NODE, "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.removeprefix("v").split(".")[0]) < LEAST_VERSION:
        return f"Node.js {version.strip()} is too old: {LEAST_VERSION} or newer is needed"
    if not (PACKAGES / ".stamp").exists():
        return "the npm packages for tests are not installed: `make install-dev`"
    return ""


MISSING = _missing()
needs_node = pytest.mark.skipif(bool(MISSING), reason=MISSING)
