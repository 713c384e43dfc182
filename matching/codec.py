"""Records to JSON and back without loss, by the types their fields declare, so that stored runs compare exactly."""

from collections.abc import Mapping
from datetime import date
from types import NoneType, UnionType
from typing import Any, Final, Self, Union, get_args, get_origin, get_type_hints

_HINTS: Final[dict[type, dict[str, Any]]] = {}


def _hints(record: type) -> dict[str, Any]:
    """The declared types of a record's fields, in their order."""
    if record not in _HINTS:
        _HINTS[record] = get_type_hints(record)
    return _HINTS[record]


class Record:
    """A frozen dataclass that knows its JSON form: dates as ISO text, tuples as lists, mappings in the order
    of their keys."""

    __slots__ = ()

    def to_json(self) -> dict[str, Any]:
        """The record as plain JSON values, always in the same order."""
        return {name: _plain(getattr(self, name)) for name in _hints(type(self))}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The record that `to_json` wrote. Raises ValueError when a field is missing or unknown."""
        hints = _hints(cls)
        if set(data) != set(hints):
            odd = sorted(set(data) ^ set(hints))
            raise ValueError(f"{cls.__name__} can't be read: fields missing or unknown: {', '.join(odd)}")
        return cls(**{name: _typed(hint, data[name]) for name, hint in hints.items()})


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Record):
        return value.to_json()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(value[key]) for key in sorted(value)}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _typed(hint: Any, value: Any) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        if value is None:
            return None
        return _typed(next(argument for argument in arguments if argument is not NoneType), value)
    if origin is tuple:
        if arguments[-1] is Ellipsis:
            return tuple(_typed(arguments[0], item) for item in value)
        return tuple(_typed(argument, item) for argument, item in zip(arguments, value, strict=True))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {key: _typed(arguments[1], item) for key, item in value.items()}
    if isinstance(hint, type) and issubclass(hint, Record):
        return hint.from_json(value)
    if hint is date:
        return date.fromisoformat(value)
    if hint is float:
        return float(value)
    return value
