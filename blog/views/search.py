"""Search over guides."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from blog import search as guides
from blog.models import TopicPage


@require_safe
@login_not_required
def search(request: HttpRequest) -> HttpResponse:
    """/blog/search/?q=: what is found, with the words marked; whatever was typed has an answer."""
    query = guides.read_query(request.GET.get("q", ""))
    found = guides.found(query, request.GET.get("page"))
    context = {
        "query": query,
        "found": found,
        "suggestion": "" if found.paginator.count or not query else guides.suggestion(query),
        "topics": TopicPage.objects.for_chips(),
    }
    return render(request, "blog/search/index.html", context)
