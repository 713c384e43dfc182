"""Organisations, whoever acts, and the people who act for them."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.lib import codes

if TYPE_CHECKING:
    from accounts.models.users import User


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Manager")
    MEMBER = "member", _("Member")


class Purpose(models.TextChoices):
    """What an organisation is mostly here for: where its people land and what their navigation shows first."""

    POST = "post", _("Post briefs")
    ANSWER = "answer", _("Answer briefs")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """The organisations the person is a member of."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(pk__in=Membership.objects.filter(user=user).values("organisation"))


class Organisation(models.Model):
    """Whoever acts. Any organisation can post projects; one with an agency profile can answer leads."""

    code = models.CharField(_("code"), max_length=16, unique=True, default=codes.project_code, editable=False)
    name = models.CharField(_("name"), max_length=120)
    country = models.CharField(_("country"), max_length=2, blank=True)
    purpose = models.CharField(_("here to"), max_length=6, choices=Purpose, default=Purpose.POST)
    claimed_at = models.DateTimeField(
        _("claimed"), null=True, blank=True, help_text=_("Empty for imported organisations that nobody has claimed.")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    source = models.CharField(_("source"), max_length=60, blank=True)
    external_id = models.CharField(_("id at the source"), max_length=200, blank=True)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="accounts.Membership", related_name="organisations", verbose_name=_("members")
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~Q(external_id=""),
                name="one_organisation_per_external_id",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="organisation_has_a_name"),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="organisation_purpose_is_known"),
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Colleagues, and oneself."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(organisation__in=Organisation.objects.visible_to(user))

    def with_people(self) -> Self:
        return self.select_related("user", "organisation").order_by("user__name", "user__email", "pk")

    def owners(self) -> Self:
        return self.filter(role=Role.OWNER)

    def oldest_first(self) -> Self:
        return self.select_related("user", "organisation").order_by("joined_at", "pk")


class Membership(models.Model):
    """A person acting for an organisation, in a role."""

    code = models.CharField(_("code"), max_length=16, unique=True, default=codes.project_code, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("organisation")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.MEMBER)
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user"], name="one_membership_per_person_and_organisation"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation}"
