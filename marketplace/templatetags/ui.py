"""Tags and filters that draw: icons, money, dates, the fit glyph. Built in: no page needs to load them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.forms.utils import flatatt
from django.forms.widgets import CheckboxSelectMultiple, ChoiceWidget, RadioSelect
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, ngettext

from marketplace.lib.money import Money, show, show_range
from marketplace.lib.unlinked import unlinked

register = template.Library()

# --- pictures ----------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, size: str = "", label: str = "", css: str = "") -> SafeString:
    """One symbol of icons.svg. Without a label it is decoration and hidden from readers."""
    classes = " ".join(part for part in ("icon", f"icon-{size}" if size else "", css) if part)
    href = f"{static('icons.svg')}#{name}"
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', classes, label, href)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', classes, href)


# The box of each kind of drawing in art.svg, by the first letter of its name; envelopes are smaller.
_BOXES = {"a": "0 0 640 360", "h": "0 0 280 200", "e": "0 0 160 110"}
_OWN_BOXES = {"e-404": "0 0 320 240", "e-500": "0 0 320 240", "h-env": "0 0 160 100", "h-slot": "0 0 160 100"}


@register.simple_tag
def art(name: str, label: str = "") -> SafeString:
    """One drawing of art.svg, in its own proportions."""
    box = _OWN_BOXES.get(name) or _BOXES[name[0]]
    href = f"{static('img/art.svg')}#{name}"
    if label:
        return format_html('<svg viewBox="{}" role="img" aria-label="{}"><use href="{}"/></svg>', box, label, href)
    return format_html('<svg viewBox="{}" aria-hidden="true"><use href="{}"/></svg>', box, href)


# --- fit ---------------------------------------------------------------------------------------------

FIT_GROUPS = ("skills", "industry", "budget", "timing", "place")  # the order of the lines, everywhere
_LINE = 20  # how long a full line of the glyph is, in its own units


@register.filter
def fit_lines(shares: Mapping[str, float] | Sequence[float] | None) -> list[dict[str, object]]:
    """Where each of the five lines stands and how far it is filled; shares are 0 to 1, by name or in order."""
    values: Iterable[float | None]
    if isinstance(shares, Mapping):
        values = [shares.get(group) for group in FIT_GROUPS]
    else:
        values = [*(shares or ()), *[None] * len(FIT_GROUPS)][: len(FIT_GROUPS)]
    return [
        {"y": f"{5.5 + 5.5 * number:.1f}", "width": f"{min(max(float(value or 0), 0), 1) * _LINE:.1f}"}
        for number, value in enumerate(values)
    ]


@register.filter
def fit_word(score: float | None) -> str:
    """Strong from 85, good from 70, partial from 50; below that nothing is shown as a match."""
    number = float(score or 0)
    if number >= 85:
        return _("Strong fit")
    if number >= 70:
        return _("Good fit")
    return _("Partial fit") if number >= 50 else ""


@register.filter
def whole(number: float | None) -> str:
    """A score without decimals, never rounded up into the next word: 84.9 stays 84."""
    return str(int(number or 0))


@register.filter
def share_of(value: float | None, full: float | None) -> str:
    """How much of `full` the value is, 0 to 100, as an SVG length."""
    if not value or not full:
        return "0"
    return f"{min(max(float(value) / float(full), 0), 1) * 100:.1f}"


@register.simple_tag
def band(least: float, most: float, low: float, high: float) -> dict[str, str]:
    """Where a range lies on a scale, as SVG lengths of 0 to 100."""
    span = float(most) - float(least) or 1
    start, end = (min(max((float(value) - float(least)) / span, 0), 1) * 100 for value in (low, high))
    return {"x": f"{start:.1f}", "width": f"{max(end - start, 0):.1f}"}


@register.filter
def places(taken: int, of: int) -> list[bool]:
    """One entry per place, true for those taken."""
    return [number < int(taken) for number in range(int(of))]


@register.filter(name="unlinked")
def without_links(text: object) -> str:
    """Other people's words for a mail: no mail program makes a link of them."""
    return unlinked(str(text))


# --- money and time ----------------------------------------------------------------------------------


@register.filter
def money(amount: Money | int | None, currency: str = "") -> str:
    """€74,900. Takes a Money, or minor units and a currency."""
    if amount is None:
        return ""
    return str(amount) if isinstance(amount, Money) else show(amount, currency)


@register.simple_tag
def money_range(low: int | None, high: int | None, currency: str) -> str:
    """“€60,000 to €85,000”, from minor units; either end may be missing."""
    return show_range(low, high, currency)


def _as_local(at: datetime) -> datetime:
    return timezone.localtime(at) if timezone.is_aware(at) else at


@register.filter
def day(on: date | datetime | None) -> str:
    """“Thu 14 May”, with the year unless it is this one."""
    if not on:
        return ""
    local = _as_local(on) if isinstance(on, datetime) else on
    this_year = timezone.localdate().year
    return formats.date_format(local, "D j M" if local.year == this_year else "D j M Y")


@register.filter
def clock(at: datetime | None) -> str:
    """“17:00”."""
    return formats.date_format(_as_local(at), "H:i") if at else ""


@register.filter
def moment(at: datetime | None) -> SafeString | str:
    """“Thu 14 May, 17:00” in the reader's zone, as a <time> that a visitor's browser may move into theirs."""
    if not at:
        return ""
    return format_html('<time datetime="{}" data-local>{}, {}</time>', at.isoformat(), day(at), clock(at))


@register.filter
def time_left(until: datetime | None) -> str:
    """“6 days 3 h”, “3 h 12 min”, “8 min”; nothing once it has passed."""
    if not until:
        return ""
    minutes = int((until - timezone.now()).total_seconds() // 60)
    if minutes < 0:
        return ""
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    if days:
        words = ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
        return f"{words} {_('%(hours)d h') % {'hours': hours}}" if hours else words
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": left}
    return _("%(minutes)d min") % {"minutes": left}


# --- people and lists --------------------------------------------------------------------------------


@register.filter
def initials(name: str) -> str:
    """One or two letters for a round badge."""
    words = [word for word in str(name or "").split() if word[:1].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.filter
def tint(key: object) -> str:
    """One of the four colours of a badge, always the same for the same thing."""
    return ("", "b", "c", "d")[sum(ord(letter) for letter in str(key)) % 4]


@register.filter
def listed(words: Iterable[object] | None) -> str:
    """“Python, Django and data engineering”."""
    items = [str(word) for word in words or ()]
    if len(items) < 2:
        return "".join(items)
    return _("%(first)s and %(last)s") % {"first": ", ".join(items[:-1]), "last": items[-1]}


@register.simple_tag(takes_context=True)
def page_url(context: template.Context, number: int, name: str = "page") -> str:
    """This page's address with another page number and everything else kept."""
    request = context.get("request")
    query = request.GET.copy() if request else None
    if query is None:
        return f"?{name}={number}"
    query[name] = str(number)
    return f"?{query.urlencode()}"


@register.filter
def page_numbers(page: Page[Any]) -> list[int | None]:
    """Which page numbers to offer: the ends, the neighbours, and None where some are left out."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in numbers]


# --- components --------------------------------------------------------------------------------------


@register.filter
def attributes(attrs: Any) -> SafeString:
    """What a component was given beyond its declared variables, escaped (printing `attrs` itself is not)."""
    given = attrs.attrs_dict() if hasattr(attrs, "attrs_dict") else dict(attrs or {})
    kept = {name: value for name, value in given.items() if value is not None and value is not False}
    return format_html_join(
        "",
        " {}{}",
        ((name, "" if value is True else format_html('="{}"', _quoted(value))) for name, value in kept.items()),
    )


def _quoted(value: object) -> SafeString:
    # A string that is safe as text may still hold a quotation mark, which would end the attribute.
    return SafeString(
        conditional_escape(str(value) if not isinstance(value, SafeString) else value).replace('"', "&quot;")
    )


# --- forms -------------------------------------------------------------------------------------------


@register.filter
def is_optional(field: BoundField) -> bool:
    """Whether the label says “(optional)”: not for ticks, and not in forms that set `mark_optional = False`."""
    if field.field.required or field.widget_type == "checkbox" or field.field.disabled:
        return False
    return bool(getattr(field.form, "mark_optional", True))


@register.filter
def described_by(field: BoundField) -> SafeString:
    """The fieldset's aria-describedby; single controls carry their own."""
    found = field.aria_describedby
    return flatatt({"aria-describedby": found}) if found else SafeString("")


@register.filter
def anchor(field: BoundField) -> str:
    """The id to which a link in the error summary leads: the control, or the first of a group."""
    if isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple):
        return next((option.id_for_label for option in field.subwidgets), str(field.auto_id))
    return field.id_for_label or str(field.auto_id)


@register.filter
def problems(form: BaseForm) -> list[dict[str, str]]:
    """Every error of the form in the order of its fields: the sentence, and the id of the control it is about."""
    found = [{"text": str(error), "anchor": ""} for error in form.non_field_errors()]
    for field in form:
        found += [{"text": str(error), "anchor": "" if field.is_hidden else anchor(field)} for error in field.errors]
    return found


@register.filter
def problems_of(forms: Iterable[BaseForm]) -> list[dict[str, str]]:
    """The same for several forms of one page, a formset included."""
    found = [problem for form in forms for problem in problems(form)]
    extra = getattr(forms, "non_form_errors", None)
    return [*({"text": str(error), "anchor": ""} for error in (extra() if extra else ())), *found]


@register.filter
def without_placeholders(form: BaseForm) -> BaseForm:
    """Labels are always visible here, so a placeholder that repeats one goes."""
    for field in form.fields.values():
        if not isinstance(field.widget, ChoiceWidget):
            field.widget.attrs.pop("placeholder", None)
    return form
