"""Tables of rules: many in brief, and of one its sources, items and history."""

from collections.abc import Iterable

from caveat.authoring.handbook import links
from caveat.authoring.handbook.knowledge import Knowledge
from caveat.authoring.handbook.markup import badge, code, escaped, facts, link, outward, table
from caveat.rules.change import Action
from caveat.rules.model import NOT_KNOWN, About, Citation, HowRead, Rule

_READ = {
    HowRead.READ: "read",
    HowRead.SECOND_HAND: "second-hand",
    HowRead.FROM_MEMORY: "from memory, not confirmed",
    None: "",
}


_CHANGED = {
    Action.RAISE: "raised",
    Action.LOWER: "lowered",
    Action.SILENCE: "silenced",
    Action.SHADOW: "shadowed",
}


def rule_table(rules: Iterable[Rule]) -> str:
    """Write a line for each rule."""
    rows = (
        (graded(rule), rule.kind.value, link(rule.pack_id, links.pack_page(rule.pack_id)))
        for rule in rules
    )
    return table(("Rule", "Kind", "Pack"), rows)


def rule_table_of_pack(rules: Iterable[Rule]) -> str:
    """Write a line for each rule of one pack."""
    return table(("Rule", "Kind"), ((graded(rule), rule.kind.value) for rule in rules))


def graded(rule: Rule) -> str:
    """Link to a rule with its level before it; say where it is a draft, or the site changed it."""
    told = " ".join(filter(None, (links.to_rule(rule), draft_sign(rule), change_sign(rule))))
    return f'<span class="graded">{badge(rule.level)} <span>{told}</span></span>'


def draft_sign(rule: Rule) -> str:
    """Say of a draft that it is one."""
    return '<span class="draft">draft, not confirmed</span>' if rule.draft else ""


def change_sign(rule: Rule) -> str:
    """Say what the site has made of a rule, if anything."""
    word = changed_word(rule)
    return f'<span class="draft">{word} by the site</span>' if word else ""


def changed_word(rule: Rule) -> str:
    """Give what the site has made of a rule in a word, such as ``lowered``, if anything."""
    return _CHANGED[rule.change.action] if rule.change else ""


def sources(rule: Rule, known: Knowledge) -> str:
    """Say where a rule's statement is written, and how surely that was read."""
    heads = ("Source", "Section", "Edition, date", "How it was read", "Address")
    return table(heads, (_citation(rule, each, known) for each in rule.evidence.citations))


def _citation(rule: Rule, citation: Citation, known: Knowledge) -> tuple[str, ...]:
    source = known.source(rule, citation.source_id)
    title = link(source.title, f"{links.pack_page(rule.pack_id)}#{source_anchor(source.id)}")
    published = ", ".join(filter(None, (source.edition, source.date or source.year)))
    stated = (citation.section, published, _READ[citation.read])
    return (title, *map(_or_unstated, stated), outward(source.url) or "none")


def source_anchor(source_id: str) -> str:
    """Give the anchor of a source on the page of its pack."""
    return f"source-{links.anchor_of(source_id)}"


def _or_unstated(text: str) -> str:
    return escaped(text or "not stated")


def minimum_information(rule: Rule) -> str:
    """Give the ten items of the PDDI minimum information model, each explicitly."""
    evidence = rule.evidence
    graded = f"{evidence.grade.replace('-', ' ')}; sources: {len(evidence.citations)}"
    items = (
        ("Drugs involved", _above("Who it concerns", "who")),
        ("Clinical consequences", _told(rule.consequence, "Why", "why")),
        ("Mechanism of the interaction", _told(rule.mechanism, "Why", "why")),
        ("Recommended actions", _told(rule.management, "What to do", "what-to-do")),
        ("Contextual information, modifying factors", _context(rule)),
        ("Evidence", f"{escaped(graded)}; {_above('Sources', 'sources')}"),
        ("Frequency of exposure", _item(rule.background.exposure)),
        ("Frequency of harm", _item(rule.background.harm)),
        ("Seriousness", "serious" if rule.serious else "not serious"),
        ("Operational classification", f"{badge(rule.level)} {rule.kind.value}"),
    )
    return facts(items)


def _above(title: str, anchor: str) -> str:
    return f"see [{escaped(title)}](#{anchor})"


def _told(text: str, title: str, anchor: str) -> str:
    return _above(title, anchor) if text else NOT_KNOWN


def _context(rule: Rule) -> str:
    """Give the factors that a rule states, and point to those among its criteria."""
    stated = rule.background.context
    when = rule.scope.when if isinstance(rule.scope, About) else ()
    if not (when or rule.unless):
        return _item(stated)
    told = "" if stated == NOT_KNOWN else stated
    return " · ".join(filter(None, (escaped(told), _above("Who it concerns", "who"))))


def _item(text: str) -> str:
    return escaped(text or NOT_KNOWN)


def history(rule: Rule, known: Knowledge) -> str:
    """Say who wrote and reviewed a rule, when, and in which version of its pack it stands."""
    pack, review = known.pack_of(rule), rule.review
    rows = (
        ("Reviewed", _or_unstated(review.reviewed)),
        ("Next review", _or_unstated(review.next_review)),
        ("Author", _or_unstated(review.author)),
        ("Reviewer", _or_unstated(review.reviewer)),
        ("Pack", f"{links.to_pack(pack)}, version {escaped(pack.version)}"),
        ("File", to_file(rule)),
    )
    return facts(rows)


def to_file(rule: Rule) -> str:
    """Link to the file that a rule stands in, and its line there."""
    path = links.file_path(rule.pack_id, rule.place.path)
    return f"[{code(rule.place.path)}](../{path}), line {rule.place.line}"
