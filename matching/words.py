"""Words that say nothing of a project: some earn no points, some more are never shown as evidence."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Final

from matching.text import terms

_ENGLISH: Final = """
a about above across after again against all almost already also although always am among an and another any
anyone anything are around as at away be because been before being below between both but by can cannot could
d did do does doing done down during each either else enough etc even ever every everyone everything few for
from further had has have having he her here him his how however i if in into is it just least less let like
ll m many may me might more most much must my near never no nor not nothing now of off often on once one only
or other our out over own per quite rather re s same several shall she should since so some someone something
soon still such t than that the their them then there these they thing this those though through to together
too two under until up upon us ve very via was we well were what when where whether which while who whole whom
whose why will with within without would yes yet you your
"""
_OTHER: Final = """
der die das und ist mit für auf den von zu im ein eine le la les et des une pour dans sur el los las y en con
para por del il lo gli di che non è e и в на с по для не что как это от из мы
"""
_UNTELLING: Final = """
able ask agency became become begin behind best better big build came client come company currently day end
existing find first follow following found full gave general get getting give given go going good got great
group help important include including keep kind know large last later likely little long look looking lot
made main make making mean meet month need needed new next number offer old order part partner people place
please possible project provide provided provider put ready really required requirement right run said say see
seek seeking seen set three four five six seven eight nine hundred thousand show small start sure take tell
ten think time today try use used using various want wanted way week went wide work working year
"""
FUNCTION_WORDS: Final = frozenset(f"{_ENGLISH} {_OTHER}".split())
"""Words that hold sentences together, compared after folding (`matching.text.folded`). They earn no points."""
UNTELLING: Final = FUNCTION_WORDS | frozenset(_UNTELLING.split())
"""These and words every brief uses. They may earn points but prove nothing."""

_DATA: Final = tomllib.loads((Path(__file__).parent / "data" / "everyday.toml").read_text(encoding="utf-8"))


def _listed(section: str) -> frozenset[str]:
    """The words of one section of the list, folded."""
    return frozenset(term for words in _DATA[section].values() for word in words.split() for term in terms(word))


_EVERYDAY_ENGLISH: Final = UNTELLING | _listed("english") | _listed("phrases")
_EVERYDAY_ELSEWHERE: Final = frozenset().union(*(_listed(name) for name in _DATA if name not in {"english", "phrases"}))
EVERYDAY: Final = _EVERYDAY_ENGLISH | _EVERYDAY_ELSEWHERE
"""Words that any two texts about work may share, folded: one of them alone is never shown as evidence."""
LOOSE: Final = FUNCTION_WORDS | _listed("phrases") | (_EVERYDAY_ELSEWHERE - _EVERYDAY_ENGLISH)
"""Words that don't belong to a phrase when they stand at its edge: of "two new card terminals" the last two count."""
_INFLECTED: Final = re.compile(r"[a-z]{3,}[^e\W]ed|[a-z]{3,}(?:al|e|i|t|s|n|r)ly|[a-z]{3,}iest")
"""Forms of verbs, adverbs and comparisons: "replaced", "carefully", "busiest"; not "feed" or "assembly"."""
LINKING: Final = frozenset("by in of to".split())
"""Function words that may stand within a phrase: "proof of identity"."""


def says_something(term: str) -> bool:
    """Whether a folded term is worth showing: nothing that every brief says, no bare number, no single letter."""
    return len(term) > 1 and term not in UNTELLING and not term.isdigit()


@lru_cache(maxsize=65_536)
def is_everyday(term: str) -> bool:
    """Whether a folded term shows nothing on its own: a word of every day or of every trade, an English verb or
    adverb by its ending, a number, a letter."""
    return len(term) < 2 or term in EVERYDAY or bool(_INFLECTED.fullmatch(term)) or not any(map(str.isalpha, term))
