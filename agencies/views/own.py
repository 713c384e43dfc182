"""/settings/agency/: one's own profile, in short forms that each save by themselves."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts import acting
from accounts.form_tokens import once
from accounts.models import User
from agencies import policies
from agencies.actions import agencies
from agencies.forms import profile as forms
from agencies.models import Agency
from agencies.search import facts_of
from marketplace.lib import money
from marketplace.lib.workflow import InvalidTransition
from matching import taxonomy

View = Callable[..., HttpResponse]


def person(request: HttpRequest) -> User:
    """Who is signed in, where nobody else gets to."""
    return cast(User, request.user)


def with_agency(view: View) -> View:
    """Give the view the agency of the organisation one acts for; without one, lead there.

    A form names the agency it was made for: after one has been removed, or has begun to act for another
    organisation in another tab, it must not change somebody else's profile.
    """

    @wraps(view)
    def found(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        membership = acting.membership_of(request)
        if membership is None:
            return redirect("accounts:found")
        own = Agency.objects.run_by(request.user).filter(organisation=membership.organisation_id)
        agency = own.prefetch_related("services").first()
        meant = request.POST.get("agency", agency.slug if agency else "")
        if meant != (agency.slug if agency else ""):
            raise Http404
        if agency is None:
            return redirect("agency_settings:create")
        return view(request, agency, *args, **kwargs)

    return found


def for_editors(view: View) -> View:
    """The same, for those who may change it; 403 with the reason for others."""

    @wraps(view)
    def guarded(request: HttpRequest, agency: Agency, *args: Any, **kwargs: Any) -> HttpResponse:
        policies.can_edit_as(acting.membership_of(request)).or_403()
        return view(request, agency, *args, **kwargs)

    return with_agency(guarded)


@require_http_methods(["GET", "HEAD"])
@with_agency
def edit(request: HttpRequest, agency: Agency) -> HttpResponse:
    """What the profile says, what it lacks, and whether it is shown."""
    context = {
        "agency": agency,
        "verdict": policies.can_edit_as(acting.membership_of(request)),
        "missing": policies.missing_for_publishing(agency),
        "parts": _parts(agency),
        "capacity_now": agency.capacity_on(timezone.now()),
    }
    return render(request, "agencies/settings/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def create(request: HttpRequest) -> HttpResponse:
    """The first words of a profile; the rest follows in its own forms."""
    membership = acting.membership_of(request)
    if membership is None:
        return redirect("accounts:found")
    policies.can_edit_as(membership).or_403()
    if Agency.objects.run_by(request.user).filter(organisation=membership.organisation_id).exists():
        return redirect("agency_settings:edit")
    organisation = membership.organisation
    initial = {"name": organisation.name, "country": organisation.country}
    form = forms.NewAgencyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        agencies.create(organisation, by=person(request), **form.cleaned_data)
        messages.success(request, _("Your profile is begun. Nobody sees it until you publish it."))
        return redirect("agency_settings:edit")
    return render(request, "agencies/settings/create.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def profile(request: HttpRequest, agency: Agency) -> HttpResponse:
    """Name, tagline, description, place, people."""
    form = forms.ProfileForm(request.POST or None, agency=agency)
    return _save(request, agency, form, "agencies/settings/profile.html")


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def reach(request: HttpRequest, agency: Agency) -> HttpResponse:
    """Industries, countries, languages."""
    form = forms.ReachForm(request.POST or None, agency=agency)
    return _save(request, agency, form, "agencies/settings/reach.html")


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def terms(request: HttpRequest, agency: Agency) -> HttpResponse:
    """Prices, availability, capacity."""
    form = forms.TermsForm(request.POST or None, agency=agency)
    return _save(request, agency, form, "agencies/settings/terms.html")


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def services(request: HttpRequest, agency: Agency) -> HttpResponse:
    """Which services. Nothing is saved here: the choice goes on, in the address, to their shares."""
    form = forms.ServicesForm(request.POST or None, agency=agency)
    if request.method == "POST" and form.is_valid():
        query = QueryDict(mutable=True)
        query.setlist("service", form.cleaned_data["services"])
        return redirect(f"{reverse('agency_settings:shares')}?{query.urlencode()}")
    context = {"form": form, "agency": agency}
    return render(request, "agencies/settings/services.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def shares(request: HttpRequest, agency: Agency) -> HttpResponse:
    """How much of the work each of the chosen services is."""
    asked = set(request.GET.getlist("service")) or {row.service for row in agency.services.all()}
    chosen = [slug for slug in taxonomy.SERVICES if slug in asked][: forms.MOST_SERVICES]
    if not chosen:
        return redirect("agency_settings:services")
    form = forms.SharesForm(request.POST or None, agency=agency, services=chosen)
    return _save(request, agency, form, "agencies/settings/shares.html")


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def logo(request: HttpRequest, agency: Agency) -> HttpResponse:
    """Another logo, or none."""
    removing = "remove" in request.POST
    sent = None if removing else request.POST or None
    form = forms.LogoForm(sent, request.FILES or None, agency=agency, by=person(request))
    if request.method == "POST" and (removing or form.is_valid()):
        agencies.change_logo(agency, logo=None if removing else form.cleaned_data["logo"], by=person(request))
        messages.success(request, _("The logo is gone.") if removing else _("The logo is saved."))
        return redirect("agency_settings:edit")
    context = {"form": form, "agency": agency}
    return render(request, "agencies/settings/logo.html", context, status=422 if form.errors else 200)


@require_POST
@for_editors
def publish(request: HttpRequest, agency: Agency) -> HttpResponse:
    """Show the profile to everybody, for the first time or again."""
    try:
        agencies.publish(agency, by=person(request))
    except agencies.NotReady as lacking:
        messages.error(request, str(lacking))
    except InvalidTransition as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("Your profile is published. Briefs that fit will be offered to you."))
    return redirect("agency_settings:edit")


@require_POST
@for_editors
def pause(request: HttpRequest, agency: Agency) -> HttpResponse:
    """Take no leads for a while."""
    try:
        agencies.pause(agency, by=person(request))
    except InvalidTransition as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("Your profile is paused. You get no new leads until you resume it."))
    return redirect("agency_settings:edit")


@require_POST
@for_editors
def confirm_capacity(request: HttpRequest, agency: Agency) -> HttpResponse:
    """Say that the number of open leads still holds."""
    agencies.confirm_capacity(agency, by=person(request))
    messages.success(request, _("Thank you. Your capacity counts in full again."))
    return redirect("agency_settings:edit")


def _parts(agency: Agency) -> list[tuple[str, str, str]]:
    """The short forms: title, name of the page, and what the profile says there now."""
    facts = facts_of(agency)
    nothing = _("Nothing stated yet")
    people = ngettext("one person", "%(n)d people", agency.team_size or 0) % {"n": agency.team_size or 0}
    who = [agency.place, people if agency.team_size else "", agency.website_shown]
    smallest = agency.minimum_budget
    leads = ngettext("one open lead at once", "%(n)d open leads at once", agency.capacity) % {"n": agency.capacity}
    terms = [
        _("projects from %(amount)s") % {"amount": money.show(smallest, agency.currency)} if smallest else "",
        money.show_range(agency.hourly_low, agency.hourly_high, agency.currency),
        leads if agency.accepting_leads else _("takes no leads now"),
    ]
    work = ngettext("one project", "%(n)d projects", facts.case_studies) % {"n": facts.case_studies}
    return [
        (_("Who you are"), "agency_settings:profile", " · ".join(filter(None, who)) or nothing),
        (_("Logo"), "agency_settings:logo", _("A picture is shown") if agency.logo else _("Your initials are shown")),
        (
            _("Services"),
            "agency_settings:services",
            ", ".join(f"{name} {focus}%" for _slug, name, focus in facts.services) or nothing,
        ),
        (
            _("For whom and where"),
            "agency_settings:reach",
            ", ".join((*facts.industries, *facts.languages, *facts.countries)) or nothing,
        ),
        (_("Prices and availability"), "agency_settings:terms", " · ".join(filter(None, terms))),
        (_("Case studies"), "agency_settings:work", work if facts.case_studies else nothing),
        (
            _("Verification"),
            "agency_settings:verification",
            _("Verified by us") if agency.verified_at else _("Not verified. Show us who you are"),
        ),
    ]


def _save(request: HttpRequest, agency: Agency, form: forms.VersionedForm, template: str) -> HttpResponse:
    """Save a part of the profile and go back; with errors or a newer profile, show the form as it was typed."""
    context: dict[str, Any] = {"form": form, "agency": agency}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            changed = agencies.edit(agency, by=person(request), seen_version=form.seen_version, **form.details())
        except agencies.ProfileChanged as stale:
            agency = Agency.objects.run_by(request.user).get(pk=agency.pk)
            context |= {"stale": str(stale), "differences": form.compare_with(agency), "agency": agency}
            status = 409
        else:
            messages.success(request, _("The profile is saved.") if changed else _("Nothing was changed."))
            return redirect("agency_settings:edit")
    return render(request, template, context, status=422 if form.errors else status)
