"""How programs written for RxNav read its interaction list, restated."""

from dataclasses import dataclass
from typing import Any, TypeAlias

Document: TypeAlias = dict[str, Any]  # these programs trust the shape and check no type

NOTHING = "No interactions found"


@dataclass(frozen=True, slots=True)
class Shown:
    """One interaction as an electronic record shows it."""

    comment: str
    first: str
    second: str
    severity: str
    description: str


def shown_by_record(answer: Document) -> list[Shown] | str:
    """Read as an electronic record does: the first group, the first pair, the first two names."""
    groups = answer.get("fullInteractionTypeGroup")
    if not groups or not groups[0].get("fullInteractionType"):
        return NOTHING
    return [
        Shown(
            item["comment"],
            item["minConcept"][0]["name"],
            item["minConcept"][1]["name"],
            item["interactionPair"][0]["severity"],
            item["interactionPair"][0]["description"],
        )
        for item in groups[0]["fullInteractionType"]
    ]


def shown_by_page(answer: Document) -> list[tuple[str, str, str, str, str]]:
    """Read as a web page does: every group and pair, with the link of its source."""
    return [
        (
            pair["interactionConcept"][0]["minConceptItem"]["name"],
            pair["interactionConcept"][1]["minConceptItem"]["name"],
            pair["interactionConcept"][1]["sourceConceptItem"]["name"],
            pair["interactionConcept"][0]["sourceConceptItem"]["url"],
            pair["description"],
        )
        for group in answer.get("fullInteractionTypeGroup", [])
        for item in group["fullInteractionType"]
        for pair in item["interactionPair"]
    ]
