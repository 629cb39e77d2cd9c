"""The program in JavaScript for Node, with @google/genai."""

from __future__ import annotations

from textwrap import indent

from . import literals
from .layout import Group, Style, Value
from .program import API_VERSION, Program
from .rest import Dialect

_STYLE = Style("  ", padded=True)
_DIALECT = Dialect(
    text=literals.json,
    name=lambda name: f"{name}: ",
    file=lambda file: f'await readFile({literals.json(file)}, "base64")',
    seed="seed",
)
_SAVE = """\
for (const part of response.candidates?.[0]?.content?.parts ?? []) {
  if (part.thought) continue;
  if (part.inlineData) await writeFile(FILE, Buffer.from(part.inlineData.data, "base64"));
  else if (part.text) console.log(part.text);
}
"""


def write(program: Program) -> str:
    call = f"const response = await client.models.{_call(program)};\n"
    if len(program.runs) == 1:
        body = call + _SAVE.replace("FILE", literals.json(program.runs[0].file))
    else:
        body = _loop(program) + indent(call + _SAVE.replace("FILE", "file"), "  ") + "}\n"
    client = f'const client = new GoogleGenAI({{ apiVersion: "{API_VERSION}" }});'
    return f"{_imports(program)}\n{client}\n{body}"


def _imports(program: Program) -> str:
    names = "readFile, writeFile" if program.files else "writeFile"
    return (
        "// npm install @google/genai; the key is read from GEMINI_API_KEY\n"
        f'import {{ {names} }} from "node:fs/promises";\n'
        'import { GoogleGenAI } from "@google/genai";\n'
    )


def _loop(program: Program) -> str:
    files = [literals.json(run.file) for run in program.runs]
    if not program.seeds:
        return f"for (const file of {_STYLE.write(Group('[', files, ']'), used=24)}) {{\n"
    pairs = [Group("[", [file, str(run.seed)], "]") for file, run in zip(files, program.runs, strict=True)]
    return f"for (const [file, seed] of {_STYLE.write(Group('[', pairs, ']'), used=32)}) {{\n"


def _call(program: Program) -> str:
    options = _DIALECT.options(program)
    if program.request.system is not None:
        options["systemInstruction"] = literals.json(program.request.system)
    named = _DIALECT.fields(
        {
            "model": literals.json(program.request.model),
            "contents": _contents(program),
            "config": _DIALECT.fields(options),
        }
    )
    return _STYLE.write(Group("generateContent({", named.values, "})", named.names), used=38)


def _contents(program: Program) -> Value:
    """One message is a text or a list of parts; several say who speaks."""
    messages = program.messages
    if len(messages) > 1:
        return Group("[", [_DIALECT.content(message, program) for message in messages], "]")
    parts: list[Value] = [
        literals.json(part.text or "") if part.data is None else _DIALECT.part(part, program)
        for part in messages[0].parts
    ]
    return parts[0] if len(parts) == 1 else Group("[", parts, "]")
