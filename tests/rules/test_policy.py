"""What a site's policy changes, and what it leaves."""

import datetime as dt
from pathlib import Path

import pytest

from caveat.rules import Checker, Level, Outcome, request_of
from caveat.rules.opening import load_book
from caveat.source.folders import cache_folder
from tests.rules.site_policies import (
    END,
    LAST_DAY,
    Calendar,
    alerts_of,
    change,
    changed_checker,
    report_on,
    suppressed_of,
    write_policy,
)
from tests.rules.small_packs import rule, write_pack

BETA = "between: [ketamine-therapy, beta-blocker]"
HEART = "between: [ketamine-therapy, heart-medicine]"
STRONG = rule("strong", f"{BETA}\ncovers: [weak]", "major")
WEAK = rule("weak", f"{HEART}\ncovers: [weakest]")
WEAKEST = rule("weakest", HEART, "minor")
OPIOID = rule("opioid", "between: [ketamine-therapy, opioid]", "contraindicated")
AGE = rule("age", "about: ketamine-therapy\nwhen: [{observation: age, below: 18}]", "major")


class Site:
    """A pack, and the policy of a site."""

    def __init__(self, folder: Path, checker: Checker) -> None:
        self._folder = folder
        self._vocabulary = checker.book.vocabulary
        self.calendar = Calendar()

    def __call__(self, rules: tuple[str, ...], *changes: str) -> Checker:
        pack = write_pack(self._folder / "small", *rules)
        files = [write_policy(self._folder / "st-mary.yaml", *changes)] if changes else []
        return changed_checker(pack, self._vocabulary, files, self.calendar.today)


@pytest.fixture
def site(tmp_path: Path, checker: Checker) -> Site:
    return Site(tmp_path, checker)


def test_a_lowered_rule_alerts_at_the_level_of_the_site_and_shows_its_own(site: Site) -> None:
    checker = site((OPIOID,), change("opioid", "lower", "moderate"))

    report = report_on(checker, medications=["oxycodone"])
    assert alerts_of(report) == [("opioid", "moderate")]
    assert suppressed_of(report) == [("opioid", "lowered", "contraindicated")]
    assert report.suppressed[0].why == (
        "lowered from contraindicated to moderate by the policy of st-mary: "
        "We watch them (A. Person and B. Person; until 2027-05-26)"
    )
    assert report.level is Level.MODERATE
    (alert,) = report.alerts
    assert alert.change == report.suppressed[0].change
    assert alert.change
    assert (alert.change.own_level, alert.change.level) == (Level.CONTRAINDICATED, Level.MODERATE)


def test_a_raised_rule_comes_before_graver_ones_of_its_pack(site: Site) -> None:
    rules = (AGE, WEAKEST)
    checker = site(rules, change("weakest", "raise", "contraindicated"))

    report = report_on(checker, medications=["metoprolol"], observations={"age": 17})
    assert alerts_of(report) == [("weakest", "contraindicated"), ("age", "major")]
    assert suppressed_of(report) == [("weakest", "raised", "minor")]


@pytest.mark.parametrize(("action", "became"), [("silence", "silenced"), ("shadow", "shadowed")])
def test_a_silenced_or_shadowed_rule_is_decided_and_gives_no_alert(
    site: Site, action: str, became: str
) -> None:
    checker = site((OPIOID,), change("opioid", action))

    report = report_on(checker, medications=["oxycodone"])
    assert (report.outcome, report.level, report.alerts) == (Outcome.CLEAR, None, ())
    assert suppressed_of(report) == [("opioid", became, "contraindicated")]
    assert [entry.entry.text for entry in report.suppressed[0].finding.entries] == [
        "ketamine 40 mg IV",
        "oxycodone",
    ]


def test_a_silenced_rule_asks_nothing(site: Site) -> None:
    asking = report_on(site((AGE,)))
    checker = site((AGE,), change("age", "silence"))

    silent = report_on(checker)
    assert [question.fact for question in asking.open_questions] == ["age"]
    assert (silent.open_questions, silent.complete) == ((), True)


def test_an_unread_proposal_could_be_any_rule_but_a_silenced_one(site: Site) -> None:
    checker = site((AGE, OPIOID), change("opioid", "silence"))

    report = checker.check(request_of({"proposed": ["xyzzyprin"], "medications": []}))
    (question,) = (each for each in report.open_questions if each.fact == "proposed")
    assert (question.rule_ids, question.level) == (("age",), Level.MAJOR)


def test_a_silenced_rule_covers_nothing_but_what_covers_it_still_does(site: Site) -> None:
    rules = (STRONG, WEAK, WEAKEST)
    one = site(rules, change("strong", "silence"))
    report = report_on(one, medications=["metoprolol"])
    assert alerts_of(report) == [("weak", "moderate")]
    assert ("weakest", "covered", "minor") in suppressed_of(report)

    other = site(rules, change("weak", "silence"))
    report = report_on(other, medications=["metoprolol"])
    assert alerts_of(report) == [("strong", "major")]
    assert suppressed_of(report) == [
        ("weakest", "covered", "minor"),
        ("weak", "silenced", "moderate"),
    ]


def test_a_rule_that_was_lowered_below_what_it_covers_covers_it_no_more(site: Site) -> None:
    checker = site((STRONG, WEAK, WEAKEST), change("strong", "lower", "minor"))

    report = report_on(checker, medications=["metoprolol"])
    assert alerts_of(report) == [("weak", "moderate"), ("strong", "minor")]
    assert suppressed_of(report) == [
        ("weakest", "covered", "minor"),
        ("strong", "lowered", "major"),
    ]


def test_a_rule_that_was_raised_above_what_covers_it_alerts_by_itself(site: Site) -> None:
    checker = site((STRONG, WEAK, WEAKEST), change("weak", "raise", "contraindicated"))

    report = report_on(checker, medications=["metoprolol"])
    assert alerts_of(report) == [("weak", "contraindicated"), ("strong", "major")]


def test_of_the_rules_of_one_hazard_that_leads_which_is_the_graver_at_the_site(site: Site) -> None:
    one = rule("one", f"{BETA}\nhazard: blood-pressure\ncovers: [two]", "major")
    two = rule("two", f"{BETA}\nhazard: blood-pressure", "moderate")
    given = {"medications": ["metoprolol"]}

    assert alerts_of(report_on(site((one, two)), **given)) == [("one", "major")]
    raised = report_on(site((one, two), change("two", "raise", "contraindicated")), **given)
    assert alerts_of(raised) == [("two", "contraindicated")]
    assert [folded.rule_id for folded in raised.alerts[0].folded] == ["one"]
    silenced = report_on(site((one, two), change("one", "silence")), **given)
    assert alerts_of(silenced) == [("two", "moderate")]


def test_a_report_names_the_policy_that_it_stands_on(site: Site) -> None:
    plain = report_on(site((OPIOID, AGE)))
    changed = report_on(site((OPIOID, AGE), change("opioid", "silence")))
    other = report_on(site((OPIOID, AGE), change("opioid", "silence", reason="Another.")))

    (policy,) = changed.policies
    assert (policy.site, policy.changed, policy.expired) == ("st-mary", ("opioid",), ())
    assert len({each.rules_digest for each in (plain, changed, other)}) == 3
    assert plain.policies == ()


def test_an_exception_withholds_a_changed_rule_as_any_other(site: Site) -> None:
    unless = f"{HEART}\nunless: [{{medication: heart-medicine, route: [ophthalmic]}}]"
    checker = site((rule("r", unless),), change("r", "raise", "major"))

    report = report_on(checker, medications=["timolol 0.5% eye drops"])
    assert suppressed_of(report) == [("r", "exception", "major")]


def test_from_the_day_on_which_a_change_expires_the_rule_is_its_packs_again(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    checker = site((OPIOID, AGE), change("opioid", "silence"), change("age", "lower", "info"))
    plain = report_on(site((OPIOID, AGE)), medications=["oxycodone"])

    site.calendar.day = LAST_DAY
    assert report_on(checker, medications=["oxycodone"]).alerts == ()
    site.calendar.day = END
    report = report_on(checker, medications=["oxycodone"])
    assert (report.alerts, report.suppressed) == (plain.alerts, ())
    assert report.rules_digest == plain.rules_digest
    assert report.policies[0].expired == ("opioid", "age")
    assert "the change of 'opioid' expired" in caplog.text
    assert "oxycodone" not in caplog.text


def test_changes_expire_one_after_another_and_each_is_told_once(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    soon = change("opioid", "silence", expires="2026-11-28")
    checker = site((OPIOID, AGE), soon, change("age", "lower", "info"))
    given = {"medications": ["oxycodone"], "observations": {"age": 17}}

    site.calendar.day = dt.date(2026, 11, 28)
    assert alerts_of(report_on(checker, **given)) == [
        ("opioid", "contraindicated"),
        ("age", "info"),
    ]
    site.calendar.day = dt.date(2028, 1, 1)
    assert alerts_of(report_on(checker, **given)) == [
        ("opioid", "contraindicated"),
        ("age", "major"),
    ]
    assert [record.message.count("expired") for record in caplog.records] == [1, 1]


def test_what_was_made_ready_for_a_day_is_what_that_day_gets(site: Site) -> None:
    checker = site((OPIOID,), change("opioid", "silence"))

    checker.get_ready(LAST_DAY)
    checker.get_ready(END)
    site.calendar.day = LAST_DAY
    assert checker.book.changed
    site.calendar.day = END
    assert alerts_of(report_on(checker, medications=["oxycodone"])) == [
        ("opioid", "contraindicated")
    ]


def test_what_was_made_ready_too_early_is_opened_anew(site: Site) -> None:
    soon = change("opioid", "silence", expires="2026-11-28")
    checker = site((OPIOID, AGE), soon, change("age", "silence"))

    checker.get_ready(END)
    site.calendar.day = dt.date(2026, 11, 28)
    assert checker.book.changed == {"age"}


def test_a_checker_that_took_up_another_goes_on_with_its_days(site: Site) -> None:
    first = site((OPIOID,))
    second = site((OPIOID,), change("opioid", "silence"))
    first.take_up(second)

    site.calendar.day = END
    assert first.book.policies[0].expired == ("opioid",)
    assert first.engine is second.engine


def test_no_book_of_a_policy_or_a_day_is_ever_kept_in_the_cache(
    tmp_path: Path, checker: Checker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    pack = write_pack(tmp_path / "small", OPIOID)
    policy = write_policy(tmp_path / "p.yaml", change("opioid", "silence"))
    calendar = Calendar()

    changed = Checker.load([pack], policy=[policy], today=calendar.today)
    again = Checker.load([pack], policy=[policy], today=calendar.today)
    calendar.day = END
    expired = again.book
    plain = load_book([pack], checker.book.vocabulary)
    folder = cache_folder()
    assert folder
    assert len(list(folder.glob("packs-*.bin"))) == 1
    assert (changed.book.policies[0].expired, expired.silenced) == (("opioid",), frozenset())
    assert (plain.policies, plain.changed, plain.rules["opioid"].change) == ((), frozenset(), None)


def test_of_the_rules_only_those_that_are_changed_are_made_anew(site: Site) -> None:
    rules = (STRONG, WEAK, WEAKEST, AGE)
    plain, changed = site(rules).book, site(rules, change("age", "silence")).book

    others = [rule_id for rule_id in plain.rules if plain.rules[rule_id] != changed.rules[rule_id]]
    assert others == ["age"]
