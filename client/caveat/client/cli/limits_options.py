"""The options of ``caveat serve`` that limit what one caller may ask of the service."""

import click

from caveat.client.cli.gathered import Decorator, gathered
from caveat.client.local import Limits

_DEFAULT = Limits()


def _number(field: str, option: str, says: str) -> Decorator:
    return click.option(
        option,
        field,
        type=click.IntRange(min=1),
        default=getattr(_DEFAULT, field),
        show_default=True,
        metavar="NUMBER",
        help=says,
    )


def _seconds(field: str, option: str, says: str) -> Decorator:
    return click.option(
        option,
        field,
        type=click.FloatRange(min=0, min_open=True),
        default=getattr(_DEFAULT, field),
        show_default=True,
        metavar="SECONDS",
        help=says,
    )


limits_options = gathered(
    "limits",
    Limits,
    _number("message_bytes", "--max-message", "Bytes of a message over gRPC, at most."),
    _number("streams", "--max-streams", "Calls at once on one connection over gRPC, at most."),
    _seconds("handshake_seconds", "--handshake", "How long a connection may take to be set up."),
    _seconds("age_seconds", "--max-age", "How long a connection may last."),
    _seconds("age_grace_seconds", "--age-grace", "How long calls on it may go on after that."),
    _seconds("idle_seconds", "--max-idle", "How long a connection may stay without a call."),
    _seconds("ping_seconds", "--ping", "How often a silent connection is asked for life."),
    _seconds("ping_answer_seconds", "--ping-answer", "How long it may take to answer that."),
    _seconds("deadline_seconds", "--deadline", "How long a call may take, whatever it allows."),
    _number("entries", "--max-entries", "Entries of any list of a patient, at most."),
    _number("patients", "--max-patients", "Patients of a batch, at most."),
    _number("http_connections", "--max-http", "HTTP connections at once: those above get 503."),
    _seconds("head_seconds", "--http-head", "How long the head of a request may take to arrive."),
    _seconds("body_seconds", "--http-body", "How long its body may take to arrive."),
)
