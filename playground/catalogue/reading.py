"""Strict reading of the data files: every key has a type, a key that nobody reads is a mistake."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path


class BadCatalogue(ValueError):
    """A data file breaks a rule. The message names the file, the table and what is wrong."""

    def __init__(self, where: str, sentence: str) -> None:
        super().__init__(f"{where}: {sentence}")


class Table:
    """One TOML table. Each reader takes its key out; `finish` refuses what is left over."""

    def __init__(self, where: str, values: Mapping[str, object]) -> None:
        self.where = where
        self._values = dict(values)

    @classmethod
    def of_file(cls, path: Path) -> Table:
        """The top table of a file. Raises BadCatalogue when it is missing or is not TOML."""
        try:
            return cls(path.name, tomllib.loads(path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise BadCatalogue(path.name, f"cannot be read: {error}") from error

    def fail(self, sentence: str) -> BadCatalogue:
        return BadCatalogue(self.where, sentence)

    def has(self, key: str) -> bool:
        return key in self._values

    def finish(self) -> None:
        if self._values:
            raise self.fail(f"has keys that mean nothing here: {', '.join(sorted(self._values))}.")

    def text(self, key: str, *, empty: bool = False) -> str:
        value = self._take(key)
        if not isinstance(value, str) or not (value.strip() or empty):
            raise self.fail(f"{key} must be a text{'' if empty else ' that is not empty'}.")
        return value

    def optional_text(self, key: str) -> str | None:
        return self.text(key) if self.has(key) else None

    def flag(self, key: str) -> bool:
        value = self._take(key)
        if not isinstance(value, bool):
            raise self.fail(f"{key} must be true or false.")
        return value

    def optional_flag(self, key: str) -> bool | None:
        return self.flag(key) if self.has(key) else None

    def count(self, key: str) -> int:
        return self._count(key, self._take(key))

    def day(self, key: str) -> date:
        value = self._take(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.fail(f"{key} must be a date such as 2026-10-06.")
        return value

    def optional_day(self, key: str) -> date | None:
        return self.day(key) if self.has(key) else None

    def dollars(self, key: str) -> Fraction:
        """A sum in quotes, such as "0.30", exactly."""
        try:
            value = Decimal(self.text(key))
        except InvalidOperation as error:
            raise self.fail(f'{key} must be a sum in quotes such as "0.30".') from error
        if not value.is_finite() or value < 0:
            raise self.fail(f"{key} must not be negative.")
        return Fraction(value)

    def optional_dollars(self, key: str) -> Fraction | None:
        return self.dollars(key) if self.has(key) else None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, each non-empty and none twice."""
        values = self._list(key)
        texts = tuple(value for value in values if isinstance(value, str) and value.strip())
        if len(texts) != len(values) or len(set(texts)) != len(texts):
            raise self.fail(f"{key} must be a list of different texts.")
        return texts

    def pair(self, key: str) -> tuple[int, int]:
        values = self._list(key)
        if len(values) != 2:
            raise self.fail(f"{key} must be a list of two numbers.")
        return self._count(key, values[0]), self._count(key, values[1])

    def counts(self, key: str) -> dict[str, int]:
        table = self.table(key)
        return {name: table.count(name) for name in tuple(table._values)}

    def table(self, key: str) -> Table:
        value = self._take(key)
        if not isinstance(value, dict):
            raise self.fail(f"{key} must be a table.")
        return Table(f"{self.where}, {key}", value)

    def named_tables(self) -> list[tuple[str, Table]]:
        """All that is left in this table, each a table with a name."""
        return [(name, self.table(name)) for name in tuple(self._values)]

    def tables(self, key: str) -> list[Table]:
        """A list of tables; each is named by its `id`, `model` or `name`, else by its place."""
        found: list[Table] = []
        for place, value in enumerate(self._list(key), start=1):
            if not isinstance(value, dict):
                raise self.fail(f"{key} must be a list of tables.")
            label = value.get("id") or value.get("model") or value.get("name") or place
            found.append(Table(f"{self.where}, {key} {label}", value))
        return found

    def _take(self, key: str) -> object:
        if key not in self._values:
            raise self.fail(f"{key} is missing.")
        return self._values.pop(key)

    def _list(self, key: str) -> list[object]:
        value = self._take(key)
        if not isinstance(value, list):
            raise self.fail(f"{key} must be a list.")
        return value

    def _count(self, key: str, value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.fail(f"{key} must be a whole number, 0 or more.")
        return value
