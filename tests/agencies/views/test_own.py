"""One's own profile at /settings/agency/: short forms, bad input, stale tabs, other people's profiles."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.form_tokens import FIELD
from accounts.models import Membership, Organisation, User
from agencies.actions import agencies
from agencies.models import Agency
from tests import factories
from tests.marketplace.lib.test_pictures import encoded

SignIn = Callable[[User], Client]

PROFILE = {
    "name": "Paperlark",
    "tagline": "Seats and tickets",
    "description": "We build booking systems.",
    "country": "EE",
    "city": "Tallinn",
    "website": "paperlark.example",
    "founded": "2017",
    "team_size": "14",
}
TERMS = {
    "currency": "EUR",
    "hourly_low": "80",
    "hourly_high": "110",
    "minimum_budget": "25k",
    "available_on": "",
    "capacity": "4",
    "accepting_leads": "on",
}
SHARES = "/settings/agency/services/shares/?service=python-back-end&service=devops"
PAGES = ("", "profile/", "services/", "services/shares/", "reach/", "terms/", "logo/", "work/", "work/new/")


@pytest.fixture
def own(grace: User, signed_in: SignIn) -> Client:
    return signed_in(grace)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_visitors_are_asked_to_sign_in(client: Client, paperlark: Agency) -> None:
    for page in PAGES:
        answer = client.get(f"/settings/agency/{page}")
        assert answer.status_code == 302
        assert answer.url.startswith("/accounts/login/")


def test_plain_members_look_and_are_told_why_they_cannot_change(
    paperlark: Agency, moss: User, signed_in: SignIn
) -> None:
    client = signed_in(moss)
    page = text(client.get("/settings/agency/"))
    assert "Only owners and managers can change the agency profile" in page
    assert "Pause profile" not in page
    for path in PAGES[1:]:
        assert client.get(f"/settings/agency/{path}").status_code == 403
    for path in ("profile/", "publish/", "pause/", "capacity/", "logo/"):
        assert client.post(f"/settings/agency/{path}", PROFILE).status_code == 403
    paperlark.refresh_from_db()
    assert (paperlark.version, paperlark.state) == (0, "published")


def test_without_an_agency_every_page_leads_to_creating_one(ada: User, signed_in: SignIn) -> None:
    client = signed_in(ada)
    for page in PAGES:
        assert client.get(f"/settings/agency/{page}").url == "/settings/agency/new/"
    Membership.objects.filter(user=ada).delete()
    assert client.get("/settings/agency/").status_code == 302
    assert client.get("/settings/agency/new/").status_code == 302


def test_creating_twice_with_one_form_has_one_effect(ada: User, signed_in: SignIn) -> None:
    client = signed_in(ada)
    form = {"name": "Tidewater Labs", "tagline": "", "country": "IE", FIELD: str(uuid.uuid4())}
    answers = [client.post("/settings/agency/new/", form) for _ in range(2)]
    assert [answer.url for answer in answers] == ["/settings/agency/"] * 2
    assert Agency.objects.get(organisation__members=ada).version == 1
    assert client.get("/settings/agency/new/").url == "/settings/agency/"


def test_the_profile_form_saves_and_cleans(own: Client, paperlark: Agency) -> None:
    assert own.post("/settings/agency/profile/", PROFILE | {"city": " Tal\u200blinn "}).url == "/settings/agency/"
    paperlark.refresh_from_db()
    assert (paperlark.city, paperlark.website, paperlark.team_size) == ("Tallinn", "https://paperlark.example", 14)
    assert paperlark.version == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Enter the name of your agency."),
        ("name", "\u200b\u2060", "Enter the name of your agency."),
        ("name", "x" * 100_000, "Shorten this to 120 characters. It has 100000."),
        ("tagline", "x" * 141, "Shorten this to 140 characters. It has 141."),
        ("description", "я" * 100_000, "Shorten this to 10000 characters. It has 100000."),
        ("country", "ZZ", "Choose a country from the list."),
        ("website", "javascript:alert(1)", "Enter a web address, such as https://example.com."),
        ("website", "https://a:b@example.com", "Leave out user name and password"),
        ("founded", "1500", "Enter the year, such as 2015, or leave it empty."),
        ("founded", "2999", "This year has not come yet."),
        ("founded", "9" * 12, "Enter the year, such as 2015, or leave it empty."),
        ("team_size", "0", "Enter how many people work with you"),
        ("team_size", "-3", "Enter how many people work with you"),
        ("team_size", "a few", "Enter how many people work with you"),
        ("team_size", "1" * 400, "Enter how many people work with you"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(
    own: Client, paperlark: Agency, field: str, value: str, sentence: str
) -> None:
    answer = own.post("/settings/agency/profile/", PROFILE | {field: value, "city": "Typed city"})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert 'value="Typed city"' in text(answer)
    paperlark.refresh_from_db()
    assert paperlark.version == 0


@pytest.mark.parametrize(
    "value", ["Приклад роботи", "<script>alert(1)</script>", "{{7*7}} %(x)s", "\u202eabc", "a\tb\x07"]
)
def test_odd_text_is_kept_as_text(own: Client, client: Client, paperlark: Agency, value: str) -> None:
    assert own.post("/settings/agency/profile/", PROFILE | {"description": value}).status_code == 302
    assert "<script>alert" not in text(client.get("/agencies/paperlark/"))


def test_amounts_are_read_as_people_type_them(own: Client, paperlark: Agency) -> None:
    for typed, minor in (("20k", 2_000_000), ("€20,000", 2_000_000), ("20.000", 2_000_000), ("", None), ("0", 0)):
        assert own.post("/settings/agency/terms/", TERMS | {"minimum_budget": typed}).status_code == 302
        paperlark.refresh_from_db()
        assert paperlark.minimum_budget == minor
    own.post(
        "/settings/agency/terms/",
        TERMS | {"currency": "JPY", "minimum_budget": "20k", "hourly_low": "8,000", "hourly_high": ""},
    )
    paperlark.refresh_from_db()
    assert (paperlark.minimum_budget, paperlark.hourly_low, paperlark.hourly_high) == (20_000, 8_000, None)
    assert 'value="8,000"' in text(own.get("/settings/agency/terms/"))


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("currency", "XXX", "Choose a currency from the list."),
        ("minimum_budget", "a lot", "Enter an amount in figures"),
        ("minimum_budget", "-5", "Enter an amount above zero."),
        ("minimum_budget", "9" * 39, "This amount is too large."),
        ("minimum_budget", "1" * 400, "Ensure this value has at most 40 characters"),
        ("hourly_low", "500,000", "Enter the rate for one hour."),
        ("hourly_high", "20", "Enter a rate that is not below the first one."),
        ("available_on", "2027-02-30", "Enter a day that exists"),
        ("available_on", "2999-01-01", "Check the year."),
        ("capacity", "0", "Enter a number from 1 to 50."),
        ("capacity", "51", "Enter a number from 1 to 50."),
        ("capacity", "many", "Enter a number from 1 to 50."),
        ("capacity", "", "Enter a number from 1 to 50."),
    ],
)
def test_impossible_terms_get_a_sentence(own: Client, paperlark: Agency, field: str, value: str, sentence: str) -> None:
    answer = own.post("/settings/agency/terms/", TERMS | {field: value})
    assert answer.status_code == 422
    if "at most 40" in sentence:
        sentence = "Shorten this to 40 characters. It has 400."
    assert sentence in text(answer)


def test_a_day_that_has_passed_means_free_now(own: Client, paperlark: Agency) -> None:
    own.post("/settings/agency/terms/", TERMS | {"available_on": "2020-01-01"})
    paperlark.refresh_from_db()
    assert paperlark.available_on is None


def test_services_go_on_to_their_shares(own: Client, paperlark: Agency) -> None:
    answer = own.post("/settings/agency/services/", {"services": ["devops", "python-back-end"]})
    assert answer.url == SHARES
    page = text(own.get(SHARES))
    assert page.count('value="50"') == 2
    assert paperlark.services.count() == 0  # nothing is saved by choosing
    assert own.post(SHARES, {"share-python-back-end": "70", "share-devops": "30"}).url == "/settings/agency/"
    assert {row.service: row.focus for row in paperlark.services.all()} == {"python-back-end": 70, "devops": 30}
    assert 'value="70"' in text(own.get("/settings/agency/services/shares/"))


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        ("70", "20", "The shares sum to 90%, not 100%: add 10."),
        ("70", "50", "The shares sum to 120%, not 100%: take off 20."),
        ("100", "0", "Enter a whole number from 1 to 100."),
        ("99.5", "0.5", "Enter a whole number from 1 to 100."),
        ("-1", "101", "Enter a whole number from 1 to 100."),
        ("", "", "Enter a whole number from 1 to 100."),
        ("9" * 400, "1", "Enter a whole number from 1 to 100."),
    ],
)
def test_shares_sum_to_100_or_say_their_sum(
    own: Client, paperlark: Agency, first: str, second: str, sentence: str
) -> None:
    answer = own.post(SHARES, {"share-python-back-end": first, "share-devops": second})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert paperlark.services.count() == 0


def test_services_outside_the_taxonomy_and_too_many_are_refused(own: Client, paperlark: Agency) -> None:
    from matching.taxonomy import SERVICES

    assert "Choose services from the list." in text(own.post("/settings/agency/services/", {"services": ["nothing"]}))
    assert "Choose at least one service." in text(own.post("/settings/agency/services/", {"agency": "paperlark"}))
    answer = own.post("/settings/agency/services/", {"services": list(SERVICES)[:13]})
    assert "Choose up to 12 services. You chose 13." in text(answer)
    assert own.get("/settings/agency/services/shares/?service=nothing").url == "/settings/agency/services/"


def test_reach_saves_lists_and_refuses_unknown_ones(own: Client, paperlark: Agency) -> None:
    reach = {"industries": ["health", "transport"], "countries": ["EE", "FI"], "languages": ["en", "et"]}
    assert own.post("/settings/agency/reach/", reach).status_code == 302
    assert {row.country for row in paperlark.countries.all()} == {"EE", "FI"}
    assert own.post("/settings/agency/reach/", {"agency": "paperlark"}).status_code == 302
    assert not paperlark.countries.exists()
    for field, sentence in (("industries", "industries"), ("countries", "countries"), ("languages", "languages")):
        answer = own.post("/settings/agency/reach/", reach | {field: ["nothing"]})
        assert f"Choose {sentence} from the list." in text(answer)
    from matching.taxonomy import INDUSTRIES

    answer = own.post("/settings/agency/reach/", {"industries": list(INDUSTRIES)})
    assert "Choose up to 10 industries" in text(answer)


def test_a_stale_tab_is_told_and_keeps_what_was_typed(own: Client, paperlark: Agency, grace: User) -> None:
    agencies.edit(paperlark, by=grace, tagline="The colleague’s line")
    answer = own.post("/settings/agency/profile/", PROFILE | {"version": "0", "city": "My city"})
    assert answer.status_code == 409
    page = text(answer)
    assert "A colleague changed this profile" in page
    assert "The colleague’s line" in page  # what is there now
    assert 'value="My city"' in page  # what was typed
    assert 'name="version" value="1"' in page  # sending it again is meant so
    assert Agency.objects.get(pk=paperlark.pk).city == ""
    assert own.post("/settings/agency/profile/", PROFILE | {"version": "1"}).status_code == 302


@pytest.mark.parametrize("path", ["reach/", "terms/", "services/shares/?service=crm"])
def test_every_short_form_notices_a_stale_tab(own: Client, paperlark: Agency, grace: User, path: str) -> None:
    agencies.edit(paperlark, by=grace, tagline="Newer", languages=["de", "fr"])
    form = TERMS | {"share-crm": "100", "languages": ["en"], "version": "0"}
    answer = own.post(f"/settings/agency/{path}", form)
    assert answer.status_code == 409
    assert own.post(f"/settings/agency/{path}", form | {"version": "1"}).status_code == 302  # control


@pytest.mark.parametrize("version", ["x", "-1", "9" * 30])
def test_a_version_nobody_gave_out_is_no_server_error(own: Client, paperlark: Agency, version: str) -> None:
    assert own.post("/settings/agency/profile/", PROFILE | {"version": version}).status_code in {409, 422}


def test_a_form_made_for_another_agency_changes_nothing(own: Client, paperlark: Agency, rival: User) -> None:
    assert own.post("/settings/agency/profile/", PROFILE | {"agency": "merrowline"}).status_code == 404
    assert own.post("/settings/agency/pause/", {"agency": "merrowline"}).status_code == 404
    assert own.post("/settings/agency/profile/", PROFILE | {"agency": "paperlark"}).status_code == 302


def test_who_was_removed_and_has_another_organisation_changes_neither(
    own: Client, paperlark: Agency, grace: User, rival: User
) -> None:
    merrowline = Organisation.objects.get(agency__slug="merrowline")
    Membership.objects.create(organisation=merrowline, user=grace, role="owner")
    page = text(own.get("/settings/agency/profile/"))
    assert 'name="agency" value="paperlark"' in page
    Membership.objects.filter(user=grace, organisation=paperlark.organisation).delete()
    assert own.post("/settings/agency/profile/", PROFILE | {"agency": "paperlark"}).status_code == 404
    assert {agency.version for agency in Agency.objects.all()} == {0}


def test_keys_that_are_no_fields_are_ignored(own: Client, paperlark: Agency, rival: User) -> None:
    extra = {
        "state": "draft",
        "slug": "stolen",
        "organisation": "1",
        "verified_at": "2020-01-01",
        "capacity": "50",
        "id": "9",
    }
    assert own.post("/settings/agency/profile/", PROFILE | extra).status_code == 302
    after = Agency.objects.get(pk=paperlark.pk)
    assert (after.state, after.slug, after.organisation_id) == ("published", "paperlark", paperlark.organisation_id)
    assert (after.verified_at, after.capacity) == (None, 3)


def test_publishing_says_what_is_missing_with_links(ada: User, signed_in: SignIn) -> None:
    client = signed_in(ada)
    client.post("/settings/agency/new/", {"name": "Tidewater", "country": ""})
    page = text(client.get("/settings/agency/"))
    for link in ("/settings/agency/profile/", "/settings/agency/services/"):
        assert f'<li><a href="{link}">' in page
    assert "Publish profile" not in page
    answer = client.post("/settings/agency/publish/", follow=True)
    assert "This profile is not complete yet." in text(answer)
    assert Agency.objects.get().state == "draft"


def test_pausing_and_resuming(own: Client, paperlark: Agency, grace: User) -> None:
    agencies.edit(paperlark, by=grace, services={"crm": 100})
    assert "is paused" in text(own.post("/settings/agency/pause/", follow=True))
    assert "Resume profile" in text(own.get("/settings/agency/"))
    assert "somebody changed it in the meantime" in text(own.post("/settings/agency/pause/", follow=True))
    assert "is published" in text(own.post("/settings/agency/publish/", follow=True))
    assert "somebody changed it in the meantime" in text(own.post("/settings/agency/publish/", follow=True))


def test_capacity_is_asked_for_again_after_a_while(own: Client, paperlark: Agency) -> None:
    assert "Do you still want" not in text(own.get("/settings/agency/"))
    Agency.objects.update(capacity_confirmed_at="2020-01-01T00:00Z")
    assert "Do you still want that many leads?" in text(own.get("/settings/agency/"))
    own.post("/settings/agency/capacity/")
    assert "Do you still want" not in text(own.get("/settings/agency/"))


@pytest.mark.parametrize("path", ["publish/", "pause/", "capacity/"])
def test_looking_changes_nothing(own: Client, paperlark: Agency, path: str) -> None:
    assert own.get(f"/settings/agency/{path}").status_code == 405


def test_a_logo_is_drawn_again_and_can_go(own: Client, paperlark: Agency) -> None:
    picture = SimpleUploadedFile("../../logo.png", encoded("PNG") + b"<script>", content_type="text/html")
    assert own.post("/settings/agency/logo/", {"logo": picture}).url == "/settings/agency/"
    paperlark.refresh_from_db()
    assert paperlark.logo_url.startswith("/media/logos/")
    assert paperlark.logo_url.endswith(".webp")
    assert own.post("/settings/agency/logo/", {"remove": "1"}).status_code == 302
    paperlark.refresh_from_db()
    assert paperlark.logo_url == ""
    bad = SimpleUploadedFile("logo.svg", b"<svg/>")
    assert "Choose a picture: a JPEG, PNG or WebP file." in text(own.post("/settings/agency/logo/", {"logo": bad}))
    assert "Choose a picture first." in text(own.post("/settings/agency/logo/", {"agency": "paperlark"}))


def test_pages_of_ones_own_profile_stay_within_their_queries(
    own: Client, paperlark: Agency, query_count: Callable[[Callable[[], object]], int]
) -> None:
    before = {
        page: query_count(lambda page=page: own.get(f"/settings/agency/{page}")) for page in ("", "reach/", "work/")
    }
    for number in range(19):
        factories.case_study(agency=paperlark, title=f"Project {number}")
    after = {page: query_count(lambda page=page: own.get(f"/settings/agency/{page}")) for page in before}
    assert max(after.values()) <= 12
    assert after | {"work/": 0} == before | {"work/": 0}
    factories.case_study(agency=paperlark)
    assert query_count(lambda: own.get("/settings/agency/work/")) == after["work/"]
