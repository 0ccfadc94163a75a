"""Checks, reloads and feedback in any order: what is served, said and recorded stays true."""

import os
import shutil
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from caveat.client import Client
from caveat.rules import Checker
from caveat.server.audit.entries import Activation, Decision, FeedbackGiven
from caveat.server.audit.opening import open_reader
from caveat.server.audit.place import key_of
from caveat.server.audit.reading import records
from caveat.server.audit.verifying import Finding, verify
from caveat.server.settings import Audit, Http, Settings
from caveat.v1.admin_pb2 import ReloadRequest
from caveat.v1.checker_pb2 import RECORD_STATE_RECORDED
from caveat.v1.knowledge_pb2 import RELOAD_STATE_REFUSED, RELOAD_STATE_TAKEN_UP
from caveat.v1.report_pb2 import LEVEL_CONTRAINDICATED, LEVEL_MAJOR, LEVEL_MODERATE
from tests.rules.small_packs import rule as rule_text
from tests.rules.small_packs import write_pack
from tests.server.cdshooks.calls import cards, order, sign, takes
from tests.server.http.calling import post
from tests.server.patients import ketamine_for
from tests.server.patients import takes as taking
from tests.server.running import running_at

LEVELS = {
    "moderate": LEVEL_MODERATE,
    "major": LEVEL_MAJOR,
    "contraindicated": LEVEL_CONTRAINDICATED,
}
EXAMPLES = """\
  - {name: two, given: {medications: [prazosin]}, expect: alert}
  - {name: three, given: {}, expect: undecided}
"""
SCOPE = "between: [ketamine-therapy, heart-medicine]"
"""A rule that holds for prazosin, and not for paracetamol."""


class Service(RuleBasedStateMachine):
    """One service, and what it must be by all that was done with it."""

    def __init__(self) -> None:
        super().__init__()
        self.opened = ExitStack()
        self.home = Path(mkdtemp())
        self.folder, self.place = self.home / "pack", str(self.home / "decisions")
        self.publish("major")
        self.is_whole, self.is_stale = True, False
        self.served = self.published = "major"
        self.checks, self.answers, self.activations = 0, 0, 1
        addresses = self.opened.enter_context(
            running_at(
                Checker.load([self.folder]),
                Settings(
                    port=0,
                    drain_seconds=1,
                    packs=(self.folder,),
                    audit=Audit(self.place),
                    http=Http(port=0, feedback=f"sqlite:///{self.home / 'feedback.sqlite'}"),
                ),
            )
        )
        self.base = f"http://{addresses.http}"
        self.client = self.opened.enter_context(Client(addresses.grpc, timeout=30))

    def publish(self, level: str) -> None:
        write_pack(self.folder, rule_text("a", SCOPE, level) + EXAMPLES)

    @rule(level=st.sampled_from(sorted(LEVELS)))
    def packs_are_published(self, level: str) -> None:
        self.publish(level)
        self.published, self.is_whole = level, True

    @rule(share=st.floats(0.05, 0.8))
    def a_file_is_cut(self, share: float) -> None:
        file = self.folder / "a.yaml"
        content = file.read_bytes()
        file.write_bytes(content[: int(len(content) * share)])
        self.is_whole = False

    @rule()
    def a_reload_is_asked_for(self) -> None:
        ended = self.client.reload(ReloadRequest())
        if self.is_whole:
            assert ended.reload.state == RELOAD_STATE_TAKEN_UP
            self.served, self.activations = self.published, self.activations + 1
        else:
            assert ended.reload.state == RELOAD_STATE_REFUSED
        self.is_stale = not self.is_whole

    @rule(texts=st.lists(st.sampled_from(["prazosin", "paracetamol", "xyzzyprin"]), max_size=3))
    def a_patient_is_checked(self, texts: list[str]) -> None:
        answer = self.client.check_recorded(ketamine_for(taking(*texts)))
        self.checks += 1
        levels = [alert.level for alert in answer.report.alerts]
        assert levels == ([LEVELS[self.served]] if "prazosin" in texts else [])
        assert not ("xyzzyprin" in texts and answer.report.complete)
        assert answer.record.state == RECORD_STATE_RECORDED

    @rule()
    def a_card_is_answered(self) -> None:
        call = sign(order("a", "ketamine"), prefetch=takes("prazosin"))
        (card, *_) = cards(self.base, call)
        self.checks += 1
        given = {
            "card": card["uuid"],
            "outcome": "overridden",
            "outcomeTimestamp": "2026-05-04T12:00:00Z",
        }
        feedback = {"feedback": [given]}
        assert post(f"{self.base}/cds-services/caveat-order-sign/feedback", feedback).status == 200
        self.answers += 1

    @invariant()
    def the_status_says_what_is_served(self) -> None:
        status = self.client.status()
        assert status.reload.HasField("stale_since") == self.is_stale
        assert status.decision_log.error == ""
        assert status.decision_log.lost == 0

    def teardown(self) -> None:
        self.opened.close()
        try:
            self.look_into_the_log()
        finally:
            shutil.rmtree(self.home)

    def look_into_the_log(self) -> None:
        """See that what was answered is recorded once, and the log is as it was written."""
        kinds = Counter(type(each.entry) for each in records(open_reader(self.place)))
        assert kinds[Decision] == self.checks
        assert kinds[FeedbackGiven] == self.answers
        assert kinds[Activation] == self.activations
        outcomes = verify(open_reader(self.place), key_of(self.place, create=False))
        assert not [each for each in outcomes if isinstance(each, Finding)]


TestService = Service.TestCase
TestService.settings = settings(
    max_examples=int(os.environ.get("CAVEAT_MACHINES", "5")),
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=(HealthCheck.too_slow,),
)
