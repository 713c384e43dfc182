"""The kinds of message there are. Each app's notifications.py registers its own when Django starts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django_stubs_ext import StrOrPromise

if TYPE_CHECKING:
    from notifications.models import Notification


@dataclass(frozen=True, slots=True)
class Group:
    """What a person switches on or off as one, by its slug."""

    slug: str
    label: StrOrPromise
    hint: StrOrPromise = ""


def always(notification: "Notification") -> bool:
    """Nothing that happens later makes this message pointless."""
    return True


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message: its name is also the folder of its texts under templates/notifications/.

    `facts` names everything the texts may use, each with an example; `tell` takes exactly these. Facts are
    JSON: a name ending in `_at` is a datetime and one ending in `_on` a date (or None), money is text.
    `still_wanted` is asked when the e-mail's turn comes and reads the state anew, so that nobody is written
    to about what is over. A `transactional` kind (money, deadlines) can't be switched off.
    """

    name: str
    group: Group
    label: StrOrPromise
    facts: Mapping[str, Any]
    still_wanted: Callable[["Notification"], bool] = field(default=always)
    transactional: bool = False
    icon: str = "bell"

    def template(self, text: str) -> str:
        """Where the kind's subject.txt, body.txt, body.html or inbox.html is."""
        return f"notifications/{self.name}/{text}"


class UnknownKind(LookupError):
    """No app registered a kind of this name."""


_registered: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make the kind known. Raises ValueError when another kind has its name."""
    if _registered.setdefault(kind.name, kind) is not kind:
        raise ValueError(f"Two kinds of notification are called {kind.name}.")
    return kind


def unregister(kind: Kind) -> None:
    """Forget a kind that a test made."""
    _registered.pop(kind.name, None)


def named(name: str) -> Kind:
    """The kind of this name. Raises UnknownKind."""
    try:
        return _registered[name]
    except KeyError:
        raise UnknownKind(f"No app registered a notification called {name!r}.") from None


def known(name: str) -> bool:
    """Whether a kind of this name is registered; rows outlive the code that made them."""
    return name in _registered


def everything() -> list[Kind]:
    """All kinds, by name."""
    return [_registered[name] for name in sorted(_registered)]


def groups() -> Iterator[tuple[Group, list[Kind]]]:
    """The groups that have kinds, in the order of their labels, each with its kinds."""
    found: dict[str, tuple[Group, list[Kind]]] = {}
    for kind in everything():
        found.setdefault(kind.group.slug, (kind.group, []))[1].append(kind)
    yield from sorted(found.values(), key=lambda entry: str(entry[0].label))


def group(slug: str) -> Group | None:
    """The group of this slug, as long as it has a kind."""
    return next((found for found, _ in groups() if found.slug == slug), None)
