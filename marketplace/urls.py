"""The site map."""

from django.urls import include, path, re_path
from wagtail.admin import urls as wagtailadmin_urls

from agencies.views import profiles
from contracts.views import awards
from marketplace import demo_mails, views
from marketplace.funnel.views import beacon
from projects.views import receipts

handler400 = "marketplace.views.bad_request"
handler403 = "marketplace.views.permission_denied"
handler404 = "marketplace.views.page_not_found"
handler500 = "marketplace.views.server_error"

urlpatterns = [
    # /health/
    path("health/live", views.live, name="health_live"),
    path("health/ready", views.ready, name="health_ready"),
    # accounts and one's own settings
    path("accounts/", include("allauth.urls")),
    path("settings/agency/", include("agencies.settings_urls")),
    path("settings/notifications/", include("notifications.settings_urls")),
    path("", include("accounts.urls")),
    path("inbox/", include("notifications.urls")),
    # the two sides of the market
    path("agencies/", include("agencies.urls")),
    path("projects/<slug:code>/award/", awards.award, name="award"),
    path("projects/", include("projects.urls")),
    path("leads/", include("projects.lead_urls")),
    re_path(r"^receipts/(?P<receipt>[0-9a-f]{64})/$", receipts.receipt, name="receipt"),
    re_path(r"^receipts/(?P<receipt>[0-9a-f]{64})/document/$", receipts.document, name="receipt_document"),
    path("contracts/", include("contracts.urls")),
    re_path(r"^media/(?P<folder>logos|case-studies)/(?P<name>[a-z0-9]+\.webp)$", profiles.picture, name="picture"),
    # the back office: one way in, allauth's
    re_path(
        r"^admin/(?:login|password_reset)/",
        views.back_office_door,
    ),
    path("admin/", include(wagtailadmin_urls)),
    # the rest
    path("styleguide/", views.styleguide, name="styleguide"),
    path("dev/mail/", demo_mails.mails, name="dev_mails"),
    path("dev/mail/<slug:name>/", demo_mails.mail, name="dev_mail"),
    path("dev/mail/<slug:name>/html/", demo_mails.mail_html, name="dev_mail_html"),
    path("how-matching-works/", views.how_matching_works, name="how_matching_works"),
    path("privacy/", views.privacy, name="privacy"),
    path("beacon/", beacon, name="beacon"),
    path("terms/", views.terms, name="terms"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    # everything else is a page that an editor made
    path("", include("blog.urls")),
]
