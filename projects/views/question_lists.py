"""Questions as each side reads them. What leaves this file can't lead back to who asked."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from marketplace.lib.verdict import YES, Verdict, no
from projects.actions.questions import QuestionsClosed, TooManyQuestions, may_be_asked
from projects.forms.questions import AnswerForm, AskForm
from projects.models import Lead, Project, Question
from projects.models.leads import OPEN_STATES
from projects.states import ProjectState


@dataclass(frozen=True, slots=True)
class Line:
    """One question, to the minute. `own` and `asked_by` are filled for the agency that asked, for nobody else."""

    code: str
    text: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None
    answered_by: str = ""
    own: bool = False
    asked_by: str = ""
    form: AnswerForm | None = None


@dataclass(frozen=True, slots=True)
class ForAgency:
    """What an invited agency reads, and whether it may ask."""

    lines: list[Line]
    closes_at: datetime | None
    open: bool
    may_ask: Verdict
    left: int
    form: AskForm


@dataclass(frozen=True, slots=True)
class ForClient:
    """What the client was asked; those that wait carry a form as long as the project is open."""

    lines: list[Line]
    waiting: int
    closes_at: datetime | None
    open: bool


def of_lead(lead: Lead, at: datetime) -> ForAgency:
    """One query; `lead` comes with its project."""
    questions = list(Question.objects.read_by(lead).select_related("asked_by").newest_first())
    own = sum(question.lead_id == lead.pk for question in questions)
    return ForAgency(
        lines=[_own(question) if question.lead_id == lead.pk else line_of(question) for question in questions],
        closes_at=_closes_at(lead.project),
        open=may_be_asked(lead.project, at),
        may_ask=_may_ask(lead, own, at),
        left=settings.QUESTIONS_PER_AGENCY - own,
        form=AskForm(auto_id="id_ask_%s"),
    )


def of_project(project: Project, at: datetime) -> ForClient:
    """One query."""
    questions = list(project.questions.select_related("answered_by").newest_first())
    waiting = sum(question.answered_at is None for question in questions)
    answerable = project.state == ProjectState.OPEN
    lines = [
        replace(
            for_client(question), form=answer_form(question) if answerable and question.answered_at is None else None
        )
        for question in questions
    ]
    return ForClient(lines=lines, waiting=waiting, closes_at=_closes_at(project), open=may_be_asked(project, at))


def for_client(question: Question) -> Line:
    """With the colleague who answered, whom no agency learns of."""
    answered_by = question.answered_by
    return replace(line_of(question), answered_by=answered_by.get_full_name() if answered_by else "")


def line_of(question: Question) -> Line:
    """The question without its asker, and without seconds that could be laid beside other times."""
    return Line(
        code=question.code,
        text=question.text,
        asked_at=question.asked_at.replace(second=0, microsecond=0),
        answer=question.answer,
        answered_at=question.answered_at,
    )


def answer_form(question: Question, typed: object = None) -> AnswerForm:
    """Its field's id is the question's own: several stand on one page."""
    return AnswerForm(typed, auto_id=f"id_{question.code}_%s")  # type: ignore[arg-type]


def _own(question: Question) -> Line:
    asked_by = question.asked_by
    return replace(line_of(question), own=True, asked_by=asked_by.get_full_name() if asked_by else "")


def _may_ask(lead: Lead, own: int, at: datetime) -> Verdict:
    if lead.state not in OPEN_STATES:
        return no(_("Your agency no longer has this lead, so it can't ask about it."))
    if not may_be_asked(lead.project, at):
        return no(str(QuestionsClosed()))
    if own >= settings.QUESTIONS_PER_AGENCY:
        return no(str(TooManyQuestions(settings.QUESTIONS_PER_AGENCY)))
    return YES


def _closes_at(project: Project) -> datetime | None:
    return project.questions_close_at or project.bids_close_at
