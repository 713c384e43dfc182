"""The shared cache when it is away: an error to rate limits, an empty cache to Wagtail."""

from collections.abc import Iterator

import pytest
from redis.exceptions import RedisError

from marketplace.lib import kept
from marketplace.lib.caches import RedisCache


@pytest.fixture
def away() -> Iterator[RedisCache]:
    yield RedisCache("redis://127.0.0.1:1/0", {"OPTIONS": {"socket_connect_timeout": 0.2}})
    kept.breaker.close()


def test_what_can_be_read_elsewhere_is_missing(away: RedisCache) -> None:
    assert away.get("wagtail_site_root_paths") is None
    assert away.get("wagtail_site_root_paths", "default") == "default"
    assert away.get_many(["wagtail-rendition-1"]) == {}
    assert away.set_many({"wagtail-rendition-1": 1}) == []
    assert away.delete("wagtail-rendition-1") is False
    away.set("wagtail_site_root_paths", 1)


def test_after_one_failure_nobody_waits_for_it(away: RedisCache) -> None:
    away.get("wagtail_site_root_paths")
    assert kept.breaker.is_open


def test_all_else_is_an_error(away: RedisCache) -> None:
    for ask in (
        lambda: away.get("limit:login"),
        lambda: away.set("limit:login", 1),
        lambda: away.get_many(["wagtail-rendition-1", "limit:login"]),
        lambda: away.incr("limit:login"),
        lambda: away.add("limit:login", 1),
    ):
        with pytest.raises(RedisError):
            ask()
