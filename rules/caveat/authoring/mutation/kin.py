"""What could be meant in place of a medicine's or condition's name: broader, narrower, beside it.

All of it is taken in a fixed order, so that the same vocabulary always gives the same.
"""

from collections.abc import Iterable, Iterator, Sequence

from caveat.reading.vocabulary import Vocabulary


def kin_of_term(term: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Give the classes right above a term and those right below it, siblings, and a stranger.

    Below a class that holds no other stand its first and its last ingredient.
    """
    above = sorted(each.id for each in vocabulary.classes.values() if term in each.parts)
    below = _below(term, vocabulary)
    beside = (_beside(term, vocabulary.classes[each].parts, vocabulary) for each in above)
    siblings = (each for each in beside if each)
    return tuple(dict.fromkeys((*above, *below, *siblings, *_strangers(term, vocabulary))))


def _below(term: str, vocabulary: Vocabulary) -> list[str]:
    found = vocabulary.classes.get(term)
    if found is None:
        return []
    classes = [part for part in found.parts if part in vocabulary.classes]
    parts = sorted(found.parts)
    return sorted(classes) or [parts[0], parts[-1]]


def _beside(term: str, parts: Iterable[str], vocabulary: Vocabulary) -> str:
    """Give the next part of a class, a class for a class and an ingredient for an ingredient."""
    is_class = term in vocabulary.classes
    return _next(term, [part for part in parts if (part in vocabulary.classes) is is_class])


def _next(name: str, names: Iterable[str]) -> str:
    """Give the name that follows in the alphabet, the first after the last; empty: it is alone."""
    ordered: Sequence[str] = sorted({*names, name})
    following = ordered[(ordered.index(name) + 1) % len(ordered)]
    return "" if following == name else following


def _strangers(term: str, vocabulary: Vocabulary) -> Iterator[str]:
    """Give one class that shares no ingredient with a term, the next in the alphabet."""
    members = vocabulary.members_of(term)
    apart = [each.id for each in vocabulary.classes.values() if each.members.isdisjoint(members)]
    if apart:
        yield _next(term, apart)


def kin_of_concept(concept: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Give the conditions right above one and those right below it, and the next beside it."""
    concepts = vocabulary.concepts
    above = sorted(concepts[concept].within)
    below = sorted(each.id for each in concepts.values() if concept in each.within)
    beside = [each.id for each in concepts.values() if set(above) & set(each.within)]
    others = [_next(concept, beside or concepts)]
    return tuple(dict.fromkeys((*above, *below, *filter(None, others))))
