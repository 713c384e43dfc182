"""What a page brought, for the template of the panel beside it."""

from typing import Any

from django import template
from django.http import HttpRequest
from wagtail.models import Page

from marketplace.funnel import office

register = template.Library()


@register.simple_tag
def brought_by(page: Page, request: HttpRequest) -> dict[str, Any]:
    """`{% brought_by page request as brought %}`: rows and comparisons, where the reader may see them."""
    return office.beside(page.pk or 0, request.user)
