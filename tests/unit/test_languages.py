"""A language can be had once there is a catalogue of our own texts in it."""

from __future__ import annotations

from pathlib import Path

from pytest_django.fixtures import Settings

from playground import languages

BOTH = [("en", "English"), ("zh-hans", "Simplified Chinese")]


def test_the_language_of_the_texts_needs_no_catalogue(tmp_path: Path) -> None:
    assert languages.translated(BOTH, "en", [tmp_path]) == BOTH[:1]


def test_one_with_a_catalogue_can_be_had(tmp_path: Path) -> None:
    file = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.mo"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"")

    assert languages.translated(BOTH, "en", [tmp_path / "none", tmp_path]) == BOTH


def test_only_such_languages_are_ours(settings: Settings) -> None:
    folders = [Path(folder) for folder in settings.LOCALE_PATHS]
    every, source = settings.ALL_LANGUAGES, settings.LANGUAGE_CODE

    assert languages.translated(every, source, folders) == settings.LANGUAGES
