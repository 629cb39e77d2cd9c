"""Commands that cannot do what they are for: one sentence, exit code 1, and nothing left behind."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import find_commands, load_command_class

from playground.bench.processes import ROOT, environment
from playground.management.commands import seed_demo, up
from playground.models import User
from tests import making


def manage(data: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(PROOFSHEET_DATA=str(data), **settings),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The sentence that was all it said."""
    assert (done.returncode, done.stdout) == (1, "")
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0].removeprefix("CommandError: ")


def unusable(folder: Path, why: str) -> str:
    return f"The data folder {folder} cannot be used ({why}). Set PROOFSHEET_DATA to another one."


def test_migrate_where_a_file_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    data = tmp_path / "file" / "data"

    assert refused(manage(data, "migrate")) == unusable(data, "Not a directory")
    assert (tmp_path / "file").read_text() == "mine"


def test_migrate_into_a_file(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.write_text("mine")

    assert refused(manage(data, "migrate")) == unusable(data, "File exists")
    assert data.read_text() == "mine"


@pytest.mark.skipif(os.getuid() == 0, reason="the root user may write anywhere: try it as another")
@pytest.mark.parametrize("inside", [True, False])
def test_migrate_where_nobody_may_write(tmp_path: Path, inside: bool) -> None:
    tmp_path.chmod(0o500)
    data = tmp_path / "data" if inside else tmp_path

    assert refused(manage(data, "migrate")) == unusable(data, "Permission denied")


def test_a_link_for_an_empty_folder(tmp_path: Path) -> None:
    sentence = refused(manage(tmp_path, "sign_in_link"))

    assert sentence == (
        f"There is no Proofsheet in {tmp_path}: set PROOFSHEET_DATA to the folder of the one that runs."
    )
    assert list(tmp_path.iterdir()) == []


def test_a_link_for_a_folder_of_something_else(tmp_path: Path) -> None:
    """What is named like our database need not be one."""
    (tmp_path / "db.sqlite3").write_text("This is a letter, and no database at all.\n" * 40)

    sentence = refused(manage(tmp_path, "sign_in_link", PROOFSHEET_SECRET_KEY="for-tests-only-" * 4))

    assert sentence == "The database cannot be used: file is not a database"


def test_a_link_for_nobody(tmp_path: Path) -> None:
    made = manage(tmp_path, "migrate", "--verbosity", "0")
    assert made.returncode == 0, made.stderr

    sentence = refused(manage(tmp_path, "sign_in_link", "--user", "nobody@example.org"))

    assert sentence == "Nobody here has the address nobody@example.org."


@pytest.mark.parametrize("name", find_commands(str(ROOT / "playground" / "management")))
def test_every_argument_says_what_it_is(name: str) -> None:
    parser = load_command_class("playground", name).create_parser("manage.py", name)

    assert [action.dest for action in parser._actions if not action.help] == []
    assert "%" not in parser.format_help()


@pytest.mark.parametrize(("terminal", "said"), [(True, "4 of 48 originals painted ...\n"), (False, "")])
def test_what_takes_long_says_now_and_then_how_far_it_is(terminal: bool, said: str) -> None:
    class Output(io.StringIO):
        def isatty(self) -> bool:
            return terminal

    command = seed_demo.Command(stdout=(output := Output()))
    for done in (4, 8):
        command._tell("painted", done, 48)

    assert output.getvalue() == said


def test_a_stop_speaks_of_pictures_only_while_a_call_runs(alice: User) -> None:
    job = making.turn(alice).jobs.get()
    assert not up._working()

    making.claimed(job)

    assert up._working()
