"""The kinds of view: pages to look at, actions that change something, one's own settings, and bytes."""

from __future__ import annotations

from functools import update_wrapper

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from playground.access import P, PlainView, View, member, writer


def page(view: View[P]) -> PlainView[P]:
    """Read by members; no cache keeps it, since the next reader may be somebody else."""
    return _uncached(require_safe(member(view)))


def asked(view: View[P]) -> PlainView[P]:
    """A question too long for a GET: members may ask it, and it changes nothing."""
    return _uncached(require_POST(member(view)))


def action(view: View[P]) -> PlainView[P]:
    """Changes something: members who may write, by POST."""
    return _uncached(require_POST(writer(view)))


def own(view: View[P]) -> PlainView[P]:
    """Shows or changes only what belongs to the person: every member may, viewers too."""
    return _uncached(require_http_methods(["GET", "HEAD", "POST"])(member(view)))


def bytes_view(view: View[P]) -> PlainView[P]:
    """A file's bytes, which say themselves how long they may be kept. Nobody is sent to sign in for them."""
    guarded = require_safe(member(view))

    def wrapper(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            raise Http404
        return guarded(request, *args, **kwargs)

    return update_wrapper(wrapper, view)


def _uncached(view: PlainView[P]) -> PlainView[P]:
    def wrapper(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response

    return update_wrapper(wrapper, view)
