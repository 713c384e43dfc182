"""The seat whose bid the pages are about, and the browser of the agency that took it."""

import pytest
from django.test import Client

from accounts.models import User
from projects.models import Lead
from tests.projects import bidding


@pytest.fixture
def lead(ada: User) -> Lead:
    """A seat that was taken, of an agency whose client has a budget of €60,000 to €85,000."""
    made = bidding.project(ada)
    made.versions.update(budget_kind="range", budget_low=6_000_000, budget_high=8_500_000)
    return made.leads.order_by("pk")[0]


@pytest.fixture
def agent(lead: Lead, client: Client) -> Client:
    """Signed in as the agency's owner."""
    client.force_login(bidding.owner(lead.agency))
    return client
