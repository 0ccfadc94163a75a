"""The parts of a normal form, and how they are put together."""

from collections.abc import Hashable, Iterable, Mapping
from typing import NamedTuple

from caveat.authoring.mutation.ranges import Range, range_of
from caveat.rules.model import AllCriterion, AnyCriterion, Bound

_Kind = tuple[Hashable, ...]


class OneOf(NamedTuple):
    """Something of the patient is one of these: of what, and with what beside it."""

    kind: _Kind
    points: frozenset[Hashable]


class Within(NamedTuple):
    """A number lies in a range."""

    kind: _Kind
    range: Range


class Joined(NamedTuple):
    """All of several hold, or any of them."""

    kind: type[AllCriterion | AnyCriterion]
    parts: frozenset[Hashable]


def within(
    kind: _Kind, values: frozenset[str] | frozenset[float], bounds: Iterable[Bound], believed: Range
) -> Hashable:
    """Give the form of a fact that is one of some values, or lies within bounds."""
    if values:
        return OneOf(kind, frozenset(values))
    return Within(kind, range_of(bounds, believed))


def joined(kind: type[AllCriterion | AnyCriterion], forms: Iterable[Hashable]) -> Hashable:
    """Give the form of a list; one of a single part is that part."""
    parts: set[Hashable] = set()
    for form in forms:
        inner = isinstance(form, Joined) and form.kind is kind and form.parts
        parts |= inner or {form}
    merged = _ranges(parts) if kind is AllCriterion else _unions(parts)
    return next(iter(merged)) if len(merged) == 1 else Joined(kind, merged)


def _unions(parts: Iterable[Hashable]) -> frozenset[Hashable]:
    """Put together what may be one of these or one of those; what asks for more than one goes."""
    points: dict[_Kind, frozenset[Hashable]] = {}
    others: set[Hashable] = set()
    for part in parts:
        if isinstance(part, OneOf):
            points[part.kind] = points.get(part.kind, frozenset()) | part.points
        else:
            others.add(part)
    left = {part for part in others if not _is_implied(part, points)}
    return frozenset((*left, *(OneOf(kind, found) for kind, found in points.items())))


def _is_implied(part: Hashable, points: Mapping[_Kind, frozenset[Hashable]]) -> bool:
    """Say whether ``all`` of several, which stands in an ``any``, asks for one of it and more."""
    return isinstance(part, Joined) and any(
        isinstance(inner, OneOf) and inner.points <= points.get(inner.kind, frozenset())
        for inner in part.parts
    )


def _ranges(parts: Iterable[Hashable]) -> frozenset[Hashable]:
    """Put together the ranges that a number must lie in."""
    ranges: dict[_Kind, Range] = {}
    others: set[Hashable] = set()
    for part in parts:
        if isinstance(part, Within):
            ranges[part.kind] = ranges.get(part.kind, part.range).within(part.range)
        else:
            others.add(part)
    return frozenset((*others, *(Within(kind, found) for kind, found in ranges.items())))
