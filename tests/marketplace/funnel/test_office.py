"""The report in the back office: who sees it, what it tells, what it keeps to itself."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from accounts.models import User
from blog.models import HomePage
from marketplace.funnel import places, trials
from marketplace.models import AwardedDay, FunnelDay, FunnelPlace, Heartbeat
from tests import factories
from tests.marketplace.funnel import pages

REPORT = "/admin/guide-reports/funnel/"


def _staff(group: str = "", **fields: Any) -> User:
    user = factories.user(email=f"{group or 'boss'}@briefwell.example".lower(), **fields)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "none"})
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def home(db: None) -> HomePage:
    return pages.with_calls()


@pytest.fixture
def editor(client: Client, home: HomePage) -> Client:
    client.force_login(_staff("Editors"))
    return client


def _today() -> date:
    return timezone.now().date()


def _brought(page: int, *, awards: int = 0, total: int = 0, name: str = "Home", day: date | None = None) -> None:
    spot = {"page": page, "day": day or _today()}
    FunnelPlace.objects.get_or_create(page=page, block="", defaults={"name": name})
    FunnelPlace.objects.get_or_create(page=page, block=pages.BOTH, defaults={"name": "Call to action: Begin"})
    FunnelDay.objects.create(**spot, readers=2000)
    call = {"block": pages.BOTH, "variant": "b"}
    FunnelDay.objects.create(**spot, **call, seen=900, followed=90, begun=12, published=8, bids=30, awards=awards)
    if awards:
        AwardedDay.objects.create(**spot, **call, currency="EUR", awards=awards, total=total)


@pytest.mark.parametrize(
    ("group", "fields", "status"),
    [("Editors", {}, 200), ("Reviewers", {}, 200), ("Moderators", {}, 302), ("", {"is_superuser": True}, 200)],
)
def test_who_may_open_it(client: Client, home: HomePage, group: str, fields: dict[str, Any], status: int) -> None:
    client.force_login(_staff(group, **fields))
    answer = client.get(REPORT)
    assert answer.status_code == status


def test_strangers_and_clients_are_led_away(client: Client, home: HomePage, ada: User) -> None:
    assert client.get(REPORT).status_code == 302
    client.force_login(ada)
    assert client.get(REPORT, follow=True).status_code in {403, 404}


def test_it_stands_in_the_menu_of_those_who_may_open_it(editor: Client) -> None:
    assert REPORT in editor.get("/admin/").content.decode()


def test_an_empty_report_says_when_something_will_stand_there(editor: Client) -> None:
    page = editor.get(REPORT).content.decode()
    assert "Nothing was counted in this period." in page
    assert "Not counted yet" in page


def test_it_tells_counts_values_and_trends(editor: Client, home: HomePage) -> None:
    _brought(home.pk, awards=6, total=34_712_345)
    FunnelDay.objects.create(page=home.pk, day=_today() - timedelta(days=3), readers=500)
    Heartbeat.objects.create(name="funnel", at=timezone.now())
    page = editor.get(REPORT).content.decode()
    for text in ("2,500", "900", "90 (10.0%)", "about €350,000", "about €140,000", "Call to action: Begin · text B"):
        assert text in page, text
    assert "<polyline points=" in page
    assert "Readers from 0 to 2000, at most 2000" in page
    assert "style=" not in page.split("<table", 1)[1].split("</table>", 1)[0]


def test_what_one_award_cost_is_told_nowhere(editor: Client, home: HomePage) -> None:
    _brought(home.pk, awards=1, total=7_123_400)
    for address in (REPORT, f"{REPORT}?export=csv", f"{REPORT}?period=all", f"/admin/pages/{home.pk}/edit/"):
        text = editor.get(address).content.decode()
        assert not [said for said in ("7123400", "71,234", "71,000", "71234") if said in text]
    assert "too few to tell" in editor.get(REPORT).content.decode()


@pytest.mark.parametrize(("period", "shown"), [("7", False), ("28", True), ("all", True), ("nonsense", True)])
def test_a_period_leaves_out_what_was_before(editor: Client, home: HomePage, period: str, shown: bool) -> None:
    _brought(home.pk, day=_today() - timedelta(days=10))
    assert ("2,000" in editor.get(f"{REPORT}?period={period}").content.decode()) is shown


@pytest.mark.parametrize("query", ["page=x", "page=-1", "page=٣", "page=" + "9" * 40, "p=none", "p=99", "export=xls"])
def test_odd_queries_break_nothing(editor: Client, home: HomePage, query: str) -> None:
    _brought(home.pk)
    assert editor.get(f"{REPORT}?{query}").status_code == 200


def test_one_page_alone(editor: Client, home: HomePage) -> None:
    _brought(home.pk)
    _brought(home.pk + 900, name="A guide that was")
    assert "A guide that was" in editor.get(REPORT).content.decode()
    assert "A guide that was" not in editor.get(f"{REPORT}?page={home.pk}").content.decode()


def test_the_download_has_every_line_and_runs_nothing(editor: Client, home: HomePage) -> None:
    _brought(home.pk, awards=6, total=34_712_345, name="=HYPERLINK(1)")
    answer = editor.get(f"{REPORT}?export=csv")
    head, page, call = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert head[:4] == ["Page", "Call to action", "Wording", "Readers"]
    assert page[0] == "'=HYPERLINK(1)"
    assert page[3] == "2000"
    assert call[1:3] == ["Call to action: Begin", "B"]
    assert call[-2] == "about €350,000"


def test_queries_do_not_grow_with_pages(editor: Client, home: HomePage, django_assert_max_num_queries: Any) -> None:
    _brought(home.pk)
    editor.get(REPORT)
    with django_assert_max_num_queries(60) as one:
        editor.get(REPORT)
    for number in range(1, 4):
        _brought(home.pk + 100 * number, name=f"Guide {number}")
    with django_assert_max_num_queries(len(one.captured_queries)):
        editor.get(REPORT)


def test_the_panel_beside_a_page_tells_the_same(editor: Client, home: HomePage) -> None:
    _brought(home.pk)
    trials.begin([places.of_page(home)], on=_today())
    page = editor.get(f"/admin/pages/{home.pk}/edit/").content.decode()
    assert "What it brought" in page
    assert "90 (10.0%)" in page
    assert "No difference shown yet." in page
    assert "0 of 2,213" in page


def test_a_page_that_brought_nothing_says_when_something_will_stand_there(editor: Client, home: HomePage) -> None:
    assert "Nothing was counted in the last 28 days." in editor.get(f"/admin/pages/{home.pk}/edit/").content.decode()
