"""Settings of the person who is signed in. They are theirs: viewers change them too."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from playground import shortcuts
from playground.forms import profile as forms
from playground.http import AppRequest
from playground.models import Theme, User
from playground.templatetags.proofsheet import THEME_COOKIE
from playground.views.guards import own, page

YEAR = 60 * 60 * 24 * 365


@own
def profile(request: AppRequest) -> HttpResponse:
    """The form; after saving the page comes anew, in the new theme and language, with a toast."""
    if request.method != "POST":
        return _page(request, forms.ProfileForm(instance=request.user))
    # A copy: a refused form must not change the person that the page around it shows.
    form = forms.ProfileForm(request.POST, instance=User.objects.get(pk=request.user.pk))
    if not form.is_valid():
        return _page(request, form, status=422)
    form.save()
    return _with_theme(redirect(f"{reverse('settings_profile')}?saved"), form.instance.theme)


@own
def theme(request: AppRequest) -> HttpResponse:
    """The switch of the top bar, in the background."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    chosen = request.POST.get("theme", "")
    if chosen not in Theme.values:
        return HttpResponse(status=400)
    User.objects.filter(pk=request.user.pk).update(theme=chosen)
    return HttpResponse(status=204)


@page
def keyboard(request: AppRequest) -> HttpResponse:
    """All shortcuts: a page of the settings, or the dialog that ? opens."""
    template = "settings/shortcuts.html" if request.htmx else "settings/keyboard.html"
    return render(request, template, {"groups": shortcuts.GROUPS, "entry": "keyboard"})


def _page(request: AppRequest, form: forms.ProfileForm, status: int = 200) -> HttpResponse:
    context = {
        "entry": "profile",
        "form": form,
        "values": form.refused(),
        "languages": form.fields["language"].choices,  # type: ignore[attr-defined]
        "untranslated": forms.untranslated(),
        "themes": Theme.choices,
        "time_zones": forms.time_zones(),
        "installation_zone": settings.TIME_ZONE,
        "now": timezone.now(),
        "toast": _("Profile saved") if "saved" in request.GET and status == 200 else "",
    }
    return render(request, "settings/profile.html", context, status=status)


def _with_theme(response: HttpResponseRedirect, chosen: str) -> HttpResponse:
    response.set_cookie(THEME_COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=settings.HTTPS)
    return response
