"""The options of HL7's PDDI-CDS guide, by which an EHR asks for fewer or shorter alerts.

Without them nothing is left out, and whatever one of them leaves out is said in a card.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from caveat.rules.report import Alert
from caveat.server.cdshooks.uncertain import counts
from caveat.server.fhir.node import Node
from caveat.server.http.body import JsonObject

EXTENSION = "pddi-configuration-items"
NON_SERIOUS = "alert-non-serious"
EVIDENCE = "show-evidence-support"
FILTER = "filter-out-repeated-alerts"
CACHE = "cache-for-order-sign-filtering"


@dataclass(frozen=True, slots=True)
class Option:
    """An option as discovery describes it; all are yes or no."""

    code: str
    name: str
    description: str

    def document(self) -> JsonObject:
        """Write the option as the guide has it."""
        return {
            "code": self.code,
            "type": "boolean",
            "name": self.name,
            "description": self.description,
        }


ALWAYS = (
    Option(
        NON_SERIOUS,
        "Alert to non-serious",
        "Also show alerts that are not marked as serious. Without it: yes.",
    ),
    Option(
        EVIDENCE,
        "Show evidence support",
        "Show the evidence and the sources of each alert. Without it: yes.",
    ),
)
AT_SELECT = Option(
    CACHE,
    "Cache for order-sign filtering",
    "Remember which alerts are shown, so that order-sign can leave them out; needs fhirServer. "
    "Without it: no.",
)
AT_SIGN = Option(
    FILTER,
    "Filter out repeated alerts",
    "Leave out alerts that order-select showed to the same user for the same patient within 24 "
    "hours, with cache-for-order-sign-filtering. Without it: no.",
)


@dataclass(frozen=True, slots=True)
class Options:
    """What one request chose; as it stands here, nothing is left out."""

    alert_non_serious: bool = True
    show_evidence: bool = True
    filter_repeated: bool = False
    remember: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """The alerts to show, by the UUID of their cards, and a sentence for what was left out."""

    alerts: Mapping[str, Alert]
    remarks: tuple[str, ...]


def read_options(extension: Node | None, offered: Iterable[Option]) -> Options:
    """Read the options of a request; one that this service does not offer changes nothing."""
    items = extension.child(EXTENSION) if extension else None
    if items is None:
        return Options()
    codes = {option.code for option in offered}
    flags = {code: items.flag(code) for code in (NON_SERIOUS, EVIDENCE, FILTER, CACHE)}
    stated = {code: flag for code, flag in flags.items() if flag is not None and code in codes}
    return Options(
        alert_non_serious=stated.get(NON_SERIOUS, True),
        show_evidence=stated.get(EVIDENCE, True),
        filter_repeated=stated.get(FILTER, False),
        remember=stated.get(CACHE, False),
    )


def keep(alerts: Mapping[str, Alert], options: Options, seen: frozenset[str]) -> Kept:
    """Leave out what the options ask to; ``alerts`` and ``seen`` are by the UUID of a card."""
    remarks: list[str] = []
    kept = dict(alerts)
    if not options.alert_non_serious:
        goes = {card for card, alert in kept.items() if not alert.serious}
        kept = _without(kept, goes, NON_SERIOUS, remarks)
    if options.filter_repeated:
        kept = _without(kept, seen, FILTER, remarks)
    return Kept(kept, tuple(remarks))


def _without(
    alerts: Mapping[str, Alert], goes: AbstractSet[str], option: str, remarks: list[str]
) -> dict[str, Alert]:
    left_out = [alert.level for card, alert in alerts.items() if card in goes]
    if left_out:
        remarks.append(f"{option}: {counts(left_out, 'alert')} left out, as this request asks")
    return {card: alert for card, alert in alerts.items() if card not in goes}
