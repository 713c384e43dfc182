"""What editors set for the whole site: navigation, footer, who we are."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, Panel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Orderable, Page

from blog import epochs


class NavigationLink(Orderable):
    """The abstract link: a page of ours, or an address on this site."""

    label = models.CharField(_("label"), max_length=60, blank=True)
    page = models.ForeignKey(
        Page, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("page")
    )
    path = models.CharField(
        _("address on this site"), max_length=200, blank=True, help_text=_("For example /agencies/")
    )

    panels: ClassVar[list[Panel]] = [FieldPanel("page"), FieldPanel("path"), FieldPanel("label")]

    class Meta(Orderable.Meta):
        abstract = True

    def clean(self) -> None:
        super().clean()
        if bool(self.page_id) == bool(self.path):
            raise ValidationError({"page": _("Choose a page or enter an address, one of the two.")})
        if self.path and not (self.path.startswith("/") and not self.path.startswith(("//", "/\\"))):
            raise ValidationError({"path": _("Enter an address on this site, beginning with one slash.")})
        if self.path and not self.label:
            raise ValidationError({"label": _("Enter what the link says.")})


@register_setting(icon="list-ul")
class SiteSettings(ClusterableModel, BaseSiteSetting):
    """The links of the bar and of the footer, and what search engines and other sites are told of us."""

    organisation_name = models.CharField(_("name of the organisation"), max_length=120, default="Briefwell")
    tagline = models.CharField(
        _("tagline"),
        max_length=200,
        default="Post one brief. Let the right agencies come to you, and know why each one did.",
        help_text=_("Stands in the footer."),
    )
    contact_address = models.EmailField(_("contact address"), blank=True)

    panels: ClassVar[list[Panel]] = [
        MultiFieldPanel(
            [FieldPanel("organisation_name"), FieldPanel("tagline"), FieldPanel("contact_address")], heading=_("Us")
        ),
        InlinePanel("bar_links", heading=_("Links of the bar"), label=_("link"), max_num=6),
        InlinePanel("footer_links", heading=_("Links under “Learn” in the footer"), label=_("link"), max_num=8),
    ]

    class Meta:
        verbose_name = _("navigation and site")

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        epochs.raise_on_commit()


class BarLink(NavigationLink):
    """A link of the bar on public pages."""

    settings = ParentalKey(SiteSettings, on_delete=models.CASCADE, related_name="bar_links")

    class Meta(NavigationLink.Meta):
        verbose_name = _("link of the bar")


class FooterLink(NavigationLink):
    """A link of the footer's column for readers."""

    settings = ParentalKey(SiteSettings, on_delete=models.CASCADE, related_name="footer_links")

    class Meta(NavigationLink.Meta):
        verbose_name = _("link of the footer")
