"""A generateContent answer as an `Outcome`.

The SDK hands the answer's JSON over as text (`should_return_http_response`) and it is read here,
because the SDK's own reading drops `finishMessage`, warns of every enum value it does not know yet,
holds the text while it decodes, and refuses a whole answer, picture included and paid for, when any
other field of it has an unforeseen shape (google-genai 3.4.0, fact sheet section 4).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from pydantic import ConfigDict, TypeAdapter
from pydantic_core import from_json

from playground.egress import picture

from .base import Outcome, Part, Usage, Verdict

# finishReason values that mean "made, or half made, and withheld". The other ones are no refusal.
WITHHELD: Final = frozenset(
    {
        *("SAFETY", "IMAGE_SAFETY", "PROHIBITED_CONTENT", "IMAGE_PROHIBITED_CONTENT"),
        *("RECITATION", "IMAGE_RECITATION", "BLOCKLIST", "SPII", "MODEL_ARMOR", "LANGUAGE"),
    }
)
# Reasons beside which a text without a picture is simply the answer.
_ORDINARY: Final = frozenset({"", "STOP", "MAX_TOKENS", "FINISH_REASON_UNSPECIFIED"})
_MESSAGE_CHARACTERS: Final = 2000
# What the SDK reads with: a 20 MiB picture takes 3 + 12 ms of CPU, json and base64 16 + 51 ms.
_BASE64: Final = TypeAdapter(bytes, config=ConfigDict(val_json_bytes="base64"))


class Unreadable(ValueError):
    """This is not a generateContent answer, or it is damaged."""


class ErrorInside(ValueError):
    """The answer says 200 and holds an error, as some relays do. `body` is the JSON."""

    def __init__(self, body: dict[str, object]) -> None:
        super().__init__("an error under status 200")
        self.body = body


def read(text: str | None) -> dict[str, object]:
    """The answer's JSON object. Raises Unreadable, ErrorInside."""
    answer = _json(text or "")
    if isinstance(answer, list) and len(answer) == 1:
        answer = answer[0]
    if not isinstance(answer, dict):
        raise Unreadable("the answer is not a JSON object")
    if answer.get("error"):
        raise ErrorInside(answer)
    if not {"candidates", "promptFeedback", "usageMetadata"} & answer.keys():
        raise Unreadable("the answer holds neither candidates nor a reason why there are none")
    return answer


def _json(text: str) -> object:
    try:
        return from_json(text)
    except ValueError:
        pass
    try:
        # Half a surrogate pair in a text that was cut is no reason to lose a picture.
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable("the answer is not JSON") from None


def outcome(answer: dict[str, object]) -> Outcome:
    """What an answer amounts to; takes it apart on the way. Raises Unreadable on broken base64."""
    candidates = [mapping(candidate) for candidate in sequence(answer.get("candidates"))]
    parts = tuple(part for candidate in candidates for part in _parts(candidate))
    verdict, reason, message = _judge(mapping(answer.get("promptFeedback")), candidates, parts)
    return Outcome(
        verdict=verdict,
        parts=parts,
        usage=_usage(answer.get("usageMetadata")),
        reason=reason,
        reason_message=message[:_MESSAGE_CHARACTERS],
        model_version=string(answer.get("modelVersion")),
        response_id=string(answer.get("responseId")),
    )


def _judge(
    feedback: dict[str, object], candidates: list[dict[str, object]], parts: tuple[Part, ...]
) -> tuple[Verdict, str, str]:
    """Verdict, the provider's word for it and its sentence. A picture beats every reason."""
    first = candidates[0] if candidates else {}
    reason, message = string(first.get("finishReason")), string(first.get("finishMessage"))
    blocked = string(feedback.get("blockReason"))
    spoken = any(part.text and part.text.strip() for part in parts if not part.thought)
    if any(part.is_picture and not part.thought for part in parts):
        verdict = Verdict.PICTURES
    elif blocked:
        verdict, reason = Verdict.BLOCKED_PROMPT, blocked
        message = string(feedback.get("blockReasonMessage")) or message
    elif reason in WITHHELD or "SAFETY" in reason or "PROHIBITED" in reason:
        verdict = Verdict.BLOCKED_PICTURE
    elif spoken and reason in _ORDINARY:
        verdict = Verdict.TEXT_ONLY
    else:
        verdict = Verdict.NO_PICTURE
    return verdict, reason, message


def _parts(candidate: dict[str, object]) -> Iterator[Part]:
    """The parts in wire order. Kinds that hold neither text nor data (function calls) are left out."""
    for item in sequence(mapping(candidate.get("content")).get("parts")):
        part = _part(mapping(item))
        if part is not None:
            yield part


def _part(raw: dict[str, object]) -> Part | None:
    thought = raw.get("thought") is True
    signature = _bytes(raw["thoughtSignature"]) if raw.get("thoughtSignature") else None
    if "inlineData" in raw:
        blob = mapping(raw["inlineData"])
        data = _bytes(blob.pop("data", None))
        # What is left of the answer is shown to people.
        blob["data"] = picture(len(data))
        return Part(
            data=data,
            mime_type=string(blob.get("mimeType")),
            thought=thought,
            signature=signature,
        )
    text = raw.get("text")
    if isinstance(text, str) or signature is not None:
        return Part(text=_whole_text(string(text)), thought=thought, signature=signature)
    return None


def _whole_text(text: str) -> str:
    """Without halves of surrogate pairs, which neither a database nor a page can hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _bytes(text: object) -> bytes:
    """Base64 in either alphabet, padded or not (fact sheet, section 4). Raises Unreadable."""
    if not isinstance(text, str) or not text:
        raise Unreadable("a picture without data")
    try:
        return _BASE64.validate_strings(text)
    except ValueError:
        raise Unreadable("the base64 of a part is broken") from None


def _usage(raw: object) -> Usage | None:
    """Counts as reported, also negative ones: what they cost is the catalogue's business."""
    usage = mapping(raw)
    if not usage:
        return None
    return Usage(
        prompt=whole(usage.get("promptTokenCount")),
        prompt_images=_of_images(usage.get("promptTokensDetails")) or 0,
        thoughts=whole(usage.get("thoughtsTokenCount")),
        candidates=whole(usage.get("candidatesTokenCount")),
        candidate_images=_of_images(usage.get("candidatesTokensDetails")),
        total=whole(usage.get("totalTokenCount")),
        reported=usage,
    )


def _of_images(details: object) -> int | None:
    """Tokens of modality IMAGE, None when there are no details."""
    entries = [mapping(entry) for entry in sequence(details)]
    if not entries:
        return None
    return sum(whole(e.get("tokenCount")) for e in entries if e.get("modality") == "IMAGE")


# Shapes of a JSON that nobody vouches for: the wrong type counts as absent.


def mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def sequence(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def string(value: object) -> str:
    return value if isinstance(value, str) else ""


def whole(value: object) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
