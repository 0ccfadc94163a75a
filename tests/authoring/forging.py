"""Forges what is kept in the user's cache folder, as whoever can write there could."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from caveat.authoring.admission import admit
from caveat.authoring.verified import remember_verified
from caveat.reading.snapshot import snapshot_path
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.cache import KeptPacks, keep
from tests.rules.small_packs import write_pack


def forge_packs(pack: Path, forgery: Path, *rules: str) -> None:
    """Keep these rules, written below a folder, in the place of those of a pack."""
    true = admit([pack]).checker.book
    forgery.mkdir()
    forged = admit([write_pack(forgery / pack.name, *rules)]).kept
    packs = tuple(
        replace(each, digest=use.digest)
        for each, use in zip(forged.compiled.packs, true.uses, strict=True)
    )
    keep(true.digest, KeptPacks(replace(forged.compiled, packs=packs), forged.joined))
    remember_verified(true)


def forge_vocabulary(vocabulary: Vocabulary, name: str, other: str) -> None:
    """Keep a vocabulary in which the name of one medicine is that of another."""
    path = snapshot_path(vocabulary.digest)
    assert path
    kept: dict[str, Any] = json.loads(path.read_text().partition("\n")[2])
    kept["substances"][name] = kept["substances"][other]
    text = json.dumps(kept)
    path.write_text(f"{sha256(text.encode()).hexdigest()}\n{text}")
