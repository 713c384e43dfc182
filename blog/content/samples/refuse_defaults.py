"""A program that will not start in production with a default."""

import secrets
from collections.abc import Mapping

DEVELOPMENT_KEY = "not-a-secret"


def reasons(environment: Mapping[str, str]) -> list[str]:
    """Everything that is wrong, all at once and not one per restart."""
    if environment.get("ENV") != "production":
        return []
    found = []
    if environment.get("SECRET_KEY", DEVELOPMENT_KEY) == DEVELOPMENT_KEY:
        found.append(
            "SECRET_KEY is the one in the source code. Set a random one."
        )
    if environment.get("DEBUG", "False") == "True":
        found.append("DEBUG is True: error pages would show code and settings.")
    if not environment.get("DATABASE_URL", "").startswith("postgres://"):
        found.append("DATABASE_URL is not PostgreSQL.")
    if "*" in environment.get("ALLOWED_HOSTS", "*"):
        found.append("ALLOWED_HOSTS has a wildcard. Name each host.")
    return found


assert reasons({"ENV": "development"}) == []
assert len(reasons({"ENV": "production", "DEBUG": "True"})) == 4
good = {
    "ENV": "production",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "DATABASE_URL": "postgres://db.internal/ferry",
    "ALLOWED_HOSTS": "ferry.example",
}
assert reasons(good) == []
