"""What may stand in ``pack.yaml``."""

from caveat.rules.shapes.rule import CITATION, DAY
from caveat.source.shape import Either, Field, Keyed, Known, Listed, Number, Shape, Text

_IDS = Listed(Text())
_TERMS = Listed(Known("term"))

SOURCE = Shape(
    "source",
    "A work that rules cite.",
    {
        "title": Field(
            Text(), "The title of the work, as it is shown with an alert.", required=True
        ),
        "publisher": Field(Text(), "Who published it."),
        "year": Field(Text(of_number=True), "When it was published."),
        "edition": Field(Text(of_number=True), "The edition that was read."),
        "date": Field(
            Text(
                r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$",
                of_number=True,
                told="This is no year, year-month or year-month-day.",
            ),
            "When it was published: year, year-month or year-month-day.",
        ),
        "url": Field(Text(), "Where it can be read."),
        "note": Field(Text(), "How it was read: in full, in part, as a copy, or at second hand."),
    },
)
TRIALS = Shape(
    "trials",
    "When an antidepressant trial counts as failed, and which classes differ.",
    {
        "classes": Field(_TERMS, "The classes that count as different ones.", required=True),
        "response-from": Field(
            Number(), "The improvement, in percent, from which a trial succeeded.", required=True
        ),
        "source": Field(CITATION, "Where this definition stands.", required=True),
    },
)
DECISION = Shape(
    "decision",
    "One point that was decided.",
    {
        "id": Field(Text(), "The name of the decision: lower case, with hyphens.", required=True),
        "text": Field(Text(), "What the sources say, and what was decided.", required=True),
        "rules": Field(_IDS, "Ids of the rules that follow the decision."),
    },
)
STATEMENT = Shape(
    "statement",
    "The rules that carry a statement, or why none does.",
    {
        "rules": Field(_IDS, "Ids of the rules that carry the statement."),
        "none": Field(Text(), "Why no rule carries the statement."),
    },
    one_of=(("rules",), ("none",)),
)
PACK = Shape(
    "pack",
    "The head of a versioned set of rules: pack.yaml, beside or above the rule files.",
    {
        "id": Field(Text(), "The name of the pack: lower case, with hyphens.", required=True),
        "title": Field(Text(), "What the pack is about.", required=True),
        "version": Field(
            Text(of_number=True),
            "The version of the pack, such as 1.0.0; reports state it.",
            required=True,
        ),
        "licence": Field(
            Text(),
            "The licence of the pack, by its SPDX name, such as Apache-2.0.",
            required=True,
        ),
        "reviewed": Field(
            DAY,
            "The day on which a person last reviewed the pack as a whole: year-month-day.",
            required=True,
        ),
        "scope": Field(
            _TERMS,
            "The ingredients and classes that the pack speaks for; a patient without any of them "
            "is out of scope.",
            required=True,
        ),
        "assumes": Field(
            Known("term"),
            "The medicine that is checked where none is proposed; the report says so.",
        ),
        "rules": Field(
            Number(whole=True, lowest=0),
            "How many rules the pack has, so that a lost one is noticed.",
            required=True,
        ),
        "sources": Field(
            Keyed(SOURCE),
            "The works that the rules cite, by the ids that they cite them with.",
            required=True,
        ),
        "needs-caveat": Field(
            Text(of_number=True),
            "The version of Caveat that the pack needs at least, such as 0.2.0.",
        ),
        "trials": Field(TRIALS, TRIALS.help),
        "decisions": Field(
            Listed(DECISION), "Points where the sources are loose or at odds, and what was decided."
        ),
        "statements": Field(
            Keyed(
                Either(
                    (Text(), STATEMENT),
                    "The id of the rule that carries the statement; or 'rules' with several; or "
                    "'none' with the reason.",
                )
            ),
            "Statements of the sources, by name, with the rules that carry them or why none does.",
        ),
    },
)
