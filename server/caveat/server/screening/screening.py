"""From an order to the end of its run."""

from itertools import islice
from pathlib import Path

from caveat.server.http.body import parse_object
from caveat.server.screening.crew import Crew, crew_of
from caveat.server.screening.export import Export
from caveat.server.screening.lines import tape_of
from caveat.server.screening.order import Order, Watcher
from caveat.server.screening.output import output_at
from caveat.server.screening.panel import Panel, PatientFile, StandardInput
from caveat.server.screening.progress import Identity
from caveat.server.screening.run import Run
from caveat.server.screening.summary import Summary
from caveat.server.screening.worker import Worker, knowledge_of
from caveat.source.errors import PackError, RequestError, SettingsError

_FIRST_LINES = 100


def screen(order: Order, watcher: Watcher) -> Summary:
    """Screen a panel, going on where an interrupted run of the same order stopped.

    Raises ``PackError`` for mistakes in a pack, ``SettingsError`` where the input cannot be read
    or the output not be written, ``WorkerError`` where a process dies; what is written stays.
    """
    panel = panel_of(order)
    with crew_of(order.processes, Worker(order.packs, order.policies)) as crew:
        knowledge = _knowledge(crew, order.processes)
        identity = {**panel.identity(), **knowledge, "--full": order.full}
        with output_at(order.out) as output:
            return Run(order, panel, output).to_end(identity, crew, watcher)


def panel_of(order: Order) -> Panel:
    """Tell the forms of input apart; ``SettingsError`` for one that cannot be read."""
    path = order.panel
    if path is None:
        return StandardInput()
    if path.is_dir():
        return Export.in_folder(path, order.out)
    if not path.is_file():
        raise SettingsError(f"{path} can be read only once: give it as standard input, with -")
    if order.out.exists() and order.out.samefile(path):
        raise SettingsError(f"{path} is both what is read and what is to be written")
    return Export({path.name: path}, order.out) if _is_fhir(path) else PatientFile(path)


def _is_fhir(path: Path) -> bool:
    """Look at the first line that can be read: a patient file knows no ``resourceType``."""
    with tape_of(path, str(path)) as tape:
        for line in islice(tape.lines(), _FIRST_LINES):
            try:
                return "resourceType" in parse_object(line.text or b"")
            except RequestError:
                continue
    return False


def _knowledge(crew: Crew, processes: int) -> Identity:
    """Ask as often as there are processes, so that all of them load at once."""
    found = [knowledge for _, knowledge in crew.each(knowledge_of, (None,) * processes)]
    if problems := [problem for knowledge in found for problem in knowledge.problems]:
        raise PackError(problems)
    return found[0].digests
