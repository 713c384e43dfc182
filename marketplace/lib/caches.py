"""The shared cache: an error to whoever counts in it, an empty one to those who only save themselves time with it."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.core.cache.backends import redis
from redis.exceptions import RedisError

from marketplace.lib import kept

Answer = TypeVar("Answer")
READ_ELSEWHERE = "wagtail"
"""How the keys begin of what can be read from the database just as well: Wagtail's addresses of sites and pictures."""


class RedisCache(redis.RedisCache):
    """Redis or Valkey. Rate limits must not be forgotten, so for them a cache that doesn't answer is an error."""

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return _asked([key], lambda: super(RedisCache, self).get(key, default, version), default)

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        keys = list(keys)
        return _asked(keys, lambda: super(RedisCache, self).get_many(keys, version), {})

    def set(self, key: str, value: Any, *args: Any, **kwargs: Any) -> None:
        _asked([key], lambda: super(RedisCache, self).set(key, value, *args, **kwargs), None)

    def set_many(self, data: dict[str, Any], *args: Any, **kwargs: Any) -> list[str]:
        return _asked([*data], lambda: super(RedisCache, self).set_many(data, *args, **kwargs), [])

    def delete(self, key: str, version: int | None = None) -> bool:
        return _asked([key], lambda: super(RedisCache, self).delete(key, version), False)


def _asked(keys: list[str], ask: Callable[[], Answer], otherwise: Answer) -> Answer:
    """What the cache answers; for keys that may be missing also when it doesn't, and then nobody asks for a while."""
    if not all(key.startswith(READ_ELSEWHERE) for key in keys):
        return ask()
    if not kept.breaker.admits():
        return otherwise
    try:
        answer = ask()
    except (RedisError, OSError):
        kept.breaker.trip()
        return otherwise
    kept.breaker.close()
    return answer
