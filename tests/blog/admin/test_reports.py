"""The reports: what they list, to whom, and that their downloads run nothing."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.images.tests.utils import get_test_image_file

from accounts.models import User
from blog.actions import links
from blog.models import Picture
from blog.reports import REPORTS
from tests.blog.admin.conftest import guide

FORMULA = '=HYPERLINK("http://elsewhere.example","x")'
YESTERDAY = timezone.localdate() - timedelta(days=1)
PATHS = [f"/admin/guide-reports/{report.slug}/" for report in REPORTS]


def _everything_wrong() -> None:
    """One of each: a guide that is stale, short, without description, with a broken link; a picture without text."""
    page = guide(
        f'<p><a href="/blog/gone/">{FORMULA}</a></p>',
        title=FORMULA,
        reviewed_on=date(2025, 1, 1),
        review_due_on=YESTERDAY,
    )
    links.check(page.pk)
    Picture.objects.create(title=FORMULA, file=get_test_image_file())


@pytest.mark.parametrize("path", PATHS)
def test_a_report_says_what_it_is_about_when_it_is_empty(desk: Client, path: str) -> None:
    report = next(report for report in REPORTS if report.slug in path)
    if report.slug == "missing-descriptions":
        from wagtail.models import Page

        Page.objects.update(search_description="Something.")
    page = desk.get(path)
    assert page.status_code == 200
    assert str(report.empty)[:30] in page.content.decode()
    assert desk.get(f"{path}results/").status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_a_report_lists_what_is_wrong_in_as_many_queries_for_one_as_for_three(
    desk: Client, path: str, query_count
) -> None:
    _everything_wrong()
    page = desk.get(path)
    assert "=HYPERLINK" in page.content.decode()
    once = query_count(lambda: desk.get(path))
    _everything_wrong()
    _everything_wrong()
    assert query_count(lambda: desk.get(path)) <= once + 1  # the paginator may ask once more


@pytest.mark.parametrize("path", PATHS)
def test_downloads_hold_no_formula(desk: Client, path: str) -> None:
    _everything_wrong()
    written = b"".join(desk.get(path, {"export": "csv"})).decode("utf-8-sig")
    assert "'=HYPERLINK" in written
    assert not [line for line in written.splitlines() if line.startswith(("=", '"='))]
    sheet = load_workbook(BytesIO(b"".join(desk.get(path, {"export": "xlsx"}).streaming_content))).active
    cells = [cell for row in sheet.iter_rows() for cell in row if "HYPERLINK" in str(cell.value)]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(str(cell.value).startswith("'=") for cell in cells)


@pytest.mark.parametrize("path", PATHS)
def test_moderators_and_strangers_get_no_report(client: Client, moderator: User, ada: User, path: str) -> None:
    client.force_login(moderator)
    assert client.get(path).headers["Location"] == "/admin/"
    client.force_login(ada)
    assert client.get(path).status_code == 302
    client.logout()
    assert client.get(path).status_code == 302


def test_the_menu_offers_reports_to_editors_only(client: Client, desk: Client, moderator: User) -> None:
    assert "/admin/guide-reports/broken-links/" in desk.get("/admin/").content.decode()
    client.force_login(moderator)
    assert "/admin/guide-reports/" not in client.get("/admin/").content.decode()


def _titles(desk: Client, slug: str, **asked: object) -> set[str]:
    answer = desk.get(f"/admin/guide-reports/{slug}/", asked)
    assert answer.status_code == 200
    return {getattr(row, "title", None) or row.url for row in answer.context["object_list"]}


def test_a_guide_is_stale_from_the_day_its_review_is_due(desk: Client) -> None:
    today = timezone.localdate()
    guide(title="Yesterday", slug="a", review_due_on=YESTERDAY)
    guide(title="Today", slug="b", review_due_on=today)
    guide(title="Tomorrow", slug="c", review_due_on=today + timedelta(days=1))
    guide(title="Never", slug="d")
    guide(title="Draft", slug="e", review_due_on=YESTERDAY, live=False)
    assert _titles(desk, "stale-guides") == {"Yesterday", "Today"}
    later = (today + timedelta(days=1)).isoformat()
    assert _titles(desk, "stale-guides", due=later) == {"Yesterday", "Today", "Tomorrow"}
    assert _titles(desk, "stale-guides", due="no day") >= {"Yesterday"}


def test_a_guide_is_short_under_twelve_hundred_words(desk: Client) -> None:
    guide(f"<p>{'word ' * 1199}</p>", title="Short", slug="short")
    guide(f"<p>{'word ' * 1200}</p>", title="Long", slug="long")
    assert _titles(desk, "thin-guides") == {"Short"}
    assert _titles(desk, "thin-guides", words=5000) == {"Short", "Long"}
    assert _titles(desk, "thin-guides", words="9" * 40) >= {"Short"}


def test_links_to_other_sites_are_listed_when_asked_for(desk: Client) -> None:
    page = guide('<a href="/blog/gone/">a</a><a href="https://elsewhere.example/">b</a>')
    links.check(page.pk)
    assert _titles(desk, "broken-links") == {"/blog/gone/"}
    assert _titles(desk, "broken-links", finding="foreign") == {"https://elsewhere.example/"}
    assert _titles(desk, "broken-links", address="nowhere") == set()


def test_a_description_or_a_text_takes_a_thing_off_the_list(desk: Client) -> None:
    guide(title="Silent", slug="silent")
    guide(title="Described", slug="described", search_description="It says what it is.")
    titles = _titles(desk, "missing-descriptions")
    assert "Silent" in titles
    assert "Described" not in titles
    Picture.objects.create(title="Told", file=get_test_image_file(), description="A boat")
    Picture.objects.create(title="Untold", file=get_test_image_file())
    assert _titles(desk, "pictures-without-text") == {"Untold"}
