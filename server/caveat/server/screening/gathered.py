"""One patient of a FHIR export, with all resources that are the patient's."""

import re
from dataclasses import dataclass
from datetime import date

from caveat.rules import Report
from caveat.server.http.body import JsonObject, parse_object
from caveat.server.operation.submission import read_submission
from caveat.server.screening.unread import Check
from caveat.source.errors import RequestError, Violation

_ENTRY = re.compile(r"Bundle\.entry\[(\d+)\]\.resource\.?")


@dataclass(frozen=True, slots=True)
class Placed:
    """A resource as it is written, its file and line, and the URL that others know it by."""

    file: str
    line: int
    text: bytes
    full_url: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"

    def entry(self) -> JsonObject:
        """Give the resource as an entry of a Bundle."""
        entry: JsonObject = {"resource": parse_object(self.text)}
        return entry | ({"fullUrl": self.full_url} if self.full_url else {})


@dataclass(frozen=True, slots=True)
class Gathered:
    """A patient by id; the resources are in the order of the export, and shared ones come last."""

    id: str
    file: str
    line: int
    resources: tuple[Placed, ...]

    @property
    def size(self) -> int:
        """The bytes of all resources."""
        return sum(len(each.text) for each in self.resources)

    def place(self) -> JsonObject:
        """Give the id, and where the Patient stands."""
        return {"id": self.id, "file": self.file, "line": self.line}

    def report(self, check: Check, today: date) -> Report:
        """Read and check the patient's Bundle as the operation ``$check`` does."""
        try:
            submission = read_submission(self._bundle(), today)
            try:
                return check(submission.request)
            except RequestError as error:
                raise submission.located(error) from None
        except RequestError as error:
            raise RequestError(map(self._placed, error.violations)) from None

    def _bundle(self) -> JsonObject:
        entries = [each.entry() for each in self.resources]
        return {"resourceType": "Bundle", "type": "collection", "entry": entries}

    def _placed(self, violation: Violation) -> Violation:
        """Name files and lines where the reading names entries of the Bundle."""
        field = _ENTRY.sub(self._place_of, violation.field).strip()
        return Violation(field, _ENTRY.sub(self._place_of, violation.reason).strip())

    def _place_of(self, found: re.Match[str]) -> str:
        return f"{self.resources[int(found[1])]} "
