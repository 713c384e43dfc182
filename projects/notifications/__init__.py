"""What clients and agencies are told about briefs, leads, questions and bids: one function per message."""

from projects.notifications.bids import (
    bid_missed,
    bid_receipt,
    bid_received,
    bid_withdrawn,
    bids_close_soon,
    bids_closed,
    decision_due,
)
from projects.notifications.leads import (
    brief_matched,
    draft_expiring,
    lead_accepted,
    lead_declined,
    lead_lapsed,
    lead_missed,
    lead_offered,
    lead_withdrawn,
)
from projects.notifications.outcomes import awarded_elsewhere, bid_declined, bid_lapsed, never_decided, no_bids
from projects.notifications.questions import question_answered, question_asked, question_waiting
from projects.notifications.recipients import people_of

__all__ = [
    "awarded_elsewhere",
    "bid_declined",
    "bid_lapsed",
    "bid_missed",
    "bid_receipt",
    "bid_received",
    "bid_withdrawn",
    "bids_close_soon",
    "bids_closed",
    "brief_matched",
    "decision_due",
    "draft_expiring",
    "lead_accepted",
    "lead_declined",
    "lead_lapsed",
    "lead_missed",
    "lead_offered",
    "lead_withdrawn",
    "never_decided",
    "no_bids",
    "people_of",
    "question_answered",
    "question_asked",
    "question_waiting",
]
