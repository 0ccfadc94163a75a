"""Packs that change all the time, half of them broken, and are to be taken up all the time."""

import signal
import time
from collections.abc import Iterator

from torture.crowd import crowd
from torture.known import known_answers
from torture.packs import Packs
from torture.result import Count, none
from torture.run import Run
from torture.service import Service, serving

_A_SECOND = 100
_FOR_EACH_SET = 50
_PATIENCE = 30.0
_LOOK_EVERY = 0.05
_MOST_MILLISECONDS = 1000


def reload(run: Run) -> Iterator[Count]:
    """Ask for a reload a hundred times a second, while packs are published."""
    folder = run.new_folder()
    packs = Packs(folder, run.chance("reload"))
    known = known_answers(*packs.checkers()).write(folder / "known")
    with serving(folder, "--pack", str(packs.link)) as service:
        with crowd(service.address, known, "--raw") as innocents:
            asked = _storm(packs, service, run.times(16, 3))
            _calm(packs, service)
            tally = innocents.dismiss()
        log = service.log.read_text()
        yield Count("reloads asked for", asked, least=1)
        yield Count("sets taken up", log.count("serving the packs"), least=1)
        yield Count("sets refused", log.count("not taken up"), least=1)
        yield from tally.answers()
        yield none("answers of a set that was never whole", tally.of_no_set)
        yield from tally.no_failures()
        yield Count("slowest call", tally.slowest, "ms", most=_MOST_MILLISECONDS)
        yield none("exit code", service.stop())


def _storm(packs: Packs, service: Service, seconds: int) -> int:
    """Ask so often a second, and give how often in all."""
    started = time.monotonic()
    for number in range(seconds * _A_SECOND):
        if number % _FOR_EACH_SET == 0:
            packs.next()
        service.process.send_signal(signal.SIGHUP)
        time.sleep(max(0.0, started + (number + 1) / _A_SECOND - time.monotonic()))
    return seconds * _A_SECOND


def _calm(packs: Packs, service: Service) -> None:
    """Publish a broken set and a whole one, and wait until some of each was answered for.

    On a slow machine no reload ends while the storm lasts.
    """
    for version, said in ((packs.broken[-1], "not taken up"), (packs.whole[-1], "serving the")):
        packs.publish(version)
        service.process.send_signal(signal.SIGHUP)
        ends = time.monotonic() + _PATIENCE
        while said not in service.log.read_text() and time.monotonic() < ends:
            time.sleep(_LOOK_EVERY)
