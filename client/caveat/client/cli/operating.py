"""``caveat status`` and ``reload``, for those who run a service."""

from contextlib import AbstractContextManager
from functools import partial
from typing import TYPE_CHECKING

import click

from caveat.client.cli.display import format_option, show
from caveat.client.cli.failure import Exit
from caveat.client.cli.service_choice import ServiceChoice, service_option
from caveat.client.render.status import reload_text, status_text
from caveat.v1.admin_pb2 import ReloadRequest
from caveat.v1.knowledge_pb2 import RELOAD_STATE_TAKEN_UP

if TYPE_CHECKING:
    from caveat.client.client import Client


@click.command(
    epilog="""\b
Examples:
  caveat status --server 127.0.0.1:50051
  caveat status --server 127.0.0.1:50051 --format json
"""
)
@format_option
@service_option
def status(service: ServiceChoice, form: str) -> None:
    """Show what a service serves since when, and how its last reload went."""
    with _opened(service) as opened:
        told = opened.status()
    show(told, form, partial(status_text, told))


@click.command(
    "reload",
    epilog="""\b
Examples:
  caveat reload --server 127.0.0.1:50051
  caveat reload --server 127.0.0.1:50051 --allow-shrink

The exit code is 5 if the packs were refused.
""",
)
@click.option(
    "--allow-shrink",
    is_flag=True,
    help="Take them up though one is gone, or more than a fifth of its rules.",
)
@click.option(
    "--allow-older",
    is_flag=True,
    help="Take up signed ones though their version is no later.",
)
@format_option
@service_option
@click.pass_context
def reload_packs(
    ctx: click.Context,
    service: ServiceChoice,
    form: str,
    *,
    allow_shrink: bool,
    allow_older: bool,
) -> None:
    """Have a service take up its packs anew, and wait for the end."""
    request = ReloadRequest(allow_shrink=allow_shrink, allow_older=allow_older)
    with _opened(service) as opened:
        ended = opened.reload(request)
    show(ended, form, partial(reload_text, ended))
    taken_up = ended.reload.state == RELOAD_STATE_TAKEN_UP
    ctx.exit(Exit.COMPLETE if taken_up else Exit.PACK)


def _opened(service: ServiceChoice) -> AbstractContextManager["Client"]:
    if not service.server:
        raise click.UsageError("--server HOST:PORT says which service.")
    return service.open_service(service.server)
