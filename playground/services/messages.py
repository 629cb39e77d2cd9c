"""What is sent to the model: a branch's history, replayed as Google demands it.

Rules (Gemini API, thought signatures and multi-turn, read 2026-11): the last message is the user's
and holds text; model messages go back with their parts in order, thoughts left out, each signature
on the very part that it came with. A history that another model or connection made cannot be
replayed: its last picture is then sent as one more reference, and the turn says `flattened`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings

from playground import catalogue, imaging, storage
from playground.models import AttemptState, Connection, Image, Job, Part, Reference, Turn, TurnReference
from playground.providers import base
from playground.services import references

MEGABYTE = 1_000_000
Read = Callable[[str], bytes]


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
    if image is None:
        return []
    # All that the conversation went on from, at once: a long branch would ask for each by itself.
    related = Image.objects.select_related("turn__continues_from", "part__attempt")
    sources = related.filter(continued_by__conversation=image.turn.conversation_id).in_bulk()
    pictures: list[Image] = []
    while image is not None:
        pictures.append(image)
        earlier = None if image.turn.flattened else image.turn.continues_from_id
        image = sources.get(earlier) if earlier else None
    return pictures[::-1]


def replayable(image: Image, model: catalogue.Model, connection: Connection) -> bool:
    """Whether every turn of the branch was this model's on this connection, and fits a request."""
    pictures = branch(image)
    same = all(
        picture.turn.model == model.id and picture.turn.connection_id == connection.id for picture in pictures
    )
    return same and sum(_replayed_sizes(pictures)) < inline_limit()


def load(
    prompt: str,
    references: Sequence[Reference],
    continues_from: Image | None,
    *,
    flattened: bool,
    system: str = "",
) -> Load:
    """What a turn will send, known before anything is read from storage. `system` "" if it is not sent."""
    pictures = branch(continues_from) if not flattened else []
    earlier = _earlier_references(pictures)
    # A branch that began with a picture of another model sends that picture too, as a reference.
    started = [picture.turn.continues_from for picture in pictures if picture.turn.flattened]
    started += [continues_from] if flattened else []
    extra = [picture.size for picture in started if picture is not None]
    reference_sizes = [*earlier, *(reference.size for reference in references), *extra]
    replayed = _replayed_sizes(pictures)
    texts = [prompt, system, *(picture.turn.prompt for picture in pictures), *_answered_texts(pictures)]
    return Load(
        pictures=len(replayed) + len(reference_sizes),
        characters=sum(map(len, texts)),
        text_bytes=sum(len(text.encode("utf-8", "surrogatepass")) for text in texts),
        thoughts=sum(_thoughts(picture) for picture in pictures),
        replayed_bytes=sum(replayed),
        reference_bytes=sum(reference_sizes),
    )


def build(job: Job, read: Read = storage.read) -> base.ImageRequest:
    """The provider call for this job, bytes and all. Reads storage; raises storage.StorageError.

    Options that were left alone, or that the model does not take, are not sent. Whoever wants to know
    what would be sent, without its bytes, gives another `read`.
    """
    turn, model = job.turn, catalogue.get(job.turn.model)
    thinking = turn.thinking if turn.thinking in model.thinking else None
    temperature = turn.temperature if model.takes_temperature else None
    system = turn.system_instruction if model.takes_system else ""
    pictures = branch(turn.continues_from) if not turn.flattened else []
    fit = Fitter(turn, read)
    messages: list[base.Message] = []
    for picture in pictures:
        messages += [_user_message(picture.turn, fit), _model_message(picture, read)]
    messages.append(_user_message(turn, fit))
    return base.ImageRequest(
        model=model.id,
        messages=tuple(messages),
        aspect_ratio=turn.aspect_ratio,
        size=model.wire_size(turn.size),
        seed=job.seed,
        temperature=None if temperature is None else float(temperature),
        thinking=thinking,
        system=system or None,
        text_answers=turn.text_answers,
        max_output_tokens=model.max_output_tokens(turn.size, thinking) or None,
    )


class Fitter:
    """Reads a turn's pictures, scaled down where the whole set would not fit the request."""

    def __init__(self, turn: Turn, read: Read) -> None:
        self.read = read
        weight = load(
            turn.prompt,
            references.of(turn),
            turn.continues_from,
            flattened=turn.flattened,
        )
        count = max(weight.pictures, 1)
        self.share = (inline_limit() - weight.replayed_bytes) // count if weight.scaled else None

    def __call__(self, key: str, mime_type: str) -> base.Part:
        data = self.read(key)
        if self.share is not None and len(data) > self.share:
            data, mime_type = imaging.shrink(data, self.share)
        return base.Part(data=data, mime_type=mime_type)


def _user_message(turn: Turn, fit: Fitter) -> base.Message:
    parts = [base.Part(text=turn.prompt)]
    parts += [fit(reference.key, reference.mime_type) for reference in references.of(turn)]
    if turn.flattened and turn.continues_from is not None:
        # After the tray's pictures, so that "image 2" in the prompt still means the second of them.
        parts.append(fit(turn.continues_from.key, turn.continues_from.mime_type))
    return base.Message("user", tuple(parts))


def _model_message(picture: Image, read: Read) -> base.Message:
    return base.Message("model", tuple(_sent_back(part, read) for part in _answer_parts(picture)))


def _sent_back(part: Part, read: Read) -> base.Part:
    signature = bytes(part.signature) if part.signature is not None else None
    if part.key:
        return base.Part(data=read(part.key), mime_type=part.mime_type, signature=signature)
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


# Most turns have no branch, and for Django even a query that finds nothing for sure takes its time.


def _earlier_references(pictures: Sequence[Image]) -> list[int]:
    if not pictures:
        return []
    turns = [picture.turn_id for picture in pictures]
    return list(TurnReference.objects.filter(turn__in=turns).values_list("reference__size", flat=True))


def _replayed_sizes(pictures: Sequence[Image]) -> list[int]:
    if not pictures:
        return []
    attempts = [picture.part.attempt_id for picture in pictures]
    return list(Image.objects.filter(part__attempt__in=attempts).values_list("size", flat=True))


def _answered_texts(pictures: Sequence[Image]) -> list[str]:
    if not pictures:
        return []
    attempts = [picture.part.attempt_id for picture in pictures]
    parts = Part.objects.filter(attempt__in=attempts, thought=False, text__isnull=False)
    return [text for text in parts.values_list("text", flat=True) if text]


def _thoughts(picture: Image) -> int:
    counted = picture.part.attempt.usage.get("thoughtsTokenCount", 0)
    return counted if isinstance(counted, int) else 0
