"""What every template may use of the project itself."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """The canonical origin and whether this is the demo."""
    return {"site_origin": settings.SITE_ORIGIN, "is_demo": settings.DEMO}
