"""Signed links that end a group's e-mails without signing in."""

from dataclasses import dataclass

from django.core import signing
from django.urls import reverse

from accounts.models import User
from marketplace.lib import urls

PURPOSE = "notifications.unsubscribe"  # the salt: a token made for anything else opens nothing here


@dataclass(frozen=True, slots=True)
class Subscription:
    """A person and a group, as a valid link names them."""

    user: User
    group: str


def link(user: User, group: str) -> str:
    """The absolute address that ends the group's e-mails to the person. It does not expire: old mails count."""
    token = signing.Signer(salt=PURPOSE).sign_object({"user": user.pk, "group": group})
    return urls.absolute(reverse("notifications:unsubscribe", args=[token]))


def find(token: str) -> Subscription | None:
    """What the token stands for; None when we never made it, or the person is gone."""
    try:
        content = signing.Signer(salt=PURPOSE).unsign_object(token)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=content["user"]).first()
    return Subscription(user, content["group"]) if user else None
