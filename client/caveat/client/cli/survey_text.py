"""How well examples show what rules say, as a person reads it."""

from collections.abc import Iterator
from math import floor

from caveat.client.local_survey import RuleSurvey, Survey
from caveat.client.render.page import Page
from caveat.client.render.words import counted


def survey_text(survey: Survey, page: Page) -> str:
    """Write what the examples of each rule leave out, and how much they show in all."""
    rules = (line for rule in survey.rules for line in _rule(rule, page))
    return "\n".join((*rules, "", *_total(survey)))


def least_percent(survey: Survey) -> float:
    """Give the lower of the two shares: of the parts that are touched, of the mutants killed."""
    return min(_percent(survey.touched, survey.parts), _percent(survey.killed, survey.made))


def _percent(part: int, whole: int) -> float:
    """Give a share; of nothing everything is there."""
    return 100 * part / whole if whole else 100.0


def _rule(rule: RuleSurvey, page: Page) -> Iterator[str]:
    untouched, survivors = rule.untouched, rule.mutants.survivors
    touched = f"touched {rule.parts - len(untouched)} of {rule.parts}"
    killed = f"killed {rule.mutants.made - len(survivors)} of {rule.mutants.made}"
    place = rule.place
    yield f"{place.path}:{place.line}:{place.column}: {rule.rule_id}: {touched}, {killed}"
    never = (f"{each.words}: never {' or '.join(each.never)}" for each in untouched)
    yield from page.fields("untouched", never)
    yield from page.fields("survived", (f"{each.kind.value}: {each.words}" for each in survivors))


def _total(survey: Survey) -> Iterator[str]:
    touched, killed = survey.touched, survey.killed
    parts, made = counted(survey.parts, "part"), counted(survey.made, "mutant")
    yield f"Touched {touched} of {parts} of the rules ({_shown(touched, survey.parts)})."
    yield f"Killed {killed} of {made} ({_shown(killed, survey.made)})."
    if survey.made:
        yield "A mutant is a copy of a rule with one small mistake; an example that fails kills it."
    if survey.left_out:
        yield f"{counted(survey.left_out, 'mutant')} not counted: {_left_out(survey.left_out)}."


def _left_out(number: int) -> str:
    one = number == 1
    asks, its, them = ("it asks", "its rule", "it") if one else ("they ask", "their rules", "them")
    return f"{asks} for the same as {its} in other words, or the loader refuses {them}"


def _shown(part: int, whole: int) -> str:
    """Round down, so that what is short of a demand never looks as if it met it."""
    return f"{floor(10 * _percent(part, whole)) / 10:g} %"
