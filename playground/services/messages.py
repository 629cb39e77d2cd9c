"""What is sent to the model: a branch's history, replayed as Google demands it.

Rules (Gemini API, thought signatures and multi-turn, read 2026-11): the last message is the user's
and holds text; model messages go back with their parts in order, thoughts left out, each signature
on the very part that it came with. A history that another model or connection made cannot be
replayed: its last picture is then sent as one more reference, and the turn says `flattened`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from playground import catalogue, imaging, storage
from playground.models import AttemptState, Connection, Image, Job, Part, Reference, Turn
from playground.providers import base

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Load:
    """What one call sends: pictures of the history and of the tray, text, and bytes of pictures.

    `thoughts` are the tokens of earlier thoughts whose signatures go back, which may count as input.
    """

    pictures: int
    characters: int
    text_bytes: int
    thoughts: int
    replayed_bytes: int
    reference_bytes: int

    @property
    def scaled(self) -> bool:
        """Whether references are sent as scaled copies, so that the request fits."""
        return self.replayed_bytes + self.reference_bytes > inline_limit()


def inline_limit() -> int:
    """Bytes of pictures that one request may hold before base64."""
    return int(settings.INLINE_MEGABYTES) * MEGABYTE


def branch(image: Image | None) -> list[Image]:
    """The pictures through which a branch runs, oldest first, back to where its history begins."""
    pictures: list[Image] = []
    while image is not None:
        pictures.insert(0, image)
        image = None if image.turn.flattened else image.turn.continues_from
    return pictures


def replayable(image: Image, model: catalogue.Model, connection: Connection) -> bool:
    """Whether every turn of the branch was this model's on this connection, and fits a request."""
    pictures = branch(image)
    same = all(
        picture.turn.model == model.id and picture.turn.connection_id == connection.id for picture in pictures
    )
    return same and sum(_replayed_sizes(pictures)) < inline_limit()


def load(
    prompt: str, references: Sequence[Reference], continues_from: Image | None, *, flattened: bool
) -> Load:
    """What a turn will send, known before anything is read from storage."""
    pictures = branch(continues_from) if not flattened else []
    earlier = [reference for picture in pictures for reference in _references(picture.turn)]
    # A branch that began with a picture of another model sends that picture too, as a reference.
    started = [picture.turn.continues_from for picture in pictures if picture.turn.flattened]
    started += [continues_from] if flattened else []
    extra = [picture.size for picture in started if picture is not None]
    reference_sizes = [reference.size for reference in (*earlier, *references)] + extra
    replayed = _replayed_sizes(pictures)
    texts = [prompt, *(picture.turn.prompt for picture in pictures), *_answered_texts(pictures)]
    return Load(
        pictures=len(replayed) + len(reference_sizes),
        characters=sum(map(len, texts)),
        text_bytes=sum(len(text.encode("utf-8", "surrogatepass")) for text in texts),
        thoughts=sum(_thoughts(picture) for picture in pictures),
        replayed_bytes=sum(replayed),
        reference_bytes=sum(reference_sizes),
    )


def build(job: Job) -> base.ImageRequest:
    """The provider call for this job, bytes and all. Reads storage; raises storage.StorageError."""
    turn, model = job.turn, catalogue.get(job.turn.model)
    pictures = branch(turn.continues_from) if not turn.flattened else []
    fit = Fitter(turn)
    messages: list[base.Message] = []
    for picture in pictures:
        messages += [_user_message(picture.turn, fit), _model_message(picture)]
    messages.append(_user_message(turn, fit))
    size = model.size(turn.size)
    return base.ImageRequest(
        model=model.id,
        messages=tuple(messages),
        aspect_ratio=turn.aspect_ratio,
        size=size.name if model.sends_size else None,
        seed=job.seed,
        max_output_tokens=model.max_output_tokens(turn.size) or None,
    )


class Fitter:
    """Reads a turn's pictures, scaled down where the whole set would not fit the request."""

    """Returns a reference's bytes, scaled down when the whole set would not fit the request."""

    def __init__(self, turn: Turn) -> None:
        weight = load(
            turn.prompt,
            _references(turn),
            turn.continues_from,
            flattened=turn.flattened,
        )
        count = max(weight.pictures, 1)
        self.share = (inline_limit() - weight.replayed_bytes) // count if weight.scaled else None

    def __call__(self, key: str, mime_type: str) -> base.Part:
        data = storage.read(key)
        if self.share is not None and len(data) > self.share:
            data, mime_type = imaging.shrink(data, self.share)
        return base.Part(data=data, mime_type=mime_type)


def _user_message(turn: Turn, fit: Fitter) -> base.Message:
    parts = [base.Part(text=turn.prompt)]
    parts += [fit(reference.key, reference.mime_type) for reference in _references(turn)]
    if turn.flattened and turn.continues_from is not None:
        # After the tray's pictures, so that "image 2" in the prompt still means the second of them.
        parts.append(fit(turn.continues_from.key, turn.continues_from.mime_type))
    return base.Message("user", tuple(parts))


def _model_message(picture: Image) -> base.Message:
    return base.Message("model", tuple(_sent_back(part) for part in _answer_parts(picture)))


def _sent_back(part: Part) -> base.Part:
    signature = bytes(part.signature) if part.signature is not None else None
    if part.key:
        return base.Part(data=storage.read(part.key), mime_type=part.mime_type, signature=signature)
    return base.Part(text=part.text, signature=signature)


def _answer_parts(picture: Image) -> list[Part]:
    """The parts of the answer that brought this picture, thoughts left out."""
    return list(
        Part.objects.filter(
            attempt_id=picture.part.attempt_id,
            attempt__state=AttemptState.ANSWERED,
            thought=False,
        )
    )


def _references(turn: Turn) -> list[Reference]:
    return [use.reference for use in turn.turn_references.select_related("reference")]


def _replayed_sizes(pictures: Sequence[Image]) -> list[int]:
    attempts = [picture.part.attempt_id for picture in pictures]
    return list(Image.objects.filter(part__attempt__in=attempts).values_list("size", flat=True))


def _answered_texts(pictures: Sequence[Image]) -> list[str]:
    attempts = [picture.part.attempt_id for picture in pictures]
    parts = Part.objects.filter(attempt__in=attempts, thought=False, text__isnull=False)
    return [text for text in parts.values_list("text", flat=True) if text]


def _thoughts(picture: Image) -> int:
    counted = picture.part.attempt.usage.get("thoughtsTokenCount", 0)
    return counted if isinstance(counted, int) else 0
