"""What is learned beside the facts while one entry is read: what was not, and what was assumed."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from caveat.reading.condition import ConditionReading
from caveat.reading.status import ConditionStatus
from caveat.reading.unread import Disagreement, UnreadPart
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.report import DOUBTFUL, Assumption, AssumptionKind, EntryRef, Unrecognised


@dataclass(slots=True)
class EntryNotes:
    """What is learned beside the facts while one entry is read."""

    unrecognised: list[Unrecognised] = field(default_factory=list[Unrecognised])
    assumptions: list[Assumption] = field(default_factory=list[Assumption])

    def unread(self, entry: EntryRef, parts: Iterable[UnreadPart]) -> None:
        self.unrecognised.extend(
            Unrecognised(entry, part.part, part.reason, part.suggestions) for part in parts
        )

    def assume(self, kind: AssumptionKind, text: str, entry: EntryRef, distance: int = 0) -> None:
        self.assumptions.append(Assumption(kind, text, entry, distance))

    def disagree(self, entry: EntryRef, disagreement: Disagreement | None) -> None:
        if disagreement:
            text = (
                f"the code says {disagreement.by_code}, the text says {disagreement.by_text}; "
                "both are checked"
            )
            self.assume(AssumptionKind.CODE_AND_TEXT_DISAGREE, text, entry)

    @property
    def are_doubtful(self) -> bool:
        return bool(self.unrecognised) or any(note.kind in DOUBTFUL for note in self.assumptions)


def note_condition(
    entry: EntryRef, reading: ConditionReading, notes: EntryNotes, vocabulary: Vocabulary
) -> None:
    notes.unread(entry, reading.unread)
    notes.disagree(entry, reading.disagreement)
    for mention in reading.mentions:
        title = vocabulary.title_of(mention.concept)
        if mention.distance:
            text = f"'{mention.steps[0].label}' is read as {title}"
            notes.assume(AssumptionKind.MISSPELLING, text, entry, mention.distance)
        if mention.stated or mention.status is ConditionStatus.ACTIVE:
            continue
        if mention.status is ConditionStatus.RULED_OUT:
            notes.assume(AssumptionKind.READ_AS_ABSENT, f"{title} is read as absent", entry)
        else:
            text = f"{title} is read as {mention.status.value.replace('-', ' ')}"
            notes.assume(AssumptionKind.READ_AS_STATUS, text, entry)
