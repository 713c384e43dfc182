"""Filters that put a brief's codes into words: services, industry, languages, country."""

from collections.abc import Iterable

from django import template
from django.utils.translation import gettext

from marketplace.lib import places
from matching import taxonomy
from projects.matchmaking.briefs import passages_of
from projects.models import BriefVersion

register = template.Library()


LONG = 2_600
"""Characters from which a brief is folded to its beginning: some forty lines, twice what stays to be seen."""
LINE = 60


@register.filter
def is_long(brief: BriefVersion) -> bool:
    """Whether a brief is better folded. A line counts as a whole one, however short."""
    texts = [passage.text for passage in passages_of(brief)] + [brief.choosing]
    return sum(max(len(line), LINE) for text in texts for line in text.split("\n")) > LONG


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
