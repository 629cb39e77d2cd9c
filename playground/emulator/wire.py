"""Request JSON, read as Google's JSON transcoder reads it.

Every name is accepted in camelCase and in snake_case at every level (the SDK mixes them, fact sheet
3.2), both base64 alphabets with and without padding, and an unknown name is refused with Google's 400.
The message for a nested unknown name carries its place, `at 'generation_config.image_config'`.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from .errors import bad_request

MAX_DEPTH: Final = 64
# A schema is a type name, a mapping (message), a list of one schema (repeated) or ANY.
ANY: Final = "any"
Schema = Any

_BLOB: Schema = {"data": "bytes", "mimeType": "string", "displayName": "string"}
_PART: Schema = {
    "text": "string",
    "inlineData": _BLOB,
    "fileData": {"fileUri": "string", "mimeType": "string", "displayName": "string"},
    "thought": "bool",
    "thoughtSignature": "bytes",
    "functionCall": ANY,
    "functionResponse": ANY,
    "executableCode": ANY,
    "codeExecutionResult": ANY,
    "videoMetadata": ANY,
    "mediaResolution": ANY,
    "partMetadata": ANY,
}
_CONTENT: Schema = {"role": "string", "parts": [_PART]}
_IMAGE: Schema = {"aspectRatio": "string", "imageSize": "string"}
# What only Vertex AI takes: on the Developer API these names are unknown (fact sheet, 3.2).
_VERTEX_IMAGE: Schema = {
    **_IMAGE,
    "personGeneration": "string",
    "prominentPeople": "string",
    "imageOutputOptions": {"mimeType": "string", "compressionQuality": "integer"},
}
_SEARCH: Schema = {
    "searchTypes": {"webSearch": ANY, "imageSearch": ANY},
    "timeRangeFilter": ANY,
    "excludeDomains": ["string"],
}
_GENERATION: Schema = {
    "temperature": "number",
    "topP": "number",
    "topK": "number",
    "candidateCount": "integer",
    "maxOutputTokens": "integer",
    "stopSequences": ["string"],
    "seed": "integer",
    "presencePenalty": "number",
    "frequencyPenalty": "number",
    "responseModalities": ["string"],
    "responseMimeType": "string",
    "responseSchema": ANY,
    "responseJsonSchema": ANY,
    "responseLogprobs": "bool",
    "logprobs": "integer",
    "mediaResolution": "string",
    "speechConfig": ANY,
    "enableEnhancedCivicAnswers": "bool",
    "thinkingConfig": {
        "includeThoughts": "bool",
        "thinkingBudget": "integer",
        "thinkingLevel": "string",
    },
    "imageConfig": _IMAGE,
    "responseFormat": {"image": {**_IMAGE, "mimeType": "string"}, "text": ANY, "audio": ANY},
}
REQUEST: Schema = {
    "model": "string",
    "contents": [_CONTENT],
    "systemInstruction": _CONTENT,
    "safetySettings": [{"category": "string", "threshold": "string", "method": "string"}],
    "tools": [
        {
            "googleSearch": _SEARCH,
            "googleSearchRetrieval": ANY,
            "functionDeclarations": ANY,
            "codeExecution": ANY,
            "urlContext": ANY,
            "computerUse": ANY,
        }
    ],
    "toolConfig": ANY,
    "generationConfig": _GENERATION,
    "cachedContent": "string",
    "labels": ANY,
    "serviceTier": "string",
    "store": "bool",
}
VERTEX_REQUEST: Schema = {**REQUEST, "generationConfig": {**_GENERATION, "imageConfig": _VERTEX_IMAGE}}
# countTokens: the contents alone, or a whole request; on Vertex what belongs to a request stands beside them.
COUNT: Schema = {**REQUEST, "generateContentRequest": REQUEST}


@dataclass(frozen=True, slots=True)
class Part:
    """A text or a picture: base64 text as it came, decoded only when needed, or bytes of a file."""

    text: str | None = None
    encoded: str | None = None
    contents: bytes | None = None
    mime_type: str = ""
    thought: bool = False
    signature: bytes | None = None
    other: str = ""

    @property
    def is_picture(self) -> bool:
        return self.encoded is not None or self.contents is not None

    def data(self) -> bytes:
        return decode_base64(self.encoded or "") if self.contents is None else self.contents


@dataclass(frozen=True, slots=True)
class Content:
    role: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """A generateContent request. Options that were not sent are None."""

    contents: tuple[Content, ...]
    system: str = ""
    aspect_ratio: str | None = None
    size: str | None = None
    seed: int | None = None
    temperature: float | None = None
    sampling: tuple[str, ...] = ()
    thinking: str | None = None
    include_thoughts: bool = False
    modalities: tuple[str, ...] = ("TEXT", "IMAGE")
    max_output_tokens: int | None = None
    search: tuple[str, ...] = ()
    functions: bool = False
    service_tier: str = "standard"
    mime_type: str = "image/png"
    quality: int = 75

    @property
    def last(self) -> Content:
        return self.contents[-1]

    @property
    def prompt(self) -> str:
        """The text of the last turn."""
        return "\n".join(part.text for part in self.last.parts if part.text and not part.thought)


def decode_base64(text: str) -> bytes:
    """Bytes of base64 in either alphabet, padded or not. Raises Refusal (400)."""
    plain = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise bad_request("Invalid value (TYPE_BYTES), Base64 decoding failed.") from None


def moment(when: dt.datetime) -> str:
    """A time as Google writes it."""
    return when.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def document(body: bytes, schema: Schema = REQUEST) -> dict[str, Any]:
    """The body as a mapping with camelCase names, checked against the schema. Raises Refusal (400)."""
    try:
        text = body.decode("utf-8", "surrogatepass") or "{}"
        del body  # 100 MB each, and the caller keeps none
        loaded = json.loads(text)
    except (ValueError, RecursionError):
        raise bad_request("Invalid JSON payload received. Unable to parse.") from None
    if not isinstance(loaded, dict):
        raise bad_request("Invalid JSON payload received. Root element must be a message.")
    checked: dict[str, Any] = _message(loaded, schema, "", 0)
    return checked


def camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(word[:1].upper() + word[1:] for word in tail)


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def _value(value: Any, schema: Schema, place: str, depth: int) -> Any:
    if value is None:
        return None
    if depth > MAX_DEPTH:
        raise bad_request("Invalid JSON payload received. Message too deep. Max recursion depth reached.")
    if schema == ANY:
        return value
    if isinstance(schema, list):
        return _repeated(value, schema[0], place, depth)
    if isinstance(schema, Mapping):
        if not isinstance(value, dict):
            raise _wrong(place, "message", value)
        return _message(value, schema, place, depth)
    return _scalar(value, schema, place)


def _repeated(value: Any, schema: Schema, place: str, depth: int) -> list[Any]:
    # The transcoder takes a single value where a list is expected; Google's own samples rely on it.
    values = value if isinstance(value, list) else [value]
    made = [_value(item, schema, f"{place}[{n}]", depth + 1) for n, item in enumerate(values)]
    return [item for item in made if item is not None]


def _message(value: dict[str, Any], schema: Mapping[str, Schema], place: str, depth: int) -> dict[str, Any]:
    known: dict[str, Any] = {}
    for name, item in value.items():
        key = name if name in schema else camel(name)
        if key not in schema or (name != key and snake(key) != name):
            where = f" at '{place}'" if place else ""
            shown = json.dumps(name[:100])
            raise bad_request(
                f"Invalid JSON payload received. Unknown name {shown}{where}: Cannot find field."
            )
        inner = f"{place}.{snake(key)}" if place else snake(key)
        made = _value(item, schema[key], inner, depth + 1)
        if made is not None:
            known[key] = made
    return known


def _wrong(place: str, kind: str, value: Any) -> Exception:
    shown = json.dumps(value)[:80] if isinstance(value, str | int | float | bool) else "value"
    return bad_request(f"Invalid value at '{place}' (TYPE_{kind.upper()}), {shown}")


def _scalar(value: Any, kind: str, place: str) -> Any:
    if kind in ("string", "bytes"):
        if isinstance(value, str):
            return value
    elif kind == "bool":
        if isinstance(value, bool):
            return value
    elif isinstance(value, int | float | str) and not isinstance(value, bool):
        return _number(value, kind, place)
    raise _wrong(place, kind, value)


def _number(value: float | str, kind: str, place: str) -> float:
    """A finite number; an integer within 32 bits. Numbers may come as strings, as in Google's JSON."""
    try:
        number = float(value)
    except (ValueError, OverflowError):
        raise _wrong(place, kind, value) from None
    if kind == "number":
        if number - number != 0:
            raise _wrong(place, kind, value)
        return number
    if not abs(number) <= 2**31 or number != int(number):
        raise _wrong(place, "int32", value)
    return int(number)


def read(raw: Mapping[str, Any], opened: Callable[[str], bytes] | None = None) -> Request:
    """The request in a mapping that `document` made; `opened` gives the contents of a file by its URI.

    Raises Refusal (400): a signature is no base64; and what `opened` raises.
    """
    config: dict[str, Any] = raw.get("generationConfig", {})
    image = config.get("imageConfig") or config.get("responseFormat", {}).get("image", {})
    output = image.get("imageOutputOptions", {})
    thinking = config.get("thinkingConfig", {})
    modalities = tuple(m.upper() for m in config.get("responseModalities", [])) or ("TEXT", "IMAGE")
    system = _content(raw.get("systemInstruction", {}), opened)
    return Request(
        contents=tuple(_content(item, opened) for item in raw.get("contents", [])),
        system="\n".join(part.text for part in system.parts if part.text),
        aspect_ratio=image.get("aspectRatio") or None,
        size=image.get("imageSize") or None,
        seed=config.get("seed"),
        temperature=config.get("temperature"),
        sampling=tuple(name for name in ("temperature", "topP") if name in config),
        thinking=thinking.get("thinkingLevel", "").lower() or None,
        include_thoughts=thinking.get("includeThoughts", False),
        modalities=modalities,
        max_output_tokens=config.get("maxOutputTokens"),
        search=_search(raw.get("tools", [])),
        functions=any("functionDeclarations" in tool for tool in raw.get("tools", [])),
        service_tier=raw.get("serviceTier", "").lower() or "standard",
        mime_type=output.get("mimeType", "").lower() or "image/png",
        quality=output.get("compressionQuality", 75),
    )


def _search(tools: list[dict[str, Any]]) -> tuple[str, ...]:
    kinds: list[str] = []
    for tool in tools:
        if "googleSearch" in tool:
            types = tool["googleSearch"].get("searchTypes", {})
            kinds += [kind for kind in ("webSearch", "imageSearch") if kind in types] or ["webSearch"]
    return tuple(kinds)


def _content(raw: dict[str, Any], opened: Callable[[str], bytes] | None) -> Content:
    return Content(raw.get("role", "user"), tuple(_part(item, opened) for item in raw.get("parts", [])))


def _part(raw: dict[str, Any], opened: Callable[[str], bytes] | None) -> Part:
    file = raw.get("fileData", {}) if opened else {}
    blob = raw.get("inlineData", {}) or file
    signature = raw.get("thoughtSignature")
    known = {"text", "inlineData", "thought", "thoughtSignature", "mediaResolution", "partMetadata"}
    known |= {"fileData"} if opened else set()
    return Part(
        text=raw.get("text"),
        encoded=blob.get("data", "") if "inlineData" in raw else None,
        contents=opened(file.get("fileUri", "")) if opened and "fileData" in raw else None,
        mime_type=blob.get("mimeType", "").lower(),
        thought=raw.get("thought", False),
        signature=decode_base64(signature) if signature else None,
        other=next((name for name in raw if name not in known), ""),
    )
