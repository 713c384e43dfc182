"""The WSGI entry point that gunicorn serves."""

import os
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def reading_utf_8(inner: Application) -> Application:
    """Everything is read as UTF-8, whatever encoding a request names.

    Django would use any that Python knows, the query included, and some of these read no text: it fails before
    its middleware could answer.
    """

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        kind = environ.get("CONTENT_TYPE", "")
        environ["CONTENT_TYPE"] = re.sub(r"(?i);\s*charset\s*=\s*(\"[^\"]*\"|[^;]*)", "", kind)
        return inner(environ, start_response)

    return application


application = reading_utf_8(get_wsgi_application())
