"""Which packs stand on each side."""

import shutil
from pathlib import Path

import pytest

from caveat.rules import built_in_packs
from caveat.server.diffing.order import Order
from caveat.server.diffing.sides import sides_of
from caveat.source.errors import PackError, SettingsError
from tests.rules.small_packs import write_pack
from tests.server.diffing.versions import OPIOID, Versions


def test_the_built_in_packs_stand_beside_both(versions: Versions) -> None:
    sides = sides_of(Order(versions.old, versions.new, "-"))

    assert sides.old == (versions.old, *built_in_packs())
    assert sides.new == (versions.new, *built_in_packs())


def test_but_for_one_whose_other_version_is_compared(tmp_path: Path) -> None:
    built_in = next(each for each in built_in_packs() if each.name == "ketamine-depression")
    shutil.copytree(built_in, tmp_path / "mine")

    sides = sides_of(Order(built_in, tmp_path / "mine", "-"))

    assert built_in not in sides.new
    assert sides.new[0] == tmp_path / "mine"


def test_other_packs_can_stand_beside_or_none(versions: Versions, tmp_path: Path) -> None:
    head = "id: other\n"
    beside = tmp_path / "beside"
    beside.mkdir()
    (beside / "pack.yaml").write_text(head)

    assert sides_of(Order(versions.old, versions.new, "-", (beside,))).old[1:] == (beside,)
    assert sides_of(Order(versions.old, versions.new, "-", ())).old == (versions.old,)


def test_a_folder_may_hold_several_packs(tmp_path: Path, versions: Versions) -> None:
    for name in ("b", "a"):
        (tmp_path / "many").mkdir(exist_ok=True)
        write_pack(tmp_path / "many" / name, OPIOID)

    sides = sides_of(Order(tmp_path / "many", versions.new, "-", ()))

    assert sides.old == (tmp_path / "many" / "a", tmp_path / "many" / "b")


def test_a_folder_without_a_pack_is_refused(versions: Versions, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    with pytest.raises(SettingsError, match="holds no pack"):
        sides_of(Order(versions.old, tmp_path / "empty", "-"))


@pytest.mark.parametrize("broken", [("old",), ("new",), ("old", "new")])
def test_the_mistakes_of_both_sides_are_told_at_once_with_their_whole_paths(
    versions: Versions, broken: tuple[str, ...]
) -> None:
    for name in broken:
        path = versions.folder / name / "with-ssri.yaml"
        path.write_text(path.read_text().replace("minor", "mild"))

    with pytest.raises(PackError) as error:
        sides_of(versions.order()).load()

    places = {problem.path for problem in error.value.problems}
    assert places == {str(versions.folder / name / "with-ssri.yaml") for name in broken}
