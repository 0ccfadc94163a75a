"""A pair of a list as a rule in YAML: what the list states, and plainly what it does not."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from caveat.authoring.interchange.pairs.examples import examples_of
from caveat.authoring.interchange.pairs.pair_list import Pair
from caveat.authoring.interchange.pairs.read_back import ReadBack
from caveat.authoring.interchange.pairs.scalar import scalar
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.decode import GRAVEST_DRAFT

LIST = "list"
"""The id of the source that an imported list is."""

_LONGEST_TITLE = 90
_SAID_NOTHING = {
    "consequence": "The list does not say what may happen.",
    "mechanism": "The list does not say how it comes about.",
    "management": "The list does not say what to do.",
}
_NO_SECTION = "not stated"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The day of the import, and who vouches for the list's levels, if anybody does."""

    date: str
    by: str = ""


class RuleWriter:
    """Writes the rules of one pack; ``works`` are the ids of the sources that the list names."""

    def __init__(
        self,
        pack_id: str,
        confirmation: Confirmation,
        works: Mapping[str, str],
        vocabulary: Vocabulary,
    ) -> None:
        self._pack_id = pack_id
        self._confirmation = confirmation
        self._works = works
        self._vocabulary = vocabulary
        self._read_back = ReadBack(vocabulary)
        self._taken: dict[str, int] = {}

    def lines(self, pair: Pair) -> tuple[str, tuple[str, ...]]:
        """Give the id of a pair's rule, and its text in lines."""
        rule_id = self._id(pair)
        texts = {name: pair.texts[name] or nothing for name, nothing in _SAID_NOTHING.items()}
        return rule_id, (
            f"id: {rule_id}",
            "kind: interaction",
            *self._level(pair),
            f"title: {scalar(self._title(pair))}",
            f"between: [{scalar(pair.first)}, {scalar(pair.second)}]",
            *(f"{name}: {scalar(text)}" for name, text in texts.items()),
            f"serious: {str(pair.serious).lower()}",
            *self._evidence(pair),
            *self._review(),
            "examples:",
            *(f"  - {each}" for each in examples_of(pair, self._read_back, self._vocabulary)),
        )

    def _id(self, pair: Pair) -> str:
        """Give an id that does not depend on the order of the two, nor on the list's."""
        first, second = sorted((slug_of(pair.first), slug_of(pair.second)))
        plain = f"{self._pack_id}-{first}-with-{second}"
        count = self._taken[plain] = self._taken.get(plain, 0) + 1
        return plain if count == 1 else f"{plain}-{count}"

    def _level(self, pair: Pair) -> Iterator[str]:
        if self._confirmation.by:
            yield f"level: {pair.level.word}"
            return
        yield f"level: {min(pair.level, GRAVEST_DRAFT).word} # the list states {pair.level.word}"
        yield "draft: true"

    def _title(self, pair: Pair) -> str:
        first, second = map(self._vocabulary.title_of, (pair.first, pair.second))
        title = f"{first[:1].upper()}{first[1:]} with {second}"
        return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"

    def _evidence(self, pair: Pair) -> Iterator[str]:
        by = self._confirmation.by or "nobody"
        stated = f"Line {pair.line} of the list states the level {pair.level.word}"
        note = f"{stated}, which {by} has confirmed. {pair.texts['note']}"
        yield "evidence:"
        yield "  grade: expert-opinion"
        yield f"  note: {scalar(note.strip())}"
        yield "  sources:"
        yield from (f"    - {{{citation}, read: {read}}}" for citation, read in self._cited(pair))

    def _cited(self, pair: Pair) -> Iterator[tuple[str, str]]:
        """Cite the line of the list, and the work that it names; a section is of one of them."""
        section, work = pair.texts["section"], self._works.get(pair.texts["source"])
        line = f"line {pair.line}" + (f", {section}" if section and not work else "")
        yield f"source: {LIST}, section: {scalar(line)}", "read"
        if work:
            yield f"source: {work}, section: {scalar(section or _NO_SECTION)}", "second-hand"

    def _review(self) -> Iterator[str]:
        by = self._confirmation.by
        if by:
            yield f"author: {scalar(by)}"
            yield f"reviewer: {scalar(by)}"
        yield f"reviewed: {self._confirmation.date}"


def slug_of(term: str) -> str:
    """Write a term with small letters, digits and hyphens alone."""
    return re.sub(r"[^a-z0-9]+", "-", term.lower().replace("'", "")).strip("-")
