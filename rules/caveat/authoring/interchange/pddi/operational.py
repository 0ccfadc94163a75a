"""Levels as the operational classification of the PDDI form."""

from caveat.rules.level import Level
from caveat.rules.model import Kind, Rule

WITHHELD = "The rule raises no alert here, which does not say that the combination is safe."

_STATEMENTS = {
    Level.CONTRAINDICATED: "Avoid the combination.",
    Level.MAJOR: "Use only if benefit outweighs risk.",
    Level.MODERATE: "Assess risk and take action if necessary.",
    Level.MINOR: "Assess risk and take action if necessary.",
    Level.INFO: "No special precautions.",
}


def statement_of(rule: Rule) -> str:
    """Give the operational classification of a rule."""
    level = Level.INFO if rule.kind is Kind.COMPATIBLE else rule.level
    return f"{'Not confirmed in its source: ' if rule.draft else ''}{_STATEMENTS[level]}"
