"""The vocabulary's names as schemas, so that an editor completes them and marks what is unknown."""

from collections.abc import Iterable, Mapping
from itertools import chain

from caveat.authoring.schema.json_value import Json, JsonObject
from caveat.reading.vocabulary import ObservationTerm, Vocabulary

_NUMBER, _FLAG = "number", "flag"


class Names:
    """Writes the schemas of names; editors show the ``enumDescriptions`` beside its words.

    An ``errorMessage`` keeps them from listing thousands of names where one is wrong.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def known(self, sort: str) -> JsonObject:
        """Give the names of a sort: of a term, a condition, an observation or a route."""
        vocabulary = self._vocabulary
        if sort == "route":
            routes = sorted(vocabulary.names.lexicon.route_names)
            return _told("route", {}, routes)
        if sort == "condition":
            titles = {name: each.title for name, each in vocabulary.concepts.items()}
            return _told("condition", titles)
        if sort == "observation":
            titles = {name: _meaning(each) for name, each in vocabulary.observations.items()}
            return _told("fact", titles)
        classes = {name: each.title for name, each in sorted(vocabulary.classes.items())}
        rest = sorted(vocabulary.ingredients)
        return _told("class or ingredient", classes, rest)

    def facts(self) -> JsonObject:
        """Give a mapping of facts; they may be stated by other names of theirs too."""
        return {
            "type": "object",
            "properties": {
                name: {"description": each.question, **_stated(each)}
                for name, each in self._vocabulary.observations.items()
            },
            "additionalProperties": {
                "description": "A number, with its unit if it is not the usual one; true or "
                "false; or a choice.",
                **_anything(),
            },
        }

    def values_by_fact(self) -> list[Json]:
        """Give what a criterion's ``is`` may be, for each fact: numbers, flags or its choices."""
        groups: dict[tuple[str, ...], list[str]] = {}
        for name, each in self._vocabulary.observations.items():
            key = (each.kind,) if each.kind in {_NUMBER, _FLAG} else tuple(each.choices or ())
            groups.setdefault(key, []).append(name)
        return [
            {
                "if": {"properties": {"observation": {"enum": names}}},
                "then": {"properties": {"is": _one_or_many(_value(key))}},
            }
            for key, names in groups.items()
        ]


def _told(what: str, titles: Mapping[str, str], rest: Iterable[str] = ()) -> JsonObject:
    """Give names with what each means, and further ones that say it themselves."""
    return {
        "description": f"A {what} of the vocabulary.",
        "errorMessage": f"This is no {what} of the vocabulary.",
        "enum": list(chain(titles, rest)),
        "enumDescriptions": list(titles.values()),
    }


def _meaning(term: ObservationTerm) -> str:
    return f"{term.title}, in {term.unit}" if term.unit else term.title


def _stated(term: ObservationTerm) -> JsonObject:
    if term.kind == _NUMBER:
        return {"type": ["number", "string"], "pattern": r"\S"}
    if term.kind == _FLAG:
        return {"type": ["boolean", "string"], "pattern": r"\S"}
    return {"anyOf": [{"enum": list(term.choices or ())}, _anything()]}


def _anything() -> JsonObject:
    return {"type": ["string", "number", "boolean"], "pattern": r"\S"}


def _value(key: tuple[str, ...]) -> JsonObject:
    if key in {(_NUMBER,), (_FLAG,)}:
        return {"type": "number" if key == (_NUMBER,) else "boolean"}
    return {"enum": list(key)}


def _one_or_many(value: JsonObject) -> JsonObject:
    return {"anyOf": [value, {"type": "array", "items": value}]}
