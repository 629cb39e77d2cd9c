"""What went wrong is kept as a code, and told in the language of whoever reads it."""

from __future__ import annotations

import pytest

from playground import imaging, storage
from playground.models import Reference, ReferenceState, User
from playground.services import outcomes, references
from tests import making, pictures


@pytest.fixture
def _in_another_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """A language of which no translation needs to exist."""
    monkeypatch.setattr(
        "django.utils.translation._trans.gettext", lambda text: text.replace("This file", "Diese Datei")
    )


def test_a_rejection_comes_back_with_its_numbers() -> None:
    kept = imaging.Rejected("too_long", width=40_000, height=2, limit=30_000).kept
    assert imaging.sentence_of(kept) == "40000 × 2 px. The limit for one side is 30000 px."


@pytest.mark.usefixtures("_in_another_language")
def test_a_kept_rejection_is_told_in_the_readers_language() -> None:
    kept = imaging.Rejected("empty").kept
    assert imaging.sentence_of(kept) == "Diese Datei is empty."


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "This file is damaged.",
        "null",
        "[]",
        "7",
        '{"code": "no such"}',
        '{"code": "too_long"}',
        '{"a": 1}',
    ],
)
def test_rows_of_older_versions_are_shown_as_they_are(kept: str) -> None:
    assert imaging.sentence_of(kept) == kept


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (storage.StorageFull("No space left on device"), "The storage is full (No space left on device)."),
        (storage.StorageMissing("no such file"), "A file is missing in the storage."),
        (storage.StorageError("S3: AccessDenied"), "The storage failed (S3: AccessDenied)."),
    ],
)
def test_a_failing_storage_has_a_sentence(error: storage.StorageError, sentence: str) -> None:
    assert error.sentence == sentence
    assert outcomes.detail("storage", error.kept) == sentence


def test_a_providers_words_stay_its_own() -> None:
    assert outcomes.detail("bad_request", "full: of errors") == "full: of errors"
    assert outcomes.detail("storage", "Read-only file system") == "Read-only file system"


@pytest.mark.django_db(transaction=True)
def test_a_reference_that_failed_keeps_its_code(alice: User) -> None:
    data = pictures.photograph("coffee.png")
    received = making.received_reference(alice, data[: len(data) // 2])
    references.prepare(received.id)

    failed = Reference.objects.get()
    assert failed.state == ReferenceState.FAILED
    assert failed.problem == '{"code": "damaged"}'
    assert failed.sentence == "This file is damaged or incomplete. Save or export it again."


@pytest.mark.django_db(transaction=True)
def test_a_reference_that_was_given_up_says_so(alice: User) -> None:
    received = making.received_reference(alice, pictures.photograph("coffee.png"))
    Reference.objects.update(tries=references.MAX_TRIES)
    references.prepare(received.id)

    assert Reference.objects.get().sentence == "This file could not be prepared."
