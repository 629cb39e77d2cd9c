"""Token arithmetic of a request and its answer.

Pictures count what the model's price page says; words are estimated by a fixed rule (four characters a
token, a CJK character one), thoughts by level. The same request always counts the same.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from .rules import ModelRule
from .wire import Request


@dataclass(frozen=True, slots=True)
class Count:
    """Tokens of one exchange. `pictures` are those that came in, `drawn` those that go out."""

    text: int
    pictures: int
    thoughts: int
    words: int = 0
    drawn: int = 0

    def usage(self) -> dict[str, object]:
        """As `usageMetadata`. Fields that would be 0 are missing, as in Google's answers."""
        prompt, candidates = self.text + self.pictures, self.words + self.drawn
        made: dict[str, object] = {"promptTokenCount": prompt}
        if candidates:
            made["candidatesTokenCount"] = candidates
        made["totalTokenCount"] = prompt + candidates + self.thoughts
        made["promptTokensDetails"] = self._details()
        if self.drawn:
            made["candidatesTokensDetails"] = [{"modality": "IMAGE", "tokenCount": self.drawn}]
        if self.thoughts:
            made["thoughtsTokenCount"] = self.thoughts
        return made

    def counted(self) -> dict[str, object]:
        """As the answer of countTokens."""
        return {"totalTokens": self.text + self.pictures, "promptTokensDetails": self._details()}

    def _details(self) -> list[dict[str, object]]:
        counts = (("TEXT", self.text), ("IMAGE", self.pictures))
        return [{"modality": name, "tokenCount": count} for name, count in counts if count or name == "TEXT"]


def words(text: str) -> int:
    """Estimated tokens of a text: at least 1 when there is any."""
    wide = sum(1 for character in text if character >= "\u2e80")
    return wide + -(-(len(text) - wide) // 4)


def prompt(request: Request) -> tuple[int, int]:
    """(text tokens, number of pictures) of everything that was sent, history and thoughts included."""
    parts = [part for content in request.contents for part in content.parts]
    text = words(request.system) + sum(words(part.text) for part in parts if part.text)
    return max(text, 1), sum(part.is_picture for part in parts)


def thoughts(request: Request, rule: ModelRule) -> int:
    """Thought tokens: by level, a tenth more or less by the prompt; 0 for models that do not think."""
    if not rule.thoughts:
        return 0
    level = request.thinking or rule.default_thinking
    base = rule.thoughts.get(level, max(rule.thoughts.values()))
    digest = hashlib.sha256(request.prompt.encode("utf-8", "surrogatepass")).digest()
    return base + base * (digest[0] - 128) // 1280
