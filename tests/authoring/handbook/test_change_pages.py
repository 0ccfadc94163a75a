"""What a site's policy has made of rules is said where they stand."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

from caveat.authoring.handbook.change_pages import change_of, change_pages
from caveat.authoring.handbook.knowledge import Knowledge, knowledge_of
from caveat.authoring.handbook.markup import escaped
from caveat.authoring.handbook.rule_page import rule_page
from caveat.rules.change import Action, Change, Grounds
from caveat.rules.level import Level
from tests.authoring.handbook.hostile import HOSTILE, hostile_book

_DAY = dt.date(2026, 11, 26)
_GROUNDS = Grounds(HOSTILE, "A. Person", _DAY, dt.date(2027, 5, 26), "B. Person")


def changed(folder: Path, action: Action, level: Level) -> Knowledge:
    book, _ = hostile_book(folder)
    known = knowledge_of(book)
    rule = known.rules["timolol-aspirin"]
    change = Change("st-mary", action, rule.level, level, _GROUNDS)
    return replace(known, rules={rule.id: replace(rule, level=level, change=change)})


def test_a_rule_says_what_the_site_made_of_it(tmp_path: Path) -> None:
    known = changed(tmp_path, Action.LOWER, Level.MODERATE)
    (rule,) = known.rules.values()
    text = "\n".join(change_of(rule))
    for told in ("lowered", "major", "moderate", "A. Person and B. Person", escaped(HOSTILE)):
        assert told in text


def test_a_silenced_rule_says_so_wherever_it_is_listed(tmp_path: Path) -> None:
    known = changed(tmp_path, Action.SILENCE, Level.MAJOR)
    (page,) = change_pages(known)
    assert "silenced by the site" in page.text
    assert "no alert" in "\n".join(change_of(known.rules["timolol-aspirin"]))


def test_a_rule_that_nobody_changed_says_nothing_of_it(tmp_path: Path) -> None:
    known = knowledge_of(hostile_book(tmp_path)[0])
    assert "by the site" not in rule_page(known.rules["index"], known).text
    assert not list(change_pages(known))
