"""Where the answers come from: this process, or a service."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import click

from caveat.client.cli.gathered import gathered
from caveat.client.cli.inside import open_here
from caveat.client.cli.packs import packs_option
from caveat.client.cli.policy import policy_option
from caveat.client.cli.service_choice import ServiceChoice, service_options
from caveat.v1.checker_pb2 import CheckRequest, CheckResponse
from caveat.v1.knowledge_pb2 import RecogniseAs, RecogniseResponse, Rule, RuleSummary
from caveat.v1.patient_pb2 import Code


class Door(Protocol):
    """What a command asks; every door gives the messages of the contract."""

    def check_recorded(self, request: CheckRequest) -> CheckResponse: ...
    def rules(self) -> Iterable[RuleSummary]: ...
    def rule(self, rule_id: str) -> Rule: ...
    def recognise(
        self, text: str, *, code: Code | None, read_as: RecogniseAs.ValueType
    ) -> RecogniseResponse: ...


@dataclass(frozen=True, slots=True)
class DoorChoice(ServiceChoice):
    """The options that choose a door."""

    packs: tuple[Path, ...]
    policies: tuple[Path, ...]

    def __post_init__(self) -> None:
        ServiceChoice.__post_init__(self)
        if self.server and self.packs:
            raise click.UsageError("--pack and --server: the service has packs of its own.")
        if self.server and self.policies:
            raise click.UsageError("--policy and --server: the service has policies of its own.")

    @property
    def has_own(self) -> bool:
        """Say whether other packs are asked than those that come with Caveat."""
        return bool(self.server or self.packs)

    def open(self) -> AbstractContextManager[Door]:
        """Open the chosen door; what goes wrong behind it ends the command with its exit code."""
        if self.server:
            return self.open_service(self.server)
        return open_here(self.packs, self.policies)


door_options = gathered("door", DoorChoice, *service_options, packs_option, policy_option)
