"""Invitations to join an organisation: one address, one use, for a while."""

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, Self

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import Membership, Organisation, Role
from marketplace.lib import codes

if TYPE_CHECKING:
    from accounts.models.users import User


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, at: datetime) -> Self:
        """Neither accepted nor revoked nor expired."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=at)

    def with_token(self, token: str) -> Self:
        """The one this token opens, whatever became of it."""
        return self.filter(token_hash=Invitation.hash_of(token))

    def addressed_to(self, user: "User | AnonymousUser") -> Self:
        """Those sent to an address that the person has confirmed."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(email__in=EmailAddress.objects.filter(user=user, verified=True).values("email"))

    def with_people(self) -> Self:
        return self.select_related("organisation", "invited_by")

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Those of organisations in which the person may invite."""
        if not user.is_authenticated:
            return self.none()
        inviting = Membership.objects.filter(user=user, role__in=[Role.OWNER, Role.MANAGER])
        return self.filter(organisation__in=inviting.values("organisation"))


class Invitation(models.Model):
    """An invitation sent by e-mail. The token is stored only as its hash: a stolen table invites nobody."""

    code = models.CharField(_("code"), max_length=16, unique=True, default=codes.project_code, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("organisation")
    )
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.MEMBER)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("invited by")
    )
    created_at = models.DateTimeField(_("invited"))
    expires_at = models.DateTimeField(_("expires"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("accepted by"),
    )
    revoked_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="one_open_invitation_per_address",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
                name="invitation_is_not_both_accepted_and_withdrawn",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.email} → {self.organisation}"

    @staticmethod
    def hash_of(token: str) -> str:
        """SHA-256 of the token. It is 256 random bits, so no slow hash is needed."""
        return hashlib.sha256(token.encode()).hexdigest()

    def is_open(self, at: datetime) -> bool:
        return self.accepted_at is None and self.revoked_at is None and self.expires_at > at
