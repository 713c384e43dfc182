"""The wizard: one page a step, saved as you go, for visitors as well."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.acting import membership_of
from accounts.form_tokens import once
from accounts.models import Organisation, User
from marketplace.lib import limits
from marketplace.lib.seen import seen_version
from marketplace.lib.workflow import InvalidTransition
from projects.actions import drafts, projects
from projects.forms import briefs
from projects.forms.hero import HeroForm
from projects.forms.steps import MOST_KEPT, STEPS, StepForm, WhatForm
from projects.models import Project
from projects.policies import can_edit_draft, can_publish
from projects.states import ProjectState
from projects.views import keys, wizard
from projects.views.starts import Start

CHECK = "check"
FIRST = next(iter(STEPS))


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@once
def new(request: HttpRequest) -> HttpResponse:
    """The first step, blank or with what a link says; the draft begins with the first POST, also with that of the
    box on the home page.
    """
    if request.method != "POST":
        return wizard.page(request, None, WhatForm(initial=Start.of(request).first_words))
    from_home = "brief" in request.POST
    form = WhatForm(request.POST)
    if from_home:
        typed = HeroForm(request.POST).answers(timezone.localdate())
    else:
        typed = {**Start.of(request).later_answers, **form.typed()}
    if form.too_long_to_keep() or len(typed["text"]) > MOST_KEPT or not _may_begin(request):
        return wizard.refused(request, None, WhatForm({"title": typed["title"], "text": typed["text"]}))
    return _begin(request, typed, then=_after_first(form, from_home=from_home))


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """One step of a draft. Every POST keeps what was typed, valid or not."""
    if step not in STEPS:
        raise Http404
    project = _found(request, code)
    if project is None:
        return _rescue(request, code, step) if request.method == "POST" else _sign_in(request)
    if request.method == "POST":
        return _save(request, project, STEPS[step](request.POST))
    if project.state != ProjectState.DRAFT:
        return redirect(project)
    return wizard.page(request, project, wizard.form_of(project, step, check="check" in request.GET))


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD"])
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Everything on one page before it is published, and what is still missing."""
    project = _found(request, code)
    if project is None:
        return _sign_in(request)
    if project.state != ProjectState.DRAFT:
        return redirect(project)
    return wizard.check_page(request, project, can_publish(request.user, project))


@login_not_required
@require_POST
@once
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """Publish what the check page showed. Visitors are led to sign-up and back; what is wrong leads to its step."""
    project = _found(request, code)
    back = reverse("projects:edit_check", args=[code])
    if not request.user.is_authenticated:
        return HttpResponseRedirect(f"{reverse('account_signup')}?{urlencode({'next': back})}")
    if project is None:
        raise Http404
    if project.state != ProjectState.DRAFT:
        return redirect(project)
    mine = _into_account(request, project)
    if mine.pk != project.pk:  # it went back into an older draft: that one is to be checked first
        return redirect("projects:edit_check", mine.code)
    reading = briefs.read(mine.answers)
    if reading.first_wrong:
        return HttpResponseRedirect(f"{reverse('projects:edit', args=[code, reading.first_wrong])}?check")
    try:
        return redirect(_publish(request, mine, reading, by=request.user))
    except (projects.NotPublishable, drafts.StaleAnswers, InvalidTransition) as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(back)


@require_POST
def adopt(request: HttpRequest, code: str) -> HttpResponse:
    """Continue in one's account what was begun before signing in, where something is still to be written."""
    project = _found(request, code)
    if project is None:
        raise Http404
    if project.state != ProjectState.DRAFT:
        return redirect(project)
    mine = _into_account(request, project)
    unfinished = briefs.read(mine.answers).first_wrong
    return (
        redirect("projects:edit", mine.code, unfinished) if unfinished else redirect("projects:edit_check", mine.code)
    )


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, then throw the draft away."""
    project = _found(request, code)
    if project is None:
        return _sign_in(request)
    can_edit_draft(request.user, project, key_hash=keys.held(request)).or_403()
    if request.method != "POST":
        return render(request, "projects/drafts/discard.html", {"project": project})
    drafts.discard(project, by=_person(request))
    messages.success(request, _("The draft was thrown away."))
    return redirect("projects:index" if request.user.is_authenticated else "projects:new")


# --- parts of the above ------------------------------------------------------------------------------


def _found(request: HttpRequest, code: str) -> Project | None:
    """The draft or project, None for a visitor who does not hold its key; 404 for everybody else."""
    reachable = Project.objects.editable_by(request.user, keys.held(request))
    project = reachable.filter(code=code).first()
    if project is None and request.user.is_authenticated:
        raise Http404
    return project


def _sign_in(request: HttpRequest) -> HttpResponse:
    return redirect_to_login(request.get_full_path(), reverse("account_login"))


def _person(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _organisation(request: HttpRequest) -> Organisation | None:
    membership = membership_of(request)
    return membership.organisation if membership else None


def _may_begin(request: HttpRequest) -> bool:
    """Visitors begin at most so many drafts an hour from one address."""
    return request.user.is_authenticated or limits.within(
        "begin-draft", wizard.address(request), most=wizard.DRAFTS_AN_HOUR, seconds=3600
    )


def _after_first(form: StepForm, *, from_home: bool) -> str:
    """Where the first POST leads: on, or back to what is wrong. From the home page the name is still to be given."""
    if from_home:
        return FIRST
    return "why" if form.is_valid() else f"{FIRST}?check"


def _begin(request: HttpRequest, typed: drafts.Answers, *, then: str) -> HttpResponse:
    organisation, key = _organisation(request), keys.of(request)
    project = drafts.begin(
        typed=typed,
        by=_person(request),
        organisation=organisation,
        draft_key_hash=drafts.key_hash(key),
        came_from=Start.of(request).came_from,
    )
    step, _question, query = then.partition("?")
    address = reverse("projects:edit", args=[project.code, step])
    response = HttpResponseRedirect(f"{address}?{query}" if query else address)
    if organisation is None:
        keys.give(response, key)
    return response


def _save(request: HttpRequest, project: Project, form: StepForm) -> HttpResponse:
    if form.too_long_to_keep():
        return wizard.refused(request, project, form)
    try:
        saved = drafts.save(
            project,
            typed=form.typed(),
            seen_version=seen_version(request),
            by=_person(request),
            organisation=_organisation(request),
        )
    except drafts.StaleAnswers as stale:
        return wizard.conflict(request, stale.project, form)
    except InvalidTransition as late:
        return wizard.too_late(request, project, form, str(late))
    if request.htmx:  # type: ignore[attr-defined]
        return wizard.saved(request, saved, form)
    return _onwards(request, saved, form)


def _onwards(request: HttpRequest, project: Project, form: StepForm) -> HttpResponse:
    """Where the pressed button leads."""
    steps = [*STEPS, CHECK]
    here = steps.index(form.slug)
    match request.POST.get("go"):
        case "update":
            return redirect("projects:edit", project.code, form.slug)
        case "back":
            return redirect("projects:edit", project.code, steps[max(here - 1, 0)])
        case "later":
            messages.success(request, _("Your draft is saved. You can go on whenever you like."))
            return redirect("projects:index") if request.user.is_authenticated else HttpResponseRedirect("/")
    if not form.is_valid():
        return wizard.page(request, project, form, status=422)
    then = steps[here + 1]
    if then == CHECK:
        return redirect("projects:edit_check", project.code)
    return redirect("projects:edit", project.code, then)


def _rescue(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """A signed-out POST: what was typed becomes a draft of this browser, and goes back where it belongs later."""
    form = STEPS[step](request.POST)
    if form.too_long_to_keep() or not _may_begin(request):
        return wizard.refused(request, None, form)
    messages.warning(
        request,
        _("You were signed out. What you typed is kept here. Sign in, and it goes back into your draft."),
    )
    return _begin(request, {**form.typed(), drafts.RESCUES: code}, then=step)


def _into_account(request: HttpRequest, project: Project) -> Project:
    """The draft in the organisation the person acts for; itself where it already has one."""
    organisation = _organisation(request)
    person = _person(request)
    if project.organisation_id is not None or organisation is None or person is None:
        return project
    return drafts.adopt(project, by=person, organisation=organisation)


def _publish(request: HttpRequest, project: Project, reading: briefs.Reading, *, by: User) -> Project:
    return projects.publish(
        project,
        brief=reading.brief(),
        bid_days=reading.bid_days,
        seats=reading.seats,
        seen_version=seen_version(request),
        by=by,
    )
