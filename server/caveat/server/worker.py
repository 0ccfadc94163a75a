"""One worker, in its own process: it serves on ports that it shares with others."""

import asyncio
import logging
import os
import signal
import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, TypeAlias

from caveat.server.cause import cause_of
from caveat.server.log import write_log
from caveat.server.settings import Addresses, Settings
from caveat.source.errors import PackError, SettingsError
from caveat.source.problem import Problem

if TYPE_CHECKING:
    from caveat.rules import Checker

Said: TypeAlias = Addresses | tuple[Problem, ...] | SettingsError | None
"""What a worker says to its parent: that it has loaded, where it listens, or why it cannot."""

Ear: TypeAlias = "Connection[Said, None]"
"""The worker's end of the pipe to its parent, who says when to listen, and by its end when to stop.
"""

_FAULT = 70

_logger = logging.getLogger(__name__)


def work(settings: Settings, parent: Ear, cpu: int | None) -> None:
    """Load, listen when the parent says so, and serve until the pipe or the parent ends."""
    _leave_signals_to_the_parent()
    if cpu is not None:
        os.sched_setaffinity(0, {cpu})
    write_log(settings.sight.log_format, by_process=True)
    try:
        _work(settings, parent)
    except (PackError, SettingsError) as error:
        with suppress(BrokenPipeError):
            parent.send(error.problems if isinstance(error, PackError) else error)
    except (EOFError, BrokenPipeError):
        _logger.info("stopped before it listened")
    except Exception as error:  # noqa: BLE001  a traceback could show the patient
        _logger.error("a worker failed: %s", cause_of(error))  # noqa: TRY400  and so could this one
        sys.exit(_FAULT)


def _work(settings: Settings, parent: Ear) -> None:
    from caveat.server.app import loaded  # noqa: PLC0415  the parent, who imports this, needs no gRPC

    checker = loaded(settings)
    parent.send(None)
    parent.recv()
    asyncio.run(_serve(settings, checker, parent))


async def _serve(settings: Settings, checker: "Checker", parent: Ear) -> None:
    from caveat.server.app import App  # noqa: PLC0415  as above

    app = App(settings, checker)
    try:
        addresses = await app.start()
        stopping = _stopping(parent)
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, app.reload)
        parent.send(addresses)
        await stopping.wait()
        _logger.info("draining for at most %s s", settings.drain_seconds)
    finally:
        await app.stop()
    _logger.info("stopped")


def _stopping(parent: Ear) -> asyncio.Event:
    """Give an event that the end of the pipe sets, which comes when the parent ends too."""
    loop, stopping = asyncio.get_running_loop(), asyncio.Event()

    def stop() -> None:
        loop.remove_reader(parent.fileno())
        stopping.set()

    loop.add_reader(parent.fileno(), stop)
    # Those who end all processes of a service, as systemd does, let calls in flight end too.
    loop.add_signal_handler(signal.SIGTERM, stop)
    return stopping


def _leave_signals_to_the_parent() -> None:
    """Ignore what a terminal sends to every process; until here the parent kept it off."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGINT, signal.SIGHUP))
