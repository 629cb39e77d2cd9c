"""Batches, as the SDK sees them: inline and by file, cancelled, failed, expired."""

from __future__ import annotations

import datetime as dt
import io
import json
import threading
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from google import genai
from google.genai import errors, types

from playground.emulator.app import create_app
from playground.emulator.generate import Studio
from playground.emulator.server import Server

from .conftest import SEEDED, over_socket

SMALL = types.GenerateContentConfig(image_config=types.ImageConfig(image_size="512"))
FINAL = ("JOB_STATE_SUCCEEDED", "JOB_STATE_FAILED", "JOB_STATE_CANCELLED", "JOB_STATE_EXPIRED")
ITEM = {"request": {"contents": [{"parts": [{"text": "a cup"}]}]}}
CREATE = f"/v1/models/{SEEDED}:batchGenerateContent"


def asked(prompt: str, key: str) -> types.InlinedRequest:
    return types.InlinedRequest(contents=prompt, config=SMALL, metadata={"key": key})


def ended(client: genai.Client, job: types.BatchJob) -> types.BatchJob:
    """The job once it has ended; each look is a request, which takes its time."""
    assert job.name
    while not job.state or job.state.name not in FINAL:
        job = client.batches.get(name=job.name)
    return job


def bare(**options: Any) -> httpx2.Client:
    app = create_app(**options)
    return httpx2.Client(
        transport=httpx2.WSGITransport(app=app), base_url="http://emulator", headers={"x-goog-api-key": "k"}
    )


def body(*items: dict[str, Any]) -> dict[str, Any]:
    return {"batch": {"inputConfig": {"requests": {"requests": list(items)}}, "displayName": "b"}}


def test_each_request_is_answered_or_refused_by_itself(served: Callable[..., Server]) -> None:
    client = over_socket(served(batch_pending=0.0))
    wanted = [asked("a cup", "k1"), asked("a cat [emulate: 429]", "k2"), asked("a boat", "k3")]
    job = client.batches.create(model=SEEDED, src=wanted, config={"display_name": "mine"})
    assert job.display_name == "mine"
    job = ended(client, job)
    assert job.state == types.JobState.JOB_STATE_SUCCEEDED
    assert job.dest
    found = {one.metadata["key"]: one for one in job.dest.inlined_responses or [] if one.metadata}
    assert list(found) == ["k1", "k2", "k3"]
    assert found["k2"].error
    assert found["k2"].error.code == 8
    for key in ("k1", "k3"):
        answer = found[key].response
        assert answer
        assert any(part.inline_data for part in answer.parts or [])


def test_a_file_of_requests_becomes_a_file_of_answers(served: Callable[..., Server]) -> None:
    client = over_socket(served(batch_pending=0.0))
    config = {"image_config": {"image_size": "512"}}
    lines = [
        json.dumps({"key": "a", "request": {**ITEM["request"], "generation_config": config}}),
        "no JSON at all",
        "",
        json.dumps({"key": "b", "request": {"unknown": 1}}),
    ]
    file = client.files.upload(
        file=io.BytesIO("\n".join(lines).encode()), config=types.UploadFileConfig(mime_type="jsonl")
    )
    assert file.name
    job = ended(client, client.batches.create(model=SEEDED, src=file.name))
    assert job.dest
    assert job.dest.file_name
    made = [json.loads(line) for line in client.files.download(file=job.dest.file_name).splitlines()]
    assert made[0]["key"] == "a"
    assert made[0]["response"]["candidates"]
    assert [line["error"]["code"] for line in made[1:]] == [3, 3]


def test_a_batch_waits_runs_and_can_be_cancelled(served: Callable[..., Server]) -> None:
    go_on = threading.Event()
    client = over_socket(served(batch_pending=1.0, studio=Studio(sleep=lambda _seconds: go_on.wait())))
    job = client.batches.create(model=SEEDED, src=[asked("a cup", "k1")])
    assert job.state == types.JobState.JOB_STATE_PENDING
    assert job.name
    assert [one.name for one in client.batches.list()] == [job.name]
    client.batches.cancel(name=job.name)
    assert client.batches.get(name=job.name).state == types.JobState.JOB_STATE_CANCELLED
    client.batches.delete(name=job.name)
    with pytest.raises(errors.ClientError) as caught:
        client.batches.get(name=job.name)
    assert caught.value.code == 404
    go_on.set()


def test_a_batch_belongs_to_its_key(served: Callable[..., Server]) -> None:
    server = served()
    client = over_socket(server)
    job = client.batches.create(model=SEEDED, src=[asked("a cup", "k1")])
    stranger = over_socket(server, key="another-key")
    assert list(stranger.batches.list()) == []
    assert job.name
    for operation in (stranger.batches.get, stranger.batches.cancel, stranger.batches.delete):
        with pytest.raises(errors.ClientError):
            operation(name=job.name)


@pytest.mark.parametrize(("fault", "state"), [("batch failed", "FAILED"), ("batch expired", "EXPIRED")])
def test_a_whole_batch_can_fail(fault: str, state: str, served: Callable[..., Server]) -> None:
    server = served(batch_pending=0.0)
    options = types.HttpOptions(base_url=server.base_url, headers={"x-emulate": fault})
    client = genai.Client(api_key="any-key", http_options=options)
    job = ended(client, client.batches.create(model=SEEDED, src=[asked("a cup", "k1")]))
    assert job.state
    assert job.state.name == f"JOB_STATE_{state}"
    assert not (job.dest and job.dest.inlined_responses)


def test_a_batch_without_results_expires_after_two_days() -> None:
    now = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
    hold = threading.Event()
    client = bare(now=lambda: now, batch_pending=1.0, studio=Studio(sleep=lambda _seconds: hold.wait()))
    name = client.post(CREATE, json=body(ITEM)).json()["name"]
    now += dt.timedelta(hours=49)
    ended = client.get(f"/v1/{name}").json()
    assert ended["metadata"]["state"] == "BATCH_STATE_EXPIRED"
    assert ended["done"]
    hold.set()


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"batch": {}},
        body(),
        {"batch": {"inputConfig": {"fileName": "files/none"}}},
        {"batch": {"inputConfig": {"requests": {"requests": [{"wrong": 1}]}}}},
        {"unknown": {}},
    ],
)
def test_what_is_no_batch_is_refused(sent: dict[str, Any]) -> None:
    assert bare().post(CREATE, json=sent).status_code in (400, 403)
