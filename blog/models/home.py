"""The home page: its hero is the first box of the brief."""

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.fields import StreamField

from agencies.models import Agency, AgencyService
from blog.blocks import HomeBody
from blog.models.articles import ArticlePage
from matching import taxonomy

CHIPS = 4
LISTED = 12
EXAMPLE_FIT = {"score": 92, "shares": {"skills": 1.0, "industry": 1.0, "budget": 0.8, "timing": 1.0, "place": 0.6}}
"""The fit of the example beside the box; the score is what the engine would make of these shares."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A service that agencies offer, where it leads, and how many do; None where they are too few to be counted."""

    slug: str
    name: str
    url: str
    agencies: int | None


class HomePage(ArticlePage):
    """What an editor can say on the home page; the form and the numbers come from the program."""

    headline = models.CharField(
        _("headline"),
        max_length=120,
        default="Post one brief. Let *the right agencies* come to you.",
        help_text=_("Words between asterisks are highlighted."),
    )
    lede = models.TextField(_("lede"), max_length=400, blank=True)
    prompt = models.CharField(_("question above the box"), max_length=120, default="What do you need done?")
    example = models.TextField(_("example inside the box"), max_length=600, blank=True)
    reassurance = models.CharField(_("line below the box"), max_length=200, blank=True)
    body = StreamField(HomeBody(), verbose_name=_("below the box"), blank=True)

    content_panels: ClassVar[list[Panel]] = [
        *ArticlePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("headline"),
                FieldPanel("lede"),
                FieldPanel("prompt"),
                FieldPanel("example"),
                FieldPanel("reassurance"),
            ],
            heading=_("Hero"),
        ),
        FieldPanel("body"),
    ]
    template = "blog/home.html"
    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["blog.BlogIndexPage", "blog.StandardPage"]

    class Meta:
        verbose_name = _("home page")

    @property
    def description(self) -> str:
        return self.search_description or self.lede

    @property
    def headline_html(self) -> SafeString:
        """The headline, escaped, with what stands between asterisks highlighted."""
        parts = re.split(r"\*([^*]+)\*", self.headline)
        marked = ((format_html("<mark>{}</mark>", part) if place % 2 else part,) for place, part in enumerate(parts))
        return format_html_join("", "{}", marked)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        offers = _offers()
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {
            **context,
            "offers": offers[:LISTED],
            "chips": offers[:CHIPS],
            "market": _market(),
            "example_fit": EXAMPLE_FIT,
            "seats": settings.SEATS_DEFAULT,
            "least_seats": settings.SEATS_LEAST,
            "most_seats": settings.SEATS_MOST,
            "answer_hours": settings.LEAD_ANSWER_HOURS,
            "fee": settings.PLATFORM_FEE_PERCENT,
        }


def _offers() -> list[Offer]:
    """Services in the order of how many agencies offer them; while nobody does, in the taxonomy's."""
    public = Agency.objects.public()
    rows = AgencyService.objects.filter(agency__in=public).values("service").annotate(agencies=Count("agency"))
    counts = {row["service"]: row["agencies"] for row in rows.order_by("service")}
    order = sorted(taxonomy.SERVICES, key=lambda slug: -counts.get(slug, 0))
    least = settings.SMALLEST_GROUP_SHOWN
    return [
        Offer(
            slug=slug,
            name=gettext(taxonomy.SERVICES[slug].name),
            url=reverse("agencies:service", args=[slug]),
            agencies=counts[slug] if counts.get(slug, 0) >= least else None,
        )
        for slug in order
    ]


def _market() -> dict[str, int] | None:
    """How many agencies there are, and in how many countries; nothing while they are too few to be counted."""
    public = Agency.objects.public()
    found = public.aggregate(
        agencies=Count("pk"), countries=Count("country", distinct=True, filter=~models.Q(country=""))
    )
    return found if found["agencies"] >= settings.SMALLEST_GROUP_SHOWN else None
