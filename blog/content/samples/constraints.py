"""Two rules that no bug of ours can break: the database keeps them."""

import sqlite3

database = sqlite3.connect(":memory:")
database.executescript("""
    CREATE TABLE bid (
        agency  TEXT    NOT NULL,
        project TEXT    NOT NULL,
        price   INTEGER NOT NULL CONSTRAINT price_is_positive CHECK (price > 0),
        CONSTRAINT one_bid_per_agency_and_project UNIQUE (agency, project)
    );
    INSERT INTO bid VALUES ('Paperlark', 'ferry', 7490000);
""")


def refused(agency: str, project: str, price: int) -> str:
    """The reason why the database does not take a bid; empty when it does."""
    try:
        with database:
            database.execute(
                "INSERT INTO bid VALUES (?, ?, ?)", (agency, project, price)
            )
    except sqlite3.IntegrityError as error:
        return str(error)
    return ""


assert refused("Merrowline", "ferry", 6_800_000) == ""
assert "UNIQUE" in refused("Paperlark", "ferry", 100)
assert "price_is_positive" in refused("Kvistwerk", "ferry", -5)
