"""The wording catalogue: compiled as it is written, and every sentence it replaces still exists."""

import gettext
from pathlib import Path

import allauth
import django
from babel.messages.pofile import read_po

FOLDER = Path(__file__).resolve().parents[2] / "wording/en/LC_MESSAGES"


def _written() -> dict[object, object]:
    with (FOLDER / "django.po").open("rb") as file:
        return {message.id: message.string for message in read_po(file) if message.id}


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for key, words in _written().items():
        if isinstance(key, tuple):
            assert tuple(compiled.ngettext(*key, number) for number in (1, 2)) == tuple(words)
        else:
            assert compiled.gettext(key) == words


def test_every_replaced_sentence_is_still_said() -> None:
    sources = [
        path.read_text(encoding="utf-8")
        for package in (allauth, django)
        for path in Path(package.__file__).parent.rglob("en/LC_MESSAGES/django.po")
    ]
    known = {
        part
        for source in sources
        for message in read_po(source.splitlines(keepends=True))
        for part in _parts(message.id)
    }
    gone = [key for key in _written() if not set(_parts(key)) <= known]
    assert gone == []


def test_our_sentences_are_in_our_voice() -> None:
    for words in _written().values():
        text = "".join(words) if isinstance(words, tuple) else words
        assert "!" not in text
        assert "—" not in text
        assert "lease" not in text or "release" in text.lower()


def _parts(key: object) -> tuple[str, ...]:
    return tuple(key) if isinstance(key, (tuple, list)) else (str(key),)
