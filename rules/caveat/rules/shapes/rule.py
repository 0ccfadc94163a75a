"""What may stand in a rule, and in a file of many."""

from caveat.rules.level import Level
from caveat.rules.model import Expectation, HowRead, Kind
from caveat.rules.shapes.criterion import CRITERION
from caveat.rules.shapes.patient import PATIENT
from caveat.source.shape import Field, Flag, Known, Listed, Shape, Text, Words

GRADES = ("expert-opinion", "label", "trial", "observational", "case-report", "theory")
BASES = ("article", "label", "consensus", "product-decision", "pharmacology")

DAY = Text(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", told="This is no day, written year-month-day.")
_SENTENCES = "in one to four sentences of your own."

CITATION = Shape(
    "citation",
    "A place in a source.",
    {
        "source": Field(Text(), "The id of a source that pack.yaml declares.", required=True),
        "section": Field(
            Text(of_number=True),
            "The section of the source, such as 5.1 or a heading, best in quotes if a number; "
            "'abstract' where only that was read, 'throughout' where the whole is meant.",
            required=True,
        ),
        "read": Field(
            Words(tuple(how.value for how in HowRead)),
            "How surely the statement was read there.",
        ),
    },
)
EVIDENCE = Shape(
    "evidence",
    "What supports the rule: a grade apart from the level, and where it stands.",
    {
        "grade": Field(Words(GRADES), "What kind of evidence it is.", required=True),
        "basis": Field(Words(BASES), "Whose statement the rule carries."),
        "note": Field(
            Text(), "What a reader should know of the evidence, such as where sources differ."
        ),
        "sources": Field(
            Listed(CITATION, at_least=1),
            "Where it stands; a rule cites at least one source.",
            required=True,
        ),
    },
)
EXAMPLE = Shape(
    "example",
    "A patient, and what the rule does for them.",
    {
        "name": Field(Text(), "What the example shows.", required=True),
        "given": Field(
            PATIENT,
            "The patient, written as a patient file. A list that is left out was not asked; [] "
            "means none.",
            required=True,
        ),
        "expect": Field(
            Words(tuple(expected.value for expected in Expectation)),
            "alert: the rule raises an alert, or a finding folded under a covering one. none: "
            "surely not. undecided: open, because a fact is missing.",
            required=True,
        ),
    },
)
RULE = Shape(
    "rule",
    "One statement of knowledge, with its evidence and its examples. A file holds one rule and "
    "has its id for a name.",
    {
        "id": Field(
            Text(),
            "The name of the rule, and of its file without .yaml: lower case, with hyphens.",
            required=True,
        ),
        "kind": Field(
            Words(tuple(kind.value for kind in Kind)),
            "What sort of statement the rule makes.",
            required=True,
        ),
        "level": Field(
            Words(tuple(level.word for level in Level)),
            "How grave an alert of this rule is: info < minor < moderate < major < "
            "contraindicated.",
            required=True,
        ),
        "title": Field(
            Text(), "What the alert is called, in at most 90 characters.", required=True
        ),
        "hazard": Field(
            Text(),
            "The clinical problem by an id. Of the rules of one hazard, of whatever pack, the "
            "gravest gives the alert and shows the others.",
        ),
        "draft": Field(
            Flag(),
            "Whether nobody has confirmed the statement in its source; a draft is at most minor.",
        ),
        "between": Field(
            Listed(Known("term"), at_least=2, at_most=2),
            "Two ingredients or classes, in either order. The rule holds where two different "
            "entries of the patient match, proposed or current. A rule has either 'between' or "
            "'about'.",
        ),
        "about": Field(
            Known("term"),
            "The ingredient or class that the rule is about; 'when' says what must hold for it. A "
            "rule has either 'between' or 'about'.",
        ),
        "when": Field(
            Listed(CRITERION),
            "Criteria that must all hold; goes with 'about'. Left out, the rule holds whenever the "
            "patient has the medicine.",
        ),
        "unless": Field(
            Listed(CRITERION),
            "Criteria of which any one that surely holds withholds the finding; the report shows "
            "it under suppressed. In 'medication', a term of the rule speaks of that very entry.",
        ),
        "covers": Field(
            Listed(Text()),
            "Ids of weaker rules on the same problem; their findings fold under this alert.",
        ),
        "consequence": Field(
            Text(), f"What may happen to the patient, {_SENTENCES}", required=True
        ),
        "mechanism": Field(Text(), f"How it comes about, {_SENTENCES}", required=True),
        "management": Field(
            Text(), f"What a professional may consider doing, {_SENTENCES}", required=True
        ),
        "serious": Field(
            Flag(),
            "Whether what may happen can kill, disable or bring to hospital.",
            required=True,
        ),
        "wrong-when": Field(Text(), "When this alert is wrong."),
        "context": Field(
            Text(), "What makes it more or less likely or grave; left out: not known."
        ),
        "exposure": Field(Text(), "How often people meet it; left out: not known."),
        "harm": Field(Text(), "How often those are harmed; left out: not known."),
        "evidence": Field(EVIDENCE, EVIDENCE.help, required=True),
        "author": Field(Text(), "Who wrote the rule."),
        "reviewer": Field(Text(), "Who held the rule against its sources."),
        "reviewed": Field(
            DAY,
            "The day on which a person last held the rule against its sources: year-month-day.",
            required=True,
        ),
        "next-review": Field(
            DAY, "The day by which the rule is to be reviewed again: year-month-day."
        ),
        "examples": Field(
            Listed(EXAMPLE, at_least=1),
            "Patients that the rule must get right: at least one alert and one none, and one "
            "undecided where a fact can be missing.",
            required=True,
        ),
    },
    one_of=(("between",), ("about",)),
    with_others={"when": "about"},
)
RULES = Shape(
    "rules",
    "A file of many rules, under any name; pack.yaml states how many the pack has in all.",
    {
        "rules": Field(
            Listed(RULE), "The rules, each as it would stand in a file of its own.", required=True
        )
    },
)
