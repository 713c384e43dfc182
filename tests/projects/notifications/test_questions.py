"""Who hears of questions: the client of each, agencies with a seat of the answers, nobody else."""

import pytest
from django.utils import timezone

from accounts.models import Role, User
from notifications.models import Notification
from projects import notifications
from projects.actions import leads, questions
from projects.models import Lead, Project, Question
from projects.states import ProjectState
from tests import factories
from tests.projects import bidding
from tests.projects.notifications.telling import told, wanted

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(ada: User) -> Project:
    return bidding.project(ada, agencies=3)


@pytest.fixture
def question(project: Project) -> Question:
    lead = project.leads.order_by("pk")[0]
    return questions.ask(lead, text="Do they work offline?", by=bidding.owner(lead.agency))


def _owners(*given: Lead) -> list[User]:
    return sorted((bidding.owner(lead.agency) for lead in given), key=lambda person: person.pk)


def test_everybody_of_the_client_hears_of_a_question_once(project: Project, ada: User, mallory: User):
    organisation = ada.organisations.get()
    cleo = factories.member(email="cleo@client.example", organisation=organisation, role=Role.MEMBER).user
    factories.member(email="rue@client.example", organisation=organisation).delete()
    lead = project.leads.order_by("pk")[0]
    asked = questions.ask(lead, text="Offline?", by=bidding.owner(lead.agency))
    notifications.question_asked(asked, at=timezone.now())
    assert told("question_asked") == sorted([ada, cleo], key=lambda person: person.pk)
    row = Notification.objects.filter(kind="question_asked").first()
    assert row is not None
    assert row.facts == {"project": project.title, "question": "Offline?", "asked": 3}
    assert row.path == f"{project.get_absolute_url()}#question-{asked.code}"


def test_a_reminder_is_told_once_and_says_how_long(question: Question, ada: User):
    for _ in range(2):
        notifications.question_waiting(question, at=question.remind_at)
    assert told("question_waiting") == [ada]
    assert Notification.objects.get(kind="question_waiting").facts["hours"] == 24


def test_every_agency_with_the_lead_hears_the_answer_in_the_same_words(
    project: Project, question: Question, ada: User, mallory: User
):
    first, second, third = project.leads.order_by("pk")
    leads.decline(third, by=bidding.owner(third.agency), reason="budget")
    questions.answer(question, text="For a day.", by=ada)
    notifications.question_answered(Question.objects.get(), at=timezone.now())
    assert told("question_answered") == _owners(first, second)
    rows = Notification.objects.filter(kind="question_answered")
    said = {(row.facts["project"], row.facts["question"], row.facts["answer"]) for row in rows}
    assert said == {(project.title, "Do they work offline?", "For a day.")}
    assert {row.path for row in rows} == {
        f"{lead.get_absolute_url()}#question-{question.code}" for lead in (first, second)
    }


@pytest.mark.parametrize("kind", ["question_asked", "question_waiting"])
def test_an_answer_makes_mails_about_the_question_pointless(question: Question, ada: User, kind: str):
    notifications.question_waiting(question, at=question.remind_at)
    assert wanted(kind) == {True}
    questions.answer(question, text="For a day.", by=ada)
    assert wanted(kind) == {False}


@pytest.mark.parametrize("state", [ProjectState.DECIDING, ProjectState.CANCELLED, ProjectState.AWARDED])
def test_so_does_the_end_of_the_project(question: Question, state: str):
    Project.objects.update(state=state)
    assert wanted("question_asked") == {False}


def test_each_question_is_told_by_itself(project: Project, question: Question, ada: User):
    lead = project.leads.order_by("pk")[1]
    other = questions.ask(lead, text="And at night?", by=bidding.owner(lead.agency))
    questions.answer(question, text="For a day.", by=ada)
    assert told("question_asked") == [ada, ada]
    rows = Notification.objects.filter(kind="question_asked", event=f"question:{other.code}")
    assert rows.count() == 1
