"""What people do with case studies and their pictures. Each change makes a new version of the profile."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import TypedDict, Unpack

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.actions.agencies import keep_version, lock
from agencies.models import Agency, CaseStudy, CaseStudyPicture
from marketplace.lib import codes

MOST_CASE_STUDIES = 200
MOST_PICTURES = 8


class TooMany(Exception):
    """There is no room for another one. The message is fit to be shown."""


class Story(TypedDict, total=False):
    """What a case study says. `amount` is in minor units of `currency`."""

    title: str
    text: str
    client: str
    industry: str
    services: Sequence[str]
    finished_on: date | None
    amount: int | None
    currency: str
    external_id: str


@transaction.atomic
def add(agency: Agency, *, by: User | None, at: datetime | None = None, **story: Unpack[Story]) -> CaseStudy:
    """Add a case study. Raises TooMany when the profile is full."""
    locked, at = lock(agency, by, at)
    if locked.case_studies.count() >= MOST_CASE_STUDIES:
        raise TooMany(_("A profile holds up to %(most)d case studies. Delete one first.") % {"most": MOST_CASE_STUDIES})
    case_study = CaseStudy(agency=locked)
    _tell(case_study, story)
    case_study.save(force_insert=True)
    keep_version(locked, "case_study_added", by=by, at=at, case_study=case_study.code)
    agency.refresh_from_db()
    return case_study


@transaction.atomic
def edit(
    case_study: CaseStudy,
    *,
    by: User | None,
    at: datetime | None = None,
    seen_version: int | None = None,
    **story: Unpack[Story],
) -> bool:
    """Change a case study; False when nothing differs. Raises ProfileChanged for a stale `seen_version`."""
    agency, at = lock(case_study.agency, by, at, seen_version)
    current = agency.case_studies.get(pk=case_study.pk)
    if not _tell(current, story):
        return False
    current.save(update_fields=list(story))
    keep_version(agency, "case_study_edited", by=by, at=at, case_study=current.code)
    case_study.refresh_from_db()
    return True


@transaction.atomic
def delete(case_study: CaseStudy, *, by: User | None, at: datetime | None = None) -> None:
    """Take a case study and its pictures off the profile. Earlier versions of the profile keep its text."""
    agency, at = lock(case_study.agency, by, at)
    files = [(picture.image.storage, picture.image.name or "") for picture in case_study.pictures.all()]
    CaseStudy.objects.filter(pk=case_study.pk, agency=agency).delete()
    for storage, name in files:
        transaction.on_commit(partial(storage.delete, name), robust=True)
    keep_version(agency, "case_study_deleted", by=by, at=at, case_study=case_study.code)


@transaction.atomic
def add_picture(
    case_study: CaseStudy, *, image: File[bytes], alt: str, by: User, at: datetime | None = None
) -> CaseStudyPicture:
    """Show a picture, re-encoded before, with the words for those who can't see it. Raises TooMany."""
    agency, at = lock(case_study.agency, by, at)
    if case_study.pictures.count() >= MOST_PICTURES:
        raise TooMany(_("A case study shows up to %(most)d pictures. Delete one first.") % {"most": MOST_PICTURES})
    picture = CaseStudyPicture(case_study=case_study, alt=alt)
    name = f"{codes.code(24)}.webp"
    picture.image.save(name, File(image, name), save=False)  # a file without a name would not be measured
    picture.save(force_insert=True)
    keep_version(agency, "picture_added", by=by, at=at, case_study=case_study.code)
    return picture


@transaction.atomic
def delete_picture(picture: CaseStudyPicture, *, by: User, at: datetime | None = None) -> None:
    """Take a picture off; its file goes when this is committed."""
    agency, at = lock(picture.case_study.agency, by, at)
    CaseStudyPicture.objects.filter(pk=picture.pk).delete()
    transaction.on_commit(partial(picture.image.storage.delete, picture.image.name or ""), robust=True)
    keep_version(agency, "picture_deleted", by=by, at=at, case_study=picture.case_study.code)


def _tell(case_study: CaseStudy, story: Story) -> bool:
    """Set what differs; whether anything did."""
    changed = False
    for field, told in story.items():
        value = list(told) if isinstance(told, tuple) else told
        if getattr(case_study, field) != value:
            setattr(case_study, field, value)
            changed = True
    return changed
