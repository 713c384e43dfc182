"""Blocks for writing: text, code, tables, pictures and what helps a reader to decide."""

from typing import Any

from blog.blocks.editorial.asides import Callout, Quote
from blog.blocks.editorial.code import Code
from blog.blocks.editorial.comparisons import Comparison
from blog.blocks.editorial.decisions import DecisionBlock
from blog.blocks.editorial.faqs import Faq, FaqEntry
from blog.blocks.editorial.pictures import PictureBlock
from blog.blocks.editorial.steps import Steps
from blog.blocks.editorial.tables import Table
from blog.blocks.editorial.texts import SHORT_FEATURES, TEXT_FEATURES, TextBlock
from blog.blocks.editorial.videos import VideoLink

__all__ = ["BLOCKS", "SHORT_FEATURES", "TEXT_FEATURES", "FaqEntry", "TextBlock"]

BLOCKS: list[tuple[str, type[Any]]] = [
    ("text", TextBlock),
    ("picture", PictureBlock),
    ("code", Code),
    ("table", Table),
    ("callout", Callout),
    ("quote", Quote),
    ("comparison", Comparison),
    ("steps", Steps),
    ("decision_helper", DecisionBlock),
    ("faq", Faq),
    ("video", VideoLink),
]
