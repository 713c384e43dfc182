"""What stood below the box of the home page in its template becomes blocks that editors can change."""

import json
import uuid

from django.db import migrations
from django.db.models import JSONField, Value

BODY = [
    (
        "numbers",
        {
            "heading": "Briefwell in numbers",
            "agencies": "agencies with a published profile",
            "countries": "countries they work from",
            "seats": "agencies asked about a brief, unless you choose otherwise",
            "answer": "for an agency to answer, then its seat goes to the next",
            "note": "Agencies and countries are counted as you read this.",
        },
    ),
    (
        "steps",
        {
            "heading": "From a paragraph to agencies that fit",
            "lede": "No calls with forty sales teams. Each step shows you what happens next, and why.",
            "steps": [
                {
                    "art": "h-1",
                    "heading": "Write one brief",
                    "text": (
                        "Plain words are enough. We ask only what changes the result, and you can save and return."
                    ),
                },
                {
                    "art": "h-2",
                    "heading": "See who fits, and why",
                    "text": (
                        "Every match cites the words in your brief and the work that answers them. So does what is "
                        "missing."
                    ),
                },
                {
                    "art": "h-3",
                    "heading": "Agencies answer",
                    "text": (
                        "{seats} agencies are asked, one of them drawn by lot. Each takes its seat or makes room for "
                        "the next."
                    ),
                },
                {
                    "art": "h-4",
                    "heading": "Choose, and say why",
                    "text": "You decide by a date you know beforehand, and everybody who answered hears the outcome.",
                },
            ],
        },
    ),
    ("services", {"heading": "What people post", "more": "All agencies"}),
    ("newest_guides", {"heading": "Know what to ask for", "more": "All guides"}),
    (
        "agency_call",
        {
            "heading": "For agencies: {seats} seats at the table, never forty",
            "text": (
                "You are asked only when a brief fits your work, with the reasons up front. Decline in two clicks, "
                "with a reason. You pay when you are paid."
            ),
            "button": "Create an agency profile",
            "how": "How matching works",
            "facts": [
                {"label": "Seats on one brief, as its client chooses", "value": "{least_seats} to {most_seats}"},
                {"label": "Time to answer", "value": "{answer_hours} h"},
                {"label": "Fee on work you win", "value": "{fee}%"},
                {"label": "To join or to answer", "value": "€0"},
            ],
        },
    ),
]


def _entries():
    return [{"type": name, "value": _stored(value), "id": str(uuid.uuid4())} for name, value in BODY]


def _stored(value):
    """The rows of a list have a type and an id of their own."""
    return {
        key: [{"type": "item", "value": row, "id": str(uuid.uuid4())} for row in inner]
        if isinstance(inner, list)
        else inner
        for key, inner in value.items()
    }


def fill(apps, schema_editor):
    """Before what an editor has put there already; in the page and in the draft that its editor opens."""
    home_pages = apps.get_model("blog.HomePage").objects
    revisions = apps.get_model("wagtailcore.Revision").objects
    for home in home_pages.all():
        entries = _entries()
        body = [*entries, *home.body.raw_data]
        # As JSON: the blocks of this migration's models don't know the new ones, and would leave them out.
        home_pages.filter(pk=home.pk).update(body=Value(body, JSONField()))
        for revision in revisions.filter(pk=home.latest_revision_id):
            kept = json.loads(revision.content.get("body") or "[]")
            revision.content["body"] = json.dumps([*entries, *kept])
            revision.save(update_fields=["content"])


def empty(apps, schema_editor):
    """The template says it all again; what editors put there stays."""
    ours = {name for name, _value in BODY}
    home_pages = apps.get_model("blog.HomePage").objects
    for home in home_pages.all():
        kept = [entry for entry in home.body.raw_data if entry["type"] not in ours]
        home_pages.filter(pk=home.pk).update(body=Value(kept, JSONField()))


class Migration(migrations.Migration):
    dependencies = [("blog", "0005_groups_and_workflow"), ("wagtailcore", "0098_apitoken")]

    operations = [migrations.RunPython(fill, empty)]
