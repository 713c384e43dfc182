"""Questions: how many, how long, answered once, reminded of once, and never by whom."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Role, User
from notifications.models import Notification
from projects import periodic
from projects.actions import leads, projects, questions
from projects.models import Lead, Project, ProjectEvent, Question
from projects.states import ProjectState
from tests import factories
from tests.projects import bidding

pytestmark = pytest.mark.django_db

TEXT = "Do the card terminals work offline?"


@pytest.fixture
def project(ada: User) -> Project:
    return bidding.project(ada, agencies=3)


@pytest.fixture
def lead(project: Project) -> Lead:
    return project.leads.order_by("pk")[0]


def ask(lead: Lead, text: str = TEXT, **options: object) -> Question:
    return questions.ask(lead, text=text, by=bidding.owner(lead.agency), **options)  # type: ignore[arg-type]


def test_asking_keeps_who_asked_and_plans_the_reminder(lead: Lead, settings: Settings):
    at = timezone.now()
    question = ask(lead, at=at)
    assert (question.lead, question.asked_by, question.asked_at) == (lead, bidding.owner(lead.agency), at)
    assert question.remind_at == at + timedelta(hours=settings.QUESTION_REMINDER_HOURS)


def test_the_history_does_not_say_who_asked(lead: Lead):
    question = ask(lead)
    event = ProjectEvent.objects.get(kind="question_asked")
    assert (event.by_id, event.data) == (None, {"question": question.code})


def test_the_same_words_again_are_the_same_question(lead: Lead):
    assert ask(lead) == ask(lead)
    assert Question.objects.count() == 1
    assert ProjectEvent.objects.filter(kind="question_asked").count() == 1
    assert Notification.objects.filter(kind="question_asked").count() == 1


def test_two_agencies_may_ask_the_same(project: Project):
    first, second, _third = project.leads.order_by("pk")
    assert ask(first) != ask(second)


def test_one_agency_asks_so_many_and_the_others_still_can(project: Project, settings: Settings):
    settings.QUESTIONS_PER_AGENCY = 2
    first, second, _third = project.leads.order_by("pk")
    for number in range(2):
        ask(first, f"Question {number}?")
    with pytest.raises(questions.TooManyQuestions, match="2 questions"):
        ask(first, "One more?")
    assert ask(first, "Question 0?").text == "Question 0?"  # asked before: no new one
    assert ask(second, "One more?").lead == second


def test_questions_close_by_the_clock(lead: Lead):
    closes_at = lead.project.questions_close_at
    assert closes_at is not None
    assert ask(lead, at=closes_at - timedelta(seconds=1))
    with pytest.raises(questions.QuestionsClosed):
        ask(lead, "And later?", at=closes_at)


def test_without_a_time_of_their_own_questions_close_with_bids(ada: User):
    lead = bidding.project(ada, questions_close_at=None).leads.order_by("pk")[0]
    assert lead.project.bids_close_at is not None
    with pytest.raises(questions.QuestionsClosed):
        ask(lead, at=lead.project.bids_close_at)


def test_the_database_clock_decides_when_no_time_is_given(lead: Lead):
    Project.objects.update(questions_close_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(questions.QuestionsClosed):
        ask(lead)


def test_whoever_gave_the_seat_back_asks_no_more(lead: Lead):
    leads.decline(lead, by=bidding.owner(lead.agency), reason="budget")
    with pytest.raises(questions.QuestionsClosed):
        ask(lead)


def test_nobody_asks_about_a_project_that_is_over(project: Project, lead: Lead, ada: User):
    projects.cancel(project, by=ada)
    with pytest.raises(questions.QuestionsClosed):
        ask(lead)


def test_strangers_and_rivals_do_not_ask_for_an_agency(project: Project, ada: User, mallory: User):
    lead, other, _third = project.leads.order_by("pk")
    for person in (ada, mallory, bidding.owner(other.agency)):
        with pytest.raises(PermissionDenied):
            questions.ask(lead, text=TEXT, by=person)
    assert not Question.objects.exists()


def test_a_removed_member_asks_no_more(lead: Lead):
    by = bidding.owner(lead.agency)
    by.memberships.all().delete()
    with pytest.raises(PermissionDenied):
        questions.ask(lead, text=TEXT, by=by)


# --- answering ------------------------------------------------------------------------------------------


def test_answering_is_written_once(lead: Lead, ada: User):
    question = ask(lead)
    at = timezone.now()
    for _ in range(2):
        questions.answer(question, text="For a day.", by=ada, at=at)
    question.refresh_from_db()
    assert (question.answer, question.answered_by, question.answered_at) == ("For a day.", ada, at)
    assert question.remind_at is None
    assert ProjectEvent.objects.filter(kind="question_answered", by_id=ada.pk).count() == 1


def test_another_answer_is_refused_and_shows_the_first(lead: Lead, ada: User):
    question = ask(lead)
    questions.answer(question, text="For a day.", by=ada)
    cleo = factories.member(
        name="Cleo", email="cleo@client.example", organisation=ada.organisations.get(), role=Role.MEMBER
    ).user
    with pytest.raises(questions.AnsweredBefore) as refused:
        questions.answer(question, text="Not at all.", by=cleo)
    assert refused.value.question.answer == "For a day."
    question.refresh_from_db()
    assert question.answer == "For a day."


def test_any_colleague_answers_and_nobody_else(project: Project, lead: Lead, ada: User, mallory: User):
    question = ask(lead)
    removed = factories.member(email="rue@client.example", organisation=ada.organisations.get())
    removed.delete()
    for person in (mallory, removed.user, bidding.owner(lead.agency)):
        with pytest.raises(PermissionDenied):
            questions.answer(question, text="Yes.", by=person)
    cleo = factories.member(email="cleo@client.example", organisation=ada.organisations.get(), role=Role.MEMBER).user
    assert questions.answer(question, text="Yes.", by=cleo).answered_by == cleo


def test_answering_goes_on_after_questions_have_closed(lead: Lead, ada: User):
    question = ask(lead)
    late = lead.project.questions_close_at + timedelta(hours=1)
    assert questions.answer(question, text="Yes.", by=ada, at=late).answered_at == late


def test_nothing_is_answered_once_the_project_is_over(project: Project, lead: Lead, ada: User):
    question = ask(lead)
    projects.cancel(project, by=ada)
    with pytest.raises(questions.QuestionsClosed):
        questions.answer(question, text="Yes.", by=ada)
    question.refresh_from_db()
    assert question.answered_at is None


# --- reminding ------------------------------------------------------------------------------------------


def _waiting() -> int:
    return Notification.objects.filter(kind="question_waiting").count()


def test_the_client_is_reminded_once(lead: Lead):
    question = ask(lead)
    due = question.remind_at
    assert due is not None
    assert not questions.remind(question, at=due - timedelta(seconds=1))
    assert questions.remind(question, at=due)
    assert not questions.remind(question, at=due + timedelta(days=1))
    assert _waiting() == 1


def test_an_answered_question_needs_no_reminder(lead: Lead, ada: User):
    question = ask(lead)
    due = question.remind_at
    questions.answer(question, text="Yes.", by=ada)
    assert not questions.remind(question, at=due)
    assert _waiting() == 0


@pytest.mark.parametrize("state", [ProjectState.DECIDING, ProjectState.CANCELLED])
def test_a_project_that_is_past_questions_needs_no_reminder(lead: Lead, state: str):
    question = ask(lead)
    Project.objects.update(state=state)
    assert not questions.remind(question, at=question.remind_at)
    question.refresh_from_db()
    assert question.remind_at is None
    assert _waiting() == 0


def test_the_sweep_reminds_of_what_is_due_and_of_nothing_else(lead: Lead):
    ask(lead, "Due?")
    Question.objects.update(remind_at=timezone.now() - timedelta(minutes=1))
    ask(lead, "Not due?")
    for _ in range(2):
        periodic.sweep_deadlines()
    (row,) = Notification.objects.filter(kind="question_waiting")
    assert row.facts["question"] == "Due?"
