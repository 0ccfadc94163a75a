"""How far a long command is, on standard error: a bar on a terminal, else a line now and then."""

import sys
import time
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

from caveat.client.render.page import clean
from caveat.client.render.words import counted

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

_SECONDS_BETWEEN_LINES = 10.0


class Meter:
    """Watches a screening, stage by stage."""

    def __init__(self) -> None:
        self._bars = ExitStack()
        self._bar: ProgressBar[int] | None = None
        self._stage = ""
        self._length: int | None = None
        self._said_at = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._end_bar()

    def begin(self, stage: str, length: int | None, done: int) -> None:
        """Begin a stage of so many steps; where nobody knows how many, there is no bar."""
        self._end_bar()
        self._stage, self._length = stage, length
        if length and sys.stderr.isatty():
            bar = click.progressbar(length=length, label=stage, file=sys.stderr)
            self._bar = self._bars.enter_context(bar)
            self._bar.update(done)
        else:
            self._say_share(done)

    def go_on(self, patients: int) -> None:
        """Say that an earlier run has done a part."""
        self._say(f"going on after {counted_patients(patients)}")

    def reach(self, done: int) -> None:
        """Move the bar, or say a line if the last one was a while ago."""
        if self._bar:
            self._bar.update(done - self._bar.pos)
        elif time.monotonic() - self._said_at > _SECONDS_BETWEEN_LINES:
            self._say_share(done)

    def stray(self, place: str, reason: str) -> None:
        """Name a line that belongs to no patient."""
        self._end_bar()
        self._say(f"{place}: NOT CHECKED: {reason}")

    def _say_share(self, done: int) -> None:
        self._said_at = time.monotonic()
        share = f"{100 * done // self._length} %" if self._length else f"{done:,} bytes read"
        self._say(f"{self._stage}: {share}")

    def _say(self, words: str) -> None:
        click.echo(clean(words), err=True)

    def _end_bar(self) -> None:
        self._bars.close()
        self._bar = None


def counted_patients(number: int) -> str:
    """Count patients, such as ``1 patient`` or ``20,000 patients``."""
    return counted(number, "patient").replace(str(number), f"{number:,}", 1)
