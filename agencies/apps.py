"""The app's registration with Django."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "agencies"
