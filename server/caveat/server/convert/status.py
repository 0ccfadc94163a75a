"""From the state of the service to its message."""

from functools import cache
from importlib.metadata import version

from google.protobuf.timestamp_pb2 import Timestamp

from caveat.rules.rulebook import RuleBook
from caveat.server.audit.entries import LogState
from caveat.server.convert.policies import message_of_policy_use
from caveat.server.convert.reports import message_of_pack_use
from caveat.server.state import Attempt, Outcome, ServiceState
from caveat.v1 import knowledge_pb2

_STATES = {
    Outcome.RUNNING: knowledge_pb2.RELOAD_STATE_RUNNING,
    Outcome.TAKEN_UP: knowledge_pb2.RELOAD_STATE_TAKEN_UP,
    Outcome.REFUSED: knowledge_pb2.RELOAD_STATE_REFUSED,
}


def message_of_status(book: RuleBook, state: ServiceState) -> knowledge_pb2.GetStatusResponse:
    """Write which packs are served since when, and how the last reload went."""
    message = knowledge_pb2.GetStatusResponse(
        version=_version(),
        started_at=_timestamp(state.started_at),
        rules_digest=book.rules_digest,
        packs=map(message_of_pack_use, book.uses),
        taken_up_at=_timestamp(state.taken_up_at),
        policies=map(message_of_policy_use, book.policies),
    )
    if state.attempt:
        message.reload.CopyFrom(message_of_reload(state.attempt, state.stale_since))
    if state.decision_log:
        message.decision_log.CopyFrom(_message_of_log(state.decision_log()))
    return message


def _message_of_log(log: LogState) -> knowledge_pb2.DecisionLog:
    state = (
        knowledge_pb2.DECISION_LOG_STATE_FAILING
        if log.error
        else knowledge_pb2.DECISION_LOG_STATE_WRITTEN
    )
    return knowledge_pb2.DecisionLog(
        state=state, waiting=log.waiting, lost=log.lost, error=log.error
    )


def message_of_reload(attempt: Attempt, stale_since: float | None) -> knowledge_pb2.Reload:
    """Write how an attempt to take up packs ended."""
    message = knowledge_pb2.Reload(
        state=_STATES[attempt.outcome],
        began_at=_timestamp(attempt.began_at),
        error=attempt.error,
    )
    if stale_since is not None:
        message.stale_since.CopyFrom(_timestamp(stale_since))
    return message


def _timestamp(seconds: float) -> Timestamp:
    timestamp = Timestamp()
    timestamp.FromMilliseconds(round(1000 * seconds))
    return timestamp


@cache
def _version() -> str:
    return version("caveat")
