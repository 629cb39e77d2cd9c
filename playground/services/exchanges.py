"""What went over the wire, kept beside the attempt for people who look closely."""

from __future__ import annotations

import datetime
import logging

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from playground.egress import Call
from playground.models import Attempt, Exchange
from playground.models.base import first_id

logger = logging.getLogger(__name__)
URL_LENGTH = 500
# So many are deleted at once: a row may have 200 kB, and nobody else can write to SQLite meanwhile.
BATCH = 100


def keep(attempt: Attempt, call: Call) -> None:
    """Write the attempt's exchange inside the caller's transaction, which ends the attempt.

    One that cannot be written is logged and left out: it must not cost anybody a picture.
    """
    found = call.exchange()
    if found is None:
        return
    try:
        with transaction.atomic():
            Exchange.objects.create(
                team_id=attempt.team_id,
                attempt=attempt,
                url=found.url[:URL_LENGTH],
                status=found.status,
                request=found.request,
                answer=found.answer,
                request_headers=found.request_headers,
                answer_headers=found.answer_headers,
                request_size=found.request_size,
                answer_size=call.received_bytes,
            )
    except (OperationalError, InterfaceError):
        # The database itself is away: whoever closes the attempt tries again as a whole.
        raise
    except Exception:
        logger.exception("the exchange of attempt %s could not be kept", attempt.pk)


def forget_old() -> int:
    """Delete a batch of those that are kept no longer; returns how many. Their ids are in order of time."""
    since = timezone.now() - datetime.timedelta(days=settings.EXCHANGE_DAYS)
    old = Exchange.objects.filter(pk__lt=first_id(since)).order_by("pk").values_list("pk", flat=True)
    return Exchange.objects.filter(pk__in=list(old[:BATCH])).delete()[0]
