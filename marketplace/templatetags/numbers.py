"""The open numbers, for templates of pages."""

from django import template

from marketplace import open_numbers as counted
from marketplace.models import OpenNumbers

register = template.Library()


@register.simple_tag
def open_numbers(service: str) -> OpenNumbers | None:
    """`{% open_numbers service as numbers %}`: agencies, middle_price with currency, first_bid_after, awards, each
    None where too few stand behind it; None where nothing can be shown.
    """
    return counted.of_service(service or "")
