"""The database's own refusals: each constraint of projects and briefs violated once."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from accounts.models import User
from projects.models import BriefVersion, Project
from tests import factories

CONSTRAINTS = {
    "project_state_is_known": (Project, {"state": "sleeping"}),
    "seats_are_three_to_eight": (Project, {"seats": 9}),
    "published_projects_have_a_date_and_an_organisation": (Project, {"published_at": None}),
    "brief_has_a_title": (BriefVersion, {"title": ""}),
    "budget_is_in_order": (BriefVersion, {"budget_low": 2, "budget_high": 1}),
    "budget_is_not_negative": (BriefVersion, {"budget_low": -1}),
    "dates_are_in_order": (BriefVersion, {"starts_on": date(2026, 2, 1), "ends_on": date(2026, 1, 1)}),
}


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_the_database_refuses(ada: User, name: str) -> None:
    model, changes = CONSTRAINTS[name]
    factories.open_project(organisation=ada.organisations.get())
    with pytest.raises(IntegrityError, match=name):
        model.objects.update(**changes)


def test_versions_of_a_brief_are_numbered_once(ada: User) -> None:
    project = factories.open_project(organisation=ada.organisations.get())
    with pytest.raises(IntegrityError, match=r"brief_versions_are_numbered|projects_briefversion\.number"):
        BriefVersion.objects.create(project=project, number=1, title="Again", created_at=timezone.now())


def test_an_external_id_is_taken_once_a_source(ada: User) -> None:
    def make(**fields: Any) -> Project:
        return Project.objects.create(**{"source": "dos", "external_id": "1", **fields})

    make()
    make(source="another")
    with pytest.raises(IntegrityError, match=r"one_project_per_external_id|projects_project\.external_id"):
        make()


def test_every_constraint_has_its_test() -> None:
    named = {each.name for model in (Project, BriefVersion) for each in model._meta.constraints}
    assert named - set(CONSTRAINTS) == {"brief_versions_are_numbered", "one_project_per_external_id"}
