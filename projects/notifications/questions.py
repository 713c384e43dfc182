"""What is said of questions. No message names who asked."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from notifications.kinds import Kind, register
from notifications.models import Notification
from projects.models import Question
from projects.models.leads import OPEN_STATES
from projects.notifications.recipients import BIDS, CHOOSING, tell_agency, tell_client
from projects.states import ProjectState


def _still_waits(notification: Notification) -> bool:
    code = notification.event.rpartition(":")[2]
    return Question.objects.waiting().filter(code=code, project__state=ProjectState.OPEN).exists()


QUESTION_ASKED = register(
    Kind(
        name="question_asked",
        group=CHOOSING,
        label=_("An agency asks about your brief"),
        icon="message-square",
        facts={"project": "New booking back end", "question": "Do the card terminals work offline?", "asked": 5},
        still_wanted=_still_waits,
    )
)
QUESTION_WAITING = register(
    Kind(
        name="question_waiting",
        group=CHOOSING,
        label=_("A question waits for your answer"),
        icon="clock",
        facts={"project": "New booking back end", "question": "Do the card terminals work offline?", "hours": 24},
        still_wanted=_still_waits,
    )
)
QUESTION_ANSWERED = register(
    Kind(
        name="question_answered",
        group=BIDS,
        label=_("A question about a brief was answered"),
        icon="message-square",
        facts={
            "agency": "Paperlark",
            "project": "New booking back end",
            "question": "Do the card terminals work offline?",
            "answer": "Those on board do, for a day.",
        },
    )
)


def question_asked(question: Question, *, at: datetime) -> None:
    """An invited agency asks; the client does not learn which."""
    project = question.project
    tell_client(
        project,
        "question_asked",
        event=f"question:{question.code}",
        facts={"question": question.text, "asked": project.leads.count()},
        path=f"{project.get_absolute_url()}#question-{question.code}",
        at=at,
    )


def question_waiting(question: Question, *, at: datetime) -> None:
    """Nobody has answered for a while."""
    project = question.project
    tell_client(
        project,
        "question_waiting",
        event=f"waiting:{question.code}",
        facts={"question": question.text, "hours": int((at - question.asked_at).total_seconds() // 3600)},
        path=f"{project.get_absolute_url()}#question-{question.code}",
        at=at,
    )


def question_answered(question: Question, *, at: datetime) -> None:
    """Every agency that still has the lead reads question and answer."""
    for lead in question.project.leads.filter(state__in=OPEN_STATES).select_related("agency", "brief").order_by("pk"):
        tell_agency(
            lead,
            "question_answered",
            event=f"question:{question.code}",
            facts={"question": question.text, "answer": question.answer},
            path=f"{lead.get_absolute_url()}#question-{question.code}",
            at=at,
        )
