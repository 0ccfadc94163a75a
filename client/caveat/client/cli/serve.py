"""``caveat serve``: the service over gRPC and HTTP."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import click

from caveat.client.cli.audit_options import AuditOptions, audit_options
from caveat.client.cli.gathered import gathered
from caveat.client.cli.identity_options import Callers, callers_options
from caveat.client.cli.inside import failing, read_file
from caveat.client.cli.limits_options import limits_options
from caveat.client.cli.packs import pack
from caveat.client.cli.patient import name_of, text_of
from caveat.client.cli.policy import policy_option
from caveat.client.cli.renewal_options import RenewalOptions, renewal_options
from caveat.client.cli.sight_options import Watching, watching_options
from caveat.client.cli.welcome import Welcome
from caveat.client.local import Http, Limits, Settings, Tls, run_service

_PEM = click.Path(exists=True, dir_okay=False, path_type=Path)
_JWKS = click.Path(exists=True, dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class Service:
    """The options of the service."""

    host: str
    port: int
    workers: int
    pin: bool
    packs: tuple[Path, ...]
    policies: tuple[Path, ...]
    reflection: bool | None
    drain: float
    tls_cert: Path | None
    tls_key: Path | None
    client_ca: Path | None
    http_port: int
    no_http: bool
    origins: tuple[str, ...]
    public_url: str
    feedback: str | None
    fhir_servers: tuple[str, ...]
    private_fhir_servers: tuple[str, ...]
    issuers: tuple[tuple[str, Path], ...]

    def __post_init__(self) -> None:
        if bool(self.tls_cert) != bool(self.tls_key):
            raise click.UsageError("--tls-cert and --tls-key need each other.")
        if self.client_ca and not self.tls_cert:
            raise click.UsageError("--client-ca needs --tls-cert and --tls-key.")
        if self.pin and self.workers == 1:
            raise click.UsageError("--pin needs more than one of --workers.")

    def settings(self, callers: Callers) -> Settings:
        """Give the service its settings."""
        return Settings(
            host=self.host,
            port=self.port,
            workers=self.workers,
            pin=self.pin,
            packs=self.packs,
            policies=self.policies,
            reflection=self.reflection,
            drain_seconds=self.drain,
            tls=self._tls(),
            http=None if self.no_http else self._http(),
            identity=callers.identity,
            open_to_everyone=callers.open_to_everyone,
        )

    def _http(self) -> Http:
        return Http(
            port=self.http_port,
            origins=self.origins,
            public_url=self.public_url,
            feedback=self.feedback,
            fhir_servers=self.fhir_servers,
            private_fhir_servers=self.private_fhir_servers,
            issuers=self.issuers,
        )

    def _tls(self) -> Tls | None:
        if not (self.tls_cert and self.tls_key):
            return None
        return Tls(self.tls_cert, self.tls_key, self.client_ca)


_service_options = gathered(
    "service",
    Service,
    click.option("--host", default="127.0.0.1", show_default=True, help="Listen here."),
    click.option(
        "--port",
        type=click.IntRange(0, 65535),
        default=50051,
        show_default=True,
        help="Listen on this port; 0 takes a free one.",
    ),
    click.option(
        "--workers",
        type=click.IntRange(1, 64),
        default=1,
        show_default=True,
        metavar="NUMBER",
        help="Serve by so many processes, which share the ports; one for each CPU is sensible.",
    ),
    click.option(
        "--pin",
        is_flag=True,
        help="Keep each of several workers on a CPU of its own, the first ones that there are.",
    ),
    click.option(
        "--pack",
        "packs",
        type=pack,
        multiple=True,
        metavar="PACK",
        help="A directory: serve this pack in place of the built-in ones; repeatable.",
    ),
    policy_option,
    click.option(
        "--reflection/--no-reflection",
        default=None,
        help="Tell callers the contract; by default where only this machine can call.",
    ),
    click.option(
        "--drain",
        type=click.FloatRange(min=0),
        default=10.0,
        show_default=True,
        metavar="SECONDS",
        help="How long calls in flight may take to end.",
    ),
    click.option("--tls-cert", type=_PEM, help="PEM file: the certificate chain."),
    click.option("--tls-key", type=_PEM, help="PEM file: the key of the certificate."),
    click.option("--client-ca", type=_PEM, help="PEM file: refuse callers it does not vouch for."),
    click.option(
        "--http-port",
        type=click.IntRange(0, 65535),
        default=8080,
        show_default=True,
        help="Serve the page, JSON, FHIR and CDS Hooks on this port; 0 takes a free one.",
    ),
    click.option("--no-http", is_flag=True, help="Serve gRPC only."),
    click.option(
        "--cors-origin",
        "origins",
        multiple=True,
        metavar="ORIGIN",
        help="Let pages of this origin call from a browser; repeatable.",
    ),
    click.option(
        "--public-url",
        default="",
        metavar="URL",
        help="What callers know the HTTP doors as, where a proxy stands in front.",
    ),
    click.option(
        "--feedback",
        metavar="URL",
        help="Keep feedback in this database, such as postgresql://host/name, "
        "not in a file of yours.",
    ),
    click.option(
        "--fhir-server",
        "fhir_servers",
        multiple=True,
        metavar="URL",
        help="Fetch missing data from this FHIR server, at a public address; repeatable.",
    ),
    click.option(
        "--private-fhir-server",
        "private_fhir_servers",
        multiple=True,
        metavar="URL",
        help="Fetch missing data from this FHIR server, wherever it is; repeatable.",
    ),
    click.option(
        "--cds-issuer",
        "issuers",
        type=(str, _JWKS),
        multiple=True,
        metavar="NAME FILE",
        help="Take CDS Hooks calls only with a token of this issuer, signed by a key of this "
        "JWKS file; repeatable.",
    ),
)


@click.command(
    epilog="""\b
Examples:
  caveat serve
  caveat serve --port 50052 --first-check examples/patient.yaml
  caveat serve --host :: --tls-cert a.pem --tls-key b.pem --callers c.yaml
  caveat serve --workers 2
  caveat serve --http-port 8081 --cors-origin https://prescribing.example

A service that other machines can reach needs TLS and callers who say who they
are. Ctrl-C or SIGTERM lets calls in flight end, and exits with 0. A port that cannot
be had exits with 2, a mistake in a pack with 5.
"""
)
@_service_options
@callers_options
@watching_options
@audit_options
@renewal_options
@limits_options
@click.option(
    "--first-check",
    type=click.File("rb"),
    metavar="FILE",
    help="Check this patient through the service once it listens; not with TLS or callers' keys.",
)
def serve(  # noqa: PLR0913, PLR0917  one for each part of the options
    service: Service,
    callers: Callers,
    audit: AuditOptions,
    watching: Watching,
    renewal: RenewalOptions,
    limits: Limits,
    first_check: BinaryIO | None,
) -> None:
    """Serve checks and knowledge over gRPC and HTTP until it is interrupted."""
    settings = service.settings(callers)
    closed = bool(settings.tls or (settings.identity and settings.identity.asks))
    if first_check and closed:
        raise click.UsageError(
            "--first-check works without TLS only, and where nobody is asked who calls."
        )
    request = read_file(text_of(first_check), name_of(first_check)) if first_check else None
    with failing():
        settings = replace(
            settings,
            audit=audit.settings(),
            sight=watching.settings(),
            renewal=renewal.settings(),
            limits=limits,
        )
        run_service(settings, Welcome(request, secured=bool(service.tls_cert), closed=closed))
