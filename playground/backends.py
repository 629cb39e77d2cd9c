"""DATABASE_URL, BROKER_URL and STORAGE_URL as the dictionaries that Django and Celery want."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

import dj_database_url
from dj_database_url import DBConfig

from playground.env import refuse, url

DATABASE_SCHEMES = ("postgres", "postgresql", "sqlite")
BROKER_SCHEMES = ("filesystem", "memory", "redis", "rediss", "amqp", "amqps")
STORAGE_SCHEMES = ("file", "s3")
# A signed link to a picture works this many seconds (hostile case A08).
SIGNED_SECONDS = 300


def database(value: str, data: Path, synchronous: str) -> DBConfig:
    """SQLite in the data folder, or what DATABASE_URL says."""
    if not value:
        return _sqlite(
            {"ENGINE": "django.db.backends.sqlite3", "NAME": str(data / "db.sqlite3")}, synchronous
        )
    url("DATABASE_URL", value, DATABASE_SCHEMES)
    try:
        config = dj_database_url.parse(value, conn_max_age=60, conn_health_checks=True)
    except ValueError as error:
        raise refuse(
            "DATABASE_URL",
            "cannot be understood",
            "write one such as postgresql://user:password@host:5432/name, with special characters"
            " of the password percent-encoded",
        ) from error
    if not config["NAME"]:
        raise refuse("DATABASE_URL", "names no database", "end it with /name")
    return _sqlite(config, synchronous) if value.startswith("sqlite") else config


def _sqlite(config: DBConfig, synchronous: str) -> DBConfig:
    """Many threads and processes write: see the figures in the architecture notes.

    Connections are kept, since each one opened costs its pragmas again.
    """
    config["CONN_MAX_AGE"] = None
    config["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous};"
        " PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864",
    }
    return config


def broker(value: str, data: Path, job_seconds: int) -> dict[str, Any]:
    """Celery's broker settings. `job_seconds` is the longest that a job may run."""
    value = value or "filesystem://"
    scheme = url("BROKER_URL", value, BROKER_SCHEMES).scheme
    settings: dict[str, Any] = {"broker_url": value, "broker_transport_options": {}}
    if scheme == "filesystem":
        settings["broker_url"] = "filesystem://localhost//"  # the folder is given below
        settings["broker_transport"] = "playground.wakeups:Transport"
        settings["broker_transport_options"] = {
            "data_folder_in": str(data / "broker" / "messages"),
            "data_folder_out": str(data / "broker" / "messages"),
            "control_folder": str(data / "broker" / "control"),
            "polling_interval": 0.05,
        }
    elif scheme.startswith("redis"):
        # A message counts as lost only after twice the time that its job can take.
        settings["broker_transport_options"] = {
            "visibility_timeout": max(2 * job_seconds, 60),
            "unacked_restore_throttle": 1,
            "socket_connect_timeout": 3,
            "socket_keepalive": True,
        }
    return settings


def pictures(value: str, data: Path) -> dict[str, Any]:
    """Django's STORAGES entry for pictures."""
    if not value:
        return _folder(data / "pictures")
    parts = url("STORAGE_URL", value, STORAGE_SCHEMES)
    if parts.scheme == "file":
        if parts.netloc or not parts.path.startswith("/"):
            raise refuse("STORAGE_URL", "names no folder", "write file:///an/absolute/folder")
        return _folder(Path(unquote(parts.path)))
    return _bucket(parts.netloc, parts.path.strip("/"), dict(parse_qsl(parts.query)))


def _folder(path: Path) -> dict[str, Any]:
    return {
        "BACKEND": "playground.storage.DurableFileSystemStorage",
        "OPTIONS": {
            "location": str(path),
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    }


def _bucket(bucket: str, prefix: str, options: dict[str, str]) -> dict[str, Any]:
    """A private bucket; boto3 finds the credentials in the AWS variables or the machine's role."""
    unknown = sorted(set(options) - {"endpoint_url", "region"})
    if not bucket or unknown:
        problem = f"has unknown options ({', '.join(unknown)})" if unknown else "names no bucket"
        raise refuse("STORAGE_URL", problem, "write s3://bucket/prefix?endpoint_url=https://...&region=...")
    from botocore.config import Config  # late: it takes 0.2 s, and a folder does not need it

    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "location": prefix,
            "endpoint_url": options.get("endpoint_url"),
            "region_name": options.get("region"),
            "default_acl": None,
            "file_overwrite": True,
            "querystring_auth": True,
            "querystring_expire": SIGNED_SECONDS,
            "client_config": Config(
                signature_version="s3v4",
                connect_timeout=5,
                read_timeout=30,
                retries={"mode": "standard", "total_max_attempts": 4},
            ),
        },
    }
