"""The app's registration with Django."""

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "contracts"
