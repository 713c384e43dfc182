"""Work that projects defer: matching a brief."""

from celery import shared_task

from marketplace.lib import jobs
from projects.matchmaking import matches
from projects.models import BriefVersion


@shared_task
def match_brief(pk: int) -> None:
    """Match the brief version with this key if it is due and nobody else is at it."""
    version = jobs.claim(BriefVersion, pk)
    if version is not None:
        with jobs.working(version):
            matches.match(version)
