"""Questions: an agency asks, the client answers. Both have a page of their own besides the form in place."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.form_tokens import once
from marketplace.lib import limits
from projects.actions import questions as actions
from projects.forms.questions import AnswerForm, AskForm
from projects.models import Lead, Project, Question
from projects.policies import can_answer_questions, can_ask
from projects.views import question_lists

ASKED_AN_HOUR = 20
"""Questions one person may send an hour, over all briefs."""


@require_http_methods(["GET", "HEAD", "POST"])
@once
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the client something about the brief."""
    leads = Lead.objects.visible_to(request.user).select_related("project", "brief", "agency")
    lead = get_object_or_404(leads, code=code)
    can_ask(request.user, lead.agency).or_403()
    form = AskForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _ask_page(request, lead, form, status=422 if form.is_bound else 200)
    if not limits.within("ask", str(request.user.pk), most=ASKED_AN_HOUR, seconds=3600):
        problem = _("You have asked a lot in the last hour. Wait a little, then send this again: it is kept here.")
        return _ask_page(request, lead, form, problem=problem, status=429)
    try:
        question = actions.ask(lead, text=form.cleaned_data["text"], by=request.user)  # type: ignore[arg-type]
    except (actions.QuestionsClosed, actions.TooManyQuestions) as late:
        return _ask_page(request, lead, form, problem=str(late), status=409)
    messages.success(request, _("Asked. The client does not learn that it was you, and we tell you of the answer."))
    return redirect(f"{lead.get_absolute_url()}#question-{question.code}")


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, code: str, question: str) -> HttpResponse:
    """Answer to every invited agency at once."""
    project = get_object_or_404(Project.objects.visible_to(request.user), code=code)
    can_answer_questions(request.user, project).or_403()
    asked = get_object_or_404(project.questions.select_related("answered_by"), code=question)
    form = question_lists.answer_form(asked, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _answer_page(request, project, asked, form, status=422 if form.is_bound else 200)
    try:
        actions.answer(asked, text=form.cleaned_data["text"], by=request.user)  # type: ignore[arg-type]
    except actions.AnsweredBefore as late:
        return _answer_page(request, project, late.question, form, problem=str(late), status=409)
    except actions.QuestionsClosed as late:
        return _answer_page(request, project, asked, form, problem=str(late), status=409)
    messages.success(request, _("Answered. Every agency that still has the lead has been told."))
    return redirect(f"{project.get_absolute_url()}#question-{asked.code}")


def _ask_page(request: HttpRequest, lead: Lead, form: AskForm, *, problem: str = "", status: int = 200) -> HttpResponse:
    context = {
        "lead": lead,
        "form": form,
        "questions": question_lists.of_lead(lead, timezone.now()),
        "problem": problem,
    }
    return render(request, "projects/questions/ask.html", context, status=status)


def _answer_page(
    request: HttpRequest,
    project: Project,
    question: Question,
    form: AnswerForm,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "project": project,
        "line": question_lists.for_client(question),
        "form": form,
        "problem": problem,
    }
    return render(request, "projects/questions/answer.html", context, status=status)
