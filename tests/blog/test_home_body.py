"""What stood below the box in the template goes before what editors have put there."""

import importlib
import json
from typing import Any

from django.apps import apps

from blog.models import HomePage

migration = importlib.import_module("blog.migrations.0006_home_body")
OURS = ["numbers", "steps", "services", "newest_guides", "agency_call"]
CALL = {"heading": "Describe it", "text": "", "button": "Post a brief"}


def _kinds(raw: Any) -> list[str]:
    return [entry["type"] for entry in raw]


def test_an_editors_block_and_draft_keep_their_place_below(db: None) -> None:
    home = HomePage.objects.get()
    home.body = json.dumps([{"type": "call_to_action", "value": CALL, "id": "5b1c4e1e-0000-4000-8000-000000000000"}])
    home.save_revision().publish()
    migration.fill(apps, None)
    home = HomePage.objects.get()
    assert _kinds(home.body.raw_data) == [*OURS, "call_to_action"]
    assert home.body[-1].id == "5b1c4e1e-0000-4000-8000-000000000000"
    draft = home.get_latest_revision_as_object()
    assert _kinds(draft.body.raw_data) == [*OURS, "call_to_action"]
    assert [entry["id"] for entry in draft.body.raw_data] == [entry["id"] for entry in home.body.raw_data]


def test_going_back_leaves_what_editors_put_there(db: None) -> None:
    home = HomePage.objects.get()
    home.body.append(("call_to_action", CALL))
    home.save()
    migration.empty(apps, None)
    assert _kinds(HomePage.objects.get().body.raw_data) == ["call_to_action"]
