"""The addresses of CDS Hooks."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from caveat.rules import Checker
from caveat.server.cdshooks.answering import Answerer
from caveat.server.cdshooks.feedback import read_feedback, unknown_cards
from caveat.server.cdshooks.gate import Gate, Verifier
from caveat.server.cdshooks.gather import FhirReader
from caveat.server.cdshooks.memory import CardStore, Memory
from caveat.server.cdshooks.recorded import HookRecorder
from caveat.server.cdshooks.request import read_request
from caveat.server.cdshooks.services import SERVICES, Service, discovery
from caveat.server.feedback.records import Answer, UnknownCardError
from caveat.server.http.body import read_object
from caveat.server.http.problem import ProblemError, ProblemKind
from caveat.server.identity.caller import CALLER, Caller
from caveat.server.recording.recorder import Recorder

ROOT: Final = "/cds-services"

_SERVICE = f"{ROOT}/{{service}}"
_NEVER_SHOWN = "Nothing was kept: some entries are about cards that this service never showed."


def _now() -> datetime:
    return datetime.now(UTC)


def routes(  # noqa: PLR0913  what the doors share, each by its name
    checker: Checker,
    store: CardStore | None = None,
    client: FhirReader | None = None,
    verifier: Verifier | None = None,
    *,
    public_url: str = "",
    admit: Callable[[Caller], object] = CALLER.set,
    recorder: Recorder | None = None,
    today: Callable[[], date] = date.today,
    now: Callable[[], datetime] = _now,
) -> list[BaseRoute]:
    """Give the routes of discovery, of the services and of their feedback.

    With a ``verifier`` every call needs a JSON Web Token for the URL that it calls, which begins
    with ``public_url``, or, without one, is as the request has it. Without a ``store`` there is
    no feedback. With a ``recorder`` checks and feedback are in the decision log before they are
    answered.
    """
    gate = Gate(verifier, public_url, admit)
    recording = HookRecorder(recorder) if recorder else None
    answerer = Answerer(checker, Memory(store, now), client, today, recording)
    found: list[BaseRoute] = [
        Route(ROOT, _Discovery(gate).describe, methods=["GET"]),
        Route(_SERVICE, _Calls(gate, answerer).answer, methods=["POST"]),
    ]
    if store is not None:
        keep = _Feedback(gate, store, recording).keep
        found.append(Route(f"{_SERVICE}/feedback", keep, methods=["POST"]))
    return found


class _Discovery:
    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    async def describe(self, request: Request) -> Response:
        self._gate.check(request)
        return JSONResponse(discovery())


class _Calls:
    def __init__(self, gate: Gate, answerer: Answerer) -> None:
        self._gate = gate
        self._answerer = answerer

    async def answer(self, request: Request) -> Response:
        self._gate.check(request)
        service = _service(request)
        document = await read_object(request)
        asked = read_request(document, service)
        return JSONResponse(await self._answerer.answer(asked, document))


class _Feedback:
    def __init__(self, gate: Gate, store: CardStore, recorder: HookRecorder | None) -> None:
        self._gate = gate
        self._store = store
        self._recorder = recorder

    async def keep(self, request: Request) -> Response:
        """Keep what became of the cards: all of it, or none."""
        self._gate.check(request)
        service = _service(request)
        answers = read_feedback(await read_object(request))
        try:
            await self._keep(service, answers)
        except UnknownCardError as error:
            raise ProblemError(
                ProblemKind.NOT_FOUND, _NEVER_SHOWN, unknown_cards(answers, error.cards)
            ) from None
        return Response()

    async def _keep(self, service: Service, answers: Sequence[Answer]) -> None:
        """Record answers between seeing that they can be kept and keeping them."""
        if self._recorder:
            await run_in_threadpool(self._store.check_answers, service.id, answers)
            await self._recorder.give_feedback(answers)
        await run_in_threadpool(self._store.answered, service.id, answers)


def _service(request: Request) -> Service:
    service = SERVICES.get(request.path_params["service"])
    if service is None:
        raise ProblemError(ProblemKind.NOT_FOUND, "There is no service of this id.")
    return service
