"""Requests as google-genai 3.4.0 was recorded to send them (2026-11-21) are taken."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from playground.emulator.app import create_app

from .conftest import SEEDED

URL = f"http://emulator/v1/models/{SEEDED}:generateContent"
PROMPT = {"contents": [{"parts": [{"text": "A red banana"}], "role": "user"}]}
WIDE = {"aspectRatio": "16:9", "imageSize": "2K"}
REQUESTS: dict[str, dict[str, Any]] = {
    "minimal": PROMPT,
    "image config": PROMPT
    | {
        "generationConfig": {
            "responseModalities": ["IMAGE"],
            "imageConfig": {"aspectRatio": "16:9", "imageSize": "2K"},
        }
    },
    "512": PROMPT
    | {
        "generationConfig": {
            "responseModalities": ["TEXT", "IMAGE"],
            "imageConfig": {"aspectRatio": "8:1", "imageSize": "512"},
        }
    },
    "everything": PROMPT
    | {
        "systemInstruction": {"parts": [{"text": "be terse"}], "role": "user"},
        "safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_ONLY_HIGH"}],
        "tools": [{"googleSearch": {"searchTypes": {"web_search": {}, "image_search": {}}}}],
        "labels": {"a": "b"},
        "serviceTier": "flex",
        "store": False,
        "generationConfig": {
            "temperature": 0.7,
            "topP": 0.9,
            "topK": 40.0,
            "candidateCount": 2,
            "maxOutputTokens": 8192,
            "seed": 42,
            "responseModalities": ["TEXT", "IMAGE"],
            "thinkingConfig": {"include_thoughts": True, "thinking_level": "HIGH"},
            "imageConfig": WIDE,
        },
    },
    "media resolution and thinking budget": PROMPT
    | {
        "generationConfig": {
            "mediaResolution": "MEDIA_RESOLUTION_HIGH",
            "thinkingConfig": {"thinking_budget": 1024},
        }
    },
    "dict config": PROMPT
    | {
        "serviceTier": "flex",
        "generationConfig": {"responseModalities": ["Image"], "imageConfig": {"aspectRatio": "16:9"}},
    },
    "response format": PROMPT
    | {
        "generationConfig": {
            "responseModalities": ["IMAGE"],
            "responseFormat": {"image": WIDE},
        }
    },
}


@pytest.fixture(scope="module")
def raw() -> httpx2.Client:
    return httpx2.Client(transport=httpx2.WSGITransport(app=create_app()), headers={"x-goog-api-key": "k"})


@pytest.mark.parametrize("name", REQUESTS)
def test_recorded_requests_are_taken(raw: httpx2.Client, name: str) -> None:
    answer = raw.post(URL, json=REQUESTS[name])
    assert answer.status_code == 200
    body = answer.json()
    (candidate,) = body["candidates"]
    assert candidate["finishReason"] == "STOP"
    assert body["modelVersion"] == SEEDED
    assert "inlineData" in candidate["content"]["parts"][-1]


def test_a_recorded_conversation_works_with_a_signature_of_ours(raw: httpx2.Client) -> None:
    first = raw.post(URL, json=PROMPT).json()["candidates"][0]["content"]
    body = {"contents": [*PROMPT["contents"], first, {"parts": [{"text": "make it blue"}], "role": "user"}]}
    assert raw.post(URL, json=body).status_code == 200
    first["parts"][1]["thoughtSignature"] = "b3BhcXVlLXNpZ25hdHVyZS1ieXRlcy3__vs="
    assert raw.post(URL, json=body).status_code == 400
