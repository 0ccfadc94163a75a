"""What could not be decided, as questions: one for each missing fact, the worst first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from caveat.reading.vocabulary import Vocabulary
from caveat.rules.facts import Missing
from caveat.rules.findings import Waiting
from caveat.rules.level import Level
from caveat.rules.report import OpenQuestion

MATTERS = Level.MODERATE
"""A question that could reach this level or more leaves a report incomplete."""


@dataclass(slots=True)
class _Open:
    """The rules that wait for one fact."""

    level: Level = Level.INFO
    rule_ids: set[str] = field(default_factory=set[str])


def open_questions(waiting: Iterable[Waiting], vocabulary: Vocabulary) -> tuple[OpenQuestion, ...]:
    """Group undecided rules by what they wait for."""
    opened: dict[Missing, _Open] = {}
    for item in waiting:
        rule = item.rule
        for missing in item.missing:
            question = opened.get(missing)
            if question is None:
                question = opened[missing] = _Open()
            question.rule_ids.add(rule.id)
            question.level = max(question.level, rule.rule.level)
    questions = (
        OpenQuestion(
            missing.fact,
            question_text(missing, vocabulary),
            tuple(sorted(question.rule_ids)),
            question.level,
            missing.entry,
        )
        for missing, question in opened.items()
    )
    return tuple(sorted(questions, key=_order))


def _order(question: OpenQuestion) -> tuple[int, int, str, tuple[str, int] | tuple[()]]:
    entry = question.entry
    place = (entry.list.value, entry.index) if entry else ()
    return (-question.level, -len(question.rule_ids), question.fact, place)


def question_text(missing: Missing, vocabulary: Vocabulary) -> str:
    """Put a missing fact as a question to ask."""
    if missing.entry is not None and missing.fact in _OF_ENTRY:
        return _OF_ENTRY[missing.fact].format(missing.entry.text)
    term = vocabulary.observations.get(missing.fact)
    return term.question if term else _OF_LIST.get(missing.fact, f"What is the {missing.fact}?")


_OF_LIST: Mapping[str, str] = {
    "medications": "Which medicines does the patient take, on prescription or not?",
    "conditions": "What is in the patient's history: diagnoses, psychosis, heart, alcohol, drugs?",
    "allergies": "What is the patient allergic to?",
    "trials": "Which antidepressants were tried, at what dose, for how long, with what result?",
}

_OF_ENTRY: Mapping[str, str] = {
    "proposed": "Which medicine is meant by '{}'?",
    "medications": "Which medicine is meant by '{}'?",
    "conditions": "Which condition is meant by '{}'?",
    "allergies": "Which substance is meant by '{}'?",
    "dose": "What is the dose of '{}', with its unit?",
    "route": "By which route is '{}' given?",
    "trial-medication": "Which antidepressant is meant by '{}'?",
    "trial-adequate-dose": "Was the dose of '{}' adequate?",
    "trial-adequate-duration": "Was '{}' taken for long enough?",
    "trial-adherent": "Was '{}' taken as prescribed?",
    "trial-improvement": "By how many percent did the depression improve with '{}'?",
}
