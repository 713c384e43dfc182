"""What all our pages share: how they show in search results and on other sites, and that readers see changes."""

from typing import Any, ClassVar, Final, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import StrIndex
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, Panel
from wagtail.models import Page, PageViewRestriction

from blog import epochs
from blog.panels import SearchSnippetPanel

RESERVED_SLUGS: Final = frozenset(
    """_util accounts admin agencies api beacon contracts dev documents health how-matching-works images inbox
    invitations leads llms.txt media newsletter open payments privacy projects receipts robots.txt settings
    sitemap.xml static styleguide terms""".split()
)
"""First parts of addresses that the program answers itself: a page there would never be seen."""

RESERVED_BELOW_GUIDES: Final = frozenset("archive authors calls cards feed search topics".split())
"""What follows /blog/ in addresses that the program answers itself, or that its two lists have."""

Pages = TypeVar("Pages", bound=QuerySet[Any])

DEPTH_OF_FIRST_PART: Final = 3
"""How deep in the tree the pages lie whose slug is the first part of their address."""


def unrestricted(pages: Pages) -> Pages:
    """Those of the pages that anybody may see, as `.public()` has it, without a query of its own."""
    place = StrIndex(OuterRef("path"), F("page__path"))  # 1 where the page lies below the closed one, or is it
    return pages.exclude(Exists(PageViewRestriction.objects.annotate(place=place).filter(place=1)))


def slug_refusal(page: Page, slug: str, parent: Page | None) -> str | Promise:
    """Why a page may not have this slug below this parent; nothing when it may."""
    fixed = getattr(page, "fixed_slug", "")
    if fixed and slug != fixed:
        return _("This page keeps the slug “%(slug)s”: other addresses are built upon it.") % {"slug": fixed}
    taken: frozenset[str] = frozenset()
    if parent is not None and parent.depth == DEPTH_OF_FIRST_PART - 1:
        taken = RESERVED_SLUGS
    elif parent is not None and getattr(parent.specific_class, "fixed_slug", "") == "blog":
        taken = RESERVED_BELOW_GUIDES
    if slug.lower() in taken and slug != fixed:
        return _("“%(slug)s” is an address of the program itself. Choose another slug.") % {"slug": slug}
    return ""


class ArticleForm(WagtailAdminPageForm):
    """The editor's form: a slug that can't be had is refused beside its field."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if "slug" in cleaned and (refusal := slug_refusal(self.instance, cleaned["slug"], self.parent_page)):
            self.add_error("slug", ValidationError(str(refusal)))
        return cleaned


class ArticlePage(Page):
    """The abstract page: search and social fields, and a save that lets cached pages be drawn again."""

    social_image = models.ForeignKey(
        "blog.Picture",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture for sharing"),
        help_text=_("Where it is missing, the cover is used; where that is missing, one is drawn from the title."),
    )

    fixed_slug: ClassVar[str] = ""
    """The slug of a page that addresses of the program are built upon."""

    base_form_class = ArticleForm
    promote_panels: ClassVar[list[Panel]] = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description"), FieldPanel("social_image")],
            heading=_("Search and sharing"),
        ),
        SearchSnippetPanel(),
        HelpPanel(template="marketplace/funnel/panel.html", heading=_("What it brought")),
    ]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        epochs.raise_on_commit()

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        gone = super().delete(*args, **kwargs)
        epochs.raise_on_commit()
        return gone

    def clean(self) -> None:
        super().clean()
        self._check_slug()

    def minimal_clean(self) -> None:
        super().minimal_clean()
        self._check_slug()

    def can_move_to(self, parent: Page) -> bool:
        return super().can_move_to(parent) and not slug_refusal(self, self.slug, parent)

    @property
    def description(self) -> str:
        """The sentence under the title in search results."""
        return self.search_description

    def _check_slug(self) -> None:
        """Pages that aren't in the tree yet have no parent: their form knows it."""
        if refusal := slug_refusal(self, self.slug, self.get_parent() if self.path else None):
            raise ValidationError({"slug": refusal})
