"""Settings for the tests, made before Django reads any: a folder of their own, nothing from the shell.

Without further words they run on SQLite, a folder and no broker at all. `make test-services` asks for
other backends by PROOFSHEET_TEST_DATABASE_URL and PROOFSHEET_TEST_S3, and gets the same tests.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

BUCKET = "proofsheet-suite"
_OURS = ("PROOFSHEET_", "GEMINI_", "GOOGLE_")
_OURS_WHOLE = ("DATABASE_URL", "BROKER_URL", "STORAGE_URL", "DJANGO_SETTINGS_MODULE")


def prepare() -> Path:
    """Load Django's settings for tests; returns the data folder. The variables are gone afterwards.

    They must not reach the programs that tests start, which choose their own.
    """
    folder = Path(tempfile.mkdtemp(prefix="proofsheet-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name in list(os.environ):
        named = name.startswith(_OURS) or name.startswith(_OURS_WHOLE)
        if named and not name.startswith("PROOFSHEET_TEST_"):
            del os.environ[name]
    variables = {
        "PROOFSHEET_DATA": str(folder),
        "PROOFSHEET_SECRET_KEY": "for-tests-only-" * 4,
        "PROOFSHEET_SQLITE_SYNCHRONOUS": "normal",
        "PROOFSHEET_LOG_LEVEL": "WARNING",
        "DATABASE_URL": os.environ.get("PROOFSHEET_TEST_DATABASE_URL", ""),
        "BROKER_URL": "memory://",
        "STORAGE_URL": _bucket() if os.environ.get("PROOFSHEET_TEST_S3") else "",
    }
    (folder / "tmp").mkdir()
    os.environ |= variables
    try:
        _load(folder)
    finally:
        for name in (*variables, "DJANGO_SETTINGS_MODULE"):
            os.environ.pop(name, None)
    return folder


def _load(folder: Path) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "playground.settings"
    import django
    from django.conf import settings

    if settings.configured:
        raise RuntimeError(
            "Django's settings were loaded before the tests' own: unset DJANGO_SETTINGS_MODULE"
        )
    # A hash that costs 0.3 s by design has no place in hundreds of tests.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        # A file, since threads of a test cannot share a database in memory with IMMEDIATE transactions.
        settings.DATABASES["default"]["TEST"] = {"NAME": str(folder / "test.sqlite3")}
    django.setup()


def _bucket() -> str:
    """The URL of an empty bucket on an S3 server inside this process."""
    import boto3
    from moto.server import ThreadedMotoServer

    os.environ |= {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    atexit.register(server.stop)
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1")
    client.create_bucket(Bucket=BUCKET)
    client.close()
    return f"s3://{BUCKET}/pictures?endpoint_url={endpoint}&region=us-east-1"
