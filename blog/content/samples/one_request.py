"""A back end in one file: an address in, a row looked up, a page out."""

import sqlite3
from collections.abc import Callable, Iterable
from html import escape
from urllib.parse import parse_qs
from wsgiref.util import setup_testing_defaults

Start = Callable[[str, list[tuple[str, str]]], object]

database = sqlite3.connect(":memory:")
database.execute(
    "CREATE TABLE ferry (name TEXT PRIMARY KEY, seats INT CHECK (seats >= 0))"
)
database.executemany(
    "INSERT INTO ferry VALUES (?, ?)", [("Aurora", 212), ("Tern <II>", 48)]
)


def application(
    environ: dict[str, str], start_response: Start
) -> Iterable[bytes]:
    """What a web server calls for every request (WSGI, PEP 3333)."""
    name = parse_qs(environ.get("QUERY_STRING", "")).get("name", [""])[0]
    row = database.execute(
        "SELECT name, seats FROM ferry WHERE name = ?", [name]
    ).fetchone()
    if row is None:
        start_response(
            "404 Not Found", [("Content-Type", "text/plain; charset=utf-8")]
        )
        return [b"We have no ferry of that name."]
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [f"<p>{escape(row[0])} has {row[1]} seats left.</p>".encode()]


def ask(query: str) -> tuple[str, str]:
    """One request without a network: the status and the page."""
    environ: dict[str, str] = {}
    setup_testing_defaults(environ)
    environ["QUERY_STRING"] = query
    seen: list[str] = []
    body = b"".join(
        application(environ, lambda status, headers: seen.append(status))
    )
    return seen[0], body.decode()


assert ask("name=Aurora") == ("200 OK", "<p>Aurora has 212 seats left.</p>")
assert (
    ask("name=Tern+%3CII%3E")[1] == "<p>Tern &lt;II&gt; has 48 seats left.</p>"
)
assert ask("name=';DROP TABLE ferry;--")[0] == "404 Not Found"
