"""Guides as files: reading them, and turning them into the blocks of a page. Knows the blocks, writes nothing."""

from blog.manuscripts.composing import Composer, keyed
from blog.manuscripts.facts import Facts, own
from blog.manuscripts.files import FOLDER, Manuscript, ManuscriptError, Part, guides, site

__all__ = [
    "FOLDER",
    "Composer",
    "Facts",
    "Manuscript",
    "ManuscriptError",
    "Part",
    "guides",
    "keyed",
    "own",
    "site",
]
