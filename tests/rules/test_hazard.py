"""Rules of one hazard, of one pack or of several: one alert, with what each of them says."""

from pathlib import Path

from caveat.rules import Checker, Report, request_of
from tests.rules.small_packs import HEAD, checker_of, rule, write_pack

PSYCHOSIS = "about: {about}\nwhen: [{{condition: psychosis}}]\nhazard: psychosis"
OTHER = HEAD.replace("id: small", "id: other").replace("assumes: ketamine\n", "")


def view(name: str, level: str, about: str = "ketamine-therapy") -> str:
    return rule(name, PSYCHOSIS.format(about=about), level)


def two_packs(tmp_path: Path, checker: Checker, first: str, second: str) -> Checker:
    folders = (write_pack(tmp_path / "a", first), write_pack(tmp_path / "b", second, head=OTHER))
    return checker_of(folders, checker.book.vocabulary)


def check(checker: Checker, **patient: object) -> Report:
    return checker.check(request_of({"history": ["schizophrenia"], **patient}))


def test_two_packs_on_one_hazard_give_one_alert_that_shows_both(
    tmp_path: Path, checker: Checker
) -> None:
    two = two_packs(tmp_path, checker, view("strict", "major"), view("mild", "moderate"))
    (alert,) = check(two).alerts
    assert (alert.rule_id, alert.level.word, alert.pack_id) == ("strict", "major", "small")
    (other,) = alert.folded
    assert (other.rule_id, other.level.word, other.pack_id) == ("mild", "moderate", "other")
    assert [cited.title for cited in other.sources] == ["An article"]


def test_the_graver_leads_whatever_pack_it_is_of(tmp_path: Path, checker: Checker) -> None:
    two = two_packs(tmp_path, checker, view("mild", "minor"), view("strict", "contraindicated"))
    (alert,) = check(two).alerts
    assert (alert.rule_id, alert.pack_id) == ("strict", "other")


def test_of_two_of_one_level_the_first_by_id_leads(tmp_path: Path, checker: Checker) -> None:
    two = two_packs(tmp_path, checker, view("b-rule", "major"), view("a-rule", "major"))
    (alert,) = check(two).alerts
    assert (alert.rule_id, [other.rule_id for other in alert.folded]) == ("a-rule", ["b-rule"])


def test_a_milder_rule_alerts_by_itself_where_the_graver_finds_nothing(
    tmp_path: Path, checker: Checker
) -> None:
    strict = view("strict", "major", about="esketamine")
    two = two_packs(tmp_path, checker, strict, view("mild", "moderate"))
    (alert,) = check(two).alerts
    assert (alert.rule_id, alert.folded) == ("mild", ())
    (alert,) = check(two, proposed=["Spravato 56 mg"]).alerts
    assert (alert.rule_id, [other.rule_id for other in alert.folded]) == ("strict", ["mild"])


def test_a_rule_that_covers_another_leads_it_within_their_hazard_too(
    tmp_path: Path, checker: Checker
) -> None:
    covering = view("b-rule", "major") + "covers: [a-rule]\n"
    folder = write_pack(tmp_path / "a", view("a-rule", "major"), covering)
    (alert,) = check(checker_of([folder], checker.book.vocabulary)).alerts
    assert (alert.rule_id, [other.rule_id for other in alert.folded]) == ("b-rule", ["a-rule"])


def test_three_views_stand_under_the_gravest(tmp_path: Path, checker: Checker) -> None:
    rules = [view(level, level) for level in ("minor", "moderate", "major")]
    folder = write_pack(tmp_path / "a", *rules)
    report = check(checker_of([folder], checker.book.vocabulary))
    (alert,) = report.alerts
    assert [other.rule_id for other in alert.folded] == ["moderate", "minor"]
    assert [(each.title, each.by_rule_id) for each in report.suppressed] == [
        ("moderate", "major"),
        ("minor", "major"),
    ]


def test_other_hazards_are_other_alerts(tmp_path: Path, checker: Checker) -> None:
    other = view("mild", "moderate").replace("hazard: psychosis", "hazard: another")
    two = two_packs(tmp_path, checker, view("strict", "major"), other)
    assert [alert.rule_id for alert in check(two).alerts] == ["strict", "mild"]


def test_a_pack_that_shares_a_hazard_loads_alone(tmp_path: Path, checker: Checker) -> None:
    folder = write_pack(tmp_path / "a", view("strict", "major"))
    alone = checker_of([folder], checker.book.vocabulary)
    assert alone.book.covered_by == {}
