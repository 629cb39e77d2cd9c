"""The only code that fetches a team's object by its id: the object, or 404, or 403.

A stranger to the team gets 404, so that not even an id's existence is told. A team-mate who may only
look gets 403 for a write.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import update_wrapper
from typing import Concatenate, ParamSpec, TypeVar, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from playground.http import AppRequest
from playground.models import (
    Attempt,
    Conversation,
    Image,
    Job,
    Membership,
    Reference,
    Turn,
    User,
)
from playground.models.base import TeamRow

P = ParamSpec("P")
Found = TypeVar("Found", bound=TeamRow)
View = Callable[Concatenate[AppRequest, P], HttpResponseBase]
PlainView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def member(view: View[P]) -> PlainView[P]:
    """For pages of people who are signed in; others are sent to sign in (GET, htmx) or refused."""

    def wrapper(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        known = introduced(request)
        return view(known, *args, **kwargs) if known else _to_sign_in(request)

    return update_wrapper(wrapper, view)


def writer(view: View[P]) -> PlainView[P]:
    """For what changes something: members who may only look get 403."""

    def wrapper(request: AppRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.membership.may_write:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return member(update_wrapper(wrapper, view))


def conversation(request: AppRequest, pk: UUID) -> Conversation:
    return _find(Conversation.objects.all(), request, pk)


def turn(request: AppRequest, pk: UUID) -> Turn:
    return _find(Turn.objects.select_related("conversation", "connection"), request, pk)


def job(request: AppRequest, pk: UUID) -> Job:
    return _find(Job.objects.select_related("turn", "connection"), request, pk)


def attempt(request: AppRequest, pk: UUID) -> Attempt:
    return _find(Attempt.objects.select_related("job__turn", "job__connection"), request, pk)


def image(request: AppRequest, pk: UUID, *, deleted: bool = False) -> Image:
    """A picture; one in the trash only where `deleted` says that it is looked for."""
    images = Image.objects.select_related("turn__conversation", "turn__author", "part__attempt")
    return _find(images if deleted else images.filter(deleted_at=None), request, pk)


def images(request: AppRequest, ids: Collection[UUID]) -> QuerySet[Image]:
    """The team's pictures among these; ids of anything else are as if they had not been sent."""
    return Image.objects.filter(team=request.team, pk__in=ids)


def reference(request: AppRequest, pk: UUID) -> Reference:
    return _find(Reference.objects.all(), request, pk)


def _find(rows: QuerySet[Found], request: AppRequest, pk: UUID) -> Found:
    found = rows.filter(team=request.team, pk=pk).first()
    if found is None:
        raise Http404
    return found


def introduced(request: HttpRequest) -> AppRequest | None:
    """The request with its team, of somebody who is signed in and in one; else None."""
    membership = _membership(request)
    if membership is None:
        return None
    known = cast("AppRequest", request)
    known.team, known.membership = membership.team, membership
    return known


def _membership(request: HttpRequest) -> Membership | None:
    if not isinstance(request.user, User):
        return None
    return request.user.memberships.select_related("team").order_by("id").first()


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("sign_in")})
    if request.method != "GET":
        raise PermissionDenied
    if not request.headers.get("Sec-Fetch-Dest", "document") == "document":
        raise Http404
    return redirect("sign_in")
