"""Append-only, hash-chained history: who did what to a thing, in order, and proof that nobody changed it since."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any, ClassVar, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import migrations, models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """One thing that happened to a subject. Subclasses name the subject's foreign key in `SUBJECT`.

    People appear by id only, so that erasing a person never breaks the chain. The chain is per subject:
    one for all would make every writer wait for every other.
    """

    SUBJECT: ClassVar[str]

    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("what happened"), max_length=40)
    at = models.DateTimeField(_("when"))
    by_id = models.BigIntegerField(_("by"), null=True, blank=True, help_text=_("A user's id; empty for the clock."))
    data = models.JSONField(_("details"), default=dict, encoder=DjangoJSONEncoder)
    previous_hash = models.CharField(max_length=64, blank=True, default="")
    hash = models.CharField(max_length=64)

    class Meta:
        abstract = True

    def digest(self) -> str:
        """SHA-256 over the previous hash and this row's canonical JSON."""
        row = [
            self.previous_hash,
            getattr(self, f"{self.SUBJECT}_id"),
            self.number,
            self.kind,
            self.at.astimezone(UTC).isoformat(),
            self.by_id,
            _canonical(json.loads(json.dumps(self.data, cls=DjangoJSONEncoder))),
        ]
        canonical = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()

    @classmethod
    def record(cls, subject: models.Model, kind: str, *, by: Any, at: datetime, **data: Any) -> Self:
        """Append an event. The caller holds the subject's row lock, which orders the numbers.

        `by` is a user or None (the clock); `data` is small, JSON, and names people by id only.
        """
        last = cls._base_manager.filter(**{cls.SUBJECT: subject}).order_by("-number").first()
        event = cls(
            **{cls.SUBJECT: subject},
            number=last.number + 1 if last else 1,
            kind=kind,
            at=at,
            by_id=by.pk if by is not None else None,
            data=data,
            previous_hash=last.hash if last else "",
        )
        event.hash = event.digest()
        event.save(force_insert=True)
        return event

    @classmethod
    def broken_links(cls, subject: models.Model) -> list[int]:
        """Numbers of the subject's events that were changed or reordered, or before which one is missing.

        Empty when the chain holds. That the newest events are gone can't be seen from the others.
        """
        return list(_broken(cls._base_manager.filter(**{cls.SUBJECT: subject}).order_by("number")))

    @classmethod
    def all_broken_links(cls) -> Iterator[tuple[Any, int]]:
        """The same for every subject in one reading of the table: its key and the number."""
        subject = f"{cls.SUBJECT}_id"
        events = cls._base_manager.order_by(subject, "number").iterator()
        for key, chain in groupby(events, key=attrgetter(subject)):
            yield from ((key, number) for number in _broken(chain))


def _broken(chain: Iterable[Event]) -> Iterator[int]:
    previous, expected = "", 1
    for event in chain:
        if event.number != expected or event.previous_hash != previous or event.hash != event.digest():
            yield event.number
        previous, expected = event.hash, event.number + 1


def _canonical(value: Any) -> Any:
    """The same for what is stored and what is read back: databases write numbers in their own ways (1e16)."""
    if isinstance(value, dict):
        return {key: _canonical(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_canonical(item) for item in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"number {Decimal(repr(value)).normalize()}"
    return value


class AppendOnly(migrations.operations.base.Operation):
    """Migration operation: the database itself refuses UPDATE and DELETE on a history table."""

    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [], {"model_name": self.model_name})

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                "CREATE OR REPLACE FUNCTION briefwell_append_only() RETURNS trigger LANGUAGE plpgsql AS "
                "$$BEGIN RAISE EXCEPTION 'history is append-only' USING ERRCODE = 'integrity_constraint_violation'; "
                "END$$"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION briefwell_append_only()"
            )
        else:
            for verb in ("UPDATE", "DELETE"):
                schema_editor.execute(
                    f"CREATE TRIGGER {table}_append_only_{verb.lower()} BEFORE {verb} ON {table} "
                    "BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"
                )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        else:
            for verb in ("update", "delete"):
                schema_editor.execute(f"DROP TRIGGER {table}_append_only_{verb}")

    def describe(self) -> str:
        return f"Refuse changes to the rows of {self.model_name}"
