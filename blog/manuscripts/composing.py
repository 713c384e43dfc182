"""From the parts of a manuscript to the raw blocks that a StreamField keeps, with ids that are the same every time."""

import uuid
from collections.abc import Collection, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.utils.html import format_html

from blog.manuscripts import markup
from blog.manuscripts.facts import Facts
from blog.manuscripts.files import FOLDER, Manuscript, ManuscriptError, Part

SPACE = uuid.UUID("6f0f5a52-6f0e-5d0a-9a64-0a6d2f6c9f11")
ROOT = FOLDER.parent.parent
PLAIN_FIELDS = frozenset(("kind", "service", "preset", "budget", "country", "language", "key", "leads_to", "id"))
"""Fields that hold names out of lists, which no typography may touch."""

Raw = dict[str, Any]


def keyed(slug: str, name: str) -> str:
    """The id of a block: made of the guide's slug and the block's own name or place."""
    return str(uuid.uuid5(SPACE, f"{slug}/{name}"))


class Composer:
    """Turns manuscripts into raw blocks.

    `pages` are the keys of the guides that are there, by slug; a link to one of `known` that is not, because it was
    left out or an editor deleted it, becomes plain words.
    """

    def __init__(self, facts: Facts, pages: Mapping[str, int], known: Collection[str]) -> None:
        self.facts = facts
        self.pages = pages
        self.known = known

    def body(self, guide: Manuscript) -> list[Raw]:
        """The blocks of a guide's body."""
        return [self._block(guide.slug, number, part) for number, part in enumerate(guide.body)]

    def questions(self, guide: Manuscript) -> list[Raw]:
        """The blocks of a guide's questions and answers."""
        return [
            {
                "type": "entry",
                "id": keyed(guide.slug, f"question-{number}"),
                "value": {
                    "question": self.words(entry["question"]),
                    "answer": self.rich(entry["answer"], keyed(guide.slug, f"question-{number}")),
                },
            }
            for number, entry in enumerate(guide.questions)
        ]

    def text_block(self, slug: str, text: str) -> list[Raw]:
        """A body of running text alone."""
        block_id = keyed(slug, "text")
        return [{"type": "text", "id": block_id, "value": self.rich(text, block_id)}]

    def words(self, text: str) -> str:
        """A text without markup: figures filled in, quotation marks set."""
        return markup.typographic(self.facts.fill(text))

    def rich(self, text: str, place: str) -> str:
        """A rich text; `place` makes the keys of its paragraphs its own."""

        def key(number: int) -> str:
            return sha256(f"{place}/{number}".encode()).hexdigest()[:5]

        return markup.html(self.facts.fill(text), self._link, key)

    def _link(self, address: str) -> str:
        kind, _, slug = address.partition(":")
        if kind != "guide":
            return format_html('<a href="{}">', address)
        key = self._page(slug)
        return format_html('<a linktype="page" id="{}">', key) if key else ""

    def _page(self, slug: str) -> int | None:
        if slug not in self.known:
            raise ManuscriptError(f"A link leads to the guide {slug}, which there isn't.")
        return self.pages.get(slug)

    def _block(self, slug: str, number: int, part: Part) -> Raw:
        block_id = keyed(slug, part.fields.get("id", str(number)))
        compose = getattr(self, f"_{part.kind}", None)
        if compose is None:
            raise ManuscriptError(f"{slug}: there is no block of the kind {part.kind}.")
        kind, value = compose(part.fields, block_id)
        return {"type": kind, "id": block_id, "value": value}

    # --- writing ------------------------------------------------------------------------------------

    def _text(self, fields: Raw, place: str) -> tuple[str, Any]:
        return "text", self.rich(fields["text"], place)

    def _code(self, fields: Raw, place: str) -> tuple[str, Any]:
        """A sample of ours, or a file of this very program, as it stands."""
        path = FOLDER / "samples" / fields["sample"] if "sample" in fields else ROOT / fields["file"]
        return "code", {
            "language": fields.get("language", "python"),
            "code": _shown(path),
            "caption": self.words(fields["caption"]),
            "numbers": True,
        }

    def _table(self, fields: Raw, place: str) -> tuple[str, Any]:
        rows = self.facts.rows[fields["rows_from"]] if "rows_from" in fields else fields["rows"]
        heads, *rest = rows
        kinds = fields.get("columns") or ["text"] * len(heads)
        columns = [{"type": kind, "heading": self.words(head) or " "} for kind, head in zip(kinds, heads, strict=True)]
        return "table", {
            "table": {
                "caption": self.words(fields["caption"]),
                "columns": columns,
                "rows": [{"values": [self.words(cell) for cell in row]} for row in rest],
            },
            "row_headers": True,
            "source": self.words(fields.get("source", "")),
        }

    def _callout(self, fields: Raw, place: str) -> tuple[str, Any]:
        return "callout", {
            "kind": fields["kind"],
            "title": self.words(fields["title"]),
            "text": self.rich(fields["text"], place),
        }

    def _quote(self, fields: Raw, place: str) -> tuple[str, Any]:
        named = {name: self.words(fields.get(name, "")) for name in ("words", "name", "role")}
        return "quote", {**named, "source": fields.get("source", "")}

    def _comparison(self, fields: Raw, place: str) -> tuple[str, Any]:
        return "comparison", self._plain({"title": fields["title"], "ways": fields["ways"]}, place)

    def _steps(self, fields: Raw, place: str) -> tuple[str, Any]:
        steps = self.facts.steps[fields["steps_from"]] if "steps_from" in fields else fields["steps"]
        listed = [
            {"title": self.words(step["title"]), "text": self.rich(step["text"], f"{place}/{number}")}
            for number, step in enumerate(steps)
        ]
        return "steps", {"title": self.words(fields.get("title", "")), "steps": _items(listed, place)}

    def _decision(self, fields: Raw, place: str) -> tuple[str, Any]:
        results = [
            {
                "key": result["key"],
                "heading": self.words(result["heading"]),
                "text": self.rich(result["text"], f"{place}/{result['key']}"),
            }
            for result in fields["results"]
        ]
        plain = self._plain({"title": fields["title"], "questions": fields["questions"]}, place)
        return "decision_helper", {**plain, "results": _items(results, f"{place}/results")}

    # --- the marketplace ----------------------------------------------------------------------------

    def _call(self, fields: Raw, place: str) -> tuple[str, Any]:
        names = "heading text button heading_b text_b button_b service budget preset".split()
        return "call_to_action", self._plain({name: fields.get(name, "") for name in names}, place)

    def _agencies(self, fields: Raw, place: str) -> tuple[str, Any]:
        return "agencies", {
            "heading": self.words(fields["heading"]),
            "service": fields["service"],
            "country": fields.get("country", ""),
            "most": fields["count"],
        }

    def _numbers(self, fields: Raw, place: str) -> tuple[str, Any]:
        return "open_numbers", {
            "heading": self.words(fields.get("heading", "In numbers")),
            "service": fields["service"],
        }

    def _related(self, fields: Raw, place: str) -> tuple[str, Any]:
        keys = [key for slug in fields["guides"] if (key := self._page(slug))]
        return "related_guides", {"heading": self.words(fields["heading"]), "guides": _items(keys, place)}

    def _newsletter(self, fields: Raw, place: str) -> tuple[str, Any]:
        return "newsletter", {
            "heading": self.words(fields["heading"]),
            "text": self.words(fields["text"]),
            "button": self.words(fields.get("button", "Send me new guides")),
        }

    def _plain(self, value: Any, place: str, name: str = "") -> Any:
        """Fields as they are: texts set, lists with ids of their items."""
        if isinstance(value, dict):
            return {key: self._plain(each, f"{place}/{key}", key) for key, each in value.items()}
        if isinstance(value, list):
            made = [self._plain(each, f"{place}/{number}", name) for number, each in enumerate(value)]
            return _items(made, place)
        return value if name in PLAIN_FIELDS else self.words(value)


def _items(values: list[Any], place: str) -> list[Raw]:
    """A list as a ListBlock keeps it, with ids that stay."""
    return [
        {"type": "item", "value": value, "id": keyed(place, f"item-{number}")} for number, value in enumerate(values)
    ]


def _shown(path: Path) -> str:
    """A file's lines, without what only the linter reads."""
    lines = path.read_text(encoding="utf-8").rstrip().splitlines()
    return "\n".join(line.split("  # noqa")[0].rstrip() for line in lines)
