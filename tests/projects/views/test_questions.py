"""Questions on the pages: asked and answered, nothing lost, nobody can tell who asked."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Role, User
from notifications import texts
from notifications.models import Notification
from projects.actions import leads, questions
from projects.models import Lead, Project, ProjectEvent, Question
from projects.states import ProjectState
from projects.views.questions import ASKED_AN_HOUR
from tests import factories
from tests.projects import bidding, market

pytestmark = pytest.mark.django_db

TEXT = "Do the card terminals work offline?"


@pytest.fixture
def project(ada: User) -> Project:
    return bidding.project(ada, agencies=3)


@pytest.fixture
def lead(project: Project) -> Lead:
    return project.leads.order_by("pk")[0]


@pytest.fixture
def in_as(client: Client) -> Callable[[User], Client]:
    def sign_in(person: User) -> Client:
        client.force_login(person)
        return client

    return sign_in


def _owner(lead: Lead) -> User:
    return bidding.owner(lead.agency)


def _ask(lead: Lead, text: str = TEXT) -> Question:
    return questions.ask(lead, text=text, by=_owner(lead))


def _ask_url(lead: Lead) -> str:
    return reverse("leads:ask", args=[lead.code])


def _answer_url(question: Question) -> str:
    return reverse("projects:answer", args=[question.project.code, question.code])


def _page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


# --- asking -------------------------------------------------------------------------------------------


def test_asking_from_the_lead(lead: Lead, in_as: Callable[[User], Client]):
    client = in_as(_owner(lead))
    page = _page(client, lead.get_absolute_url())
    assert f'action="{_ask_url(lead)}"' in page
    assert "Your agency can ask 10 more questions" in page
    assert "nobody learns who asked" in page
    assert "Questions close" in page
    response = client.post(_ask_url(lead), {"text": TEXT})
    question = Question.objects.get()
    assert response.url == f"{lead.get_absolute_url()}#question-{question.code}"
    page = _page(client, lead.get_absolute_url())
    assert f'id="question-{question.code}"' in page
    assert f"{_owner(lead).name} asked for your agency" in page
    assert "Your agency can ask 9 more questions" in page


def test_a_form_sent_twice_asks_once_even_when_the_words_change(lead: Lead, in_as: Callable[[User], Client]):
    client = in_as(_owner(lead))
    token = re.search(r'name="form_token" value="([^"]+)"', _page(client, _ask_url(lead)))
    assert token is not None
    answers = [client.post(_ask_url(lead), {"text": text, "form_token": token[1]}) for text in (TEXT, "Or not?")]
    assert answers[0].url == answers[1].url
    assert Question.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Write your question."),
        (" \u202e\n", "Write your question."),
        ("x" * 2001, "Shorten this to 2000 characters."),
        ("Write to grace@agency.example", "Leave e-mail addresses out"),
    ],
)
def test_a_wrong_question_is_said_beside_the_field_and_kept(
    lead: Lead, in_as: Callable[[User], Client], text: str, sentence: str
):
    response = in_as(_owner(lead)).post(_ask_url(lead), {"text": text})
    assert response.status_code == 422
    page = response.content.decode()
    assert sentence in page.replace("2,000", "2000")
    assert text.strip(" \u202e\n") in page
    assert 'aria-invalid="true"' in page
    assert not Question.objects.exists()


def test_closed_questions_say_so_and_lose_nothing(lead: Lead, in_as: Callable[[User], Client]):
    client = in_as(_owner(lead))
    Project.objects.update(questions_close_at=timezone.now() - timedelta(minutes=1))
    page = _page(client, lead.get_absolute_url())
    assert "Questions are closed" in page
    assert f'action="{_ask_url(lead)}"' not in page
    response = client.post(_ask_url(lead), {"text": TEXT})
    assert response.status_code == 409
    assert "Questions are closed for this project." in response.content.decode()
    assert TEXT in response.content.decode()
    assert not Question.objects.exists()


def test_an_agency_that_asked_all_it_may_reads_why(lead: Lead, in_as: Callable[[User], Client], settings: Settings):
    settings.QUESTIONS_PER_AGENCY = 1
    _ask(lead)
    client = in_as(_owner(lead))
    assert "Your agency has asked 1 question about this brief" in _page(client, lead.get_absolute_url())
    response = client.post(_ask_url(lead), {"text": "And at night?"})
    assert response.status_code == 409
    assert "And at night?" in response.content.decode()


def test_asking_fast_is_slowed_down_and_keeps_the_words(
    lead: Lead, in_as: Callable[[User], Client], settings: Settings
):
    settings.QUESTIONS_PER_AGENCY = ASKED_AN_HOUR + 5
    client = in_as(_owner(lead))
    for number in range(ASKED_AN_HOUR):
        assert client.post(_ask_url(lead), {"text": f"Question {number}?"}).status_code == 302
    response = client.post(_ask_url(lead), {"text": "One more?"})
    assert response.status_code == 429
    assert "One more?" in response.content.decode()
    assert Question.objects.count() == ASKED_AN_HOUR


def test_a_member_asks_for_the_agency(lead: Lead, in_as: Callable[[User], Client]):
    organisation = lead.agency.organisation
    moss = factories.member(email="moss@agency.example", organisation=organisation, role=Role.MEMBER)
    client = in_as(moss.user)
    assert client.post(_ask_url(lead), {"text": TEXT}).status_code == 302
    moss.delete()
    assert client.post(_ask_url(lead), {"text": "And now?"}).status_code == 404


def test_whoever_gave_the_seat_back_reads_why_it_can_not_ask(lead: Lead, in_as: Callable[[User], Client]):
    leads.decline(lead, by=_owner(lead), reason="budget")
    client = in_as(_owner(lead))
    assert "no longer has this lead" in _page(client, lead.get_absolute_url())
    assert client.post(_ask_url(lead), {"text": TEXT}).status_code == 409


# --- answering ----------------------------------------------------------------------------------------


def test_answering_in_place(lead: Lead, ada: User, in_as: Callable[[User], Client]):
    question = _ask(lead)
    client = in_as(ada)
    page = _page(client, question.project.get_absolute_url())
    assert f'action="{_answer_url(question)}"' in page
    assert "An agency asks" in page
    response = client.post(_answer_url(question), {"text": "For a day.\n\nThen they stop."})
    assert response.url == f"{question.project.get_absolute_url()}#question-{question.code}"
    page = _page(client, response.url)
    assert "<p>For a day.</p>" in page
    assert "Answered by Ada Quill" in page
    assert f'action="{_answer_url(question)}"' not in page


def test_a_second_answer_shows_the_first_and_keeps_the_words(lead: Lead, ada: User, in_as: Callable[[User], Client]):
    question = _ask(lead)
    questions.answer(question, text="For a day.", by=ada)
    response = in_as(ada).post(_answer_url(question), {"text": "Not at all."})
    assert response.status_code == 409
    page = response.content.decode()
    for text in ("A colleague answered this question", "For a day.", "Not at all."):
        assert text in page
    question.refresh_from_db()
    assert question.answer == "For a day."


def test_an_answer_after_the_end_keeps_the_words(lead: Lead, ada: User, in_as: Callable[[User], Client]):
    question = _ask(lead)
    Project.objects.update(state=ProjectState.CANCELLED)
    response = in_as(ada).post(_answer_url(question), {"text": "For a day."})
    assert response.status_code == 409
    assert "For a day." in response.content.decode()


@pytest.mark.parametrize(
    ("text", "sentence"), [("", "Write your answer."), ("x" * 5001, "Shorten this to 5000 characters.")]
)
def test_a_wrong_answer_is_said_beside_the_field_and_kept(
    lead: Lead, ada: User, in_as: Callable[[User], Client], text: str, sentence: str
):
    question = _ask(lead)
    response = in_as(ada).post(_answer_url(question), {"text": text})
    assert response.status_code == 422
    assert sentence in response.content.decode().replace("5,000", "5000")
    assert text in response.content.decode()


def test_the_answer_has_a_page_of_its_own(lead: Lead, ada: User, in_as: Callable[[User], Client]):
    question = _ask(lead)
    page = _page(in_as(ada), _answer_url(question))
    assert TEXT in page
    assert f'action="{_answer_url(question)}"' in page


# --- what nobody may see ------------------------------------------------------------------------------


def test_agencies_read_what_is_answered_and_their_own(project: Project, ada: User, in_as: Callable[[User], Client]):
    first, second, _third = project.leads.order_by("pk")
    _ask(first, "Mine and waiting?")
    answered = _ask(second, "Theirs and answered?")
    _ask(second, "Theirs and waiting?")
    questions.answer(answered, text="For a day.", by=ada)
    page = _page(in_as(_owner(first)), first.get_absolute_url())
    assert "Mine and waiting?" in page
    assert "Theirs and answered?" in page
    assert "For a day." in page
    assert "Theirs and waiting?" not in page
    assert "Ada Quill" not in page


def test_strangers_find_nothing(project: Project, ada: User, mallory: User, client: Client):
    first, second, _third = project.leads.order_by("pk")
    question = _ask(first)
    for person in (ada, mallory, _owner(second)):
        client.force_login(person)
        assert client.get(_ask_url(first)).status_code == 404
        assert client.post(_ask_url(first), {"text": "Whose?"}).status_code == 404
    for person in (mallory, _owner(first), _owner(second)):
        client.force_login(person)
        assert client.get(_answer_url(question)).status_code == 404
        assert client.post(_answer_url(question), {"text": "No."}).status_code == 404
    client.logout()
    for url in (_ask_url(first), _answer_url(question)):
        assert client.post(url, {"text": "No."}).status_code == 302
    question.refresh_from_db()
    assert (Question.objects.count(), question.answer) == (1, "")


def test_a_question_of_another_project_is_not_found_under_mine(
    lead: Lead, ada: User, mallory: User, in_as: Callable[[User], Client]
):
    question = _ask(lead)
    own = factories.open_project(organisation=mallory.organisations.get())
    url = reverse("projects:answer", args=[own.code, question.code])
    client = in_as(mallory)
    assert client.get(url).status_code == 404
    assert client.post(url, {"text": "No."}).status_code == 404


def test_looking_changes_nothing(lead: Lead, ada: User, client: Client):
    question = _ask(lead)
    before = (list(Question.objects.values()), ProjectEvent.objects.count(), Notification.objects.count())
    for person, urls in (
        (_owner(lead), [lead.get_absolute_url(), _ask_url(lead)]),
        (ada, [lead.project.get_absolute_url(), _answer_url(question)]),
    ):
        client.force_login(person)
        for url in urls:
            _page(client, url)
    assert (list(Question.objects.values()), ProjectEvent.objects.count(), Notification.objects.count()) == before


def test_words_of_people_are_never_markup(lead: Lead, ada: User, client: Client):
    question = _ask(lead, "<script>ask</script> https://elsewhere.example")
    questions.answer(question, text="<img src=x onerror=1>", by=ada)
    for person, url in ((ada, lead.project.get_absolute_url()), (_owner(lead), lead.get_absolute_url())):
        client.force_login(person)
        page = _page(client, url)
        assert "<script>ask" not in page
        assert "<img src=x" not in page
        assert 'href="https://elsewhere.example' not in page
        assert "&lt;script&gt;ask" in page


CANARIES = ("Canary Person", "canary-address", "Canary Works", "canary-works")


def _around(page: str) -> str:
    """The page's section of questions, with every attribute in it."""
    found = re.search(r'<section[^>]*id="questions".*?</section>', page, re.DOTALL)
    assert found is not None
    return found[0]


@pytest.fixture
def canary(ada: User, grace: User) -> Lead:
    """The lead of an agency whose names are found nowhere else; Paperlark has a seat beside it."""
    market.known(grace)
    agency = market.agency("Canary Works")
    person = bidding.owner(agency)
    person.name, person.email = "Canary Person", "canary-address@canary.example"
    person.save(update_fields=["name", "email"])
    project = market.matched(ada, seats=3)
    for lead in project.leads.order_by("pk"):
        leads.accept(lead, by=_owner(lead))
    return project.leads.get(agency=agency)


def _traces(lead: Lead) -> list[str]:
    return [*CANARIES, lead.code, lead.agency.organisation.code]


def test_nothing_near_a_question_leads_to_who_asked(canary: Lead, ada: User, grace: User, client: Client):
    project = canary.project
    waiting, question = _ask(canary, "And at night?"), _ask(canary)
    questions.answer(question, text="For a day.", by=ada)
    questions.remind(waiting, at=waiting.remind_at)
    other = project.leads.get(agency__slug="paperlark")
    client.force_login(ada)
    shown = [_around(_page(client, project.get_absolute_url())), _page(client, _answer_url(waiting))]
    client.force_login(grace)
    shown += [_page(client, url) for url in (other.get_absolute_url(), "/inbox/", "/leads/")]
    told = Notification.objects.filter(kind__startswith="question_").exclude(recipient=_owner(canary))
    assert set(told.values_list("kind", flat=True)) == {"question_asked", "question_waiting", "question_answered"}
    for row in told.select_related("recipient"):
        shown += [texts.subject(row), texts.plain(row), texts.html(row), row.event, row.path, str(row.facts)]
    shown += [f"{event.by_id} {event.data}" for event in ProjectEvent.objects.filter(kind="question_asked")]
    for text in shown:
        assert [trace for trace in _traces(canary) if trace in text] == []


def test_the_client_sees_no_difference_between_askers(canary: Lead, ada: User, client: Client):
    other = canary.project.leads.get(agency__slug="paperlark")
    at = timezone.now().replace(second=17)
    for lead in (canary, other):
        questions.ask(lead, text=TEXT, by=_owner(lead), at=at)
    client.force_login(ada)
    section = _around(_page(client, canary.project.get_absolute_url()))
    articles = re.findall(r"<article.*?</article>", section, re.DOTALL)
    for question in Question.objects.all():
        articles = [article.replace(question.code, "CODE") for article in articles]
    first, second = (re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", article) for article in articles)
    assert first == second
    assert re.search(r'datetime="[^"]+T\d\d:\d\d:00\+', first)


def test_control_the_traces_are_looked_for_where_they_could_be(canary: Lead, client: Client):
    _ask(canary)
    client.force_login(_owner(canary))
    page = _page(client, canary.get_absolute_url())
    assert canary.code in page
    assert "Canary Works" in page
    assert "Canary Person asked for your agency" in _around(page)


# --- how much it asks of the database -----------------------------------------------------------------


def test_the_pages_make_the_same_queries_for_one_question_and_for_twenty(
    lead: Lead, ada: User, client: Client, query_count: Callable[..., int], settings: Settings
):
    settings.QUESTIONS_PER_AGENCY = 30
    questions.answer(_ask(lead), text="For a day.", by=ada)
    places = [(ada, lead.project.get_absolute_url()), (_owner(lead), lead.get_absolute_url())]

    def counts() -> list[int]:
        found = []
        for person, url in places:
            client.force_login(person)
            client.get(url)
            found.append(query_count(lambda url=url: client.get(url)))
        return found

    one = counts()
    for number in range(19):
        question = _ask(lead, f"Question {number}?")
        if number % 2:
            questions.answer(question, text="Yes.", by=ada)
    assert Question.objects.count() == 20
    assert counts() == one
