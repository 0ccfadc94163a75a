"""Keeps what the vocabulary's files say, so that the next start need not read them again.

The snapshot is JSON in the user's cache folder, named by the digest of the files and of the code
that read them. One that is damaged, of other files or cannot be written is as good as none.
"""

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias, TypedDict, cast

from caveat.reading.codes import Code
from caveat.reading.draft import VocabularyDraft
from caveat.reading.path import StepKind
from caveat.reading.status import ConditionStatus
from caveat.reading.vocabulary import Concept, MedicineClass, ObservationTerm, Substance
from caveat.source.folders import cache_folder

_CODE = Path(__file__).parent
_KEPT = 4
_Classes = Mapping[str, MedicineClass]
_Substance: TypeAlias = tuple[str, list[str], str, str, bool, int]


class _Kept(TypedDict):
    """The snapshot's text."""

    ingredients: list[str]
    substances: dict[str, _Substance]
    codes: list[tuple[str, str, _Substance]]
    classes: dict[str, tuple[str, list[str], list[str]]]
    concepts: dict[str, tuple[str, list[str], list[str]]]
    conditions: dict[str, str]
    condition_codes: list[tuple[str, str, list[str]]]
    observations: dict[str, dict[str, Any]]
    observation_names: dict[str, str]
    routes: dict[str, str]
    route_names: list[str]
    form_routes: dict[str, str]
    filler: dict[str, str]
    common: list[str]
    condition_words: list[str]
    look_alikes: dict[str, list[str]]


def digest_of(files: Iterable[Path]) -> str:
    """Give the SHA-256 of what files say and of the code that reads them, as hex."""
    digest = sha256()
    for file in (*files, *sorted(_CODE.glob("*.py"))):
        digest.update(sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def snapshot_path(digest: str) -> Path | None:
    """Give the path for what files of this digest say; ``None`` where there is no cache folder."""
    folder = cache_folder()
    return folder / f"vocabulary-{digest[:32]}.json" if folder else None


def restore(path: Path) -> tuple[VocabularyDraft, _Classes] | None:
    """Read a snapshot; ``None`` where there is none that is whole."""
    try:
        digest, _, text = path.read_text(encoding="utf-8").partition("\n")
        if digest != _digest(text):
            return None
        kept = cast("_Kept", json.loads(text))
    except (OSError, ValueError):
        return None
    return _draft_of(kept), {name: _class_of(name, each) for name, each in kept["classes"].items()}


def keep(path: Path, draft: VocabularyDraft, classes: _Classes) -> None:
    """Write a snapshot whole or not at all."""
    text = json.dumps(_kept(draft, classes), ensure_ascii=False, separators=(",", ":"))
    beside = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(f"{_digest(text)}\n{text}", encoding="utf-8")
        beside.replace(path)
        _forget_others(path)
    except OSError:
        with suppress(OSError):
            beside.unlink()


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _forget_others(path: Path) -> None:
    """Leave the newest few, as versions may stand beside each other."""
    kept = sorted(path.parent.glob("vocabulary-*.json"), key=lambda each: each.stat().st_mtime)
    for other in kept[:-_KEPT]:
        other.unlink(missing_ok=True)


def _kept(draft: VocabularyDraft, classes: _Classes) -> _Kept:
    return {
        "ingredients": sorted(draft.ingredients),
        "substances": {key: _fields(found) for key, found in draft.substances.items()},
        "codes": [(code.system, code.value, _fields(each)) for code, each in draft.codes.items()],
        "classes": {
            found.id: (found.title, sorted(found.members), list(found.parts))
            for found in classes.values()
        },
        "concepts": {
            found.id: (
                found.title,
                list(found.within),
                sorted(status.value for status in found.counts),
            )
            for found in draft.concepts.values()
        },
        "conditions": draft.conditions,
        "condition_codes": [
            (code.system, code.value, list(each)) for code, each in draft.condition_codes.items()
        ],
        "observations": {name: asdict(term) for name, term in draft.observations.items()},
        "observation_names": draft.observation_names,
        "routes": draft.routes,
        "route_names": sorted(draft.route_names),
        "form_routes": draft.form_routes,
        "filler": draft.filler,
        "common": sorted(draft.common),
        "condition_words": sorted(draft.condition_words),
        "look_alikes": {key: sorted(names) for key, names in draft.look_alikes.items()},
    }


def _fields(found: Substance) -> _Substance:
    label, terms, kind, route, is_vague, distance = found
    return label, list(terms), kind.value, route, is_vague, distance


def _draft_of(kept: _Kept) -> VocabularyDraft:
    draft = VocabularyDraft()
    draft.ingredients = set(kept["ingredients"])
    draft.substances = {key: _substance_of(each) for key, each in kept["substances"].items()}
    draft.codes = {
        Code(system, value): _substance_of(each) for system, value, each in kept["codes"]
    }
    draft.concepts = {name: _concept_of(name, *each) for name, each in kept["concepts"].items()}
    draft.conditions = kept["conditions"]
    draft.condition_codes = {
        Code(system, value): tuple(each) for system, value, each in kept["condition_codes"]
    }
    draft.observations = {
        name: _observation_of(each) for name, each in kept["observations"].items()
    }
    draft.observation_names = kept["observation_names"]
    draft.routes = kept["routes"]
    draft.route_names = set(kept["route_names"])
    draft.form_routes = kept["form_routes"]
    draft.filler = kept["filler"]
    draft.common = set(kept["common"])
    draft.condition_words = set(kept["condition_words"])
    draft.look_alikes = {key: frozenset(names) for key, names in kept["look_alikes"].items()}
    return draft


_KINDS = {kind.value: kind for kind in StepKind}


def _substance_of(row: _Substance) -> Substance:
    label, terms, kind, route, is_vague, distance = row
    return Substance(label, tuple(terms), _KINDS[kind], route, is_vague, distance)


def _class_of(name: str, each: tuple[str, list[str], list[str]]) -> MedicineClass:
    title, members, parts = each
    return MedicineClass(name, title, frozenset(members), tuple(parts))


def _concept_of(name: str, title: str, within: list[str], counts: list[str]) -> Concept:
    statuses = frozenset(ConditionStatus(status) for status in counts)
    return Concept(name, title, tuple(within), statuses)


def _observation_of(each: dict[str, Any]) -> ObservationTerm:
    listed = cast("dict[str, list[str]]", each["choices"] or {})
    choices = {choice: tuple(words) for choice, words in listed.items()}
    return ObservationTerm(**cast("Any", {**each, "choices": choices}))
