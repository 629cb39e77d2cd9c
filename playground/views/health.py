"""/healthz: this process answers. /readyz: what it needs answers too. Neither needs a sign-in."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from playground.queries import health

logger = logging.getLogger(__name__)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 and {"ready": true, ...} or 503; one word for each part."""
    parts = health.parts()
    ready = all(parts.values())
    words = {name: "ok" if well else "not reachable" for name, well in parts.items()}
    return JsonResponse({"ready": ready, **words}, status=200 if ready else 503)
