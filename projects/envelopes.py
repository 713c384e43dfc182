"""The one way to what bids contain. Who asks, why and when decides; nothing else reads or writes those tables."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from marketplace.lib.money import Money
from marketplace.lib.workflow import allows
from projects import bid_terms
from projects.bid_terms import BidTerms
from projects.models import Bid, BidContent, BidDraft, BidVersion
from projects.models.bids import SENT_STATES
from projects.states import BID, BidState

Answers = dict[str, Any]


class Purpose(StrEnum):
    """Why somebody reads a bid's content."""

    OWN = "own"  # the agency that wrote it
    COMPARE = "compare"  # the client, choosing
    AWARD = "award"  # the client, at the moment of awarding
    CONTRACT = "contract"  # either side, once it was awarded
    RECEIPT = "receipt"  # the agency, checking what it sent


AGENCY_PURPOSES = frozenset({Purpose.OWN, Purpose.RECEIPT, Purpose.CONTRACT})
CLIENT_PURPOSES = frozenset({Purpose.COMPARE, Purpose.AWARD, Purpose.CONTRACT})


class Sealed(PermissionDenied):
    """This reader may not read this bid for this purpose at this time."""

    def __init__(self) -> None:
        super().__init__(_("This bid is not open to you."))


def opens_at(bid: Bid) -> datetime | None:
    """From when on the client may read the bid: on arrival. None while nothing was sent."""
    return bid.sent_at if bid.version else None


def read(version: BidVersion, *, reader: User, purpose: Purpose, at: datetime) -> BidTerms:
    """What one version offers. Raises Sealed."""
    return read_all([version], reader=reader, purpose=purpose, at=at)[version.pk]


def read_all(versions: Iterable[BidVersion], *, reader: User, purpose: Purpose, at: datetime) -> dict[int, BidTerms]:
    """What each version offers, by the version's key. Two queries; the versions come with bid, agency and project.

    The agency reads all its versions. The client's members read the version that stands, from `opens_at` on,
    unless it was withdrawn. Nobody else reads anything, whatever their role on the site. Raises Sealed.
    """
    wanted = list(versions)
    own = set(_memberships(reader).values_list("organisation_id", flat=True))
    if not all(_may_read(version, own, purpose, at) for version in wanted):
        raise Sealed
    contents = BidContent.objects.filter(version__in=[version.pk for version in wanted])
    return {content.version_id: BidTerms.from_json(content.terms) for content in contents}


def _memberships(reader: User) -> QuerySet[Membership]:
    """None for the suspended, also in the middle of their last request."""
    return Membership.objects.filter(user=reader, user__is_active=True, user__suspended_at__isnull=True)


def _may_read(version: BidVersion, own: set[int], purpose: Purpose, at: datetime) -> bool:
    bid = version.bid
    if purpose is Purpose.CONTRACT and bid.state != BidState.AWARDED:
        return False
    if bid.agency.organisation_id in own and purpose in AGENCY_PURPOSES:
        return True
    opened = opens_at(bid)
    return (
        bid.project.organisation_id in own
        and purpose in CLIENT_PURPOSES
        and version.number == bid.version
        and (bid.state in SENT_STATES or bid.state == BidState.LAPSED)
        and opened is not None
        and opened <= at
    )


def awarded_totals(versions: Iterable[int]) -> dict[int, Money]:
    """What awarded bids cost, by the version's key, for sums that name nobody. Other versions are left out."""
    contents = BidContent.objects.filter(version__in=versions, version__bid__state=BidState.AWARDED)
    return {pk: Money(total, currency) for pk, total, currency in contents.values_list("pk", "total", "currency")}


def document(version: BidVersion, *, reader: User, at: datetime) -> bytes:
    """The bytes whose SHA-256 is the receipt, for the agency that sent them. Raises Sealed."""
    terms = read(version, reader=reader, purpose=Purpose.RECEIPT, at=at)
    nonce = BidContent.objects.values_list("nonce", flat=True).get(version=version)
    return bid_terms.document(bid=version.bid.code, version=version.number, nonce=nonce, terms=terms)


def seal(bid: Bid, *, number: int, brief_id: int, terms: BidTerms, by: User, at: datetime) -> BidVersion:
    """Write a version and its content; the receipt is the hash of exactly what is stored. For actions alone."""
    nonce = secrets.token_hex(32)
    content = bid_terms.document(bid=bid.code, version=number, nonce=nonce, terms=terms)
    version = BidVersion.objects.create(
        bid=bid,
        number=number,
        brief_id=brief_id,
        sent_at=at,
        sent_by=by,
        receipt=bid_terms.receipt(content),
    )
    BidContent.objects.create(
        version=version, nonce=nonce, terms=terms.as_json(), total=terms.total, currency=terms.currency
    )
    return version


def broken(versions: Iterable[BidVersion]) -> list[BidVersion]:
    """Those whose content is not what the receipt says, or is missing. Nothing of the content is returned."""
    wanted = list(versions)
    contents = {content.version_id: content for content in BidContent.objects.filter(version__in=wanted)}
    return [version for version in wanted if not _is_sound(version, contents.get(version.pk))]


def _is_sound(version: BidVersion, content: BidContent | None) -> bool:
    if content is None:
        return False
    terms = BidTerms.from_json(content.terms)
    kept = bid_terms.document(bid=version.bid.code, version=version.number, nonce=content.nonce, terms=terms)
    priced = (content.total, content.currency) == (terms.total, terms.currency)
    return priced and bid_terms.receipt(kept) == version.receipt


def draft_of(bid: Bid, *, reader: User) -> BidDraft:
    """What the agency is writing, for its members alone. Raises Sealed."""
    if not _memberships(reader).filter(organisation=bid.agency.organisation_id).exists():
        raise Sealed
    return BidDraft.objects.get(bid=bid)


def drafts_saved_at(bids: Iterable[Bid], *, reader: User) -> dict[int, datetime]:
    """When each draft was last saved, by the bid's key, for members of its agency; nothing of what it says."""
    own = _memberships(reader).values("organisation")
    drafts = BidDraft.objects.filter(bid__in=[bid.pk for bid in bids], bid__agency__organisation__in=own)
    return dict(drafts.values_list("bid_id", "saved_at"))


def begin_draft(bid: Bid, *, answers: Answers, by: User, at: datetime) -> BidDraft:
    """An empty draft for a new bid. For actions alone."""
    return BidDraft.objects.create(bid=bid, answers=answers, saved_at=at, saved_by=by)


def keep_draft(draft: BidDraft, *, answers: Answers, by: User, at: datetime) -> BidDraft:
    """The answers as typed, and that they were saved once more. For actions alone, under the project's lock."""
    draft.answers, draft.saved_at, draft.saved_by = answers, at, by
    draft.answers_version += 1
    draft.save(update_fields=["answers", "saved_at", "saved_by", "answers_version"])
    return draft


def mark_sent(draft: BidDraft) -> None:
    """What is written was sent. For actions alone."""
    draft.sent_version = draft.answers_version
    draft.save(update_fields=["sent_version"])


def is_writable(bid: Bid) -> bool:
    """Whether the bid's state lets its draft be changed; the time is the action's to check."""
    return allows(BID, "submit", bid.state) or allows(BID, "revise", bid.state)
