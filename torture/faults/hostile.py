"""Hostile callers beside innocent ones, who are not to notice them."""

import time
from collections.abc import Iterator

import grpc

from torture.attacks import messages
from torture.attacks.frames import ATTACKS, Attack
from torture.crowd import crowd
from torture.result import Count, none
from torture.run import Run
from torture.service import Service, serving

_MOST_MILLISECONDS = 50
_MOST_MEGABYTES = 300
_QUICK_SHARE = 10
_LEAST_SECONDS = 2.0
_QUICK_SECONDS = 0.3
_BETWEEN = 0.05


def hostile(run: Run) -> Iterator[Count]:
    """Send everything hostile that there is to one service."""
    with serving(run.new_folder()) as service:
        yield from _answers(run, service)
        for name, (attack, times) in run.some(ATTACKS, 3).items():
            with crowd(service.address, run.known_file, "--raw") as innocents:
                _attack(run, attack, service.port, times)
                tally = innocents.dismiss()
            yield Count(f"{name}: answers", tally.answered, least=1)
            yield none(
                f"{name}: wrong or failed {dict(tally.failures) or ''}".rstrip(),
                tally.wrong + tally.failed,
            )
            yield Count(f"{name}: p99", tally.percentile(99), "ms", most=_MOST_MILLISECONDS)
        yield Count("memory", service.peak_megabytes, "MB", most=_MOST_MEGABYTES)
        traces = service.log.read_text().count("Traceback")
        yield none("traces of Python in the log", traces)
        yield none("exit code", service.stop())


def _attack(run: Run, attack: Attack, port: int, times: int) -> None:
    """Attack so often, and for some seconds at least, so that innocent callers meet it."""
    ends = time.monotonic() + (_QUICK_SECONDS if run.quick else _LEAST_SECONDS)
    often = times // _QUICK_SHARE if run.quick else times
    attack(port, often)
    while time.monotonic() < ends:
        # to connect without end is an attack of its own, and would hide what this one does
        time.sleep(_BETWEEN)
        attack(port, often)


def _answers(run: Run, service: Service) -> Iterator[Count]:
    """Send messages that are none, and see what they are answered."""
    chance = run.chance("hostile")
    with grpc.insecure_channel(service.address) as channel:
        statuses = [messages.status_of(channel, raw) for raw in messages.malformed(chance)]
        yield Count("malformed messages", len(statuses), least=1)
        others = [status for status in statuses if status is not messages.INVALID]
        yield none("of these, not INVALID_ARGUMENT", len(others))
        for name, (raw, status) in messages.refused().items():
            answered = messages.status_of(channel, raw)
            yield none(f"{name}: other than {status.name}", answered is not status)
        answered = messages.status_of(channel, messages.with_unknown_field())
        yield none("an unknown field: not passed over", answered is not grpc.StatusCode.OK)
