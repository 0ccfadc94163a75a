"""Why a rule does what it does for one patient, told by this process."""

import dataclasses
from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import cast

from caveat.authoring.why.explaining import explain as explain_with
from caveat.authoring.why.explanation import (
    Absent,
    Explained,
    Explanation,
    Measured,
    SeenEntry,
    SeenFact,
    Verdict,
)
from caveat.rules import Checker, built_in_packs
from caveat.rules.decision import Truth
from caveat.server.convert.reports import fill_traced, fill_unrecognised
from caveat.server.convert.requests import request_of_message
from caveat.v1 import report_pb2
from caveat.v1.checker_pb2 import CheckRequest

__all__ = [
    "Absent",
    "Explained",
    "Explainer",
    "Explanation",
    "Measured",
    "SeenEntry",
    "SeenFact",
    "Truth",
    "Verdict",
    "message_of_seen",
    "messages_of_unrecognised",
    "plain",
]


class Explainer:
    """Explains rules of the packs in these folders; of the built-in ones where there are none.

    The files of a site's ``policies`` change them. ``PackError`` holds all mistakes in any.
    """

    def __init__(self, packs: Sequence[Path] = (), policies: Sequence[Path] = ()) -> None:
        self._checker = Checker.load(tuple(packs) or built_in_packs(), policy=policies)

    def ids(self) -> list[str]:
        """Name the rules."""
        return list(self._checker.book.rules)

    def explain(self, rule_id: str, request: CheckRequest) -> Explanation:
        """Explain what a rule does for a patient.

        ``KeyError`` if there is no such rule; ``RequestError`` names the fields that are wrong.
        """
        return explain_with(rule_id, request_of_message(request), self._checker)


def message_of_seen(seen: SeenEntry) -> report_pb2.TracedEntry:
    """Write the path of an entry as reports have it."""
    message = report_pb2.TracedEntry()
    fill_traced(message, seen.traced)
    return message


def messages_of_unrecognised(explanation: Explanation) -> list[report_pb2.Unrecognised]:
    """Write the entries that were not recognised as reports have them."""
    report = report_pb2.Report()
    for each in explanation.unrecognised:
        fill_unrecognised(report.unrecognised.add(), each)
    return list(report.unrecognised)


def plain(value: object) -> object:
    """Give values as JSON has them; the keys are written as those of every answer in JSON."""
    if isinstance(value, Enum):
        return getattr(value, "word", value.value)
    if isinstance(value, tuple):
        return [plain(each) for each in cast("tuple[object, ...]", value)]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return {_camel(field.name): plain(getattr(value, field.name)) for field in fields}
    return value


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))
