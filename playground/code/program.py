"""What every language writes in its own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Final

from playground.providers.base import ImageRequest, Message

# What the runner asks, too: `providers/gemini.py`.
API_VERSION: Final = "v1"


@dataclass(frozen=True, slots=True)
class Run:
    """One of a turn's calls: the file that its picture goes to, and its seed."""

    file: str
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Program:
    """The calls of a turn, which differ in nothing but their seed.

    `files` names what lies beside the program, by content: a picture or signature whose bytes it knows
    is read from that file, any other stands in the program as base64. So whoever need not read the
    bytes may put something else in their place on both sides.
    """

    request: ImageRequest
    runs: Sequence[Run]
    files: Mapping[bytes, str] = field(default_factory=dict)

    @property
    def messages(self) -> list[Message]:
        """Without thoughts, which are not sent back."""
        kept = (
            Message(message.role, tuple(part for part in message.parts if not part.thought))
            for message in self.request.messages
        )
        return [message for message in kept if message.parts]

    @property
    def modalities(self) -> list[str]:
        return ["TEXT", "IMAGE"] if self.request.text_answers else ["IMAGE"]

    @property
    def seeds(self) -> list[int]:
        return [run.seed for run in self.runs if run.seed is not None]


@dataclass(frozen=True, slots=True)
class Language:
    """`module` writes it; `extension` is that of its program."""

    id: str
    name: str
    extension: str

    def write(self, program: Program) -> str:
        text: str = import_module(f"playground.code.{self.id}").write(program)
        return text


LANGUAGES: Final = (
    Language("python", "Python", "py"),
    Language("javascript", "JavaScript", "mjs"),
    Language("curl", "cURL", "sh"),
)
