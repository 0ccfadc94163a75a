"""What a site's policy changes, as cards."""

import datetime as dt

from caveat.rules.change import Action, Change, Grounds
from caveat.rules.level import Level
from caveat.rules.report import PolicyUse, Suppressed, SuppressedKind
from caveat.rules.suppressed import why_changed
from caveat.server.cdshooks.cards import alert_card, problem_of
from caveat.server.cdshooks.site import site_card
from caveat.server.http.body import JsonObject
from tests.server.cdshooks.invariants import broken_by_response
from tests.server.cdshooks.reports import PACK, alert, report

GROUNDS = Grounds("We *watch* them.", "A. Person", dt.date(2026, 1, 1), dt.date(2027, 1, 1), "B.")
POLICY = PolicyUse("st-mary", "The committee", "e" * 64, ("a-rule",), ())
KINDS = {
    Action.LOWER: SuppressedKind.LOWERED,
    Action.RAISE: SuppressedKind.RAISED,
    Action.SILENCE: SuppressedKind.SILENCED,
}


def change(action: Action, own: Level, level: Level) -> Change:
    return Change("st-mary", action, own, level, GROUNDS)


def trace(of: Change) -> Suppressed:
    finding, why = alert().findings[0], why_changed(of)
    return Suppressed(finding, of.own_level, "A with B", "", why, KINDS[of.action], of)


SILENCED = trace(change(Action.SILENCE, Level.CONTRAINDICATED, Level.CONTRAINDICATED))
LOWERED = trace(change(Action.LOWER, Level.MAJOR, Level.MINOR))
RAISED = trace(change(Action.RAISE, Level.INFO, Level.MAJOR))


def site(*changed: Suppressed) -> JsonObject | None:
    made = site_card(report(suppressed=changed, policies=(POLICY,)))
    assert made is None or broken_by_response({"cards": [made]}) == []
    return made


def test_what_a_site_silences_or_lowers_is_a_card_of_its_own() -> None:
    made = site(SILENCED, LOWERED, RAISED)

    assert made
    assert made["summary"] == "Changed by this site: 1 contraindicated silenced, 1 major lowered"
    assert made["indicator"] == "warning"
    detail = str(made["detail"])
    assert (
        "- **contraindicated**: A with B: drug A 5 mg (a-rule), silenced by the policy of st-mary"
        in detail
    )
    assert "- **info**: A with B: drug A 5 mg (a-rule), raised from info to major" in detail
    assert "We \\*watch\\* them (A. Person and B.; until 2027-01-01)" in detail
    assert f"- st-mary, The committee, digest {'e' * 64}" in detail


def test_what_a_site_raises_is_an_alert_and_no_card_beside_it() -> None:
    assert site(RAISED) is None
    assert site() is None


def test_a_card_says_that_the_site_has_changed_its_level_and_is_another_than_before() -> None:
    lowered = alert(level=Level.MINOR, change=LOWERED.change)
    made = alert_card(lowered, PACK, "5e6bf8dd-5e2c-5dd5-9f63-9b8f7c3e8a11")

    assert "**This site:** lowered from major to minor by the policy of st-mary" in str(
        made["detail"]
    )
    assert problem_of(lowered, PACK) != problem_of(alert(), PACK)
