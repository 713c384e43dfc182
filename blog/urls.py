"""What readers reach: our own views, and Wagtail's, wrapped so that visitors may see them although everything is
denied by default."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail.documents.views import serve as documents
from wagtail.urls import serve_pattern

from blog import page_cache
from blog.views import archive, calls, feeds, llms, newsletter, search, sharing, sitemaps

ours = [
    path("blog/archive/", archive.index, name="archive"),
    path("blog/archive/<int:year>/", archive.period, name="archive_year"),
    path("blog/archive/<int:year>/<int:month>/", archive.period, name="archive_month"),
    path("blog/calls/<int:page>/<uuid:block>/<str:variant>/", calls.call, name="call"),
    path("blog/feed/", feeds.rss, name="feed"),
    path("blog/feed/atom/", feeds.atom, name="feed_atom"),
    path("blog/topics/<str:slug>/feed/", feeds.rss, name="topic_feed"),
    path("blog/topics/<str:slug>/feed/atom/", feeds.atom, name="topic_feed_atom"),
    path("blog/search/", search.search, name="search"),
    re_path(r"^blog/cards/(?P<page>[0-9]{1,18})-(?P<stamp>[0-9a-f]{16})\.png$", sharing.card, name="card"),
    re_path(r"^media/images/(?P<name>[A-Za-z0-9_.-]{1,150})$", sharing.rendition, name="rendition"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap-<int:part>.xml", sitemaps.sitemap, name="sitemap_part"),
    path("llms.txt", llms.llms, name="llms"),
    path("newsletter/", newsletter.subscribe, name="newsletter"),
    path("newsletter/asked/", newsletter.asked, name="newsletter_asked"),
    path("newsletter/confirm/<str:token>/", newsletter.confirm, name="newsletter_confirm"),
    path("newsletter/end/<str:token>/", newsletter.end, name="newsletter_end"),
]

urlpatterns = [
    path("", include((ours, "blog"))),
    path(
        "documents/<int:document_id>/<path:document_filename>",
        login_not_required(documents.serve),
        name="wagtaildocs_serve",
    ),
    path(  # Wagtail asks for this address even where it is told another
        "_util/login/",
        login_not_required(RedirectView.as_view(pattern_name="account_login", query_string=True)),
        name="wagtailcore_login",
    ),
    re_path(serve_pattern, login_not_required(page_cache.serve), name="wagtail_serve"),
]
