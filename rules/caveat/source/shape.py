"""What the mappings of a document may hold: one description for readers and for editors.

A reader takes the fields of a mapping by its ``Shape``; a JSON Schema is written of the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple


class Text(NamedTuple):
    """A text that says something; ``pattern`` is what it must match anywhere, ``told`` says it.

    ``of_number`` where a number, and ``of_flag`` where true or false, is read as a text too.
    """

    pattern: str = r"\S"
    of_number: bool = False
    of_flag: bool = False
    such_as: tuple[str, ...] = ()
    told: str = ""


class Number(NamedTuple):
    """A number; ``whole`` from ``lowest`` on, where it says so."""

    whole: bool = False
    lowest: int | None = None


class Flag(NamedTuple):
    """``true`` or ``false``; one that is ``never_false`` is left out instead."""

    never_false: bool = False


class Words(NamedTuple):
    """One of these words."""

    words: tuple[str, ...]


class Known(NamedTuple):
    """A name of the vocabulary: of a ``term``, a ``condition``, an ``observation``, a ``route``."""

    sort: str


class Facts(NamedTuple):
    """A mapping of facts that can be stated, by any of their names, to their values."""


class Listed(NamedTuple):
    """A list of values; ``singly`` where one may stand by itself without a list."""

    of: "Form"
    at_least: int = 0
    at_most: int | None = None
    singly: bool = False


class Keyed(NamedTuple):
    """A mapping with free keys."""

    of: "Form"


class Either(NamedTuple):
    """A value of one of these forms."""

    forms: tuple["Form", ...]
    help: str = ""


class Later(NamedTuple):
    """A form that is defined further down, since it holds itself; it has a name."""

    name: str
    form: Callable[[], "Form"]


class Field(NamedTuple):
    """What stands under a key, with a help for who writes it."""

    holds: "Form"
    help: str
    required: bool = False


@dataclass(frozen=True, eq=False)
class Shape:
    """The keys of a mapping, and which of them go together.

    Of ``one_of``, groups of keys, exactly one group stands; of ``any_of`` at least one key. What
    is ``with_others`` stands only beside the key that it maps to.
    """

    name: str
    help: str
    fields: Mapping[str, Field]
    one_of: tuple[tuple[str, ...], ...] = ()
    any_of: tuple[str, ...] = ()
    with_others: Mapping[str, str] = field(default_factory=dict[str, str])

    @cached_property
    def names(self) -> frozenset[str]:
        """All keys."""
        return frozenset(self.fields)

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The keys that must stand there, in order."""
        return tuple(name for name, stated in self.fields.items() if stated.required)


Form = Text | Number | Flag | Words | Known | Facts | Listed | Keyed | Either | Later | Shape
