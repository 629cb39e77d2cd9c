"""Fetch what the browser needs from other projects, and record where it came from.

    python static/vendor/refresh.py            # the versions named in vendor.toml
    python static/vendor/refresh.py --icons    # only rebuild the icon sprite after a template changed
    python static/vendor/refresh.py --check    # compare the files with their recorded digests

Fonts are copied as they are. Of the icon set, only the symbols that the templates name
(`{% icon "name" %}`) go into one sprite. `npm pack` fetches the packages, from whatever registry npm is
set up to use; nothing of theirs is executed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from xml.etree import ElementTree

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SPRITE = ROOT / "templates" / "_icons" / "sprite.html"
MANIFEST = HERE / "vendor.toml"
LOCK = HERE / "vendor.lock.json"
ICON_TAG = re.compile(r"""{%\s*icon\s+["']([a-z0-9-]+)["']""")
SVG = "{http://www.w3.org/2000/svg}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--icons", action="store_true", help="rebuild only the icon sprite")
    parser.add_argument("--check", action="store_true", help="verify the recorded digests")
    options = parser.parse_args()
    if options.check:
        return report(problems())
    packages = tomllib.loads(MANIFEST.read_text("utf-8"))["package"]
    lock = json.loads(LOCK.read_text("utf-8")) if LOCK.exists() else {}
    for package in packages:
        if not options.icons or package.get("icons"):
            lock[package["name"]] = refresh(package)
    LOCK.write_text(json.dumps(lock, indent=2, sort_keys=True) + "\n", "utf-8")
    return 0


def refresh(package: dict[str, str]) -> dict[str, object]:
    """Unpack one package, take the files it is wanted for, and return its lock entry."""
    with tempfile.TemporaryDirectory() as folder:
        source = unpack(f"{package['name']}@{package['version']}", Path(folder))
        target = HERE / package["folder"]
        target.mkdir(exist_ok=True)
        (target / "LICENSE").write_bytes((source / "LICENSE").read_bytes())
        written = [target / "LICENSE"]
        if package.get("icons"):
            SPRITE.write_text(sprite(source / "icons", package["version"]), "utf-8")
            written.append(SPRITE)
        for name in package.get("files", []):
            (target / Path(name).name).write_bytes((source / name).read_bytes())
            written.append(target / Path(name).name)
    return {
        "version": package["version"],
        "license": package["license"],
        "sha256": {str(path.relative_to(ROOT)): digest(path) for path in written},
    }


def unpack(spec: str, folder: Path) -> Path:
    """`npm pack` a package into a folder; returns the folder of its contents."""
    subprocess.run(["npm", "pack", "--silent", "--ignore-scripts", spec], cwd=folder, check=True)
    archive = next(folder.glob("*.tgz"))
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return folder / "package"


def used_icons() -> list[str]:
    """The names of all icons that templates ask for, sorted."""
    pages = (path.read_text("utf-8") for path in (ROOT / "templates").rglob("*.html"))
    named = {name for page in pages for name in ICON_TAG.findall(page)}
    manifest = tomllib.loads(MANIFEST.read_text("utf-8"))
    return sorted(named.union(manifest["icons_named_in_code"]))


def sprite(icons: Path, version: str) -> str:
    """One hidden SVG with a symbol for each used icon, to be included once a page."""
    symbols = "\n".join(symbol(icons / f"{name}.svg") for name in used_icons())
    return (
        f"{{# Lucide {version}, ISC licence: static/vendor/lucide/LICENSE. "
        "Made by static/vendor/refresh.py. #}\n"
        f'<svg xmlns="http://www.w3.org/2000/svg" hidden>\n{symbols}\n</svg>\n'
    )


def symbol(path: Path) -> str:
    shapes = ElementTree.fromstring(path.read_text("utf-8"))
    inner = "".join(
        f"<{shape.tag.removeprefix(SVG)} "
        + " ".join(f'{key}="{value}"' for key, value in shape.attrib.items())
        + "/>"
        for shape in shapes
    )
    return f'<symbol id="i-{path.stem}" viewBox="0 0 24 24">{inner}</symbol>'


def problems() -> list[str]:
    """What differs from the lock file: changed or missing files, icons without a symbol."""
    lock = json.loads(LOCK.read_text("utf-8"))
    found = []
    for package in lock.values():
        for name, expected in package["sha256"].items():
            path = ROOT / name
            if not path.exists() or digest(path) != expected:
                found.append(f"{name} is not the file that vendor.lock.json describes.")
    drawn = set(re.findall(r'id="i-([a-z0-9-]+)"', SPRITE.read_text("utf-8")))
    found += [f"The icon {name} is not in the sprite." for name in used_icons() if name not in drawn]
    found += [f"The icon {name} is not used." for name in sorted(drawn - set(used_icons()))]
    return found


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def report(found: list[str]) -> int:
    for problem in found:
        sys.stderr.write(problem + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
