"""On real public awards the text part finds the later winners about as often as the published BM25 baselines."""

import json
import math
import os
from pathlib import Path

import numpy as np
import pytest

from matching.evidence import text_scores
from matching.index import AgencyIndex
from matching.types import Brief, CaseStudy, Profile

DATA = os.environ.get("BRIEFWELL_DATA")
pytestmark = pytest.mark.skipif(not DATA, reason="needs real awards: BRIEFWELL_DATA names no folder")


def rows(task: str, name: str) -> list[dict]:
    """One file of a task."""
    with (Path(DATA or "") / "matching_dev" / task / name).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def ndcg(ranked: list[str], relevant: set[str]) -> float:
    """nDCG of the first ten."""
    gained = sum(1 / math.log2(place + 2) for place, key in enumerate(ranked[:10]) if key in relevant)
    return gained / sum(1 / math.log2(place + 2) for place in range(min(10, len(relevant))))


@pytest.mark.parametrize(("task", "least"), [("dos_dev", 0.13), ("sbir_dev", 0.42), ("ghana_dev", 0.145)])
def test_the_text_part_stays_near_the_best_simple_system(task: str, least: float) -> None:
    won: dict[str, list[CaseStudy]] = {row["id"]: [] for row in rows(task, "suppliers.jsonl")}
    for number, award in enumerate(rows(task, "train_awards.jsonl")):
        won[award["supplier"]].append(CaseStudy(str(number), "", award["text"]))
    index = AgencyIndex.from_profiles(Profile(key, case_studies=tuple(studies)) for key, studies in won.items())
    keys = index.columns.keys
    found = []
    for query in rows(task, "queries.jsonl"):
        if query["near_dup"] < 0.25:
            scores = text_scores(index, Brief("q", text=query["text"]))
            ranked = [keys[row] for row in np.argsort(-scores, kind="stable")[:10]]
            found.append(ndcg(ranked, set(query["rel"])))
    assert np.mean(found) > least
