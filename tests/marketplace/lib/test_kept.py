"""What is kept in the cache: found again, and no loss when there is none."""

from django.core.cache import cache
from django.test import override_settings

from marketplace.lib import kept, urls


def test_it_is_made_once_and_again_after_the_cache_was_lost() -> None:
    made: list[int] = []

    def make() -> list[int]:
        made.append(1)
        return [len(made)]

    assert [kept.fetched("a", make) for _ in range(3)] == [[1], [1], [1]]
    assert kept.fetched("b", make) == [2]  # control: another name is another thing
    cache.clear()
    assert kept.fetched("a", make) == [3]


def test_a_piece_of_a_page_comes_back_as_it_was_and_packed() -> None:
    html = "<li>Ördög & Műhely</li>" * 500
    assert kept.fetched_page("list", lambda: html) == kept.fetched_page("list", lambda: "other") == html
    assert hasattr(kept.fetched_page("list", lambda: ""), "__html__")
    assert len(kept.fetched("list", bytes)) < len(html) / 10


def test_a_cache_that_does_not_answer_costs_the_work_and_is_left_alone_for_a_while() -> None:
    with override_settings(CACHES={"default": urls.cache("redis://127.0.0.1:1/0")}):
        assert kept.fetched("a", lambda: 1) == 1
        assert kept.breaker.is_open
        assert kept.fetched("a", lambda: 2) == 2
    assert kept.fetched("a", lambda: 3) == 3  # one that answers, not asked yet
    kept.breaker.close()
    assert [kept.fetched("a", lambda: 4), kept.fetched("a", lambda: 5)] == [4, 4]  # control
