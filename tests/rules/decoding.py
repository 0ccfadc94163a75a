"""Criteria and rules decoded from a few lines, with the mistakes that are noted."""

from caveat.reading.vocabulary import Vocabulary
from caveat.rules.criteria import read_criterion
from caveat.rules.model import Criterion
from caveat.rules.rule_reader import RuleReader
from caveat.source.document import read_document


def decoded(text: str, vocabulary: Vocabulary) -> Criterion:
    """Decode a criterion that holds no mistake."""
    reader = RuleReader("a.yaml", vocabulary)
    criterion = read_criterion(reader, read_document(text, "a.yaml"))
    assert reader.problems == []
    return criterion


def mistakes(text: str, vocabulary: Vocabulary) -> list[str]:
    """Decode a criterion, and give the mistakes without their places."""
    reader = RuleReader("a.yaml", vocabulary)
    read_criterion(reader, read_document(text, "a.yaml"))
    return sorted({f"{problem.kind}: {problem.what}" for problem in reader.problems})
