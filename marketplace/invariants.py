"""What must hold of every job, every history and every file, whichever app they belong to."""

from collections.abc import Iterator

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import F, Q

from marketplace.lib import clock
from marketplace.lib.history import Event
from marketplace.lib.invariants import ALARM, invariant
from marketplace.lib.jobs import every_kind


@invariant
def jobs_are_done_pending_or_dead_with_a_reason() -> Iterator[str]:
    held = Q(lease_until__isnull=False) | Q(lease_token__isnull=False)
    over = Q(done_at__isnull=False) | Q(dead_at__isnull=False)
    for model in every_kind():
        for what, broken in {
            "is both done and given up": Q(done_at__isnull=False, dead_at__isnull=False),
            "was given up without a reason": Q(dead_at__isnull=False, failure=""),
            "is over and still leased": over & held,
            f"was tried more than {model.MOST_ATTEMPTS} times": Q(attempts__gt=model.MOST_ATTEMPTS),
        }.items():
            for pk in model._base_manager.filter(broken).order_by("pk").values_list("pk", flat=True).iterator():
                yield f"{model._meta.label} {pk} {what}."


@invariant
def jobs_that_are_due_are_worked_at() -> Iterator[str]:
    since = clock.now() - ALARM
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=since)
    for model in every_kind():
        late = model._base_manager.filter(free, done_at__isnull=True, dead_at__isnull=True, due_at__lte=since)
        for pk, due_at in late.order_by("pk").values_list("pk", "due_at").iterator():
            yield f"{model._meta.label} {pk} is due since {due_at:%Y-%m-%d %H:%M} UTC, and nobody works at it."


@invariant
def histories_are_unbroken() -> Iterator[str]:
    for model in apps.get_models():
        if not issubclass(model, Event):
            continue
        for subject, number in model.all_broken_links():
            yield f"{model._meta.label} of {model.SUBJECT} {subject}: event {number} does not follow what is before it."


@invariant
def every_file_has_its_row_and_every_row_its_file() -> Iterator[str]:
    named = dict(_named())
    there = set(_stored())
    for name in sorted(named.keys() - there):
        yield f"{named[name]} names {name}, which is not there."
    recent = clock.now() - ALARM  # an upload under way has its file before its row
    for name in sorted(there - named.keys()):
        if default_storage.get_modified_time(name) < recent:
            yield f"{name} is stored, and no row names it."


def _named() -> Iterator[tuple[str, str]]:
    """Every file that a row names, ours and those of Wagtail, with the row."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField) and field.storage is default_storage:
                rows = model._base_manager.exclude(Q(**{field.name: ""}) | Q(**{f"{field.name}__isnull": True}))
                for pk, name in rows.values_list("pk", F(field.name)).iterator():
                    yield name, f"{model._meta.label} {pk}"


def _stored(folder: str = "") -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever uploaded
        return
    yield from (f"{folder}{name}" for name in files)
    for name in folders:
        yield from _stored(f"{folder}{name}/")
