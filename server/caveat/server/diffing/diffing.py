"""From an order to all that changes: the packs and rules first, then patient by patient."""

from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from caveat.authoring.revision import Revision, revision_of
from caveat.server.audit.names import segments
from caveat.server.audit.opening import open_reader
from caveat.server.audit.place import is_database, key_of
from caveat.server.diffing.compared import Compared, Tally
from caveat.server.diffing.comparing import Comparing
from caveat.server.diffing.logged import LoggedPanel
from caveat.server.diffing.order import Order
from caveat.server.diffing.sides import Sides, sides_of
from caveat.server.screening.crew import crew_of
from caveat.server.screening.lines import Mark
from caveat.server.screening.order import Order as ScreeningOrder
from caveat.server.screening.order import Watcher
from caveat.server.screening.panel import Panel
from caveat.server.screening.screening import panel_of
from caveat.server.screening.worker import Worker
from caveat.source.errors import SettingsError

_STANDARD_INPUT = "-"


class Diff:
    """Two versions of packs that were loaded, and the patients to be compared by them.

    ``tally`` counts those that ``run`` has come to.
    """

    def __init__(self, order: Order, sides: Sides, panel: Panel) -> None:
        self._worker, new = sides.load()
        self._order = order
        self._sides = sides
        self._panel = panel
        self.revision: Revision = revision_of(self._worker.checker.book, new.book)
        self.tally = Tally()

    def run(self, watcher: Watcher) -> Iterator[Compared]:
        """Give the patients whose reports change or who were not checked, in their order.

        ``SettingsError`` where the panel cannot be read, ``WorkerError`` where a process dies.
        """
        processes = self._order.processes
        sides, today = self._sides, date.today()  # noqa: DTZ011  the day at this place
        worker = self._worker if processes == 1 else Worker(sides.old, sides.policies)
        comparing = Comparing(sides.new, today, sides.policies)
        with (
            crew_of(processes, worker) as crew,
            closing(self._panel.chunks(Mark(), crew, watcher)) as chunks,
        ):
            for chunk, chunked in crew.each(comparing, chunks):
                self.tally.same += chunked.same
                for compared in chunked.listed:
                    self.tally.count(compared)
                    yield compared
                self.tally.strays = self._panel.strays
                watcher.reach(chunk.spent)


@contextmanager
def open_diff(order: Order) -> Generator[Diff]:
    """Load both sides and find the patients.

    ``PackError`` has the mistakes of both sides, ``SettingsError`` says what cannot be read.
    """
    sides = sides_of(order)
    with TemporaryDirectory(prefix="caveat-diff-") as folder:
        yield Diff(order, sides, _panel(order, Path(folder)))


def _panel(order: Order, folder: Path) -> Panel:
    """Tell a panel from a decision log; an export is gathered in the folder."""
    if order.patients == _STANDARD_INPUT:
        return panel_of(ScreeningOrder(None, folder / "answers"))
    path = Path(order.patients)
    if is_database(order.patients) or (path.is_dir() and segments(path)):
        key = key_of(order.patients, order.key_file, create=False)
        return LoggedPanel(open_reader(order.patients), key.unseal)
    if not path.exists():
        raise SettingsError(f"{path} does not exist")
    return panel_of(ScreeningOrder(path, folder / "answers"))
