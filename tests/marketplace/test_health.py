"""/health/: what load balancers and watchdogs ask."""

from django.test import Client


def test_live_answers_without_a_database(client: Client) -> None:
    assert client.get("/health/live").json() == {"status": "ok"}


def test_ready_says_that_no_worker_ran(client: Client, db: None) -> None:
    answer = client.get("/health/ready?worker")
    assert answer.status_code == 503
    assert answer.json()["worker"] is False
