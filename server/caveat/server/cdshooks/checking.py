"""The check of one call, which no order may cost: not one too many, nor the same medicine twice."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from caveat.rules import Checker
from caveat.rules.intake import MAX_ENTRIES
from caveat.rules.patient import EntryList, Request
from caveat.rules.report import Report
from caveat.server.cdshooks.case import Case
from caveat.server.cdshooks.markdown import quoted
from caveat.source.errors import RequestError

MOST_PROPOSED = MAX_ENTRIES[EntryList.PROPOSED.value]

_REPEAT = re.compile(r"proposed\[(\d+)\]")
_REPEATED = "names the same medicine as another order"
_TOO_MANY = f"is one of more than {MOST_PROPOSED} orders"
_PLANNED = "checked as a medication that is planned, without what its order says of how it is given"


@dataclass(frozen=True, slots=True)
class Checked:
    """A report, and a sentence in Markdown for every order that was not checked as proposed.

    ``request`` is as the engine had it; ``drafts`` are the draft orders, by the index of their
    proposal in the report.
    """

    request: Request
    report: Report
    remarks: tuple[str, ...]
    drafts: Mapping[int, str]


def check(checker: Checker, case: Case) -> Checked:
    """Check a case; ``RequestError`` names what the engine refuses by the record it came from.

    The engine takes so many proposals, each of another medicine. The others are planned
    medications to it: they meet the same rules, and the answer says so.
    """
    proposals = len(case.request.proposed)
    planned = dict.fromkeys(range(MOST_PROPOSED, proposals), _TOO_MANY)
    checked = case.with_planned(planned)
    try:
        report = checker.check(checked.request)
    except RequestError as error:
        repeats = _repeats(error)
        if not repeats:
            raise checked.located(error) from None
        planned |= dict.fromkeys(repeats, _REPEATED)
        checked = case.with_planned(planned)
        report = _check_again(checker, checked)
    remarks = tuple(_remarks(case.request, planned))
    return Checked(checked.request, report, remarks, checked.drafts)


def _check_again(checker: Checker, case: Case) -> Report:
    try:
        return checker.check(case.request)
    except RequestError as error:
        raise case.located(error) from None


def _repeats(error: RequestError) -> tuple[int, ...]:
    """Give the proposals that repeat another, if that is all that is wrong."""
    found = [_REPEAT.fullmatch(violation.field) for violation in error.violations]
    return tuple(int(match[1]) for match in found if match) if all(found) else ()


def _remarks(request: Request, planned: Mapping[int, str]) -> Iterator[str]:
    for place, why in sorted(planned.items()):
        text = request.proposed[place].medication.text
        order = f"order {place + 1} ({quoted(text)})" if text else f"order {place + 1}"
        yield f"{order} {why}: it was {_PLANNED}"
