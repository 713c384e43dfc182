"""Questions: asked by an invited agency, answered to all of them, the asker hidden."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _, ngettext

from accounts.models import User
from marketplace.lib import clock
from projects import notifications
from projects.models import Lead, Project, ProjectEvent, Question
from projects.models.leads import OPEN_STATES
from projects.policies import can_answer_questions, can_ask
from projects.states import ProjectState


class QuestionsClosed(Exception):
    """The time for questions is over, or the agency no longer has the lead. The message is fit to be shown."""

    def __init__(self) -> None:
        super().__init__(_("Questions are closed for this project."))


class TooManyQuestions(Exception):
    """One agency asks so many questions a project. The message is fit to be shown."""

    def __init__(self, most: int) -> None:
        super().__init__(
            ngettext(
                "Your agency has asked %(most)d question about this brief, and more are not possible.",
                "Your agency has asked %(most)d questions about this brief, and more are not possible.",
                most,
            )
            % {"most": most}
        )


class AnsweredBefore(Exception):
    """Somebody answered in the meantime: agencies have read that answer. The message is fit to be shown."""

    def __init__(self, question: Question) -> None:
        self.question = question
        super().__init__(_("A colleague answered this question in the meantime, and the agencies have read it."))


@transaction.atomic
def ask(lead: Lead, *, text: str, by: User, at: datetime | None = None) -> Question:
    """Ask the client something about the brief. The same words again return the question there is.

    `at` is the database's time once the project is locked. Raises QuestionsClosed, TooManyQuestions, and
    PermissionDenied when `by` does not act for the agency.
    """
    project = Project.objects.select_for_update().get(pk=lead.project_id)
    locked = Lead.objects.select_related("agency").get(pk=lead.pk)
    can_ask(by, locked.agency).or_403()
    at = at or clock.now()
    own = project.questions.filter(lead=locked)
    same = own.filter(text=text).first()
    if same is not None:
        return same
    if not may_be_asked(project, at) or locked.state not in OPEN_STATES:
        raise QuestionsClosed
    if own.count() >= settings.QUESTIONS_PER_AGENCY:
        raise TooManyQuestions(settings.QUESTIONS_PER_AGENCY)
    question = Question.objects.create(
        project=project,
        lead=locked,
        asked_by=by,
        asked_at=at,
        text=text,
        remind_at=at + timedelta(hours=settings.QUESTION_REMINDER_HOURS),
    )
    # By nobody: the client reads this history, and who asks stays hidden. The row itself knows.
    ProjectEvent.record(project, "question_asked", by=None, at=at, question=question.code)
    notifications.question_asked(question, at=at)
    return question


@transaction.atomic
def answer(question: Question, *, text: str, by: User, at: datetime | None = None) -> Question:
    """Answer to every invited agency at once. The same answer again changes nothing.

    Answering goes on after questions have closed, as long as the project is open. Raises AnsweredBefore when there
    is another answer already, QuestionsClosed when the project is over, PermissionDenied for strangers.
    """
    project = Project.objects.select_for_update().get(pk=question.project_id)
    can_answer_questions(by, project).or_403()
    at = at or clock.now()
    locked = Question.objects.get(pk=question.pk)
    locked.project = project
    if locked.answered_at is not None:
        if locked.answer == text:
            return locked
        raise AnsweredBefore(locked)
    if project.state != ProjectState.OPEN:
        raise QuestionsClosed
    locked.answer, locked.answered_at, locked.answered_by, locked.remind_at = text, at, by, None
    locked.save(update_fields=["answer", "answered_at", "answered_by", "remind_at"])
    ProjectEvent.record(project, "question_answered", by=by, at=at, question=locked.code)
    notifications.question_answered(locked, at=at)
    return locked


@transaction.atomic
def remind(question: Question, *, at: datetime | None = None) -> bool:
    """Tell the client once that a question waits; False when it no longer does."""
    project = Project.objects.select_for_update().get(pk=question.project_id)
    at = at or clock.now()
    locked = Question.objects.get(pk=question.pk)
    locked.project = project
    if locked.remind_at is None or locked.remind_at > at:
        return False
    waits = locked.answered_at is None and project.state == ProjectState.OPEN
    locked.remind_at = None
    locked.save(update_fields=["remind_at"])
    if waits:
        notifications.question_waiting(locked, at=at)
    return waits


def may_be_asked(project: Project, at: datetime) -> bool:
    """Whether the project takes questions at this time."""
    closes_at = project.questions_close_at or project.bids_close_at
    return project.state == ProjectState.OPEN and (closes_at is None or closes_at > at)
