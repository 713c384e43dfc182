"""Handing mails over: to a mail server, sparing one that is away, or to files that /dev/mail/ shows."""

import smtplib
import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage

from marketplace.lib.breaker import Breaker
from marketplace.lib.jobs import GiveUp, TryAgain

# A mail server that hangs may hold up one mail in half a minute, not every worker for all of them.
breaker = Breaker(30)

# Permanent answers (5xx) that speak of our own set-up, not of the message: the next one may be taken.
_OURS_TO_MEND = {530, 534, 535, 538}


def message_id() -> str:
    """A new Message-ID. Kept on the row and used at every attempt, it makes of two copies one message."""
    return f"<{uuid.uuid4()}@{urlsplit(settings.SITE_ORIGIN).hostname}>"


def send(message: EmailMessage) -> None:
    """Hand it to the mail server. Raises TryAgain when that can't take it now, GiveUp when it never will."""
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        # The server is well and refused this address: no reason to spare it.
        breaker.close()
        code, words = next(iter(refusal.recipients.values()))
        raise _verdict(code, words) from refusal
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refusal:
        breaker.close()
        raise _verdict(refusal.smtp_code, refusal.smtp_error) from refusal
    except (smtplib.SMTPException, OSError) as fault:
        breaker.trip()
        raise TryAgain(f"The mail server is not to be had: {type(fault).__name__}: {fault}") from fault
    breaker.close()


def _verdict(code: int, words: bytes | str) -> Exception:
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    reason = f"The mail server answered {code}: {said}"
    return GiveUp(reason) if 500 <= code < 600 and code not in _OURS_TO_MEND else TryAgain(reason)


class FileBackend(BaseEmailBackend):
    """Writes each message as one .eml file, named so that names sort by time."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{time.time_ns():020d}-{uuid.uuid4().hex[:8]}"
            partial = folder / f"{name}.part"
            partial.write_bytes(message.message().as_bytes(linesep="\r\n"))  # type: ignore[call-arg]
            partial.rename(folder / f"{name}.eml")
        return len(email_messages)
