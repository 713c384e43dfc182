"""The agencies named for a service: who, in which order, for which reasons, at what cost."""

from collections.abc import Callable
from datetime import date
from typing import Any

from agencies import search
from agencies.models import Agency
from agencies.states import AgencyState
from tests import factories

SERVICE = "python-back-end"


def _agency(name: str, focus: int = 50, **fields: Any) -> Agency:
    return factories.agency(
        organisation=factories.organisation(name),
        name=name,
        slug=name.lower(),
        services={SERVICE: focus, **({"branding": 100 - focus} if focus < 100 else {})},
        **fields,
    )


def _names(*args: Any, **kwargs: Any) -> list[str]:
    return [one.agency.name for one in search.for_service(*args, **kwargs)]


def test_who_shows_work_stands_before_who_does_more_of_it_and_that_before_who_is_newer(db: None) -> None:
    _agency("Most", 90)
    _agency("Least", 10)
    shows = _agency("Shows", 20)
    factories.case_study(agency=shows, services=[SERVICE])
    other = _agency("Other", 40)
    factories.case_study(agency=other, services=["web-design", "python-back-end-extra"])
    assert _names(SERVICE) == ["Shows", "Most", "Other", "Least"]
    assert _names(SERVICE, most=2) == ["Shows", "Most"]


def test_nobody_is_named_who_takes_no_leads_or_does_something_else(db: None) -> None:
    _agency("Draft", state=AgencyState.DRAFT)
    _agency("Paused", state=AgencyState.PAUSED)
    _agency("Busy", accepting_leads=False)
    factories.agency(organisation=factories.organisation("Else"), slug="else", services={"branding": 100})
    assert _names(SERVICE) == []
    _agency("Here")
    assert _names(SERVICE) == ["Here"]


def test_a_country_leaves_those_who_are_there_or_serve_it(db: None) -> None:
    _agency("There", country="PT")
    _agency("Serves", country="IE", countries=("PT", "ES"))
    _agency("Elsewhere", country="FR", countries=("ES",))
    found = search.for_service(SERVICE, "PT")
    assert {one.agency.name: one.reasons[-1] for one in found} == {
        "There": "They are in Portugal.",
        "Serves": "They serve clients in Portugal.",
    }
    assert found[0].agency.name == "There"  # the same share of the work: who is there comes first


def test_the_reasons_are_the_newest_work_and_the_share(db: None) -> None:
    agency = _agency("Paperlark", 62)
    factories.case_study(agency=agency, title="Old", services=[SERVICE], finished_on=date(2019, 5, 1))
    factories.case_study(agency=agency, title="Ferry & ticket", services=[SERVICE], finished_on=date(2025, 5, 1))
    (found,) = search.for_service(SERVICE)
    assert found.reasons == ("Built “Ferry & ticket” in 2025.", "62% of their work is Python back end.")


def test_work_without_a_date_is_named_without_a_year(db: None) -> None:
    factories.case_study(agency=_agency("Paperlark", 100), title="Undated", services=[SERVICE])
    assert search.for_service(SERVICE)[0].reasons[0] == "Built “Undated”."


def test_a_service_that_is_gone_gives_nobody_without_asking(db: None, query_count: Callable[..., int]) -> None:
    _agency("Here")
    assert query_count(lambda: search.for_service("no-such-service")) == 0
    assert search.for_service("no-such-service") == []


def test_the_number_of_queries_does_not_grow(db: None, query_count: Callable[..., int]) -> None:
    def shown() -> list[str]:
        return [f"{one.agency.is_claimed} {one.agency.logo_url}" for one in search.for_service(SERVICE, "IE")]

    factories.case_study(agency=_agency("One"), services=[SERVICE])
    assert query_count(shown) == 2
    for number in range(5):
        factories.case_study(agency=_agency(f"More{number}"), services=[SERVICE])
    assert query_count(shown) == 2
