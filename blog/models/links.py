"""Links in pages, and what the last look at them found."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class CheckedLink(models.Model):
    """A link of a live page. Links to our own pages are followed; those to other hosts are only listed."""

    class Finding(models.TextChoices):
        UNCHECKED = "unchecked", _("not looked at yet")
        GOOD = "good", _("leads somewhere")
        BROKEN = "broken", _("leads nowhere")
        FOREIGN = "foreign", _("on another site, not asked")

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", verbose_name=_("page"))
    url = models.CharField(_("address"), max_length=2000)
    words = models.CharField(_("words"), max_length=200, blank=True)
    finding = models.CharField(_("finding"), max_length=10, choices=Finding.choices, default=Finding.UNCHECKED)
    detail = models.CharField(_("detail"), max_length=200, blank=True)
    checked_at = models.DateTimeField(_("looked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("link")
        constraints = [
            models.UniqueConstraint(fields=["page", "url"], name="link_of_a_page_is_listed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.url}"
