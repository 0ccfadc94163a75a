"""What an author wants to know, though nothing is wrong with it."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches

from caveat.authoring.lint.remark import remark
from caveat.rules.model import Pack, Rule
from caveat.rules.rulebook import RuleBook
from caveat.source.problem import Problem

_NOBODY = "none"


def notices(book: RuleBook, today: date) -> tuple[Problem, ...]:
    """Give the drafts, what is due for review, and hazards of which one rule speaks."""
    packs = (notice for pack in book.packs for notice in _of_pack(pack))
    return tuple(sorted((*packs, *_of_rules(book, today), *_lonely_hazards(book))))


def _of_pack(pack: Pack) -> Iterator[Problem]:
    """Say how many rules of a pack nobody but their author has read."""
    alone = sum(rule.review.reviewer.lower().startswith(_NOBODY) for rule in pack.rules)
    if alone:
        what = f"{alone} of {len(pack.rules)} rules of '{pack.id}' have no reviewer yet; find one"
        yield remark(pack.place, "not reviewed", what)


def _of_rules(book: RuleBook, today: date) -> Iterator[Problem]:
    for rule in book.rules.values():
        if rule.draft:
            what = f"nobody has confirmed '{rule.id}' in its source; read it there"
            yield remark(rule.place, "draft", what)
        due = rule.review.next_review
        if due and due < today.isoformat():
            what = f"the review of '{rule.id}' was due on {due}; hold it against its sources"
            yield remark(rule.place, "review overdue", what)


def _lonely_hazards(book: RuleBook) -> Iterator[Problem]:
    """Give the rules whose hazard no other rule of these packs has: nothing folds with them."""
    rules = [rule for rule in book.rules.values() if rule.hazard]
    known = Counter(rule.hazard for rule in rules)
    for rule in rules:
        if known[rule.hazard] == 1:
            what = f"only '{rule.id}' speaks of '{rule.hazard}'{_near(rule, known)}"
            yield remark(rule.place, "lonely hazard", what)


def _near(rule: Rule, known: Counter[str]) -> str:
    others = [hazard for hazard in known if hazard != rule.hazard]
    near = get_close_matches(rule.hazard, others, n=1, cutoff=0.8)
    return f"; did you mean '{near[0]}'?" if near else ""
