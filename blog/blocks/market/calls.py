"""The call to action: an invitation to post a brief."""

from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.forms.utils import ErrorList
from django.utils.translation import gettext_lazy
from wagtail.blocks import CharBlock, ChoiceBlock, StructBlock, StructBlockValidationError, TextBlock

from blog.blocks.market.standing import service_choice, standing, start_url
from marketplace.lib import starts

SECOND: Final = {"heading": "heading_b", "text": "text_b", "button": "button_b"}
"""The fields of the first texts, and those of the second ones that are tried against them."""


def budget_choices() -> list[tuple[str, Any]]:
    """The rough budgets that a brief can begin with."""
    return list(starts.BUDGETS.items())


def preset_choices() -> list[tuple[str, Any]]:
    """The half-written briefs, by the name that editors see."""
    return [(slug, preset.name) for slug, preset in starts.PRESETS.items()]


class CallToAction(StructBlock):
    """An invitation to post a brief, half written already, in one or two wordings."""

    heading = CharBlock(label=gettext_lazy("heading"), max_length=120)
    text = TextBlock(label=gettext_lazy("text"), max_length=300, required=False, rows=2)
    button = CharBlock(label=gettext_lazy("button"), max_length=60, default="Post a brief", search_index=False)
    heading_b = CharBlock(
        label=gettext_lazy("second heading"),
        max_length=120,
        required=False,
        search_index=False,
        help_text=gettext_lazy("With second texts, half of the readers see these, and the report compares both."),
    )
    text_b = TextBlock(label=gettext_lazy("second text"), max_length=300, required=False, rows=2, search_index=False)
    button_b = CharBlock(label=gettext_lazy("second button"), max_length=60, required=False, search_index=False)
    service = service_choice(help_text=gettext_lazy("The brief begins with this service chosen."))
    budget = ChoiceBlock(choices=budget_choices, label=gettext_lazy("budget"), required=False, search_index=False)
    preset = ChoiceBlock(
        choices=preset_choices, label=gettext_lazy("half-written brief"), required=False, search_index=False
    )

    class Meta:
        icon = "form"
        label = gettext_lazy("call to action")
        template = "blog/blocks/call_to_action.html"
        description = gettext_lazy("Invites to post a brief, half written already. Two wordings can be compared.")
        preview_value = {
            "heading": "Describe your back end in a paragraph",
            "text": "See today which agencies fit, and why. Posting is free and takes about six minutes.",
            "button": "Post a brief",
            "service": "python-back-end",
        }

    def clean(self, value: Any) -> Any:
        """The second texts say what the first ones say: all of it, or nothing."""
        cleaned = super().clean(value)
        if any(cleaned.get(second) for second in SECOND.values()):
            sentence = gettext_lazy("Enter this text too, or empty all second texts.")
            missing = [second for first, second in SECOND.items() if cleaned.get(first) and not cleaned.get(second)]
            if missing:
                raise StructBlockValidationError(
                    block_errors={name: ErrorList([ValidationError(sentence)]) for name in missing}
                )
        return cleaned

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        place = standing(parent_context)
        variant = "b" if context.get("variant") == "b" and has_second(value) else "a"
        said = {first: value.get(second if variant == "b" else first) for first, second in SECOND.items()}
        given = {name: value.get(name) or "" for name in ("service", "budget", "preset")}
        return {
            **context,
            **place,
            "call": {
                **said,
                "variants": 2 if has_second(value) else 1,
                "url": start_url(place["page"], place["block_id"], variant=variant, **given),
            },
        }


def has_second(value: Mapping[str, Any]) -> bool:
    """Whether a call to action has a second wording."""
    return bool(value.get("heading_b"))
