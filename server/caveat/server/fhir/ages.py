"""The age of a patient, from the date of birth."""

from collections.abc import Sequence
from datetime import date

from caveat.rules.patient import Observation
from caveat.server.fhir.dates import Moment, age_on, past_moment_of
from caveat.server.fhir.records import Record

AGE = "age"
OLDEST = 130


def read_age(patients: Sequence[Record], today: date) -> tuple[Observation, Record] | None:
    """Give the age in whole years; ``None`` where no birth date settles it.

    A year of birth leaves two ages open on all days but one: the engine asks then. Raises
    ``RequestError`` for a birth in the future or too long ago, and for two that differ.
    """
    born: Moment | None = None
    source: Record | None = None
    for record in patients:
        found = past_moment_of(record.node, "birthDate", today)
        if found is None:
            continue
        if born is not None and found != born:
            raise record.node.wrong("differs from what another resource says", "birthDate")
        born, source = found, record
    if born is None or source is None:
        return None
    age = age_on(today, born)
    if age is not None and age > OLDEST:
        raise source.node.wrong(f"is more than {OLDEST} years ago", "birthDate")
    return None if age is None else (Observation(AGE, float(age), "a"), source)
