"""Patients who were not seen before, made of those who were."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import count, cycle

from caveat.rules import Request

_FIRST_DAY = date(1950, 1, 1)


def newcomers(known: Sequence[Request]) -> Iterator[Request]:
    """Give the patients over and over, no entry twice: what each has began on a day of its own."""
    for number, request in zip(count(), cycle(known), strict=False):
        yield _beginning(request, f" since {_FIRST_DAY + timedelta(number)}")


def mixtures(known: Sequence[Request]) -> Iterator[Request]:
    """Give the medications of each with the conditions of every other, the nearest first."""
    for distance in range(1, len(known)):
        for place, request in enumerate(known):
            other = known[(place + distance) % len(known)].patient
            yield replace(request, patient=replace(request.patient, conditions=other.conditions))


def _beginning(request: Request, since: str) -> Request:
    patient = request.patient
    medications, conditions = patient.medications or (), patient.conditions or ()
    dated = replace(
        patient,
        medications=tuple(replace(each, text=each.text + since) for each in medications),
        conditions=tuple(replace(each, text=each.text + since) for each in conditions),
    )
    return replace(request, patient=dated)
