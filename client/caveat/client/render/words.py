"""The contract's values in the words that people are shown."""

from google.protobuf.descriptor import EnumDescriptor

from caveat.client.render.page import Style
from caveat.v1.knowledge_pb2 import RecogniseAs
from caveat.v1.report_pb2 import EntryList, EntryRef, Kind, Level, Outcome

_STYLES = {
    Level.LEVEL_CONTRAINDICATED: Style.FORBIDDEN,
    Level.LEVEL_MAJOR: Style.DANGER,
    Level.LEVEL_MODERATE: Style.WARNING,
    Level.LEVEL_MINOR: Style.NOTE,
}
_PLACES = {
    EntryList.ENTRY_LIST_PROPOSED: "proposed medicine",
    EntryList.ENTRY_LIST_MEDICATIONS: "medication",
    EntryList.ENTRY_LIST_CONDITIONS: "condition",
    EntryList.ENTRY_LIST_OBSERVATIONS: "observation",
    EntryList.ENTRY_LIST_ALLERGIES: "allergy",
    EntryList.ENTRY_LIST_TRIALS: "trial",
}
_LONGEST_QUOTE = 160

NOT_CONFIRMED = "a draft, not confirmed in its source"


def level_word(level: Level.ValueType) -> str:
    """Name a level, such as ``major``."""
    return _word(Level.DESCRIPTOR, level)


def level_style(level: Level.ValueType) -> Style:
    """Choose the style of a level."""
    return _STYLES.get(level, Style.STRONG)


def kind_word(kind: Kind.ValueType) -> str:
    """Name a kind of rule, such as ``interaction``."""
    return _word(Kind.DESCRIPTOR, kind)


def outcome_word(outcome: Outcome.ValueType) -> str:
    """Name an outcome, such as ``out of scope``."""
    return _word(Outcome.DESCRIPTOR, outcome)


def reading_word(read_as: RecogniseAs.ValueType) -> str:
    """Name what a text was read as, such as ``medication``."""
    return _word(RecogniseAs.DESCRIPTOR, read_as)


def _word(enum: EnumDescriptor, number: int) -> str:
    """Name a value; one that a newer service knows and this client does not is a number."""
    value = enum.values_by_number.get(number)
    if value is None:
        return str(number)
    prefix = enum.values_by_number[0].name.removesuffix("UNSPECIFIED")
    return value.name.removeprefix(prefix).replace("_", " ").lower()


def place(entry: EntryRef) -> str:
    """Say where an entry was submitted, such as ``medication 2``."""
    name = _PLACES.get(entry.list, "entry")
    return name if entry.index < 0 else f"{name} {entry.index + 1}"


def quoted(text: str) -> str:
    """Quote what was submitted; a text longer than a person will read is visibly cut."""
    shown = text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]} ..."
    return f'"{shown}"'


def counted(number: int, singular: str, plural: str = "") -> str:
    """Count things, such as ``1 entry`` or ``2 entries``."""
    return f"{number} {singular if number == 1 else plural or f'{singular}s'}"
