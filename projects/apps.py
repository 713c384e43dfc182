"""The app's registration with Django."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
