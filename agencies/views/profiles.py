"""Public profiles: what an agency says of itself, its finished projects, its pictures."""

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from accounts import acting
from agencies import policies
from agencies.models import Agency, CaseStudy, CaseStudyPicture
from agencies.search import facts_of

WORK_SHOWN = 6
PER_PAGE = 24


@require_safe
@login_not_required
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """/agencies/<slug>/: a draft is there for its own people only."""
    visible = Agency.objects.visible_to(request.user).select_related("organisation")
    agency = get_object_or_404(visible, slug=slug)
    work = list(agency.case_studies.for_profile()[: WORK_SHOWN + 1])
    return render(
        request,
        "agencies/profile.html",
        {
            "agency": agency,
            "facts": facts_of(agency),
            "work": work[:WORK_SHOWN],
            "has_more_work": len(work) > WORK_SHOWN,
            **_standing(request, agency),
        },
    )


def _standing(request: HttpRequest, agency: Agency) -> dict[str, bool]:
    """Whether it is the reader's own profile, and whether they may change it."""
    membership = acting.membership_of(request)
    own = membership is not None and membership.organisation_id == agency.organisation_id
    return {"is_own": own, "can_edit": own and bool(policies.can_edit_as(membership))}


@require_safe
@login_not_required
def work(request: HttpRequest, slug: str) -> HttpResponse:
    """/agencies/<slug>/work/: all finished projects, newest first."""
    agency = get_object_or_404(Agency.objects.visible_to(request.user), slug=slug)
    page = Paginator(agency.case_studies.for_profile(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "agencies/work.html", {"agency": agency, "page": page})


@require_safe
@login_not_required
def case_study(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """/agencies/<slug>/work/<code>/: one finished project."""
    visible = CaseStudy.objects.visible_to(request.user).for_profile()
    found = get_object_or_404(visible.select_related("agency__organisation"), agency__slug=slug, code=code)
    return render(request, "agencies/case_study.html", {"case_study": found, "agency": found.agency})


@require_safe
@login_not_required
def picture(request: HttpRequest, folder: str, name: str) -> FileResponse:
    """/media/<folder>/<name>: a picture of a profile that the reader may see; nothing else under media is served."""
    path = f"{folder}/{name}"
    seen = (
        Agency.objects.visible_to(request.user).filter(logo=path)
        if folder == "logos"
        else CaseStudyPicture.objects.visible_to(request.user).filter(image=path)
    )
    if not seen.exists() or not default_storage.exists(path):
        raise Http404
    response = FileResponse(default_storage.open(path), content_type="image/webp")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Disposition"] = "inline"
    # A name is never used twice, so what is kept is right for as long as it may be seen at all.
    patch_cache_control(response, private=True, max_age=3600)
    return response
