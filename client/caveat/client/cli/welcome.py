"""What is said once the service listens: where, with which packs, and a first report."""

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from caveat.client.cli.display import show
from caveat.client.cli.failure import told
from caveat.client.local import Addresses
from caveat.client.render.report import report_text
from caveat.v1.checker_pb2 import CheckRequest
from caveat.v1.report_pb2 import Report


@dataclass(frozen=True, slots=True)
class Welcome:
    """Greets when called with the service's addresses; a first check goes through the service.

    A service that is ``secured`` by TLS, or ``closed`` to who shows nothing, is asked nothing.
    """

    request: CheckRequest | None
    secured: bool
    closed: bool = False

    def __call__(self, addresses: Addresses) -> None:
        """Say that the service listens; what fails here leaves it listening."""
        try:
            self._greet(addresses)
        except Exception as error:  # noqa: BLE001  this thread has no one else to tell
            told(error)

    def _greet(self, addresses: Addresses) -> None:
        address = addresses.grpc
        if self.secured or self.closed:
            how = "with TLS" if self.secured else "and asks callers who they are"
            click.echo(f"Caveat listens on {address}, {how}.")
            self._show_page(addresses)
            return
        from caveat.client.cli.outside import open_service  # noqa: PLC0415  gRPC loads slowly

        with open_service(address) as client:
            packs = ", ".join(f"{pack.id} {pack.version}" for pack in client.packs())
            click.echo(f"Caveat listens on {address} (packs: {packs}).")
            self._show_page(addresses)
            if self.request:
                _show_first(client.check(self.request), address)

    def _show_page(self, addresses: Addresses) -> None:
        if addresses.http:
            scheme = "https" if self.secured else "http"
            click.echo(f"The page for pharmacists: {scheme}://{addresses.http}/")


def _show_first(report: Report, address: str) -> None:
    click.echo()
    show(report, "text", lambda page: report_text(report, page))
    click.echo("\nTry next, in another terminal:")
    for command in _next_commands(report, address):
        click.echo(f"  {_program()} {command}")
    click.echo("\nCtrl-C ends the service.")


def _next_commands(report: Report, address: str) -> Iterator[str]:
    yield f"check --server {address} -m 'clonidine 0.1 mg'"
    yield f"recognise --server {address} 'T#3 1-2 tabs prn'"
    for alert in report.alerts[:1]:
        yield f"explain --server {address} {alert.rule_id}"


def _program() -> str:
    """Name the command as it can be typed, with its path where it is not on the PATH."""
    if shutil.which("caveat"):
        return "caveat"
    return os.path.relpath(Path(sys.executable).with_name("caveat"))
