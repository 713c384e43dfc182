"""What all our pages share: how they show in search results and on other sites, and that readers see changes."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.models import Page

from blog import epochs

RESERVED_SLUGS = frozenset(
    """accounts admin agencies api beacon contracts dev documents health how-matching-works images inbox leads
    llms.txt media newsletter open payments privacy projects receipts robots.txt settings sitemap.xml static
    styleguide terms""".split()
)
"""First parts of addresses that the program answers itself: a page there would never be seen."""


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

    promote_panels: ClassVar[list[Panel]] = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description"), FieldPanel("social_image")],
            heading=_("Search and sharing"),
        ),
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

    @property
    def description(self) -> str:
        """The sentence under the title in search results."""
        return self.search_description
