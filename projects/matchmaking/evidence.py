"""Where in a brief the words stand that a reason rests on."""

from collections.abc import Mapping

from matching import taxonomy
from matching.types import Reason

Span = tuple[int, int]
MOST_WORDS = 3
"""Words marked for one reason: where everything is yellow, nothing stands out."""


def spans_of(reason: Reason, document: str) -> list[Span]:
    """The first place of each word of evidence in `Brief.document`; of services, of any word for them."""
    found = [(spans[0][0], spans[0][1]) for each in reason.evidence if (spans := each.brief_spans)]
    if not found and (services := _services_of(reason)):
        spoken_of = taxonomy.services_in(document)
        found = [(places[0][0], places[0][1]) for slug in services if (places := spoken_of.get(slug))]
    return found[:MOST_WORDS]


def _services_of(reason: Reason) -> list[str]:
    """The services that the reason's sentence names."""
    named = reason.params.get("services")
    listed = named.get("all", []) if isinstance(named, Mapping) else []
    return [value["service"] for value in listed if "service" in value]


def numbered(reasons: list[Reason], document: str) -> dict[Span, int]:
    """Spans to mark with the number of the reason they speak for, in reading order.

    Words that stand side by side are one mark; where two reasons rest on the same word, the first has it.
    """
    taken: dict[Span, int] = {}
    for number, reason in enumerate(reasons, start=1):
        for span in spans_of(reason, document):
            if not any(span[0] < other[1] and other[0] < span[1] for other in taken):
                taken[span] = number
    joined: dict[Span, int] = {}
    last: Span | None = None
    for span in sorted(taken):
        if last and joined[last] == taken[span] and document[last[1] : span[0]] in {" ", "-"}:
            number = joined.pop(last)
            last = (last[0], span[1])
            joined[last] = number
        else:
            last = span
            joined[span] = taken[span]
    return joined
