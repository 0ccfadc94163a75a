"""Says of a name that is no class or ingredient what it may be instead."""

from caveat.reading.text import key_of
from caveat.reading.vocabulary import Vocabulary
from caveat.source.reader import named

_LIKE = 0.8
"""How alike a suggestion is at least, as medicines that look alike are easily confused."""


def unknown_term(name: str, vocabulary: Vocabulary) -> str:
    """Quote a name, with the ingredients or the class that it stands for, or one spelt like it."""
    substance = vocabulary.names.substances.get(key_of(name))
    terms = [term for term in substance.terms if vocabulary.has_term(term)] if substance else []
    match terms:
        case []:
            return named(name, (*vocabulary.classes, *vocabulary.ingredients), _LIKE)
        case [term]:
            return f"'{name}' is a name of '{term}'; write that"
        case _:
            listed = " and ".join(f"'{term}'" for term in terms)
            return f"'{name}' is a product of {listed}; name one of them"
