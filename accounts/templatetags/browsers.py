"""{{ user_agent|browser }}: which browser it is, in words."""

from django import template

from accounts import browsers

register = template.Library()


@register.filter
def browser(user_agent: str) -> str:
    return browsers.in_words(user_agent)
