"""A service as the door, and its errors as exit codes."""

import logging
from collections.abc import Generator
from contextlib import contextmanager

from caveat.client.addresses import Target
from caveat.client.channel import DEFAULT_TIMEOUT, Tls
from caveat.client.cli.failure import Exit, NoAnswerError, refused
from caveat.client.client import Client
from caveat.client.errors import ClientError, InvalidRequestError, NotFoundError, ServiceError


@contextmanager
def open_service(
    target: Target,
    *,
    tls: Tls | None = None,
    token: str | None = None,
    insecure_token: bool = False,
    timeout: float = DEFAULT_TIMEOUT,
) -> Generator[Client]:
    """Connect once to each address; what calls raise fails the command."""
    with _refusing():
        client = Client(
            target,
            tls=tls,
            token=token,
            insecure_token=insecure_token,
            timeout=timeout,
            connections=1,
        )
    with client, _failing():
        yield client


@contextmanager
def _refusing() -> Generator[None]:
    """Turn what a client cannot be made of into the failure of the command."""
    # What gRPC has to say of a malformed answer, with a traceback, is in our own error too.
    logging.getLogger("grpc").addHandler(logging.NullHandler())
    try:
        yield
    except (OSError, ValueError) as error:
        raise NoAnswerError(Exit.USAGE, f"NOT CHECKED: {error}") from None


@contextmanager
def _failing() -> Generator[None]:
    """Turn what calls raise into the failure of the command."""
    try:
        yield
    except InvalidRequestError as error:
        mistakes = [str(violation) for violation in error.violations] or [str(error)]
        raise refused(mistakes) from None
    except NotFoundError as error:
        raise NoAnswerError(Exit.USAGE, str(error)) from None
    except ClientError as error:
        raise NoAnswerError(_exit_of(error), str(error)) from None


def _exit_of(error: ClientError) -> Exit:
    """Tell a fault of the service, which has its id, from all that is between us and it."""
    is_fault = isinstance(error, ServiceError) and error.refusal.call_id
    return Exit.FAULT if is_fault else Exit.UNREACHABLE
