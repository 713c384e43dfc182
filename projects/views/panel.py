"""The live panel beside the wizard: what the market offers for the brief as it stands. Public, and names nobody."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from marketplace.lib import limits
from projects import matchmaking
from projects.forms import briefs
from projects.forms.hero import HeroForm
from projects.forms.steps import MOST_KEPT, STEPS
from projects.models import Project
from projects.views import keys, wizard
from projects.views.starts import Start

LOOKS_A_MINUTE = 60


@login_not_required
@never_cache
@require_POST
def new(request: HttpRequest) -> HttpResponse:
    """For a brief of which nothing is saved yet; for the box on the home page only the count."""
    if "brief" in request.POST:
        return _glance(request)
    return _panel(request, Start.of(request).later_answers, "what")


@login_not_required
@never_cache
@require_POST
def panel(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """For a draft: what is saved, and over it what stands in the open step. Saves nothing."""
    project = Project.objects.editable_by(request.user, keys.held(request)).filter(code=code).first()
    if project is None or step not in STEPS:
        raise Http404
    return _panel(request, project.answers, step)


def _glance(request: HttpRequest) -> HttpResponse:
    if not _may_look(request):
        return HttpResponse(status=429)
    answers = HeroForm(request.POST).answers(timezone.localdate())
    if len(answers["text"]) > MOST_KEPT:
        return HttpResponse(status=422)
    panel = matchmaking.supply(briefs.read(answers).cleaned)
    return render(request, "projects/drafts/glance.html", {"panel": panel})


def _may_look(request: HttpRequest) -> bool:
    return limits.within("panel", wizard.address(request), most=LOOKS_A_MINUTE, seconds=60)


def _panel(request: HttpRequest, answers: dict[str, object], step: str) -> HttpResponse:
    if not _may_look(request):
        return HttpResponse(status=429)
    form = STEPS[step](request.POST)
    typed = {} if form.too_long_to_keep() else form.typed()
    reading = briefs.read({**answers, **typed})
    return render(request, "projects/drafts/panel.html", {"panel": matchmaking.supply(reading.cleaned)})
