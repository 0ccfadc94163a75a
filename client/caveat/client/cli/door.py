"""Where the answers come from: this process, or a service."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import click

from caveat.client.cli.gathered import gathered
from caveat.client.cli.inside import open_here
from caveat.client.cli.packs import packs_option
from caveat.v1.checker_pb2 import CheckRequest, CheckResponse
from caveat.v1.knowledge_pb2 import RecogniseAs, RecogniseResponse, Rule, RuleSummary
from caveat.v1.patient_pb2 import Code

_PEM = click.Path(exists=True, dir_okay=False, path_type=Path)


class Door(Protocol):
    """What a command asks; every door gives the messages of the contract."""

    def check_recorded(self, request: CheckRequest) -> CheckResponse: ...
    def rules(self) -> Iterable[RuleSummary]: ...
    def rule(self, rule_id: str) -> Rule: ...
    def recognise(
        self, text: str, *, code: Code | None, read_as: RecogniseAs.ValueType
    ) -> RecogniseResponse: ...


@dataclass(frozen=True, slots=True)
class DoorChoice:
    """The options that choose a door."""

    server: str | None
    ca: Path | None
    cert: Path | None
    key: Path | None
    server_name: str
    packs: tuple[Path, ...]

    def __post_init__(self) -> None:
        if not self.server and (self.ca or self.cert or self.key):
            raise click.UsageError("--ca, --cert and --key need --server.")
        if self.server_name and not (self.ca or self.cert):
            raise click.UsageError("--server-name needs --ca or --cert.")
        if self.server and self.packs:
            raise click.UsageError("--pack and --server: the service has packs of its own.")
        if bool(self.cert) != bool(self.key):
            raise click.UsageError("--cert and --key need each other.")

    def open(self) -> AbstractContextManager[Door]:
        """Open the chosen door; what goes wrong behind it ends the command with its exit code."""
        if self.server:
            from caveat.client.cli.outside import open_service  # noqa: PLC0415  gRPC loads slowly

            return open_service(
                self.server, ca=self.ca, cert=self.cert, key=self.key, name=self.server_name
            )
        return open_here(self.packs)


door_options = gathered(
    "door",
    DoorChoice,
    click.option("--server", metavar="HOST:PORT", help="Ask this service, not this process."),
    click.option("--ca", type=_PEM, help="PEM file: who vouches for the service; means TLS."),
    click.option("--cert", type=_PEM, help="PEM file: the certificate that you show."),
    click.option("--key", type=_PEM, help="PEM file: the key of that certificate."),
    click.option(
        "--server-name",
        default="",
        metavar="NAME",
        help="The name in the service's certificate, where it is not HOST.",
    ),
    packs_option,
)
