"""What the service knows, and how it reads."""
# ruff: noqa: N802  the contract names the methods

from collections.abc import Iterator

from grpc import StatusCode

from caveat.rules import Checker
from caveat.rules.intake import MAX_TEXT
from caveat.rules.rulebook import RuleBook
from caveat.server.calls import Context
from caveat.server.convert.enums import READ_AS
from caveat.server.convert.knowledge import (
    message_of_observation,
    message_of_pack,
    message_of_recognised,
    message_of_rule,
    summary_of_rule,
)
from caveat.server.convert.policies import message_of_policy_use
from caveat.server.convert.requests import code_of_message
from caveat.server.convert.status import message_of_status
from caveat.server.state import ServiceState
from caveat.source.errors import RequestError, Violation
from caveat.v1 import knowledge_pb2, knowledge_pb2_grpc

_READ_AS = {number: read_as for read_as, number in READ_AS.items()}


class KnowledgeService(knowledge_pb2_grpc.KnowledgeServiceServicer):
    """Shows the rule book and the reading of one checker."""

    def __init__(self, checker: Checker, state: ServiceState) -> None:
        self._checker = checker
        self._state = state

    async def ListPacks(
        self, request: knowledge_pb2.ListPacksRequest, context: Context
    ) -> knowledge_pb2.ListPacksResponse:
        """List the packs, by id."""
        return packs_of(self._checker.book)

    async def ListRules(
        self, request: knowledge_pb2.ListRulesRequest, context: Context
    ) -> knowledge_pb2.ListRulesResponse:
        """List the rules of one pack or of all, by id."""
        return rules_of(self._checker.book, request.pack_id)

    async def GetRule(
        self, request: knowledge_pb2.GetRuleRequest, context: Context
    ) -> knowledge_pb2.GetRuleResponse:
        """Give one rule."""
        response = rule_of(self._checker.book, request.id)
        if response is None:
            await context.abort(StatusCode.NOT_FOUND, "No rule has this id.")
        return response

    async def ListObservations(
        self, request: knowledge_pb2.ListObservationsRequest, context: Context
    ) -> knowledge_pb2.ListObservationsResponse:
        """List the facts that can be stated, by name."""
        return observations_of(self._checker.book)

    async def Recognise(
        self, request: knowledge_pb2.RecogniseRequest, context: Context
    ) -> knowledge_pb2.RecogniseResponse:
        """Say what a text or a code would be understood as."""
        return recognised(request, self._checker)

    async def GetStatus(
        self, request: knowledge_pb2.GetStatusRequest, context: Context
    ) -> knowledge_pb2.GetStatusResponse:
        """Say which packs are served since when, and how the last reload went."""
        return message_of_status(self._checker.book, self._state)


def packs_of(book: RuleBook) -> knowledge_pb2.ListPacksResponse:
    """List the packs, by id."""
    packs = sorted(book.packs, key=lambda pack: pack.id)
    return knowledge_pb2.ListPacksResponse(
        packs=map(message_of_pack, packs), policies=map(message_of_policy_use, book.policies)
    )


def rules_of(book: RuleBook, pack_id: str) -> knowledge_pb2.ListRulesResponse:
    """List the rules of one pack, or of all where the id is empty, by id."""
    rules = sorted(book.rules.values(), key=lambda rule: rule.id)
    wanted = (rule for rule in rules if pack_id in ("", rule.pack_id))
    return knowledge_pb2.ListRulesResponse(rules=map(summary_of_rule, wanted))


def rule_of(book: RuleBook, rule_id: str) -> knowledge_pb2.GetRuleResponse | None:
    """Give one rule; ``None`` where no rule has this id."""
    rule = book.rules.get(rule_id)
    return knowledge_pb2.GetRuleResponse(rule=message_of_rule(rule, book)) if rule else None


def observations_of(book: RuleBook) -> knowledge_pb2.ListObservationsResponse:
    """List the facts that can be stated, by name."""
    terms = sorted(book.vocabulary.observations.values(), key=lambda term: term.name)
    stated = (term for term in terms if not term.derived)
    return knowledge_pb2.ListObservationsResponse(observations=map(message_of_observation, stated))


def recognised(
    request: knowledge_pb2.RecogniseRequest, checker: Checker
) -> knowledge_pb2.RecogniseResponse:
    """Say what a text or a code would be understood as; ``RequestError`` for neither."""
    violations = tuple(_violations(request))
    if violations:
        raise RequestError(violations)
    code = code_of_message(request.code) if request.HasField("code") else None
    read = checker.recognise(request.text, code, _READ_AS[request.read_as])
    return message_of_recognised(read)


def _violations(request: knowledge_pb2.RecogniseRequest) -> Iterator[Violation]:
    if len(request.text) > MAX_TEXT:
        yield Violation("text", f"longer than {MAX_TEXT} characters")
    if not request.text.strip() and not request.code.value.strip():
        yield Violation("text", "there is neither a text nor a code")
    if request.read_as not in _READ_AS:
        yield Violation("read_as", "not a reading that the contract knows")
