"""One rule per consideration: hard ones exclude, scored ones give shares. The public page is written from it."""

from typing import Final

from matching.rules.hard import HARD_RULES
from matching.rules.rule import Described, HardRule, ScoredRule
from matching.rules.scored import SCORED_RULES

RULES: Final[tuple[HardRule | ScoredRule, ...]] = (*HARD_RULES, *SCORED_RULES)
WEIGHTS: Final[dict[str, float]] = {rule.name: rule.weight for rule in SCORED_RULES}
"""Points of each scored rule; they sum to 100."""

__all__ = ["HARD_RULES", "RULES", "SCORED_RULES", "WEIGHTS", "HardRule", "ScoredRule", "describe"]


def describe() -> list[Described]:
    """Every rule in order with its name, group, kind, weight (None for hard ones) and its English sentence,
    marked for translation."""
    return [
        {
            "name": rule.name,
            "group": rule.group,
            "kind": rule.kind,
            "weight": rule.weight if isinstance(rule, ScoredRule) else None,
            "sentence": rule.sentence,
        }
        for rule in RULES
    ]
