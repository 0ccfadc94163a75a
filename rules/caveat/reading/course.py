"""Whether a medicine is taken, was taken or will be, by the words before and after its name.

A word before a name counts only where nothing but filler stands between: "no change: Zoloft" and
"stopped smoking, on Chantix" stop no medicine.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from caveat.reading.names import Match, NameIndex
from caveat.reading.status import MedicationStatus
from caveat.reading.text import Token, TokenKind, key_of, written


@dataclass(frozen=True, slots=True)
class Course:
    """The status of a medicine, and the words that gave it."""

    status: MedicationStatus
    words: str


TAKEN = Course(MedicationStatus.ACTIVE, "")


class _Side(Enum):
    """Where a status word stands."""

    BEFORE = "before the name"
    AFTER = "after the name"


_STOPPED, _PLANNED, _ACTIVE = (
    MedicationStatus.STOPPED,
    MedicationStatus.PLANNED,
    MedicationStatus.ACTIVE,
)

_WORDS: dict[tuple[_Side, MedicationStatus], tuple[str, ...]] = {
    (_Side.BEFORE, _STOPPED): (
        *("stopped", "discontinued", "d/c", "d/c'd", "dc", "dc'd", "dced", "no longer", "former"),
        *("formerly", "previously", "previously took", "previously on", "used to take", "used to"),
        *("used to be on", "quit", "ended", "completed", "finished", "not taking", "not on"),
        *("not currently taking", "not currently on", "no longer takes", "no longer taking"),
        *("no longer on", "no longer uses", "never took", "never takes", "never tried", "never"),
        *("denies", "denied", "denying", "does not take", "doesn't take", "don't take", "no"),
        *("do not take", "did not take", "didn't take", "came off", "off", "weaned off", "not"),
        *("tapered off", "self-d/c'd", "self d/c'd", "self-discontinued", "ran out of", "out of"),
        *("haven't had", "hasn't had", "hasn't taken", "haven't taken", "has not taken", "without"),
        *("holding", "held", "hold", "declined", "declines", "refused", "refuses", "failed"),
        *("tried and failed", "allergic to", "allergy to", "intolerant of", "intolerant to"),
        *("intolerance to", "was on", "were on", "was taking", "had been on", "had been taking"),
        *(
            "do not drink",
            "don't drink",
            "past",
            "past use of",
            "prior use of",
            "has never taken",
            "avoid",
            "avoids",
            "avoiding",
        ),
        *("can avoid", "instead of", "rather than", "switched from", "changed from"),
        *("transitioned from", "stopped taking", "stop", "stops", "stopping"),
    ),
    (_Side.AFTER, _STOPPED): (
        *("stopped", "discontinued", "d/c", "d/c'd", "dc", "dc'd", "dced", "no longer", "quit"),
        *("no longer takes", "no longer takes it", "no longer taking", "no longer uses", "ended"),
        *("completed", "finished", "off since", "not taking", "not taking any more", "held"),
        *("not currently taking", "never took", "never took it", "never takes it", "never filled"),
        *("never started", "never used", "denies", "denied", "pt denies", "on hold", "refused"),
        *("weaned off", "tapered off", "past", "in the past", "previously", "formerly", "failed"),
        *("declined", "allergic", "was stopped", "was discontinued", "replaced by"),
        *("replaced with", "switched to", "changed to", "none now"),
        *("doesn't take it", "does not take it", "don't take it", "not any more", "not anymore"),
        *("self-discontinued", "self d/c'd", "ran out", "has not taken"),
    ),
    (_Side.BEFORE, _PLANNED): (
        *(
            "planned",
            "plan",
            "plan to start",
            "to start",
            "will start",
            "about to start",
            "to begin",
        ),
        *("starting", "will begin", "scheduled to start", "supposed to start", "waiting to start"),
        *("considering", "thinking about", "thinking of", "wants me on", "wants to start"),
        *("has not started", "hasn't started", "haven't started", "not started", "not yet started"),
        *("planning", "planning to start", "plans to start", "going to start", "due to start"),
        *("proposed", "candidate for", "interested in", "would like to start", "would like to try"),
    ),
    (_Side.AFTER, _PLANNED): (
        *("planned", "to start", "will start", "about to start", "to begin", "will begin"),
        *("has not started", "hasn't started", "haven't started", "not started", "not yet started"),
        *("not started yet", "scheduled", "starting", "to be started"),
    ),
    (_Side.BEFORE, _ACTIVE): (
        *("restarted", "resumed", "back on", "continues", "continue", "still takes", "still on"),
        *("started back on", "resume", "restart", "now on", "currently on", "currently taking"),
        *("never stopped", "not stopped", "has not stopped", "hasn't stopped", "haven't stopped"),
        *("did not stop", "didn't stop", "refuses to stop", "can't stop", "cannot stop"),
        *("weaning off", "weaning", "tapering off", "tapering", "coming off", "will stop"),
        *("to stop", "plans to stop", "wants to stop", "trying to stop", "trying to come off"),
    ),
    (_Side.AFTER, _ACTIVE): (
        *("restarted", "resumed", "was restarted", "was resumed", "continued", "still takes it"),
    ),
}
_BETWEEN = frozenset(
    (
        *("taking", "using", "use", "of", "any", "all", "his", "her", "their", "my", "the", "on"),
        *("a", "an", "current", "currently", "daily", "nightly", "both", "it", "to", "take", "and"),
        *("prescribed", "prescription", "otc", "recreational", "home", "dose", "doses", "course"),
        *("trial", "trials", "or"),
        *("mg", "mcg", "ml", "tabs", "tab", "tablets", "generic", "brand", "low", "high"),
    )
)
_MOST_BETWEEN = 5
# "stopped" after a name and before another noun ("stopped smoking") says nothing of the medicine
_GOES_ON = frozenset(
    (
        *("in", "on", "by", "since", "last", "ago", "due", "because", "after", "about", "this"),
        *("taking", "around", "over", "per", "a", "early", "late", "when", "for", "it", "at", "d"),
        *("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
        *("january", "february", "march", "april", "june", "july", "august", "september", "the"),
        *("october", "november", "december", "spring", "summer", "autumn", "fall", "winter"),
        *("yesterday", "today", "weeks", "months", "years", "week", "month", "year", "secondary"),
        *("s", "yrs", "wks", "before", "as", "with", "and", "to", "until", "pending", "now", "two"),
        *("tomorrow", "soon", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"),
        *(
            "sunday",
            "three",
            "some",
            "several",
            "himself",
            "herself",
            "own",
            "prior",
            "next",
            "following",
        ),
    )
)
_WISHED = frozenset(("to", "will", "never", "not", "trying", "helps", "would", "should", "may"))
_BEGUN = frozenset(("started", "began", "start", "since", "begun", "restarted", "increased"))
_YEARS = (1950, 2100)
_ANSWER = 2
_ASKING = frozenset((":", "-", "?"))
_NO = frozenset(("no", "none", "nil", "n", "never", "denies", "denied", "negative"))


def _index() -> NameIndex[dict[_Side, MedicationStatus]]:
    cues: dict[str, dict[_Side, MedicationStatus]] = {}
    for (side, status), phrases in _WORDS.items():
        for words in phrases:
            cues.setdefault(key_of(words), {})[side] = status
    return NameIndex(cues)


CUES = _index()
"""Every status word of a medicine, and what it says on which side of the name."""


class _Places:
    """Where the names stand, those that the entry takes and others that it only mentions."""

    def __init__(self, named: Iterable[range], others: Iterable[range] = ()) -> None:
        names = tuple(named)
        self.starts = frozenset(name.start for name in names)
        self.stops = sorted(name.stop for name in names)
        self._other_stops = sorted(name.stop for name in others)

    def end_before(self, place: int) -> bool:
        """Say whether the last name before a place is one that the entry takes."""
        taken, other = _last(self.stops, place), _last(self._other_stops, place)
        return taken > other


def _last(stops: Sequence[int], place: int) -> int:
    at = bisect_right(stops, place)
    return stops[at - 1] if at else 0


def read_course(
    folded: str, tokens: Sequence[Token], named: Sequence[range], others: Sequence[range] = ()
) -> Course:
    """Read the status of medicines that stand at these places; a restart outweighs a stop.

    What follows one of the ``others`` speaks of that: "buspirone (for Xanax, stopped in May)".
    """
    places = _Places(named, others)
    said = [
        Course(status, written(folded, tokens[match.start : match.end]))
        for match in CUES.find(tokens)
        for status in _said(match, tokens, places)
    ]
    said.extend(_ended_long_ago(folded, tokens, places))
    said.extend(_answered(folded, tokens, places))
    restart = (course for course in said if course.status is _ACTIVE)
    return next(restart, said[0] if said else TAKEN) if said else TAKEN


def change_between(tokens: Sequence[Token], first: int, second: int) -> int | None:
    """Give the place between two names at which the second has a status of its own, if any.

    ``first`` is where the first name ends, ``second`` where the second begins.
    """
    places = _Places((range(second, second + 1),))
    for match in CUES.find(tokens[first:second]):
        start, end = match.start + first, match.end + first
        if _Side.BEFORE in match.target and _leads_to_name(tokens, end, places):
            return start
        if _Side.AFTER in match.target and _ends_statement(tokens, end, second):
            return end
    return None


def _said(
    match: Match[dict[_Side, MedicationStatus]], tokens: Sequence[Token], places: _Places
) -> Iterator[MedicationStatus]:
    before, after = match.target.get(_Side.BEFORE), match.target.get(_Side.AFTER)
    if before and _leads_to_name(tokens, match.end, places):
        yield before
    elif after and places.end_before(match.start):
        is_wish = tokens[match.start - 1].text in _WISHED
        if not is_wish and _ends_statement(tokens, match.end):
            yield after


def _leads_to_name(tokens: Sequence[Token], place: int, places: _Places) -> bool:
    for between in range(place, min(place + _MOST_BETWEEN + 1, len(tokens))):
        if between in places.starts:
            return True
        token = tokens[between]
        if token.kind is TokenKind.WORD and token.text not in _BETWEEN:
            return False
        if token.text in {",", ";", ":", ".", "("}:
            return False
    return False


def _ends_statement(tokens: Sequence[Token], place: int, end: int = -1) -> bool:
    if place in {len(tokens), end} or tokens[place].kind is not TokenKind.WORD:
        return True
    return tokens[place].text in _GOES_ON


def _ended_long_ago(folded: str, tokens: Sequence[Token], places: _Places) -> Iterator[Course]:
    """Read "until 2019", and "years ago" where it is not the beginning that is so long ago."""
    has_begun = any(token.text in _BEGUN for token in tokens)
    for place, token in enumerate(tokens[1:], start=1):
        before = tokens[place - 1]
        is_end = before.text in {"until", "till"} and _is_year(token)
        is_ago = token.text == "ago" and before.text in {"years", "yrs", "decades"}
        if (is_end or (is_ago and not has_begun)) and places.end_before(place - 1):
            yield Course(_STOPPED, written(folded, (before, token)))


def _answered(folded: str, tokens: Sequence[Token], places: _Places) -> Iterator[Course]:
    """Read the answer of a form: "opioids: none"."""
    for stop in places.stops:
        said = tokens[stop : stop + _ANSWER]
        if len(said) < _ANSWER or said[0].text not in _ASKING or said[1].text not in _NO:
            continue
        if _ends_statement(tokens, stop + _ANSWER):
            yield Course(_STOPPED, written(folded, said))


def _is_year(token: Token) -> bool:
    return token.text.isdigit() and _YEARS[0] <= int(token.text[:5]) <= _YEARS[1]
