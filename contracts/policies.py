"""Who may do what with a contract, and if not, why."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from contracts.models import Contract
from marketplace.lib.verdict import YES, Verdict, no


def can_see_contract(user: User | AnonymousUser, contract: Contract) -> Verdict:
    """Members of either side, in any role."""
    sides = [contract.project.organisation_id, contract.bid.agency.organisation_id]
    if user.is_authenticated and Membership.objects.filter(user=user, organisation__in=sides).exists():
        return YES
    return no(_("This contract is between other organisations."))
