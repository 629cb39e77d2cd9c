"""The built-in connection: the emulator as a child process, over a real socket."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from playground.egress import transport
from playground.providers import builtin
from playground.providers.base import (
    Endpoint,
    Fault,
    ImageRequest,
    Message,
    Outcome,
    Part,
    ProviderError,
    Verdict,
)
from playground.providers.builtin import Emulator, Provider
from tests.providers.asking import new_call, request, user
from tests.providers.recorder import Recorder, answer
from tests.providers.samples import WHOLE

ROOT = Path(builtin.__file__).resolve().parents[2]
HERE = Endpoint("builtin", "", "built-in")
DEFAULT = "gemini-nano-banana-2.1"


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    child = Emulator(latency="0")
    yield child
    transport.close_connections()
    child.close()


def ask(child: Emulator, *messages: Message, model: str = DEFAULT, seconds: float = 20) -> Outcome:
    wanted = ImageRequest(model, messages, aspect_ratio="1:1", size="1K")
    return Provider(child).generate(HERE, wanted, new_call(seconds))


def process_of(child: Emulator) -> psutil.Process:
    assert child._process is not None
    return psutil.Process(child._process.pid)


def test_a_conversation(emulator: Emulator) -> None:
    """The emulator checks signatures like Google: two turns prove that they survive."""
    first = ask(emulator, user("a cat at the sea"))
    assert first.verdict is Verdict.PICTURES
    assert first.usage is not None
    assert first.usage.candidate_images == 1120
    turns = [user("a cat at the sea"), Message("model", first.parts), user("at dusk")]
    second = ask(emulator, *turns)
    assert second.verdict is Verdict.PICTURES
    third = ask(emulator, *turns, Message("model", second.parts), user("in black and white"))
    assert third.verdict is Verdict.PICTURES
    pictures = [part.data for outcome in (first, second, third) for part in outcome.parts if part.data]
    assert len(set(pictures)) == 3


def test_a_lost_signature_is_refused(emulator: Emulator) -> None:
    first = ask(emulator, user("a cat"))
    bare = tuple(Part(text=part.text, data=part.data, mime_type=part.mime_type) for part in first.parts)
    with pytest.raises(ProviderError, match="thought_signature") as caught:
        ask(emulator, user("a cat"), Message("model", bare), user("at dusk"))
    assert caught.value.fault is Fault.BAD_REQUEST


def test_fourteen_references(emulator: Emulator) -> None:
    made = ask(emulator, user("a cup")).parts
    [picture] = [part for part in made if part.is_picture]
    references = [Part(data=picture.data, mime_type="image/png")] * 14
    outcome = ask(emulator, user(*references, "put them on a table"))
    assert outcome.verdict is Verdict.PICTURES
    assert outcome.usage is not None
    assert outcome.usage.prompt_images == 14 * 1120


@pytest.mark.parametrize(
    ("wish", "fault"),
    [
        ("400", Fault.BAD_REQUEST),
        ("400 key", Fault.BAD_KEY),
        ("403", Fault.FORBIDDEN),
        ("404", Fault.MODEL_GONE),
        ("429", Fault.RATE_LIMITED),
        ("429 day", Fault.QUOTA_EXHAUSTED),
        ("500", Fault.SERVER_ERROR),
        ("503", Fault.OVERLOADED),
        ("truncated json", Fault.DAMAGED),
        ("html", Fault.DAMAGED),
        ("cut", Fault.CONNECTION_LOST),
        ("cut before", Fault.CONNECTION_LOST),
    ],
)
def test_faults(emulator: Emulator, wish: str, fault: Fault) -> None:
    with pytest.raises(ProviderError) as caught:
        ask(emulator, user(f"a cat [emulate: {wish}]"))
    assert caught.value.fault is fault


@pytest.mark.parametrize(
    ("wish", "verdict"),
    [
        ("blocked prompt", Verdict.BLOCKED_PROMPT),
        ("blocked picture", Verdict.BLOCKED_PICTURE),
        ("no picture", Verdict.NO_PICTURE),
        ("text only", Verdict.TEXT_ONLY),
    ],
)
def test_refusals(emulator: Emulator, wish: str, verdict: Verdict) -> None:
    assert ask(emulator, user(f"a cat [emulate: {wish}]")).verdict is verdict


def test_the_deadline_holds(emulator: Emulator) -> None:
    with pytest.raises(ProviderError) as caught:
        ask(emulator, user("a cat [emulate: timeout]"), seconds=0.3)
    assert (caught.value.fault, caught.value.unknown) == (Fault.TIMED_OUT, True)


# --- The child ------------------------------------------------------------------------------------


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    monkeypatch.setenv("GEMINI_API_KEY", "AIzaCANARY")
    child = Emulator(latency="0")
    yield child
    child.close()


def test_many_threads_start_one_child(own: Emulator) -> None:
    with ThreadPoolExecutor(8) as pool:
        urls = set(pool.map(lambda _: own.base_url(), range(8)))
    [url] = urls
    assert url.startswith("http://127.0.0.1:")


def test_a_child_that_died_is_replaced_and_the_last_one_ends(own: Emulator) -> None:
    own.base_url()
    first = process_of(own)
    assert "CANARY" not in str(first.environ())
    first.kill()
    first.wait(5)
    assert ask(own, user("a cat")).verdict is Verdict.PICTURES
    second = process_of(own)
    assert second.pid != first.pid
    transport.close_connections()
    own.close()
    assert not second.is_running()


def test_a_child_dies_with_its_parent(own: Emulator) -> None:
    """Also when the parent is killed and can say nothing."""
    script = textwrap.dedent(
        """
        from playground.providers.builtin import Emulator
        child = Emulator(latency="0")
        child.base_url()
        print(child._process.pid, flush=True)
        input()
        """
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        assert "playground.emulator" in child.cmdline()
        parent.send_signal(signal.SIGKILL)
        parent.wait(5)
    psutil.wait_procs([child], timeout=5)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_a_child_that_does_not_start(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ProviderError, match="did not start") as caught:
        ask(Emulator(latency="never"), user("a cat"))
    assert (caught.value.fault, caught.value.unknown) == (Fault.NO_NETWORK, False)
    assert "never" in capfd.readouterr().err


def test_a_rules_file(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text('[[rule]]\noutcome = "403"\nprompt = "cat"\n')
    child = Emulator(latency="0", faults=str(rules))
    try:
        with pytest.raises(ProviderError) as caught:
            ask(child, user("a cat"))
        assert caught.value.fault is Fault.FORBIDDEN
        assert ask(child, user("a dog")).verdict is Verdict.PICTURES
    finally:
        transport.close_connections()
        child.close()


# --- An emulator that runs elsewhere --------------------------------------------------------------


def test_an_address_given_is_used_instead(recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    recorder.play(answer(WHOLE))
    child = Emulator(latency="0")
    there = Endpoint("builtin", recorder.url, "")
    assert Provider(child).generate(there, request(), new_call()).verdict is Verdict.PICTURES
    monkeypatch.setenv("PROOFSHEET_EMULATOR_URL", recorder.url)
    assert Provider(child).generate(HERE, request(), new_call()).verdict is Verdict.PICTURES
    assert len(recorder.seen) == 2
    assert child._process is None
