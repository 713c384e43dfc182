"""The text part tells which words brief and agency share, and how common they are."""

import numpy as np
import pytest

from matching.evidence import evidenced, text_evidence, text_scores, text_shares
from matching.index import AgencyIndex
from matching.types import Brief
from tests.matching.examples import AGENCIES, TICKETS

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
