"""A creating form that is posted twice has one effect."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from accounts.actions import form_tokens as actions
from accounts.form_tokens import FIELD, once
from accounts.models import Organisation, SpentToken, User
from tests.races import at_once


def found(request: HttpRequest) -> HttpResponse:
    """A creating view without its guard."""
    made = Organisation.objects.create(name=request.POST["name"])
    if request.POST["name"] == "wrong":
        return HttpResponse("Enter another name", status=422)
    return HttpResponseRedirect(f"/made/{made.code}/")


guarded = once(found)


def _post(token: object = None, *, name: str = "New", user: User | None = None, path: str = "/found/") -> HttpRequest:
    fields = {"name": name} if token is None else {"name": name, FIELD: str(token)}
    request = RequestFactory().post(path, fields)
    request.user = user or AnonymousUser()
    return request


def test_the_second_post_is_sent_to_the_result_of_the_first(db: None) -> None:
    token = uuid.uuid4()
    first, second = guarded(_post(token)), guarded(_post(token, name="Changed meanwhile"))
    assert first["Location"] == second["Location"]
    assert Organisation.objects.count() == 1


def test_control_without_the_guard_there_are_two(db: None) -> None:
    token = uuid.uuid4()
    found(_post(token))
    found(_post(token))
    assert Organisation.objects.count() == 2


def test_another_form_has_another_token(db: None) -> None:
    guarded(_post(uuid.uuid4()))
    guarded(_post(uuid.uuid4()))
    assert Organisation.objects.count() == 2


def test_a_form_with_errors_gives_its_token_back_and_leaves_nothing(db: None) -> None:
    token = uuid.uuid4()
    assert guarded(_post(token, name="wrong")).status_code == 422
    assert not Organisation.objects.exists()
    assert guarded(_post(token, name="right")).status_code == 302
    assert Organisation.objects.get().name == "right"


@pytest.mark.parametrize("raised", [Http404("gone"), IntegrityError("the view's own")])
def test_a_view_that_raises_gives_its_token_back(db: None, raised: Exception) -> None:
    def broken(request: HttpRequest) -> HttpResponse:
        found(request)
        raise raised

    token = uuid.uuid4()
    with pytest.raises(type(raised)):
        once(broken)(_post(token))
    assert not Organisation.objects.exists()
    assert not SpentToken.objects.exists()


def test_a_redirect_that_htmx_follows_counts_as_a_result(db: None) -> None:
    @once
    def with_htmx(request: HttpRequest) -> HttpResponse:
        return HttpResponseClientRedirect(found(request)["Location"])

    token = uuid.uuid4()
    first, second = with_htmx(_post(token)), with_htmx(_post(token))
    assert second["Location"] == first["HX-Redirect"]
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("token", ["", "not-a-token", "1" * 1000])
def test_without_a_proper_token_the_view_runs_as_it_is(db: None, token: str) -> None:
    assert [guarded(_post(token)).status_code for _ in range(2)] == [302, 302]
    assert Organisation.objects.count() == 2


def test_a_token_of_somebody_else_reveals_nothing(ada: User, mallory: User) -> None:
    token, before = uuid.uuid4(), Organisation.objects.count()
    hers, mine = guarded(_post(token, user=ada)), guarded(_post(token, user=mallory))
    assert hers["Location"] != mine["Location"]
    assert Organisation.objects.count() == before + 2


def test_a_token_counts_for_one_form_only(db: None) -> None:
    token = uuid.uuid4()
    guarded(_post(token, path="/found/"))
    guarded(_post(token, path="/found/another/"))
    assert Organisation.objects.count() == 2


def test_every_drawn_form_has_a_token_of_its_own() -> None:
    template = Template("{% load form_tokens %}{% form_token %}")
    drawn = {template.render(Context()) for _ in range(2)}
    assert len(drawn) == 2
    assert all(f'name="{FIELD}"' in field for field in drawn)


def test_tokens_are_forgotten_after_two_days(db: None) -> None:
    guarded(_post(uuid.uuid4()))
    assert actions.forget_spent(at=timezone.now() + timedelta(days=1)) == 0
    assert actions.forget_spent(at=timezone.now() + timedelta(days=3)) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_twenty_posts_at_once_make_one() -> None:
    token = uuid.uuid4()
    answers, failures = at_once(20, lambda number: guarded(_post(token))["Location"])
    assert failures == []
    assert len(set(answers)) == 1
    assert Organisation.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_control_twenty_posts_at_once_without_the_guard_make_twenty() -> None:
    token = uuid.uuid4()
    answers, _ = at_once(20, lambda number: found(_post(token))["Location"])
    assert len(set(answers)) == Organisation.objects.count() == 20
