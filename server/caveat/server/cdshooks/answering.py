"""The answer to one call: the check, what the options leave of it, and the cards."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from starlette.concurrency import run_in_threadpool

from caveat.rules import Checker
from caveat.rules.report import Alert, PackUse, Report
from caveat.server.cdshooks.cards import alert_card, card_id, problem_of
from caveat.server.cdshooks.case import read_case
from caveat.server.cdshooks.checking import Checked, check
from caveat.server.cdshooks.gather import FhirReader, gather
from caveat.server.cdshooks.memory import Memory
from caveat.server.cdshooks.options import Kept, keep
from caveat.server.cdshooks.prefetch import Prefetched
from caveat.server.cdshooks.recorded import HookRecorder
from caveat.server.cdshooks.request import HookRequest
from caveat.server.cdshooks.site import site_card
from caveat.server.cdshooks.uncertain import uncertain_card
from caveat.server.http.body import JsonObject


class Answerer:
    """Answers the calls of all services; ``today`` is asked at each call."""

    def __init__(
        self,
        checker: Checker,
        memory: Memory,
        client: FhirReader | None,
        today: Callable[[], date],
        recorder: HookRecorder | None = None,
    ) -> None:
        self._checker = checker
        self._memory = memory
        self._client = client
        self._today = today
        self._recorder = recorder

    async def answer(self, asked: HookRequest, document: JsonObject) -> JsonObject:
        """Give the cards of a call, of which ``document`` is all that was sent.

        Raises ``RequestError`` for data that cannot be used, ``ProblemError`` for data that cannot
        be had, and ``UnavailableError`` where the check must be recorded and cannot be.
        """
        if not asked.orders.need_a_check:
            return {"cards": []}
        data = await gather(asked, self._client)
        checked = await run_in_threadpool(self._check, asked, data)
        said = await self._recorder.record(document, checked) if self._recorder else {}
        packs = {pack.id: pack for pack in checked.report.packs}
        alerts = _by_card(asked, checked.report, packs)
        kept = keep(alerts, asked.options, await self._memory.seen(asked))
        await self._memory.remember(asked, kept.alerts, packs)
        remarks = (*_warnings(data), *checked.remarks, *kept.remarks)
        cards = list(_cards(asked, kept, checked, packs))
        others = (site_card(checked.report), uncertain_card(checked.report, remarks))
        return {"cards": [*cards, *filter(None, others)], **said}

    def _check(self, asked: HookRequest, data: Prefetched) -> Checked:
        return check(self._checker, read_case(asked.patient_id, asked.orders, data, self._today()))


def _by_card(
    asked: HookRequest, report: Report, packs: Mapping[str, PackUse]
) -> Mapping[str, Alert]:
    """Give the alerts of a report, in its order, by the UUID of their cards."""
    return {
        card_id(problem_of(alert, packs[alert.pack_id]), asked.patient_id, asked.server): alert
        for alert in report.alerts
    }


def _cards(
    asked: HookRequest, kept: Kept, checked: Checked, packs: Mapping[str, PackUse]
) -> Iterator[JsonObject]:
    evidence = asked.options.show_evidence
    for card, alert in kept.alerts.items():
        pack = packs[alert.pack_id]
        yield alert_card(alert, pack, card, evidence=evidence, drafts=checked.drafts)


def _warnings(data: Prefetched) -> Iterator[str]:
    for key in sorted(data.warned):
        yield f"the EHR warns that its answer to {key} may not be whole"
