"""A decision helper: questions whose answers lead to a further question or to a result.

On the page every question and every result is a part with an address of its own, and an answer is a link to one. The
stylesheet shows the part that the address names, and the first question while it names none. So it needs no script,
the back button works, a result can be shared, and on paper all of it is there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now, gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock, StructValue, TextBlock as PlainTextBlock
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from blog.blocks.editorial.composed import Composed
from blog.blocks.editorial.texts import ShortTextBlock

KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
LONGEST_KEY = 40
MOST_PARTS = 30

Problems = dict[tuple[Any, ...], str]
"""Sentences by the place of the field they are about: ("questions", 0, "answers", 1, "leads_to")."""


class Answer(Composed):
    """What a reader may say, and where that leads."""

    words = CharBlock(label=_("Answer"), max_length=120)
    leads_to = CharBlock(
        label=_("Leads to"),
        search_index=False,
        max_length=LONGEST_KEY,
        help_text=_("The key of a question or of a result."),
    )

    class Meta:
        icon = "arrow-right"
        label = _("Answer")
        label_format = "{words}: {leads_to}"


class Question(Composed):
    """A question with the answers to choose from."""

    key = CharBlock(
        label=_("Key"),
        search_index=False,
        max_length=LONGEST_KEY,
        help_text=_("By which answers lead here, for example has-users."),
    )
    question = CharBlock(label=_("Question"), max_length=200)
    hint = PlainTextBlock(label=_("Hint"), max_length=300, required=False, rows=2)
    answers = ListBlock(Answer(), label=_("Answers"), min_num=2, max_num=6)

    class Meta:
        icon = "help"
        label = _("Question")
        label_format = "{key}: {question}"


class Result(Composed):
    """Where the questions end."""

    key = CharBlock(
        label=_("Key"), search_index=False, max_length=LONGEST_KEY, help_text=_("By which answers lead here.")
    )
    heading = CharBlock(label=_("Heading"), max_length=160)
    text = ShortTextBlock(label=_("Text"))

    class Meta:
        icon = "success"
        label = _("Result")
        label_format = "{key}: {heading}"


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer as it is drawn: where nothing has the key that it names, it leads nowhere."""

    words: str
    part: "Part | None"


@dataclass(slots=True)
class Part:
    """A question or a result as it is drawn; `place` tells it from the others of its block."""

    place: str
    number: int
    value: StructValue
    choices: tuple[Choice, ...] = ()

    @property
    def is_question(self) -> bool:
        return "question" in self.value

    @property
    def words(self) -> str:
        """The question, or the result's heading."""
        return self.value["question"] if self.is_question else self.value["heading"]


class DecisionBlock(Composed):
    """Questions that end in a recommendation."""

    title = CharBlock(label=_("Title"), max_length=120)
    questions = ListBlock(Question(), label=_("Questions"), min_num=1, max_num=MOST_PARTS)
    results = ListBlock(Result(), label=_("Results"), min_num=1, max_num=MOST_PARTS)

    def clean(self, value: StructValue) -> StructValue:
        """Every key is there once, every answer leads somewhere, nothing goes in circles, every part is reached."""
        cleaned = super().clean(value)
        if not self.is_deferred_validation and (problems := _problems(cleaned)):
            raise _beside_the_fields(problems)
        return cleaned

    def get_context(self, value: StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context=parent_context), "parts": parts(value)}

    class Meta:
        icon = "tasks"
        label = _("Decision helper")
        template = "blog/blocks/decision_helper.html"
        description = _("Questions whose answers lead a reader to a recommendation. Works without scripts.")
        label_format = "{title}"
        preview_value = {
            "title": _("Do you need a back end of your own?"),
            "questions": [
                {
                    "key": "rules",
                    "question": _("Do your rules change every month?"),
                    "hint": _("Prices, approvals, who may do what."),
                    "answers": [
                        {"words": _("Yes, most months"), "leads_to": "own"},
                        {"words": _("No, hardly ever"), "leads_to": "rented"},
                    ],
                }
            ],
            "results": [
                {"key": "own", "heading": _("Build your own"), "text": _("<p>Your rules are your product.</p>")},
                {"key": "rented", "heading": _("Rent one"), "text": _("<p>Start with a product off the shelf.</p>")},
            ],
        }


def parts(value: StructValue) -> list[Part]:
    """Questions, then results, with answers tied to where they lead. Whatever is stored, each part is there once."""
    questions = [Part(f"q{n}", n, question) for n, question in enumerate(value["questions"], 1)]
    results = [Part(f"r{n}", n, result) for n, result in enumerate(value["results"], 1)]
    by_key = {str(part.value["key"]): part for part in reversed([*questions, *results]) if part.value["key"]}
    for part in questions:
        part.choices = tuple(
            Choice(answer["words"], by_key.get(str(answer["leads_to"]))) for answer in part.value["answers"]
        )
    return [*questions, *results]


def _problems(value: StructValue) -> Problems:
    """What is wrong, by the place of the field: ("questions", 0, "answers", 1, "leads_to")."""
    problems = {**_of_keys(value)}
    keys = {part["key"] for name in ("questions", "results") for part in value[name]}
    for place, answer in _answers(value):
        if answer["leads_to"] not in keys:
            problems[place] = _now("No question and no result has the key “%(key)s”.") % {"key": answer["leads_to"]}
    return problems or _of_ways(value)


def _of_keys(value: StructValue) -> Problems:
    problems: Problems = {}
    seen: set[str] = set()
    for name in ("questions", "results"):
        for number, part in enumerate(value[name]):
            if not KEY.fullmatch(part["key"]):
                problems[name, number, "key"] = _now("Use small letters, digits and hyphens, for example has-users.")
            elif part["key"] in seen:
                problems[name, number, "key"] = _now("Another question or result has this key already.")
            seen.add(part["key"])
    return problems


def _of_ways(value: StructValue) -> Problems:
    """Circles, and parts that nobody reaches from the first question. Every key stands once, every target exists."""
    questions = {question["key"]: (number, question) for number, question in enumerate(value["questions"])}
    problems: Problems = {}
    done: set[str] = set()
    way: list[tuple[str, Iterator[tuple[int, StructValue]]]] = []

    def enter(key: str) -> None:
        way.append((key, iter(enumerate(questions[key][1]["answers"] if key in questions else ()))))

    enter(value["questions"][0]["key"])
    while way:
        key, answers = way[-1]
        number, answer = next(answers, (None, None))
        if answer is None:
            done.add(way.pop()[0])
        elif any(answer["leads_to"] == passed for passed, _rest in way):
            problems["questions", questions[key][0], "answers", number, "leads_to"] = _now(
                "This leads in a circle, back to “%(key)s”."
            ) % {"key": answer["leads_to"]}
        elif answer["leads_to"] not in done:
            enter(answer["leads_to"])
    for name in ("questions", "results"):
        for place, part in enumerate(value[name]):
            if part["key"] not in done:
                problems[name, place, "key"] = _now("No answer leads here from the first question.")
    return problems


def _answers(value: StructValue) -> Iterator[tuple[tuple[Any, ...], StructValue]]:
    for number, question in enumerate(value["questions"]):
        for place, answer in enumerate(question["answers"]):
            yield ("questions", number, "answers", place, "leads_to"), answer


def _beside_the_fields(problems: Problems) -> StructBlockValidationError:
    """The problems as Wagtail's errors, nested as the fields are."""
    tree: dict[Any, Any] = {}
    for place, text in problems.items():
        branch = tree
        for step in place[:-1]:
            branch = branch.setdefault(step, {})
        branch[place[-1]] = ValidationError(text)
    return _nested(tree)


def _nested(tree: Any) -> Any:
    """Names are fields of a block, numbers are items of a list."""
    if isinstance(tree, ValidationError):
        return tree
    errors = {step: _nested(branch) for step, branch in tree.items()}
    return (
        ListBlockValidationError(errors)
        if all(isinstance(step, int) for step in tree)
        else StructBlockValidationError(errors)
    )
