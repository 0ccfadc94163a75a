"""What Caveat raises on purpose.

CaveatError
├── PackError         an author's mistakes in a pack or a vocabulary, all of them, sorted by place
├── SettingsError     an operator's mistake; stops the start
├── RequestError      a caller's mistake, with the fields that it concerns
└── UnavailableError  nothing is loaded yet, or the service cannot be reached
"""

from collections.abc import Iterable
from dataclasses import dataclass

from caveat.source.problem import Problem


class CaveatError(Exception):
    """Base of everything that Caveat raises on purpose."""


class PackError(CaveatError):
    """An author's mistakes in a pack or a vocabulary."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class SettingsError(CaveatError):
    """An operator's mistake, such as a port that is taken."""


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One field of a request and what is wrong with it; it never quotes the field's value."""

    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}"


class RequestError(CaveatError):
    """A caller's mistake: the request cannot be checked as it stands."""

    def __init__(self, violations: Iterable[Violation]) -> None:
        self.violations = tuple(sorted(set(violations)))
        super().__init__("; ".join(str(violation) for violation in self.violations))


class UnavailableError(CaveatError):
    """Nothing could be checked: no rule book is loaded, or the service does not answer."""
