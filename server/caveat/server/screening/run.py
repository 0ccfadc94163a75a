"""One run over a panel, whose output is whole at every checkpoint."""

import time
from contextlib import closing
from datetime import date

from caveat.server.screening.checking import Checking
from caveat.server.screening.crew import Crew
from caveat.server.screening.lines import Mark
from caveat.server.screening.order import Order, Watcher
from caveat.server.screening.output import Output
from caveat.server.screening.panel import Panel
from caveat.server.screening.progress import Identity, Progress, ProgressFile
from caveat.server.screening.summary import Summary
from caveat.source.errors import SettingsError


class Run:
    """Begins or goes on, and writes the answers in the order of the panel."""

    def __init__(self, order: Order, panel: Panel, output: Output) -> None:
        self._order = order
        self._panel = panel
        self._output = output
        self._file = ProgressFile(order.out)
        self._kept_at = time.monotonic()

    def to_end(self, identity: Identity, crew: Crew, watcher: Watcher) -> Summary:
        """Check all patients that no earlier run has checked."""
        start = time.monotonic()
        progress = self._begin(identity)
        before = progress.tally.patients
        if before:
            watcher.go_on(before)
        checking = Checking(progress.today, full=self._order.full)
        with closing(self._panel.chunks(progress.mark, crew, watcher)) as chunks:
            for chunk, answered in crew.each(checking, chunks):
                self._output.write(answered.lines)
                progress.tally.add(answered.tally)
                progress = self._kept(progress, chunk.mark)
                watcher.reach(chunk.spent)
        self._output.sync()
        self._file.remove()
        checked = progress.tally.patients - before
        return Summary(progress.tally, self._panel.strays, checked, time.monotonic() - start)

    def _begin(self, identity: Identity) -> Progress:
        kept = None if self._order.restart else self._file.read()
        if kept:
            self._check(kept, identity)
        elif not (self._output.is_new or self._order.restart):
            raise SettingsError(f"{self._order.out} is there already: --restart writes it anew")
        progress = kept or Progress(identity, date.today())  # noqa: DTZ011  the day at this place
        self._output.cut(progress.size)
        self._file.write(progress)
        return progress

    def _check(self, kept: Progress, identity: Identity) -> None:
        kept.check(identity, self._order.out)
        if not self._panel.can_go_on:
            raise SettingsError(
                f"{self._order.out} is unfinished, and standard input cannot be read again: "
                "begin anew with --restart"
            )

    def _kept(self, progress: Progress, mark: Mark) -> Progress:
        """Keep how far the run is, now and then: what is not kept is only checked again."""
        now = time.monotonic()
        if now - self._kept_at < self._order.checkpoint_seconds:
            return progress
        self._kept_at = now
        kept = progress.at(mark, self._output.sync())
        self._file.write(kept)
        return kept
