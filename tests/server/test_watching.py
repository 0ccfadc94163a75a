"""Changed packs are noticed, however they are changed."""

import asyncio
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from caveat.server.watching import look_at, watch
from tests.rules.small_packs import rule, write_pack

HEART = "between: [ketamine, beta-blocker]"


def mounted(folder: Path) -> Path:
    """Mount a pack as Kubernetes does: links to a hidden folder, which one link stands for."""
    mount = folder.parent / "mount"
    shutil.copytree(folder, mount / "..first")
    (mount / "..data").symlink_to("..first")
    for name in ("pack.yaml", "a.yaml"):
        (mount / name).symlink_to(Path("..data") / name)
    return mount


def swap(mount: Path) -> None:
    """Have the link stand for another folder, with files of the same times and sizes."""
    shutil.copytree(mount / "..first", mount / "..second")
    (mount / "..new").symlink_to("..second")
    (mount / "..new").replace(mount / "..data")


def replace(folder: Path) -> None:
    (folder / "a.yaml.new").write_bytes((folder / "a.yaml").read_bytes())
    (folder / "a.yaml.new").replace(folder / "a.yaml")


def touch(folder: Path) -> None:
    os.utime(folder / "a.yaml", ns=(1, 1))


def add(folder: Path) -> None:
    (folder / "inner").mkdir()
    (folder / "inner" / "b.yaml").write_text(rule("b", HEART))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "small", rule("a", HEART))


@pytest.mark.parametrize("change", [replace, touch, add, shutil.rmtree])
def test_a_change_is_seen(folder: Path, change: Callable[[Path], None]) -> None:
    before = look_at([folder])
    assert look_at([folder]) == before
    change(folder)
    assert look_at([folder]) != before


def test_the_swap_of_a_link_is_seen(folder: Path) -> None:
    mount = mounted(folder)
    before = look_at([mount])
    swap(mount)
    assert look_at([mount]) != before


def test_a_link_that_leads_round_in_a_circle_is_no_trap(folder: Path) -> None:
    (folder / "round").symlink_to(".")
    assert len(look_at([folder])) == 2


def test_what_goes_on_changing_is_told_once_it_rests(folder: Path) -> None:
    told: list[int] = []
    writes = 20

    async def run() -> None:
        resting = asyncio.Event()

        def tell() -> None:
            told.append(1)
            resting.set()

        watching = asyncio.create_task(watch([folder], look_at([folder]), 0.001, tell))
        for number in range(writes):
            (folder / f"{number}.yaml").write_text("")
        async with asyncio.timeout(30):
            await resting.wait()
        watching.cancel()

    asyncio.run(run())
    assert told == [1]


def test_what_changed_before_the_watch_began_is_told(folder: Path) -> None:
    async def run() -> None:
        changed, seen = asyncio.Event(), look_at([folder])
        replace(folder)
        watching = asyncio.create_task(watch([folder], seen, 0.001, changed.set))
        async with asyncio.timeout(30):
            await changed.wait()
        watching.cancel()

    asyncio.run(run())
