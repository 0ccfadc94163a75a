"""One line of a panel in the format of the patient file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import cast

from caveat.rules import Report, Request, request_of
from caveat.server.http.body import MOST_BYTES, JsonObject, parse_object
from caveat.server.screening.lines import Line
from caveat.server.screening.unread import Check
from caveat.source.errors import RequestError, Violation

_LINE = "line"
_ID = "request-id"


@dataclass(frozen=True, slots=True)
class PatientLine:
    """A patient that is a line of JSON."""

    line: Line

    @property
    def size(self) -> int:
        """The bytes of the line."""
        return self.line.size

    def place(self) -> JsonObject:
        """Give the line, and the id that it states, else its number."""
        return {"id": self._id(), "line": self.line.number}

    def report(self, check: Check, today: date) -> Report:
        """Read the line as a patient file is read, and check."""
        return check(_request(self._document()))

    def _id(self) -> str:
        try:
            stated = self._document().get(_ID)
        except RequestError:
            stated = None
        is_id = isinstance(stated, (str, int)) and not isinstance(stated, bool)
        return (str(stated).strip() if is_id else "") or str(self.line.number)

    def _document(self) -> JsonObject:
        if self.line.text is None:
            raise RequestError([Violation(_LINE, f"longer than {MOST_BYTES} bytes")])
        try:
            return parse_object(self.line.text)
        except RequestError as error:
            raise RequestError(Violation(_LINE, each.reason) for each in error.violations) from None


def _request(document: JsonObject) -> Request:
    try:
        return request_of(document)
    except RequestError as error:
        raise RequestError(tuple(_mistakes(document)) or error.violations) from None


def _mistakes(document: JsonObject) -> Iterator[Violation]:
    """Name each mistake by its key, and by its place in a list: a line is long."""
    for name, part in _parts(document):
        key = name.partition("[")[0]
        yield from (Violation(name, reason) for reason in _reasons({key: part}))


def _parts(document: JsonObject) -> Iterator[tuple[str, object]]:
    for key, value in document.items():
        if isinstance(value, list) and not _reasons({key: []}):
            items = cast("list[object]", value)
            yield from ((f"{key}[{place}]", [item]) for place, item in enumerate(items))
        else:
            yield key, value


def _reasons(part: JsonObject) -> list[str]:
    try:
        request_of(part)
    except RequestError as error:
        return [each.reason for each in error.violations]
    return []
