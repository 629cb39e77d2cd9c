"""Error pages: what happened, what it cost, what to do. The one for a missing CSRF token is 403_csrf.html."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        words = _("A prompt may have 32,000 characters and a reference 30 MB. Nothing was kept of this.")
        return _page(request, 413, _("That was too much at once"), words)
    words = _("The request could not be understood. Nothing was generated or charged by this click.")
    return _page(request, 400, _("That made no sense here"), words)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    words = _("You may look at this, but not change it. An owner of the team can let you.")
    if not request.user.is_authenticated:
        words = _("You are not signed in any more. What you typed is kept in this browser.")
    return _page(request, 403, _("Not allowed"), words)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    words = _("The address is wrong, or what was there belongs to another team.")
    return _page(request, 404, _("There is nothing here"), words)


def failed(request: HttpRequest) -> HttpResponse:
    """What was asked for may have been committed before something failed: promise nothing."""
    words = _(
        "Look into the conversation before you click again: a run may have started."
        " What you typed is kept in this browser."
    )
    return _page(request, 500, _("Something failed on the server"), words)


def _page(request: HttpRequest, status: int, title: str, words: str) -> HttpResponse:
    context = {"status": status, "title": title, "words": words}
    return render(request, "errors/index.html", context, status=status)
