"""``caveat health``: whether a service is ready, for probes of containers and scripts."""

from dataclasses import dataclass
from pathlib import Path

import click

from caveat.client.channel import DEFAULT_TARGET, Tls
from caveat.client.cli.failure import Exit, NoAnswerError
from caveat.client.cli.gathered import gathered

_PEM = click.Path(exists=True, dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class Probe:
    """The options of a probe."""

    server: str
    ca: Path | None
    cert: Path | None
    key: Path | None
    server_name: str
    timeout: float

    def __post_init__(self) -> None:
        if bool(self.cert) != bool(self.key):
            raise click.UsageError("--tls-cert and --tls-key need each other.")
        if self.server_name and not (self.ca or self.cert):
            raise click.UsageError("--server-name needs --tls-ca or --tls-cert.")

    def tls(self) -> Tls | None:
        """Give the files for TLS; ``None`` where there are none."""
        named = self.ca or self.cert
        return Tls(self.ca, self.cert, self.key, self.server_name) if named else None


_probe_options = gathered(
    "probe",
    Probe,
    click.option(
        "--server",
        default=DEFAULT_TARGET,
        show_default=True,
        envvar="CAVEAT_HEALTH_SERVER",
        metavar="HOST:PORT",
        help="Ask this service.",
    ),
    click.option(
        "--tls-ca",
        "ca",
        type=_PEM,
        envvar="CAVEAT_HEALTH_CA",
        help="PEM file: who vouches for the service; means TLS.",
    ),
    click.option(
        "--tls-cert",
        "cert",
        type=_PEM,
        envvar="CAVEAT_HEALTH_CERT",
        help="PEM file: the certificate that you show.",
    ),
    click.option(
        "--tls-key",
        "key",
        type=_PEM,
        envvar="CAVEAT_HEALTH_KEY",
        help="PEM file: the key of that certificate.",
    ),
    click.option(
        "--server-name",
        default="",
        envvar="CAVEAT_HEALTH_SERVER_NAME",
        metavar="NAME",
        help="The name in the service's certificate, where it is not HOST.",
    ),
    click.option(
        "--timeout",
        type=click.FloatRange(min=0, min_open=True),
        default=3.0,
        show_default=True,
        metavar="SECONDS",
        help="How long to wait for the answer.",
    ),
)


@click.command(
    epilog="""\b
Examples:
  caveat health
  caveat health --server 127.0.0.1:50051 --tls-ca ca.pem

The exit code is 0 if the service answers checks, and 4 if it does not: it cannot
be reached, is not ready, or is ending. Each option may be an environment variable
too, such as CAVEAT_HEALTH_SERVER.
"""
)
@_probe_options
def health(probe: Probe) -> None:
    """Ask a service whether it is ready to check."""
    from caveat.client.health import health_of  # noqa: PLC0415  gRPC loads slowly

    status = health_of(probe.server, tls=probe.tls(), timeout=probe.timeout)
    if status != "SERVING":
        raise NoAnswerError(Exit.UNREACHABLE, f"{probe.server} is not ready: {status}")
    click.echo(status)
