"""Two versions of a small pack, and panels to compare them by."""

from pathlib import Path

from caveat.server.diffing.compared import Compared
from caveat.server.diffing.diffing import Diff, open_diff
from caveat.server.diffing.order import Order
from tests.rules.small_packs import rule, write_pack
from tests.server.screening.panels import Watching, write_panel

OPIOID = rule("with-opioid", "between: [ketamine-therapy, opioid]", "major")
SSRI = rule("with-ssri", "between: [ketamine-therapy, ssri]", "minor")
MILDER = OPIOID.replace("level: major", "level: moderate")


class Versions:
    """A folder with the old and the new version, which differ in a level."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.old = write_pack(folder / "old", OPIOID, SSRI)
        self.new = write_pack(folder / "new", MILDER, SSRI)
        self.panel = folder / "panel.ndjson"
        self.watching = Watching()

    def order(self, patients: str = "", processes: int = 1) -> Order:
        """Give the order that compares both by the panel, with no other pack beside."""
        return Order(self.old, self.new, patients or str(self.panel), (), processes=processes)

    def compared(self, *patients: object, processes: int = 1) -> tuple[list[Compared], Diff]:
        """Compare by these patients."""
        write_panel(self.panel, patients)
        return self.run(self.order(processes=processes))

    def run(self, order: Order) -> tuple[list[Compared], Diff]:
        """Compare as ordered, to the end."""
        with open_diff(order) as diff:
            return list(diff.run(self.watching)), diff
