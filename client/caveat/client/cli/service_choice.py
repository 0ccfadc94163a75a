"""Which service a command asks, and what the caller shows to it."""

import os
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from caveat.client.cli.failure import Exit, NoAnswerError
from caveat.client.cli.gathered import gathered

if TYPE_CHECKING:
    from caveat.client.client import Client

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_TOKEN_VARIABLE = "CAVEAT_TOKEN"  # noqa: S105  the name of a variable is no secret
_MOST_BYTES = 16 << 10


@dataclass(frozen=True, slots=True)
class ServiceChoice:
    """The options that choose a service; they are the same for every command that asks one."""

    server: str | None
    tls: bool
    tls_ca: Path | None
    tls_cert: Path | None
    tls_key: Path | None
    server_name: str
    token_file: Path | None
    insecure_token: bool
    timeout: float

    def __post_init__(self) -> None:
        if not self.server and any((self.is_encrypted, self.tls_key, self.token_file)):
            raise click.UsageError("--tls, --tls-* and --token-file need --server.")
        if self.server_name and not self.is_encrypted:
            raise click.UsageError("--server-name needs TLS: --tls or --tls-ca.")
        if bool(self.tls_cert) != bool(self.tls_key):
            raise click.UsageError("--tls-cert and --tls-key need each other.")

    @property
    def is_encrypted(self) -> bool:
        """Whether any of the options means TLS."""
        return bool(self.tls or self.tls_ca or self.tls_cert)

    def open_service(self, server: str) -> AbstractContextManager["Client"]:
        """Connect; what goes wrong ends the command with its exit code and NOT CHECKED."""
        from caveat.client.channel import Tls  # noqa: PLC0415  gRPC loads slowly
        from caveat.client.cli.outside import open_service  # noqa: PLC0415  gRPC loads slowly

        tls = Tls(self.tls_ca, self.tls_cert, self.tls_key, self.server_name)
        return open_service(
            server,
            tls=tls if self.is_encrypted else None,
            token=self._token(),
            insecure_token=self.insecure_token,
            timeout=self.timeout,
        )

    def _token(self) -> str | None:
        if self.token_file is None:
            return os.environ.get(_TOKEN_VARIABLE) or None
        try:
            with self.token_file.open(encoding="ascii") as file:
                return file.read(_MOST_BYTES).strip()
        except (OSError, UnicodeDecodeError):
            headline = f"NOT CHECKED: no token can be read from {self.token_file}"
            raise NoAnswerError(Exit.USAGE, headline) from None


service_options = (
    click.option(
        "--server",
        metavar="HOST:PORT",
        help="Ask this service, not this process; several addresses with commas between.",
    ),
    click.option("--tls", is_flag=True, help="Use TLS, and trust the system's authorities."),
    click.option("--tls-ca", type=_FILE, help="PEM file: who vouches for the service; means TLS."),
    click.option("--tls-cert", type=_FILE, help="PEM file: the certificate that you show."),
    click.option("--tls-key", type=_FILE, help="PEM file: the key of that certificate."),
    click.option(
        "--server-name",
        default="",
        metavar="NAME",
        help="The name in the service's certificate, where it is not HOST.",
    ),
    click.option(
        "--token-file",
        type=_FILE,
        help=f"Show the token in this file; without it, that of {_TOKEN_VARIABLE}.",
    ),
    click.option(
        "--insecure-token",
        is_flag=True,
        help="Send the token without TLS too, to be read by anybody on the way.",
    ),
    click.option(
        "--timeout",
        type=click.FloatRange(0, 3600, min_open=True),
        default=5.0,
        show_default=True,
        metavar="SECONDS",
        help="How long to wait for an answer of the service, over all attempts.",
    ),
)

service_option = gathered("service", ServiceChoice, *service_options)
