"""What somebody wants to see of a turn's code."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from playground.code import LANGUAGES, Language


@dataclass(frozen=True, slots=True)
class Choice:
    """`asked`: the dialog's form says it, in which a switch that is off says nothing."""

    language: Language
    files: bool
    whole: bool
    asked: bool

    @classmethod
    def read(cls, given: QueryDict) -> Choice:
        asked = "asked" in given
        language = next((one for one in LANGUAGES if one.id == given.get("language")), LANGUAGES[0])
        return cls(language, not asked or "files" in given, not asked or "whole" in given, asked)

    @property
    def languages(self) -> tuple[Language, ...]:
        return LANGUAGES
