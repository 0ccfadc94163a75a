"""The operations of this door, each with what it is asked, answers and refuses."""

from dataclasses import dataclass

from google.protobuf.descriptor import Descriptor, EnumDescriptor

from caveat.server.http.problem import ProblemKind
from caveat.server.rest.limits import LONGEST_TEXT
from caveat.v1 import checker_pb2, knowledge_pb2
from caveat.v1.knowledge_pb2 import RecogniseAs

_OF_BODIES = (
    ProblemKind.INVALID_REQUEST,
    ProblemKind.TIMED_OUT,
    ProblemKind.TOO_LARGE,
    ProblemKind.UNSUPPORTED_MEDIA_TYPE,
)
_OF_QUERIES = (ProblemKind.INVALID_REQUEST,)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a path or a query: a text of so many characters, or a word of an enum."""

    name: str
    place: str
    description: str
    longest: int | None = None
    kind: EnumDescriptor | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path; ``identity`` is its operation id."""

    method: str
    path: str
    identity: str
    tag: str
    summary: str
    answer: Descriptor
    body: Descriptor | None = None
    parameters: tuple[Parameter, ...] = ()
    problems: tuple[ProblemKind, ...] = _OF_QUERIES


_TEXT = LONGEST_TEXT["caveat.v1.RecogniseRequest.text"]

OPERATIONS = (
    Operation(
        "post",
        "/v1/check",
        "check",
        "Checks",
        "Checks one patient.",
        checker_pb2.CheckResponse.DESCRIPTOR,
        checker_pb2.CheckRequest.DESCRIPTOR,
        problems=_OF_BODIES,
    ),
    Operation(
        "post",
        "/v1/check:batch",
        "checkBatch",
        "Checks",
        "Checks many patients; each has an answer of its own, in order, and a bad one spoils no"
        " other.",
        checker_pb2.BatchCheckResponse.DESCRIPTOR,
        checker_pb2.BatchCheckRequest.DESCRIPTOR,
        problems=_OF_BODIES,
    ),
    Operation(
        "get",
        "/v1/packs",
        "listPacks",
        "Knowledge",
        "Lists the loaded packs.",
        knowledge_pb2.ListPacksResponse.DESCRIPTOR,
    ),
    Operation(
        "get",
        "/v1/rules",
        "listRules",
        "Knowledge",
        "Lists the loaded rules, by id.",
        knowledge_pb2.ListRulesResponse.DESCRIPTOR,
        parameters=(Parameter("pack_id", "query", "Only the rules of this pack."),),
    ),
    Operation(
        "get",
        "/v1/rules/{id}",
        "getRule",
        "Knowledge",
        "Gives one rule with its evidence and examples.",
        knowledge_pb2.GetRuleResponse.DESCRIPTOR,
        parameters=(Parameter("id", "path", "The id of the rule."),),
        problems=(*_OF_QUERIES, ProblemKind.NOT_FOUND),
    ),
    Operation(
        "get",
        "/v1/observations",
        "listObservations",
        "Knowledge",
        "Lists the facts that an observation or a plan can state.",
        knowledge_pb2.ListObservationsResponse.DESCRIPTOR,
    ),
    Operation(
        "get",
        "/v1/recognise",
        "recogniseQuery",
        "Knowledge",
        "Says what a text or code would be understood as. Addresses are written in many logs:"
        " what is a patient's belongs into the body of the POST.",
        knowledge_pb2.RecogniseResponse.DESCRIPTOR,
        parameters=(
            Parameter("text", "query", "A text as a person would write it.", _TEXT),
            Parameter("read_as", "query", "What to read it as.", kind=RecogniseAs.DESCRIPTOR),
            Parameter("code_system", "query", "The system of the code, by name or by its URI."),
            Parameter("code", "query", "A code."),
        ),
    ),
    Operation(
        "post",
        "/v1/recognise",
        "recognise",
        "Knowledge",
        "Says what a text or code would be understood as.",
        knowledge_pb2.RecogniseResponse.DESCRIPTOR,
        knowledge_pb2.RecogniseRequest.DESCRIPTOR,
        problems=_OF_BODIES,
    ),
    Operation(
        "get",
        "/v1/status",
        "getStatus",
        "Knowledge",
        "Says which packs are served, since when, and what is wrong with the service, if anything"
        " is.",
        knowledge_pb2.GetStatusResponse.DESCRIPTOR,
    ),
)
