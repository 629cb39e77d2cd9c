"""Whether the parts that a picture needs can be reached, for /readyz."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable

from django.conf import settings
from django.core.files.storage import storages
from django.db import connection
from django.utils import timezone

from playground import queue
from playground.models import Worker

logger = logging.getLogger(__name__)


def parts() -> dict[str, bool]:
    checks: dict[str, Callable[[], bool]] = {
        "database": _database,
        "broker": queue.broker_reachable,
        "storage": _storage,
        "worker": _worker,
    }
    return {name: _answers(name, check) for name, check in checks.items()}


def _answers(name: str, check: Callable[[], bool]) -> bool:
    """No kind of failure of a part may make the page itself fail."""
    try:
        return check()
    except Exception:
        logger.warning("%s is not reachable", name, exc_info=True)
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())


def _storage() -> bool:
    """Asks for a file that need not be there: that a bucket answers is enough."""
    storages["pictures"].exists("readyz")
    return True


def _worker() -> bool:
    """A worker's keeper leaves a mark each third of a lease."""
    since = timezone.now() - datetime.timedelta(seconds=2 * settings.LEASE_SECONDS)
    return Worker.objects.filter(seen_at__gte=since).exists()
