"""Where each thing has its page, and links to it."""

import re
from collections.abc import Iterable

from caveat.authoring.handbook.markup import escaped, link, slug
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.model import Pack, Rule

_NOT_IN_PATH = re.compile(r"[^A-Za-z0-9_.-]+|^\.+")

LEVELS = "lists/levels.md"
KINDS = "lists/kinds.md"
HAZARDS = "lists/hazards.md"
REVIEWS = "lists/reviews.md"
CHANGES = "lists/changes.md"
PACKS = "lists/packs.md"
COVERAGE = "lists/coverage.md"
CLASSES = "vocabulary/classes.md"
CONDITIONS = "vocabulary/conditions.md"
OBSERVATIONS = "vocabulary/observations.md"
PRODUCTS = "vocabulary/products.md"
INGREDIENTS = "vocabulary/ingredients.md"
READING = "guide/reading-a-report.md"
FIRST_RULE = "guide/first-rule.md"
CRITERIA = "guide/criteria.md"


def rule_page(rule_id: str) -> str:
    """Give the path of a rule's page."""
    return f"rules/{slug(rule_id)}.md"


def pack_page(pack_id: str) -> str:
    """Give the path of a pack's page."""
    return f"packs/{slug(pack_id)}.md"


def coverage_page(pack_id: str) -> str:
    """Give the path of the page that says how a pack carries its sources."""
    return f"coverage/{slug(pack_id)}.md"


def class_page(class_id: str) -> str:
    """Give the path of a class's page."""
    return f"classes/{slug(class_id)}.md"


def condition_page(concept: str) -> str:
    """Give the path of a condition's page."""
    return f"conditions/{slug(concept)}.md"


def file_path(pack_id: str, place: str) -> str:
    """Give the path of the copy of a pack's file, which browsers show as text.

    ``place`` is its path as problems name it, from the name of the pack's folder on.
    """
    _, _, inside = place.partition("/")
    parts = "/".join(_NOT_IN_PATH.sub("-", part) for part in inside.split("/"))
    return f"files/{slug(pack_id)}/{parts}.txt"


def anchor_of(name: str) -> str:
    """Give the anchor of a thing that is a section of a page."""
    return slug(name)


def to_rule(rule: Rule) -> str:
    """Link to a rule by its title."""
    return link(rule.title, rule_page(rule.id))


def to_pack(pack: Pack) -> str:
    """Link to a pack by its title."""
    return link(pack.title, pack_page(pack.id))


def to_term(term: str, vocabulary: Vocabulary) -> str:
    """Link to a class; an ingredient has no page of its own, and stands in the index."""
    title = vocabulary.title_of(term)
    if term in vocabulary.classes:
        return link(title, class_page(term))
    return link(title, f"{INGREDIENTS}#{letter_anchor(term)}")


def to_condition(concept: str, vocabulary: Vocabulary) -> str:
    """Link to a condition."""
    return link(vocabulary.title_of(concept), condition_page(concept))


def to_observation(name: str, vocabulary: Vocabulary) -> str:
    """Link to a fact that can be stated."""
    title = vocabulary.observations[name].title
    return link(title, f"{OBSERVATIONS}#{anchor_of(name)}")


def letter_of(name: str) -> str:
    """Give the letter under which a name stands in the index."""
    first = name[:1].upper()
    return first if first.isascii() and first.isalpha() else "0–9"  # noqa: RUF001 - a range


def letter_anchor(name: str) -> str:
    """Give the anchor of that letter."""
    letter = letter_of(name)
    return f"letter-{letter.lower() if len(letter) == 1 else 'other'}"


def joined(items: Iterable[str], none: str = "none") -> str:
    """Write links or words one after another; commas may stand in them."""
    return "; ".join(items) or escaped(none)
