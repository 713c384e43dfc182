"""Who may do what with a project, its brief and its leads, and if not, why."""

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _, ngettext

from accounts.models import Membership, Role
from agencies.models import Agency
from marketplace.lib.verdict import YES, Verdict, no
from marketplace.lib.workflow import allows
from projects.models import Lead, Project
from projects.models.leads import OPEN
from projects.states import PROJECT, ProjectState

if TYPE_CHECKING:
    from accounts.models import User

    Person = User | AnonymousUser

DECIDING_ROLES = (Role.OWNER, Role.MANAGER)


def can_see_project(user: "Person", project: Project) -> Verdict:
    """Its own organisation; invited agencies see their lead instead."""
    if role_in(user, project) is None:
        return no(_("This project belongs to another organisation."))
    return YES


def can_edit_draft(user: "Person", project: Project, *, key_hash: str = "") -> Verdict:
    """Whoever is a member of its organisation, or holds the key of the browser that began it."""
    owned = project.organisation_id is not None
    holds_key = not owned and bool(key_hash) and key_hash == project.draft_key_hash
    if not holds_key and role_in(user, project) is None:
        return no(_("This draft belongs to somebody else."))
    if project.state != ProjectState.DRAFT:
        return no(_("This brief is no longer a draft: its text can't be changed here."))
    return YES


def can_publish(user: "Person", project: Project) -> Verdict:
    """An owner or manager with a confirmed address, while it is a draft. A visitor's draft is adopted first."""
    if not user.is_authenticated:
        return no(_("Sign in or create an account to publish. Your draft waits for you."))
    if project.organisation_id is None:
        return no(_("This draft has no organisation yet. Continue it in your account first."))
    role = role_in(user, project)
    if role is None:
        return no(_("This project belongs to another organisation."))
    if role not in DECIDING_ROLES:
        return no(_("Owners and managers publish. Ask one of them to press the button; the draft is saved for them."))
    if not EmailAddress.objects.filter(user=user, verified=True).exists():
        return no(_("Confirm your e-mail address first. Then come back to this page: everything is saved."))
    if project.state != ProjectState.DRAFT:
        return no(_("This brief was published before."))
    return YES


def can_cancel(user: "Person", project: Project) -> Verdict:
    """An owner or manager, until an agency was chosen."""
    role = role_in(user, project)
    if role is None:
        return no(_("This project belongs to another organisation."))
    if role not in DECIDING_ROLES:
        return no(_("Owners and managers cancel projects. Ask one of them."))
    if not allows(PROJECT, "cancel", project.state):
        return no(_("This project is over: there is nothing left to cancel."))
    return YES


def can_answer_lead(user: "Person", lead: Lead, *, acting: Membership | None = None) -> Verdict:
    """An owner or manager of the agency that was asked. Whether there is still time is the lead's own state.

    `acting` is the person's membership in use, if it was read already.
    """
    if acting is not None and acting.organisation_id == lead.agency.organisation_id:
        role: str | None = acting.role
    else:
        role = _role(user, lead.agency.organisation_id)
    if role is None:
        return no(_("This lead was offered to another agency."))
    if role not in DECIDING_ROLES:
        return no(_("Owners and managers answer leads. Ask one of them: the clock is running."))
    return YES


def can_ask(user: "Person", agency: Agency) -> Verdict:
    """Anybody who acts for the agency that was asked. Whether there is time is the project's own state."""
    if _role(user, agency.organisation_id) is None:
        return no(_("This lead was offered to another agency."))
    return YES


def can_write_bid(user: "Person", agency: Agency) -> Verdict:
    """Anybody who acts for the agency; sending is for owners and managers."""
    if _role(user, agency.organisation_id) is None:
        return no(_("This bid belongs to another agency."))
    return YES


def can_send_bid(user: "Person", agency: Agency) -> Verdict:
    """An owner or manager of the agency: a bid binds it."""
    role = _role(user, agency.organisation_id)
    if role is None:
        return no(_("This bid belongs to another agency."))
    if role not in DECIDING_ROLES:
        return no(_("Owners and managers send and withdraw bids. Ask one of them: what you wrote is saved."))
    return YES


def can_answer_questions(user: "Person", project: Project) -> Verdict:
    """Any member of the client's organisation: a quick answer is worth more than a signed one."""
    return can_see_project(user, project)


def can_compare(user: "Person", project: Project) -> Verdict:
    """Any member of the client's organisation reads bids, keeps notes and the shortlist."""
    return can_see_project(user, project)


def can_decide(user: "Person", project: Project) -> Verdict:
    """An owner or manager of the client's organisation declines bids and chooses one."""
    role = role_in(user, project)
    if role is None:
        return no(_("This project belongs to another organisation."))
    if role not in DECIDING_ROLES:
        return no(_("Owners and managers decide. Your notes and the shortlist are there for them."))
    return YES


def can_award(user: "Person", project: Project) -> Verdict:
    """Who may decide, once bids are closed or nobody who was asked is still to answer."""
    verdict = can_decide(user, project)
    if not verdict:
        return verdict
    if not allows(PROJECT, "award", project.state):
        return no(_("This project is over: nothing is left to be awarded."))
    if project.state == ProjectState.OPEN:
        writing = still_writing(project)
        if writing:
            return no(
                ngettext(
                    "%(count)d agency is still writing. You can award when it has answered, or when bids close.",
                    "%(count)d agencies are still writing. You can award when they have answered, or when bids close.",
                    writing,
                )
                % {"count": writing}
            )
    return YES


def still_writing(project: Project) -> int:
    """How many agencies were asked and may still send a bid."""
    return project.leads.filter(OPEN).exclude(bid__version__gt=0).count()


def role_in(user: "Person", project: Project) -> str | None:
    """The person's role in the project's organisation, None for strangers and for a visitor's draft."""
    return _role(user, project.organisation_id)


def _role(user: "Person", organisation: int | None) -> str | None:
    if not user.is_authenticated or organisation is None:
        return None
    # Suspended while a form was open: the request that is under way finds it out here.
    own = Membership.objects.filter(
        user=user, user__is_active=True, user__suspended_at__isnull=True, organisation=organisation
    )
    return own.values_list("role", flat=True).first()
