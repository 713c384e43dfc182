"""Blocks of the home page: what follows the first box of the brief, with the figures the program counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urljoin

from django.apps import apps
from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, ListBlock, StructBlock, TextBlock

from agencies.models import Agency, AgencyService
from matching import taxonomy

LISTED: Final = 12
NEWEST: Final = 3
FILLED_IN: Final = _("{seats}, {least_seats}, {most_seats}, {answer_hours} and {fee} are filled in by the program.")
STEPS: Final = (
    (
        "h-1",
        "Write one brief",
        "Plain words are enough. We ask only what changes the result, and you can save and return.",
    ),
    (
        "h-2",
        "See who fits, and why",
        "Every match cites the words in your brief and the work that answers them. So does what is missing.",
    ),
    (
        "h-3",
        "Agencies answer",
        "{seats} agencies are asked, one of them drawn by lot. Each takes its seat or makes room for the next.",
    ),
    (
        "h-4",
        "Choose, and say why",
        "You decide by a date you know beforehand, and everybody who answered hears the outcome.",
    ),
)
FACTS: Final = (
    ("Seats on one brief, as its client chooses", "{least_seats} to {most_seats}"),
    ("Time to answer", "{answer_hours} h"),
    ("Fee on work you win", "{fee}%"),
    ("To join or to answer", "€0"),
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A service that agencies offer, where it leads, and how many do; None where they are too few to be counted."""

    slug: str
    name: str
    url: str
    agencies: int | None


def offers() -> list[Offer]:
    """Services in the order of how many agencies offer them; while nobody does, in the taxonomy's."""
    public = Agency.objects.public()
    rows = AgencyService.objects.filter(agency__in=public).values("service").annotate(agencies=Count("agency"))
    counts = {row["service"]: row["agencies"] for row in rows.order_by("service")}
    order = sorted(taxonomy.SERVICES, key=lambda slug: -counts.get(slug, 0))
    least = settings.SMALLEST_GROUP_SHOWN
    return [
        Offer(
            slug=slug,
            name=gettext(taxonomy.SERVICES[slug].name),
            url=reverse("agencies:service", args=[slug]),
            agencies=counts[slug] if counts.get(slug, 0) >= least else None,
        )
        for slug in order
    ]


def market() -> dict[str, int] | None:
    """How many agencies there are, and in how many countries; nothing while they are too few to be counted."""
    public = Agency.objects.public()
    found = public.aggregate(agencies=Count("pk"), countries=Count("country", distinct=True, filter=~Q(country="")))
    return found if found["agencies"] >= settings.SMALLEST_GROUP_SHOWN else None


def filled(text: str) -> str:
    """An editor's text with the deal's parameters in place of their names; other braces stay as they are."""
    known = {
        "seats": settings.SEATS_DEFAULT,
        "least_seats": settings.SEATS_LEAST,
        "most_seats": settings.SEATS_MOST,
        "answer_hours": settings.LEAD_ANSWER_HOURS,
        "fee": settings.PLATFORM_FEE_PERCENT,
    }
    for name, value in known.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: filled(value) if isinstance(value, str) else value for name, value in values.items()}


class HomeBlock(StructBlock):
    """A section of the home page. Its preview shows the texts that it begins with."""

    def get_preview_value(self) -> Any:
        return self.get_default()


class Numbers(HomeBlock):
    """Four figures: two counted, two agreed."""

    heading = CharBlock(
        label=_("heading"),
        max_length=120,
        default="Briefwell in numbers",
        help_text=_("Read out only: the figures speak for themselves."),
    )
    agencies = CharBlock(
        label=_("under the number of agencies"), max_length=120, default="agencies with a published profile"
    )
    countries = CharBlock(label=_("under the number of countries"), max_length=120, default="countries they work from")
    seats = CharBlock(
        label=_("under the number of seats"),
        max_length=120,
        default="agencies asked about a brief, unless you choose otherwise",
    )
    answer = CharBlock(
        label=_("under the time to answer"),
        max_length=120,
        default="for an agency to answer, then its seat goes to the next",
    )
    note = CharBlock(
        label=_("note"),
        max_length=200,
        required=False,
        default="Agencies and countries are counted as you read this.",
    )

    class Meta:
        icon = "order"
        label = _("numbers")
        template = "blog/blocks/home/numbers.html"
        description = _("Agencies and countries, counted, beside the seats and the time to answer.")

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        deal = {"seats": settings.SEATS_DEFAULT, "answer_hours": settings.LEAD_ANSWER_HOURS}
        return {**context, **deal, "market": market()}


class Step(StructBlock):
    """One step with its drawing."""

    art = ChoiceBlock(
        label=_("drawing"),
        choices=[
            ("h-1", _("A brief")),
            ("h-2", _("Words and reasons")),
            ("h-3", _("Envelopes")),
            ("h-4", _("A choice")),
        ],
        default="h-1",
    )
    heading = CharBlock(label=_("heading"), max_length=80)
    text = TextBlock(label=_("text"), max_length=300, rows=2, help_text=FILLED_IN)

    class Meta:
        icon = "list-ol"
        label = _("step")


def _steps() -> list[dict[str, str]]:
    return [{"art": art, "heading": heading, "text": text} for art, heading, text in STEPS]


def _facts() -> list[dict[str, str]]:
    return [{"label": label, "value": value} for label, value in FACTS]


class Steps(HomeBlock):
    """How it works."""

    heading = CharBlock(label=_("heading"), max_length=120, default="From a paragraph to agencies that fit")
    lede = TextBlock(
        label=_("below the heading"),
        max_length=300,
        required=False,
        rows=2,
        default="No calls with forty sales teams. Each step shows you what happens next, and why.",
        help_text=FILLED_IN,
    )
    steps = ListBlock(Step(), label=_("steps"), min_num=1, max_num=8, default=_steps())

    class Meta:
        icon = "list-ol"
        label = _("how it works")
        template = "blog/blocks/home/steps.html"
        description = _("Steps with drawings, in order.")

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        steps = [_filled(step) for step in value.get("steps") or ()]
        return {**context, "lede": filled(value.get("lede") or ""), "steps": steps}


class Services(HomeBlock):
    """The services that most agencies offer."""

    heading = CharBlock(label=_("heading"), max_length=120, default="What people post")
    more = CharBlock(label=_("link to all agencies"), max_length=60, default="All agencies")

    class Meta:
        icon = "list-ul"
        label = _("services")
        template = "blog/blocks/home/services.html"
        description = _("The services that most agencies offer, each with its number and its page.")

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        known = context["offers"] if "offers" in context else offers()
        return {**context, "offers": known[:LISTED]}


class NewestGuides(HomeBlock):
    """The three newest guides; nothing while there are none."""

    heading = CharBlock(label=_("heading"), max_length=120, default="Know what to ask for")
    more = CharBlock(label=_("link to all guides"), max_length=60, default="All guides")

    class Meta:
        icon = "doc-full"
        label = _("newest guides")
        template = "blog/blocks/home/guides.html"
        description = _("The three newest guides, once there are any.")

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        shown = apps.get_model("blog", "GuidePage").objects.for_cards().prefetch_related(None)
        guides = list(shown.prefetch_related("cover__renditions", "guide_topics__topic")[:NEWEST])
        return {**context, "guides": guides, "index_url": urljoin(guides[0].url, "..") if guides else ""}


class Fact(StructBlock):
    """One line of figures."""

    label = CharBlock(label=_("label"), max_length=80)
    value = CharBlock(label=_("figure"), max_length=30, help_text=FILLED_IN)

    class Meta:
        icon = "order"
        label = _("figure")


class AgencyCall(HomeBlock):
    """What agencies are told, on the deep band."""

    heading = CharBlock(
        label=_("heading"),
        max_length=120,
        default="For agencies: {seats} seats at the table, never forty",
        help_text=FILLED_IN,
    )
    text = TextBlock(
        label=_("text"),
        max_length=400,
        rows=3,
        default=(
            "You are asked only when a brief fits your work, with the reasons up front. Decline in two clicks, with a "
            "reason. You pay when you are paid."
        ),
        help_text=FILLED_IN,
    )
    button = CharBlock(label=_("button that opens an account"), max_length=60, default="Create an agency profile")
    how = CharBlock(label=_("link to how matching works"), max_length=60, required=False, default="How matching works")
    facts = ListBlock(Fact(), label=_("figures"), max_num=6, default=_facts())

    class Meta:
        icon = "group"
        label = _("call for agencies")
        template = "blog/blocks/home/agencies.html"
        description = _("Invites agencies to open a profile. The one deep band of the page.")

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        facts = [_filled(fact) for fact in value.get("facts") or ()]
        return {**context, **_filled({name: value.get(name) or "" for name in ("heading", "text")}), "facts": facts}


BLOCKS: Final[list[tuple[str, type[Any]]]] = [
    ("numbers", Numbers),
    ("steps", Steps),
    ("services", Services),
    ("newest_guides", NewestGuides),
    ("agency_call", AgencyCall),
]


def first_body() -> list[tuple[str, Any]]:
    """What a new home page holds until an editor changes it: each block once, with its first texts."""
    return [(name, block().get_default()) for name, block in BLOCKS]
