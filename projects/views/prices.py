"""A bid's price and dates beside what the brief asked for."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _, ngettext

from marketplace.lib.money import Money, show_range
from projects.models import BriefVersion
from projects.models.briefs import BudgetKind


@dataclass(frozen=True, slots=True)
class Budget:
    """What the client said it would pay, in minor units; an end that is None was not stated."""

    low: int | None
    high: int | None
    currency: str

    @property
    def is_stated(self) -> bool:
        return self.low is not None or self.high is not None

    @property
    def words(self) -> str:
        return show_range(self.low, self.high, self.currency)


@dataclass(frozen=True, slots=True)
class Bar:
    """The budget as a band on a scale, and the price as a mark. The scale is the same for all bids of a project."""

    least: Decimal
    most: Decimal
    low: int
    high: int
    at: int


@dataclass(frozen=True, slots=True)
class Price:
    """A price, and in words where it lies."""

    amount: Money
    words: str
    is_above: bool = False
    bar: Bar | None = None


def budget_of(brief: BriefVersion) -> Budget:
    if brief.budget_kind == BudgetKind.OPEN:
        return Budget(None, None, brief.currency)
    return Budget(brief.budget_low, brief.budget_high, brief.currency)


def price_of(amount: Money, budget: Budget) -> Price:
    """The price against the budget: inside, so much above, so much below, or not to be compared."""
    if not budget.is_stated:
        return Price(amount, _("You stated no budget"))
    if amount.currency != budget.currency:
        return Price(amount, _("Your budget is in %(currency)s") % {"currency": budget.currency})
    bar = bar_of(amount.minor, budget)
    if budget.high is not None and amount.minor > budget.high:
        beyond = Money(amount.minor - budget.high, amount.currency)
        words = _("%(amount)s above your range") if _is_range(budget) else _("%(amount)s above your budget")
        return Price(amount, words % {"amount": beyond}, is_above=True, bar=bar)
    if budget.low is not None and amount.minor < budget.low:
        beyond = Money(budget.low - amount.minor, amount.currency)
        words = _("%(amount)s below your range") if _is_range(budget) else _("%(amount)s below your budget")
        return Price(amount, words % {"amount": beyond}, bar=bar)
    return Price(amount, _("Inside your range") if _is_range(budget) else _("Inside your budget"), bar=bar)


def lateness_of(ends_on: date, brief: BriefVersion) -> str:
    """How far the end lies behind the day by which it is needed; nothing when it doesn't."""
    if brief.ends_on is None or ends_on <= brief.ends_on:
        return ""
    days = (ends_on - brief.ends_on).days
    return ngettext("%(days)d day after the day you need it", "%(days)d days after the day you need it", days) % {
        "days": days
    }


def _is_range(budget: Budget) -> bool:
    return budget.low is not None and budget.high is not None and budget.low != budget.high


def bar_of(minor: int, budget: Budget) -> Bar:
    """Half of the least to one and a half times the most: prices beyond stand at the end, and the words say by how
    much. `minor` is a price in the currency of the budget, which is stated."""
    low = budget.low if budget.low is not None else 0
    high = budget.high if budget.high is not None else low * 2
    return Bar(Decimal(low) / 2, Decimal(high) * 3 / 2, low, high, minor)
