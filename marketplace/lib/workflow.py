"""Guarded moves between states: a table says what is legal, one UPDATE makes the move."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Transition:
    """One legal move: from any of `sources` to `to`, by one of `roles` (for the docs and the role table)."""

    sources: tuple[str, ...]
    to: str
    roles: tuple[str, ...]


# What people can do with a thing, by the action's name.
Workflow = Mapping[str, Transition]


class InvalidTransition(Exception):
    """The thing is no longer in a state that allows the move. The message is fit to be shown."""

    def __init__(self, instance: models.Model, action: str, state: str) -> None:
        self.instance = instance
        self.action = action
        self.state = state
        super().__init__(
            _("This can't be done any more: somebody changed it in the meantime, and it is now “%(state)s”.")
            % {"state": state}
        )


def advance(instance: models.Model, action: str, workflow: Workflow, **changes: Any) -> None:
    """Move `instance` by `action` in one UPDATE whose WHERE names the allowed states; set `changes` with it.

    The row count decides, so of two movers at once exactly one succeeds, on every database. The instance
    in memory is brought up to date.

    Raises InvalidTransition when the row is in no state that allows the move, KeyError for an unknown action.
    """
    transition = workflow[action]
    moved = (
        type(instance)
        ._base_manager.filter(pk=instance.pk, state__in=transition.sources)
        .update(state=transition.to, **changes)
    )
    if not moved:
        instance.refresh_from_db(fields=["state"])
        state_field = instance._meta.get_field("state")
        label = dict(state_field.flatchoices).get(instance.state, instance.state)  # type: ignore[union-attr, attr-defined]
        raise InvalidTransition(instance, action, str(label))
    instance.state = transition.to  # type: ignore[attr-defined]
    for name, value in changes.items():
        setattr(instance, name, value)


def allows(workflow: Workflow, action: str, state: str) -> bool:
    """Whether the table allows the action in the state."""
    return state in workflow[action].sources
