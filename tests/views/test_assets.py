"""Static files: kept for good, joined, known beforehand, and found from a page of an earlier version."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.templatetags.static import static
from django.test import Client
from django.urls import reverse

from playground import assets
from playground.models import User
from tests.views import asking

JOINED = static("css/tokens~base.css")
MODULES = Path(settings.BASE_DIR) / "static" / "js"


@pytest.mark.parametrize("address", [static("icon.svg"), static("js/theme.js"), JOINED])
def test_what_has_a_version_is_kept_for_good(client: Client, address: str) -> None:
    response, _body = asking.fetch(client, address)
    assert response.status_code == 200
    assert "immutable" in response["Cache-Control"]
    assert "public" in response["Cache-Control"]
    assert "Cookie" not in response.get("Vary", "")


def test_style_sheets_go_out_as_one_in_the_order_that_was_asked(client: Client) -> None:
    response = client.get(JOINED)
    sheets = [(MODULES.parent / "css" / f"{name}.css").read_text("utf-8") for name in ("tokens", "base")]
    assert response["Content-Type"].startswith("text/css")
    assert response.content.decode() == "".join(sheets)


@pytest.mark.django_db
@pytest.mark.parametrize("names", ["tokens~nothing", "tokens~..", "tokens~", "~".join(["base"] * 30)])
def test_style_sheets_that_are_not_there_are_not_there(client: Client, names: str) -> None:
    assert client.get(static(f"css/{names}.css")).status_code == 404


@pytest.mark.parametrize("file", ["js/shrink-worker.js", "css/tokens~base.css"])
def test_a_page_of_an_earlier_version_finds_its_files(client: Client, file: str) -> None:
    response = client.get(f"/static/0123456789ab/{file}")
    assert (response.status_code, response["Location"]) == (302, static(file))
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/static/0123456789ab/none.js", "/static/", "/static/icon.svg"])
def test_what_no_version_has_is_not_there(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_another_content_is_another_version(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a")
    before = assets.version(tmp_path)
    assert assets.version(tmp_path) == before
    (tmp_path / "a.css").write_text("b")
    assert assets.version(tmp_path) != before


def test_everything_that_is_imported_is_known_beforehand() -> None:
    found = assets.imported(["composer"])
    assert {"draft", "mentions", "prompt-field"} <= set(found)
    assert "composer" not in found
    assert assets.imported(["frames", "shortcuts"]) == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["studio", "gallery", "conversations"])
def test_no_page_asks_for_a_module_only_when_another_has_come(as_alice: Client, name: str) -> None:
    page = as_alice.get(reverse(name)).content.decode()
    named = set(re.findall(r'(?:src|href)="[^"]*/js/([\w-]+)\.js"', page))
    scripts = re.findall(r'src="[^"]*/js/([\w-]+)\.js"', page)
    assert scripts
    assert set(assets.imported(scripts)) <= named


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["studio", "gallery", "conversations"])
def test_only_what_holds_back_the_first_paint_goes_before_pictures(as_alice: Client, name: str) -> None:
    page = as_alice.get(reverse(name)).content.decode()
    modules = re.findall(r'<(?:script|link)\b[^>]*/js/[\w-]+\.js"[^>]*>', page)
    assert modules
    for module in modules:
        assert ('fetchpriority="low"' in module) is ('blocking="render"' not in module)


@pytest.mark.django_db
def test_pictures_of_the_newest_turn_come_first_and_in_the_size_shown(alice: User, as_alice: Client) -> None:
    older, _images = asking.pictures(alice)
    _newest, [image] = asking.pictures(alice, conversation=older.conversation)
    page = as_alice.get(reverse("conversation", args=[older.conversation_id])).content.decode()
    first, last = re.findall(r"<img [^>]*thumbs/view[^>]*>", page)
    assert 'loading="lazy"' in first
    assert 'fetchpriority="high"' in last
    assert "lazy" not in last
    assert f"{reverse('image_thumbnail', args=[image.pk, 'tile'])} " in last
    assert "sizes=" in last
