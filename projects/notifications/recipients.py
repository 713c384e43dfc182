"""Whom clients and agencies are, for telling them, and how their messages are grouped."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from notifications.actions import notifications as telling
from notifications.kinds import Group
from projects.models import Lead, Project

EXAMPLE_MOMENT = datetime(2026, 5, 14, 17, 0, tzinfo=UTC)

LEADS = Group(
    "leads", _("Leads for your agency"), hint=_("Briefs that fit, with score and reasons, and what became of them")
)
BIDS = Group("bids", _("Your bids"), hint=_("Receipts, answers to questions, deadlines, and how each bid ended"))
PROJECTS = Group("projects", _("Your projects"), hint=_("Who was asked, what agencies answered, drafts that end soon"))
CHOOSING = Group("choosing", _("Bids for your projects"), hint=_("Bids, questions to answer, and the days to decide"))


def people_of(organisation: Organisation | int | None) -> QuerySet[User]:
    """Everybody who acts for the organisation and may still sign in."""
    if organisation is None:
        return User.objects.none()
    active = User.objects.filter(is_active=True, suspended_at__isnull=True)
    return active.filter(memberships__organisation=organisation).order_by("pk")


def tell_agency(lead: Lead, kind: str, *, event: str, facts: dict[str, Any], path: str, at: datetime) -> None:
    """Everybody of the agency that was asked; `agency` and `project` are among the facts by themselves."""
    facts = {"agency": lead.agency.name, "project": lead.brief.title, **facts}
    telling.tell(people_of(lead.agency.organisation_id), kind, event=event, facts=facts, path=path, at=at)


def tell_client(project: Project, kind: str, *, event: str, facts: dict[str, Any], path: str, at: datetime) -> None:
    """Everybody of the client's organisation; `project` is among the facts by itself."""
    facts = {"project": project.title, **facts}
    telling.tell(people_of(project.organisation_id), kind, event=event, facts=facts, path=path, at=at)
