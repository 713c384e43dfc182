"""/dev/mail/: what the demo would have sent. Not there outside the demo."""

import email
import email.policy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.headerregistry import DateHeader
from email.message import EmailMessage
from functools import wraps
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

MOST_SHOWN = 200
View = Callable[..., HttpResponse]

# What a mail may do in its frame: style itself, and open links elsewhere. No script, no form, no foreign image.
_FRAME = {
    "default-src": [NONE],
    **dict.fromkeys(["script-src", "connect-src", "font-src", "manifest-src"]),  # no exception from the line above
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "form-action": [NONE],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}


@dataclass(frozen=True, slots=True)
class Mail:
    """One message of the outbox, by the name of its file."""

    name: str
    message: EmailMessage

    def head(self, name: str) -> str:
        return str(self.message[name] or "").strip()

    @property
    def subject(self) -> str:
        return self.head("Subject")

    @property
    def recipient(self) -> str:
        return self.head("To")

    @property
    def sent_at(self) -> object:
        header = self.message["Date"]
        return header.datetime if isinstance(header, DateHeader) else None

    def body(self, kind: str) -> str:
        """The plain or html body; empty when there is none."""
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part else ""


def only_in_the_demo(view: View) -> View:
    """Anybody may look, but only where nothing leaves the machine."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return login_not_required(guarded)


@require_safe
@never_cache
@only_in_the_demo
def mails(request: HttpRequest) -> HttpResponse:
    """The newest messages; `?to=` keeps those to addresses that contain it."""
    wanted = request.GET.get("to", "").strip()
    found = [mail for mail in _outbox() if wanted.casefold() in mail.recipient.casefold()]
    context = {"mails": found[:MOST_SHOWN], "count": len(found), "wanted": wanted}
    return render(request, "dev/mails.html", context)


@require_safe
@never_cache
@csp_update({"frame-src": [SELF]})
@only_in_the_demo
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One message: its heads, its text, and its HTML in a frame that can do nothing."""
    found = _open(name)
    heads = ["From", "To", "Date", "Message-ID", "List-Unsubscribe"]
    context = {
        "mail": found,
        "heads": [(head, found.head(head)) for head in heads if found.head(head)],
        "text": found.body("plain"),
        "has_html": bool(found.body("html")),
    }
    return render(request, "dev/mail.html", context)


@require_safe
@never_cache
@xframe_options_sameorigin
@csp_replace(_FRAME)
@only_in_the_demo
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML body alone, for the frame."""
    body = _open(name).body("html")
    # Links open in a tab of their own: our pages refuse to be framed.
    return HttpResponse(body.replace("<head>", '<head><base target="_blank">', 1))


def _outbox() -> Iterator[Mail]:
    folder = Path(settings.MAIL_DIR)
    for path in sorted(folder.glob("*.eml"), reverse=True):
        yield _read(path)


def _open(name: str) -> Mail:
    path = Path(settings.MAIL_DIR) / f"{name}.eml"
    if not path.is_file():
        raise Http404
    return _read(path)


def _read(path: Path) -> Mail:
    with path.open("rb") as file:
        message = email.message_from_binary_file(file, policy=email.policy.default)
    return Mail(path.stem, message)
