"""What names nothing known."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UnreadPart:
    """Words or a code that name nothing known, and what may be meant."""

    part: str
    reason: str
    suggestions: tuple[str, ...] = ()
