"""/agencies/: the directory and the profiles."""

from django.urls import path

from agencies.views import directory, profiles, taxonomy

app_name = "agencies"
urlpatterns = [
    path("", directory.index, name="directory"),
    path("taxonomy/", taxonomy.search, name="taxonomy"),
    path("services/<slug:service>/", directory.landing, name="service"),
    path("services/<slug:service>/<slug:country>/", directory.landing, name="service_in_country"),
    path("<slug:slug>/", profiles.detail, name="detail"),
    path("<slug:slug>/work/", profiles.work, name="work"),
    path("<slug:slug>/work/<slug:code>/", profiles.case_study, name="case_study"),
]
