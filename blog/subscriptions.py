"""Signed links of the newsletter: one confirms an address, one ends its mails. Neither needs an account."""

from django.core import signing
from django.urls import reverse

from blog.models import Subscription
from blog.models.newsletter import UNCONFIRMED_KEPT
from marketplace.lib import urls

CONFIRM = "blog.newsletter.confirm"  # the salts: a token made for one thing opens nothing else
END = "blog.newsletter.end"


class UnknownToken(Exception):
    """A link that we never made, or that has expired."""


def confirm_url(subscription: Subscription) -> str:
    """The absolute address that confirms. It holds as long as an unconfirmed address is kept."""
    token = signing.TimestampSigner(salt=CONFIRM).sign_object({"subscription": subscription.pk})
    return urls.absolute(reverse("blog:newsletter_confirm", args=[token]))


def end_url(subscription: Subscription) -> str:
    """The absolute address that ends the mails. It does not expire: old mails count."""
    token = signing.Signer(salt=END).sign_object({"subscription": subscription.pk})
    return urls.absolute(reverse("blog:newsletter_end", args=[token]))


def to_confirm(token: str) -> Subscription | None:
    """Whom the token confirms; None where the address has been forgotten since. Raises UnknownToken."""
    try:
        content = signing.TimestampSigner(salt=CONFIRM).unsign_object(token, max_age=UNCONFIRMED_KEPT)
    except signing.BadSignature as error:
        raise UnknownToken from error
    return Subscription.objects.filter(pk=content["subscription"]).first()


def to_end(token: str) -> Subscription | None:
    """Whose mails the token ends; None where the address has been forgotten since. Raises UnknownToken."""
    try:
        content = signing.Signer(salt=END).unsign_object(token)
    except signing.BadSignature as error:
        raise UnknownToken from error
    return Subscription.objects.filter(pk=content["subscription"]).first()
