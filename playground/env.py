"""Settings from the environment, strictly: nonsense is refused with a sentence naming the variable.

Every variable NAME can also be given as NAME_FILE, the path of a file that holds the value (a
secret mounted by Docker or systemd, for instance); white space around the value is dropped.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import zoneinfo
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured

MICROS_PER_DOLLAR = 1_000_000
SHORTEST_SECRET = 32


def refuse(name: str, problem: str, accepted: str) -> ImproperlyConfigured:
    """The one sentence about a setting that cannot be used."""
    return ImproperlyConfigured(f"{name} {problem}: {accepted}.")


def read(name: str) -> str | None:
    """The raw value of NAME or of the file NAME_FILE; None when neither is set or it is empty."""
    value, file = os.environ.get(name, ""), os.environ.get(f"{name}_FILE", "")
    if value and file:
        raise refuse(name, f"is set beside {name}_FILE", "set only one of the two")
    if file:
        value = _contents(f"{name}_FILE", Path(file))
    return value.strip() or None


def text(name: str, default: str = "") -> str:
    return read(name) or default


def flag(name: str, *, default: bool) -> bool:
    """1/true/yes/on or 0/false/no/off."""
    value = read(name)
    if value is None:
        return default
    words = {"1": True, "true": True, "yes": True, "on": True}
    words |= {"0": False, "false": False, "no": False, "off": False}
    if value.lower() not in words:
        raise refuse(name, f"is {value!r}", "write 1 or 0")
    return words[value.lower()]


def whole(name: str, default: int, low: int, high: int) -> int:
    """A whole number within low..high, both included."""
    value = read(name)
    if value is None:
        return default
    accepted = f"write a whole number from {low} to {high}"
    if not value.isascii() or not value.isdigit():
        raise refuse(name, f"is {value!r}", accepted)
    if not low <= int(value) <= high:
        raise refuse(name, f"is {value}", accepted)
    return int(value)


def pattern(name: str, default: str, expression: str, accepted: str) -> str:
    """A text that matches the regular expression as a whole."""
    value = text(name, default)
    if not re.fullmatch(expression, value):
        raise refuse(name, f"is {value!r}", accepted)
    return value


def micros(name: str, default: int, high: int = 1_000_000 * MICROS_PER_DOLLAR) -> int:
    """Dollars such as 10 or 2.50, as whole micro-dollars; exact, never rounded."""
    accepted = f"write dollars from 0 to {high // MICROS_PER_DOLLAR}, such as 10.00"
    number = _decimal(name, accepted)
    if number is None:
        return default
    amount = number * MICROS_PER_DOLLAR
    if not 0 <= amount <= high or amount != amount.to_integral_value():
        raise refuse(name, f"is {number}", accepted)
    return int(amount)


def choice(name: str, default: str, allowed: Sequence[str]) -> str:
    value = text(name, default)
    if value not in allowed:
        raise refuse(name, f"is {value!r}", f"write one of {', '.join(allowed)}")
    return value


def words(name: str, default: Sequence[str]) -> list[str]:
    """A list whose items are parted by commas or white space."""
    value = read(name)
    return list(default) if value is None else value.replace(",", " ").split()


def time_zone(name: str, default: str) -> str:
    value = text(name, default)
    try:
        zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise refuse(name, f"is {value!r}", "write an IANA name such as Europe/Berlin or UTC") from error
    return value


def web_address(name: str, default: str = "") -> str:
    """An http or https address without user, query or fragment, and without the last slash."""
    value = text(name, default)
    if not value:
        return ""
    parts = url(name, value, ("http", "https"))
    if not parts.hostname or parts.username or parts.query or parts.fragment:
        raise refuse(name, "is not a plain web address", "write one such as https://pictures.example")
    return value.rstrip("/")


def url(name: str, value: str, schemes: Sequence[str]) -> SplitResult:
    """The parts of a URL of one of these schemes; never quoted back, as it may hold a password."""
    accepted = f"write a URL that begins with {' or '.join(f'{scheme}://' for scheme in schemes)}"
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018  # raises ValueError when it is no number
    except ValueError as error:
        raise refuse(name, "is not a URL", accepted) from error
    if parts.scheme not in schemes:
        raise refuse(name, f"begins with {parts.scheme or 'no scheme'!r}", accepted)
    return parts


def folder(name: str, default: Path) -> Path:
    """An absolute path; a relative one counts from the current folder."""
    return Path(text(name, str(default))).expanduser().absolute()


def existing_file(name: str) -> str:
    """The absolute path of a file that is there, or nothing."""
    value = text(name)
    if not value:
        return ""
    path = Path(value).expanduser().absolute()
    if not path.is_file():
        raise refuse(name, f"names {value!r}, which is no file", "write the path of a file")
    return str(path)


def secret_key(data: Path) -> str:
    """PROOFSHEET_SECRET_KEY or else the random key of this data folder, made when first needed."""
    given = read("PROOFSHEET_SECRET_KEY")
    if given is None:
        path = data / "secret_key"
        given = _contents(str(path), path) if path.exists() else _make_secret(path)
    if len(given) < SHORTEST_SECRET:
        raise refuse(
            "PROOFSHEET_SECRET_KEY",
            f"(or the file {data.name}/secret_key) has only {len(given)} characters",
            f"it needs at least {SHORTEST_SECRET} random ones",
        )
    return given


def _make_secret(path: Path) -> str:
    """Written beside its place and linked in: of two processes at once, both end with one key."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".secret_key.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # somebody was faster: theirs counts
            os.link(draft, path)
    finally:
        draft.unlink()
    return _contents(str(path), path)


def _contents(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise refuse(name, f"cannot be read ({reason})", "name a file that this user can read") from error


def _decimal(name: str, accepted: str) -> Decimal | None:
    value = read(name)
    if value is None:
        return None
    try:
        number = Decimal(value)
    except InvalidOperation as error:
        raise refuse(name, f"is {value!r}", accepted) from error
    if not number.is_finite():
        raise refuse(name, f"is {value!r}", accepted)
    return number
