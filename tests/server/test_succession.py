"""What must not follow the packs that are served, unless somebody says so."""

from pathlib import Path

import pytest

from caveat.rules import Checker, RuleBook
from caveat.server.settings import Allowed, Renewal
from caveat.server.succession import objections
from tests.rules.small_packs import HEAD, checker_of, rule, write_pack

HEART = "between: [ketamine, beta-blocker]"
SIGNED = Renewal(trust=(Path("release.key.pub"),))


def book(folder: Path, checker: Checker, version: str, rules: str = "abcdefghij") -> RuleBook:
    head = HEAD.replace("version: 1.0.0", f"version: {version}")
    pack = write_pack(folder / rules / version, *(rule(name, HEART) for name in rules), head=head)
    return checker_of([pack], checker.book.vocabulary).book


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for rules in ("abcdefghij", "abcdefgh", "abcdefg", "abcdefghijk"):
        (tmp_path / rules).mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("1.0.0", "0.9.9"),
        ("1.10.0", "1.9.0"),
        ("2", "1.9"),
        ("1.0.1", "1.0"),
        ("1.0.0", "1.0"),
        ("1.0.0", "1.0.0 "),
    ],
)
def test_a_signed_pack_of_no_later_version_is_refused(
    folder: Path, checker: Checker, before: str, after: str
) -> None:
    served = book(folder, checker, before)
    fresh = book(folder, checker, after, "abcdefghijk")
    (objection,) = objections(served, fresh, SIGNED)
    assert "no later version" in objection
    assert not list(objections(served, fresh, Renewal()))
    allowed = Renewal(trust=SIGNED.trust, allowed=Allowed(older=True))
    assert not list(objections(served, fresh, allowed))


@pytest.mark.parametrize(("before", "after"), [("1.0.0", "1.0.1"), ("1.9", "1.10"), ("1", "1.0.1")])
def test_a_signed_pack_of_a_later_version_follows(
    folder: Path, checker: Checker, before: str, after: str
) -> None:
    fresh = book(folder, checker, after, "abcdefghijk")
    assert not list(objections(book(folder, checker, before), fresh, SIGNED))


def test_the_same_signed_pack_follows_itself(folder: Path, checker: Checker) -> None:
    same = book(folder, checker, "1.0.0")
    assert not list(objections(same, same, SIGNED))


def test_a_signed_pack_needs_a_version_that_can_be_compared(folder: Path, checker: Checker) -> None:
    fresh = book(folder, checker, "spring", "abcdefghijk")
    (objection,) = objections(book(folder, checker, "1.0.0"), fresh, SIGNED)
    assert "wrong version" in objection


@pytest.mark.parametrize(("left", "refused"), [("abcdefgh", False), ("abcdefg", True)])
def test_a_fifth_of_the_rules_may_go(
    folder: Path, checker: Checker, left: str, *, refused: bool
) -> None:
    served, fresh = book(folder, checker, "1.0.0"), book(folder, checker, "1.0.0", left)
    assert bool(list(objections(served, fresh, Renewal()))) is refused
    assert not list(objections(served, fresh, Renewal(allowed=Allowed(shrink=True))))
