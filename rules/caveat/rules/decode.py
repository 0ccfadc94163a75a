"""Decodes rules and packs from their documents, and notes every mistake at its place."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from caveat.rules.criteria import read_criterion
from caveat.rules.level import Level
from caveat.rules.model import (
    NOT_KNOWN,
    About,
    Background,
    Between,
    Citation,
    Criterion,
    Decision,
    Evidence,
    Example,
    Expectation,
    HowRead,
    Kind,
    Pack,
    Place,
    Review,
    Rule,
    Source,
    Statement,
    TrialDefinition,
)
from caveat.rules.needs import check_needs
from caveat.rules.patient_file import read_request_node
from caveat.rules.rule_count import EVERY_FILE_READ, Uncounted, check_count
from caveat.rules.rule_reader import RuleReader
from caveat.rules.shapes.pack import DECISION, PACK, SOURCE, STATEMENT, TRIALS
from caveat.rules.shapes.rule import BASES, CITATION, EVIDENCE, EXAMPLE, GRADES, RULE
from caveat.source.document import Node
from caveat.source.reader import chosen

_LEVELS = {level.word: level for level in Level}

GRAVEST_DRAFT = Level.MINOR
"""What nobody has confirmed in its source raises no graver alert."""


def read_rule(reader: RuleReader, node: Node, pack_id: str) -> Rule:
    """Decode one rule file."""
    fields = reader.shaped(node, RULE)
    evidence = _evidence(reader, fields.get("evidence"))
    return Rule(
        id=reader.text(fields.get("id")),
        kind=reader.choice(fields.get("kind"), Kind) or Kind.PRECAUTION,
        level=_level_of_rule(reader, fields),
        title=reader.text(fields.get("title")),
        scope=_scope(reader, node, fields),
        unless=_criteria(reader, fields.get("unless")),
        covers=reader.refer_all("rule", fields.get("covers")),
        consequence=reader.text(fields.get("consequence")),
        mechanism=reader.text(fields.get("mechanism")),
        management=reader.text(fields.get("management")),
        serious=reader.flag(fields.get("serious")),
        evidence=evidence,
        review=_review(reader, fields),
        examples=reader.each(fields.get("examples"), partial(_example, reader)),
        pack_id=pack_id,
        place=_place(reader, fields.get("id", node)),
        hazard=reader.text(fields.get("hazard")),
        wrong_when=reader.text(fields.get("wrong-when")),
        background=_background(reader, fields),
        draft=_draft(reader, fields, evidence),
    )


def _draft(reader: RuleReader, fields: Mapping[str, Node], evidence: Evidence) -> bool:
    """Say whether a rule is a draft; one that rests on memory alone must be."""
    draft = reader.flag(fields.get("draft"))
    read = {citation.read for citation in evidence.citations}
    if read == {HowRead.FROM_MEMORY} and not draft:
        what = "what was read from memory only is a draft; say 'draft: true', or read a source"
        reader.problem(fields["evidence"], "missing draft", what)
    return draft


def _place(reader: RuleReader, node: Node) -> Place:
    return Place(reader.path, node.line, node.column)


def _level_of_rule(reader: RuleReader, fields: Mapping[str, Node]) -> Level:
    node = fields.get("level")
    level = _level(reader, node) if node else Level.INFO
    if node and level > GRAVEST_DRAFT and reader.flag(fields.get("draft")):
        reader.problem(node, "wrong level", f"a draft is at most {GRAVEST_DRAFT.word}")
    return level


def _level(reader: RuleReader, node: Node) -> Level:
    word = reader.text(node)
    if word not in _LEVELS:
        reader.problem(node, "unknown word", chosen(word, _LEVELS))
    return _LEVELS.get(word, Level.INFO)


def _review(reader: RuleReader, fields: Mapping[str, Node]) -> Review:
    return Review(
        reviewed=_date(reader, fields.get("reviewed")),
        author=reader.text(fields.get("author")),
        reviewer=reader.text(fields.get("reviewer")),
        next_review=_date(reader, fields.get("next-review")),
    )


def _background(reader: RuleReader, fields: Mapping[str, Node]) -> Background:
    return Background(
        context=reader.text(fields.get("context"), NOT_KNOWN),
        exposure=reader.text(fields.get("exposure"), NOT_KNOWN),
        harm=reader.text(fields.get("harm"), NOT_KNOWN),
    )


def _scope(reader: RuleReader, node: Node, fields: Mapping[str, Node]) -> Between | About:
    if ("between" in fields) == ("about" in fields):
        reader.problem(node, "wrong scope", "expected either 'between' or 'about'")
    if "between" not in fields:
        return About(reader.term(fields.get("about")), _criteria(reader, fields.get("when")))
    if "when" in fields:
        reader.problem(fields["when"], "wrong scope", "'when' goes with 'about'")
    terms = reader.terms(fields["between"])
    if len(terms) != len(("first", "second")):
        what = "expected two terms; for one of several name a class, or write a rule each"
        reader.problem(fields["between"], "wrong scope", what)
        return Between("", "")
    return Between(*terms)


def _criteria(reader: RuleReader, node: Node | None) -> tuple[Criterion, ...]:
    return reader.each(node, partial(read_criterion, reader))


def _evidence(reader: RuleReader, node: Node | None) -> Evidence:
    if node is None:
        return Evidence("", ())
    fields = reader.shaped(node, EVIDENCE)
    _one_of(reader, fields.get("grade"), GRADES)
    _one_of(reader, fields.get("basis"), BASES)
    citations = reader.each(fields.get("sources"), partial(_citation, reader))
    if "sources" in fields and not citations:
        reader.problem(fields["sources"], "no source", "a rule cites at least one")
    return Evidence(
        grade=reader.text(fields.get("grade")),
        citations=citations,
        basis=reader.text(fields.get("basis")),
        note=reader.text(fields.get("note")),
    )


def _one_of(reader: RuleReader, node: Node | None, words: tuple[str, ...]) -> None:
    if node is not None and reader.text(node) not in words:
        reader.problem(node, "unknown word", chosen(reader.text(node), words))


def _citation(reader: RuleReader, node: Node) -> Citation:
    # a section that is missing has a problem of its own
    fields = reader.fields(node, CITATION.names, ("source",))
    if "source" in fields and "section" not in fields:
        reader.problem(node, "missing section", "where in the source, or 'throughout'")
    return Citation(
        reader.refer("source", fields.get("source")),
        reader.text(fields.get("section")),
        reader.choice(fields.get("read"), HowRead),
    )


def _date(reader: RuleReader, node: Node | None) -> str:
    text = reader.text(node)
    if node is not None and not _is_date(text):
        reader.problem(node, "wrong date", "expected year-month-day")
    return text


def _is_date(text: str) -> bool:
    """Say whether a text is a day of the calendar, written year-month-day."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_day_month_or_year(text: str) -> bool:
    return any(_is_date(text + rest) for rest in ("", "-01", "-01-01"))


def _example(reader: RuleReader, node: Node) -> Example:
    fields = reader.shaped(node, EXAMPLE)
    given, level = fields.get("given", node), fields.get("level")
    expect = reader.choice(fields.get("expect"), Expectation) or Expectation.NONE
    if level is not None and expect is not Expectation.ALERT:
        reader.problem(level, "wrong example", "'level' goes with 'expect: alert'")
    return Example(
        name=reader.text(fields.get("name")),
        given=read_request_node(reader, given),
        expect=expect,
        place=_place(reader, node),
        level=_level(reader, level) if level else None,
    )


def read_pack(
    reader: RuleReader,
    node: Node,
    rules: Sequence[Rule],
    digest: str,
    uncounted: Uncounted = EVERY_FILE_READ,
) -> Pack:
    """Decode ``pack.yaml``; its count guards against rule files that were lost."""
    fields = reader.shaped(node, PACK)
    if "rules" in fields:
        check_count(reader, fields["rules"], len(rules), uncounted)
    check_needs(reader, fields.get("needs-caveat"))
    return Pack(
        id=reader.text(fields.get("id")),
        title=reader.text(fields.get("title")),
        version=reader.text(fields.get("version")),
        licence=reader.text(fields.get("licence")),
        reviewed=_date(reader, fields.get("reviewed")),
        scope=reader.terms(fields.get("scope")),
        assumes=reader.term(fields.get("assumes")),
        sources=_sources(reader, fields.get("sources")),
        trials=_trials(reader, fields.get("trials")),
        decisions=reader.each(fields.get("decisions"), partial(_decision, reader)),
        statements=_statements(reader, fields.get("statements")),
        rules=rules,
        digest=digest,
        place=_place(reader, node),
    )


def _sources(reader: RuleReader, node: Node | None) -> tuple[Source, ...]:
    sources: list[Source] = []
    for key, value in reader.entries(node) if node else ():
        fields = reader.shaped(value, SOURCE)
        texts = {name: reader.text(fields.get(name)) for name in SOURCE.fields}
        if "date" in fields and not _is_day_month_or_year(texts["date"]):
            reader.problem(fields["date"], "wrong date", "expected year, year-month or a day")
        sources.append(Source(id=key.text, **texts))
    return tuple(sources)


def _trials(reader: RuleReader, node: Node | None) -> TrialDefinition | None:
    if node is None:
        return None
    fields = reader.shaped(node, TRIALS)
    return TrialDefinition(
        classes=reader.terms(fields.get("classes")),
        response_from=reader.number(fields["response-from"]) if "response-from" in fields else 0,
        citation=_citation(reader, fields["source"]) if "source" in fields else Citation(""),
    )


def _decision(reader: RuleReader, node: Node) -> Decision:
    fields = reader.shaped(node, DECISION)
    return Decision(
        reader.text(fields.get("id")),
        reader.text(fields.get("text")),
        reader.refer_all("rule", fields.get("rules")),
    )


def _statements(reader: RuleReader, node: Node | None) -> tuple[Statement, ...]:
    return tuple(
        _statement(reader, key.text, value) for key, value in (reader.entries(node) if node else ())
    )


def _statement(reader: RuleReader, name: str, node: Node) -> Statement:
    if not hasattr(node, "values"):
        return Statement(name, (reader.refer("rule", node),))
    fields = reader.shaped(node, STATEMENT)
    if len(fields) != 1:
        reader.problem(node, "wrong statement", "expected either 'rules' or 'none'")
    return Statement(
        name, reader.refer_all("rule", fields.get("rules")), reader.text(fields.get("none"))
    )
