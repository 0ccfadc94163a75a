"""The extensions of Caveat's own, in which a system states what FHIR has no place for."""

from caveat.rules.intake import MAX_WORDS
from caveat.rules.patient import Observation
from caveat.server.fhir.gathering import read_each
from caveat.server.fhir.node import Node
from caveat.server.fhir.values import read_fact

PLAN = "urn:caveat:plan"
TRIAL = "urn:caveat:trial"
STATEMENT = "MedicationStatement"


def extension_of(node: Node, url: str) -> Node | None:
    """Give the extension of a URL; raises ``RequestError`` where there are two."""
    found = [item for item in node.children("extension") if item.text("url") == url]
    if len(found) > 1:
        raise found[1].wrong("is stated twice")
    return found[0] if found else None


def is_trial(node: Node) -> bool:
    """Say whether a resource states an antidepressant trial, as only statements can."""
    return node.kind == STATEMENT and extension_of(node, TRIAL) is not None


def read_facts(extension: Node | None) -> tuple[Observation, ...]:
    """Read the inner extensions as facts, each named by its url; none may be stated twice."""
    if extension is None:
        return ()
    inner = extension.children("extension")
    facts = read_each(inner, _fact)
    named: set[str] = set()
    for fact, node in zip(facts, inner, strict=True):
        if fact.name in named:
            raise node.wrong("is stated twice")
        named.add(fact.name)
    return tuple(facts)


def _fact(inner: Node) -> Observation:
    name = inner.text("url", MAX_WORDS)
    if name is None:
        raise inner.wrong("has no url")
    return read_fact(name, inner)
