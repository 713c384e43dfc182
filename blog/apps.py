"""The app's registration with Django."""

from django.apps import AppConfig


class BlogConfig(AppConfig):
    name = "blog"
