"""Whether somebody's browser asks not to be tracked."""

from django.http import HttpRequest


def is_refused(request: HttpRequest) -> bool:
    """By Do Not Track or by Global Privacy Control: then nothing is counted and no brief says where it began."""
    return request.headers.get("dnt") == "1" or request.headers.get("sec-gpc") == "1"
