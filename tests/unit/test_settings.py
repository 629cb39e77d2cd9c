"""Settings come from the environment; nonsense is refused with one sentence (hostile cases K03, K04)."""

from __future__ import annotations

import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from playground import backends, env
from playground.bench.processes import ROOT, environment

CANARY = "AIzaCANARY-0123456789-abcdefghijklmnop"


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets the one variable that these tests read."""
    return lambda value: monkeypatch.setenv("PROOFSHEET_X", value)


def test_unset_and_empty_mean_the_default(given: Callable[[str], None]) -> None:
    assert env.whole("PROOFSHEET_X", 12, 1, 256) == 12
    given("")
    assert env.whole("PROOFSHEET_X", 12, 1, 256) == 12
    assert env.text("PROOFSHEET_X", "a") == "a"
    assert env.words("PROOFSHEET_X", ["a"]) == ["a"]


@pytest.mark.parametrize(("value", "wanted"), [("1", True), ("Yes", True), ("off", False), ("0", False)])
def test_flags(given: Callable[[str], None], value: str, wanted: bool) -> None:
    given(value)
    assert env.flag("PROOFSHEET_X", default=not wanted) is wanted


@pytest.mark.parametrize(
    ("value", "wanted"), [("10", 10_000_000), ("0.0672", 67_200), ("0", 0), ("2.50", 2_500_000)]
)
def test_dollars_are_exact(given: Callable[[str], None], value: str, wanted: int) -> None:
    given(value)
    assert env.micros("PROOFSHEET_X", 1) == wanted


READERS: dict[str, Callable[[], Any]] = {
    "flag": lambda: env.flag("PROOFSHEET_X", default=False),
    "whole": lambda: env.whole("PROOFSHEET_X", 12, 1, 256),
    "micros": lambda: env.micros("PROOFSHEET_X", 1),
    "choice": lambda: env.choice("PROOFSHEET_X", "a", ["a", "b"]),
    "time_zone": lambda: env.time_zone("PROOFSHEET_X", "UTC"),
    "web_address": lambda: env.web_address("PROOFSHEET_X"),
    "existing_file": lambda: env.existing_file("PROOFSHEET_X"),
}
NONSENSE = [
    ("flag", "maybe"),
    ("whole", "0"),
    ("whole", "257"),
    ("whole", "twelve"),
    ("whole", "-1"),
    ("whole", "1.5"),
    ("whole", "٣"),
    ("micros", "ten"),
    ("micros", "-1"),
    ("micros", "0.0000001"),
    ("micros", "NaN"),
    ("micros", "1e30"),
    ("choice", "c"),
    ("time_zone", "Mars/Base"),
    ("time_zone", "../../etc/passwd"),
    ("web_address", "pictures.example.org"),
    ("web_address", "ftp://pictures.example.org"),
    ("web_address", "https://user:secret@pictures.example.org"),
    ("web_address", "https://pictures.example.org:port"),
    ("web_address", "https://pictures.example.org/?a=b"),
    ("existing_file", "/no/such/file"),
]


@pytest.mark.parametrize(("reader", "value"), NONSENSE)
def test_nonsense_is_refused_by_name(given: Callable[[str], None], reader: str, value: str) -> None:
    given(value)
    with pytest.raises(ImproperlyConfigured) as caught:
        READERS[reader]()
    sentence = str(caught.value)
    assert sentence.startswith("PROOFSHEET_X ")
    assert sentence.endswith(".")
    assert "secret" not in sentence


def test_a_value_can_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{CANARY}\n")
    monkeypatch.setenv("PROOFSHEET_X_FILE", str(file))
    assert env.read("PROOFSHEET_X") == CANARY


@pytest.mark.parametrize("case", ["missing", "folder", "binary", "both"])
def test_a_file_that_cannot_be_used_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, case: str
) -> None:
    file = tmp_path / "key"
    if case == "folder":
        file.mkdir()
    elif case != "missing":
        file.write_bytes(b"\xff\xfe" if case == "binary" else CANARY.encode())
    monkeypatch.setenv("PROOFSHEET_X_FILE", str(file))
    if case == "both":
        monkeypatch.setenv("PROOFSHEET_X", "other")
    with pytest.raises(ImproperlyConfigured, match=r"^PROOFSHEET_X") as caught:
        env.read("PROOFSHEET_X")
    assert CANARY not in str(caught.value)


# The secret key


def test_the_secret_key_is_made_once_for_this_user_only(tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = env.secret_key(data)
    assert len(first) >= env.SHORTEST_SECRET
    assert env.secret_key(data) == first
    assert stat.S_IMODE((data / "secret_key").stat().st_mode) == 0o600
    assert [file.name for file in data.iterdir()] == ["secret_key"]


def test_many_at_once_get_one_secret_key(tmp_path: Path) -> None:
    found: set[str] = set()
    threads = [threading.Thread(target=lambda: found.add(env.secret_key(tmp_path))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 1


def test_a_damaged_secret_key_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("short")
    with pytest.raises(ImproperlyConfigured, match="only 5 characters"):
        env.secret_key(tmp_path)
    assert (tmp_path / "secret_key").read_text() == "short"


# Database, broker, storage


def test_the_database_is_sqlite_in_the_folder(tmp_path: Path) -> None:
    config = backends.database("", tmp_path, "full")
    assert config["NAME"] == str(tmp_path / "db.sqlite3")
    assert config["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in config["OPTIONS"]["init_command"]


def test_postgresql(tmp_path: Path) -> None:
    config = backends.database("postgresql://me:p%40ss@db:5433/proofs", tmp_path, "full")
    assert (config["HOST"], config["PORT"], config["PASSWORD"]) == ("db", 5433, "p@ss")
    assert config["ENGINE"] == "django.db.backends.postgresql"


@pytest.mark.parametrize(
    "value", ["mysql://h/n", "postgresql://me:CANARY@h:port/n", "postgresql://me:CANARY@h", "nonsense"]
)
def test_a_wrong_database_url_is_refused_without_its_password(tmp_path: Path, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^DATABASE_URL") as caught:
        backends.database(value, tmp_path, "full")
    assert "CANARY" not in str(caught.value)


def test_brokers(tmp_path: Path) -> None:
    options = backends.broker("", tmp_path, 300)["broker_transport_options"]
    assert options["data_folder_in"] == options["data_folder_out"] == str(tmp_path / "broker" / "messages")
    redis = backends.broker("redis://h/0", tmp_path, 300)["broker_transport_options"]
    assert redis["visibility_timeout"] == 600
    with pytest.raises(ImproperlyConfigured, match=r"^BROKER_URL"):
        backends.broker("sqs://", tmp_path, 300)


def test_storages(tmp_path: Path) -> None:
    assert backends.pictures("", tmp_path)["OPTIONS"]["location"] == str(tmp_path / "pictures")
    assert backends.pictures("file:///a%20b", tmp_path)["OPTIONS"]["location"] == "/a b"
    bucket = backends.pictures("s3://b/some/where?endpoint_url=http://h:9&region=eu", tmp_path)["OPTIONS"]
    assert (bucket["bucket_name"], bucket["location"]) == ("b", "some/where")
    assert (bucket["endpoint_url"], bucket["region_name"]) == ("http://h:9", "eu")
    assert bucket["querystring_expire"] <= 300
    assert bucket["default_acl"] is None


@pytest.mark.parametrize("value", ["file://relative/path", "s3://", "s3://b?acl=public-read", "gs://b", "/x"])
def test_a_wrong_storage_url_is_refused(tmp_path: Path, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^STORAGE_URL"):
        backends.pictures(value, tmp_path)


# The whole, as a program starts


def manage(*arguments: str, data: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Warnings stay on in the program too: what Django says of old settings must fail."""
    return subprocess.run(
        [sys.executable, "-W", "error", "manage.py", *arguments],
        cwd=ROOT,
        env=environment(PROOFSHEET_DATA=str(data), **variables),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_reading_the_settings_leaves_no_trace(tmp_path: Path) -> None:
    data = tmp_path / "data"
    done = manage("check", data=data)
    assert done.returncode == 0, done.stderr
    assert not data.exists()


def test_a_refused_setting_is_one_sentence_and_no_traceback(tmp_path: Path) -> None:
    done = manage("up", data=tmp_path, PROOFSHEET_DAILY_LIMIT="ten")
    assert done.returncode == 1
    assert done.stderr.strip() == (
        "Proofsheet cannot start. PROOFSHEET_DAILY_LIMIT is 'ten':"
        " write dollars from 0 to 1000000, such as 10.00."
    )


def test_settings_for_the_public_pass_the_deployment_check(tmp_path: Path) -> None:
    variables = {"PROOFSHEET_SITE_URL": "https://pictures.example.org"}
    done = manage("check", "--deploy", "--fail-level", "WARNING", data=tmp_path, **variables)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("variables", [{}, {"PROOFSHEET_DEBUG": "1"}])
def test_settings_for_one_person_do_not(tmp_path: Path, variables: dict[str, str]) -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING", data=tmp_path, **variables)
    assert done.returncode == 1
