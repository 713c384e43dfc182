"""Work that must not be lost: a row is due, and one UPDATE claims it."""

import sqlite3

database = sqlite3.connect(":memory:")
database.execute("""
    CREATE TABLE letter (
        id INTEGER PRIMARY KEY, due_at REAL, done_at REAL,
        lease_until REAL NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0
    )
""")
LEASE, MOST_ATTEMPTS = 270.0, 5


def claim(letter: int, now: float) -> bool:
    """Take the row if it is due and free. The database says who was first."""
    taken = database.execute(
        """
        UPDATE letter SET lease_until = :now + :lease, attempts = attempts + 1
        WHERE id = :id AND done_at IS NULL AND due_at <= :now
          AND lease_until <= :now AND attempts < :most
        """,
        {"id": letter, "now": now, "lease": LEASE, "most": MOST_ATTEMPTS},
    )
    return taken.rowcount == 1


database.execute("INSERT INTO letter (id, due_at) VALUES (1, 1000)")

assert claim(1, now=1000)  # the first worker has it
assert not claim(1, now=1001)  # a second one is turned away
assert claim(
    1, now=1271
)  # the first died without a word: after the lease the row is free again
database.execute("UPDATE letter SET done_at = 1280 WHERE id = 1")
assert not claim(1, now=9999)  # done is done, however often it is announced
