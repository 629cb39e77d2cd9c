"""What is refused, with which status and words."""

from __future__ import annotations

import base64
import io
import json
import zlib
from typing import Any

import httpx2
import pytest
from google import genai
from google.genai import errors, types
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.emulator.app import MAX_BODY, create_app
from playground.emulator.wire import REQUEST

from .conftest import DEFAULT, SEEDED, ask, in_process, png

URL = f"http://emulator/v1/models/{SEEDED}:generateContent"
PRO = "gemini-3-pro-image"
ONE_TURN = {"contents": [{"parts": [{"text": "a cup"}]}]}

APP = create_app()
MANY = settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)


def called(method: str, path: str, length: int) -> tuple[str, bytes]:
    """Status and body of a call without any client in between."""
    seen: list[str] = []

    def start_response(status: str, headers: Any, exc_info: Any = None) -> Any:
        seen.append(status)

    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": "key=k",
        "CONTENT_LENGTH": str(length),
        "wsgi.input": io.BytesIO(b"{}"),
    }
    return (b"".join(APP(environ, start_response)), seen[0])[::-1]


@pytest.fixture(scope="module")
def raw() -> httpx2.Client:
    return httpx2.Client(transport=httpx2.WSGITransport(app=create_app()), headers={"x-goog-api-key": "k"})


def refused(client: genai.Client, contents: Any = "a cup", model: str = SEEDED, **config: Any) -> Any:
    with pytest.raises(errors.ClientError) as caught:
        ask(client, contents, model, **config)
    assert caught.value.details["error"]["code"] == caught.value.code
    return caught.value


@pytest.mark.parametrize("key", ["", "bad-key", "AIzaBAD123", "with space"])
def test_bad_keys_are_refused_as_google_refuses_them(raw: httpx2.Client, key: str) -> None:
    answer = raw.post(URL, json=ONE_TURN, headers={"x-goog-api-key": key})
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["message"] == "API key not valid. Please pass a valid API key."
    assert error["details"][0]["reason"] == "API_KEY_INVALID"


def test_keys_may_come_in_the_query_or_as_bearer() -> None:
    plain = httpx2.Client(transport=httpx2.WSGITransport(app=create_app()))
    url = "http://emulator/v1beta/models"
    assert plain.get(url).status_code == 400
    assert plain.get(url, params={"key": "k"}).status_code == 200
    assert plain.get(url, headers={"authorization": "Bearer k"}).status_code == 200


@pytest.mark.parametrize("prefix", ["", "/v1", "/v1beta", "/v1alpha"])
def test_all_versions_are_served(raw: httpx2.Client, prefix: str) -> None:
    assert raw.get(f"http://emulator{prefix}/models/{SEEDED}").json()["name"] == f"models/{SEEDED}"


def test_an_unknown_model_is_a_404_in_googles_words(client: genai.Client) -> None:
    assert refused(client, model="foo").message == (
        "models/foo is not found for API version v1, or is not supported for generateContent. "
        "Call ListModels to see the list of available models and their supported methods."
    )


@pytest.mark.parametrize(
    ("model", "config"),
    [
        (DEFAULT, {"size": "512"}),
        (SEEDED, {"size": "1k"}),
        (SEEDED, {"size": "banana"}),
        (SEEDED, {"ratio": "7:5"}),
        (PRO, {"ratio": "8:1"}),
        ("gemini-2.5-flash-image", {"size": "1K"}),
        ("gemini-2.5-flash-image", {"system_instruction": "be terse"}),
        (DEFAULT, {"seed": 1}),
        (DEFAULT, {"temperature": 0.5}),
        (SEEDED, {"temperature": 2.5}),
        (SEEDED, {"thinking_config": types.ThinkingConfig(thinking_level=types.ThinkingLevel.MEDIUM)}),
        (
            "gemini-3-pro-image",
            {"thinking_config": types.ThinkingConfig(thinking_level=types.ThinkingLevel.HIGH)},
        ),
        ("gemini-3.1-flash-lite-image", {"tools": [types.Tool(google_search=types.GoogleSearch())]}),
        (SEEDED, {"response_modalities": ["AUDIO"]}),
    ],
)
def test_options_a_model_does_not_take_are_a_400(
    client: genai.Client, model: str, config: dict[str, Any]
) -> None:
    error = refused(client, model=model, **config)
    assert (error.code, error.status) == (400, "INVALID_ARGUMENT")


def test_too_many_references_are_a_400(client: genai.Client) -> None:
    assert refused(client, ["combine", *[png()] * 15]).code == 400
    assert refused(client, ["combine", *[png()] * 4], model="gemini-2.5-flash-image").code == 400


def test_the_last_turn_has_to_be_the_users_and_hold_text(client: genai.Client) -> None:
    assert refused(client, [png()]).code == 400
    assert refused(client, [types.ModelContent("hello")]).code == 400
    assert refused(client, [types.Content(role="system", parts=[types.Part(text="x")])]).code == 400


def test_damaged_and_foreign_pictures_are_a_400(client: genai.Client) -> None:
    for data, kind in ((b"no picture", "image/png"), (b"GIF89a", "image/gif"), (b"", "image/png")):
        part = types.Part.from_bytes(data=data, mime_type=kind)
        assert refused(client, [part, "warmer"]).code == 400


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(client: genai.Client) -> None:
    width, height = 9000, 9000
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    chunks = b""
    for name, body in ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")):
        crc = zlib.crc32(name + body).to_bytes(4, "big")
        chunks += len(body).to_bytes(4, "big") + name + body + crc
    part = types.Part.from_bytes(data=b"\x89PNG\r\n\x1a\n" + chunks, mime_type="image/png")
    assert refused(client, [part, "warmer"]).code == 400


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"foo": 1}, 'Unknown name "foo": Cannot find field.'),
        (
            {"contents": [{"parts": [{"txt": "a"}]}]},
            "Unknown name \"txt\" at 'contents[0].parts[0]': Cannot find field.",
        ),
        (
            {"generationConfig": {"imageConfig": {"ratio": 1}}},
            "Unknown name \"ratio\" at 'generation_config.image_config': Cannot find field.",
        ),
    ],
)
def test_unknown_names_are_refused_with_their_place(raw: httpx2.Client, body: Any, place: str) -> None:
    answer = raw.post(URL, json=body)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["message"] == f"Invalid JSON payload received. {place}"
    assert error["details"][0]["@type"].endswith("google.rpc.BadRequest")


def test_snake_and_camel_case_and_both_base64_alphabets_are_taken(raw: httpx2.Client) -> None:
    data = png(33, 21).inline_data
    assert data is not None
    assert data.data is not None
    for camel in (True, False):
        encode = base64.b64encode if camel else base64.urlsafe_b64encode
        text = encode(data.data).decode().rstrip("=" if camel else "")
        blob = {"mimeType" if camel else "mime_type": "image/png", "data": text}
        part = {"inlineData" if camel else "inline_data": blob}
        config = (
            {"imageConfig": {"aspectRatio": "4:3"}} if camel else {"image_config": {"aspect_ratio": "4:3"}}
        )
        body = {
            "contents": [{"role": "user", "parts": [part, {"text": "dusk"}]}],
            "generationConfig" if camel else "generation_config": config,
        }
        assert raw.post(URL, json=body).status_code == 200


def test_a_body_beyond_the_limit_is_a_clean_400() -> None:
    status, body = called("POST", f"/v1/models/{SEEDED}:generateContent", length=MAX_BODY + 1)
    assert status == "400 Bad Request"
    assert json.loads(body)["error"]["status"] == "INVALID_ARGUMENT"


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def _shaped(schema: Any) -> st.SearchStrategy[Any]:
    """JSON that mostly fits a schema, with nonsense in places."""
    if isinstance(schema, dict):
        return st.fixed_dictionaries({}, optional={k: _shaped(v) for k, v in schema.items()}) | _json
    if isinstance(schema, list):
        return st.lists(_shaped(schema[0]), max_size=3) | _json
    leaves = {
        "string": st.sampled_from(["user", "model", "1:1", "512", "IMAGE", "image/png", "\ud800", "high"]),
        "bytes": st.sampled_from(["", "AAAA", "_-==", "é", "aGk"]),
        "bool": st.booleans(),
        "integer": st.sampled_from([0, 1, -1, 2**40, 1.5, "7", "x"]),
        "number": st.floats(),
    }
    return leaves.get(schema, _json) | _json


@MANY
@given(body=_shaped(REQUEST))
def test_no_json_makes_it_answer_anything_but_200_or_400(raw: httpx2.Client, body: Any) -> None:
    answer = raw.post(URL, content=json.dumps(body).encode("utf-8", "surrogatepass"))
    assert answer.status_code in (200, 400)
    answer.json()


@MANY
@given(content=st.binary(max_size=200) | st.just(b"[" * 100_000) | st.just(b"9" * 10_000))
def test_no_bytes_make_it_answer_anything_but_400(raw: httpx2.Client, content: bytes) -> None:
    assert raw.post(URL, content=content).status_code == 400


@MANY
@given(
    path=st.text(st.characters(codec="utf-8"), max_size=40),
    method=st.sampled_from(["GET", "POST", "PUT", "HEAD"]),
)
def test_no_path_makes_it_answer_500(path: str, method: str) -> None:
    status, _ = called(method, f"/v1/{path}".encode().decode("latin-1"), length=2)
    assert not status.startswith("5")


def test_an_address_for_people_says_what_this_is(raw: httpx2.Client) -> None:
    assert "emulator" in raw.get("http://emulator/").text


def test_a_good_key_is_a_matter_of_choice() -> None:
    assert refused(in_process(check_key=lambda key: key == "other")).code == 400
