"""Saying that the directory shows something else now."""

from agencies.models import DirectoryEdition
from marketplace.lib import codes


def renew() -> None:
    """Give the directory another key, so that nothing kept of it is read again. Last in its transaction: it waits
    for others who do the same."""
    DirectoryEdition.objects.bulk_create(
        [DirectoryEdition(pk=DirectoryEdition.ONLY, key=codes.code(16))],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["key"],
    )
