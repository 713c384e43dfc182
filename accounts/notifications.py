"""The mails that accounts send by themselves: a new member has no inbox yet."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import Invitation
from marketplace.lib import urls


def invited(invitation: Invitation, token: str) -> tuple[str, str]:
    """Subject and text with the link that holds the token. It is nowhere else: the row keeps its hash."""
    facts = {
        "organisation": invitation.organisation.name,
        "inviter": invitation.invited_by.get_full_name(),
        "role": invitation.get_role_display(),
        "email": invitation.email,
        "expires_at": invitation.expires_at,
        "url": urls.absolute(reverse("accounts:invitation", args=[token])),
        "origin": settings.SITE_ORIGIN,
    }
    subject = " ".join(render_to_string("account/email/invitation_subject.txt", facts).split())
    return subject, render_to_string("account/email/invitation_message.txt", facts)
