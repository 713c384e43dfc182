"""/agencies/: the directory and the profiles."""

from django.urls import path

from agencies.views import taxonomy

app_name = "agencies"
urlpatterns = [
    path("taxonomy/", taxonomy.search, name="taxonomy"),
]
