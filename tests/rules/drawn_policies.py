"""Policies drawn at random over the rules of a book, as a committee might decide them."""

from functools import partial

from hypothesis import strategies as st

from caveat.rules.change import Action, Grounds
from caveat.rules.level import Level
from caveat.rules.model import Place
from caveat.rules.policy import Policy, PolicyEntry
from caveat.rules.rulebook import RuleBook
from tests.rules.site_policies import END, TODAY

_GROUNDS = Grounds("We watch them.", "A. Person", TODAY, END, "B. Person")


def policies(book: RuleBook) -> st.SearchStrategy[Policy]:
    """Draw policies that change some rules of a book."""
    rules = st.lists(st.sampled_from(sorted(book.rules)), min_size=1, max_size=12, unique=True)
    return rules.flatmap(partial(_policy_for, book))


def _policy_for(book: RuleBook, rule_ids: list[str]) -> st.SearchStrategy[Policy]:
    entries = st.tuples(*(_entry(rule_id, book.rules[rule_id].level) for rule_id in rule_ids))
    return entries.map(lambda drawn: Policy("st-mary", "", drawn, "0" * 64))


def _entry(rule_id: str, own: Level) -> st.SearchStrategy[PolicyEntry]:
    others = [level for level in Level if level is not own]
    choices = [(_action(level, own), level) for level in others]
    silent = [(Action.SILENCE, None), (Action.SHADOW, None)]
    place = Place("st-mary.yaml", 1, 1)
    return st.sampled_from([*choices, *silent]).map(
        lambda choice: PolicyEntry(rule_id, choice[0], choice[1], _GROUNDS, place)
    )


def _action(level: Level, own: Level) -> Action:
    return Action.RAISE if level > own else Action.LOWER
