"""The guides that come with the program: what they say is true, what they show runs, and loading them harms nothing."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.db import transaction
from django.test import Client, override_settings
from PIL import Image
from pytest_django import DjangoDbBlocker, Settings
from wagtail.actions.delete_page import DeletePageAction
from wagtail.models import Page

from accounts.models import User
from blog import manuscripts, reading
from blog.actions import guides
from blog.models import AuthorPage, BlogIndexPage, GuidePage, SiteSettings, StandardPage, TopicPage
from marketplace import checks
from matching import clarity, rules
from matching.types import Brief
from projects.bid_terms import MOST_MILESTONES

SAMPLES = sorted(path for path in (manuscripts.FOLDER / "samples").glob("*.py") if path.stem != "__init__")
FIRST = "python-backend-development"
TOLD_BY_THE_DEMO = {"case-study-research-code"}
EXPECTED_BLOCKS = {
    "text",
    "code",
    "table",
    "callout",
    "quote",
    "comparison",
    "steps",
    "decision_helper",
    "call_to_action",
    "agencies",
    "open_numbers",
    "related_guides",
    "newsletter",
}
ROOT = django_settings.BASE_DIR


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """Loaded once for the module, in a transaction that is undone after it; gives the folder of its media."""
    folder = tmp_path_factory.mktemp("media")
    media = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(folder), "base_url": "/media/"},
    }
    storages = override_settings(STORAGES={**django_settings.STORAGES, "default": media})
    with django_db_blocker.unblock(), storages, transaction.atomic():
        guides.load()
        yield folder
        transaction.set_rollback(True)


@pytest.fixture
def site(loaded: Path, db: None, settings: Settings) -> None:
    """The loaded pages, with their pictures."""
    folder = Path(settings.STORAGES["default"]["OPTIONS"]["location"])
    shutil.copytree(loaded, folder, dirs_exist_ok=True)


def _guide(slug: str = FIRST) -> GuidePage:
    return GuidePage.objects.get(slug=slug)


def _outcomes(**options: Any) -> dict[str, str]:
    return {outcome.slug: outcome.what for outcome in guides.load(**options)}


# --- what stands there -------------------------------------------------------------------------------


def test_a_fresh_site_has_guides_topics_authors_and_links(site: None) -> None:
    files = {guide.slug for guide in manuscripts.guides()}
    assert set(GuidePage.objects.live().values_list("slug", flat=True)) == files - TOLD_BY_THE_DEMO
    assert len(files) >= 7
    assert TopicPage.objects.live().count() == 5
    assert AuthorPage.objects.live().count() == 3
    assert StandardPage.objects.live().filter(slug="about").exists()
    assert BlogIndexPage.objects.get().featured == _guide()
    own = SiteSettings.objects.get()
    assert own.bar_links.count() == 3
    assert all(link.path or link.page for link in own.footer_links.all())


def test_the_first_guide_is_long_and_the_others_are_not_thin(site: None) -> None:
    for guide in GuidePage.objects.all():
        code = sum(len(reading.WORD.findall(b.value["code"])) for b in guide.body if b.block_type == "code")
        prose = guide.words - code
        least, most = (3_500, 5_000) if guide.slug == FIRST else (900, 1_800)
        assert least <= prose <= most, (guide.slug, prose)


def test_the_first_guide_has_twelve_sections_and_shows_the_blocks(site: None) -> None:
    guide = _guide()
    assert len(guide.contents) == 12
    assert {block.block_type for block in guide.body} >= EXPECTED_BLOCKS
    assert len(guide.faq) >= 6
    calls = [block.value for block in guide.body if block.block_type == "call_to_action"]
    assert all(call["heading_b"] and call["text_b"] and call["button_b"] for call in calls)


def test_every_block_would_pass_the_editor(site: None) -> None:
    for guide in GuidePage.objects.all():
        guide.full_clean()
        guide.body.stream_block.clean(guide.body)
        guide.faq.stream_block.clean(guide.faq)


def test_headings_are_unique_and_their_keys_are_the_editors(site: None) -> None:
    for guide in GuidePage.objects.all():
        headings = [heading.words for heading in guide.contents]
        headings += [below.words for heading in guide.contents for below in heading.below]
        assert len(headings) == len(set(headings)), guide.slug
        assert all(re.fullmatch(r"[0-9a-f-]{36}/[0-9a-f]{5}", key) for key in guide.anchors), guide.slug


def test_every_guide_says_who_wrote_it_and_when_it_is_looked_over(site: None) -> None:
    for guide in GuidePage.objects.all():
        assert guide.guide_authors.exists()
        assert guide.guide_topics.exists()
        assert guide.reviewed_on < guide.review_due_on
        assert 50 <= len(guide.search_description) <= 200, guide.slug
        assert guide.cover.description


def test_every_page_is_drawn_and_every_link_inside_leads_somewhere(client: Client, site: None) -> None:
    asked: dict[str, int] = {}
    for page in Page.objects.live().filter(depth__gt=2):
        answer = client.get(page.url)
        assert answer.status_code == 200, page.url
        body = answer.content.decode()
        assert "{{" not in body, page.url
        prose = body[body.index("<main") : body.index("</main>")]
        for address in re.findall(r'href="(/[^"#?]*)', prose):
            if address.startswith(("/static/", "/media/")):
                continue
            if address not in asked:
                asked[address] = client.get(address).status_code
            assert asked[address] in {200, 302}, (page.url, address)
    assert len(asked) > 15


def test_typography_touches_words_and_not_code(site: None) -> None:
    guide = _guide()
    texts = "".join(block.value.source for block in guide.body if block.block_type == "text")
    outside = re.sub(r"<[^>]+>", "", re.sub(r"<code>.*?</code>", "", texts))
    assert '"' not in outside
    assert "'" not in outside
    assert not any("“" in block.value["code"] for block in guide.body if block.block_type == "code")


# --- samples and covers ------------------------------------------------------------------------------


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_every_sample_runs_as_it_stands(sample: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(sample)], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr


def test_every_sample_is_shown_and_shows_what_it_is(site: None) -> None:
    shown = {
        block.value["code"] for guide in GuidePage.objects.all() for block in guide.body if block.block_type == "code"
    }
    files = {path.read_text(encoding="utf-8").rstrip() for path in [*SAMPLES, ROOT / "Procfile"]}
    assert shown == files


def test_every_sample_fits_its_column() -> None:
    for sample in SAMPLES:
        assert max(len(line) for line in sample.read_text(encoding="utf-8").splitlines()) <= 80, sample.name


def test_every_cover_is_drawn_large_and_weighs_little() -> None:
    covers = manuscripts.FOLDER / "covers"
    wanted = {guide.about["cover"] for guide in manuscripts.guides()}
    assert len(wanted) == len(manuscripts.guides()), "each guide has a drawing of its own"
    for name in wanted:
        path = covers / name
        assert path.stat().st_size < 60_000
        assert Image.open(path).size == (1600, 900)
        assert path.with_suffix(".svg").is_file(), "the drawing it was made from"


# --- what is quoted ----------------------------------------------------------------------------------


def _text_of(slug: str) -> str:
    return (manuscripts.FOLDER / "guides" / f"{slug}.md").read_text(encoding="utf-8")


def test_figures_about_this_site_are_true() -> None:
    text = _text_of(FIRST)
    assert "nineteen questions" in text
    assert len(checks._QUESTIONS) + 1 == 19, "those of production, and whether the environment is known"
    assert "two processes of four threads" in text
    env = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert "WEB_PROCESSES=2\nWEB_THREADS=4" in env
    assert "costs 172" in text
    assert "| plain | 172 |" in (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    assert "every ten seconds" in text
    assert django_settings.CELERY_BEAT_SCHEDULE["sweep-matching"]["schedule"] == 10
    assert "`default-src 'none'`" in text
    assert django_settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["default-src"] == ["'none'"]
    assert "up to twenty" in _text_of("milestones-that-protect-both-sides")
    assert MOST_MILESTONES == 20


def test_named_constraints_and_dependencies_are_ours() -> None:
    text = _text_of(FIRST)
    names = {each.name for model in apps.get_models() for each in model._meta.constraints}
    named = set(re.findall(r"`(one_project_[a-z_]+|seats_[a-z_]+|published_projects[a-z_]+)`", text))
    assert named
    assert named <= names
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    direct = {re.split(r"[\[~>=]", line)[0] for line in project["dependencies"]}
    listed = re.findall(r"^- ((?:`[a-z-]+`(?: and )?)+):", text, re.MULTILINE)
    dependencies = {name for line in listed for name in re.findall(r"`([a-z-]+)`", line)}
    assert {"django", "celery", "numpy"} <= dependencies <= direct


def test_the_guide_on_matching_is_the_engines_own_word(site: None) -> None:
    guide = _guide("how-our-matching-works")
    told = rules.describe()
    table = next(block.value["table"] for block in guide.body if block.block_type == "table")
    rows = [[cell.value for cell in row] for row in table.rows]
    expected = [(rule["sentence"], f"{rule['weight']:g}") for rule in told if rule["kind"] == "scored"]
    assert sorted((row[1].replace("’", "'"), row[2]) for row in rows) == sorted(expected)
    assert sum(float(row[2]) for row in rows) == 100
    steps = next(block.value["steps"] for block in guide.body if block.block_type == "steps")
    conditions = [rule["sentence"] for rule in told if rule["kind"] == "hard"]
    said = [re.sub(r"<[^>]+>", "", step["text"].source) for step in steps]
    assert [sentence.replace("’", "'").replace("&#x27;", "'") for sentence in said] == conditions


def test_the_guide_on_briefs_asks_what_the_wizard_asks(site: None) -> None:
    table = next(b.value["table"] for b in _guide("brief-that-gets-good-bids").body if b.block_type == "table")
    asked = [[cell.value for cell in row][1].replace("’", "'") for row in table.rows]
    assert asked == [question.text for question in clarity.assess(Brief("")).questions]


# --- loading -----------------------------------------------------------------------------------------


def test_loading_twice_changes_nothing(site: None) -> None:
    before = [(page.pk, page.latest_revision_id, page.last_published_at) for page in Page.objects.order_by("pk")]
    outcomes = _outcomes()
    assert set(outcomes.values()) == {guides.UNCHANGED, guides.WITHOUT_FACTS}
    assert [
        (page.pk, page.latest_revision_id, page.last_published_at) for page in Page.objects.order_by("pk")
    ] == before


def test_what_an_editor_changed_is_kept(site: None, ada: User) -> None:
    guide = _guide()
    guide.title = "My own title"
    guide.save_revision(user=ada).publish()
    topic = TopicPage.objects.get(slug="briefs")
    topic.introduction = "My own words."
    topic.save_revision(user=ada).publish()
    outcomes = _outcomes()
    assert outcomes[FIRST] == outcomes["briefs"] == guides.KEPT
    assert _guide().title == "My own title"
    assert TopicPage.objects.get(slug="briefs").introduction == "My own words."


def test_a_draft_of_an_editor_is_kept_as_well(site: None, ada: User) -> None:
    guide = _guide()
    guide.summary = "Half written."
    revision = guide.save_revision(user=ada)
    assert _outcomes()[FIRST] == guides.KEPT
    assert _guide().latest_revision == revision


def test_what_an_editor_deleted_stays_away(site: None, ada: User) -> None:
    DeletePageAction(_guide("compare-agency-bids"), user=ada).execute(skip_permission_checks=True)
    outcomes = _outcomes()
    assert outcomes["compare-agency-bids"] == guides.LEFT_OUT
    assert not GuidePage.objects.filter(slug="compare-agency-bids").exists()
    assert outcomes[FIRST] == guides.UPDATED, "it no longer names the one that is gone"


def test_a_guide_nobody_touched_follows_its_rules(site: None, settings: Settings) -> None:
    settings.LEAST_SCORE = 55
    outcomes = _outcomes()
    assert outcomes["how-our-matching-works"] == guides.UPDATED
    assert "Below 55 points" in "".join(
        block.value.source for block in _guide("how-our-matching-works").body if block.block_type == "text"
    )
    assert outcomes["milestones-that-protect-both-sides"] == guides.UNCHANGED


def test_headings_keep_their_addresses_when_a_guide_is_brought_up_to_date(site: None, settings: Settings) -> None:
    before = [heading.anchor for heading in _guide("how-our-matching-works").contents]
    settings.LEAST_SCORE = 55
    guides.load()
    assert [heading.anchor for heading in _guide("how-our-matching-works").contents] == before


def test_links_of_bar_and_footer_are_the_editors_once_they_are_there(site: None) -> None:
    own = SiteSettings.objects.get()
    own.bar_links.all().delete()
    own.save()
    guides.load()
    assert not SiteSettings.objects.get().bar_links.exists()


def test_where_a_brief_began_names_the_very_block(site: None) -> None:
    origin = guides.call_origin(FIRST, "python-end", "b")
    assert origin is not None
    assert origin.path == f"/blog/{FIRST}/"
    assert origin.variant == "b"
    assert origin.block in {block.id for block in _guide().body if block.block_type == "call_to_action"}
    assert guides.call_origin("nowhere", "python-end") is None
