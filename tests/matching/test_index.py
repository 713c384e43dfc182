"""An index holds one profile per key, refuses what it can't judge, and shows no trace of how it was filled."""

from dataclasses import replace

import pytest

from matching.index import AgencyIndex
from matching.ranking import rank
from matching.taxonomy import UnknownSlugError
from matching.types import CaseStudy, Profile
from tests.matching.examples import AGENCIES, FERRY, ROASTERY, TICKETS


def test_two_profiles_of_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="ferry-works"):
        AgencyIndex.from_profiles([FERRY, FERRY])


@pytest.mark.parametrize(
    "wrong",
    [
        replace(FERRY, services={"knitting": 100}),
        replace(FERRY, industries=("pirates",)),
        replace(FERRY, case_studies=(CaseStudy("a", "A", services=("knitting",)),)),
        replace(FERRY, case_studies=(CaseStudy("a", "A", industry="pirates"),)),
    ],
)
def test_a_service_or_industry_outside_the_taxonomy_is_named(wrong: Profile) -> None:
    with pytest.raises(UnknownSlugError, match=r"knitting|pirates"):
        AgencyIndex().replace(wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(FERRY, services={"devops": 101}),
        replace(FERRY, services={"devops": -1}),
        replace(FERRY, capacity=-1),
        replace(FERRY, team_size=0),
        replace(FERRY, case_studies=(CaseStudy("a", "A"), CaseStudy("a", "B"))),
    ],
)
def test_an_impossible_profile_is_refused_and_changes_nothing(wrong: Profile) -> None:
    index = AgencyIndex.from_profiles([FERRY])
    with pytest.raises(ValueError, match="ferry-works"):
        index.replace(wrong)
    assert index.profile("ferry-works") == FERRY


def test_replacing_and_removing_leave_the_same_index_as_building_it_anew() -> None:
    index = AgencyIndex.from_profiles([ROASTERY, replace(FERRY, text="Something else", services={})])
    rank(index, TICKETS, seed=1)
    for profile in AGENCIES:
        index.replace(profile)
    index.replace(Profile("passing-by", text="booking ferry"))
    index.remove("passing-by")
    assert rank(index, TICKETS, seed=1) == rank(AgencyIndex.from_profiles(AGENCIES), TICKETS, seed=1)


def test_an_agency_that_isnt_there_cant_be_removed() -> None:
    with pytest.raises(KeyError):
        AgencyIndex().remove("nobody")


def test_an_index_knows_its_size_and_who_is_in_it() -> None:
    index = AgencyIndex.from_profiles(AGENCIES)
    assert len(index) == len(AGENCIES)
    assert "ferry-works" in index
    assert "nobody" not in index
