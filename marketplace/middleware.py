"""What every request passes: malformed input out, private pages not stored, the admin's own policy."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.datastructures import MultiValueDictKeyError

GetResponse = Callable[[HttpRequest], HttpResponse]

MOST_BYTES = 50 * 1024 * 1024  # a picture or a document and the rest of its form, with room to say that it is too large

# Wagtail's admin needs inline script and style. Nothing else of the public policy is relaxed.
ADMIN_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-src 'self'; frame-ancestors 'self'; object-src 'none'"
)


class RefuseMalformedInput:
    """400 for NUL bytes and lone surrogates, which databases refuse, and for bodies larger than any form of ours."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            _too_large(request)
            or _malformed(request.path_info)
            or any(_malformed(key) or any(_malformed(value) for value in values) for key, values in request.GET.lists())
            or any(_malformed(value) for value in request.COOKIES.values())
        ):
            from marketplace.views import bad_request  # noqa: PLC0415 -- views need the app registry

            return bad_request(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> HttpResponse | None:
        """The body is read here, after the upload limits apply and only when a view was found."""
        if request.method != "POST" or request.content_type not in {
            "application/x-www-form-urlencoded",
            "multipart/form-data",
        }:
            return None
        if any(_malformed(key) or any(_malformed(v) for v in values) for key, values in request.POST.lists()):
            from marketplace.views import bad_request  # noqa: PLC0415 -- views need the app registry

            return bad_request(request)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A form of the back office without the counts that every browser sends is no form."""
        if not (request.path_info.startswith("/admin/") and isinstance(exception, MultiValueDictKeyError)):
            return None
        from marketplace.views import bad_request  # noqa: PLC0415 -- views need the app registry

        return bad_request(request)


def _too_large(request: HttpRequest) -> bool:
    """Refused before it is read: Django would first keep all of it on disk, whoever sent it."""
    length = request.headers.get("content-length") or "0"
    return not length.isdecimal() or int(length[:20]) > MOST_BYTES


def _malformed(text: str) -> bool:
    return "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text)


class PrivateWhenSignedIn:
    """No page of a signed-in person is stored by any cache, and the admin gets its own policy."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith("/admin/"):
            response.headers["Content-Security-Policy"] = ADMIN_POLICY
        if request.session.accessed and request.user.is_authenticated:
            add_never_cache_headers(response)
            patch_cache_control(response, private=True)
        return response
