"""Where each entry of a request came from, to point a reader back at it."""

import re
from collections.abc import Mapping
from typing import TypeAlias

from caveat.rules.patient import EntryList
from caveat.rules.report import EntryRef
from caveat.server.http.body import JsonObject

Sources: TypeAlias = Mapping[tuple[EntryList, int], str]
"""The address of the record behind an entry, by the entry's list and its index there."""

_REFERENCE = re.compile(
    r"[A-Z][A-Za-z]{1,40}/[A-Za-z0-9.\-]{1,64}|urn:(uuid|oid):[0-9A-Za-z.\-]+|https?://\S+"
)


def reference_of(entry: EntryRef, sources: Sources) -> JsonObject:
    """Write a FHIR reference; a display alone where the record has no address to refer to."""
    return reference_to(sources.get((entry.list, entry.index), ""), entry.text)


def reference_to(address: str, display: str = "") -> JsonObject:
    """Write a FHIR reference to an address."""
    reference: JsonObject = {"reference": address} if _REFERENCE.fullmatch(address) else {}
    if display:
        reference["display"] = display
    return reference


def place_of(entry: EntryRef, sources: Sources) -> str:
    """Say which entry is meant: its list, and its record, or its number from one."""
    address = sources.get((entry.list, entry.index), "")
    number = f"entry {entry.index + 1}" if entry.index >= 0 else "assumed"
    return f"{entry.list.value}, {address or number}"
