"""How often something may be done: counted in the shared cache, so that all processes count together."""

import hashlib
import time

from django.core.cache import cache


def within(what: str, who: str, *, most: int, seconds: int) -> bool:
    """Count one more of `what` by `who`; False once there were more than `most` in this window of `seconds`.

    Windows are fixed, so that one atomic increment decides: at worst twice `most` fit around the seam.
    """
    window = int(time.time() // seconds)
    key = hashlib.sha256(f"{what}:{who}:{window}".encode()).hexdigest()
    name = f"limit:{what}:{key}"
    cache.add(name, 0, timeout=seconds * 2)
    try:
        return cache.incr(name) <= most
    except ValueError:  # evicted between the two calls: the count starts again
        cache.set(name, 1, timeout=seconds * 2)
        return True
