"""`nav`: what the bar shows to whom, and what it costs."""

from django.test import Client, RequestFactory
from django.urls import resolve

from accounts.actions import organisations
from accounts.models import User
from contracts.actions import contracts
from marketplace.context import navigation
from projects.models import Lead
from tests import factories
from tests.projects import bidding


def _nav(user: User | None, path: str = "/projects/") -> object:
    from django.contrib.auth.models import AnonymousUser
    from django.contrib.sessions.backends.db import SessionStore

    request = RequestFactory().get(path)
    request.user, request.session = user or AnonymousUser(), SessionStore()
    return navigation(request)["nav"]


def _labels(nav: dict) -> list[str]:
    return [item.label for item in nav["items"]]


def test_a_visitor_sees_the_public_pages_for_no_query_once_they_are_kept(db: None, django_assert_num_queries) -> None:
    _labels(_nav(None))
    with django_assert_num_queries(0):
        nav = _nav(None)
        assert (nav["kind"], _labels(nav)) == ("visitor", ["Find agencies", "How matching works", "Guides"])


def test_a_page_without_a_bar_costs_nothing(ada: User, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        _nav(ada)


def test_a_client_sees_projects_first(ada: User, django_assert_num_queries) -> None:
    with django_assert_num_queries(4):
        nav = _nav(ada)
        assert nav["kind"] == "client"
    assert _labels(nav)[0] == "Projects"
    assert [item.current for item in nav["items"]] == [True, False, False]
    assert str(nav["organisation"]) == "Tidewater Ferries"


def test_an_agency_sees_its_leads_first(grace: User, django_assert_num_queries) -> None:
    with django_assert_num_queries(4):
        nav = _nav(grace)
        assert (nav["kind"], _labels(nav)) == ("agency", ["Leads", "Agency profile", "Projects"])


def test_four_queries_are_enough_for_twenty_organisations(grace: User, django_assert_num_queries) -> None:
    for number in range(19):
        organisations.found(f"Nr {number}", by=grace)
    with django_assert_num_queries(4):
        assert len(_nav(grace)["organisations"]) == 20


def test_contracts_stand_in_the_bar_of_both_sides_once_there_is_one(ada: User, mallory: User) -> None:
    _project, (bid,) = bidding.with_bids(ada, bids=1)
    agency = bidding.owner(bid.agency)
    assert "Contracts" not in [*_labels(_nav(ada)), *_labels(_nav(agency))]
    contracts.award(bid, by=ada, seen_version=1, replies={})
    assert _labels(_nav(ada))[:2] == ["Projects", "Contracts"]
    assert _labels(_nav(agency))[:2] == ["Leads", "Contracts"]
    assert "Contracts" not in _labels(_nav(mallory))


def test_an_organisation_that_will_answer_sees_an_agencys_bar(mallory: User) -> None:
    organisations.answer_briefs(mallory.organisations.get(), by=mallory)
    assert _nav(mallory)["kind"] == "agency"


def test_somebody_without_an_organisation_has_a_bar(db: None) -> None:
    assert _nav(factories.user())["kind"] == "client"


def test_every_link_of_the_bar_leads_somewhere(ada: User, grace: User) -> None:
    for user in (None, ada, grace):
        nav = _nav(user)
        for item in [*nav["items"], *nav["menu"]]:
            assert resolve(item.url).view_name != "wagtail_serve" or item.url == "/blog/", item.url  # a page of ours


def test_the_bar_is_drawn(ada: User, client: Client) -> None:
    client.force_login(ada)
    assert "Tidewater Ferries" in client.get("/settings/").content.decode()
    assert Lead.objects.count() == 0
