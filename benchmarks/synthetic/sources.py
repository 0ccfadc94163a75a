"""The works that made-up rules cite, and who cites which."""

from caveat.rules.model import Citation, Evidence, Source

_SOURCES, _SECTIONS = 40, 12
_GRADES = ("label", "observational", "trial", "case-report", "expert-opinion", "theory")
SOURCES = {
    name: Source(name, f"Made-up work {name[-2:]}", year="2025")
    for name in (f"work-{number:02}" for number in range(1, _SOURCES + 1))
}
_NAMES = tuple(SOURCES)


def evidence_of(number: int) -> Evidence:
    """Give the evidence of a rule by its number: a grade, and two citations."""
    return _EVIDENCE[number % len(_EVIDENCE)]


def _evidence(number: int) -> Evidence:
    first, second = number % _SOURCES, (number * 7 + 3) % _SOURCES
    section = f"{number % _SECTIONS + 1}.{number % 5 + 1}"
    return Evidence(
        grade=_GRADES[number % len(_GRADES)],
        citations=(Citation(_NAMES[first], section), Citation(_NAMES[second], "7")),
        basis="label",
    )


_EVIDENCE = tuple(_evidence(number) for number in range(_SOURCES * len(_GRADES)))
