"""Filters that put a brief's codes into words: services, industry, languages, country."""

from collections.abc import Iterable

from django import template
from django.utils.translation import gettext

from marketplace.lib import places
from matching import taxonomy

register = template.Library()


@register.filter
def service_names(slugs: Iterable[str]) -> list[str]:
    """Names of services; one that was taken out of the taxonomy since is left out."""
    return [gettext(taxonomy.SERVICES[slug].name) for slug in slugs if slug in taxonomy.SERVICES]


@register.filter
def industry_name(slug: str) -> str:
    return gettext(taxonomy.INDUSTRIES[slug].name) if slug in taxonomy.INDUSTRIES else ""


@register.filter
def language_names(codes: Iterable[str]) -> list[str]:
    return [places.language_name(code) for code in codes]


@register.filter
def country_name(code: str) -> str:
    return places.country_name(code) if code else ""
