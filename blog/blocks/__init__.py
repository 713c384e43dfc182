"""What an article is made of: each block with its template, its description and a preview that looks like the page."""

from blog.blocks.bodies import FaqBody, GuideBody, HomeBody, StandardBody

__all__ = ["FaqBody", "GuideBody", "HomeBody", "StandardBody"]
