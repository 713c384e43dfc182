"""Taking over projects: once, again, changed, claimed."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from django.utils import timezone

from accounts.models import Organisation
from projects.actions import imports
from projects.forms import imports as forms
from projects.models import BriefVersion, Project
from projects.states import ProjectState

ROW = {
    "id": "dos-1",
    "title": "Alpha for a licence service",
    "buyer": "Ministry of Quays",
    "role": "developer",
    "lot": "digital-outcomes",
    "region": "Wales",
    "country": "GB",
    "currency": "GBP",
    "published_on": "2016-04-28",
    "status": "closed",
}


def _take(**changes: object) -> str:
    (outcome,) = imports.take([forms.read({**ROW, **changes})], source="dos", at=timezone.now())
    return outcome


def test_a_row_becomes_an_open_project_without_deadline_or_leads(db: None) -> None:
    assert _take() == "added"
    project, brief = Project.objects.get(), BriefVersion.objects.get()
    assert (project.state, project.source_status) == (ProjectState.OPEN, "closed")
    assert (project.bids_close_at, project.decide_by, project.offers_leads) == (None, None, False)
    assert project.published_at == datetime(2016, 4, 28, tzinfo=UTC)
    assert (brief.dated_on, brief.due_at, brief.offers_leads) == (date(2016, 4, 28), None, False)
    assert (brief.budget_kind, brief.budget_low, brief.services, brief.starts_on) == ("open", None, [], None)
    assert brief.text == "Role: developer.\n\nKind of work: digital outcomes.\n\nRegion: Wales."


def test_the_buyer_stays_out_of_what_is_matched(db: None) -> None:
    _take()
    brief = BriefVersion.objects.get()
    read = f"{brief.title} {brief.text} {brief.reason} {brief.audience} {brief.must_haves} {brief.choosing}"
    assert "Quays" not in read


def test_the_same_row_again_changes_nothing(db: None) -> None:
    _take()
    assert _take() == "unchanged"
    assert (Project.objects.count(), BriefVersion.objects.count()) == (1, 1)


def test_a_changed_row_makes_a_new_version_and_keeps_the_old(db: None) -> None:
    _take()
    assert _take(title="Beta for a licence service") == "changed"
    project = Project.objects.get()
    assert (project.title, project.version) == ("Beta for a licence service", 2)
    assert list(project.versions.order_by("number").values_list("title", flat=True)) == [
        "Alpha for a licence service",
        "Beta for a licence service",
    ]


def test_a_new_status_alone_makes_no_new_version(db: None) -> None:
    _take()
    assert _take(status="awarded") == "changed"
    assert (Project.objects.get().source_status, BriefVersion.objects.count()) == ("awarded", 1)


def test_one_client_for_each_buyer_whom_nobody_sees(db: None) -> None:
    _take()
    _take(id="dos-2", buyer="ministry  of quays")
    _take(id="dos-3", buyer="")
    _take(id="dos-4", buyer="")
    assert Organisation.objects.count() == 3
    assert not Organisation.objects.filter(claimed_at__isnull=False).exists()
    assert not Organisation.objects.filter(memberships__isnull=False).exists()


def test_a_claimed_clients_project_is_left_alone(db: None) -> None:
    _take()
    Organisation.objects.update(claimed_at=timezone.now())
    assert _take(title="Something else") == "claimed"
    assert Project.objects.get().title == "Alpha for a licence service"


def test_the_same_id_twice_in_one_batch_is_one_project(db: None) -> None:
    rows = [forms.read({**ROW, "title": title}) for title in ("Alpha", "Alpha", "Beta", "Alpha")]
    assert imports.take(rows, source="dos", at=timezone.now()) == ["added", "unchanged", "changed", "changed"]
    assert (Project.objects.get().title, BriefVersion.objects.count()) == ("Alpha", 3)


def test_a_batch_of_known_rows_costs_a_handful_of_queries(db: None, query_count: Callable[..., int]) -> None:
    def take() -> list[str]:
        rows = [forms.read({**ROW, "id": f"dos-{number}"}) for number in range(50)]
        return list(imports.take(rows, source="dos", at=timezone.now()))

    assert set(take()) == {"added"}
    assert query_count(take) <= 8
