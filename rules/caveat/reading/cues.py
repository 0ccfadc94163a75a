"""The words that say whether, when and of whom a condition holds."""

from enum import Enum
from itertools import product

from caveat.reading.names import NameIndex
from caveat.reading.text import key_of


class Cue(Enum):
    """What a status word says of the mentions near it."""

    DENIED = "denied"
    FAMILY = "family"
    SUSPECTED = "suspected"
    PAST = "past"
    NOTHING = "nothing"
    ONGOING = "ongoing"


class Reach(Enum):
    """On which side of a status word the mention stands."""

    AFTER = "after"
    BEFORE = "before"
    EITHER = "either"


_RELATIVES = (
    *("mother", "father", "brother", "sister", "son", "daughter", "aunt", "uncle", "cousin"),
    *("grandmother", "grandfather", "grandparent", "grandparents", "parent", "parents"),
    *("sibling", "siblings", "twin", "niece", "nephew", "mom", "mum", "dad", "relative"),
    *("grandpa", "grandma", "granddad", "nana", "stepbrother", "foster mother"),
    *("relatives", "wife", "husband", "spouse", "partner", "half brother", "half sister"),
)
_TELLING = (
    *("reports", "reported", "says", "said", "states", "stated", "noticed", "notes", "noted"),
    *("describes", "described", "thinks", "believes", "witnessed", "observed", "of", "called"),
    *("worries", "worried", "brought", "found", "concerned", "confirms", "confirmed"),
)

_BY = ("lives with", "by", "with her", "with his", "brought in by", "per", "from", "with my")
_WORDS: dict[tuple[Cue, Reach], tuple[str, ...]] = {
    (Cue.NOTHING, Reach.AFTER): (
        *("no change", "no change in", "no increase", "no increase in", "no decrease"),
        *("not only", "no further", "not without", "no improvement in", "no relief"),
        *("no response", "not controlled", "not well controlled", "not certain"),
        *("not otherwise specified", "not improved", "not improving", "no better"),
        *(f"{who} {verb}" for who, verb in product(_RELATIVES, _TELLING)),
        *(f"{how} {who}" for how, who in product(_BY, _RELATIVES)),
        *("no doubt", "not deny", "no medication for", "no medications for", "no meds for"),
        *("no treatment for", "never free of", "not free of", "denies that", "no denial of"),
        *("does not deny", "doesn't deny", "cannot deny", "can't deny", "not treated for"),
    ),
    (Cue.ONGOING, Reach.AFTER): ("denies that", "never stopped", "not stopped", "hasn't stopped"),
    (Cue.ONGOING, Reach.EITHER): (
        *("still", "ongoing", "controlled", "controlled on", "controlled with", "stable on"),
        *("treated with", "managed with", "maintained on", "well controlled", "medicated"),
        *("currently treated", "continues", "persistent", "persisting", "currently on", "now on"),
        *("takes", "taking", "symptomatic", "still symptomatic", "still active", "relapsed"),
    ),
    (Cue.DENIED, Reach.AFTER): (
        *("no", "not", "denies", "denied", "denying", "deny", "without", "w/o", "never"),
        *("negative for", "neg for", "absence of", "free of", "no history of", "no hx of"),
        *("no h/o", "no evidence of", "no signs of", "no sign of", "no known", "never had"),
        *("no past history of", "no personal history of", "denies history of"),
        *("denies any", "denies any history of", "denies hx of", "denies h/o", "not on"),
        *("no family history of", "no fhx of", "no fh of", "no family hx of"),
        *("family history negative for", "does not have", "doesn't have", "did not have"),
        *("don't", "do not", "haven't", "have not", "hasn't", "has not", "didn't", "won't"),
        *("does not", "doesn't", "ruled out for", "rules out", "ruled out", "not a", "not an"),
    ),
    (Cue.DENIED, Reach.BEFORE): (
        *("denies", "denied", "none", "absent", "ruled out", "excluded", "negative", "nil"),
        *("has been ruled out", "was ruled out", "not present", "no", "never", "neg"),
    ),
    (Cue.FAMILY, Reach.EITHER): (
        *_RELATIVES,
        *("family history", "family history of", "family hx", "family hx of", "fhx", "fhx of"),
        *(
            "fh",
            "fh of",
            "fam hx",
            "famhx",
            "in the family",
            "runs in the family",
            "runs in my family",
            "runs in his family",
        ),
        *("maternal", "paternal", "family history positive for"),
        *(f"lives with {who} who" for who in _RELATIVES),
    ),
    (Cue.SUSPECTED, Reach.AFTER): (
        *("possible", "possibly", "probable", "probably", "suspected", "suspect", "suspects"),
        *("r/o", "rule out", "query", "queried", "may have", "might have", "may be", "maybe"),
        *("questionable", "concern for", "concerns for", "concern about", "likely"),
        *("suspicion of", "suspicious for", "vs", "versus", "differential", "ddx", "could be"),
        *("cannot rule out", "can't rule out", "cannot exclude", "can't exclude", "unclear if"),
        *("might be", "might", "could have", "could be", "wonders if", "wondering if", "awaiting"),
        *("worried about", "may also have", "to assess for", "assess for", "investigate for"),
        *("to exclude", "not ruled out", "consider", "evaluate for", "screen for"),
        *("workup for", "at risk of", "unconfirmed", "provisional", "working diagnosis of"),
    ),
    (Cue.SUSPECTED, Reach.BEFORE): (
        *("suspected", "suspect", "possible", "not ruled out", "not excluded", "query"),
        *("unconfirmed", "or similar"),
        *("to be ruled out", "cannot be ruled out", "can't be ruled out", "to be confirmed"),
        *("pending", "provisional", "questionable", "not confirmed", "not yet confirmed"),
        *("vs", "versus", "has not been ruled out"),
    ),
    (Cue.PAST, Reach.AFTER): (
        *("history of", "hx of", "hx", "h/o", "past history of", "past", "previous", "prior"),
        *("previously", "previously had", "former", "formerly", "personal history of", "had"),
        *("past medical history of", "pmh of", "pmh", "remote", "remote history of"),
        *("no longer", "no longer has", "used to have", "status post", "s/p", "history"),
        *("old", "outgrew", "in recovery from", "recovery from", "cured of", "got over"),
        *("recovered from", "recovering", "resolved", "childhood", "stopped", "has had"),
    ),
    (Cue.PAST, Reach.BEFORE): (
        *("in remission", "remission", "full remission", "in full remission", "in recovery"),
        *("in partial remission", "in early remission", "in sustained remission", "resolved"),
        *("recovered", "years ago", "year ago", "months ago", "yrs ago", "yr ago", "long ago"),
        *("as a child", "in childhood", "in the past", "in his past", "in high school"),
        *("in college", "at school", "when i was", "when she was", "when he was", "cured"),
        *("remitted", "fully remitted", "fully recovered", "none since", "none now"),
        *("none as an adult", "none in years", "not since", "outgrown", "in my past"),
        *("in her past", "history", "decades ago", "as a teenager", "inactive", "healed"),
        *("in his 20s", "in her 20s", "in his 30s", "in her 30s", "at age", "last year"),
    ),
    (Cue.PAST, Reach.EITHER): ("sober", "abstinent", "abstinent from", "clean", "quit", "gave up"),
}


def _index() -> NameIndex[frozenset[tuple[Cue, Reach]]]:
    cues: dict[str, frozenset[tuple[Cue, Reach]]] = {}
    for meaning, phrases in _WORDS.items():
        for words in phrases:
            key = key_of(words)
            cues[key] = cues.get(key, frozenset()) | {meaning}
    return NameIndex(cues)


CUES = _index()
"""Every status word with what it says and on which side; one word may say two things."""

BREAKS = frozenset(
    (",", ";", ".", "(", ")", "!", "but", "however", "although", "though", "except", "yet")
)
"""Signs and words that begin a new segment."""

NEW_CLAUSES = frozenset(
    ("has", "reports", "endorses", "admits", "currently", "now", "presents", "who", "hears", "sees")
)
"""Words that begin a new segment after a mention: "denies psychosis and has delusions"."""

OUT_OF_DENIAL = frozenset(
    (
        *("because", "due", "when", "since", "after", "until", "while", "despite", "secondary"),
        *("unless", "apart", "except", "besides", "than", "given", "if", "as", "for", "without"),
        *("well", "sleep", "sleeps", "improved", "better", "control", "deny", "only"),
    )
)
"""Words that a denial does not reach across: "does not sleep because of PTSD"."""

TREATED = frozenset(
    (
        *("medication", "medications", "meds", "medicine", "medicines", "pill", "pills"),
        *("tablets", "tablet", "drugs", "treatment", "therapy", "is", "are", "under"),
    )
)
"""Words that make a mention a part of something else: "stopped her bipolar medication"."""

YES = frozenset(("yes", "y", "positive", "pos", "+", "present", "x"))
NO = frozenset(("no", "n", "never", "negative", "neg", "none", "denies", "denied", "0", "-", "nil"))
"""Answers to what a form asks: "Seizures? N"."""

NOW = frozenset(
    (
        *("current", "currently", "present", "presently", "now", "active", "actively"),
        *("acute", "acutely", "today", "recent", "recently"),
    )
)
"""Words that keep a denial to the present."""

IDLE = frozenset(
    (
        *("month", "months", "year", "years", "week", "weeks", "day", "days", "ago", "since"),
        *("in", "for", "on", "the", "of", "by", "x", "patient", "pt", "is", "was", "been"),
        *("per", "and", "a", "an", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug"),
        *("sep", "oct", "nov", "dec", "january", "february", "march", "april", "june", "july"),
        *("august", "september", "october", "november", "december", "about", "over", "from"),
        *("side", "her", "his", "their", "with", "at", "age", "yrs", "yr", "mo", "wks", "wk"),
    )
)
"""Words that say nothing of a condition beside a status word."""

USE = frozenset(
    (
        *("take", "takes", "taking", "took", "use", "uses", "using", "used", "on", "smokes"),
        *("smoking", "smoked", "snorts", "snorting", "snorted", "injects", "injecting", "injected"),
        *("vapes", "eats", "swallows", "daily", "nightly", "weekly", "mg", "mcg", "bid"),
        *("tid", "qid", "qhs", "qd", "habit", "prescribed", "started", "restarted", "continues"),
        *("therapy", "regimen", "maintenance", "infusions", "prn"),
    )
)
"""Words that say that a substance is or was taken."""

USE_DENIED = frozenset(
    (
        *("allergic", "allergy", "allergies", "intolerance", "intolerant", "reaction", "rash"),
        *("anaphylaxis", "toxicity", "poisoning", "overdose", "overdosed", "withdrawal", "level"),
        *("levels", "deficiency", "resistance", "resistant", "sensitivity", "induced", "declines"),
        *("declined", "refuses", "refused", "contraindicated", "avoid", "failed", "unresponsive"),
    )
)
"""Words that speak of a substance without saying that it is taken."""

REACTIONS = frozenset(
    (
        *(
            "hives",
            "nausea",
            "vomiting",
            "sick",
            "itching",
            "itchy",
            "swelling",
            "upset",
            "adverse",
        ),
        *("effect", "effects", "exposure", "works", "response", "intolerances", "pruritus"),
    )
)
"""Words that tell what a substance did, where none says that it is taken or what for."""

NAMES_MORE = frozenset(
    (
        *("thyroid", "alcohol", "ethanol", "tobacco", "nicotine", "caffeine", "oxygen", "water"),
        *("cannabis", "marijuana", "iron", "calcium", "potassium", "estrogen", "testosterone"),
    )
)
"""Substances that a history names without meaning that they are taken."""
