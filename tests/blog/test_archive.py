"""The archive: years and months that hold guides, nothing else."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from tests.blog import articles

pytestmark = pytest.mark.django_db


def _at(year: int, month: int, day: int = 5, hour: int = 12) -> dict[str, datetime]:
    at = datetime(year, month, day, hour, tzinfo=UTC)
    return {"first_published_at": at, "last_published_at": at}


@pytest.fixture
def guides(db: None) -> None:
    articles.guide("Of May", **_at(2025, 5))
    articles.guide("Of May too", **_at(2025, 5, 9))
    articles.guide("Of the last night", **_at(2025, 12, 31, 23))
    articles.guide("Of the first morning", **_at(2026, 1, 1, 0))


def _titles(client: Client, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200
    return re.findall(r'class="cover-link"[^>]*>([^<]+)<', answer.content.decode())


def test_years_and_months_are_counted_the_latest_first(client: Client, guides: None) -> None:
    page = client.get("/blog/archive/").content.decode()
    links = re.findall(r'href="/blog/archive/([\d/]+)"', page)
    assert links == ["2026/", "2026/1/", "2025/", "2025/12/", "2025/5/"]
    assert " ".join(re.sub(r"<[^>]+>", " ", page).split()).count("May 2 guides") == 1


def test_a_year_and_a_month_show_their_guides_newest_first(client: Client, guides: None) -> None:
    assert _titles(client, "/blog/archive/2025/") == ["Of the last night", "Of May too", "Of May"]
    assert _titles(client, "/blog/archive/2025/5/") == ["Of May too", "Of May"]
    assert _titles(client, "/blog/archive/2026/1/") == ["Of the first morning"]
    assert "Guides of May 2025" in client.get("/blog/archive/2025/5/").content.decode()


@pytest.mark.parametrize("path", ["2024/", "2025/6/", "2025/13/", "2025/0/", "99999999999/", "x/", "-1/", "2025/5/1/"])
def test_a_time_without_guides_is_not_found(client: Client, guides: None, path: str) -> None:
    assert client.get(f"/blog/archive/{path}").status_code == 404


def test_drafts_and_closed_guides_open_no_month(client: Client, guides: None) -> None:
    articles.guide("A draft", live=False, **_at(2024, 3))
    closed = articles.guide("For some only", **_at(2024, 4))
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    assert "2024" not in re.sub(r"<[^>]+>", " ", client.get("/blog/archive/").content.decode())
    assert client.get("/blog/archive/2024/3/").status_code == 404


def test_a_long_year_has_pages(client: Client) -> None:
    for number in range(14):
        articles.guide(f"Guide {number}", **_at(2023, 7, number + 1))
    assert len(_titles(client, "/blog/archive/2023/")) == 12
    assert _titles(client, "/blog/archive/2023/?page=2") == ["Guide 1", "Guide 0"]
    assert _titles(client, "/blog/archive/2023/?page=99") == ["Guide 1", "Guide 0"]
    assert ", page 2" in client.get("/blog/archive/2023/?page=2").content.decode()


def test_a_published_guide_shows_at_once_in_a_page_that_is_kept(
    client: Client, guides: None, django_capture_on_commit_callbacks: object
) -> None:
    assert "2022" not in client.get("/blog/archive/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        articles.guide("Found late", **_at(2022, 2))
    assert "/blog/archive/2022/2/" in client.get("/blog/archive/").content.decode()
