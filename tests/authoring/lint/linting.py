"""Small packs whose rules say all that lint asks for, and what it finds in them."""

from datetime import date
from pathlib import Path

from caveat.authoring.lint import lint
from caveat.reading.vocabulary import Vocabulary
from caveat.source.problem import Problem
from tests.rules.small_packs import HEAD, checker_of, rule, write_pack

TODAY = date(2026, 11, 26)
WHOLE_HEAD = HEAD.replace("{{title: An article}}", "{{title: An article, date: 2026}}")
OPIOID = "between: [ketamine-therapy, opioid]"


def whole(name: str, scope: str, level: str = "moderate", more: str = "") -> str:
    """Write a rule that says all that lint asks for; ``more`` are further lines of it."""
    text = rule(name, scope, level)
    for plain, better in _BETTER.items():
        text = text.replace(plain, better, 1)
    return text + more


_BETTER = {
    "consequence: a": "consequence: Ketamine may put the patient to sleep.",
    "management: c": (
        "management: Consider watching.\n"
        "author: A. Author\nreviewer: R. Reviewer\nnext-review: 2027-11-23\n"
        "wrong-when: The entry is misread."
    ),
    "section: throughout": "section: throughout, read: read",
    "expect: none": "expect: undecided",
}


def problems(
    folder: Path, vocabulary: Vocabulary, *rules: str, head: str = WHOLE_HEAD
) -> tuple[Problem, ...]:
    """Lint a pack of these rules."""
    return lint(
        checker_of([write_pack(folder / "small", *rules, head=head)], vocabulary).book, TODAY
    )


def two_packs(folder: Path, vocabulary: Vocabulary, first: str, second: str) -> tuple[Problem, ...]:
    """Lint two packs of a rule each."""
    other = WHOLE_HEAD.replace("id: small", "id: other").replace("assumes: ketamine\n", "")
    packs = [
        write_pack(folder / "small", first, head=WHOLE_HEAD),
        write_pack(folder / "other", second, head=other),
    ]
    return lint(checker_of(packs, vocabulary).book, TODAY)


def kinds(found: tuple[Problem, ...]) -> list[str]:
    """Give the kinds of problems."""
    return [problem.kind for problem in found]
