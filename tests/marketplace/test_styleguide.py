"""The style guide shows everything, and no page can break what the policy for browsers relies on."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client

from accounts.models import Membership, User
from marketplace import styleguide
from tests import factories

TEMPLATES = Path(settings.BASE_DIR) / "templates"
STATIC = Path(settings.BASE_DIR) / "static"
PAGES = sorted(path for path in TEMPLATES.rglob("*.html"))


def name_of(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


def is_of_a_mail(path: Path) -> bool:
    """Mails carry their styles inline, because mail programs read no other; pages never do."""
    text = path.read_text()
    mails = (
        "notifications/base.html",
        "notifications/said.html",
        "notifications/reasons.html",
        "notifications/facts.html",
    )
    return name_of(path) in mails or path.name == "body.html" or 'extends "notifications/base.html"' in text


def markup(path: Path) -> str:
    """The template without its own comments."""
    return re.sub(r"{#.*?#}|{% comment.*?endcomment %}", "", path.read_text(), flags=re.DOTALL)


@pytest.mark.django_db
def test_the_guide_is_open_to_a_stranger(client: Client) -> None:
    response = client.get("/styleguide/")
    assert response.status_code == 200
    assert b"Style guide" in response.content


@pytest.mark.parametrize("path", sorted((TEMPLATES / "components").glob("*.html")), ids=lambda path: path.stem)
def test_the_guide_shows_every_component(path: Path) -> None:
    guide = (TEMPLATES / "styleguide.html").read_text()
    assert re.search(rf"<c-{path.stem.replace('_', '-')}[\s/>]", guide)


@pytest.mark.django_db
def test_the_guide_shows_every_icon(client: Client) -> None:
    page = client.get("/styleguide/").content.decode()
    assert len(styleguide.icons()) > 50
    assert all(f"#{name}" in page for name in styleguide.icons())


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_template_has_nothing_inline(path: Path) -> None:
    text = markup(path)
    executed = [tag for tag in re.findall(r"<script\b[^>]*>", text) if "src=" not in tag and "json" not in tag]
    assert not executed
    assert not re.search(r"<[^>{]*\son[a-z]+\s*=", text)
    assert "javascript:" not in text
    if not is_of_a_mail(path):
        assert not re.search(r"\sstyle\s*=", text)
        assert "<style" not in text


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_template_escapes_everything(path: Path) -> None:
    text = markup(path)
    assert not re.search(r"\|\s*(safe|safeseq)\b", text)
    assert not re.search(r"{%\s*autoescape\s+off", text)
    assert not re.search(r"{{\s*attrs\s*}}", text), "use {{ attrs|attributes }}: attrs alone is not escaped"


@pytest.mark.parametrize("path", sorted((TEMPLATES / "components").glob("*.html")), ids=lambda path: path.stem)
def test_a_component_declares_what_it_takes_with_defaults(path: Path) -> None:
    declared = re.search(r"<c-vars\s(.*?)/>", path.read_text(), re.DOTALL)
    names = re.sub(r'[\w:-]+="[^"]*"', "", declared[1]).split() if declared else []
    assert names == [], "a name without a default would be looked up in the page's context"


def test_every_icon_that_a_template_names_is_drawn() -> None:
    drawn = set(styleguide.icons())
    named = set()
    for path in PAGES:
        text = path.read_text()
        named |= set(re.findall(r'{% icon "([a-z0-9-]+)"', text))
        named |= set(re.findall(r'\bicon(?:_end)?="([a-z0-9-]+)"', text))
    assert named <= drawn


def test_every_drawing_that_a_template_names_is_there() -> None:
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "img" / "art.svg").read_text()))
    named = set()
    for path in PAGES:
        named |= set(
            re.findall(r'{% art "([a-z0-9-]+)"|<c-art name="([a-z0-9-]+)"|\bart="([a-z0-9-]+)"', path.read_text())
        )
    assert {name for found in named for name in found if name} <= drawn
    assert not {name for name in drawn if name.startswith("p-")}, "portfolio placeholders are for drafts only"


def test_stylesheets_point_at_files_that_exist() -> None:
    for sheet in (STATIC / "css").rglob("*.css"):
        for target in re.findall(r'url\("?([^")]+)"?\)', sheet.read_text()):
            assert (sheet.parent / target).resolve().is_file(), f"{sheet.name}: {target}"


def test_the_stylesheet_of_every_page_stays_below_60_kb() -> None:
    always = sum(path.stat().st_size for path in (STATIC / "css").glob("*.css"))
    assert always < 60 * 1024


def test_fonts_and_icons_carry_their_licences() -> None:
    assert "OFL" in (STATIC / "fonts" / "OFL-literata.txt").read_text()
    assert "Open Font License" in (STATIC / "fonts" / "OFL-instrument-sans.txt").read_text()
    assert "ISC" in (STATIC / "icons.LICENSE.txt").read_text()


@pytest.mark.parametrize("name", ["500.html", "503.html"])
def test_the_page_for_our_own_faults_needs_no_database(name: str) -> None:
    page = render_to_string(name)
    assert "Try again" in page
    assert 'href="/static/css/tokens.css"' in page


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html"])
def test_an_error_page_has_one_heading_and_a_way_out(client: Client, name: str) -> None:
    page = render_to_string(name, request=client.get("/styleguide/").wsgi_request)
    assert page.count("<h1>") == 1
    assert 'href="/"' in page


@pytest.mark.django_db
def test_the_bar_offers_every_other_organisation_of_the_reader(client: Client, ada: User) -> None:
    assert ada.organisations.count() == 1
    client.force_login(ada)
    assert "Act for" not in client.get("/styleguide/").content.decode()
    second = factories.organisation("Second House")
    Membership.objects.create(organisation=second, user=ada)
    page = client.get("/styleguide/").content.decode()
    assert "Act for Second House" in page
    assert f'value="{second.code}"' in page


@pytest.mark.django_db
def test_the_bar_invites_a_stranger_to_sign_in(client: Client) -> None:
    page = client.get("/styleguide/").content.decode()
    assert "/accounts/login/" in page
    assert "Sign out" not in page
