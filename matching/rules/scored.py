"""All scored rules, in the order in which their reasons stand."""

from typing import Final

from matching.rules import budget, industry, place, skills, timing
from matching.rules.rule import ScoredRule

SCORED_RULES: Final[tuple[ScoredRule, ...]] = (
    *skills.RULES,
    *industry.RULES,
    *budget.RULES,
    *timing.RULES,
    *place.RULES,
)
"""The weights sum to 100."""
