"""Words that say nothing of a project, kept out of what is shown as evidence. Scores don't need the list."""

from typing import Final

_ENGLISH: Final = """
a able about above across after again against all almost already also although always am among an and another
any anyone anything are around as ask at away be became because become been before begin behind being below
best better between both but by came can cannot come could currently day did do does doing done down during
each either else end enough etc even ever every everyone everything existing few find first follow following
for from full further gave general get getting give given go going good got great group had has have having he
help her here him his how however i if important in include including into is it just keep kind know large
last later least less let like likely little long look looking lot made main make making many may me mean meet
might month more most much must my near need needed never new next no nor not nothing now number of off offer
often old on once one only or order other our out over own part people per place please possible provide
provided provider put quite rather ready really required requirement right run said same say see seek
seeking seen set several shall she should show since small so some someone something soon start still such
sure take team tell ten than that the their them then there these they thing think this those though three
through time to today together too two under until up upon us use used using various very via want wanted
was way we week well went were what when where whether which while who whole whom whose why wide will with
within without work working would year yes yet you your don t s re ve ll d m project projects company client
agency partner
"""
_OTHER: Final = """
der die das und ist mit für auf den von zu im ein eine le la les et des une pour dans sur el los las y en con
para por del il lo gli di che per non und и в на с по для не что как это от из мы the
"""
EMPTY_WORDS: Final = frozenset(f"{_ENGLISH} {_OTHER}".split())
"""Compared after folding (`matching.text.folded`)."""


def says_something(term: str) -> bool:
    """Whether a folded term is worth showing: no function word, no bare number, no single letter."""
    return len(term) > 1 and term not in EMPTY_WORDS and not term.isdigit()
