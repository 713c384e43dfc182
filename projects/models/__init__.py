"""Projects, versions of their briefs, runs of the engine, matches, leads, questions, bids, deadlines."""

from projects.models.bids import (
    Bid,
    BidContent,
    BidDeclineReason,
    BidDraft,
    BidEvent,
    BidVersion,
    Remark,
)
from projects.models.briefs import BriefVersion
from projects.models.deadlines import Deadline, DeadlineKind
from projects.models.history import ProjectEvent
from projects.models.leads import DeclineReason, Lead
from projects.models.matches import Match, MatchRun
from projects.models.projects import Project
from projects.models.questions import Question

__all__ = [
    "Bid",
    "BidContent",
    "BidDeclineReason",
    "BidDraft",
    "BidEvent",
    "BidVersion",
    "BriefVersion",
    "Deadline",
    "DeadlineKind",
    "DeclineReason",
    "Lead",
    "Match",
    "MatchRun",
    "Project",
    "ProjectEvent",
    "Question",
    "Remark",
]
