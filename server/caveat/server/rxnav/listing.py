"""The list of RxCUIs in a query."""

import re
from dataclasses import dataclass

from starlette.datastructures import QueryParams

from caveat.rules.intake import MAX_ENTRIES
from caveat.source.errors import RequestError, Violation

PARAMETER = "rxcuis"
MOST_RXCUIS = MAX_ENTRIES["medications"]

_SEPARATOR = re.compile(r"\s*[+,]\s*|\s")
_RXCUI = re.compile(r"[0-9]{1,8}")


@dataclass(frozen=True, slots=True)
class Listing:
    """What a caller lists: each RxCUI once, and the places, from one, that hold none."""

    rxcuis: tuple[str, ...]
    unreadable: tuple[int, ...]


def read_listing(query: QueryParams) -> Listing:
    """Read the RxCUIs, parted by spaces, plus signs or commas.

    A place without an RxCUI is kept as unreadable: programs of that time show a refusal as "no
    interactions". Raises ``RequestError`` where the parameter is missing, or the list too long.
    """
    values = [value for name, value in query.multi_items() if name.lower() == PARAMETER]
    if not values:
        raise RequestError([Violation(PARAMETER, "is missing")])
    places = _SEPARATOR.split(" ".join(value.strip(" +,") for value in values))
    if len(places) > MOST_RXCUIS:
        raise RequestError([Violation(PARAMETER, f"more than {MOST_RXCUIS} entries")])
    return Listing(
        tuple(dict.fromkeys(place for place in places if _RXCUI.fullmatch(place))),
        tuple(n for n, place in enumerate(places, start=1) if not _RXCUI.fullmatch(place)),
    )
