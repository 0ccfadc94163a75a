"""How a medication is taken: its route, whether it still is, and what for."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from caveat.reading.names import NameIndex
from caveat.reading.status import MedicationStatus
from caveat.reading.text import Token, TokenKind, fold, key_of, tokenise
from caveat.reading.vocabulary import Lexicon


class Zone(Enum):
    """What a word of a medication entry belongs to."""

    MAIN = "main"
    BRACKET = "bracket"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class Usage:
    """The route that is stated, the one that the form implies, and the status with its words."""

    route: str
    form_route: str
    status: MedicationStatus
    status_words: str


_STOPPED = (
    *("stopped", "discontinued", "d/c", "d/c'd", "dc'd", "dced", "no longer", "former"),
    *("formerly", "previously", "previously took", "used to take", "used to", "quit", "ended"),
    *("no longer takes", "no longer takes it", "no longer taking", "no longer uses"),
    *("completed", "finished", "off since", "not taking", "not taking any more", "never took"),
    *("denies", "denied", "does not take", "doesn't take", "not on", "came off", "no"),
)
_PLANNED = ("planned", "plan to start", "to start", "will start", "about to start", "starting")
_STATUS_WORDS: NameIndex[MedicationStatus] = NameIndex(
    {key_of(words): MedicationStatus.STOPPED for words in _STOPPED}
    | {key_of(words): MedicationStatus.PLANNED for words in _PLANNED}
)
# "stopped" before another noun ("stopped smoking") says nothing of the medicine
_ONLY_AT_START = frozenset(("no", "denies", "denied"))
_AFTER_STOPPED = frozenset(
    (
        *("in", "on", "by", "since", "last", "ago", "due", "because", "after", "about", "this"),
        *("taking", "around", "over", "per", "a", "early", "late", "when", "for", "it", "at"),
        *("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
        *("january", "february", "march", "april", "june", "july", "august", "september"),
        *("october", "november", "december", "spring", "summer", "autumn", "fall", "winter"),
        *("yesterday", "today", "weeks", "months", "years", "week", "month", "year"),
    )
)
_REASON_WORDS = frozenset(("for", "indication", "reason", "treating", "treats"))
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
    reason = False
    for place, token in enumerate(tokens):
        depth += token.text == "("
        if not depth and _ends_reason(tokens, place):
            reason = False
        reason = reason or (not depth and _starts_reason(tokens, place))
        zones.append(_zone(tokens, place, inside=depth > 0, reason=reason))
        depth = max(0, depth - (token.text == ")"))
    return tuple(zones)


def _zone(tokens: Sequence[Token], place: int, *, inside: bool, reason: bool) -> Zone:
    if reason:
        return Zone.REASON
    if not inside:
        return Zone.MAIN
    return Zone.REASON if _is_guarded(tokens, place) else Zone.BRACKET


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


def _is_guarded(tokens: Sequence[Token], place: int) -> bool:
    first = place
    while first > 0 and tokens[first].text != "(":
        first -= 1
    last = place
    while last < len(tokens) and tokens[last].text != ")":
        last += 1
    return any(token.text in _GUARDS for token in tokens[first:last])


def read_usage(
    folded: str, tokens: Sequence[Token], zones: Sequence[Zone], lexicon: Lexicon
) -> Usage:
    """Read the route, but not from the reason ("for dental anxiety"), and the status."""
    status, words = _read_status(folded, tokens)
    said = [token for token, zone in zip(tokens, zones, strict=True) if zone is not Zone.REASON]
    return Usage(
        _only({match.target for match in lexicon.routes.find(said)}),
        _only({match.target for match in lexicon.form_routes.find(said)}),
        status,
        words,
    )


def unknown_words(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """Give the words that say nothing of the use of a medicine; they may name one."""
    known = {
        place
        for index in (lexicon.filler, lexicon.routes, _STATUS_WORDS)
        for match in index.find(tokens)
        for place in range(match.start, match.end)
    }
    return [
        token
        for place, token in enumerate(tokens)
        if place not in known and token.kind is TokenKind.WORD and len(token.text) >= _SHORTEST_NAME
    ]


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


def _read_status(folded: str, tokens: Sequence[Token]) -> tuple[MedicationStatus, str]:
    for match in _STATUS_WORDS.find(tokens):
        if match.key in _ONLY_AT_START and match.start > 0:
            continue
        if match.start > 0 and not _ends_statement(tokens, match.end):
            continue
        words = folded[tokens[match.start].start : tokens[match.end - 1].end]
        return match.target, words
    return MedicationStatus.ACTIVE, ""


def _ends_statement(tokens: Sequence[Token], place: int) -> bool:
    if place == len(tokens) or tokens[place].kind is not TokenKind.WORD:
        return True
    return tokens[place].text in _AFTER_STOPPED


def reason_of(tokens: Sequence[Token], zones: Sequence[Zone]) -> str:
    """Give the words that say what a medicine is for, folded; empty where none do."""
    words = [
        token.text
        for token, zone in zip(tokens, zones, strict=True)
        if zone is not Zone.MAIN and token.kind is not TokenKind.SIGN
    ]
    return " ".join(word for word in words if word not in _REASON_WORDS)
