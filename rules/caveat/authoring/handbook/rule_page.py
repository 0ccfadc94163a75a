"""The page of a rule."""

from collections.abc import Iterator

from caveat.authoring.handbook import links
from caveat.authoring.handbook.change_pages import change_of
from caveat.authoring.handbook.knowledge import Knowledge
from caveat.authoring.handbook.markup import (
    badge,
    bold,
    code,
    escaped,
    heading,
    link,
    listed,
    table,
)
from caveat.authoring.handbook.page import ONE_OF_MANY, Page, spelt
from caveat.authoring.handbook.patients import patient_in_words, what_happens
from caveat.authoring.handbook.rule_tables import (
    change_sign,
    draft_sign,
    history,
    minimum_information,
    rule_table,
    sources,
)
from caveat.rules.model import NOT_KNOWN, About, Between, Rule
from caveat.rules.wording import in_words


def rule_page(rule: Rule, known: Knowledge) -> Page:
    """Write all that a rule says."""
    blocks = (
        _signs(rule, known),
        *change_of(rule),
        *_who(rule, known),
        *_why(rule),
        heading("What to do", anchor="what-to-do"),
        escaped(rule.management or NOT_KNOWN),
        heading("When this alert is wrong", anchor="wrong-when"),
        escaped(rule.wrong_when or NOT_KNOWN),
        *_views(rule, known),
        *_folding(rule, known),
        *_examples(rule, known),
        *_sources(rule, known),
        heading("Minimum information", anchor="minimum-information"),
        "The ten items of the PDDI minimum information model, of HL7 and W3C.",
        minimum_information(rule),
        *_statements(rule, known),
        heading("History", anchor="history"),
        history(rule, known),
    )
    return Page(links.rule_page(rule.id), rule.title, blocks, ONE_OF_MANY, weight=3)


def _signs(rule: Rule, known: Knowledge) -> str:
    """Say in a line how grave a rule is, what it is, and where it stands."""
    signs = (
        badge(rule.level),
        draft_sign(rule),
        rule.kind.value,
        "serious" if rule.serious else "",
        change_sign(rule),
        links.to_pack(known.pack_of(rule)),
        code(rule.id),
    )
    return f"{' · '.join(filter(None, signs))}\n{{ .signs }}"


def _who(rule: Rule, known: Knowledge) -> Iterator[str]:
    """Say whom a rule concerns, in words and by links to what it names."""
    vocabulary = known.vocabulary
    yield heading("Who it concerns", anchor="who")
    match rule.scope:
        case Between(first=first, second=second):
            terms = (links.to_term(term, vocabulary) for term in (first, second))
            yield f"A patient with two entries, in either order: {' and '.join(terms)}."
        case About(term=term, when=()):
            yield f"Each patient with {links.to_term(term, vocabulary)}."
        case About(term=term, when=when):
            holds = "when all of this holds" if when[1:] else "when"
            yield f"A patient with {links.to_term(term, vocabulary)}, {holds}:"
            yield listed(escaped(in_words(each, vocabulary)) for each in when)
    if rule.unless:
        yield "But not, where it surely holds:"
        yield listed(escaped(in_words(each, vocabulary)) for each in rule.unless)
    yield from _named(rule, known)


def _named(rule: Rule, known: Knowledge) -> Iterator[str]:
    """Link what the criteria name, beside what the rule is about."""
    vocabulary, named = known.vocabulary, known.mentions[rule.id]
    linked = rule.scope.term if isinstance(rule.scope, About) else rule.scope
    subjects = (linked,) if isinstance(linked, str) else (linked.first, linked.second)
    found = (
        *(links.to_term(term, vocabulary) for term in named.terms if term not in subjects),
        *(links.to_condition(concept, vocabulary) for concept in named.concepts),
        *(links.to_observation(name, vocabulary) for name in named.observations),
    )
    if found:
        yield f"In the vocabulary: {links.joined(found)}."


def _why(rule: Rule) -> Iterator[str]:
    yield heading("Why", anchor="why")
    yield f"{bold('What may happen.')} {escaped(rule.consequence or NOT_KNOWN)}"
    yield f"{bold('How it comes about.')} {escaped(rule.mechanism or NOT_KNOWN)}"


def _views(rule: Rule, known: Knowledge) -> Iterator[str]:
    """Show what other rules say of the same clinical problem."""
    if not rule.hazard:
        return
    others = [each for each in known.some(known.hazards[rule.hazard]) if each is not rule]
    yield heading("Other views of the same problem", anchor="views")
    hazard = link(spelt(rule.hazard), f"{links.HAZARDS}#{links.anchor_of(rule.hazard)}")
    if not others:
        yield f"No other rule speaks of the hazard {hazard}."
        return
    yield f"Rules that speak of the hazard {hazard}; in a report the gravest leads."
    yield rule_table(others)


def _folding(rule: Rule, known: Knowledge) -> Iterator[str]:
    """Show which rules are shown under the alert of this one, and the other way round."""
    below = known.some(rule.covers)
    above = known.some(known.covered_by.get(rule.id, ()))
    if below:
        yield heading("Shown under this alert", anchor="folds")
        yield rule_table(below)
    if above:
        yield heading("Shown under the alert of", anchor="folded")
        yield rule_table(above)


def _examples(rule: Rule, known: Knowledge) -> Iterator[str]:
    pack = known.pack_of(rule)
    assumed = (
        f" Where nothing is proposed, the pack assumes {pack.assumes}." if pack.assumes else ""
    )
    yield heading("Examples", anchor="examples")
    yield escaped(
        "Each is run before the pack is served. A list that is not named was not asked." + assumed
    )
    rows = (
        (
            escaped(each.name),
            escaped(patient_in_words(each.given)),
            escaped(what_happens(each)),
        )
        for each in rule.examples
    )
    yield table(("Example", "Patient", "What happens"), rows)


def _sources(rule: Rule, known: Knowledge) -> Iterator[str]:
    evidence = rule.evidence
    yield heading("Sources", anchor="sources")
    by = f", by {evidence.basis.replace('-', ' ')}" if evidence.basis else ""
    yield f"{bold('Grade.')} {escaped(evidence.grade.replace('-', ' ') + by)}."
    yield escaped(evidence.note)
    yield sources(rule, known)


def _statements(rule: Rule, known: Knowledge) -> Iterator[str]:
    """Say which statements of a source a rule carries, and what was decided of it."""
    carried = [
        link(spelt(each.id), f"{links.coverage_page(pack.id)}#statements")
        for pack, each in known.statements(rule)
    ]
    decided = known.decisions(rule)
    if carried:
        yield heading("Statements of the source that it carries", anchor="statements")
        yield listed(carried)
    if decided:
        yield heading("Where sources are loose or at odds", anchor="decisions")
        yield listed(escaped(each.text) for each in decided)
