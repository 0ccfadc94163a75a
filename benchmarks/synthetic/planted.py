"""The twenty rules that patients of the pool set off: they stand first in a pack of any size."""

from benchmarks.synthetic.examples import ExampleMaker
from benchmarks.synthetic.made import made
from benchmarks.synthetic.sketch import Sketch
from caveat.reading.status import ConditionStatus
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.criteria import CURRENT
from caveat.rules.level import Level
from caveat.rules.model import Bound, Comparison, MedicationCriterion, Rule

OLD = Bound(Comparison.AT_LEAST, 65.0)
NOT_OLD = Bound(Comparison.BELOW, 65.0)
NOT_AN_ADULT = Bound(Comparison.BELOW, 18.0)

LOCAL_ROUTES = frozenset(("ophthalmic", "topical"))
LOCAL_HEART_MEDICINE = MedicationCriterion("heart-medicine", CURRENT, LOCAL_ROUTES)
LOCAL_TIMOLOL = MedicationCriterion("timolol", CURRENT, LOCAL_ROUTES)

PLANTED = (
    (Level.MAJOR, Sketch("anticoagulant", "antiplatelet")),
    (Level.MAJOR, Sketch("ssri", "heart-medicine", unless=(LOCAL_HEART_MEDICINE,))),
    (Level.MODERATE, Sketch("ssri", "anticoagulant")),
    (Level.MODERATE, Sketch("depressant", "ssri")),
    (Level.MODERATE, Sketch("ace-inhibitor", "diuretic")),
    (Level.MODERATE, Sketch("atorvastatin", "metoprolol")),
    (Level.MINOR, Sketch("omeprazole", "sertraline")),
    (Level.MINOR, Sketch("levothyroxine", "omeprazole")),
    (Level.INFO, Sketch("heart-medicine", "lipid-lowering-medicine")),
    (Level.MODERATE, Sketch("metformin", "heart-medicine", "liver-disease")),
    (Level.MAJOR, Sketch("beta-blocker", "albuterol", "copd")),
    (Level.CONTRAINDICATED, Sketch("metoprolol", "diltiazem", "asthma")),
    (Level.MODERATE, Sketch("heart-medicine", "gabapentin", "depression", age=OLD)),
    (Level.MODERATE, Sketch("lipid-lowering-medicine", "tramadol", "anxiety", age=OLD)),
    (Level.MODERATE, Sketch("antidepressant", "atorvastatin", "anxiety", age=NOT_OLD)),
    (Level.MINOR, Sketch("lipid-lowering-medicine", "apixaban", "hypertension")),
    (Level.INFO, Sketch("atorvastatin", "aspirin", "anxiety", ConditionStatus.ACTIVE)),
    # many patients come near these three, and an exception, a status or an age keeps them out
    (Level.MODERATE, Sketch("atorvastatin", "timolol", unless=(LOCAL_TIMOLOL,))),
    (Level.MINOR, Sketch("lisinopril", "lithium", "hypertension", ConditionStatus.SUSPECTED)),
    (Level.MAJOR, Sketch("sertraline", "metoprolol", "hypertension", age=NOT_AN_ADULT)),
)


def planted(vocabulary: Vocabulary, *, undecided: bool = False) -> list[Rule]:
    """Give the planted rules."""
    examples = ExampleMaker(vocabulary, undecided=undecided)
    return [
        made(number, sketch, level, examples)
        for number, (level, sketch) in enumerate(PLANTED, start=1)
    ]
