"""Each program is run, against an emulator that keeps what it was sent: it asks for what the runner asked."""

from __future__ import annotations

import html
import io
import os
import re
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture
from pytest_django.fixtures import Settings

from playground import catalogue, storage
from playground.emulator import wire
from playground.emulator.app import create_app
from playground.emulator.server import HOST, Server
from playground.models import Turn, User
from tests import making, node, pictures
from tests.unit.test_code import NASTY

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

pytestmark = pytest.mark.django_db
SEEDED = "gemini-3.1-flash-image"
COMMANDS = {"py": [sys.executable], "mjs": [node.NODE], "sh": ["bash"]}
LANGUAGES = ["py", pytest.param("mjs", marks=node.needs_node), "sh"]


@dataclass
class Listening:
    """A WSGI application around the emulator's that keeps where each call went, and its body."""

    app: WSGIApplication
    seen: list[tuple[str, bytes]] = field(default_factory=list)
    url: str = ""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        self.seen.append((environ["PATH_INFO"], body))
        return self.app(environ, start_response)

    def taken(self) -> list[tuple[str, Any]]:
        """What came since the last look, as the API reads it."""
        seen, self.seen = self.seen, []
        return [(path, _plain(wire.document(body))) for path, body in seen]


def _plain(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _plain(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return wire.decode_base64(value) if name in ("data", "thoughtSignature") else value


@pytest.fixture(scope="module")
def _server() -> Iterator[Listening]:
    listening = Listening(create_app(latency=0.0))
    with Server(listening, HOST, 0, 8, threading.Event()) as server:
        server.start()
        listening.url = server.base_url
        yield listening


@pytest.fixture
def listening(_server: Listening, settings: Settings) -> Listening:
    settings.EMULATOR_URL = _server.url
    _server.seen.clear()
    return _server


@dataclass(frozen=True)
class Folder:
    """A turn's download, unpacked."""

    path: Path
    url: str

    def run(self, extension: str) -> None:
        [script] = self.path.glob(f"turn-*.{extension}")
        (self.path / "node_modules").symlink_to(node.PACKAGES)
        variables = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.path),
            "GEMINI_API_KEY": "any-key",
            "GOOGLE_GEMINI_BASE_URL": self.url,
        }
        done = subprocess.run(
            [*COMMANDS[extension], script.name], cwd=self.path, env=variables, timeout=60, check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout


def unpacked(client: Client, turn: Turn, path: Path, url: str, query: str = "") -> Folder:
    response: Any = client.get(reverse("turn_code_download", args=[turn.pk]) + query)
    assert response.status_code == 200
    with zipfile.ZipFile(io.BytesIO(b"".join(response))) as packed:
        assert packed.testzip() is None
        packed.extractall(path)
    return Folder(path, url)


def shown(page: str) -> str:
    """The program in a dialog, as Copy takes it."""
    found = re.search(r'<pre[^>]*id="code-text"[^>]*>(.*?)</pre>', page, re.DOTALL)
    assert found
    return html.unescape(re.sub(r"<[^>]*>", "", found[1]))


def arrived(folder: Path, turn: Turn) -> None:
    """Each picture lies where its frame says, and is one."""
    for image in turn.images.all():
        [file] = folder.glob(f"{image.frame}.*")
        with Picture.open(file) as picture:
            picture.load()
            assert picture.size == (image.width, image.height)
        if image.job.seed is not None:
            assert file.read_bytes() == storage.read(image.key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_option_and_a_hostile_prompt(
    language: str, listening: Listening, alice: User, as_alice: Client, tmp_path: Path
) -> None:
    model = catalogue.get(SEEDED)
    references = [
        making.ready_reference(alice, pictures.photograph(name), name)
        for name in ("rocket.jpg", "chelsea.png")
    ]
    turn = making.turn(
        alice, model=SEEDED, prompt=NASTY, references=references, seed=7, count=2, text_answers=False,
        thinking=model.thinking[-1] if model.thinking else "", system_instruction=NASTY,
    )  # fmt: skip
    assert len(making.finished(turn)) == 2
    sent = listening.taken()

    unpacked(as_alice, turn, tmp_path, listening.url).run(language)

    assert listening.taken() == sent
    assert [body["generationConfig"]["seed"] for _path, body in sent] == [7, 8]
    assert sent[0][1]["contents"][0]["parts"][0]["text"] == NASTY
    arrived(tmp_path, turn)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_conversation_goes_along(
    language: str, listening: Listening, alice: User, as_alice: Client, tmp_path: Path
) -> None:
    reference = making.ready_reference(alice, pictures.photograph("rocket.jpg"))
    first = making.turn(alice, prompt=NASTY, references=[reference])
    [image] = making.finished(first)
    second = making.turn(alice, prompt="Now at night", continues_from=image, conversation=first.conversation)
    making.finished(second)
    sent = listening.taken()[1:]
    assert [message["role"] for message in sent[0][1]["contents"]] == ["user", "model", "user"]

    unpacked(as_alice, second, tmp_path, listening.url).run(language)

    assert listening.taken() == sent
    arrived(tmp_path, second)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_its_conversation_a_turn_stands_alone(
    language: str, listening: Listening, alice: User, as_alice: Client, tmp_path: Path
) -> None:
    [image] = making.finished(first := making.turn(alice, prompt="A red cup"))
    second = making.turn(alice, prompt="A blue cup", continues_from=image, conversation=first.conversation)
    making.finished(second)
    [_first, (path, body)] = listening.taken()

    unpacked(as_alice, second, tmp_path, listening.url, "?asked=1").run(language)

    assert listening.taken() == [(path, {**body, "contents": body["contents"][-1:]})]


@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_in_the_program_itself(
    language: str, listening: Listening, alice: User, as_alice: Client, tmp_path: Path
) -> None:
    """Nothing but the text of the dialog is needed."""
    small = pictures.saved(pictures.quadrants(), "PNG")
    turn = making.turn(alice, prompt="image 1, larger", references=[making.ready_reference(alice, small)])
    making.finished(turn)
    sent = listening.taken()
    ids = {"py": "python", "mjs": "javascript", "sh": "curl"}
    query = {"asked": "1", "whole": "on", "language": ids[language]}

    response = as_alice.get(reverse("turn_code", args=[turn.pk]), query)
    (tmp_path / f"turn-1.{language}").write_text(shown(response.content.decode()))
    Folder(tmp_path, listening.url).run(language)

    assert listening.taken() == sent
    assert sorted(path.name.split(".")[0] for path in tmp_path.glob("reference*")) == []
    arrived(tmp_path, turn)
