"""Reading the environment: strict types, secrets from files, and a sentence when something is wrong."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

# Every name that was asked for, so that a test can compare them with .env.example.
READ: set[str] = set()

# pytest says that it runs; everybody else develops until ENV says otherwise.
DEFAULT_ENV = "test" if "PYTEST_VERSION" in os.environ else "development"


def load(path: Path) -> None:
    """In development, take NAME=value lines from the file for names that the environment lacks."""
    if os.environ.get("ENV", DEFAULT_ENV) != "development" or not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip())


def text(name: str, default: str = "") -> str:
    """The variable's value, or what the file named by <name>_FILE holds, or the default."""
    READ.add(name)
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE names {path}, which can't be read: {error}.") from error
    return os.environ.get(name, default)


def boolean(name: str, default: bool) -> bool:
    """True or False, spelled so; anything else is refused rather than guessed at."""
    value = text(name, str(default))
    if value not in {"True", "False"}:
        raise ImproperlyConfigured(f"{name} is {value!r}. Write True or False.")
    return value == "True"


def integer(name: str, default: int, *, least: int = 0) -> int:
    """A whole number of at least `least`."""
    value = text(name, str(default))
    try:
        number = int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {value!r}. Write a whole number.") from error
    if number < least:
        raise ImproperlyConfigured(f"{name} is {number}. It must be at least {least}.")
    return number


def items(name: str, default: str = "") -> list[str]:
    """A list, its items parted by commas, white space around them dropped."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]
