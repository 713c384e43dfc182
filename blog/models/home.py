"""The home page: its hero is the first box of the brief."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.models import Page


class HomePage(Page):
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

    content_panels: ClassVar[list[Panel]] = [
        *Page.content_panels,
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
    ]
    template = "blog/home.html"
    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("home page")
