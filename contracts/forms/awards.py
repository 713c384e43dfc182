"""What the bidders who are not chosen are told, one form for each."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from projects.forms.declines import REASONS, DeclineBidForm
from projects.models import Bid


class ReplyForm(DeclineBidForm):
    """The reply to one bidder, as a row: its fields carry the bid's code as prefix."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why not this bid?"),
        choices=[("", gettext_lazy("Choose a reason")), *REASONS],
        error_messages={
            "required": gettext_lazy("Choose the reason that comes closest."),
            "invalid_choice": gettext_lazy("Choose one of the reasons listed."),
        },
    )

    def __init__(self, data: QueryDict | None = None, *, bid: Bid) -> None:
        super().__init__(data, prefix=bid.code)
        self.bid = bid

    def add_error(self, field: str | None, error: Any) -> None:
        """“Paperlark: Choose the reason …” in the summary, where several stand below each other.

        Put before the finished sentence: a name like “100% Web” in its pattern would be taken for a part of it.
        """
        if field == "reason":
            error = [f"{self.bid.agency.name}: {text}" for text in ValidationError(error).messages]
        super().add_error(field, error)


def reply_forms(bids: Iterable[Bid], data: QueryDict | None = None, *, seen: Iterable[str] = ()) -> list[ReplyForm]:
    """A form for each bid; those whose codes were `seen` on the posted page hold what was typed there."""
    typed = set(seen)
    return [ReplyForm(data if bid.code in typed else None, bid=bid) for bid in bids]
