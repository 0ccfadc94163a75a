"""A service that takes only signed packs serves what was signed, by as many workers as may be."""

from pathlib import Path

import pytest

from caveat.authoring.admission import admit
from caveat.authoring.signing import new_key, sign
from tests.authoring.forging import forge_packs, forge_vocabulary
from tests.authoring.test_signing import good
from tests.rules.small_packs import write_pack
from tests.server.supervised import supervised


@pytest.mark.parametrize("workers", [1, 2])
def test_nothing_that_was_forged_in_the_cache_folder_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    pack = write_pack(tmp_path / "small", good("a"))
    public = new_key(tmp_path / "release.key")
    sign(pack, tmp_path / "release.key")
    forge_packs(pack, tmp_path / "forged", good("a").replace("title: a", "title: forged"))
    forge_vocabulary(admit([pack]).checker.book.vocabulary, "metoprolol", "omeprazole")
    patient = tmp_path / "patient.yaml"
    patient.write_text("{proposed: [ketamine 40 mg IV], medications: [metoprolol]}")
    options = ("--port", "0", "--no-http", "--first-check", str(patient), "--pack", str(pack))
    with supervised(*options, "--trust", str(public), workers=workers) as service:
        service.wait_for(r"^Packs: small ")
        assert "\nMODERATE  a\n" in service.log
        service.process.terminate()
        assert service.end() == 0
