"""A mail backend for machines without a mail server: every message becomes a file that /dev/mail/ shows."""

import time
import uuid
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage


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
