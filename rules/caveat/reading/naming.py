"""Finds the medicines that an entry names, and the words in it that name nothing known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from caveat.reading.names import Match
from caveat.reading.path import Step, StepKind
from caveat.reading.text import Token, TokenKind, fold, written
from caveat.reading.unread import UnreadPart
from caveat.reading.usage import Zone, is_excused, unknown_words
from caveat.reading.vocabulary import Substance, Vocabulary


@dataclass(frozen=True, slots=True)
class ReadSubstance:
    """A substance found in an entry, by which steps, and how many letters differ."""

    substance: Substance
    steps: tuple[Step, ...]
    distance: int = 0


@dataclass(frozen=True, slots=True)
class Naming:
    """The substances that an entry names and where, and its parts that name nothing known.

    ``mentioned`` are the places of names that the entry does not say are taken.
    """

    found: tuple[ReadSubstance, ...]
    unread: tuple[UnreadPart, ...]
    places: tuple[range, ...]
    mentioned: tuple[range, ...]


_NO_NAME = "names no medicine known"
_MOST_UNREAD = 10
_SEPARATORS = frozenset({",", ";", "+", "&", "and", "with", "plus"})
_UNITS = frozenset({"mg", "mcg", "ug", "g", "ml", "iu", "unit", "units", "meq", "mmol", "l"})
_AND = frozenset((",", "and", "&", "+", "plus", "or"))
_HEADS = frozenset(
    (
        *("something", "anything", "pill", "pills", "tablet", "tablets", "medicine", "medication"),
        *("medications", "medicines", "meds", "med", "drug", "drugs", "stuff", "thing", "patch"),
        *("patches", "drops", "spray", "injection", "injections", "shot", "shots", "supplement"),
        *("supplements", "herb", "herbs", "powder", "capsule", "capsules", "cream", "inhaler"),
    )
)
_TWO_WORDS = 2
# "Tylenol 3 times a day" counts, "Tylenol 3" names
_AFTER_COUNT = frozenset(("x", "times", "per", "a", "mg", "mcg", "g", "h", "hr", "hours"))
# "for anxiety and opioid withdrawal" names a reason, "for depression and oxycodone" a medicine
_AFTER_REASON = frozenset(
    (
        *("withdrawal", "abuse", "addiction", "dependence", "dependency", "use", "misuse"),
        *("overdose", "toxicity", "poisoning", "induced", "allergy", "intolerance", "disorder"),
        *("cessation", "craving", "cravings", "deficiency", "detox", "taper", "level", "levels"),
        *("effect", "effects", "sickness", "related", "associated", "resistance", "failure"),
    )
)


def read_names(
    folded: str, tokens: Sequence[Token], zones: Sequence[Zone], vocabulary: Vocabulary
) -> Naming:
    """Read the names in a text; a word beside a name is unread unless it says how or why."""
    matches = _matches(tokens, vocabulary)
    counted = [match for match in matches if _counts(match, tokens, zones)]
    segments = tuple(_segments(tokens, zones))
    found = {
        range(match.start, match.end): _named(match, tokens, folded)
        for match in _without_headings(counted, segments, vocabulary)
    }
    unread: list[UnreadPart] = []
    taken = {place for match in matches for place in range(match.start, match.end)}
    explained = taken | _in_square_brackets(tokens)
    for segment in segments:
        has_name = not taken.isdisjoint(segment)
        skipped = explained if has_name or found else taken
        rest = [place for place in segment if place not in skipped]
        further = _further(tokens, rest, vocabulary)
        found.update(further)
        covered = {place for name in further for place in name}
        part = [place for place in rest if place not in covered]
        is_beside = has_name or bool(further)
        explains = is_beside or (bool(found) and not _may_be_medicine(tokens, part))
        near, unread_part = _guessed(tokens, part, vocabulary, has_name=explains)
        found.update(near)
        unread.extend(unread_part)
    if not found and not unread:
        unread.append(UnreadPart(folded.strip(), _NO_NAME))
    named = tuple(unread[:_MOST_UNREAD])
    return Naming(tuple(found.values()), named, tuple(found), _mentioned(matches, counted))


def _mentioned(
    matches: Sequence[Match[Substance]], counted: Sequence[Match[Substance]]
) -> tuple[range, ...]:
    taken = {match.start for match in counted}
    return tuple(range(match.start, match.end) for match in matches if match.start not in taken)


def _may_be_medicine(tokens: Sequence[Token], part: Sequence[int]) -> bool:
    """Say whether common words stand for a medicine: "Zoloft, something from my sister"."""
    return not _HEADS.isdisjoint(tokens[place].text for place in part)


def _further(
    tokens: Sequence[Token], rest: Sequence[int], vocabulary: Vocabulary
) -> dict[range, ReadSubstance]:
    """Find names of the market among words that say nothing else."""
    market = vocabulary.names.further
    if market is None:
        return {}
    words = unknown_words([tokens[place] for place in rest], vocabulary.names.lexicon)
    unknown = {token.start for token in words}
    found: dict[range, ReadSubstance] = {}
    end = 0
    for place in rest:
        is_unknown = place >= end and tokens[place].start in unknown
        match = market.at(tokens, place) if is_unknown else None
        if match:
            end = match.end
            steps = (Step(StepKind.TEXT, match.key), Step(StepKind.NAME, match.target.label))
            found[range(match.start, match.end)] = ReadSubstance(match.target, steps)
    return found


def _matches(tokens: Sequence[Token], vocabulary: Vocabulary) -> list[Match[Substance]]:
    """Find the names; the salt after one, as in ``azilsartan potassium``, is no other."""
    matches: list[Match[Substance]] = []
    for match in vocabulary.names.substances.find(tokens):
        is_salt = vocabulary.names.lexicon.filler.get(match.key) == "salts"
        follows = bool(matches) and matches[-1].end == match.start
        if not (is_salt and follows):
            matches.append(_shortened(match, tokens, vocabulary))
    return matches


def _shortened(
    match: Match[Substance], tokens: Sequence[Token], vocabulary: Vocabulary
) -> Match[Substance]:
    """Give back a last word that goes on: ``Tylenol 3x daily``, ``Claritin D/C'd``."""
    if match.end == len(tokens) or match.end - match.start < _TWO_WORDS:
        return match
    last, following = tokens[match.end - 1], tokens[match.end]
    counts = last.kind is TokenKind.NUMBER and following.text in _AFTER_COUNT
    breaks = len(last.text) == 1 and following.text == "/" and following.start == last.end
    if not (counts or breaks):
        return match
    key, _, _ = match.key.rpartition(" ")
    target = vocabulary.names.substances.get(key)
    return Match(match.start, match.end - 1, key, target) if target else match


def _without_headings(
    matches: Sequence[Match[Substance]], segments: Sequence[Sequence[int]], vocabulary: Vocabulary
) -> list[Match[Substance]]:
    """Leave out a class beside its member, and a vague word that says how: ``ProAir inhaler``."""
    specific = [match for match in matches if match.target.kind is not StepKind.CLASS]
    above = {
        term
        for match in specific
        for named in match.target.terms
        for term in vocabulary.terms_of(named)
    }
    segment_of = {place: number for number, segment in enumerate(segments) for place in segment}
    explained = {segment_of.get(match.start) for match in specific}
    return [
        match
        for match in matches
        if match.target.kind is not StepKind.CLASS
        or not (
            above.issuperset(match.target.terms)
            or (match.target.is_vague and segment_of.get(match.start) in explained)
        )
    ]


def _named(match: Match[Substance], tokens: Sequence[Token], folded: str) -> ReadSubstance:
    return read_substance(match.target, written(folded, tokens[match.start : match.end]))


def read_substance(substance: Substance, words: str) -> ReadSubstance:
    """Give a substance with the steps from the words that were written to its name."""
    label = substance.label
    is_renamed = fold(label) != words or substance.is_vague
    text = (Step(StepKind.TEXT, words),) if is_renamed else ()
    name = (Step(StepKind.NAME, label),) if substance.kind is StepKind.NAME else ()
    return ReadSubstance(substance, (*text, *name), substance.distance)


def _counts(match: Match[Substance], tokens: Sequence[Token], zones: Sequence[Zone]) -> bool:
    """Say whether a name is one of the entry's medicines and not of its reason."""
    if zones[match.start] is not Zone.REASON:
        return True
    follows = match.start > 0 and tokens[match.start - 1].text in _AND
    is_reason = match.end < len(tokens) and tokens[match.end].text in _AFTER_REASON
    return follows and not is_reason and match.target.kind is not StepKind.CLASS


def _in_square_brackets(tokens: Sequence[Token]) -> set[int]:
    """Give the places of ``[Percocet]``, where product lists repeat a content as its brand."""
    places: set[int] = set()
    inside = False
    for place, token in enumerate(tokens):
        inside = token.text == "[" or (inside and token.text != "]")
        if inside:
            places.add(place)
    return places


def _segments(tokens: Sequence[Token], zones: Sequence[Zone]) -> Iterator[list[int]]:
    """Split the main words where another medicine may begin."""
    segment: list[int] = []
    for place in range(len(tokens)):
        if zones[place] is not Zone.REASON and _separates(tokens, place):
            yield segment
            segment = []
        elif zones[place] is not Zone.REASON:
            segment.append(place)
    yield segment


def _separates(tokens: Sequence[Token], place: int) -> bool:
    """Say whether another medicine may follow; the stroke of ``mg/kg`` follows a unit."""
    text = tokens[place].text
    if text != "/" or place == 0:
        return text in _SEPARATORS
    return tokens[place - 1].text not in _UNITS and tokens[place - 1].kind is TokenKind.WORD


def _guessed(
    tokens: Sequence[Token], part: Sequence[int], vocabulary: Vocabulary, *, has_name: bool
) -> tuple[dict[range, ReadSubstance], list[UnreadPart]]:
    """Guess at the unknown words of a part; beside a name some are excused."""
    places = {tokens[place].start: place for place in part}
    found: dict[range, ReadSubstance] = {}
    rest: list[Token] = []
    suggestions: list[str] = []
    for token in unknown_words([tokens[place] for place in part], vocabulary.names.lexicon):
        if has_name and is_excused(token.text, vocabulary):
            continue
        near = nearest_substance(token.text, vocabulary)
        if isinstance(near, ReadSubstance):
            place = places[token.start]
            found[range(place, place + 1)] = near
        else:
            rest.append(token)
            suggestions.extend(near)
    if found:
        rest = [token for token in rest if not is_excused(token.text, vocabulary)]
    if not rest:
        return found, []
    words = " ".join(token.text for token in rest)
    return found, [UnreadPart(words, _NO_NAME, tuple(dict.fromkeys(suggestions)))]


def nearest_substance(word: str, vocabulary: Vocabulary) -> ReadSubstance | tuple[str, ...]:
    """Give the one substance that is near enough in spelling, or what may be meant."""
    names = vocabulary.names
    near = names.substance_spelling.nearest(word)
    target = names.substances.get(near.key) if near.key else None
    if target is None:
        found = (names.substances.get(key) for key in near.suggestions)
        return tuple(substance.label for substance in found if substance)
    steps = (Step(StepKind.TEXT, word), Step(StepKind.NAME, target.label))
    return ReadSubstance(target, steps, near.distance)
