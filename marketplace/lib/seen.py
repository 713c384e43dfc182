"""What the sender of a form had before their eyes."""

from django.http import HttpRequest

NEVER = -1
"""No version has this number: a form that says none decides on nothing."""


def seen_version(request: HttpRequest) -> int:
    """The version the form was made from, as its hidden field says; NEVER when it says none, or nonsense."""
    given = request.POST.get("seen_version", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else NEVER
