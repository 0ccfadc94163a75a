"""The reference of criteria: each with an example, and the words in which it is read."""

from collections.abc import Iterator
from dataclasses import dataclass

from caveat.authoring.handbook import links
from caveat.authoring.handbook.markup import bold, escaped, heading, listed
from caveat.authoring.handbook.page import Page
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.criteria import read_criterion
from caveat.rules.rule_reader import RuleReader
from caveat.rules.wording import in_words
from caveat.source.document import read_document
from caveat.source.errors import PackError

_PLACE = "the reference of criteria"


@dataclass(frozen=True, slots=True)
class Explained:
    """A criterion by its name: when it holds, its fields, and examples in YAML."""

    name: str
    holds: str
    fields: tuple[tuple[str, str], ...]
    examples: tuple[str, ...]


EXPLAINED = (
    Explained(
        "medication",
        "The patient takes an ingredient, or a member of a class. What was stopped does not count "
        "unless the status says so.",
        (
            ("medication", "an ingredient or a class of the vocabulary"),
            ("status", "a list of active, stopped, planned; active and planned if left out"),
            ("route", "a list: only these routes count; a route that nobody knows leaves it open"),
            ("except_route", "a list: these routes do not count"),
        ),
        (
            "medication: heart-medicine",
            "medication: opioid\nstatus: [stopped]",
            "medication: heart-medicine\nexcept_route: [ophthalmic, topical]",
        ),
    ),
    Explained(
        "condition",
        "The patient has a condition, or one that is narrower, in a status that counts.",
        (
            ("condition", "a condition of the vocabulary"),
            (
                "status",
                (
                    "a list of active, past, suspected, family-history, ruled-out; those that "
                    "count for the condition if left out"
                ),
            ),
        ),
        ("condition: psychosis", "condition: psychosis\nstatus: [family-history]"),
    ),
    Explained(
        "observation",
        "A stated or measured fact lies within bounds, or is one of some words.",
        (
            ("observation", "a fact of the vocabulary"),
            ("below, above, at_least, at_most", "bounds, in the unit of the fact; all must hold"),
            ("is", "a word or a list of them; true and false for a fact that is yes or no"),
        ),
        (
            "observation: age\nbelow: 18",
            "observation: setting\nis: [home]",
            "observation: weight\nat_least: 40\nbelow: 120",
        ),
    ),
    Explained(
        "dose",
        "The dose of the medicine that the rule is about. In mg/kg it is worked out from the "
        "weight, which is asked for.",
        (
            ("unit", "mg or mg/kg; needed"),
            ("below, above, at_least, at_most", "bounds; all must hold"),
            ("is", "a number or a list of them"),
            ("stated", "true: it is asked only that the dose was written in this unit"),
        ),
        (
            "dose: {above: 0.5, unit: mg/kg}",
            "dose: {is: [56, 84], unit: mg}",
            "dose: {stated: true, unit: mg/kg}",
        ),
    ),
    Explained(
        "route",
        "The route of the medicine that the rule is about.",
        (("route", "a route or a list of them"),),
        ("route: [nasal]",),
    ),
    Explained(
        "allergy",
        "The patient does not tolerate an ingredient, or a member of a class.",
        (("allergy", "an ingredient or a class of the vocabulary"),),
        ("allergy: ketamine-therapy",),
    ),
    Explained(
        "count",
        "The patient takes so many medicines of a class, each of another substance.",
        (
            ("medication, status, route, except_route", "as under medication"),
            ("at_least", "a whole number from 1; needed"),
        ),
        ("count: {medication: breathing-depressant, at_least: 2}",),
    ),
    Explained(
        "all",
        "Each criterion of a list holds.",
        (("all", "a list of criteria"),),
        ("all:\n  - condition: hypertension\n  - observation: age\n    at_least: 65",),
    ),
    Explained(
        "any",
        "At least one criterion of a list holds.",
        (("any", "a list of criteria"),),
        ("any:\n  - condition: pregnancy\n  - condition: lactation",),
    ),
    Explained(
        "not",
        "A criterion does not hold. What nobody knows is not false: then the rule asks.",
        (("not", "a criterion"),),
        ("not:\n  observation: setting\n  is: [hospital, clinic]",),
    ),
)


_INTRODUCTION = (
    "What a rule can ask for, in <code>when:</code> and <code>unless:</code>. All items of "
    "<code>when:</code> must hold. An item of <code>unless:</code> withholds the alert only when "
    "it surely holds, and must not be a further medicine or condition where the rule is above info."
)
_UNKNOWN = "Each is decided as yes, no or not enough known; in the last case the rule asks."
_EXCEPTIONS = (
    "A <code>medication</code> in <code>unless:</code> that is a term of the rule speaks of that "
    "very entry: below, lithium with timolol eye drops is withheld, and a timolol tablet beside "
    "them alerts all the same. In a rule between two a <code>route</code> or <code>dose</code> by "
    "itself speaks of the first term only; for the second, name its medication."
)
EXCEPTION = """\
between: [lithium, timolol]
unless:
  - medication: timolol
    route: [ophthalmic]
"""


def criteria_page(vocabulary: Vocabulary) -> Page:
    """Write the reference of all criteria, whatever vocabulary is used."""
    blocks = tuple(block for each in EXPLAINED for block in _explained(each, vocabulary))
    shown = f"```yaml\n{EXCEPTION}```"
    exceptions = (heading("Exceptions", anchor="exceptions"), _EXCEPTIONS, shown)
    return Page(links.CRITERIA, "Criteria", (_INTRODUCTION, _UNKNOWN, *blocks, *exceptions))


def _explained(explained: Explained, vocabulary: Vocabulary) -> Iterator[str]:
    yield heading(explained.name, anchor=f"criterion-{explained.name}")
    yield escaped(explained.holds)
    yield listed(f"{bold(name)}: {escaped(said)}" for name, said in explained.fields)
    for example in explained.examples:
        yield f"```yaml\n{example}\n```"
        words = words_of(example, vocabulary)
        yield f"Read as: {escaped(words)}." if words else ""


def words_of(example: str, vocabulary: Vocabulary) -> str:
    """Say what an example asks for; nothing where the vocabulary lacks what it names."""
    reader = RuleReader(_PLACE, vocabulary)
    try:
        criterion = read_criterion(reader, read_document(example, _PLACE))
    except PackError:
        return ""
    return "" if reader.problems else in_words(criterion, vocabulary)
