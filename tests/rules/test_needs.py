"""A pack that needs a newer Caveat is refused at its place."""

from importlib.metadata import version
from pathlib import Path

import pytest

from caveat.rules import Checker
from caveat.source.errors import PackError
from tests.rules.small_packs import HEAD, checker_of, rule, write_pack

RULE = rule("a", "between: [ketamine-therapy, opioid]")


def load(folder: Path, checker: Checker, needed: str) -> Checker:
    head = HEAD + f"needs-caveat: {needed}\n"
    return checker_of([write_pack(folder / "small", RULE, head=head)], checker.book.vocabulary)


@pytest.mark.parametrize("needed", ["0", "0.1", "0.0.99", "0.1.0"])
def test_a_pack_that_needs_no_newer_caveat_is_loaded(
    tmp_path: Path, checker: Checker, needed: str
) -> None:
    assert list(load(tmp_path, checker, needed).book.rules) == ["a"]


@pytest.mark.parametrize("needed", ["99", "99.0.1"])
def test_a_pack_that_needs_a_newer_caveat_is_refused(
    tmp_path: Path, checker: Checker, needed: str
) -> None:
    with pytest.raises(PackError) as caught:
        load(tmp_path, checker, needed)
    what = f"needs a newer Caveat: {needed} or later, and this is {version('caveat')}"
    assert str(caught.value) == f"small/pack.yaml:10:15: {what}"


@pytest.mark.parametrize("needed", ["soon", "'>=0.2'", "0.2b1", "1."])
def test_what_is_no_version_is_refused(tmp_path: Path, checker: Checker, needed: str) -> None:
    with pytest.raises(PackError, match="wrong version: expected numbers with dots between them"):
        load(tmp_path, checker, needed)
