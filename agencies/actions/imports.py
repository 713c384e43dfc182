"""Taking in agencies from a file: each row new, changed or as it was. Nobody has claimed them yet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, OrganisationEvent, Purpose
from agencies.actions import directory
from agencies.actions.agencies import Details, free_slug, keep_version, write_details
from agencies.imported import ImportedAgency
from agencies.models import Agency, CaseStudy
from agencies.states import AgencyState
from marketplace.lib import clock

What = Literal["added", "changed", "unchanged", "refused"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row, and why if it was refused."""

    line: int
    what: What
    reason: str = ""


@transaction.atomic
def take_in(
    rows: Sequence[ImportedAgency],
    *,
    source: str,
    accepting_leads: bool = False,
    dry_run: bool = False,
    at: datetime | None = None,
) -> list[Outcome]:
    """Add agencies that the source had not told of, change those that differ; with `dry_run` only say so.

    They are published and unclaimed, and take leads only with `accepting_leads`. A row names its agency by source
    and external id. Case studies that came from the source and are not in the row any more go. One row that the
    database refuses does not stop the others. A claimed agency belongs to its people: its row is refused.
    """
    at = at or clock.now()
    known = _known(rows, source)
    outcomes = []
    for row in rows:
        try:
            with transaction.atomic():
                agency = known.get(row.external_id)
                what = (
                    _add(row, source, accepting_leads, at)
                    if agency is None
                    else _update(agency, row, accepting_leads, at)
                )
        except DatabaseError as problem:
            outcomes.append(
                Outcome(row.line, "refused", _("The database refuses it: %(problem)s") % {"problem": problem})
            )
        except _Claimed:
            outcomes.append(Outcome(row.line, "refused", _("Its own people run this profile now.")))
        else:
            outcomes.append(Outcome(row.line, what))
    if any(outcome.what in {"added", "changed"} for outcome in outcomes):
        directory.renew()
    if dry_run:
        transaction.set_rollback(True)
    return outcomes


class _Claimed(Exception):
    """The organisation has people of its own by now."""


def _known(rows: Iterable[ImportedAgency], source: str) -> dict[str, Agency]:
    """The agencies of these rows that are there, with all their rows: seven queries for all."""
    there = Agency.objects.filter(
        organisation__source=source, organisation__external_id__in=[row.external_id for row in rows]
    )
    there = there.select_related("organisation").select_for_update(of=("self",))
    lists = ("services", "industries", "countries", "languages", "case_studies")
    return {agency.organisation.external_id: agency for agency in there.prefetch_related(*lists)}


def _add(row: ImportedAgency, source: str, accepting_leads: bool, at: datetime) -> What:
    name = row.details["name"]
    organisation = Organisation(
        name=name,
        country=row.details.get("country", ""),
        purpose=Purpose.ANSWER,
        source=source,
        external_id=row.external_id,
    )
    organisation.save(force_insert=True)
    OrganisationEvent.record(organisation, "imported", by=None, at=at, source=source)
    agency = Agency(
        organisation=organisation,
        slug=free_slug(name),
        state=AgencyState.PUBLISHED,
        published_at=at,
        capacity_confirmed_at=at,
        accepting_leads=accepting_leads,
    )
    write_details(agency, _details(row))
    CaseStudy.objects.bulk_create(CaseStudy(agency=agency, **story) for story in row.case_studies)
    keep_version(agency, "imported", by=None, at=at, one_of_many=True, source=source)
    return "added"


def _update(agency: Agency, row: ImportedAgency, accepting_leads: bool, at: datetime) -> What:
    if agency.organisation.claimed_at is not None:
        raise _Claimed
    changed = write_details(agency, {**_details(row), "accepting_leads": accepting_leads})
    if _write_case_studies(agency, row.case_studies):
        changed.append("case_studies")
    if not changed:
        return "unchanged"
    keep_version(_without_prefetched(agency), "edited", by=None, at=at, one_of_many=True, fields=sorted(changed))
    return "changed"


def _details(row: ImportedAgency) -> Details:
    return Details(**row.details)  # type: ignore[typeddict-item]


def _without_prefetched(agency: Agency) -> Agency:
    """The same agency, its rows read anew: what was prefetched is what they were before."""
    return Agency.objects.get(pk=agency.pk)


def _write_case_studies(agency: Agency, stories: Sequence[Mapping[str, Any]]) -> bool:
    """Make the source's case studies what the row says; whether anything differed."""
    there = {row.external_id: row for row in agency.case_studies.all() if row.external_id}
    told = {story["external_id"]: story for story in stories}
    gone = [there[key].pk for key in there.keys() - told.keys()]
    new = [CaseStudy(agency=agency, **told[key]) for key in told if key not in there]
    changed = []
    for key in told.keys() & there.keys():
        differing = [field for field, value in told[key].items() if getattr(there[key], field) != value]
        for field in differing:
            setattr(there[key], field, told[key][field])
        if differing:
            changed.append(there[key])
    if gone:
        CaseStudy.objects.filter(pk__in=gone).delete()
    CaseStudy.objects.bulk_create(new)
    fields = ("title", "text", "client", "services", "industry", "finished_on", "amount", "currency")
    CaseStudy.objects.bulk_update(changed, fields)
    return bool(gone or new or changed)
