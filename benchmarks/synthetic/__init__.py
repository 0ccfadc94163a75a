"""Made-up rules and patients of a realistic shape, over the vocabulary that Caveat comes with.

The same call gives the same rules and patients on every machine. A patient of the pool sets off
the same four to six rules, whether a pack has twenty rules or a million: all further rules speak
of medicines and conditions that no patient of the pool has together.
"""

from benchmarks.synthetic.chart import Written
from benchmarks.synthetic.filler import rules
from benchmarks.synthetic.pack import pack_of
from benchmarks.synthetic.patients import POOL, patients
from benchmarks.synthetic.writing import write_pack

__all__ = ["POOL", "Written", "pack_of", "patients", "rules", "write_pack"]
