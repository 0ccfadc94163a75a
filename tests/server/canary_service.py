"""A service that fails on purpose, with the patient's words in whatever it fails with.

``python -m tests.server.canary_service FORMAT FAULTY FEEDBACK COLLECTOR`` writes its addresses in
a line, and then does what no service should; FAULTY is ``faulty`` for one whose rules all fail.
"""

import asyncio
import logging
import sys
import warnings
from dataclasses import replace
from threading import Thread
from typing import NoReturn

from caveat.rules import Checker
from caveat.rules.rulebook import CompiledRule, RuleBook
from caveat.server.app import load, serve
from caveat.server.log import write_log
from caveat.server.settings import Addresses, Http, LogFormat, Settings, Sight
from tests.server.canary import NUMBER, WORD


def faulty(book: RuleBook) -> RuleBook:
    """Have every rule fail as a bug would, with what it knows of the patient."""

    def compiled(number: int) -> CompiledRule:
        return replace(book.compiled(number), decide=_fail)

    return replace(book, compiled=compiled)


def _fail(*known: object) -> NoReturn:
    raise ValueError(f"{WORD} {known}") from KeyError(WORD, NUMBER)


class _Dying:
    def __del__(self) -> None:
        _fail()


def misbehave() -> None:
    """Warn, die, forget a task, log as a library might, and end a thread: all with a canary."""
    warnings.warn(f"{WORD} {NUMBER}", stacklevel=2)
    _Dying()
    asyncio.run(_forgetful())
    for name in ("asyncio", "uvicorn.error", "grpc._cython.cygrpc", "sqlalchemy", "x", ""):
        _complain(logging.getLogger(name))
    thread = Thread(target=_fail)
    thread.start()
    thread.join()


def _complain(logger: logging.Logger) -> None:
    logger.error("about %s", WORD)
    logger.warning(f"{WORD} and {NUMBER}")  # noqa: G004  as a library might
    try:
        _fail()
    except ValueError:
        logger.exception("it failed")


async def _forgetful() -> None:
    """Leave an exception that nobody asks for, and one in a callback."""
    task = asyncio.ensure_future(_later())
    await asyncio.wait([task])
    del task
    asyncio.get_running_loop().call_soon(_fail, WORD)
    await asyncio.sleep(0)


async def _later() -> None:
    _fail()


def main() -> None:
    """Serve until SIGTERM."""
    log_format, fault, feedback, collector = sys.argv[1:]
    sight = Sight(log_format=LogFormat(log_format), otlp=collector)
    http = Http(port=0, feedback=feedback)
    settings = Settings(port=0, http=http, drain_seconds=1, sight=sight)
    write_log(sight.log_format)
    checker = load(settings)
    if fault == "faulty":
        checker = Checker(faulty(checker.book))
    asyncio.run(serve(settings, checker, _ready))


def _ready(addresses: Addresses) -> None:
    misbehave()
    print(addresses.grpc, addresses.http, flush=True)  # noqa: T201  to whom started it


if __name__ == "__main__":
    main()
