"""What the style guide shows: a form with every control, filled in wrongly on purpose, and a list with pages."""

import re
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.lib import verdict, widgets


class SampleForm(forms.Form):
    """One field for each control."""

    title = forms.CharField(
        label=_("Give it a name"),
        help_text=_("Agencies see this first."),
        max_length=80,
        error_messages={"required": _("Enter a name for your brief.")},
    )
    kind = forms.ChoiceField(
        label=_("How sure are you about the budget?"),
        choices=[("range", _("I have a range")), ("fixed", _("It is fixed")), ("open", _("Tell me"))],
        widget=widgets.ChoiceCards(
            hints={
                "range": _("Bids outside it must explain why"),
                "fixed": _("Bids above it are blocked"),
                "open": _("Agencies propose, you see a guide price"),
            }
        ),
        error_messages={"required": _("Choose how sure you are.")},
    )
    budget = forms.CharField(
        label=_("Budget"),
        widget=widgets.AmountInput(currency="EUR"),
        error_messages={"required": _("Enter a budget above €1,000.")},
    )
    start = forms.DateField(label=_("Earliest start"), widget=widgets.DateInput(), required=False)
    country = forms.ChoiceField(label=_("Country"), choices=[("IE", "Ireland"), ("EE", "Estonia")], required=False)
    place = forms.ChoiceField(
        label=_("Where may the agency be?"),
        choices=[("any", _("Anywhere")), ("zone", _("Within 2 h of my time zone")), ("own", _("My country only"))],
        widget=widgets.Chips(),
        required=False,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=[("en", _("English")), ("de", _("German")), ("nb", _("Norwegian"))],
        widget=widgets.ManyChips(),
        required=False,
    )
    services = forms.MultipleChoiceField(
        label=_("Services"),
        choices=[
            (_("Software"), [("python", "Python and Django"), ("mobile", _("Mobile apps"))]),
            (_("Design"), [("product", _("Product design")), ("brand", _("Brand identity"))]),
        ],
        widget=widgets.SearchableChoices(synonyms={"python": "backend api", "mobile": "ios android"}),
        required=False,
    )
    text = forms.CharField(
        label=_("What do you need, and why now?"),
        help_text=_("What exists today, what should be different, who will use it."),
        max_length=60,
        widget=widgets.CountedTextarea(limit=60, rows=3),
        error_messages={"max_length": _("Shorten this to 60 characters.")},
    )
    document = forms.FileField(label=_("Document"), help_text=_("PDF or text, up to 20 MB."), required=False)
    fixed = forms.CharField(label=_("Set by your plan"), initial=_("Five seats"), disabled=True, required=False)
    channels = forms.MultipleChoiceField(
        label=_("Channels"),
        choices=[("mail", _("Email")), ("push", _("Push"))],
        widget=forms.CheckboxSelectMultiple(),
        required=False,
    )
    agreed = forms.BooleanField(
        label=_("I may post this brief for my organisation"),
        error_messages={"required": _("Confirm that you may post this brief.")},
    )

    WRONG: ClassVar[dict[str, Any]] = {
        "title": "New booking backend",
        "kind": "range",
        "budget": "",
        "place": "zone",
        "languages": ["en"],
        "services": ["python"],
        "text": "We run ferries between six islands, and our booking system dates from 2011.",
        "channels": ["mail"],
    }


def icons() -> list[str]:
    """The names of all symbols, from the file itself; the two word marks are no icons."""
    drawn = (settings.BASE_DIR / "static" / "icons.svg").read_text()
    return [name for name in re.findall(r'<symbol id="([a-z0-9-]+)"', drawn) if name not in ("bw-mark", "bw-wordmark")]


def context() -> dict[str, Any]:
    """Everything that styleguide.html needs."""
    now: datetime = timezone.now()
    return {
        "sample": SampleForm(SampleForm.WRONG),
        "extra": SampleForm(prefix="extra"),
        "page": Paginator(range(240), 12).page(7),
        "refusal": verdict.no(_("Only the owner of the agency can publish it.")),
        "at": now,
        "until": now + timedelta(days=6, hours=3, minutes=20),
        "strong": [1, 0.95, 0.9, 0.8, 1],
        "good": [0.9, 0.6, 0.8, 0.7, 0.6],
        "partial": {"skills": 0.7, "industry": 0.4, "budget": 0.5, "timing": 0.6, "place": 0.3},
        "icons": icons(),
    }
