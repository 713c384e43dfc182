"""What a bid offers: price, milestones, dates, people, conditions. A value: it knows no table and no reader."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Self

from marketplace.lib.money import Money

MOST_MILESTONES = 20
MOST_PEOPLE = 20
MOST_LINES = 20
"""Of assumptions, and of exclusions."""
MOST_WEEKS = 260
LAST_ZONE = timedelta(hours=12)
"""Behind UTC: where a day ends last."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """One part of the work, paid by itself. `amount` in minor units of the bid's currency."""

    title: str
    due_on: date
    amount: int
    accepted_when: str = ""


@dataclass(frozen=True, slots=True)
class BidTerms:
    """Everything a client weighs. The price is the sum of the milestones, so that it can never be another one.

    `weeks` is the duration from `starts_on`; `team` are names as the agency wrote them, `assumptions` and
    `exclusions` one line each, `stands_until` the last day on which the agency keeps its word.
    """

    currency: str
    letter: str
    milestones: tuple[Milestone, ...]
    starts_on: date
    weeks: int
    team: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    stands_until: date | None = None

    @property
    def total(self) -> int:
        """Minor units."""
        return sum(milestone.amount for milestone in self.milestones)

    @property
    def price(self) -> Money:
        return Money(self.total, self.currency)

    @property
    def ends_on(self) -> date:
        return self.starts_on + timedelta(weeks=self.weeks)

    def stands_at(self, at: datetime) -> bool:
        """Whether the agency still keeps its word. Its last day lasts until it is over everywhere on Earth."""
        return self.stands_until is None or (at - LAST_ZONE).astimezone(UTC).date() <= self.stands_until

    def as_json(self) -> dict[str, Any]:
        """Plain JSON, dates as ISO 8601. `from_json` reads it back to an equal value."""
        plain = asdict(self)
        plain["milestones"] = [
            {**milestone, "due_on": milestone["due_on"].isoformat()} for milestone in plain["milestones"]
        ]
        for name in ("team", "assumptions", "exclusions"):
            plain[name] = list(plain[name])
        plain["starts_on"] = self.starts_on.isoformat()
        plain["stands_until"] = self.stands_until.isoformat() if self.stands_until else None
        return plain

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Self:
        """The value that `as_json` wrote. Raises KeyError, TypeError or ValueError for anything else."""
        stands_until = plain["stands_until"]
        return cls(
            **{
                **plain,
                "milestones": tuple(
                    Milestone(**{**milestone, "due_on": date.fromisoformat(milestone["due_on"])})
                    for milestone in plain["milestones"]
                ),
                "team": tuple(plain["team"]),
                "assumptions": tuple(plain["assumptions"]),
                "exclusions": tuple(plain["exclusions"]),
                "starts_on": date.fromisoformat(plain["starts_on"]),
                "stands_until": date.fromisoformat(stands_until) if stands_until else None,
            }
        )


def document(*, bid: str, version: int, nonce: str, terms: BidTerms) -> bytes:
    """The bytes whose SHA-256 is a bid's receipt: canonical JSON (sorted keys, no spaces, UTF-8).

    The nonce, 256 random bits, keeps a rival who has the receipt from trying prices until one fits.
    """
    plain = {"bid": bid, "version": version, "nonce": nonce, "terms": terms.as_json()}
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def receipt(content: bytes) -> str:
    """The SHA-256 of a document, in hex: what `sha256sum` prints of the downloaded file."""
    return hashlib.sha256(content).hexdigest()
