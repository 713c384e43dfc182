"""Marked words: few, numbered in reading order, escaped."""

from projects.matchmaking.briefs import Passage
from projects.views import marks


def test_the_words_most_reasons_rest_on_are_numbered_in_reading_order() -> None:
    marked = marks.mark([[(20, 26)], [(3, 10), (20, 26)], [(22, 30)]])
    assert marked.numbers == {(3, 10): 1, (20, 26): 2}
    assert marked.of([(22, 30)]) == 2
    assert marked.of([(40, 50)]) == 0


def test_no_more_than_nine_are_marked() -> None:
    assert len(marks.mark([[(at, at + 2)] for at in range(0, 100, 5)]).numbers) == marks.MOST_MARKS


def test_marked_text_is_escaped_and_parted_into_paragraphs() -> None:
    text = "We <b>run</b> ferries.\n\nIn Python & more."
    begins = 10 + text.index("Python")
    marked = marks.Marks({(begins, begins + 6): 1})
    assert marks.html_of(Passage("text", text, 10), marked) == (
        "<p>We &lt;b&gt;run&lt;/b&gt; ferries.</p><p>In <mark>Python<sup>1</sup></mark> &amp; more.</p>"
    )


def test_marks_of_other_passages_change_nothing() -> None:
    marked = marks.Marks({(0, 5): 1, (90, 95): 2})
    assert marks.html_of(Passage("reason", "Because it fails.", 20), marked) == "<p>Because it fails.</p>"
