"""What a client raises.

ClientError
├── InvalidRequestError  the request is refused; ``violations`` names the fields
├── NotFoundError        nothing has the id that was asked for
├── UnreachableError     NOT CHECKED: the service cannot be reached, or did not answer in time
└── ServiceError         NOT CHECKED: the service failed
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from google.protobuf.message import DecodeError
from google.rpc.error_details_pb2 import BadRequest
from google.rpc.status_pb2 import Status
from grpc import RpcError, StatusCode

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
    """All that came back with a failed call; ``call_id`` finds it in the service's log."""

    code: StatusCode
    details: str
    violations: tuple[Violation, ...] = ()
    call_id: str = ""


class ClientError(Exception):
    """Base of everything that a client raises on purpose."""

    def __init__(self, message: str, refusal: Refusal) -> None:
        super().__init__(message)
        self.refusal = refusal


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


class ServiceError(ClientError):
    """The service failed: nothing was checked."""


def error_of(failed: RpcError, target: str) -> ClientError:
    """Translate a failed call, with all that its status told."""
    refusal = _refusal(failed)
    reason = refusal.details.removeprefix("NOT CHECKED: ") or refusal.code.name
    match refusal.code:
        case StatusCode.INVALID_ARGUMENT:
            return InvalidRequestError(reason, refusal)
        case StatusCode.NOT_FOUND:
            return NotFoundError(reason, refusal)
        case StatusCode.UNAVAILABLE | StatusCode.DEADLINE_EXCEEDED | StatusCode.CANCELLED:
            message = f"NOT CHECKED: no answer from {target}: {reason}"
            return UnreachableError(message, refusal)
        case _:
            return ServiceError(f"NOT CHECKED: {target} failed: {reason}", refusal)


def _refusal(failed: RpcError) -> Refusal:
    # grpcio's types of the metadata are those of neither of its two clients.
    pairs = cast("Iterable[tuple[str, str | bytes]]", failed.trailing_metadata() or ())
    metadata = dict(pairs)
    return Refusal(
        code=failed.code(),
        details=failed.details() or "",
        violations=tuple(_violations(metadata.get(_DETAILS_KEY))),
        call_id=str(metadata.get(_CALL_ID_KEY, "")),
    )


def _violations(details: str | bytes | None) -> Iterable[Violation]:
    try:
        status = Status.FromString(details if isinstance(details, bytes) else b"")
    except DecodeError:
        return  # from a proxy, not from the service; the code and the text stand
    request = BadRequest()
    for detail in status.details:
        if detail.Unpack(request):
            for each in request.field_violations:
                yield Violation(each.field, each.description)
