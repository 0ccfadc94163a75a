"""The one place where errors become gRPC statuses."""

import logging
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import DecodeError, Message
from google.rpc.error_details_pb2 import BadRequest, RetryInfo
from google.rpc.status_pb2 import Status
from grpc import StatusCode

from caveat.server.cause import cause_of
from caveat.server.errors import (
    DeadlineError,
    ForbiddenError,
    TooManyCallsError,
    UnauthenticatedError,
)
from caveat.server.lines import FaultLine
from caveat.source.errors import RequestError, UnavailableError, Violation
from caveat.v1 import checker_pb2

DETAILS_KEY = "grpc-status-details-bin"

_logger = logging.getLogger(__name__)

# Many clients refuse more than 8 KiB of trailing metadata, and with it the whole status.
_MOST_CHARACTERS = 3000


@dataclass(frozen=True, slots=True)
class Failure:
    """What a caller is told when there is no report."""

    code: StatusCode
    message: str
    violations: tuple[Violation, ...] = ()
    retry_seconds: float | None = None

    @property
    def number(self) -> int:
        """The status code as a number."""
        return int(self.code.value[0])

    def details(self) -> bytes:
        """Give the value of the trailing metadata ``grpc-status-details-bin``."""
        status = Status(code=self.number, message=self.message)
        if self.violations:
            status.details.append(_packed(_bad_request(self.violations)))
        if self.retry_seconds is not None:
            status.details.append(_packed(_retry_info(self.retry_seconds)))
        return bytes(status.SerializeToString())

    def check_error(self) -> checker_pb2.CheckError:
        """Give the answer to one request among many."""
        return checker_pb2.CheckError(
            code=self.number,
            message=self.message,
            violations=(
                checker_pb2.FieldViolation(field=each.field, description=each.reason)
                for each in self.violations
            ),
        )


def failure_of(error: Exception, call_id: str) -> Failure:
    """Translate whatever a method raised; what is nobody's mistake but ours is logged."""
    match error:
        case RequestError(violations=violations):
            return _invalid(violations)
        case DecodeError():
            message = "The message cannot be read: it is cut, or a text in it is not UTF-8."
            return Failure(StatusCode.INVALID_ARGUMENT, message)
        case UnauthenticatedError() | ForbiddenError() | TooManyCallsError():
            return _not_let_in(error)
        case DeadlineError() | UnavailableError():
            late = isinstance(error, DeadlineError)
            code = StatusCode.DEADLINE_EXCEEDED if late else StatusCode.UNAVAILABLE
            return Failure(code, f"NOT CHECKED: {error}")
        case _:
            _logger.error(FaultLine(call_id, cause_of(error)))
            message = f"NOT CHECKED: a fault of the service, in its log as call {call_id}."
            return Failure(StatusCode.INTERNAL, message)


def _not_let_in(error: UnauthenticatedError | ForbiddenError | TooManyCallsError) -> Failure:
    match error:
        case UnauthenticatedError(reason=reason):
            return Failure(StatusCode.UNAUTHENTICATED, f"NOT CHECKED: {reason}.")
        case ForbiddenError():
            return Failure(StatusCode.PERMISSION_DENIED, f"NOT CHECKED: {error}")
        case TooManyCallsError(seconds=seconds):
            message = f"NOT CHECKED: {error}"
            return Failure(StatusCode.RESOURCE_EXHAUSTED, message, retry_seconds=seconds)


def _invalid(violations: tuple[Violation, ...]) -> Failure:
    first, *others = violations
    message = f"{first} (and {len(others)} more)" if others else str(first)
    return Failure(StatusCode.INVALID_ARGUMENT, message, tuple(_shown(violations)))


def _shown(violations: Iterable[Violation]) -> Iterator[Violation]:
    room = _MOST_CHARACTERS
    for violation in violations:
        room -= len(str(violation))
        if room < 0:
            return
        yield violation


def _bad_request(violations: Iterable[Violation]) -> BadRequest:
    return BadRequest(
        field_violations=(
            BadRequest.FieldViolation(field=each.field, description=each.reason)
            for each in violations
        )
    )


def _retry_info(seconds: float) -> RetryInfo:
    delay = Duration()
    delay.FromMilliseconds(math.ceil(1000 * seconds))
    return RetryInfo(retry_delay=delay)


def _packed(detail: Message) -> AnyMessage:
    packed = AnyMessage()
    packed.Pack(detail)
    return packed
