"""The Celery app. Only the worker and `playground.queue` use it."""

from __future__ import annotations

import os

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")

app = Celery("playground", set_as_current=True)
app.conf.update(settings.CELERY)
app.conf.timezone = "UTC"
app.autodiscover_tasks(["playground"])
