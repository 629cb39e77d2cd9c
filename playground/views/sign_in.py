"""Signing in by a one-time link, and out."""

from __future__ import annotations

from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from playground.services import sign_in

BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "sign_in/index.html")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing; the button uses the link up."""
    if request.method != "POST":
        found = sign_in.find(token)
        return render(request, "sign_in/link.html", {"link": found}, status=200 if found else 404)
    user = sign_in.consume(token)
    if user is None:
        return render(request, "sign_in/link.html", {"link": None}, status=404)
    auth.login(request, user, backend=BACKEND)
    return redirect("studio")


@require_POST
@never_cache
def sign_out(request: HttpRequest) -> HttpResponse:
    auth.logout(request)
    return redirect("sign_in")
