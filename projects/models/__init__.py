"""Projects, versions of their briefs, runs of the engine, matches, leads."""

from projects.models.briefs import BriefVersion
from projects.models.history import ProjectEvent
from projects.models.leads import DeclineReason, Lead
from projects.models.matches import Match, MatchRun
from projects.models.projects import Project

__all__ = ["BriefVersion", "DeclineReason", "Lead", "Match", "MatchRun", "Project", "ProjectEvent"]
