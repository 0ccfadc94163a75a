"""One JSON value of a FHIR document, which knows where it stands."""

from collections.abc import Mapping
from math import isfinite
from typing import cast

from caveat.rules.intake import MAX_TEXT
from caveat.source.errors import RequestError, Violation

_ABSENT = object()


class Node:
    """A JSON value and its path, such as ``draftOrders.entry[0].resource``.

    Getters give ``None`` or nothing for a member that is absent, and raise ``RequestError`` with
    its path where it is there and of the wrong type; ``null`` is of no type.
    """

    __slots__ = ("_members", "path")

    def __init__(self, value: object, path: str) -> None:
        is_object = isinstance(value, dict)
        self._members = cast("Mapping[str, object]", value) if is_object else None
        self.path = path

    @property
    def kind(self) -> str:
        """The ``resourceType``; raises ``RequestError`` where the value is no resource."""
        kind = self.text("resourceType")
        if kind is None:
            raise self.wrong("is no FHIR resource: it has no resourceType")
        return kind

    def has(self, name: str) -> bool:
        """Say whether a member is there, whatever it holds."""
        return self._get(name) is not _ABSENT

    def is_object(self, name: str) -> bool:
        """Say whether a member is an object."""
        return isinstance(self._get(name), dict)

    def child(self, name: str) -> "Node | None":
        """Give a member that is an object."""
        value = self._get(name)
        return None if value is _ABSENT else _object(value, self.path_of(name))

    def children(self, name: str) -> tuple["Node", ...]:
        """Give the objects of a member that is an array."""
        value = self._get(name)
        if value is _ABSENT:
            return ()
        if not isinstance(value, list):
            raise self.wrong("expected an array", name)
        path = self.path_of(name)
        items = enumerate(cast("list[object]", value))
        return tuple([_object(item, f"{path}[{place}]") for place, item in items])

    def text(self, name: str, most: int = MAX_TEXT) -> str | None:
        """Give a member that is a string of some length; one that says nothing is absent."""
        value = self._get(name)
        if value is _ABSENT:
            return None
        if not isinstance(value, str):
            raise self.wrong("expected a string", name)
        if len(value) > most:
            raise self.wrong(f"longer than {most} characters", name)
        if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
            raise self.wrong("holds half a character", name)
        return value if value.strip() else None

    def number(self, name: str) -> float | None:
        """Give a member that is a finite number."""
        value = self._get(name)
        if value is _ABSENT:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self.wrong("expected a number", name)
        try:
            number = float(value)
        except OverflowError:
            raise self.wrong("expected a finite number", name) from None
        if not isfinite(number):
            raise self.wrong("expected a finite number", name)
        return number

    def flag(self, name: str) -> bool | None:
        """Give a member that is true or false."""
        value = self._get(name)
        if value is _ABSENT:
            return None
        if not isinstance(value, bool):
            raise self.wrong("expected true or false", name)
        return value

    def path_of(self, name: str) -> str:
        """Give the path of a member."""
        return f"{self.path}.{name}" if self.path else name

    def wrong(self, reason: str, name: str = "") -> RequestError:
        """Make the error that this value, or a member of it, cannot be used."""
        return RequestError([Violation(self.path_of(name) if name else self.path, reason)])

    def _get(self, name: str) -> object:
        if self._members is None:
            raise self.wrong("expected an object")
        return self._members.get(name, _ABSENT)


def _object(value: object, path: str) -> Node:
    node = Node(value, path)
    if not isinstance(value, dict):
        raise node.wrong("expected an object")
    return node
