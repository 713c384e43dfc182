"""Blind scores of three people, against weights fixed beforehand."""

from statistics import mean, pstdev

WEIGHTS = {"method": 35, "people": 30, "price": 20, "handover": 15}
SCORES = {  # bid -> criterion -> what each of three people gave it, 0 to 10
    "A": {
        "method": [8, 7, 8],
        "people": [6, 7, 6],
        "price": [9, 9, 9],
        "handover": [3, 8, 4],
    },
    "B": {
        "method": [7, 8, 7],
        "people": [9, 8, 9],
        "price": [6, 6, 6],
        "handover": [8, 8, 9],
    },
}


def total(bid: str) -> float:
    """Of 100."""
    return sum(
        weight * mean(SCORES[bid][criterion]) / 10
        for criterion, weight in WEIGHTS.items()
    )


def disputed(bid: str) -> list[str]:
    """Where people differ by more than chance: talk about these alone."""
    return [
        criterion
        for criterion in WEIGHTS
        if pstdev(SCORES[bid][criterion]) > 1.5
    ]


assert sum(WEIGHTS.values()) == 100
assert round(total("A"), 1) == 71.3
assert round(total("B"), 1) == 76.2
assert disputed("A") == ["handover"]
assert disputed("B") == []
