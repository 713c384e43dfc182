"""Questions about a brief: asked by one invited agency, answered to all of them, the asker hidden."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.lib import codes
from projects.models.leads import Lead
from projects.models.projects import Project

if TYPE_CHECKING:
    from accounts.models import User


class QuestionQuerySet(models.QuerySet["Question"]):
    def asked_of(self, user: "User | AnonymousUser") -> Self:
        """The questions that the person's projects were asked. Who asked is not for their eyes."""
        return self.filter(project__in=Project.objects.visible_to(user))

    def read_by(self, lead: Lead) -> Self:
        """What an invited agency reads: everything answered, and its own that still waits."""
        return self.filter(Q(answered_at__isnull=False) | Q(lead=lead), project=lead.project_id)

    def waiting(self) -> Self:
        return self.filter(answered_at__isnull=True)

    def newest_first(self) -> Self:
        """What waits for an answer on top, then by when it was asked."""
        return self.order_by(F("answered_at").desc(nulls_first=True), "-asked_at", "-pk")


class Question(models.Model):
    """`lead` and `asked_by` say who asked: never shown to the client or to other agencies."""

    code = models.CharField(_("code"), max_length=16, unique=True, default=codes.project_code, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="questions", verbose_name=_("project"))
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="questions", verbose_name=_("lead"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    asked_at = models.DateTimeField(_("asked"))
    text = models.TextField(_("question"), max_length=2_000)
    answer = models.TextField(_("answer"), max_length=5_000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    remind_at = models.DateTimeField(
        _("remind the client"), null=True, blank=True, help_text=_("Empty: reminded, or no longer needed.")
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        indexes = [
            models.Index(fields=["remind_at"], condition=Q(remind_at__isnull=False), name="questions_to_remind_of")
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="questions_say_something"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="") | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="answers_say_something_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
