"""/llms.txt: what stands here, in plain words, for programs that read on somebody's behalf."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from blog import page_cache, sharing
from blog.models import GuidePage, TopicPage
from marketplace.lib import urls

MOST_GUIDES = 500


@require_safe
@login_not_required
def llms(request: HttpRequest) -> HttpResponse:
    """Every guide with its summary, the topics, and the pages that say how things are done here."""
    return page_cache.fetched(request, "llms", lambda: _drawn(request))


def _drawn(request: HttpRequest) -> HttpResponse:
    guides = GuidePage.objects.live().public().newest_first().only("title", "summary", "url_path")[:MOST_GUIDES]
    topics = TopicPage.objects.live().public().order_by("title", "pk")
    context = {
        "site": sharing.site(),
        "guides": [(_line(guide.title), sharing.address(guide), _line(guide.summary)) for guide in guides],
        "topics": [(_line(topic.title), sharing.address(topic), _line(topic.introduction)) for topic in topics],
        "how_url": urls.absolute(reverse("how_matching_works")),
        "agencies_url": urls.absolute(reverse("agencies:directory")),
        "feed_url": urls.absolute(reverse("blog:feed_atom")),
    }
    return render(request, "blog/llms.txt", context, content_type="text/plain; charset=utf-8")


def _line(text: str) -> str:
    """One line, without what would open or close a link of Markdown."""
    return " ".join(text.split()).translate({ord("["): "(", ord("]"): ")"})
