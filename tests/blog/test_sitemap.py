"""/sitemap.xml, /robots.txt and /llms.txt: what shall be found, and nothing that must not."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client

from agencies.listed import FEWEST_INDEXED
from agencies.models import ProfileVersion
from agencies.states import AgencyState
from blog import sitemaps
from tests import factories
from tests.blog import publishing

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"


def _entries(client: Client, path: str = "/sitemap.xml") -> dict[str, ElementTree.Element]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
    found = ElementTree.fromstring(answer.content).findall(f"{MAP}url")  # noqa: S314 -- our own answer
    return {url.findtext(f"{MAP}loc", "").removeprefix(settings.SITE_ORIGIN): url for url in found}


def _agencies(count: int, **fields: object) -> None:
    for number in range(count):
        factories.agency(
            organisation=factories.organisation(f"Agency {number}"),
            slug=f"agency-{number}",
            services={"python-back-end": 100},
            **fields,
        )


@pytest.mark.django_db
def test_pages_have_their_last_change_and_their_pictures(client: Client) -> None:
    cover = publishing.picture()
    written = publishing.guide(cover=cover)
    widest = cover.get_rendition("width-1200|format-jpeg")
    cover.get_rendition("width-400|format-jpeg")
    entry = _entries(client)["/blog/python-back-end/"]
    changed = datetime.fromisoformat(entry.findtext(f"{MAP}lastmod", ""))
    assert changed == written.last_published_at.replace(microsecond=0)
    assert [each.text for each in entry.iter(f"{IMAGE}loc")] == [f"{settings.SITE_ORIGIN}{widest.url}"]


@pytest.mark.django_db
def test_only_live_public_pages_stand_in_it(client: Client) -> None:
    publishing.guide(slug="shown")
    publishing.guide(slug="withdrawn").unpublish()
    publishing.guide(slug="hidden").view_restrictions.create(restriction_type="login")
    paths = _entries(client).keys()
    assert {"/", "/blog/", "/blog/shown/", "/agencies/", "/how-matching-works/"} <= paths
    assert not {"/blog/withdrawn/", "/blog/hidden/"} & paths


@pytest.mark.django_db
def test_claimed_public_profiles_stand_in_it_with_their_last_version(client: Client) -> None:
    claimed = factories.agency(organisation=factories.organisation("Paperlark"), slug="paperlark")
    version = factories.profile_version(claimed)
    at = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    ProfileVersion.objects.filter(pk=version.pk).update(created_at=at)
    factories.agency(organisation=factories.organisation("Draft"), slug="draft", state=AgencyState.DRAFT)
    factories.agency(organisation=factories.organisation("Unclaimed", claimed_at=None), slug="unclaimed")
    found = _entries(client)
    assert datetime.fromisoformat(found["/agencies/paperlark/"].findtext(f"{MAP}lastmod", "")) == at
    assert not {"/agencies/draft/", "/agencies/unclaimed/"} & found.keys()


@pytest.mark.django_db
def test_a_landing_page_stands_in_it_exactly_when_it_lets_itself_be_indexed(client: Client) -> None:
    landings = ("/agencies/services/python-back-end/", "/agencies/services/python-back-end/ie/")
    for count in (FEWEST_INDEXED - 1, 1):
        have = len([path for path in _entries(client) if path.startswith("/agencies/agency-")])
        for number in range(have, have + count):
            factories.agency(
                organisation=factories.organisation(f"Agency {number}"),
                slug=f"agency-{number}",
                services={"python-back-end": 100},
            )
        publishing.publish(publishing.front())  # no action made the agencies: what is kept must be drawn again
        listed = _entries(client).keys()
        for path in landings:
            indexed = "noindex" not in client.get(path).content.decode()
            assert (path in listed) is indexed
    assert set(landings) <= listed


@pytest.mark.django_db
def test_every_address_in_it_answers_and_may_be_indexed(client: Client) -> None:
    publishing.guide(authors=(publishing.author(),), topics=(publishing.topic(),))
    _agencies(FEWEST_INDEXED)
    for path in _entries(client):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert 'content="noindex' not in answer.content.decode(), path


@pytest.mark.django_db
def test_more_entries_than_a_file_may_have_make_an_index(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [*_entries(client)]
    monkeypatch.setattr(sitemaps, "MOST_ENTRIES", 4)
    publishing.publish(publishing.front())
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 -- our own answer
    files = [each.text or "" for each in index.iter(f"{MAP}loc")]
    assert files[0] == f"{settings.SITE_ORIGIN}/sitemap-1.xml"
    parts = [path for file in files for path in _entries(client, file.removeprefix(settings.SITE_ORIGIN))]
    assert parts == whole
    assert client.get(f"/sitemap-{len(files) + 1}.xml").status_code == 404


@pytest.mark.django_db
def test_a_part_of_a_map_that_has_none_is_not_there(client: Client) -> None:
    assert client.get("/sitemap-1.xml").status_code == 404


@pytest.mark.django_db
def test_queries_do_not_grow_with_pages(client: Client, query_count) -> None:  # type: ignore[no-untyped-def]
    cover = publishing.picture()

    def cost(number: int) -> int:
        publishing.guide(slug=f"guide-{number}", cover=cover)
        return query_count(lambda: client.get("/sitemap.xml"))

    client.get("/sitemap.xml")
    assert cost(1) == cost(2) == cost(3) <= 15


@pytest.mark.django_db
def test_robots_lead_to_the_map_on_our_own_origin(client: Client) -> None:
    lines = client.get("/robots.txt", HTTP_HOST="localhost").content.decode().splitlines()
    assert f"Sitemap: {settings.SITE_ORIGIN}/sitemap.xml" in lines
    assert {"Disallow: /admin/", "Disallow: /accounts/", "Disallow: /newsletter/"} <= set(lines)


@pytest.mark.django_db
def test_llms_lists_every_guide_in_one_line(client: Client) -> None:
    publishing.guide(title="A [title](http://evil.example)\nwith a break", summary="One.\n## Two")
    publishing.guide(slug="withdrawn", title="Withdrawn").unpublish()
    answer = client.get("/llms.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = answer.content.decode().splitlines()
    address = f"{settings.SITE_ORIGIN}/blog/python-back-end/"
    assert f"- [A (title)(http://evil.example) with a break]({address}): One. ## Two" in lines
    assert "Withdrawn" not in answer.content.decode()
    assert lines[0] == "# Briefwell"
