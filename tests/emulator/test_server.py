"""The emulator as a process and as a server: start, stop, ready-made answers."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest

from playground.emulator import rules
from playground.emulator.server import read_latency

from .conftest import SEEDED, ask, in_process, opened, over_socket, picture

ROOT = Path(__file__).resolve().parents[2]


def started(*arguments: str) -> tuple[subprocess.Popen[str], str]:
    """The emulator in a process without Django's settings, and its printed base URL."""
    process = subprocess.Popen(
        [sys.executable, "-m", "playground.emulator", "--port", "0", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={"PATH": ""},
    )
    assert process.stdout
    return process, process.stdout.readline().strip()


def test_it_ends_with_its_parents_pipe() -> None:
    process, url = started("--exit-with-parent")
    with process:
        assert url.startswith("http://127.0.0.1:")
        assert httpx2.get(f"{url}/v1/models?key=k").status_code == 200
        assert process.stdin
        process.stdin.close()
        assert process.wait(10) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_when_told_to(number: signal.Signals) -> None:
    process, url = started("--latency", "catalogue")
    with process:
        assert "2.5" not in httpx2.get(f"{url}/v1/models?key=k").text
        process.send_signal(number)
        assert process.wait(10) == 0


def test_it_knows_nothing_of_django() -> None:
    code = "import playground.emulator.server, sys; print([m for m in sys.modules if 'django' in m])"
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert made.stdout.strip() == "[]"


def test_bad_rules_are_a_sentence_and_not_a_traceback(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text("[[rule]]\noutcome = 'banana'", encoding="utf-8")
    made = subprocess.run(
        [sys.executable, "-m", "playground.emulator", "--faults", str(path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert made.returncode == 2
    assert made.stderr.startswith("There is no fault 'banana'")


def test_closing_lets_those_go_who_wait(served: Any) -> None:
    server = served(latency=3600.0)
    client = httpx2.Client()
    request = {"contents": [{"parts": [{"text": "x"}]}]}
    with pytest.raises(httpx2.TimeoutException):
        client.post(f"{server.base_url}/v1/models/{SEEDED}:generateContent?key=k", json=request, timeout=0.2)
    server.close()


def test_latency_as_written_on_a_command_line() -> None:
    assert read_latency("2") == 2.0
    assert read_latency("1-3.5") == (1.0, 3.5)
    assert read_latency("catalogue") == "catalogue"
    for text in ("fast", "3-1", "-1", "99999"):
        with pytest.raises(ValueError):
            read_latency(text)


def test_ready_made_answers_are_one_and_the_same(served: Any) -> None:
    client = over_socket(served(ready_made=True))
    one, other = (ask(client, prompt, size="512", ratio="16:9") for prompt in ("a", "b"))
    assert picture(one) == picture(other)
    assert opened(picture(one)).size == (688, 384)
    assert one.usage_metadata.total_token_count


def test_ready_made_answers_come_at_a_wanted_size() -> None:
    data = picture(ask(in_process(ready_made=True, ready_made_bytes=600_000), "a", size="512"))
    opened(data).load()
    assert 500_000 < len(data) < 700_000


def test_ready_made_answers_know_their_signature() -> None:
    client = in_process(ready_made=True)
    first = ask(client, "a", size="512")
    contents = [{"role": "model", "parts": first.parts}, {"role": "user", "parts": [{"text": "b"}]}]
    assert picture(ask(in_process(), contents, size="512"))


def test_broken_model_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "models.toml"
    path.write_text("models = 3", encoding="utf-8")
    with pytest.raises(rules.BadRules):
        rules.load(path)
