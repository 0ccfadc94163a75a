"""The routes of the interaction list."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from caveat.rules import Checker
from caveat.server.http.guard import CALL_ID
from caveat.server.recording.decided import of_report
from caveat.server.recording.record import Door, Record
from caveat.server.recording.recorder import Recorder
from caveat.server.rxnav.answer import answer_of
from caveat.server.rxnav.checked import Checked, check_rxcuis
from caveat.server.rxnav.listing import Listing, read_listing
from caveat.server.rxnav.notices import notices_of

PATH = "/REST/interaction/list.json"


def routes(checker: Checker, recorder: Recorder | None = None) -> list[BaseRoute]:
    """Give the one route; parameters other than ``rxcuis``, such as ``sources``, are ignored.

    With a ``recorder`` every check is in the decision log before its answer is given.
    """
    return [Route(PATH, _Interactions(checker, recorder).answer, methods=["GET"])]


class _Interactions:
    def __init__(self, checker: Checker, recorder: Recorder | None) -> None:
        self._checker = checker
        self._recorder = recorder

    async def answer(self, request: Request) -> Response:
        listing = read_listing(request.query_params)
        checked = await run_in_threadpool(self._check, listing)
        record = await self._record(request.url.query, checked)
        notices = notices_of(listing, checked, record)
        return JSONResponse(answer_of(checked, notices, self._checker.book))

    def _check(self, listing: Listing) -> Checked | None:
        return check_rxcuis(listing.rxcuis, self._checker) if listing.rxcuis else None

    async def _record(self, query: str, checked: Checked | None) -> Record | None:
        """Record a check; where nothing was listed that could be checked, there is none."""
        if self._recorder is None or checked is None:
            return None
        decided = of_report(checked.report)
        return await self._recorder.record(
            self._recorder.decision(
                Door.RXNAV, CALL_ID.get(), decided, query.encode(), lambda: checked.request
            )
        )
