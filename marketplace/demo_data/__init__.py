"""The demo: invented agencies, clients and projects, made by the same actions as real ones, the same every time."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import User
from blog.actions import guides
from marketplace.demo_data import case, market, people, readers
from marketplace.lib import clock
from notifications.actions import notifications
from notifications.models import Delivery

RECENT = timedelta(days=2)
"""What the demo's people were told before has been read."""


class NotADemo(Exception):
    """Demo sign-ins have a published password: they are refused anywhere but in the demo."""


def load(*, at: datetime | None = None) -> bool:
    """Fill an empty database; False, and nothing changed, when the demo is there already.

    Everything is dated back from `at` (now). Raises NotADemo outside of the demo.
    """
    if not settings.DEMO or settings.PRODUCTION:
        raise NotADemo("The demo data is loaded only where DEMO is True.")
    if User.objects.filter(email=people.address("client")).exists():
        return False
    at = at or clock.now()
    with transaction.atomic():
        everybody = people.load(at=at)
        market.load_agencies(everybody, at=at)
        guides.load(dated_back=True, at=at)  # before the projects: some began at a guide's call to action
        market.load_projects(everybody, at=at)
        guides.load(facts=case.facts(at=at), dated_back=True, at=at)  # and again: one guide tells of a project
        readers.load(at=at)
        for person in everybody.by_sign_in.values():
            notifications.read_all(by=person, at=at - RECENT)
        Delivery.objects.filter(done_at__isnull=True).update(due_at=at)  # the mails of the weeks before go out now
    return True
