"""What a model refuses. Everything here raises Refusal and returns nothing.

Exact texts are known for a missing thought signature and an unknown model only; for a bad ratio, size,
seed or temperature Google's words are unknown (fact sheet, section 13) and these are our own.
"""

from __future__ import annotations

from collections.abc import Sequence

from . import signatures
from .errors import invalid
from .rules import ModelRule
from .wire import Content, Part, Request

PICTURE_TYPES = ("image/png", "image/jpeg", "image/jpg", "image/webp")
OUTPUT_TYPES = ("image/png", "image/jpeg")
MAX_TEMPERATURE = 2.0
_SIGNATURES = "https://ai.google.dev/gemini-api/docs/thought-signatures#model-behavior"


def check(request: Request, rule: ModelRule) -> None:
    """Refuse what this model refuses. Raises Refusal (400)."""
    _check_turns(request)
    _check_parts(request, rule)
    _check_picture_options(request, rule)
    _check_sampling(request, rule)
    _check_thinking(request, rule)
    _check_tools(request, rule)
    if rule.signatures:
        _check_signatures(request.contents)


def _check_turns(request: Request) -> None:
    if not request.contents:
        raise invalid("* GenerateContentRequest.contents: contents is not specified\n")
    for position, content in enumerate(request.contents):
        if content.role not in ("user", "model"):
            raise invalid("Please use a valid role: user, model.")
        if not content.parts:
            where = f"GenerateContentRequest.contents[{position}].parts"
            raise invalid(f"* {where}: contents.parts must not be empty.\n")
    if request.last.role != "user":
        raise invalid("Please ensure that multiturn requests end with a user role.")
    if not request.prompt.strip():
        raise invalid("Please ensure that the last user turn contains some text.")


def _check_parts(request: Request, rule: ModelRule) -> None:
    for content in request.contents:
        for part in content.parts:
            _check_part(part, rule)
    references = sum(part.is_picture for part in request.last.parts)
    if references > rule.max_references:
        raise invalid(
            f"Too many images: {references} were given, models/{rule.id} takes at most "
            f"{rule.max_references} input images."
        )


def _check_part(part: Part, rule: ModelRule) -> None:
    if part.other:
        raise invalid(f"Part type {part.other!r} is not supported for models/{rule.id}.")
    if part.is_picture and part.mime_type not in PICTURE_TYPES:
        raise invalid(f"Unsupported MIME type: {part.mime_type[:60]}")
    if not part.is_picture and part.text is None:
        raise invalid("contents.parts.data: required oneof field 'data' must have one initialized field")


def _check_picture_options(request: Request, rule: ModelRule) -> None:
    place = "generation_config.image_config"
    if request.aspect_ratio is not None and request.aspect_ratio not in rule.ratios:
        known = ", ".join(f"'{ratio}'" for ratio in rule.ratios)
        raise invalid(f"* GenerateContentRequest.{place}.aspect_ratio: must be one of {known}.\n")
    if request.mime_type not in OUTPUT_TYPES:
        raise invalid(f"Unsupported output MIME type: {request.mime_type[:60]}")
    if not 0 <= request.quality <= 100:
        raise invalid("Compression quality must be in the range [0, 100].")
    if request.size is None:
        return
    if not rule.sends_size:
        raise invalid(f"Image size is not supported for models/{rule.id}.")
    if request.size not in rule.sizes:
        known = ", ".join(f"'{size}'" for size in rule.sizes)
        raise invalid(f"* GenerateContentRequest.{place}.image_size: must be one of {known}.\n")


def _check_sampling(request: Request, rule: ModelRule) -> None:
    if request.seed is not None and not rule.takes_seed:
        raise invalid(f"Seed is not supported for models/{rule.id}.")
    if request.sampling and not rule.takes_temperature:
        raise invalid(f"{request.sampling[0]} is not supported for models/{rule.id}.")
    if request.temperature is not None and not 0 <= request.temperature <= MAX_TEMPERATURE:
        place = "GenerateContentRequest.generation_config.temperature"
        raise invalid(f"* {place}: temperature must be in the range [0.0, {MAX_TEMPERATURE}].\n")
    if request.system and not rule.takes_system:
        raise invalid(f"Developer instruction is not enabled for models/{rule.id}")
    unknown = [m for m in request.modalities if m not in ("TEXT", "IMAGE")]
    if unknown:
        raise invalid("The requested combination of response modalities is not supported by the model.")


def _check_thinking(request: Request, rule: ModelRule) -> None:
    if request.thinking is None or request.thinking == "thinking_level_unspecified":
        return
    if request.thinking not in rule.thinking:
        level = request.thinking.upper()[:40]
        raise invalid(f"Thinking level {level} is not supported for this model.")


def _check_tools(request: Request, rule: ModelRule) -> None:
    if request.functions:
        raise invalid("Function calling is not enabled for this model.")
    if "webSearch" in request.search and not rule.grounding_web:
        raise invalid("Search Grounding is not supported.")
    if "imageSearch" in request.search and not rule.grounding_image:
        raise invalid("Image Search Grounding is not supported.")


def _check_signatures(contents: Sequence[Content]) -> None:
    """Demand back what was issued: on the first text after the thoughts and on every picture.

    Contents of the model that follow each other are one turn of it: a chat that streamed sends each chunk
    back as a content of its own, the empty text at the end of the stream too. Positions count from 1, as
    in the message of the fact sheet's section 10. What Google says to a signature that is present and
    wrong is unknown; here it counts as missing.
    """
    first = True
    for position, content in enumerate(contents, start=1):
        if content.role != "model":
            first = True
            continue
        for place, part in enumerate(content.parts, start=1):
            if part.thought or part.text == "":
                continue
            if part.is_picture and not _picture_signed(part):
                raise _missing("Image", position, place)
            if not part.is_picture and first and not _text_signed(part):
                raise _missing("Text", position, place)
            first = False


def _picture_signed(part: Part) -> bool:
    return signatures.accepts(part.signature, signatures.sign_picture(part.data()))


def _text_signed(part: Part) -> bool:
    return signatures.accepts(part.signature, signatures.sign_text(part.text or ""))


def _missing(kind: str, position: int, place: int) -> Exception:
    return invalid(
        f"{kind} part is missing a thought_signature in content position {position}, part position {place}."
        f" Please refer to {_SIGNATURES} for more details."
    )
