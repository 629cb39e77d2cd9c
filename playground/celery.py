"""The Celery app. Only the worker and `playground.queue` use it."""

from __future__ import annotations

import os

from celery import Celery, signals
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")


def _leave_logging_alone(**_signal: object) -> None:
    """Django's settings have set it up, redaction included; without a receiver Celery would replace it."""


app = Celery("playground", set_as_current=True)
app.conf.update(settings.CELERY)
signals.setup_logging.connect(_leave_logging_alone)
app.autodiscover_tasks(["playground"])
