"""Plain values, as JSON has them, and what a form of others could not hold."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"
JsonObject: TypeAlias = dict[str, Json]


@dataclass(frozen=True, slots=True)
class Loss:
    """What a form could not hold, and of which rules, ingredients or conditions, by name."""

    what: str
    names: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.what} ({len(self.names)})"


class Losses:
    """Collects what could not be expressed, so that none of it is dropped in silence."""

    def __init__(self) -> None:
        self._names: dict[str, set[str]] = {}

    def note(self, what: str, name: str) -> None:
        """Note one more of a kind; one that was noted is counted once."""
        self._names.setdefault(what, set()).add(name)

    def told(self) -> tuple[Loss, ...]:
        """Give the losses in the order of their descriptions."""
        found = sorted(self._names.items())
        return tuple(Loss(what, tuple(sorted(names))) for what, names in found)


@dataclass(frozen=True, slots=True)
class Export:
    """A document in the form of others, the rules in it, and what it could not hold."""

    document: JsonObject
    rule_ids: tuple[str, ...]
    losses: tuple[Loss, ...]

    def text(self) -> str:
        """Write the document as JSON in ASCII: the same bytes for the same rules, everywhere."""
        return json.dumps(self.document, indent=1) + "\n"
