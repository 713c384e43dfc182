"""The project's own app: what knows every other app, and the tables of its read models."""

from django.apps import AppConfig


class MarketplaceConfig(AppConfig):
    name = "marketplace"

    def ready(self) -> None:
        """Register the system checks, and let nothing of Django start in production on a default."""
        from marketplace import checks  # noqa: PLC0415 -- registering is the import

        checks.refuse_defaults()
