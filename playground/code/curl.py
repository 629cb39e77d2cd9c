"""The program for a shell, with curl.

The body is JSON between single quotes, in which no single quote occurs. Files come into it as base64,
which means nothing to a shell nor to JSON.
"""

from __future__ import annotations

import shlex
from urllib.parse import quote

from playground.providers.base import Message, Part

from . import literals
from .layout import Group, Style, Value
from .program import API_VERSION, Program
from .rest import Dialect

_STYLE = Style("  ", trailing=False)
_DIALECT = Dialect(
    text=literals.json_in_shell,
    name=lambda name: f'"{name}": ',
    file=lambda file: f'"\'"$(file64 {shlex.quote(file)})"\'"',
    seed="'\"$seed\"'",
)
_HEAD = "# curl and base64; the key is read from GEMINI_API_KEY\n"
_FILE64 = "file64() { base64 < \"$1\" | tr -d '\\n'; }\n"
_CALL = """\
printf '%s' "$body" |
  curl --silent --show-error --fail-with-body --data-binary @- --output answer.json \\
    --header "x-goog-api-key: $GEMINI_API_KEY" --header "Content-Type: application/json" \\
    "ADDRESS" &&
  grep -o '"data": *"[^"]*"' answer.json | tail -n 1 | cut -d '"' -f 4 | base64 --decode > FILE
"""


def write(program: Program) -> str:
    body = f"body='{_STYLE.write(_body(program), used=len('body='))}'\n"
    call = _CALL.replace("ADDRESS", _address(program))
    if len(program.runs) == 1:
        steps = body + call.replace("FILE", shlex.quote(program.runs[0].file))
    else:
        steps = _loop(program, body + call.replace("FILE", '"$file"'))
    return _HEAD + (_FILE64 if program.files else "") + steps


def _address(program: Program) -> str:
    model = quote(program.request.model, safe="")
    host = "${GOOGLE_GEMINI_BASE_URL:-https://generativelanguage.googleapis.com}"
    return f"{host}/{API_VERSION}/models/{model}:generateContent"


def _loop(program: Program, steps: str) -> str:
    """The steps are not indented: a body in quotes would be changed by that."""
    if not program.seeds:
        return f"for file in {shlex.join(run.file for run in program.runs)}; do\n{steps}done\n"
    runs = "".join(f"{run.file} {run.seed}\n" for run in program.runs)
    return f"while read -r file seed; do\n{steps}done << 'RUNS'\n{runs}RUNS\n"


def _body(program: Program) -> Group:
    contents = [_DIALECT.content(message, program) for message in program.messages]
    fields: dict[str, Value] = {"contents": Group("[", contents, "]")}
    if program.request.system is not None:
        said = Message("user", (Part(text=program.request.system),))
        fields["systemInstruction"] = _DIALECT.content(said, program)
    fields["generationConfig"] = _DIALECT.fields(_DIALECT.options(program))
    return _DIALECT.fields(fields)
