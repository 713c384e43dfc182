"""Related guides and the sign-up for new ones, inside articles."""

from collections.abc import Callable

from tests.blog import articles
from tests.blog.market.making import drawn, with_block


def test_chosen_guides_stand_in_the_editors_order(db: None) -> None:
    one, two, three = (articles.guide(name) for name in ("One", "Two", "Three"))
    html = drawn(with_block("related_guides", {"heading": "Read next", "guides": [three.pk, one.pk]}))
    assert html.index(">Three<") < html.index(">One<")
    assert ">Two<" not in html
    assert f'href="{three.url}"' in html
    assert two.live


def test_a_chosen_guide_that_is_gone_is_left_out(db: None) -> None:
    one, two = articles.guide("One"), articles.guide("Two")
    page = with_block("related_guides", {"heading": "Read next", "guides": [one.pk, two.pk]})
    one.unpublish()
    assert ">One<" not in drawn(page)
    two.delete()
    again = type(page).objects.get(pk=page.pk)
    assert ">Two<" not in drawn(again)


def test_without_a_choice_shared_topics_decide_and_never_the_page_itself(db: None) -> None:
    budgets, hiring = articles.topic("Budgets"), articles.topic("Hiring")
    articles.guide("Near", topics=[budgets, hiring])
    articles.guide("Nearer", topics=[budgets, hiring])
    articles.guide("Half", topics=[hiring])
    articles.guide("Far")
    page = with_block("related_guides", {"heading": "Read next", "guides": []}, topics=[budgets, hiring], title="Own")
    html = drawn(page)
    assert [html.index(f">{name}<") for name in ("Nearer", "Near", "Half")] == sorted(
        html.index(f">{name}<") for name in ("Nearer", "Near", "Half")
    )
    assert ">Far<" not in html
    assert ">Own<" not in html


def test_a_blog_with_nothing_else_to_read_shows_nothing(db: None) -> None:
    assert drawn(with_block("related_guides", {"heading": "Read next", "guides": []})).strip() == ""


def test_the_cards_cost_the_same_for_one_and_for_three(db: None, query_count: Callable[..., int]) -> None:
    page = with_block("related_guides", {"heading": "Read next", "guides": []})
    articles.guide("One")
    drawn(page)
    few = query_count(lambda: drawn(page))
    articles.guides(3)
    assert query_count(lambda: drawn(page)) == few


def test_the_sign_up_posts_where_it_stands_and_carries_no_token(db: None) -> None:
    page = with_block("newsletter", {"heading": "New guides & more", "text": "", "button": "Send them"})
    html = drawn(page)
    assert 'action="/newsletter/"' in html
    assert "New guides &amp; more" in html
    assert f'value="{page.url}?page={page.pk}&amp;block={page.body[-1].id}"' in html
    assert "csrf" not in html
    assert f'for="email-{page.body[-1].id}"' in html
