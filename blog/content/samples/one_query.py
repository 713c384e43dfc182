"""The commonest fault, and its cure: a query a row, or one for all."""

import sqlite3

database = sqlite3.connect(":memory:")
database.executescript("""
    CREATE TABLE agency (id INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE work (agency INTEGER REFERENCES agency, title TEXT);
    CREATE INDEX work_of_agency ON work (agency);
""")
database.executemany(
    "INSERT INTO agency VALUES (?, ?)",
    [(n, f"Agency {n}") for n in range(1, 25)],
)
database.executemany(
    "INSERT INTO work VALUES (?, ?)",
    [(n % 24 + 1, f"Work {n}") for n in range(120)],
)

asked: list[str] = []
database.set_trace_callback(asked.append)


def one_by_one() -> dict[str, int]:
    agencies = database.execute(
        "SELECT id, name FROM agency ORDER BY id"
    ).fetchall()
    count = "SELECT COUNT(*) FROM work WHERE agency = ?"
    return {
        name: database.execute(count, [number]).fetchone()[0]
        for number, name in agencies
    }


def all_at_once() -> dict[str, int]:
    return dict(
        database.execute("""
            SELECT agency.name, COUNT(work.title)
            FROM agency LEFT JOIN work ON work.agency = agency.id
            GROUP BY agency.id ORDER BY agency.id
        """).fetchall()
    )


slow = one_by_one()
after_slow = len(asked)
quick = all_at_once()

assert slow == quick
assert after_slow == 25  # one for the list, one for each of 24 agencies
assert len(asked) - after_slow == 1
