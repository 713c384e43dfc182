"""Who the reader acts for, for every template."""

from django.http import HttpRequest

from accounts import acting as acting_for


def acting(request: HttpRequest) -> dict[str, object]:
    """`membership`: the reader's current membership, looked up only when a template asks."""
    return {"membership": acting_for.lazily(request)}
