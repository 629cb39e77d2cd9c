"""Static files: kept for good, joined, known beforehand, and found from a page of an earlier version."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.templatetags.static import static
from django.test import Client
from django.urls import reverse

from playground import assets
from playground.models import User
from tests import node
from tests.views import asking

JOINED = static("css/tokens~base.css")
SCRIPT = static("js/prompt-field~running.js")
MODULES = Path(settings.BASE_DIR) / "static" / "js"
FAILS_IN_THE_MIDDLE = """
globalThis.reportError = (error) => console.log(`told: ${error.message}`);
load("bad", () => { throw new Error("bad"); });
load("good", () => { console.log("good"); return {}; });
console.log(modules.mentions.pieces("as in image 2", "image").length);
"""


@pytest.mark.parametrize("address", [static("icon.svg"), static("js/theme.js"), JOINED, SCRIPT])
def test_what_has_a_version_is_kept_for_good(client: Client, address: str) -> None:
    response, _body = asking.fetch(client, address)
    assert response.status_code == 200
    assert "immutable" in response["Cache-Control"]
    assert "public" in response["Cache-Control"]
    assert "Cookie" not in response.get("Vary", "")


def test_style_sheets_go_out_as_one_in_the_order_that_was_asked(client: Client) -> None:
    response = client.get(JOINED)
    assert response["Content-Type"].startswith("text/css")
    sheet = response.content.decode()
    assert "/*" not in sheet
    assert 0 < sheet.index("--amber-line:") < sheet.index(".button-primary {")


def test_modules_go_out_as_one_each_once_and_after_what_it_imports(client: Client) -> None:
    response = client.get(SCRIPT)
    assert response["Content-Type"].startswith("text/javascript")
    script = response.content.decode()
    assert re.findall(r'^load\("([\w-]+)"', script, re.MULTILINE) == [
        "mentions", "prompt-field", "elapsed", "running",
    ]  # fmt: skip
    assert 'const { pieces } = modules["mentions"];' in script
    assert not re.search(r"^ *//", script, re.MULTILINE)


@pytest.mark.parametrize("module", sorted(path.stem for path in MODULES.glob("*.js")))
def test_every_module_imports_and_exports_in_a_way_that_can_be_joined(module: str) -> None:
    script = assets.modules([module, "theme"])
    assert script
    assert not re.search(r"^\s*(import|export)\b|^await\b|\bimport\(", script, re.MULTILINE)


@node.needs_node
def test_a_module_that_fails_takes_no_other_along() -> None:
    script = f"{assets.modules(['mentions'])}{FAILS_IN_THE_MIDDLE}"
    done = subprocess.run(
        [node.NODE, "--input-type=module"], input=script, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["told: bad", "good", "3"]


@pytest.mark.django_db
@pytest.mark.parametrize("names", ["base~nothing", "base~..", "base~", "~".join(["base"] * 50)])
def test_what_would_join_files_that_are_not_there_is_not_there(client: Client, names: str) -> None:
    assert client.get(static(f"css/{names}.css")).status_code == 404
    assert client.get(static(f"js/{names.replace('base', 'theme')}.js")).status_code == 404


@pytest.mark.parametrize("file", ["js/shrink-worker.js", "css/tokens~base.css", "js/theme~toast.js"])
def test_a_page_of_an_earlier_version_finds_its_files(client: Client, file: str) -> None:
    response = client.get(f"/static/0123456789ab/{file}")
    assert (response.status_code, response["Location"]) == (302, static(file))
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/static/0123456789ab/none.js",
        "/static/0123456789ab/js/theme~none.js",
        f"/static/0123456789ab/js/{'a' * 3000}~b.js",
        "/static/",
        "/static/icon.svg",
    ],
)
def test_what_no_version_has_is_not_there(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_another_content_is_another_version(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a")
    before = assets.version(tmp_path)
    assert assets.version(tmp_path) == before
    (tmp_path / "a.css").write_text("b")
    assert assets.version(tmp_path) != before


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["studio", "gallery", "conversations", "settings_profile"])
def test_a_page_asks_for_its_modules_once_and_pictures_go_before_them(
    as_alice: Client, client: Client, name: str
) -> None:
    page = as_alice.get(reverse(name)).content.decode()
    modules = re.findall(r'<(?:script|link)\b[^>]*/js/[\w~-]+\.js"[^>]*>', page)
    late = [module for module in modules if 'blocking="render"' not in module]
    assert len(late) == 1
    assert 'fetchpriority="low"' in late[0]
    [address] = re.findall(r'src="([^"]+)"', late[0])
    assert client.get(address).status_code == 200


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
