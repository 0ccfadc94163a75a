"""The routes of the interaction list."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from caveat.rules import Checker
from caveat.server.rxnav.answer import answer_of
from caveat.server.rxnav.checked import check_rxcuis
from caveat.server.rxnav.listing import read_listing
from caveat.server.rxnav.notices import notices_of

PATH = "/REST/interaction/list.json"


def routes(checker: Checker) -> list[BaseRoute]:
    """Give the one route; parameters other than ``rxcuis``, such as ``sources``, are ignored."""

    def interactions(request: Request) -> Response:
        listing = read_listing(request.query_params)
        checked = check_rxcuis(listing.rxcuis, checker) if listing.rxcuis else None
        notices = notices_of(listing, checked)
        return JSONResponse(answer_of(checked, notices, checker.book))

    return [Route(PATH, interactions, methods=["GET"])]
