"""What a client raises.

ClientError
├── InvalidRequestError  the request is refused; ``violations`` names the fields
├── NotFoundError        nothing has the id that was asked for
├── UnreachableError     NOT CHECKED: the service cannot be reached, or did not answer in time
├── DeniedError          NOT CHECKED: the service does not let this caller in
├── LimitError           NOT CHECKED: a limit of the service; ``retry_after`` says until when
└── ServiceError         NOT CHECKED: the service failed, or its answer is not whole
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar, cast

from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.message import DecodeError, Message
from google.rpc.error_details_pb2 import BadRequest, RetryInfo
from google.rpc.status_pb2 import Status
from grpc import RpcError, StatusCode

_Detail = TypeVar("_Detail", bound=Message)

_DETAILS_KEY = "grpc-status-details-bin"
_CALL_ID_KEY = "caveat-call-id"


@dataclass(frozen=True, slots=True)
class Violation:
    """A field of the request and what is wrong with it."""

    field: str
    description: str

    def __str__(self) -> str:
        return f"{self.field}: {self.description}"


@dataclass(frozen=True, slots=True)
class Refusal:
    """All that came back with a failed call; ``call_id`` finds it in the service's log.

    ``retry_after`` is in how many seconds the service would be asked again, if it said so.
    """

    code: StatusCode
    details: str
    violations: tuple[Violation, ...] = ()
    call_id: str = ""
    retry_after: float | None = None


class ClientError(Exception):
    """Base of everything that a client raises on purpose.

    ``answered`` is how many answers of a stream came before it.
    """

    def __init__(self, message: str, refusal: Refusal, answered: int = 0) -> None:
        super().__init__(message)
        self.refusal = refusal
        self.answered = answered


class InvalidRequestError(ClientError):
    """The service refuses the request as it stands."""

    @property
    def violations(self) -> tuple[Violation, ...]:
        """The fields that are wrong; the first few, where there are very many."""
        return self.refusal.violations


class NotFoundError(ClientError):
    """Nothing has the id that was asked for."""


class UnreachableError(ClientError):
    """The service cannot be reached, or did not answer in time: nothing was checked."""


class DeniedError(ClientError):
    """The service does not know the caller, or does not let it do this: nothing was checked."""


class LimitError(ClientError):
    """The call goes over a limit of the service, or came too soon: nothing was checked."""

    @property
    def retry_after(self) -> float | None:
        """In how many seconds the service would be asked again; ``None`` if it did not say."""
        return self.refusal.retry_after


class ServiceError(ClientError):
    """The service failed, or gave no whole answer: nothing was checked."""


def error_of(failed: RpcError, target: str) -> ClientError:
    """Translate a failed call, with all that its status told."""
    return error_from(refusal_of(failed), target)


def error_from(refusal: Refusal, target: str, answered: int | None = None) -> ClientError:
    """Translate the status of a call, or of a stream after so many answers."""
    kind, message = _told(refusal, target)
    if answered is None:
        return kind(message, refusal)
    return kind(f"{message} (after {_counted(answered)})", refusal, answered)


def closed(target: str) -> UnreachableError:
    """Say that a call was cut off by the end of its own client."""
    details = "the client was closed"
    refusal = Refusal(StatusCode.CANCELLED, details)
    return UnreachableError(f"NOT CHECKED: no answer from {target}: {details}", refusal)


def not_whole(reason: str, answered: int = 0) -> ServiceError:
    """Refuse an answer that came, but cannot be one to what was asked."""
    message = f"NOT CHECKED: the answer is not whole: {reason}"
    return ServiceError(message, Refusal(StatusCode.DATA_LOSS, reason), answered)


def refusal_of(failed: RpcError) -> Refusal:
    """Read the status of a failed call."""
    # grpcio's types of the metadata are those of neither of its two clients.
    pairs = cast("Iterable[tuple[str, str | bytes]]", failed.trailing_metadata() or ())
    metadata = dict(pairs)
    details = tuple(_details(metadata.get(_DETAILS_KEY)))
    return Refusal(
        code=failed.code(),
        details=failed.details() or "",
        violations=tuple(_violations(details)),
        call_id=str(metadata.get(_CALL_ID_KEY, "")),
        retry_after=next(_waits(details), None),
    )


def _told(refusal: Refusal, target: str) -> tuple[type[ClientError], str]:
    reason = refusal.details.removeprefix("NOT CHECKED: ") or refusal.code.name
    kind: type[ClientError]
    match refusal.code:
        case StatusCode.INVALID_ARGUMENT:
            return InvalidRequestError, reason
        case StatusCode.NOT_FOUND:
            return NotFoundError, reason
        case StatusCode.UNAVAILABLE | StatusCode.DEADLINE_EXCEEDED | StatusCode.CANCELLED:
            kind, what = UnreachableError, f"no answer from {target}"
        case StatusCode.UNAUTHENTICATED | StatusCode.PERMISSION_DENIED:
            kind, what = DeniedError, f"{target} does not let this caller in"
        case StatusCode.RESOURCE_EXHAUSTED:
            kind, what = LimitError, f"a limit of {target}"
        case _:
            kind, what = ServiceError, f"{target} failed"
    return kind, f"NOT CHECKED: {what}: {reason}"


def _counted(answers: int) -> str:
    return "1 answer" if answers == 1 else f"{answers} answers"


def _details(details: str | bytes | None) -> Iterator[AnyMessage]:
    try:
        status = Status.FromString(details if isinstance(details, bytes) else b"")
    except DecodeError:
        return  # from a proxy, not from the service; the code and the text stand
    yield from status.details


def _violations(details: Iterable[AnyMessage]) -> Iterator[Violation]:
    for request in _unpacked(details, BadRequest):
        for each in request.field_violations:
            yield Violation(each.field, each.description)


def _waits(details: Iterable[AnyMessage]) -> Iterator[float]:
    for told in _unpacked(details, RetryInfo):
        yield max(0.0, told.retry_delay.seconds + told.retry_delay.nanos / 1e9)


def _unpacked(details: Iterable[AnyMessage], kind: type[_Detail]) -> Iterator[_Detail]:
    for detail in details:
        message = kind()
        with suppress(DecodeError):
            if detail.Unpack(message):
                yield message
