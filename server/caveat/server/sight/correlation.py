"""The ids by which a call is known: ours, and the caller's where nothing else can stand in it.

A name or a record number would fit into letters, digits and dashes, so only what a machine made up
is taken: a UUID as ``x-request-id``, the trace of ``traceparent``.
"""

import re
import secrets
from contextvars import ContextVar
from typing import NamedTuple

REQUEST_ID = "x-request-id"
TRACE_PARENT = "traceparent"

CALL_ID: ContextVar[str] = ContextVar("caveat_call_id", default="-")
"""Our id of the call that goes on, by whatever door: in its lines and in the decision log."""

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_TRACE_PARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}", re.ASCII)


class Correlation(NamedTuple):
    """What a caller says of a call's place among others; each is empty where it is not usable."""

    request: str = ""
    trace_parent: str = ""


NOWHERE = Correlation()


def new_call_id() -> str:
    """Make up an id of a call."""
    return secrets.token_hex(6)


def correlation_of(request_id: str, trace_parent: str) -> Correlation:
    """Take what has the shape of an id that a machine made up."""
    parent = _TRACE_PARENT.fullmatch(trace_parent)
    if _UUID.fullmatch(request_id):
        return Correlation(request_id.lower(), trace_parent if parent else "")
    return Correlation(parent[1], trace_parent) if parent else NOWHERE
