"""The program in Python, with google-genai."""

from __future__ import annotations

import base64
from textwrap import indent

from playground.providers.base import Message, Part

from .layout import Group, Style, Value
from .literals import python as quoted
from .program import API_VERSION, Program

_STYLE = Style("    ")
_SAVE = """\
for part in response.parts or []:
    if part.inline_data and not part.thought:
        Path(FILE).write_bytes(part.inline_data.data)
    elif part.text and not part.thought:
        print(part.text)
"""


def write(program: Program) -> str:
    call = f"response = client.models.{_STYLE.write(_call(program), used=25)}\n"
    if len(program.runs) == 1:
        body = call + _SAVE.replace("FILE", quoted(program.runs[0].file))
    else:
        body = _loop(program) + indent(call + _SAVE.replace("FILE", "file"), "    ")
    options = f'http_options=types.HttpOptions(api_version="{API_VERSION}")'
    return f"{_imports(call)}\nclient = genai.Client({options})\n{body}"


def _imports(call: str) -> str:
    lines = ["# pip install google-genai; the key is read from GEMINI_API_KEY"]
    lines += ["from base64 import b64decode"] if "b64decode(" in call else []
    lines += ["from pathlib import Path", "", "from google import genai", "from google.genai import types"]
    return "\n".join(lines) + "\n"


def _loop(program: Program) -> str:
    files = [quoted(run.file) for run in program.runs]
    if not program.seeds:
        return f"for file in {_STYLE.write(Group('[', files, ']'), used=13)}:\n"
    pairs = [Group("(", [file, str(run.seed)], ")") for file, run in zip(files, program.runs, strict=True)]
    return f"for file, seed in {_STYLE.write(Group('[', pairs, ']'), used=19)}:\n"


def _call(program: Program) -> Group:
    values = [quoted(program.request.model), _contents(program), _config(program)]
    return Group("generate_content(", values, ")", ["model=", "contents=", "config="])


def _contents(program: Program) -> Value:
    """One message is a text or a list of parts; several say who speaks."""
    messages = program.messages
    if len(messages) > 1:
        return Group("[", [_content(message, program) for message in messages], "]")
    parts: list[Value] = [
        quoted(part.text or "") if part.data is None else _part(part, program) for part in messages[0].parts
    ]
    return parts[0] if len(parts) == 1 else Group("[", parts, "]")


def _content(message: Message, program: Program) -> Group:
    parts = Group("[", [_part(part, program) for part in message.parts], "]")
    return _named("types.Content(", {"role": quoted(message.role), "parts": parts})


def _part(part: Part, program: Program) -> Group:
    values: dict[str, Value] = {}
    if part.data is None:
        values["text"] = quoted(part.text or "")
    else:
        blob: dict[str, Value] = {
            "data": _bytes(part.data, program),
            "mime_type": quoted(part.mime_type or ""),
        }
        if part.signature is None:
            return _named("types.Part.from_bytes(", blob)
        values["inline_data"] = _named("types.Blob(", blob)
    if part.signature is not None:
        values["thought_signature"] = _bytes(part.signature, program)
    return _named("types.Part(", values)


def _bytes(data: bytes, program: Program) -> str:
    if data in program.files:
        return f"Path({quoted(program.files[data])}).read_bytes()"
    return f'b64decode("{base64.b64encode(data).decode()}")'


def _config(program: Program) -> Group:
    request = program.request
    values: dict[str, Value] = {
        "response_modalities": Group("[", [quoted(word) for word in program.modalities], "]")
    }
    image = {"aspect_ratio": request.aspect_ratio, "image_size": request.size}
    shape: dict[str, Value] = {name: quoted(value) for name, value in image.items() if value}
    if shape:
        values["image_config"] = _named("types.ImageConfig(", shape)
    if request.thinking is not None:
        level: dict[str, Value] = {"thinking_level": quoted(request.thinking.upper())}
        values["thinking_config"] = _named("types.ThinkingConfig(", level)
    if program.seeds:
        values["seed"] = str(program.seeds[0]) if len(program.runs) == 1 else "seed"
    if request.temperature is not None:
        values["temperature"] = repr(request.temperature)
    if request.system is not None:
        values["system_instruction"] = quoted(request.system)
    if request.max_output_tokens is not None:
        values["max_output_tokens"] = str(request.max_output_tokens)
    return _named("types.GenerateContentConfig(", values)


def _named(opening: str, values: dict[str, Value]) -> Group:
    return Group(opening, list(values.values()), ")", [f"{name}=" for name in values])
