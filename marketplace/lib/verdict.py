"""A policy's answer: yes, or no with the sentence that says why."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Verdict:
    """True or false, and for false the reason, fit to be shown to the person who asked."""

    allowed: bool
    reason: StrOrPromise = ""

    def __bool__(self) -> bool:
        return self.allowed

    def or_403(self) -> None:
        """Raise PermissionDenied with the reason unless allowed."""
        if not self.allowed:
            raise PermissionDenied(str(self.reason))


YES = Verdict(True)


def no(reason: StrOrPromise) -> Verdict:
    """A refusal with its sentence."""
    return Verdict(False, reason)
