"""Patients of whom no entry was seen before: each of theirs began on a day of their own."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import count, cycle

from caveat.rules import Request

_FIRST_DAY = date(1950, 1, 1)


def newcomers(known: Sequence[Request]) -> Iterator[Request]:
    """Give the patients over and over, never with the same texts: for the days of 8000 years."""
    for number, request in zip(count(), cycle(known), strict=False):
        yield _beginning(request, f" since {_FIRST_DAY + timedelta(number)}")


def _beginning(request: Request, since: str) -> Request:
    patient = request.patient
    medications, conditions = patient.medications or (), patient.conditions or ()
    dated = replace(
        patient,
        medications=tuple(replace(each, text=each.text + since) for each in medications),
        conditions=tuple(replace(each, text=each.text + since) for each in conditions),
    )
    return replace(request, patient=dated)
