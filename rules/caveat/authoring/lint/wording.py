"""Whether what people read of a rule names what it is about."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, cached_property

from caveat.authoring.lint.claim import claims_of
from caveat.authoring.lint.inside import inside
from caveat.authoring.lint.remark import remark
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.model import (
    AllergyCriterion,
    ConditionCriterion,
    Criterion,
    MedicationCriterion,
    ObservationCriterion,
    Rule,
)
from caveat.source.problem import Problem

LONGEST_TITLE = 90
_WORD = re.compile(r"[^\W_]{3,}")
_STEM = 5
_EMPTY = frozenset(
    word[:_STEM]
    for word in (
        *("about", "after", "all", "also", "and", "another", "any", "are", "because", "been"),
        *("before", "being", "both", "but", "can", "consider", "does", "each", "for", "from"),
        *("has", "have", "into", "its", "less", "level", "many", "may", "medicine", "more"),
        *("most", "much", "must", "never", "none", "nor", "not", "one", "only", "other", "over"),
        *("patient", "should", "some", "such", "than", "that", "the", "them", "then", "there"),
        *("these", "they", "this", "those", "too", "two", "under", "until", "was", "what"),
        *("when", "where", "which", "while", "who", "whose", "with", "within", "without"),
    )
)


def words_of(text: str) -> frozenset[str]:
    """Give the stems of the words that say something, so that 'breathing' is near 'breath'."""
    stems = (word[:_STEM] for word in _WORD.findall(text.lower()))
    return frozenset(stem for stem in stems if stem not in _EMPTY)


class Wording:
    """Holds what rules say against the names of what they are about."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._stems_of = cache(self._words_of_term)

    def problems(self, rule: Rule) -> Iterator[Problem]:
        """Give what is wrong with the text of a rule's alert."""
        said = words_of(f"{rule.title} {rule.consequence}")
        if len(rule.title) > LONGEST_TITLE:
            what = f"'{rule.id}' has more than {LONGEST_TITLE} characters; shorten it"
            yield remark(rule.place, "long title", what)
        if said.isdisjoint(self._names_of(rule)):
            what = (
                f"neither title nor consequence of '{rule.id}' names a medicine, a condition or a "
                "fact that it is about; name one"
            )
            yield remark(rule.place, "nothing named", what)
        if words_of(rule.consequence) <= words_of(rule.title):
            what = (
                f"the consequence of '{rule.id}' says no more than its title; say what may happen"
            )
            yield remark(rule.place, "nothing said", what)

    def _names_of(self, rule: Rule) -> frozenset[str]:
        """Give the words by which a text can name what a rule is about."""
        names = [words_of(rule.id.replace("-", " "))]
        for claim in claims_of(rule):
            terms = (claim.term, *filter(None, map(_named, inside(claim.when))))
            names.extend(map(self._stems_of, terms))
        return frozenset(word for words in names for word in words)

    def _words_of_term(self, term: str) -> frozenset[str]:
        members = self._vocabulary.members_of(term) | {term}
        observation = self._vocabulary.observations.get(term)
        title = observation.title if observation else self._vocabulary.title_of(term)
        known = (name for member in members for name in self._known_as[member])
        return words_of(" ".join((title, *members, *known)).replace("-", " "))

    @cached_property
    def _known_as(self) -> defaultdict[str, list[str]]:
        """Give every name of a medicine, class or condition by what it names."""
        known: defaultdict[str, list[str]] = defaultdict(list)
        names = self._vocabulary.names
        for key in names.conditions.keys:
            known[names.conditions.get(key) or ""].append(key)
        for key in names.substances.keys:
            substance = names.substances.get(key)
            for term in substance.terms if substance else ():
                known[term].append(key)
        return known


def _named(criterion: Criterion) -> str:
    match criterion:
        case MedicationCriterion(term=name) | AllergyCriterion(term=name):
            return name
        case ConditionCriterion(concept=name) | ObservationCriterion(name=name):
            return name
        case _:
            return ""


def share_of(text: str, other: str) -> float:
    """Give which part of the words of a text another one has too, from 0 to 1."""
    words = words_of(text)
    return len(words & words_of(other)) / len(words) if words else 1.0
