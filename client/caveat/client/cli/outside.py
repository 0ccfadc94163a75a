"""A service as the door, and its errors as exit codes."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from caveat.client.channel import Tls
from caveat.client.cli.failure import Exit, NoAnswerError, refused
from caveat.client.client import Client
from caveat.client.errors import (
    InvalidRequestError,
    NotFoundError,
    ServiceError,
    UnreachableError,
)


@contextmanager
def open_service(
    target: str,
    *,
    ca: Path | None = None,
    cert: Path | None = None,
    key: Path | None = None,
    name: str = "",
) -> Generator[Client]:
    """Connect once, with TLS if there is a file for it; what calls raise fails the command."""
    tls = Tls(ca, cert, key, name) if ca or cert else None
    try:
        with Client(target, tls=tls, connections=1) as client:
            yield client
    except InvalidRequestError as error:
        mistakes = [str(violation) for violation in error.violations] or [str(error)]
        raise refused(mistakes) from None
    except NotFoundError as error:
        raise NoAnswerError(Exit.USAGE, str(error)) from None
    except UnreachableError as error:
        raise NoAnswerError(Exit.UNREACHABLE, str(error)) from None
    except ServiceError as error:
        is_fault = error.refusal.code.name == "INTERNAL"
        raise NoAnswerError(Exit.FAULT if is_fault else Exit.UNREACHABLE, str(error)) from None
