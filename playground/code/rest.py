"""The tree of a request as the REST API has it, which JavaScript and JSON write almost alike."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass

from playground.providers.base import Message, Part

from .layout import Group, Value
from .program import Program


@dataclass(frozen=True, slots=True)
class Dialect:
    """`name` writes a field's name with what stands behind it, `file` reads a file as base64.

    `seed` stands for the seed of the call at hand, where a program makes several.
    """

    text: Callable[[str], str]
    name: Callable[[str], str]
    file: Callable[[str], str]
    seed: str

    def fields(self, values: dict[str, Value]) -> Group:
        return Group("{", list(values.values()), "}", [self.name(name) for name in values])

    def content(self, message: Message, program: Program) -> Group:
        parts = Group("[", [self.part(part, program) for part in message.parts], "]")
        return self.fields({"role": self.text(message.role), "parts": parts})

    def part(self, part: Part, program: Program) -> Group:
        values: dict[str, Value] = {}
        if part.data is None:
            values["text"] = self.text(part.text or "")
        else:
            mime_type, data = self.text(part.mime_type or ""), self._bytes(part.data, program)
            values["inlineData"] = self.fields({"mimeType": mime_type, "data": data})
        if part.signature is not None:
            values["thoughtSignature"] = self._bytes(part.signature, program)
        return self.fields(values)

    def options(self, program: Program) -> dict[str, Value]:
        """What both name alike: everything but the conversation and the system instruction."""
        request, values = program.request, dict[str, Value]()
        values["responseModalities"] = Group("[", [self.text(word) for word in program.modalities], "]")
        image = {"aspectRatio": request.aspect_ratio, "imageSize": request.size}
        shape: dict[str, Value] = {name: self.text(value) for name, value in image.items() if value}
        if shape:
            values["imageConfig"] = self.fields(shape)
        if request.thinking is not None:
            values["thinkingConfig"] = self.fields({"thinkingLevel": self.text(request.thinking.upper())})
        if program.seeds:
            values["seed"] = str(program.seeds[0]) if len(program.runs) == 1 else self.seed
        if request.temperature is not None:
            values["temperature"] = repr(request.temperature)
        if request.max_output_tokens is not None:
            values["maxOutputTokens"] = str(request.max_output_tokens)
        return values

    def _bytes(self, data: bytes, program: Program) -> str:
        if data in program.files:
            return self.file(program.files[data])
        return f'"{base64.b64encode(data).decode()}"'
