"""Writing a brief before it is published: begin, save, hand over, let go."""

import hashlib
import re
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from marketplace.lib import clock
from marketplace.lib.workflow import InvalidTransition, advance
from projects import notifications
from projects.models import Project, ProjectEvent
from projects.states import PROJECT, ProjectState

Answers = dict[str, Any]
RESCUES = "_rescues"
"""In the answers of a draft that holds what a signed-out person typed: the code they had typed it for."""


class StaleAnswers(Exception):
    """Somebody saved other answers in the meantime. `saved` is what stands there now."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.saved: Answers = project.answers
        super().__init__(_("This brief was changed in another tab in the meantime."))


def key_hash(key: str) -> str:
    """What is stored of a visitor's draft key: a stolen table opens no draft."""
    return hashlib.sha256(key.encode()).hexdigest() if key else ""


@transaction.atomic
def begin(
    *,
    typed: Answers,
    by: User | None,
    organisation: Organisation | None,
    draft_key_hash: str = "",
    came_from: str = "",
    at: datetime | None = None,
) -> Project:
    """A new draft with the first answers as typed. A visitor's has a key instead of an organisation."""
    if organisation is None and not draft_key_hash:
        raise ValueError("A draft belongs to an organisation or to the holder of a key.")
    at = at or clock.now()
    project = Project(
        organisation=organisation,
        created_by=by,
        draft_key_hash="" if organisation else draft_key_hash,
        came_from=came_from[:300],
    )
    _keep(project, typed, at)
    project.save(force_insert=True)
    ProjectEvent.record(project, "begun", by=by, at=at)
    return project


@transaction.atomic
def save(
    project: Project,
    *,
    typed: Answers,
    seen_version: int,
    by: User | None,
    organisation: Organisation | None = None,
    at: datetime | None = None,
) -> Project:
    """Keep answers as typed, valid or not. A visitor's draft is handed to `organisation` if one is given.

    Raises StaleAnswers when `seen_version` is not the saved one and these answers differ from those saved
    since, InvalidTransition when the project is no longer a draft.
    """
    draft = _locked_draft(project)
    at = at or clock.now()
    differs = any(draft.answers.get(name) != value for name, value in typed.items())
    if seen_version != draft.answers_version and differs:
        raise StaleAnswers(draft)
    if organisation is not None and draft.organisation_id is None:
        _hand_over(draft, by=by, organisation=organisation, at=at)
    if differs or draft.saved_at is None:
        _keep(draft, typed, at)
    draft.save()
    return draft


@transaction.atomic
def adopt(project: Project, *, by: User, organisation: Organisation, at: datetime | None = None) -> Project:
    """Hand a visitor's draft to an organisation of theirs. Adopting twice changes nothing.

    What a signed-out person typed for a draft of that organisation goes back into it; the draft that kept it
    meanwhile is let go. Returns the draft to go on with.
    """
    draft = _locked_draft(project)
    if draft.organisation_id is not None:
        return draft
    at = at or clock.now()
    original = _rescued(draft, by=by)
    if original is None:
        _hand_over(draft, by=by, organisation=organisation, at=at)
        draft.save()
        return draft
    _keep(original, {name: value for name, value in draft.answers.items() if name != RESCUES}, at)
    original.save()
    _let_go(draft, at=at)
    return original


@transaction.atomic
def discard(project: Project, *, by: User | None, at: datetime | None = None) -> None:
    """The person no longer wants the draft: it is cancelled, and a visitor's text is forgotten."""
    draft = _locked_draft(project)
    advance(draft, "cancel", PROJECT, expires_at=None, **_forgotten(draft))
    ProjectEvent.record(draft, "cancelled", by=by, at=at or clock.now())


def expire_idle(*, at: datetime) -> int:
    """Let go of drafts whose time is over; returns how many. Each in a transaction of its own."""
    idle = Project.objects.filter(state=ProjectState.DRAFT, expires_at__lte=at).order_by("expires_at", "pk")
    return sum(_expire(pk, at=at) for pk in idle.values_list("pk", flat=True)[:500])


def warn_expiring(*, at: datetime) -> int:
    """Tell organisations whose drafts end in a few days, once a draft; returns how many were told of."""
    soon = at + timedelta(days=settings.DRAFT_WARNING_DAYS)
    ending = Project.objects.filter(
        state=ProjectState.DRAFT,
        expires_at__gt=at,
        expires_at__lte=soon,
        expiry_warned_at__isnull=True,
        organisation__isnull=False,
    ).order_by("expires_at", "pk")
    return sum(_warn(pk, at=at) for pk in ending.values_list("pk", flat=True)[:500])


@transaction.atomic
def _expire(pk: int, *, at: datetime) -> bool:
    draft = Project.objects.select_for_update().get(pk=pk)
    if draft.state != ProjectState.DRAFT or draft.expires_at is None or draft.expires_at > at:
        return False  # saved or published since the list was read
    _let_go(draft, at=at)
    return True


@transaction.atomic
def _warn(pk: int, *, at: datetime) -> bool:
    draft = Project.objects.select_for_update().get(pk=pk)
    if draft.state != ProjectState.DRAFT or draft.expiry_warned_at is not None or draft.expires_at is None:
        return False
    draft.expiry_warned_at = at
    draft.save(update_fields=["expiry_warned_at"])
    notifications.draft_expiring(draft, at=at)
    return True


def _locked_draft(project: Project) -> Project:
    draft = Project.objects.select_for_update().get(pk=project.pk)
    if draft.state != ProjectState.DRAFT:
        raise InvalidTransition(draft, "save", draft.get_state_display())
    return draft


def _keep(project: Project, typed: Answers, at: datetime) -> None:
    project.answers = {**project.answers, **typed}
    project.answers_version += 1
    project.title = _as_title(project.answers.get("title"))
    project.saved_at = at
    project.expires_at = at + timedelta(days=settings.DRAFT_EXPIRY_DAYS)
    project.expiry_warned_at = None


def _as_title(typed: object) -> str:
    """The typed title in one line and short enough for the column; whether it is a good one is the form's matter."""
    return re.sub(r"[\s\x00-\x1f\x7f]+", " ", typed).strip()[:140] if isinstance(typed, str) else ""


def _hand_over(draft: Project, *, by: User | None, organisation: Organisation, at: datetime) -> None:
    draft.organisation = organisation
    draft.created_by = draft.created_by or by
    draft.draft_key_hash = ""
    draft.answers.pop(RESCUES, None)
    ProjectEvent.record(draft, "adopted", by=by, at=at, organisation=organisation.pk)


def _rescued(draft: Project, *, by: User) -> Project | None:
    code = draft.answers.get(RESCUES)
    if not code:
        return None
    own = Project.objects.visible_to(by).filter(code=code, state=ProjectState.DRAFT)
    return own.select_for_update(of=("self",)).first()


def _let_go(draft: Project, *, at: datetime) -> None:
    """Expired. Of a visitor nothing is kept; an organisation can still read what it had written."""
    advance(draft, "expire", PROJECT, expires_at=None, **_forgotten(draft))
    ProjectEvent.record(draft, "expired", by=None, at=at)


def _forgotten(draft: Project) -> Answers:
    return {"answers": {}, "title": "", "draft_key_hash": ""} if draft.organisation_id is None else {}
