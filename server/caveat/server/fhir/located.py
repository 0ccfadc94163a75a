"""What the engine refuses, named by the records that it came from."""

import re
from collections.abc import Callable
from functools import partial

from caveat.rules.patient import EntryList
from caveat.source.errors import RequestError, Violation

NameOf = Callable[[EntryList, int], str | None]
"""Gives the name of the record behind an entry, by its list and its index there."""

_ENTRY = re.compile(rf"(?:patient\.)?({'|'.join(each.value for each in EntryList)})\[(\d+)\]\.?")


def located(error: RequestError, name_of: NameOf) -> RequestError:
    """Name the caller's own records where the engine names entries of its request."""
    return RequestError(_located(violation, name_of) for violation in error.violations)


def _located(violation: Violation, name_of: NameOf) -> Violation:
    found = _ENTRY.match(violation.field)
    if found is None:
        return violation
    named = partial(_named, name_of)
    within = violation.field[found.end() :]
    reason = _ENTRY.sub(named, violation.reason)
    return Violation(named(found), f"{within}: {reason}" if within else reason)


def _named(name_of: NameOf, found: re.Match[str]) -> str:
    return name_of(EntryList(found[1]), int(found[2])) or found[0].rstrip(".")
