"""Words that say nothing of a project: some earn no points, some more are never shown as evidence."""

from typing import Final

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


def says_something(term: str) -> bool:
    """Whether a folded term is worth showing: nothing that every brief says, no bare number, no single letter."""
    return len(term) > 1 and term not in UNTELLING and not term.isdigit()
