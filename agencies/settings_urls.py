"""/settings/agency/: one's own profile."""

from django.urls import path

from agencies.views import case_studies, own, verification

app_name = "agency_settings"
urlpatterns = [
    path("", own.edit, name="edit"),
    path("new/", own.create, name="create"),
    path("profile/", own.profile, name="profile"),
    path("services/", own.services, name="services"),
    path("services/shares/", own.shares, name="shares"),
    path("reach/", own.reach, name="reach"),
    path("terms/", own.terms, name="terms"),
    path("logo/", own.logo, name="logo"),
    path("publish/", own.publish, name="publish"),
    path("pause/", own.pause, name="pause"),
    path("capacity/", own.confirm_capacity, name="confirm_capacity"),
    path("verification/", verification.verification, name="verification"),
    path("work/", case_studies.index, name="work"),
    path("work/new/", case_studies.add, name="add_case_study"),
    path("work/<slug:code>/", case_studies.edit, name="edit_case_study"),
    path("work/<slug:code>/delete/", case_studies.delete, name="delete_case_study"),
    path("work/<slug:code>/pictures/", case_studies.add_picture, name="add_picture"),
    path("work/<slug:code>/pictures/<slug:key>/delete/", case_studies.delete_picture, name="delete_picture"),
]
