"""What a caller over HTTP is told when there is no answer: problem details (RFC 9457)."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from caveat.server.errors import ForbiddenError, TooManyCallsError, UnauthenticatedError
from caveat.source.errors import RequestError, UnavailableError, Violation

MEDIA_TYPE = "application/problem+json"


class ProblemKind(Enum):
    """The kinds of problem: the end of the type's URN, the HTTP status and the title."""

    INVALID_REQUEST = ("invalid-request", 400, "The request cannot be checked as it stands")
    UNAUTHENTICATED = ("unauthenticated", 401, "The caller is not known")
    FORBIDDEN = ("forbidden", 403, "The caller may not do this")
    NOT_FOUND = ("not-found", 404, "There is nothing here")
    METHOD_NOT_ALLOWED = ("method-not-allowed", 405, "The method is not allowed here")
    TIMED_OUT = ("timed-out", 408, "The request took too long to arrive")
    DATA_MISSING = ("data-missing", 412, "Data that the check needs are missing")
    TOO_LARGE = ("too-large", 413, "The request is too large")
    UNSUPPORTED_MEDIA_TYPE = ("unsupported-media-type", 415, "The content type is not read here")
    TOO_MANY_CALLS = ("too-many-calls", 429, "NOT CHECKED: too many calls")
    INTERNAL = ("internal", 500, "NOT CHECKED: a fault of the service")
    UNAVAILABLE = ("unavailable", 503, "NOT CHECKED: the service cannot answer now")

    def __init__(self, word: str, status: int, title: str) -> None:
        self.word = word
        self.status = status
        self.title = title

    @property
    def urn(self) -> str:
        """The type of the problem, which no release changes."""
        return f"urn:caveat:problem:{self.word}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: its kind, what is wrong here, and the fields that it concerns."""

    kind: ProblemKind
    detail: str = ""
    violations: tuple[Violation, ...] = ()
    call_id: str = ""

    def document(self) -> dict[str, object]:
        """Write the problem as the members of its JSON object."""
        members: dict[str, object] = {
            "type": self.kind.urn,
            "title": self.kind.title,
            "status": self.kind.status,
        }
        if self.detail:
            members["detail"] = self.detail
        if self.violations:
            members["violations"] = [
                {"field": each.field, "reason": each.reason} for each in self.violations
            ]
        if self.call_id:
            members["callId"] = self.call_id
        return members


class ProblemError(Exception):
    """Raised by a door where no error of the tree says it: a wrong content type, missing data."""

    def __init__(
        self, kind: ProblemKind, detail: str = "", violations: Iterable[Violation] = ()
    ) -> None:
        super().__init__(kind.title)
        self.problem = Problem(kind, detail, tuple(violations))


def problem_of(error: Exception, call_id: str = "") -> Problem:
    """Translate whatever a door raised; what is nobody's mistake but ours says only the id."""
    match error:
        case ProblemError(problem=problem):
            return problem
        case RequestError(violations=violations):
            return Problem(ProblemKind.INVALID_REQUEST, str(violations[0]), violations)
        case HTTPException(status_code=status):
            return Problem(_OF_STATUS.get(status, ProblemKind.INVALID_REQUEST))
        case _:
            return _told(error) or _fault(call_id)


def _told(error: Exception) -> Problem | None:
    """Say what an error says itself."""
    kinds = (kind for of, kind in _OF_ERROR.items() if isinstance(error, of))
    return next((Problem(kind, str(error)) for kind in kinds), None)


def _fault(call_id: str) -> Problem:
    detail = f"The service's log names this call {call_id}."
    return Problem(ProblemKind.INTERNAL, detail, call_id=call_id)


def response_of(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with a problem."""
    return JSONResponse(problem.document(), problem.kind.status, headers, media_type=MEDIA_TYPE)


def headers_of(error: Exception) -> Mapping[str, str]:
    """Give the headers that HTTP asks for beside some problems."""
    match error:
        case HTTPException(headers=headers):
            return headers or {}
        case UnauthenticatedError():
            return {"WWW-Authenticate": "Bearer"}
        case TooManyCallsError(seconds=seconds):
            return {"Retry-After": str(math.ceil(seconds))}
        case _:
            return {}


_OF_ERROR: Mapping[type[Exception], ProblemKind] = {
    UnavailableError: ProblemKind.UNAVAILABLE,
    UnauthenticatedError: ProblemKind.UNAUTHENTICATED,
    ForbiddenError: ProblemKind.FORBIDDEN,
    TooManyCallsError: ProblemKind.TOO_MANY_CALLS,
}
_OF_STATUS = {kind.status: kind for kind in ProblemKind}
