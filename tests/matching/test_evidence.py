"""The text part tells which words brief and agency share, and how common they are."""

import numpy as np
import pytest

from matching.evidence import evidenced, text_evidence, text_scores, text_shares
from matching.index import AgencyIndex
from matching.ranking import rank
from matching.sentences import of
from matching.types import Brief, Profile
from tests.matching.examples import AGENCIES, TICKETS, crowd

INDEX = AgencyIndex.from_profiles(AGENCIES)


def test_scores_stand_in_the_order_of_the_keys() -> None:
    scores, shares = text_scores(INDEX, TICKETS), text_shares(INDEX, TICKETS)
    assert INDEX.columns.keys[int(np.argmax(scores))] == "ferry-works"
    assert scores[INDEX.columns.rows["says-nothing"]] == 0
    assert np.all((shares >= 0) & (shares < 1))
    assert list(np.argsort(scores)) == list(np.argsort(shares))


def test_shared_words_come_rarest_first() -> None:
    found = text_evidence(INDEX, TICKETS, "ferry-works")
    words = [term.term for term in found.terms]
    assert {"ferry", "seat", "django", "ticket"} <= set(words)
    assert "the" not in words
    shares = [term.documents_share for term in found.terms]
    assert shares == sorted(shares)
    assert not found.terms[0].is_common()
    assert text_evidence(INDEX, TICKETS, "says-nothing").terms == ()
    with pytest.raises(KeyError):
        text_evidence(INDEX, TICKETS, "nobody")


def test_only_uncommon_words_count_as_proof() -> None:
    assert evidenced(INDEX, TICKETS, above=0.3)[0] == "ferry-works"
    assert evidenced(INDEX, TICKETS, above=1.0) == []
    assert evidenced(INDEX, TICKETS, above=0.3, measure="score")[0] == "ferry-works"
    # With so few documents every word is held by more than one in twenty.
    assert evidenced(INDEX, TICKETS, above=0.0, common_by="documents") == []
    assert evidenced(INDEX, Brief("b", title="and the for"), above=0.0) == []
    assert "says-nothing" not in evidenced(INDEX, TICKETS, above=-1.0)


EVERYDAY = "The staff of our office answer customers, plan the week and check every order by hand."


def test_everyday_words_alone_earn_next_to_nothing_however_many_are_shared() -> None:
    backwards = ", ".join(reversed(EVERYDAY.split()))  # the same words, no phrase in common
    chatty, ferries = Profile("chatty", text=backwards), Profile("ferries", text=f"{backwards}, ferry")
    index = AgencyIndex.from_profiles([chatty, ferries, *crowd(40)])
    brief = Brief("b", title="Ferry", text=EVERYDAY)
    shares = dict(zip(index.columns.keys, text_shares(index, brief).tolist(), strict=True))
    assert shares["chatty"] < 0.1 < 0.5 < shares["ferries"]
    match = next(match for match in rank(index, brief, seed=1).matches if match.key == "chatty")
    assert (match.reasons[0].code, match.score < 10) == ("text_everyday", True)


def test_single_words_that_are_shared_are_named() -> None:
    index = AgencyIndex.from_profiles([Profile("one", text="Quays and offices."), *crowd(40)])
    brief = Brief("b", title="Boards for a harbour", text="Screens show on the quays what is late.")
    match = next(match for match in rank(index, brief, seed=1).matches if match.key == "one")
    assert of(match.reasons[0], "client") == (
        "What they show shares no more than single words with your brief: “quays”."
    )
    assert match.gap is None
