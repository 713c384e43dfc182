"""A small booking interface whose addresses can be read as a table."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field

Answer = tuple[int, dict[str, object]]


@dataclass
class Bookings:
    """The store behind the interface; a database in real life."""

    rows: dict[int, int] = field(default_factory=dict)

    def show(self, number: str, body: str) -> Answer:
        seats = self.rows.get(int(number))
        return (
            (200, {"seats": seats})
            if seats is not None
            else (404, {"error": "There is no such booking."})
        )

    def create(self, body: str) -> Answer:
        seats = json.loads(body).get("seats")
        if not isinstance(seats, int) or not 1 <= seats <= 9:
            return 422, {"error": "Book one to nine seats.", "field": "seats"}
        number = len(self.rows) + 1
        self.rows[number] = seats
        return 201, {"number": number, "url": f"/bookings/{number}/"}


def answer(store: Bookings, method: str, path: str, body: str = "{}") -> Answer:
    """Find the function. Right address, wrong method is 405, not 404."""
    routes: list[tuple[str, str, Callable[..., Answer]]] = [
        ("POST", r"/bookings/", store.create),
        ("GET", r"/bookings/(\d+)/", store.show),
    ]
    found = [
        (verb, view, match)
        for verb, shape, view in routes
        if (match := re.fullmatch(shape, path))
    ]
    for verb, view, match in found:
        if verb == method:
            return view(*match.groups(), body)
    return (
        (405, {"allow": [verb for verb, _, _ in found]})
        if found
        else (404, {"error": "There is no such page."})
    )


store = Bookings()
assert answer(store, "POST", "/bookings/", '{"seats": 4}') == (
    201,
    {"number": 1, "url": "/bookings/1/"},
)
assert answer(store, "GET", "/bookings/1/") == (200, {"seats": 4})
assert answer(store, "POST", "/bookings/", '{"seats": "all"}')[0] == 422
assert answer(store, "DELETE", "/bookings/1/") == (405, {"allow": ["GET"]})
assert answer(store, "GET", "/bookings/99/")[0] == 404
