"""What a new version of packs does to the reports of many patients, found by this process."""

from caveat.authoring.revision import Edit, EditKind, Part, Revision
from caveat.server.diffing.compared import Compared, Headline, NotCompared, Tally
from caveat.server.diffing.diffing import Diff, open_diff
from caveat.server.diffing.order import Order
from caveat.server.screening.output import Output, output_at

__all__ = [
    "Compared",
    "Diff",
    "Edit",
    "EditKind",
    "Headline",
    "NotCompared",
    "Order",
    "Output",
    "Part",
    "Revision",
    "Tally",
    "open_diff",
    "output_at",
]
