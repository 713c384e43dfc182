"""Loading the guides on a site that has none."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from blog.actions import guides
from blog.models import BlogIndexPage, GuidePage
from marketplace.lib import clock

FIRST = "python-backend-development"


def test_a_real_site_publishes_its_guides_now(db: None) -> None:
    at = clock.now()
    guides.load(at=at)
    assert set(GuidePage.objects.values_list("first_published_at", flat=True)) == {at}
    assert {guide.reviewed_on for guide in GuidePage.objects.all()} == {at.date()}


def test_the_demo_looks_back(db: None) -> None:
    at = clock.now()
    guides.load(dated_back=True, at=at)
    first = GuidePage.objects.get(slug=FIRST)
    assert first.first_published_at == at - timedelta(days=96)
    assert first.last_published_at == first.first_published_at
    assert first.reviewed_on == (at - timedelta(days=9)).date()
    dates = GuidePage.objects.values_list("first_published_at", flat=True)
    assert len(set(dates)) == len(dates)


def test_the_command_says_what_it_did(db: None) -> None:
    said = StringIO()
    call_command("load_guides", stdout=said)
    assert f"guide {FIRST}: created" in said.getvalue()
    assert "case-study-research-code: left out, it tells of the demo" in said.getvalue()
    again = StringIO()
    call_command("load_guides", stdout=again)
    assert "0 of 17 created or updated." in again.getvalue()


def test_a_site_without_a_list_of_guides_is_told_so(db: None) -> None:
    BlogIndexPage.objects.get().delete()
    with pytest.raises(CommandError, match="There is no list of guides"):
        call_command("load_guides")
