"""What happened to a project and its leads."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.lib.history import Event
from projects.models.projects import Project


class ProjectEvent(Event):
    """Begun, published, matched, offered, accepted, declined, …: append-only, chained per project."""

    SUBJECT = "project"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="events", verbose_name=_("project"))

    class Meta:
        verbose_name = _("project event")
        verbose_name_plural = _("project events")
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="project_events_are_numbered")]

    def __str__(self) -> str:
        return f"{self.project_id} #{self.number} {self.kind}"
