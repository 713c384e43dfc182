"""Mails about an account on their way to somebody who may have no inbox with us."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.lib.jobs import Job


class OutgoingMail(Job):
    """Written out when it was asked for. It may hold a link that opens an account, so it is emptied when it is sent.

    Retries reuse the Message-ID, so a copy sent twice is one message to a mail program.
    """

    MOST_ATTEMPTS = 40  # with waits of up to an hour: a mail server may be away for longer than a mail is of use

    to = models.EmailField(_("to"), blank=True)
    subject = models.CharField(_("subject"), max_length=500, blank=True)
    text = models.TextField(_("text"), blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=120, unique=True)
    created_at = models.DateTimeField(_("created"))
    expires_at = models.DateTimeField(_("of no use after"), db_index=True)

    class Meta:
        verbose_name = _("mail about an account")
        verbose_name_plural = _("mails about accounts")
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(to="", subject="", text=""), name="a_sent_mail_holds_nothing"
            ),
        ]

    def __str__(self) -> str:
        return self.message_id
