"""What people do with an agency's profile: create, edit, publish, pause. Each change makes a new version."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any, TypedDict, Unpack

from django.core.files import File
from django.db import models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from agencies.actions import directory
from agencies.models import (
    Agency,
    AgencyCountry,
    AgencyEvent,
    AgencyIndustry,
    AgencyLanguage,
    AgencyService,
    ProfileVersion,
)
from agencies.policies import Missing, can_create, can_edit, missing_for_publishing
from agencies.search import profile_content
from agencies.states import AGENCY
from marketplace.lib import clock, codes
from marketplace.lib.workflow import advance

RESERVED_SLUGS = frozenset({"services", "taxonomy", "new", "search"})


class ProfileChanged(Exception):
    """Somebody changed the profile after the sender of this change had looked at it."""

    def __init__(self, seen: int, now: int) -> None:
        super().__init__(
            _(
                "A colleague changed this profile while you were editing it. What you typed is below, not saved yet: "
                "compare it with the profile and save again."
            )
        )
        self.seen = seen
        self.now = now


class NotReady(Exception):
    """The profile can't be published yet; `missing` says what it lacks."""

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__(_("This profile is not complete yet."))
        self.missing = missing


class Details(TypedDict, total=False):
    """What a profile says. Amounts are minor units of `currency`; `services` maps slugs to percent, sum 100."""

    name: str
    tagline: str
    description: str
    country: str
    city: str
    website: str
    founded: int | None
    team_size: int | None
    currency: str
    hourly_low: int | None
    hourly_high: int | None
    minimum_budget: int | None
    available_on: date | None
    capacity: int
    accepting_leads: bool
    services: Mapping[str, int]
    industries: Collection[str]
    countries: Collection[str]
    languages: Collection[str]


_LISTS: Mapping[str, tuple[type[models.Model], str]] = {
    "industries": (AgencyIndustry, "industry"),
    "countries": (AgencyCountry, "country"),
    "languages": (AgencyLanguage, "language"),
}


@transaction.atomic
def create(
    organisation: Organisation, *, by: User | None, at: datetime | None = None, **details: Unpack[Details]
) -> Agency:
    """The organisation's agency profile as a draft, in its first version.

    `at` is read from the database's clock when not given. A second call for the same organisation returns
    the profile that is there, unchanged.
    """
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    if by is not None:
        can_create(by, organisation).or_403()
    at = at or clock.now()
    if there := Agency.objects.filter(organisation=organisation).first():
        return there
    name = details.get("name") or organisation.name
    agency = Agency(organisation=organisation, slug=free_slug(name), capacity_confirmed_at=at)
    write_details(agency, Details(**{**details, "name": name}))
    keep_version(agency, "created", by=by, at=at)
    return agency


@transaction.atomic
def edit(
    agency: Agency,
    *,
    by: User | None,
    at: datetime | None = None,
    seen_version: int | None = None,
    **details: Unpack[Details],
) -> bool:
    """Change what the profile says, and make a new version; False when nothing differs.

    Stating a capacity confirms it. Raises ProfileChanged when `seen_version` is no longer the current one.
    """
    locked, at = lock(agency, by, at, seen_version)
    if "capacity" in details:
        locked.capacity_confirmed_at = at
        locked.save(update_fields=["capacity_confirmed_at"])
    changed = write_details(locked, details)
    if changed:
        keep_version(locked, "edited", by=by, at=at, fields=sorted(changed))
    agency.refresh_from_db()
    return bool(changed)


@transaction.atomic
def change_logo(
    agency: Agency, *, logo: File[bytes] | None, by: User, at: datetime | None = None, seen_version: int | None = None
) -> None:
    """Show another logo, or none. The file was re-encoded before; the old one goes when this is committed."""
    locked, at = lock(agency, by, at, seen_version)
    storage, old = locked.logo.storage, locked.logo.name
    if logo is None and not old:
        return
    if logo is None:
        locked.logo = ""
    else:
        name = f"{codes.code(24)}.webp"
        locked.logo.save(name, File(logo, name), save=False)  # a file without a name would not be measured
    locked.save(update_fields=["logo", "logo_width", "logo_height"])
    if old:
        transaction.on_commit(partial(storage.delete, old), robust=True)
    keep_version(locked, "logo_changed", by=by, at=at)
    agency.refresh_from_db()


@transaction.atomic
def publish(agency: Agency, *, by: User | None, at: datetime | None = None) -> None:
    """Show the profile to everybody, for the first time or again.

    Raises NotReady when something is missing and InvalidTransition when it is published already.
    """
    locked, at = lock(agency, by, at)
    if missing := missing_for_publishing(locked):
        raise NotReady(missing)
    advance(locked, "publish", AGENCY, published_at=locked.published_at or at, capacity_confirmed_at=at)
    keep_version(locked, "published", by=by, at=at)
    agency.refresh_from_db()


@transaction.atomic
def pause(agency: Agency, *, by: User | None, at: datetime | None = None) -> None:
    """Take no leads for a while; the profile stays readable and says so. Raises InvalidTransition."""
    locked, at = lock(agency, by, at)
    advance(locked, "pause", AGENCY)
    keep_version(locked, "paused", by=by, at=at)
    agency.refresh_from_db()


@transaction.atomic
def confirm_capacity(agency: Agency, *, by: User, at: datetime | None = None) -> None:
    """Say that the number of open leads still holds. The profile's content stays as it is."""
    locked, at = lock(agency, by, at)
    Agency.objects.filter(pk=locked.pk).update(capacity_confirmed_at=at)
    AgencyEvent.record(locked, "capacity_confirmed", by=by, at=at, capacity=locked.capacity)
    agency.refresh_from_db()


def lock(
    agency: Agency, by: User | None, at: datetime | None, seen_version: int | None = None
) -> tuple[Agency, datetime]:
    """The agency's row, locked until the end of the transaction, and the time at which it was had.

    Raises PermissionDenied when `by` may not change it any more (nobody at all is the clock, or an import), and
    ProfileChanged when `seen_version` is given and no longer the current one.
    """
    locked = Agency.objects.select_for_update().get(pk=agency.pk)
    if by is not None:
        can_edit(by, locked).or_403()
    if seen_version is not None and seen_version != locked.version:
        raise ProfileChanged(seen_version, locked.version)
    return locked, at or clock.now()


def keep_version(
    agency: Agency, kind: str, *, by: User | None, at: datetime, one_of_many: bool = False, **data: Any
) -> None:
    """Number and keep the profile as it is now, and record what happened. The caller holds the row's lock.

    A public profile renews the directory; for `one_of_many` the caller does, once, when all are written.
    """
    agency.version += 1
    agency.save(update_fields=["version"])
    ProfileVersion.objects.create(agency=agency, number=agency.version, content=profile_content(agency), created_at=at)
    AgencyEvent.record(agency, kind, by=by, at=at, version=agency.version, **data)
    if agency.is_public and not one_of_many:
        directory.renew()


def write_details(agency: Agency, details: Details) -> list[str]:
    """Make the agency and the rows around it say what `details` says; returns the names of what differed.

    An agency that isn't saved yet is inserted. The caller holds the row's lock and keeps the version.
    """
    values: Mapping[str, Any] = details
    if unknown := values.keys() - Details.__annotations__.keys():
        raise TypeError(f"A profile has no {', '.join(sorted(unknown))}.")
    scalars = [field for field in values if field not in _LISTS and field != "services"]
    changed = [field for field in scalars if getattr(agency, field) != values[field]]
    for field in changed:
        setattr(agency, field, values[field])
    if agency.pk is None:
        agency.save(force_insert=True)
    elif changed:
        agency.save(update_fields=changed)
    if "services" in values and _write_services(agency, values["services"]):
        changed.append("services")
    changed += [name for name in _LISTS if name in values and _write_list(agency, name, values[name])]
    return changed


def _write_services(agency: Agency, shares: Mapping[str, int]) -> bool:
    before = {row.service: row.focus for row in agency.services.all()}
    if before == dict(shares):
        return False
    AgencyService.objects.filter(agency=agency).delete()
    AgencyService.objects.bulk_create(
        AgencyService(agency=agency, service=service, focus=focus) for service, focus in shares.items()
    )
    return True


def _write_list(agency: Agency, name: str, values: Iterable[str]) -> bool:
    model, field = _LISTS[name]
    before, wanted = {getattr(row, field) for row in getattr(agency, name).all()}, set(values)
    if before - wanted:
        model._default_manager.filter(agency=agency, **{f"{field}__in": before - wanted}).delete()
    model._default_manager.bulk_create([model(agency=agency, **{field: value}) for value in sorted(wanted - before)])
    return before != wanted


def free_slug(name: str) -> str:
    """An address for the profile: the name if it is free, else with a few random characters."""
    base = slugify(name)[:60].strip("-") or "agency"
    if base not in RESERVED_SLUGS and not Agency.objects.filter(slug=base).exists():
        return base
    return f"{base}-{codes.code(6)}"
