"""A small vocabulary, written to a folder."""

from pathlib import Path

FILES = {
    "medicines.yaml": """
medicines:
  aspirin: {rxcui: 1191, atc: [N02BA01, B01AC06], brands: [Bayer], synonyms: [asa]}
  timolol: {rxcui: [10600, 1], brands: [Blocadren]}
count: 2
""",
    "products.yaml": """
products:
  Timoptic: {ingredients: [timolol], route: ophthalmic}
count: 1
""",
    "classes.yaml": """
classes:
  beta-blocker: {title: beta blocker, members: [timolol], atc: [C07], synonyms: [beta blockers]}
  heart-medicine: {title: heart medicine, members: [beta-blocker, aspirin], except: [aspirin]}
count: 2
""",
    "conditions.yaml": """
conditions:
  psychosis: {title: psychosis, icd10cm: [F20-F29], counts: [active, past, suspected]}
  schizophrenia: {title: schizophrenia, within: [psychosis], snomed: [58214004], counts: [active]}
count: 2
""",
    "other.yaml": """
other-conditions: [gout, back pain]
count: 2
""",
    "observations.yaml": """
observations:
  age: {kind: number, unit: year, title: age, question: How old?, lowest: 0, highest: 130}
count: 1
""",
    "look-alikes.yaml": """
look-alikes:
  - [clonidine, clonazepam]
count: 1
""",
    "words.yaml": """
words:
  salts: [hydrochloride]
  forms: {tablet: {words: [tablet], route: oral}}
  routes: {oral: [po], ophthalmic: [in the eye]}
  frequencies: [daily]
  units: [mg]
  noise: [take]
count: 6
""",
}


def write_vocabulary(folder: Path, **changed: str) -> Path:
    """Write a vocabulary with some of its files changed, by their names without the ending."""
    folder.mkdir()
    files = FILES | {f"{name.replace('_', '-')}.yaml": text for name, text in changed.items()}
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder
