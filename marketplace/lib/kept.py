"""What was dear to work out, kept in the shared cache. Losing it costs time and nothing else."""

import hashlib
import logging
import zlib
from collections.abc import Callable
from typing import Final, TypeVar, cast

from django.core.cache import cache
from django.utils.safestring import SafeString
from redis.exceptions import RedisError

from marketplace.lib.breaker import Breaker

Worked = TypeVar("Worked")

log = logging.getLogger(__name__)
SECONDS: Final = 600
breaker: Final = Breaker(seconds=10)


def fetched(name: str, make: Callable[[], Worked]) -> Worked:
    """What is kept under this name, else what `make` makes of it, kept from then on for ten minutes.

    The name must say everything that the result depends on; it may be long. Without a cache that answers, `make`
    is asked every time.
    """
    key = "kept:" + hashlib.sha256(name.encode()).hexdigest()
    if (found := _ask(lambda: cache.get(key))) is not None:
        return cast(Worked, found)
    made = make()
    _ask(lambda: cache.set(key, made, SECONDS))
    return made


def fetched_page(name: str, make: Callable[[], str]) -> SafeString:
    """The same for a rendered piece of a page, which is a tenth as large when it is packed."""
    packed = fetched(name, lambda: zlib.compress(make().encode(), 1))
    return SafeString(zlib.decompress(packed).decode())


def _ask(ask: Callable[[], object]) -> object:
    if not breaker.admits():
        return None
    try:
        answer = ask()
    except (RedisError, OSError):
        breaker.trip()
        log.warning("The cache does not answer: what it kept is worked out anew for a while.")
        return None
    breaker.close()
    return answer
