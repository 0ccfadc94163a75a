"""What the service knows, and how it reads."""

from collections.abc import Collection

from starlette.requests import Request
from starlette.responses import Response

from caveat.rules import Checker
from caveat.server.convert.status import message_of_status
from caveat.server.http.body import JsonObject, read_object
from caveat.server.http.problem import ProblemError, ProblemKind
from caveat.server.knowledge import observations_of, packs_of, recognised, rule_of, rules_of
from caveat.server.rest.limits import MOST_BYTES
from caveat.server.rest.reading import json_paths, read_message
from caveat.server.rest.writing import answer
from caveat.server.state import ServiceState
from caveat.source.errors import RequestError, Violation
from caveat.v1.knowledge_pb2 import RecogniseRequest


class Knowledge:
    """Shows the rule book and the reading of one checker."""

    def __init__(self, checker: Checker, state: ServiceState) -> None:
        self._checker = checker
        self._state = state

    async def packs(self, request: Request) -> Response:
        """List the packs, by id."""
        _query(request, ())
        return answer(packs_of(self._checker.book))

    async def rules(self, request: Request) -> Response:
        """List the rules of one pack or of all, by id."""
        query = _query(request, ("pack_id",))
        return answer(rules_of(self._checker.book, query.get("pack_id", "")))

    async def rule(self, request: Request) -> Response:
        """Give one rule."""
        _query(request, ())
        response = rule_of(self._checker.book, request.path_params["id"])
        if response is None:
            raise ProblemError(ProblemKind.NOT_FOUND, "No rule has this id.")
        return answer(response)

    async def observations(self, request: Request) -> Response:
        """List the facts that can be stated, by name."""
        _query(request, ())
        return answer(observations_of(self._checker.book))

    async def recognise(self, request: Request) -> Response:
        """Say what a text or a code in a body would be understood as."""
        return self._recognised(await read_object(request, most=MOST_BYTES))

    async def recognise_query(self, request: Request) -> Response:
        """Say what a text or a code in a query would be understood as."""
        query = _query(request, ("text", "read_as", "code_system", "code"))
        document: JsonObject = {name: query[name] for name in ("text", "read_as") if name in query}
        if "code" in query or "code_system" in query:
            document["code"] = {
                "system": query.get("code_system", ""),
                "value": query.get("code", ""),
            }
        return self._recognised(document)

    async def status(self, request: Request) -> Response:
        """Say which packs are served since when, and how the last reload went."""
        _query(request, ())
        return answer(message_of_status(self._checker.book, self._state))

    def _recognised(self, document: JsonObject) -> Response:
        message = read_message(document, RecogniseRequest())
        with json_paths(RecogniseRequest.DESCRIPTOR):
            return answer(recognised(message, self._checker))


def _query(request: Request, known: Collection[str]) -> dict[str, str]:
    """Read the query; ``RequestError`` for a parameter that is not known or given twice."""
    given = request.query_params.multi_items()
    names = [name for name, _ in given]
    violations = [Violation(name, "is given twice") for name in known if names.count(name) > 1]
    if not set(names) <= set(known):
        violations.append(Violation("query", "has a parameter that is not known"))
    if violations:
        raise RequestError(violations)
    return dict(given)
