"""What may stand in a site's policy."""

from caveat.rules.change import Action
from caveat.rules.level import Level
from caveat.rules.shapes.rule import DAY
from caveat.source.shape import Field, Listed, Shape, Text, Words

CHANGE = Shape(
    "change",
    "What a site changes of one rule, why, who decided it, and until when.",
    {
        "rule": Field(Text(), "The id of the rule; each stands once.", required=True),
        "action": Field(
            Words(tuple(action.value for action in Action)),
            "raise or lower its level; silence: it finds nothing; shadow: what it finds is "
            "recorded, not shown.",
            required=True,
        ),
        "level": Field(
            Words(tuple(level.word for level in Level)),
            "The level that holds at the site; goes with raise and lower.",
        ),
        "reason": Field(Text(), "Why, for those who read the report.", required=True),
        "author": Field(Text(), "Who decided it.", required=True),
        "second": Field(
            Text(),
            "Another person, who agrees; needed where a contraindicated rule ends up below that.",
        ),
        "date": Field(DAY, "The day of the decision: year-month-day.", required=True),
        "expires": Field(
            DAY, "The first day on which it no longer holds: year-month-day.", required=True
        ),
    },
)
POLICY = Shape(
    "policy",
    "What a site changes of the rules that it loads, without a pack of its own.",
    {
        "site": Field(
            Text(r"^[a-z0-9]+(-[a-z0-9]+)*$", told="Lower case letters and digits, with hyphens."),
            "The site, by an id: lower case, with hyphens.",
            required=True,
        ),
        "title": Field(Text(), "Who decides at the site, such as a committee."),
        "changes": Field(Listed(CHANGE), "The changes, each of another rule.", required=True),
    },
)
