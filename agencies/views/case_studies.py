"""/settings/agency/work/: one's own finished projects and their pictures."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.form_tokens import once
from agencies.actions import case_studies
from agencies.actions.agencies import ProfileChanged
from agencies.forms.case_studies import CaseStudyForm, PictureForm
from agencies.models import Agency, CaseStudy, CaseStudyPicture
from agencies.views.own import for_editors, person


@require_http_methods(["GET", "HEAD"])
@for_editors
def index(request: HttpRequest, agency: Agency) -> HttpResponse:
    """All of them, newest first."""
    rows = agency.case_studies.for_profile()
    return render(request, "agencies/settings/work.html", {"agency": agency, "case_studies": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@once
@for_editors
def add(request: HttpRequest, agency: Agency) -> HttpResponse:
    """A new one; pictures come after it is there."""
    form = CaseStudyForm(request.POST or None, agency=agency)
    if request.method == "POST" and form.is_valid():
        try:
            added = case_studies.add(agency, by=person(request), **form.details())
        except case_studies.TooMany as full:
            form.add_error(None, str(full))
        else:
            messages.success(request, _("The case study is saved. Add a picture if you have one."))
            return redirect("agency_settings:edit_case_study", code=added.code)
    context = {"form": form, "agency": agency}
    return render(request, "agencies/settings/case_study.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def edit(request: HttpRequest, agency: Agency, code: str) -> HttpResponse:
    """What it says; pictures have forms of their own on the same page."""
    case_study = _own(request, agency, code)
    form = CaseStudyForm(request.POST or None, agency=agency, case_study=case_study)
    context = {"form": form, "agency": agency, "case_study": case_study, "picture_form": PictureForm()}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            case_studies.edit(case_study, by=person(request), seen_version=form.seen_version, **form.details())
        except ProfileChanged as changed:
            case_study.refresh_from_db()
            context |= {"stale": str(changed), "differences": form.compare_with(case_study.agency)}
            status = 409
        else:
            messages.success(request, _("The case study is saved."))
            return redirect("agency_settings:work")
    return render(request, "agencies/settings/case_study.html", context, status=422 if form.errors else status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def delete(request: HttpRequest, agency: Agency, code: str) -> HttpResponse:
    """Asks first; takes the pictures with it."""
    case_study = _own(request, agency, code)
    if request.method == "POST":
        case_studies.delete(case_study, by=person(request))
        messages.success(request, _("“%(title)s” is deleted.") % {"title": case_study.title})
        return redirect("agency_settings:work")
    return render(request, "agencies/settings/delete_case_study.html", {"agency": agency, "case_study": case_study})


@require_POST
@once
@for_editors
def add_picture(request: HttpRequest, agency: Agency, code: str) -> HttpResponse:
    """A picture, drawn again without what cameras write into it."""
    case_study = _own(request, agency, code)
    picture_form = PictureForm(request.POST, request.FILES, by=person(request))
    if picture_form.is_valid():
        try:
            case_studies.add_picture(case_study, by=person(request), **picture_form.cleaned_data)
        except case_studies.TooMany as full:
            picture_form.add_error(None, str(full))
        else:
            messages.success(request, _("The picture is saved."))
            return redirect("agency_settings:edit_case_study", code=code)
    form = CaseStudyForm(agency=agency, case_study=case_study)
    context = {"form": form, "agency": agency, "case_study": case_study, "picture_form": picture_form}
    return render(request, "agencies/settings/case_study.html", context, status=422)


@require_POST
@for_editors
def delete_picture(request: HttpRequest, agency: Agency, code: str, key: str) -> HttpResponse:
    """Takes one picture off."""
    own = CaseStudyPicture.objects.visible_to(request.user)
    picture = get_object_or_404(own, case_study=_own(request, agency, code), image=f"case-studies/{key}.webp")
    case_studies.delete_picture(picture, by=person(request))
    messages.success(request, _("The picture is deleted."))
    return redirect("agency_settings:edit_case_study", code=code)


def _own(request: HttpRequest, agency: Agency, code: str) -> CaseStudy:
    own = CaseStudy.objects.visible_to(request.user).for_profile()
    return get_object_or_404(own, agency=agency, code=code)
