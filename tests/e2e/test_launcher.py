"""`manage.py up` as a person or a process manager meets it (hostile cases C15, C16, K04, K06)."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from playground.bench.polling import wait_until
from playground.bench.processes import ROOT, Installation, answers, environment, folder, free_port

pytestmark = pytest.mark.e2e

KEY = "AIzaCANARY-0123456789-abcdefghijklmnop"


@pytest.fixture(scope="module")
def up() -> Iterator[Installation]:
    """A running installation, for tests that leave it running."""
    with folder("launcher") as place:
        made = Installation(place / "data", PROOFSHEET_EMULATOR_LATENCY="0")
        try:
            made.start()
            yield made
        finally:
            made.stop()


def manage(data: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(PROOFSHEET_DATA=str(data), PROOFSHEET_EMULATOR_LATENCY="0", **settings),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _runs(process: psutil.Process) -> bool:
    """Whoever has ended but was not asked after by its parent yet is gone."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def pid_of(up: Installation, role: str) -> int:
    process = up.child(role)
    assert process is not None
    return int(process.pid)


def test_it_says_where_it_is_and_how_to_get_in(up: Installation) -> None:
    wait_until(lambda: "Stop with Ctrl-C" in up.tail(), 20, "the banner")
    assert f"Proofsheet runs on {up.url}/" in up.tail()
    assert f"{up.url}/sign-in/" in up.tail()
    assert "Demo" in up.tail()


def test_a_second_launcher_names_the_first_and_leaves(up: Installation) -> None:
    done = manage(up.data, "up", "--port", "0")
    assert done.returncode == 1
    assert f"process {pid_of(up, 'launcher')}" in done.stderr
    assert "Traceback" not in done.stderr
    assert answers(f"{up.url}/readyz")


def test_a_link_is_not_for_a_folder_without_an_installation(tmp_path: Path) -> None:
    empty = tmp_path / "elsewhere"
    done = manage(empty, "sign_in_link")
    assert done.returncode == 1
    assert done.stderr.strip() == (
        f"CommandError: There is no Proofsheet in {empty}:"
        " set PROOFSHEET_DATA to the folder of the one that runs."
    )
    assert not empty.exists()


def test_migrate_makes_the_folder_as_up_does(tmp_path: Path) -> None:
    new = tmp_path / "deep" / "data"
    done = manage(new, "migrate", "--verbosity", "0")
    assert (done.returncode, done.stderr) == (0, "")
    assert (new / "db.sqlite3").exists()
    assert stat.S_IMODE(new.stat().st_mode) == 0o700
    assert "/sign-in/" in manage(new, "sign_in_link").stdout


def test_migrate_says_in_a_sentence_what_is_wrong(tmp_path: Path) -> None:
    done = manage(tmp_path, "migrate", DATABASE_URL=f"sqlite:///{tmp_path}/gone/db.sqlite3")
    assert done.returncode == 1
    assert done.stderr.strip() == "CommandError: The database cannot be used: unable to open database file"


def test_what_it_writes_is_for_this_user_only(up: Installation) -> None:
    everything = [up.data, *up.data.rglob("*")]
    shared = [path for path in everything if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    assert shared == []


def test_the_worker_lets_pages_go_first(up: Installation) -> None:
    worker, web = up.child("worker"), up.child("web")
    assert worker is not None
    assert web is not None
    assert worker.nice() > web.nice()
    # Where Linux schedules by session first, nice counts within a session only.
    assert os.getsid(worker.pid) == os.getsid(web.pid)
    assert os.getpgid(worker.pid) != os.getpgid(web.pid)


def test_readiness_names_the_parts(up: Installation) -> None:
    with urllib.request.urlopen(f"{up.url}/readyz", timeout=10) as response:
        parts = json.load(response)
    assert parts == {"ready": True, "database": "ok", "broker": "ok", "storage": "ok", "worker": "ok"}


def test_a_shell_hands_its_job_to_the_running_one(up: Installation, tmp_path: Path) -> None:
    worker = pid_of(up, "worker")
    done = manage(up.data, "generate", "A cup", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).stat().st_size > 1000
    assert pid_of(up, "worker") == worker


@pytest.mark.parametrize("role", ["web", "worker"])
def test_a_killed_child_comes_again(up: Installation, role: str) -> None:
    gone = up.kill(role)

    def came_again() -> bool:
        process = up.child(role)
        return process is not None and process.pid != gone

    wait_until(came_again, 20, f"another {role}")
    up.wait_ready()


def test_visitors_wait_while_the_web_process_comes_again(up: Installation) -> None:
    """The launcher holds the socket: nobody is refused."""
    up.kill("web")
    with urllib.request.urlopen(f"{up.url}/healthz", timeout=20) as response:
        assert response.status == 200
    up.wait_ready()


def test_no_secret_is_on_a_command_line_or_in_what_is_printed(tmp_path: Path) -> None:
    made = Installation(tmp_path / "data", GEMINI_API_KEY=KEY, PROOFSHEET_SECRET_KEY=KEY * 2)
    try:
        made.start()
        lines = [made.child(role) for role in ("launcher", "web", "worker")]
        assert all(process and KEY not in " ".join(process.cmdline()) for process in lines)
    finally:
        made.stop()
    assert "cost money" in made.tail()
    assert KEY not in made.tail()
    assert not (made.data / "secret_key").exists()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_clean(tmp_path: Path, sign: signal.Signals) -> None:
    made = Installation(tmp_path / "data")
    made.start()
    launcher = made.child("launcher")
    assert launcher is not None
    family = [launcher, *launcher.children(recursive=True)]
    launcher.send_signal(sign)
    wait_until(lambda: not any(map(_runs, family)), 30, "the launcher and its children to end")
    made.stop()
    assert made.tail().rstrip().endswith("Stopped.")
    assert "Stopping" not in made.tail()  # nothing was being made
    assert "Traceback" not in made.tail()
    assert len(family) == 3


def test_children_go_with_a_killed_launcher_and_the_next_one_starts(tmp_path: Path) -> None:
    made = Installation(tmp_path / "data")
    try:
        made.start()
        children = [process for role in ("web", "worker") if (process := made.child(role))]
        made.kill("launcher")
        wait_until(lambda: not any(map(_runs, children)), 30, "the children to end")
        made.start()
    finally:
        made.stop()


def test_a_shell_works_alone_and_leaves_nothing_running(tmp_path: Path) -> None:
    data = tmp_path / "data"
    done = manage(data, "generate", "A cup", "--out", str(tmp_path), "--json")
    assert done.returncode == 0, done.stderr
    (image,) = json.loads(done.stdout)["images"]
    assert Path(image["path"]).exists()
    assert [process for process in psutil.process_iter() if _works_on(process, data)] == []


def _works_on(process: psutil.Process, data: Path) -> bool:
    try:
        return process.environ().get("PROOFSHEET_DATA") == str(data)
    except psutil.Error:
        return False


# What is refused before anything starts


def test_a_port_in_use(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = manage(tmp_path / "data", "up", "--port", str(port))
    assert done.returncode == 1
    assert done.stderr.startswith(f"CommandError: Port {port} on 127.0.0.1 cannot be opened")
    assert "--port" in done.stderr


@pytest.mark.parametrize("port", ["-1", "70000"])
def test_a_port_that_is_none(tmp_path: Path, port: str) -> None:
    done = manage(tmp_path / "data", "up", "--port", port)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


SAFE = {"PROOFSHEET_SECRET_KEY": KEY * 2, "PROOFSHEET_ALLOWED_HOSTS": "pictures.example.org"}


@pytest.mark.parametrize("missing", [*SAFE, "PROOFSHEET_DEBUG"])
@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_others_are_not_let_in_unprepared(tmp_path: Path, missing: str, host: str) -> None:
    settings = {name: value for name, value in SAFE.items() if name != missing}
    if missing == "PROOFSHEET_DEBUG":
        settings["PROOFSHEET_DEBUG"] = "1"
    done = manage(tmp_path / "data", "up", "--host", host, "--port", str(free_port()), **settings)
    assert done.returncode == 1
    assert missing in done.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.skipif(os.getuid() == 0, reason="the root user may write anywhere: try it as another")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    done = manage(tmp_path / "data", "up", "--port", "0")
    assert done.returncode == 1
    assert "PROOFSHEET_DATA" in done.stderr


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    done = manage(tmp_path / "data", "up", "--port", "0", PROOFSHEET_SECRET_KEY=KEY * 2)
    assert done.returncode == 1
    assert "PROOFSHEET_DATA" in done.stderr


def test_a_database_that_is_not_there(tmp_path: Path) -> None:
    url = f"postgresql://me:CANARY@127.0.0.1:{free_port()}/none"
    done = manage(tmp_path / "data", "up", "--port", "0", DATABASE_URL=url)
    assert done.returncode == 1
    assert "The database cannot be used" in done.stderr
    assert "CANARY" not in done.stderr
