"""A question goes round: asked by one agency, answered to all of them, and nobody learns who asked."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from projects import periodic
from projects.models import Question
from projects.policies import can_ask
from tests.projects import bidding
from tests.stories.acting import mails_to, reads, signed_in

pytestmark = pytest.mark.django_db

QUESTION = "Do the card terminals sit on board, or only at the quays?"
ANSWER = "On board, and they must work without a line for an hour."


def test_from_a_question_to_an_answer_for_everybody(ada: User) -> None:
    project = bidding.project(ada, agencies=3)
    first, second, third = project.leads.order_by("pk")
    asker, rival, gone = (bidding.owner(lead.agency) for lead in (first, second, third))

    # One agency asks. The client reads what, never who: not on the page, in the inbox, by mail or in the timeline.
    assert can_ask(asker, first.agency)
    signed_in(asker).post(f"/leads/{first.code}/ask/", {"text": QUESTION})
    assert QUESTION in reads(asker, f"/leads/{first.code}/")
    page = reads(ada, project.get_absolute_url())
    assert "Answer 1 question" in page
    assert "An agency asked a question" in page
    assert QUESTION in page.split('id="questions"')[1]
    assert first.agency.name not in page.split('id="questions"')[1].split("</section>")[0]
    (told,) = [mail for mail in mails_to(ada) if QUESTION in mail]
    assert first.agency.name not in told
    assert "Answer 1 question" in reads(ada, "/projects/")

    # Nobody else reads it before it is answered. A third agency gives its seat back meanwhile.
    assert QUESTION not in reads(rival, f"/leads/{second.code}/")
    signed_in(gone).post(f"/leads/{third.code}/decline/", {"reason": "no_capacity"})

    # The client does not answer for a day, and is told once that a question waits.
    question = Question.objects.get()
    Question.objects.update(remind_at=timezone.now() - timedelta(seconds=1))
    periodic.sweep_deadlines()
    periodic.sweep_deadlines()
    assert len([mail for mail in mails_to(ada) if QUESTION in mail]) == 2

    # Ada answers: both agencies that still have the lead read it, in the app and by mail, in the same words.
    signed_in(ada).post(f"/projects/{project.code}/questions/{question.code}/answer/", {"text": ANSWER})
    for person, lead in ((asker, first), (rival, second)):
        assert ANSWER in reads(person, f"/leads/{lead.code}/")
        (told,) = [mail for mail in mails_to(person) if ANSWER in " ".join(mail.split())]
        assert QUESTION in " ".join(told.split())
    assert [mail for mail in mails_to(gone) if QUESTION in mail] == []
    (other,) = re.findall(r"<b>([^<]+)</b>", reads(rival, f"/leads/{second.code}/").split('class="msg"')[1])[:1]
    assert other == "An agency asked"
    assert "Answer 1 question" not in reads(ada, project.get_absolute_url())

    # Questions close before bids do.
    project.questions_close_at = timezone.now() - timedelta(minutes=1)
    project.save()
    late = signed_in(asker).post(f"/leads/{first.code}/ask/", {"text": "And in winter?"})
    assert late.status_code == 409
    assert "Questions are closed" in late.content.decode()
    assert "And in winter?" in late.content.decode()
