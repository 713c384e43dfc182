"""What the marketplace has for a service: agencies, and numbers."""

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.blocks import CharBlock, ChoiceBlock, IntegerBlock, StructBlock

from agencies import search
from blog.blocks.market.standing import service_choice, standing, start_url
from marketplace.lib import places
from matching import taxonomy

FEWEST_AGENCIES: Final = 3
"""Fewer are no choice: the call to action stands in their place."""
MOST_AGENCIES: Final = 6


class Agencies(StructBlock):
    """Agencies for a service as they are now, each with the reason why it is named."""

    heading = CharBlock(
        label=gettext_lazy("heading"),
        max_length=120,
        required=False,
        search_index=False,
        help_text=gettext_lazy("Without one, it names the service."),
    )
    service = service_choice(required=True)
    country = ChoiceBlock(
        choices=places.countries,
        label=gettext_lazy("country"),
        required=False,
        search_index=False,
        help_text=gettext_lazy("Only agencies that are there or serve it."),
    )
    most = IntegerBlock(
        label=gettext_lazy("how many"), min_value=FEWEST_AGENCIES, max_value=MOST_AGENCIES, default=FEWEST_AGENCIES
    )

    class Meta:
        icon = "group"
        label = gettext_lazy("agencies for this")
        template = "blog/blocks/agencies.html"
        description = gettext_lazy(
            "Agencies that take leads for a service, with the reason for each. Under three of them, an invitation to "
            "post a brief stands in their place."
        )
        preview_value = {"service": "python-back-end", "most": FEWEST_AGENCIES}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        place = standing(parent_context)
        service, country = value.get("service") or "", value.get("country") or ""
        most = min(max(value.get("most") or FEWEST_AGENCIES, FEWEST_AGENCIES), MOST_AGENCIES)
        found = search.for_service(service, country, most=most)
        node = taxonomy.SERVICES.get(service)
        return {
            **context,
            **place,
            "service_name": _(node.name) if node else "",
            "heading": value.get("heading") or _heading(node, country),
            "suggested": found if len(found) >= FEWEST_AGENCIES else [],
            "more_url": _landing(service, country) if node else reverse("agencies:directory"),
            "call": _call_for(node, start_url(place["page"], place["block_id"], variant="a", service=service)),
        }


def _heading(node: taxonomy.Node | None, country: str) -> str:
    if node is None:
        return _("Agencies for this")
    if country in dict(places.countries()):
        named = {"service": _(node.name), "country": places.country_name(country)}
        return _("Agencies for %(service)s in %(country)s") % named
    return _("Agencies for %(service)s") % {"service": _(node.name)}


def _landing(service: str, country: str) -> str:
    if country in dict(places.countries()):
        return reverse("agencies:service_in_country", args=[service, country.lower()])
    return reverse("agencies:service", args=[service])


def _call_for(node: taxonomy.Node | None, url: str) -> dict[str, Any]:
    """What stands where agencies are too few to choose from."""
    heading = _("Describe your project once, and see who fits")
    if node is not None:
        heading = _("Describe your %(service)s project once, and see who fits") % {"service": _(node.name)}
    text = _("Agencies that fit are asked to answer, and you see why each one was.")
    return {"heading": heading, "text": text, "button": _("Post a brief"), "variants": 1, "url": url}


class OpenNumbers(StructBlock):
    """What the marketplace counted for a service, as far as the group is large enough to be counted."""

    heading = CharBlock(label=gettext_lazy("heading"), max_length=120, default="In numbers", search_index=False)
    service = service_choice(required=True)

    class Meta:
        icon = "order"
        label = gettext_lazy("open numbers")
        template = "blog/blocks/open_numbers.html"
        description = gettext_lazy(
            "Agencies for a service, the middle price, the time to the first bid, awards. What too few stand behind "
            "is left out."
        )
        preview_value = {"heading": "In numbers", "service": "python-back-end"}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        node = taxonomy.SERVICES.get(value.get("service") or "")
        return {**context, "service_name": _(node.name) if node else ""}
