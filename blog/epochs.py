"""The epoch of everything that readers see: cached pages of an older epoch are drawn again.

It lives in the cache beside the pages. Where the cache lost it, a new one begins and every page is drawn
again: slower once, never wrong.
"""

import uuid

from django.core.cache import cache
from django.db import transaction

KEY = "blog:epoch"


def current() -> str:
    """The epoch of now."""
    found = cache.get(KEY)
    if found is None:
        cache.add(KEY, uuid.uuid4().hex, timeout=None)
        found = cache.get(KEY) or uuid.uuid4().hex
    return found


def raise_on_commit() -> None:
    """Begin a new epoch once the change that asks for it is there for everybody."""
    transaction.on_commit(begin, robust=True)


def begin() -> None:
    """Begin a new epoch now."""
    cache.set(KEY, uuid.uuid4().hex, timeout=None)
