"""Pages."""

from blog.models.home import HomePage

__all__ = ["HomePage"]
