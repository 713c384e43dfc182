"""Loading the guides that come with the program: on a fresh site, and again without touching what editors changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha1
from pathlib import Path
from typing import Any, Final

from django.core.files.images import ImageFile
from django.db import transaction
from wagtail.blocks import StreamValue
from wagtail.models import Page, PageLogEntry, Site

from blog import manuscripts
from blog.models import (
    AuthorIndexPage,
    AuthorPage,
    BarLink,
    BlogIndexPage,
    FooterLink,
    GuideAuthor,
    GuidePage,
    GuideTopic,
    HomePage,
    Picture,
    SiteSettings,
    StandardPage,
    TopicIndexPage,
    TopicPage,
)
from marketplace.lib import clock
from marketplace.lib.origins import Origin

CREATED: Final = "created"
UPDATED: Final = "updated"
UNCHANGED: Final = "unchanged"
KEPT: Final = "kept, an editor changed it"
LEFT_OUT: Final = "left out, an editor deleted it"
WITHOUT_FACTS: Final = "left out, it tells of the demo"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one thing: its kind, its slug, and one of the sentences above."""

    kind: str
    slug: str
    what: str


class NoBlog(Exception):
    """The pages that a fresh site begins with are gone, so there is no place for guides."""


@transaction.atomic
def load(
    *, facts: manuscripts.Facts | None = None, dated_back: bool = False, at: datetime | None = None
) -> list[Outcome]:
    """Topics, authors, guides, standard pages and the links of bar and footer, as the files in blog/content say.

    What is there and differs from its file is brought up to date, unless an editor has saved it: then it is theirs.
    Guides that need more `facts` than the program has of itself are left out without them. `dated_back` spreads the
    dates of the demo over the months before `at`. Raises NoBlog, ManuscriptError, and ValidationError for a text
    that a page can't hold.
    """
    return _Loading(facts, dated_back, at or clock.now()).everything()


def call_origin(slug: str, call: str, variant: str = "a") -> Origin | None:
    """Where a brief came from that began at a guide's call to action; None while that guide isn't there."""
    page = GuidePage.objects.filter(slug=slug).order_by("pk").first()
    if page is None or not page.url:
        return None
    return Origin(page.relative_url(None), page.pk, manuscripts.keyed(slug, call), variant)


class _Loading:
    """One run: what it knows, and what came of it."""

    def __init__(self, facts: manuscripts.Facts | None, dated_back: bool, at: datetime) -> None:
        self.facts = manuscripts.own() | facts if facts else manuscripts.own()
        self.dated_back = dated_back
        self.at = at
        self.outcomes: list[Outcome] = []
        self.site = manuscripts.site()
        deleted = PageLogEntry.objects.filter(action="wagtail.delete", user__isnull=False)
        self.deleted = set(deleted.values_list("label", flat=True))

    def everything(self) -> list[Outcome]:
        index, topics, authors = (_only(model) for model in (BlogIndexPage, TopicIndexPage, AuthorIndexPage))
        composer = manuscripts.Composer(self.facts, {}, ())
        for row in self.site["topic"]:
            self._page(TopicPage, topics, row["slug"], _fields(composer, row))
        for row in self.site["author"]:
            fields = _fields(composer, row)
            fields["biography"] = composer.rich(row["biography"], row["slug"])
            self._page(AuthorPage, authors, row["slug"], fields)
        self._guides(index)
        self._front(index)
        for row in self.site["page"]:
            fields = _fields(composer, row)
            fields["body"] = _stream(StandardPage, "body", composer.text_block(row["slug"], row["text"]))
            fields.pop("text")
            self._page(StandardPage, _only(HomePage), row["slug"], fields)
        self._settings()
        return self.outcomes

    # --- guides -------------------------------------------------------------------------------------

    def _guides(self, index: Page) -> None:
        """All of them are begun before one is written, because they name each other."""
        found = manuscripts.guides()
        wanted = [guide for guide in found if self._wanted(guide)]
        begun = {guide.slug: self._begun(guide, index) for guide in wanted}
        pages = {slug: page.pk for slug, (page, _is_new) in begun.items()}
        others = GuidePage.objects.exclude(slug__in=pages).values_list("slug", "pk")
        pages |= {slug: pk for slug, pk in others}  # noqa: C416 -- dict() of a queryset of pages asks for its first row
        composer = manuscripts.Composer(self.facts, pages, {guide.slug for guide in found})
        for guide in wanted:
            page, is_new = begun[guide.slug]
            self._write(guide, page, is_new, composer)

    def _wanted(self, guide: manuscripts.Manuscript) -> bool:
        there = GuidePage.objects.filter(slug=guide.slug).exists()
        if not there and self._title(guide) in self.deleted:
            self._note(GuidePage, guide.slug, LEFT_OUT)
            return False
        needs = guide.about.get("needs")
        if needs and needs not in self.facts.values:
            if not there:
                self._note(GuidePage, guide.slug, WITHOUT_FACTS)
            return False
        return True

    def _title(self, guide: manuscripts.Manuscript) -> str:
        return manuscripts.Composer(self.facts, {}, ()).words(guide.about["title"])

    def _begun(self, guide: manuscripts.Manuscript, index: Page) -> tuple[GuidePage, bool]:
        page = GuidePage.objects.child_of(index).filter(slug=guide.slug).first()
        if page is not None:
            return page, False
        page = GuidePage(title=self._title(guide), slug=guide.slug, live=False, has_unpublished_changes=True)
        index.add_child(instance=page)
        return page, True

    def _write(
        self, guide: manuscripts.Manuscript, page: GuidePage, is_new: bool, composer: manuscripts.Composer
    ) -> None:
        if not is_new and _is_an_editors(page):
            self._note(GuidePage, guide.slug, KEPT)
            return
        about = guide.about
        fields = {name: composer.words(about[name]) for name in ("title", "seo_title", "search_description", "summary")}
        fields["body"] = _stream(GuidePage, "body", composer.body(guide))
        fields["faq"] = _stream(GuidePage, "faq", composer.questions(guide))
        authors = _by_slug(AuthorPage, about["authors"])
        topics = _by_slug(TopicPage, about["topics"])
        cover = manuscripts.FOLDER / "covers" / about["cover"]
        same = (
            _is_same(page, fields)
            and [row.author_id for row in page.guide_authors.all()] == [author.pk for author in authors]
            and [row.topic_id for row in page.guide_topics.all()] == [topic.pk for topic in topics]
            and page.cover is not None
            and page.cover.file_hash == _hash(cover)
        )
        if same:
            self._note(GuidePage, guide.slug, UNCHANGED)
            return
        _set(page, fields)
        page.guide_authors = [GuideAuthor(author=author, sort_order=place) for place, author in enumerate(authors)]
        page.guide_topics = [GuideTopic(topic=topic, sort_order=place) for place, topic in enumerate(topics)]
        page.cover = _picture(cover, title=fields["title"], description=composer.words(about["cover_alt"]))
        if is_new:
            self._date(page, about)
        page.save_revision(clean=True).publish()
        if is_new:
            GuidePage.objects.filter(pk=page.pk).update(last_published_at=page.first_published_at)
        self._note(GuidePage, guide.slug, CREATED if is_new else UPDATED)

    def _date(self, page: GuidePage, about: Mapping[str, Any]) -> None:
        """The demo's guides appeared over months; those of a real site appear when they are loaded."""
        back = about["published_days_ago"] if self.dated_back else 0
        looked_over = about["reviewed_days_ago"] if self.dated_back else 0
        page.first_published_at = self.at - timedelta(days=back)
        page.reviewed_on = (self.at - timedelta(days=looked_over)).date()
        page.review_due_on = page.reviewed_on + timedelta(days=about["review_in_days"])

    def _front(self, index: BlogIndexPage) -> None:
        """The guide in front, where nobody chose one."""
        if index.featured_id is None and not _is_an_editors(index):
            index.featured = GuidePage.objects.live().filter(slug=self.site["blog"]["featured"]).first()
            if index.featured is not None:
                index.save_revision().publish()

    # --- other pages and the site -------------------------------------------------------------------

    def _page(self, model: type[Page], parent: Page, slug: str, fields: Mapping[str, Any]) -> None:
        page = model.objects.child_of(parent).filter(slug=slug).first()
        if page is None:
            if fields["title"] in self.deleted:
                self._note(model, slug, LEFT_OUT)
                return
            parent.add_child(instance=model(slug=slug, **fields))
            self._note(model, slug, CREATED)
        elif _is_an_editors(page):
            self._note(model, slug, KEPT)
        elif _is_same(page, fields):
            self._note(model, slug, UNCHANGED)
        else:
            _set(page, fields)
            page.save_revision(clean=True).publish()
            self._note(model, slug, UPDATED)

    def _settings(self) -> None:
        """Links of bar and footer for a site that has none yet; what is set there is the editors'."""
        site = Site.objects.get(is_default_site=True)
        if SiteSettings.objects.filter(site=site).exists():
            self._note(SiteSettings, site.hostname, UNCHANGED)
            return
        wanted = self.site["settings"]
        own = SiteSettings(site=site, organisation_name=wanted["organisation_name"])
        own.bar_links = [BarLink(**_link(row), sort_order=place) for place, row in enumerate(wanted["bar"])]
        own.footer_links = [FooterLink(**_link(row), sort_order=place) for place, row in enumerate(wanted["footer"])]
        own.save()
        self._note(SiteSettings, site.hostname, CREATED)

    def _note(self, model: Any, slug: str, what: str) -> None:
        self.outcomes.append(Outcome(str(model._meta.verbose_name), slug, what))


def _only(model: type[Page]) -> Any:
    page = model.objects.order_by("pk").first()
    if page is None:
        raise NoBlog(f"There is no {model._meta.verbose_name}: restore it in the back office first.")
    return page


def _fields(composer: manuscripts.Composer, row: Mapping[str, str]) -> dict[str, Any]:
    """The plain texts of a topic, an author or a page."""
    rich = {"slug", "biography", "text"}
    return {name: value if name in rich else composer.words(value) for name, value in row.items() if name != "slug"}


def _stream(model: type[Page], name: str, raw: Sequence[Mapping[str, Any]]) -> StreamValue:
    return StreamValue(model._meta.get_field(name).stream_block, list(raw), is_lazy=True)


def _by_slug(model: type[Page], slugs: Sequence[str]) -> list[Any]:
    """Those that are there, in the order of the names: an editor may have deleted one."""
    found = {page.slug: page for page in model.objects.filter(slug__in=slugs)}
    return [found[slug] for slug in slugs if slug in found]


def _is_an_editors(page: Page) -> bool:
    """Whether somebody saved it in the back office: what we load has no author."""
    return page.revisions.filter(user__isnull=False).exists()


def _is_same(page: Page, fields: Mapping[str, Any]) -> bool:
    return all(_plain(getattr(page, name)) == _plain(value) for name, value in fields.items())


def _plain(value: Any) -> Any:
    """What a page would keep of it: a stream's blocks are made first, because they clean what they hold."""
    return [block.get_prep_value() for block in value] if isinstance(value, StreamValue) else value


def _set(page: Page, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(page, name, value)


def _link(row: Mapping[str, str]) -> dict[str, Any]:
    if "path" in row:
        return {"label": row["label"], "path": row["path"]}
    return {"label": row["label"], "page": Page.objects.filter(slug=row["page"], depth__gt=2).order_by("depth").first()}


def _picture(path: Path, *, title: str, description: str) -> Picture:
    """The drawing as a picture of ours, the one that is there already if it is the same file."""
    found = Picture.objects.filter(file_hash=_hash(path)).order_by("pk").first()
    if found is not None:
        return found
    with path.open("rb") as file:
        picture = Picture(title=title, description=description, credit="Briefwell")
        picture.file = ImageFile(file, name=path.name)
        picture._set_image_file_metadata()
        picture.save()
    return picture


def _hash(path: Path) -> str:
    """As Wagtail keeps it."""
    return sha1(path.read_bytes(), usedforsecurity=False).hexdigest()
