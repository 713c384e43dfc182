"""The agency's page and the moderators' queue of verification."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from accounts.models import User
from agencies.actions import verification
from agencies.models import Agency, VerificationStep
from agencies.states import VerificationKind
from tests import factories
from tests.access.cast import with_second_step

PAGE = "/settings/agency/verification/"


@pytest.fixture
def paperlark(grace: User) -> Agency:
    return Agency.objects.get(slug="paperlark")


@pytest.fixture
def mirela(db: None) -> User:
    """A moderator."""
    group, _made = Group.objects.get_or_create(name="Moderators")
    group.permissions.add(*Permission.objects.filter(codename__in=["access_admin", "moderate"]))
    person = with_second_step(factories.user(email="mirela@briefwell.example", name="Mirela Dann"))
    person.groups.add(group)
    return person


def test_an_agency_asks_and_sees_that_it_waits(client: Client, grace: User, paperlark: Agency) -> None:
    client.force_login(grace)
    links = "register.example/4711\nhttps://press.example/a"
    sent = client.post(PAGE, {"evidence": "Register 4711", "links": links, "agency": "paperlark"})
    assert sent.headers["Location"] == PAGE
    step = VerificationStep.objects.get()
    assert step.links == ["https://register.example/4711", "https://press.example/a"]
    page = client.get(PAGE).content.decode()
    assert "Your request waits for us" in page
    assert 'name="evidence"' not in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"evidence": ""}, "Write what we can check"),
        ({"evidence": "x" * 3001}, "Shorten this"),
        ({"evidence": "Fine", "links": "javascript:alert(1)"}, "Enter a web address"),
        ({"evidence": "Fine", "links": "\n".join(["https://a.example"] * 6)}, "five addresses at most"),
    ],
)
def test_what_is_wrong_stands_beside_the_field_and_what_was_typed_stays(
    client: Client, grace: User, paperlark: Agency, typed: dict[str, str], said: str
) -> None:
    client.force_login(grace)
    answer = client.post(PAGE, {**typed, "agency": "paperlark"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert typed["evidence"][:40] in page
    assert not VerificationStep.objects.exists()


def test_evidence_is_shown_as_text_and_never_run(client: Client, grace: User, paperlark: Agency, mirela: User) -> None:
    verification.ask(paperlark, by=grace, evidence="<script>alert(1)</script>")
    client.force_login(mirela)
    for path in ("/admin/verification/", "/admin/verification/paperlark/"):
        page = client.get(path).content.decode()
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert(1)" not in page


def test_a_moderator_decides_with_a_reason(client: Client, grace: User, paperlark: Agency, mirela: User) -> None:
    verification.ask(paperlark, by=grace, evidence="Register 4711", links=["https://register.example/4711"])
    client.force_login(mirela)
    path = "/admin/verification/paperlark/"
    assert "Paperlark" in client.get("/admin/verification/").content.decode()
    page = client.get(path).content.decode()
    assert "https://register.example/4711" in page
    assert "Take the verification back" not in page
    bare = client.post(path, {"decision": "verified", "reason": " ", "seen": 1})
    assert bare.status_code == 422
    assert "Write the reason" in bare.content.decode()
    assert client.post(path, {"decision": "verified", "reason": "It fits.", "seen": 1}).status_code == 302
    late = client.post(path, {"decision": "refused", "reason": "It does not fit.", "seen": 1})
    assert late.status_code == 409
    assert "It does not fit." in late.content.decode()
    paperlark.refresh_from_db()
    assert paperlark.verified_at is not None
    client.force_login(grace)
    assert "It fits." in client.get(PAGE).content.decode()
    assert "Verified by us" in client.get("/agencies/paperlark/").content.decode()
    assert "badge-wax" in client.get("/agencies/").content.decode()


@pytest.mark.parametrize("sent", [{}, {"decision": "asked"}, {"decision": "verified", "seen": "x" * 99, "reason": "a"}])
def test_forged_decisions_decide_nothing(
    client: Client, grace: User, paperlark: Agency, mirela: User, sent: dict[str, str]
) -> None:
    verification.ask(paperlark, by=grace, evidence="Register 4711")
    client.force_login(mirela)
    assert client.post("/admin/verification/paperlark/", sent).status_code == 422
    assert client.post("/admin/verification/nobody/", sent).status_code == 404
    assert VerificationStep.objects.get().kind == VerificationKind.ASKED


def test_the_queue_asks_as_often_for_three_as_for_one(
    client: Client, grace: User, paperlark: Agency, mirela: User, query_count
) -> None:
    client.force_login(mirela)
    verification.ask(paperlark, by=grace, evidence="Register 4711")
    once = query_count(lambda: client.get("/admin/verification/"))
    for number in range(2):
        member = factories.member(email=f"m{number}@example.com", organisation=f"Org {number}")
        agency = factories.agency(organisation=member.organisation, name=f"A {number}", slug=f"a-{number}")
        verification.ask(agency, by=member.user, evidence="Register")
    assert query_count(lambda: client.get("/admin/verification/")) == once
