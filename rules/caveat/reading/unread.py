"""What names nothing known, or two things at once."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UnreadPart:
    """Words or a code that name nothing known, and what may be meant."""

    part: str
    reason: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What the codes and the text of one entry name, where they do not name the same."""

    by_code: str
    by_text: str
