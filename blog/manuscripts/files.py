"""What the files say: a guide's particulars in TOML between +++ lines, then its text with blocks between ::: lines."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "content"
FENCE = "+++"
OPEN, CLOSE = "::: ", ":::"


class ManuscriptError(ValueError):
    """A file that can't be read. The message names the file and says what is wrong."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of running text (`kind` "text", its words under "text"), or a block with its fields."""

    kind: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Manuscript:
    """One guide: its address, its particulars, and its parts in order."""

    slug: str
    about: dict[str, Any]
    parts: tuple[Part, ...]

    @property
    def body(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.kind != "faq")

    @property
    def questions(self) -> list[dict[str, str]]:
        """The questions at the end of the guide, with their answers."""
        return [entry for part in self.parts if part.kind == "faq" for entry in part.fields["entries"]]


def guides(folder: Path = FOLDER) -> list[Manuscript]:
    """All guides, the one that appeared first in front. Raises ManuscriptError."""
    found = [read(path) for path in sorted((folder / "guides").glob("*.md"))]
    return sorted(found, key=lambda guide: (-guide.about["published_days_ago"], guide.slug))


def site(folder: Path = FOLDER) -> dict[str, Any]:
    """Topics, authors, standard pages and the links of bar and footer."""
    return tomllib.loads((folder / "site.toml").read_text(encoding="utf-8"))


def read(path: Path) -> Manuscript:
    """One guide. Raises ManuscriptError."""
    text = path.read_text(encoding="utf-8")
    try:
        opening, about, rest = text.split(f"{FENCE}\n", 2)
    except ValueError:
        raise ManuscriptError(f"{path.name}: its particulars don't stand between two lines of {FENCE}.") from None
    if opening.strip():
        raise ManuscriptError(f"{path.name}: something stands above the first line of {FENCE}.")
    return Manuscript(path.stem, _toml(about, path, "its particulars"), tuple(_parts(rest, path)))


def _parts(text: str, path: Path) -> Iterator[Part]:
    words: list[str] = []
    block: tuple[str, list[str]] | None = None
    for line in text.splitlines():
        if block is not None:
            if line == CLOSE:
                yield Part(block[0], _toml("\n".join(block[1]), path, f"the block {block[0]}"))
                block = None
            else:
                block[1].append(line)
        elif line.startswith(OPEN):
            if any(words):
                yield Part("text", {"text": "\n".join(words)})
            words, block = [], (line.removeprefix(OPEN).strip(), [])
        else:
            words.append(line)
    if block is not None:
        raise ManuscriptError(f"{path.name}: the block {block[0]} is not closed by a line of {CLOSE}.")
    if any(words):
        yield Part("text", {"text": "\n".join(words)})


def _toml(text: str, path: Path, what: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ManuscriptError(f"{path.name}: {what} can't be read: {error}") from error
