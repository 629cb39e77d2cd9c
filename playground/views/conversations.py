"""The list of conversations, beside a thread or as a page of its own; their names, and the archive."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from playground import access
from playground.forms.conversations import ListForm, TitleForm
from playground.http import AppRequest
from playground.models import Conversation
from playground.queries import conversations
from playground.queries.conversations import Page, Scope, Search
from playground.services import conversations as editing
from playground.views import fragments
from playground.views.guards import action, page


@page
def index(request: AppRequest) -> HttpResponse:
    form, scopes = ListForm(request.GET), _scopes(request)
    search = form.search(request.user, scopes[0][0])
    found = conversations.page(request.team, search)
    context = {
        "section": "studio",
        "search": search,
        "typed": form.typed(),
        "scopes": scopes,
        "rows": found.rows,
        "more": _more(request.GET, search, found),
        "current": _current(request),
    }
    return render(request, _template(request, search), context)


@page
def running(request: AppRequest) -> HttpResponse:
    """Which rows of a list that is open somewhere should say that they run."""
    search = ListForm(request.GET).search(request.user, _scopes(request)[0][0])
    return JsonResponse(conversations.running(request.team, search), safe=False)


@page
def title(request: AppRequest, pk: UUID) -> HttpResponse:
    """The head of the thread, or ?in=<scope> the row of a list; with ?rename its name can be typed.

    With ?running 204 while it still runs, as the row says that asks.
    """
    found = access.conversation(request, pk)
    if "running" in request.GET and conversations.runs(found):
        return HttpResponse(status=204)
    renaming = request.membership.may_write and "rename" in request.GET
    return _shown(request, found, TitleForm.of(found) if renaming else None)


@action
def rename(request: AppRequest, pk: UUID) -> HttpResponse:
    found = access.conversation(request, pk)
    form = TitleForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, form, status=422)
    editing.rename(found, form.cleaned_data["title"])
    return _shown(request, found) if request.htmx else redirect("conversation", pk)


@action
def archive(request: AppRequest, pk: UUID) -> HttpResponse:
    found = access.conversation(request, pk)
    editing.archive(found)
    words = _("“%s” is archived.") % found.title
    return _moved(request, found, words, "conversation_unarchive")


@action
def unarchive(request: AppRequest, pk: UUID) -> HttpResponse:
    found = access.conversation(request, pk)
    editing.unarchive(found)
    words = _("“%s” is back in the list.") % found.title
    return _moved(request, found, words, "conversation_archive")


def _moved(request: AppRequest, found: Conversation, words: str, undo: str) -> HttpResponse:
    """The row or head as it is now, and a toast that takes it back; Undo itself needs no toast."""
    if not request.htmx:
        return redirect("conversations")
    response = _shown(request, found)
    if "undo" in request.GET:
        return response
    scope = _scope(request)
    query = f"?undo&in={scope}" if scope else "?undo"
    target = f"#conversation-{found.pk}" if scope else "#thread-head"
    return fragments.toast(response, words, reverse(undo, args=[found.pk]) + query, target)


def _shown(
    request: AppRequest, found: Conversation, form: TitleForm | None = None, status: int = 200
) -> HttpResponse:
    """What the request is about: the row of a list, else the head; without htmx a page with the row."""
    scope = _scope(request)
    context: dict[str, object] = {"section": "studio", "conversation": found, "renaming": form}
    if request.htmx and scope is None:
        context["summary"] = fragments.summary(found)
        return render(request, "studio/head.html", context, status=status)
    scope = scope or (Scope.ARCHIVED if found.archived_at else Scope.TEAM)
    search, gone = ListForm(request.GET).search(request.user, scope), not scope.has(found)
    (row,) = conversations.listed(Conversation.objects.filter(pk=found.pk), search.words)
    context |= {"row": row, "search": search, "gone": gone, "current": _current(request)}
    if context["current"] == found.pk:
        context["summary"] = fragments.summary(found)
    template = "conversations/changed.html" if request.htmx else "conversations/title.html"
    return render(request, template, context, status=status)


def _scope(request: AppRequest) -> Scope | None:
    """The list that the row stands in; None when the head of a thread is meant."""
    named = request.GET.get("in")
    return Scope(named) if named in Scope.values else None


def _scopes(request: AppRequest) -> list[tuple[Scope, str]]:
    """What can be chosen, the usual first: who is alone has no team's, who may only look has none."""
    alone = request.team.memberships.count() == 1
    scopes = [Scope.TEAM, Scope.ARCHIVED]
    if request.membership.may_write and not alone:
        scopes.insert(0, Scope.MINE)
    return [(scope, _("All") if alone and scope == Scope.TEAM else str(scope.label)) for scope in scopes]


def _template(request: AppRequest, search: Search) -> str:
    """A page after the first is rows alone, a new search the results, beside a thread a drawer."""
    if not request.htmx or request.htmx.history_restore_request:
        return "conversations/index.html"
    if request.htmx.target == "dialog":
        return "conversations/drawer.html"
    return "conversations/rows.html" if search.before else "conversations/searched.html"


def _more(asked: QueryDict, search: Search, found: Page) -> str:
    """The address of the next page, the search kept; empty when this is the last one."""
    last = found.next_before
    if last is None:
        return ""
    query = asked.copy()
    query["scope"] = search.scope
    query["before"], query["id"] = last.active_at.isoformat(), str(last.pk)
    return f"{reverse('conversations')}?{query.urlencode()}"


def _current(request: AppRequest) -> UUID | None:
    """The conversation that is open on the page which asks."""
    try:
        page = resolve(urlsplit(request.htmx.current_url or "").path)
    except (Resolver404, ValueError):  # urlsplit does not take every text for an address
        return None
    return page.kwargs["pk"] if page.url_name == "conversation" else None
