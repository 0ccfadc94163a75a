"""Who makes a call, and what they may do with the service."""

from contextvars import ContextVar
from dataclasses import dataclass
from enum import Enum


class Role(Enum):
    """What a caller may do; each stands for itself, none holds another."""

    CHECK = "check"
    KNOWLEDGE = "knowledge"
    FEEDBACK = "feedback"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Caller:
    """One who calls, by the name under which the decision log knows them."""

    name: str
    roles: frozenset[Role]


ANYBODY = Caller("anybody", frozenset(Role))
"""The caller of a service that asks nobody who they are."""

CALLER: ContextVar[Caller] = ContextVar("caveat_caller", default=ANYBODY)
"""The caller of the call that goes on."""
