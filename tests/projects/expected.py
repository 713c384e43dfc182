"""What should become of a project, its leads and its bids: the rules again, in plain Python that knows no database."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

AGENCIES = 4
SEATS = 3
QUESTIONS_EACH = 2
ANSWER_IN = timedelta(hours=48)
STANDS_FOR = timedelta(days=20)
"""A bid, from the day it was sent."""
LAST_ZONE = timedelta(hours=12)


@dataclass
class SeatModel:
    state: str
    answer_by: datetime
    is_closed: bool = False

    @property
    def is_open(self) -> bool:
        return self.state in {"offered", "accepted"} and not self.is_closed

    def close(self, state: str) -> None:
        self.state, self.is_closed = state, True


@dataclass
class BidModel:
    state: str = "draft"
    version: int = 0
    typed: str | None = None
    saved: int = 0
    sent: int = 0
    stands_until: date = date.min

    @property
    def is_writable(self) -> bool:
        return self.state in {"draft", "submitted"}


@dataclass
class Model:
    """What should be. Each verb says whether it is allowed, and changes the model if it is."""

    now: datetime
    state: str = "draft"
    closes_at: datetime | None = None
    questions_close_at: datetime | None = None
    gives_up_at: datetime | None = None
    seats: dict[int, SeatModel] = field(default_factory=dict)
    bids: dict[int, BidModel] = field(default_factory=dict)
    questions: dict[tuple[int, str], str] = field(default_factory=dict)

    @property
    def takes_bids(self) -> bool:
        return self.state == "open" and self.closes_at is not None and self.now < self.closes_at

    @property
    def stands_until(self) -> date:
        """The last day of a bid that is sent now."""
        return (self.now + STANDS_FOR).date()

    def standing(self) -> list[BidModel]:
        return [bid for bid in self.bids.values() if bid.state == "submitted"]

    def publish(self, who: str) -> bool:
        return who == "client-owner" and self.state == "draft"

    def cancel(self, who: str) -> bool:
        if who != "client-owner" or self.state not in {"draft", "open", "deciding"}:
            return False
        self.state = "cancelled"
        self._decline_standing()
        self._end_drafts()
        for seat in self.seats.values():
            if seat.is_open:
                seat.close("withdrawn")
        return True

    def accept(self, number: int, who: str) -> bool:
        seat = self.seats[number]
        if who != f"owner-{number}" or seat.state not in {"offered", "accepted"}:
            return False
        if seat.state == "offered" and seat.answer_by <= self.now:
            return False
        seat.state = "accepted"
        return True

    def decline_seat(self, number: int, who: str) -> bool:
        seat, bid = self.seats[number], self.bids.get(number)
        if who != f"owner-{number}":
            return False
        if seat.state == "declined":
            return True
        if seat.state not in {"offered", "accepted"} or (bid and bid.state != "draft"):
            return False
        if bid:
            bid.state = "withdrawn"
        seat.close("declined")
        self.ask_next()
        return True

    def lapse(self) -> None:
        for seat in list(self.seats.values()):
            if seat.state == "offered" and seat.answer_by <= self.now:
                seat.close("lapsed")
                self.ask_next()
        self.ask_next()

    def ask_next(self) -> None:
        """Whoever was not asked yet gets a free seat."""
        for number in range(AGENCIES):
            taken = sum(seat.is_open for seat in self.seats.values())
            if self.takes_bids and taken < SEATS and number not in self.seats:
                assert self.closes_at is not None
                self.seats[number] = SeatModel("offered", min(self.now + ANSWER_IN, self.closes_at))

    def ask(self, number: int, who: str, text: str) -> bool:
        if who not in writers(number):
            return False
        if (number, text) in self.questions:
            return True
        own = [asked for asked in self.questions if asked[0] == number]
        is_late = self.questions_close_at is None or self.questions_close_at <= self.now
        has_lead = self.seats[number].state in {"offered", "accepted"}
        if self.state != "open" or is_late or not has_lead or len(own) >= QUESTIONS_EACH:
            return False
        self.questions[number, text] = ""
        return True

    def answer(self, asked: tuple[int, str], who: str, text: str) -> bool:
        if who not in {"client-owner", "client-member"}:
            return False
        if self.questions[asked]:
            return self.questions[asked] == text
        if self.state != "open":
            return False
        self.questions[asked] = text
        return True

    def begin(self, number: int, who: str) -> bool:
        if who not in writers(number):
            return False
        if number not in self.bids:
            if self.seats[number].state != "accepted" or not self.takes_bids:
                return False
            self.bids[number] = BidModel()
        return True

    def save(self, number: int, who: str, text: str, *, is_stale: bool) -> bool:
        bid = self.bids[number]
        if who not in writers(number):
            return False
        if bid.typed == text:
            return True
        if not bid.is_writable or not self.takes_bids or is_stale:
            return False
        bid.typed, bid.saved = text, bid.saved + 1
        return True

    def submit(self, number: int, who: str, *, is_stale: bool) -> bool:
        """Sends, or sends again what was changed since."""
        bid = self.bids[number]
        if who != f"owner-{number}":
            return False
        if bid.version and bid.sent == bid.saved and not is_stale:
            return True
        if not bid.is_writable or not self.takes_bids or is_stale:
            return False
        bid.state, bid.version, bid.sent = "submitted", bid.version + 1, bid.saved
        bid.stands_until = self.stands_until
        return True

    def withdraw(self, number: int, who: str) -> bool:
        bid, seat = self.bids[number], self.seats[number]
        if who != f"owner-{number}":
            return False
        if bid.state == "withdrawn":
            return True
        if not bid.is_writable:
            return False
        bid.state = "withdrawn"
        if seat.state == "accepted":
            seat.close("declined")
        self.ask_next()
        return True

    def decline_bid(self, number: int, who: str, *, is_stale: bool) -> bool:
        bid = self.bids[number]
        if who != "client-owner":
            return False
        if bid.state == "declined":
            return True
        if bid.state != "submitted" or is_stale:
            return False
        bid.state = "declined"
        return True

    def award(self, number: int, who: str, *, is_stale: bool, answers_all: bool) -> bool:
        bid = self.bids[number]
        if who != "client-owner":
            return False
        if self.state == "awarded":
            return bid.state == "awarded"
        writing = [seat for key, seat in self.seats.items() if seat.is_open and not self._has_sent(key)]
        if self.state not in {"open", "deciding"} or (self.state == "open" and writing):
            return False
        if bid.state != "submitted" or is_stale or not answers_all:
            return False
        if (self.now - LAST_ZONE).date() > bid.stands_until:
            return False
        self.state, bid.state = "awarded", "awarded"
        self._decline_standing()
        self._end_drafts()
        self._close_seats("withdrawn")
        return True

    def meet_deadlines(self) -> None:
        if self.state == "open" and self.closes_at and self.closes_at <= self.now:
            self.state = "deciding" if self.standing() else "expired"
            self._end_drafts()
            self._close_seats("lapsed")
        if self.state == "deciding" and self.gives_up_at and self.gives_up_at <= self.now:
            self.state = "expired"
            for bid in self.standing():
                bid.state = "lapsed"

    def _has_sent(self, number: int) -> bool:
        return number in self.bids and self.bids[number].version > 0

    def _decline_standing(self) -> None:
        for bid in self.standing():
            bid.state = "declined"

    def _end_drafts(self) -> None:
        for bid in self.bids.values():
            if bid.state == "draft":
                bid.state = "lapsed"

    def _close_seats(self, state: str) -> None:
        for number, seat in self.seats.items():
            if seat.is_open:
                seat.close(seat.state if self._has_sent(number) else state)


def writers(number: int) -> set[str]:
    return {f"owner-{number}", f"member-{number}"}
