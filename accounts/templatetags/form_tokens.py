"""{% form_token %}: the hidden one-time token of a creating form."""

from django import template
from django.utils.safestring import SafeString

from accounts.form_tokens import hidden_input

register = template.Library()


@register.simple_tag
def form_token() -> SafeString:
    return hidden_input()
