"""How a medication is taken: its route, whether it still is, and what for."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from caveat.reading.course import CUES
from caveat.reading.text import Token, TokenKind, fold, tokenise
from caveat.reading.vocabulary import Lexicon, Vocabulary


class Zone(Enum):
    """What a word of a medication entry belongs to."""

    MAIN = "main"
    BRACKET = "bracket"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class Usage:
    """The route that is stated, and the one that the form implies."""

    route: str
    form_route: str


_REASON_WORDS = frozenset(
    ("for", "indication", "reason", "treating", "treats", "because", "due", "case", "against")
)
_NEAR = 5
_SHORTEST_NAME = 3
_GUARDS = frozenset(
    (
        *("not", "was", "off", "instead", "stopped", "replaced", "allergic", "previously"),
        *("failed", "without", "no", "never", "for", "when", "than", "unlike"),
    )
)


def zones_of(tokens: Sequence[Token]) -> tuple[Zone, ...]:
    """Say of each token whether it names, explains in brackets, or gives the reason."""
    zones: list[Zone] = []
    depth = 0
    reason = guarded = False
    for place, token in enumerate(tokens):
        if token.text == "(":
            guarded = guarded if depth else _is_guarded(tokens, place)
            depth += 1
        if not depth and _ends_reason(tokens, place):
            reason = False
        reason = reason or (not depth and _starts_reason(tokens, place))
        zones.append(_zone(inside=depth > 0, reason=reason or guarded))
        depth = max(0, depth - (token.text == ")"))
        guarded = guarded and depth > 0
    return tuple(zones)


def _zone(*, inside: bool, reason: bool) -> Zone:
    if reason:
        return Zone.REASON
    return Zone.BRACKET if inside else Zone.MAIN


def _starts_reason(tokens: Sequence[Token], place: int) -> bool:
    """Say whether a reason follows: it does after ``for``, but ``for 3 days`` is a duration."""
    if tokens[place].text not in _REASON_WORDS or place + 1 == len(tokens):
        return False
    return place > 0 and tokens[place + 1].kind is TokenKind.WORD


def _ends_reason(tokens: Sequence[Token], place: int) -> bool:
    """Say whether another medicine may follow: ``and`` ends a reason where a dose comes next."""
    if tokens[place].text != "and":
        return tokens[place].text in ",;."
    following = tokens[place + 1 : place + _NEAR]
    return any(token.kind is TokenKind.NUMBER or token.text in _REASON_WORDS for token in following)


def _is_guarded(tokens: Sequence[Token], opening: int) -> bool:
    """Say whether a bracket, up to where it first closes, speaks of what is not taken."""
    for token in tokens[opening:]:
        if token.text == ")":
            return False
        if token.text in _GUARDS:
            return True
    return False


def read_usage(tokens: Sequence[Token], zones: Sequence[Zone], lexicon: Lexicon) -> Usage:
    """Read the route, but not from the reason ("for dental anxiety")."""
    said = [token for token, zone in zip(tokens, zones, strict=True) if zone is not Zone.REASON]
    return Usage(
        _only({match.target for match in lexicon.routes.find(said)}),
        _only({match.target for match in lexicon.form_routes.find(said)}),
    )


def unknown_words(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """Give the words that say nothing of the use of a medicine; they may name one."""
    known = {
        place
        for index in (lexicon.filler, lexicon.routes, CUES)
        for match in index.find(tokens)
        for place in range(match.start, match.end)
    }
    return [
        token
        for place, token in enumerate(tokens)
        if place not in known and token.kind is TokenKind.WORD and len(token.text) >= _SHORTEST_NAME
    ]


def is_excused(word: str, vocabulary: Vocabulary) -> bool:
    """Say whether an unknown word beside a known medicine surely names no other."""
    lexicon = vocabulary.names.lexicon
    return (
        word in lexicon.common
        or word in lexicon.condition_words
        or vocabulary.names.filler_spelling.nearest(word).key is not None
    )


def route_of(words: str, lexicon: Lexicon) -> str:
    """Give the route that a field of its own states; empty where it names none known."""
    name = fold(words).strip()
    if name in lexicon.route_names:
        return name
    tokens = tokenise(name)
    return _only({match.target for match in lexicon.routes.find(tokens)})


def _only(routes: set[str]) -> str:
    """Two routes in one text leave the route open."""
    return routes.pop() if len(routes) == 1 else ""


def reason_of(tokens: Sequence[Token], zones: Sequence[Zone]) -> str:
    """Give the words that say what a medicine is for, folded; empty where none do."""
    words = [
        token.text
        for token, zone in zip(tokens, zones, strict=True)
        if zone is not Zone.MAIN and token.kind is not TokenKind.SIGN
    ]
    return " ".join(word for word in words if word not in _REASON_WORDS)
